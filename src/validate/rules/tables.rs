//! SNIP type 6: what tables the user brings say of services: units, pairs of codes, parts of a test.

use std::collections::HashMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::codes::reference::{Biller, Table};
use crate::finding::Severity;
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use super::common::{Service, business, dated, is_institutional, part, place};
use super::{Check, Run};

pub(super) const CHECKS: &[Check] = &[UNITS, PAIR, PART, HELPERS];

/// More lines than a claim may have are a finding of their own.
const MOST_LINES: usize = 999;

/// Whose tables hold for the claim; none for stays, which are not paid by the line.
fn biller(claim: &Claim<'_>) -> Option<Biller> {
    match (is_institutional(claim), place(claim)) {
        (false, _) => Some(Biller::Practitioner),
        (true, b"12" | b"13" | b"14" | b"85") => Some(Biller::Hospital),
        _ => None,
    }
}

/// The lines with their codes and first days.
fn coded<'c>(claim: &Claim<'c>) -> impl Iterator<Item = (&'c Service<'c>, &'c str, NaiveDate)> + use<'c> {
    dated(claim).take(MOST_LINES).filter_map(|(service, at)| {
        let code = std::str::from_utf8(service.hcpcs()).ok().filter(|code| !code.is_empty())?;
        Some((service, code, at?.1.0))
    })
}

const UNITS: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(units),
    rule: Rule {
        code: "SV-MUE",
        name: "More units than are paid",
        severity: Severity::Error,
        snip: Some(6),
        checks: "The units of a code are no more than the table of unit limits (MUE) allows: on a \
                 line, or on a day where the limit is one for the day. Professional claims are held \
                 against the practitioners' table, outpatient hospital claims against the hospitals'.",
        why: "What is above is denied, for a limit on the day the whole code.",
        help: "Check the units; more that was necessary needs a modifier and the record.",
        source: "CMS NCCI, medically unlikely edits; the table comes with --reference",
        in_force: InForce::ALWAYS,
        fires: Example {
            professional: &["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:36415*200*UN*4***1\n\
                   DTP*472*D8*20260302"],
            tables: &[(
                "mue.csv",
                "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n36415,2,3 Date of Service Edit: Clinical,x\n",
            )],
            ..Example::NONE
        },
        silent: Example {
            professional: &["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:36415*200*UN*2***1\n\
                   DTP*472*D8*20260302"],
            tables: &[(
                "mue.csv",
                "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n36415,2,3 Date of Service Edit: Clinical,x\n",
            )],
            ..Example::NONE
        },
    },
};

fn units(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let tables = &claim.settings().reference;
    let Some(biller) = biller(claim) else { return };
    let table = match biller {
        Biller::Practitioner => Table::PractitionerUnits,
        Biller::Hospital => Table::HospitalUnits,
    };
    if !tables.has(table) {
        return;
    }
    let mut days: HashMap<(&str, NaiveDate), Decimal> = HashMap::new();
    for (service, code, day) in coded(claim).filter(|(service, ..)| service.site.element(3) != b"MJ") {
        let Some(limit) = tables.unit_limit(biller, code, Some(day)) else { continue };
        let Some(mut units) = service.units() else { continue };
        if limit.by_day {
            let sum = days.entry((code, day)).or_default();
            let before = *sum > Decimal::from(limit.units);
            *sum += units;
            units = *sum;
            if before {
                continue;
            }
        }
        if units > Decimal::from(limit.units) {
            let span = if limit.by_day { "a day" } else { "a line" };
            let message = format!("{} units, {} are paid on {span}", units.normalize(), limit.units);
            violations.push(business(rule, &service.site, service.units_spot(), message));
        }
    }
}

/// Modifiers that say that two services are apart in spite of their pair.
fn parts(service: &Service<'_>) -> bool {
    service.modifiers().any(|modifier| {
        matches!(
            modifier,
            b"24"
                | b"25"
                | b"27"
                | b"57"
                | b"58"
                | b"59"
                | b"78"
                | b"79"
                | b"91"
                | b"XE"
                | b"XP"
                | b"XS"
                | b"XU"
                | b"LT"
                | b"RT"
                | b"LC"
                | b"LD"
                | b"LM"
                | b"RC"
                | b"RI"
                | b"FA"
                | b"TA"
        ) || matches!(modifier, [b'E', b'1'..=b'4'] | [b'F' | b'T', b'1'..=b'9'])
    })
}

