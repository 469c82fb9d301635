//! A professional claim: loops 2300 and 2400 of 005010X222A1.

use super::super::segments::{Put, put};
use super::super::values::Number;
use super::draft::{Draft, Line};
use super::file::put_other_payer;
use super::institutional::put_common_references;

/// Pointers that one line has room for.
const POINTERS: usize = 4;

/// Writes a claim with its lines.
pub(super) fn put(out: &mut dyn Put, draft: &Draft<'_>) {
    put_head(out, draft);
    put_common_references(out, draft);
    if let Some(record) = draft.record {
        put!(out, "REF*EA*{record}");
    }
    put_codes(out, draft);
    put_providers(out, draft);
    put_other_payer(out, draft);
    for (n, line) in draft.lines.iter().enumerate() {
        put_line(out, draft, n, line);
    }
}

fn put_head(out: &mut dyn Put, draft: &Draft<'_>) {
    let (number, charge, place, frequency) = (&draft.number, draft.total(), draft.place, draft.frequency);
    let (assignment, benefits, release) = draft.assignment;
    let cause = match &draft.accident {
        Some(accident) if accident.cause == "AA" => {
            format!("**AA:::{}", draft.site.unwrap_or(draft.biller).address.place.1)
        }
        Some(accident) => format!("**{}", accident.cause),
        None => String::new(),
    };
    put!(out, "CLM*{number}*{charge}***{place}:B:{frequency}*Y*{assignment}*{benefits}*{release}{cause}");
    if let Some(accident) = &draft.accident {
        put!(out, "DTP*439*D8*{}", accident.day);
    }
    if let Some((day, _)) = draft.admission {
        put!(out, "DTP*435*D8*{day}");
    }
    if let Some(day) = draft.discharge {
        put!(out, "DTP*096*D8*{day}");
    }
}

/// HI: diagnoses, and what was done under anaesthesia.
fn put_codes(out: &mut dyn Put, draft: &Draft<'_>) {
    let (first, others) = if draft.icd9 { ("BK", "BF") } else { ("ABK", "ABF") };
    let mut codes = String::from("HI");
    for (n, code) in draft.diagnoses.iter().enumerate() {
        codes.push('*');
        codes.push_str(if n == 0 { first } else { others });
        codes.push(':');
        codes.push_str(code);
    }
    put!(out, "{codes}");
    if !draft.under_anesthesia.is_empty() {
        put!(out, "HI*BP:{}", draft.under_anesthesia);
    }
}

/// Loops 2310A to 2310C.
fn put_providers(out: &mut dyn Put, draft: &Draft<'_>) {
    if let Some(referring) = &draft.referring {
        referring.put(out, "DN", None);
    }
    if let Some(rendering) = &draft.rendering {
        rendering.put(out, "82", Some("PE"));
    }
    if let Some(site) = draft.site {
        site.put_as_site(out);
    }
}

fn put_line(out: &mut dyn Put, draft: &Draft<'_>, n: usize, line: &Line) {
    put!(out, "LX*{}", n + 1);
    let count = if draft.first_alone { 1 } else { draft.diagnoses.len().clamp(1, POINTERS) };
    let pointers = (1..=count).map(|n| n.to_string()).collect::<Vec<_>>().join(":");
    let (service, charge, unit, quantity) =
        (line.service(), Number::cents(line.charge), line.unit, line.quantity);
    let place = line.place;
    let own = if place.is_empty() { draft.place } else { place };
    let emergency = if own == "23" { "Y" } else { "" };
    put!(out, "SV1*{service}*{charge}*{unit}*{quantity}*{place}**{pointers}**{emergency}");
    if let Some(period) = line.period() {
        put!(out, "DTP*472*{period}");
    }
    if let Some(drug) = line.drug {
        drug.put(out);
    }
}
