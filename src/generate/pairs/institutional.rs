//! A facility claim: loops 2300 and 2400 of 005010X223A2.

use std::fmt::Write as _;

use super::super::segments::{Put, put};
use super::super::values::Number;
use super::draft::{Draft, Line};
use super::file::put_other_payer;

/// Writes a claim with its lines.
pub(super) fn put(out: &mut dyn Put, draft: &Draft<'_>) {
    put_head(out, draft);
    put_references(out, draft);
    put_diagnoses(out, draft);
    put_procedures(out, draft);
    put_other_codes(out, draft);
    put_providers(out, draft);
    put_other_payer(out, draft);
    for (n, line) in draft.lines.iter().enumerate() {
        put_line(out, n, line);
    }
}

fn put_head(out: &mut dyn Put, draft: &Draft<'_>) {
    let (number, charge, place, frequency) = (&draft.number, draft.total(), draft.place, draft.frequency);
    let (assignment, benefits, release) = draft.assignment;
    put!(out, "CLM*{number}*{charge}***{place}:A:{frequency}**{assignment}*{benefits}*{release}");
    // The hour of leaving; a stay that goes on has none.
    if draft.is_stay() && draft.status != "30" {
        put!(out, "DTP*096*TM*1115");
    }
    put!(out, "DTP*434*RD8*{}-{}", draft.from, draft.to);
    if let Some((day, hour)) = draft.admission {
        put!(out, "DTP*435*DT*{day}{hour:02}20");
    }
    // Source of admission: of a newborn, this hospital.
    let source = if draft.admission_type == '4' { '5' } else { '1' };
    put!(out, "CL1*{}*{source}*{}", draft.admission_type, draft.status);
}

fn put_references(out: &mut dyn Put, draft: &Draft<'_>) {
    put_common_references(out, draft);
    if let Some(accident) = &draft.accident
        && accident.cause == "AA"
    {
        put!(out, "REF*LU*{}", accident.state);
    }
    if let Some(record) = draft.record {
        put!(out, "REF*EA*{record}");
    }
}

/// REF*9F, REF*G1, REF*F8, which are in this order on both forms.
pub(super) fn put_common_references(out: &mut dyn Put, draft: &Draft<'_>) {
    if let Some(referral) = draft.referral {
        put!(out, "REF*9F*R{referral}");
    }
    if let Some(authorization) = draft.authorization {
        put!(out, "REF*G1*A{authorization}");
    }
    if let Some(original) = draft.original {
        put!(out, "REF*F8*{original}");
    }
}

fn put_diagnoses(out: &mut dyn Put, draft: &Draft<'_>) {
    let is_stay = draft.is_stay();
    let qualifier = |icd10: &'static str| if draft.icd9 { &icd10[1..] } else { icd10 };
    let Some((principal, others)) = draft.diagnoses.split_first() else { return };
    put!(out, "HI*{}:{principal}{}", qualifier("ABK"), present(is_stay, principal));
    if is_stay {
        put!(out, "HI*{}:{}", qualifier("ABJ"), principal);
    } else if !draft.reason.is_empty() {
        put!(out, "HI*{}:{}", qualifier("APR"), draft.reason);
    }
    if let Some(accident) = &draft.accident {
        put!(out, "HI*{}:{}{}", qualifier("ABN"), accident.external, present(is_stay, accident.external));
    }
    if !draft.drg.is_empty() {
        put!(out, "HI*DR:{}", draft.drg);
    }
    if !others.is_empty() {
        let mut segment = String::from("HI");
        for code in others {
            write!(segment, "*{}:{code}{}", qualifier("ABF"), present(is_stay, code)).expect("a string");
        }
        put!(out, "{segment}");
    }
}

/// On a stay, diagnoses were there on admission. Factors that influence health (Z) are exempt.
fn present(is_stay: bool, code: &str) -> &'static str {
    if is_stay && !code.starts_with('Z') { ":::::::Y" } else { "" }
}

fn put_procedures(out: &mut dyn Put, draft: &Draft<'_>) {
    for (n, (code, day)) in draft.procedures.iter().enumerate() {
        put!(out, "HI*{}:{code}:D8:{day}", if n == 0 { "BBR" } else { "BBQ" });
    }
}

/// Occurrences, values, conditions.
fn put_other_codes(out: &mut dyn Put, draft: &Draft<'_>) {
    if let Some(accident) = &draft.accident {
        put!(out, "HI*BH:{}:D8:{}", accident.occurrence, accident.day);
    }
    let rooms = draft.lines.iter().filter(|line| line.unit == "DA").map(|line| line.quantity).sum::<u64>();
    let mut values = String::from("HI");
    if rooms > 0 {
        write!(values, "*BE:80:::{rooms}").expect("a string");
    }
    if let Some(weight) = draft.birth_weight {
        write!(values, "*BE:54:::{weight}").expect("a string");
    }
    if values.len() > 2 {
        put!(out, "{values}");
    }
    if !draft.conditions.is_empty() {
        put!(out, "HI*BG:{}", draft.conditions.join("*BG:"));
    }
}

/// Loops 2310A to 2310F.
fn put_providers(out: &mut dyn Put, draft: &Draft<'_>) {
    if let Some(attending) = &draft.attending {
        attending.put(out, "71", Some("AT"));
    }
    if let Some(operating) = &draft.operating {
        operating.put(out, "72", None);
    }
    if let Some(rendering) = &draft.rendering {
        rendering.put(out, "82", None);
    }
    if let Some(referring) = &draft.referring {
        referring.put(out, "DN", None);
    }
}

fn put_line(out: &mut dyn Put, n: usize, line: &Line) {
    put!(out, "LX*{}", n + 1);
    let (revenue, service, charge) = (line.revenue, line.service(), Number::cents(line.charge));
    put!(out, "SV2*{revenue}*{service}*{charge}*{}*{}", line.unit, line.quantity);
    if let Some(period) = line.period() {
        put!(out, "DTP*472*{period}");
    }
    if let Some(drug) = line.drug {
        drug.put(out);
    }
}