const PAIR: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(pair),
    rule: Rule {
        code: "SV-NCCI",
        name: "Codes that are not paid together",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "No two codes of one day are a pair of the NCCI table, unless a modifier parts them \
                 where the table lets one. Professional claims are held against the practitioners' \
                 table, outpatient hospital claims against the hospitals'.",
        why: "The second code of the pair is denied.",
        help: "Take the second code out, or add the modifier if the services were apart.",
        source: "CMS NCCI, procedure to procedure edits; the table comes with --reference",
        in_force: InForce::ALWAYS,
        fires: Example {
            professional: &["CLM*P1*250***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:80053*200*UN*1***1\n\
                   DTP*472*D8*20260302\nLX*2\nSV1*HC:80048*50*UN*1***1\nDTP*472*D8*20260302"],
            tables: &[(
                "ccipra-v323r0-f1.txt",
                "Practitioner edits\r\nColumn 1\tColumn 2\t*=in existence prior to 1996\tEffective Date\tDeletion Date * = no data\tModifier 0=not allowed\tPTP Edit Rationale\r\n80053\t80048\t\t20200101\t*\t1\tx\r\n",
            )],
            ..Example::NONE
        },
        silent: Example {
            professional: &["CLM*P1*250***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:80053*200*UN*1***1\n\
                   DTP*472*D8*20260302\nLX*2\nSV1*HC:80048:59*50*UN*1***1\nDTP*472*D8*20260302"],
            tables: &[(
                "ccipra-v323r0-f1.txt",
                "Practitioner edits\r\nColumn 1\tColumn 2\t*=in existence prior to 1996\tEffective Date\tDeletion Date * = no data\tModifier 0=not allowed\tPTP Edit Rationale\r\n80053\t80048\t\t20200101\t*\t1\tx\r\n",
            )],
            ..Example::NONE
        },
    },
};

fn pair(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let tables = &claim.settings().reference;
    let Some(biller) = biller(claim) else { return };
    let table = match biller {
        Biller::Practitioner => Table::PractitionerPairs,
        Biller::Hospital => Table::HospitalPairs,
    };
    if !tables.has(table) {
        return;
    }
    let lines: Vec<_> = coded(claim).collect();
    for (second, code, day) in &lines {
        let paid = lines.iter().find(|(first, of_first, at)| {
            let pair = (at == day).then(|| tables.pair(biller, of_first, code, *day)).flatten();
            pair.is_some_and(|may_part| !(may_part && (parts(first) || parts(second))))
        });
        if let Some((first, ..)) = paid {
            let message = "the code is not paid with another one of the same day";
            violations.push(
                business(rule, &second.site, second.code_spot(), message)
                    .also(&first.site, first.code_spot()),
            );
        }
    }
}

const PART: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(part_of_test),
    rule: Rule {
        code: "PT-26INV",
        name: "Part of a service that has no parts",
        severity: Severity::Error,
        snip: Some(6),
        checks: "On a professional claim modifier 26 stands with tests that have a professional part \
                 (indicator 1, 6), and TC with those that have a technical part (indicator 1).",
        why: "The code with the modifier does not exist in the fee schedule and is denied.",
        help: "Take the modifier out, or choose the code of the part.",
        source: "CMS physician fee schedule, PC/TC indicator; the table comes with --reference",
        in_force: InForce::ALWAYS,
        fires: Example {
            professional: &["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:93010:26*200*UN*1***1\n\
                   DTP*472*D8*20260302"],
            tables: &[(
                "PPRRVU26_JAN.csv",
                "HCPCS,MOD,DESCRIPTION,STATUS CODE,NON-FACILITY TOTAL,FACILITY TOTAL,PCTC IND,GLOB DAYS,PRIC IND,BILAT SURG,ASST SURG,CO-SURG,TEAM SURG,CONV FACTOR\n93010,,x,A,0.24,0.24,2,XXX,1,0,0,0,0,33.4009\n71046,,x,A,1.00,1.00,1,XXX,1,0,0,0,0,33.4009\n",
            )],
            ..Example::NONE
        },
        silent: Example {
            professional: &["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:71046:26*200*UN*1***1\n\
                   DTP*472*D8*20260302"],
            tables: &[(
                "PPRRVU26_JAN.csv",
                "HCPCS,MOD,DESCRIPTION,STATUS CODE,NON-FACILITY TOTAL,FACILITY TOTAL,PCTC IND,GLOB DAYS,PRIC IND,BILAT SURG,ASST SURG,CO-SURG,TEAM SURG,CONV FACTOR\n93010,,x,A,0.24,0.24,2,XXX,1,0,0,0,0,33.4009\n71046,,x,A,1.00,1.00,1,XXX,1,0,0,0,0,33.4009\n",
            )],
            ..Example::NONE
        },
    },
};

fn part_of_test(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let tables = &claim.settings().reference;
    if is_institutional(claim) || !tables.has(Table::FeeSchedule) {
        return;
    }
    for (service, code, day) in coded(claim) {
        let Some(at) = service.modifiers().position(|modifier| matches!(modifier, b"26" | b"TC")) else {
            continue;
        };
        let Some(indicator) = tables.fee(code, "", Some(day)).and_then(|fee| fee.pctc) else { continue };
        let technical = service.modifiers().nth(at) == Some(b"TC");
        if indicator == 1 || (indicator == 6 && !technical) {
            continue;
        }
        let message = if technical {
            "the code has no technical part"
        } else {
            "the code has no professional part to bill apart"
        };
        violations.push(business(rule, &service.site, part(service.element, at as u8 + 3), message));
    }
}

const HELPERS: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(helpers),
    rule: Rule {
        code: "SV-HELPERS",
        name: "Assistant or second surgeon whom the operation does not pay",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "On a professional claim an assistant (modifiers 80, 81, 82, AS), a second surgeon (62) or a team (66) \
                 stands with an operation for which the fee schedule pays one: indicator 2, or 0 of assistants and 1 \
                 of the others where papers are sent (PWK).",
        why: "The line is denied, or waits for the record of the operation.",
        help: "Take the line out if the operation pays no assistant; send the record where the schedule asks for it.",
        source: "CMS physician fee schedule, indicators of assistants, co-surgeons and teams; Medicare Claims Processing \
                 Manual chapter 12 sections 20.4.3 and 40.8; the table comes with --reference",
        in_force: InForce::ALWAYS,
        fires: Example {
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:M1711\nLX*1\nSV1*HC:20610:AS*200*UN*1***1\n\
                   DTP*472*D8*20260302",
            ],
            tables: &[("PPRRVU26_JAN.csv", FEES)],
            ..Example::NONE
        },
        silent: Example {
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:M1711\nLX*1\nSV1*HC:27130:AS*200*UN*1***1\n\
                   DTP*472*D8*20260302",
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nPWK*OB*EL***AC*OP0017\nHI*ABK:M1711\nLX*1\n\
                   SV1*HC:27130:62*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            tables: &[("PPRRVU26_JAN.csv", FEES)],
            ..Example::NONE
        },
    },
};

/// A fee schedule of two operations: one with assistants, one without.
const FEES: &str = "HCPCS,MOD,DESCRIPTION,STATUS CODE,NON-FACILITY TOTAL,FACILITY TOTAL,PCTC IND,GLOB DAYS,PRIC IND,BILAT SURG,ASST SURG,CO-SURG,TEAM SURG,CONV FACTOR\n27130,,x,A,40.00,40.00,0,090,1,1,2,1,0,33.4009\n20610,,x,A,1.80,1.20,0,000,1,1,1,0,0,33.4009\n";

fn helpers(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let tables = &claim.settings().reference;
    if is_institutional(claim) || !tables.has(Table::FeeSchedule) {
        return;
    }
    let fields = claim.fields();
    let papers = claim.first(fields.attachment).or_else(|| claim.first(fields.line_attachment)).is_some();
    for (service, code, day) in coded(claim) {
        let Some(at) = service.modifiers().position(is_helper) else { continue };
        let Some(fee) = tables.fee(code, "", Some(day)) else { continue };
        let (who, indicator, with_papers) = match service.modifiers().nth(at) {
            Some(b"62") => ("a second surgeon", fee.co_surgeon, '1'),
            Some(b"66") => ("a team", fee.team, '1'),
            _ => ("an assistant", fee.assistant, '0'),
        };
        let message = match indicator {
            '2' => continue,
            with if with == with_papers && papers => continue,
            with if with == with_papers => format!("the operation pays {who} only where papers are sent"),
            _ => format!("the operation does not pay {who}"),
        };
        let spot = part(service.element, at as u8 + 3);
        violations
            .push(business(rule, &service.site, spot, message).also(&service.site, service.code_spot()));
    }
}

/// Whether a modifier says that the biller is not the only surgeon.
fn is_helper(modifier: &[u8]) -> bool {
    matches!(modifier, b"80" | b"81" | b"82" | b"AS" | b"62" | b"66")
}
