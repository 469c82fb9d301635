//! Programmes with rules of their own: rural health clinics, hospices, critical access hospitals, covered nursing stays.

use crate::finding::Severity;
use crate::model::Status;
use crate::reconcile::billed::{Billed, Line};
use crate::reconcile::scope::{Encounter, Person, is_same_service};
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::{Check, Run};

pub(super) const RULES: &[Check] =
    &[RURAL_CLINIC, HOSPICE, METHOD_TWO, FEES_ON_BILL, CRITICAL_ACCESS_STAY, CONSOLIDATED];

/// Whether a revenue code is one of professional fees (096x to 098x).
fn is_professional_fee(line: Line<'_>) -> bool {
    matches!(line.revenue_family(), "096" | "097" | "098")
}

/// Whether a claim's period holds a line.
fn holds(claim: Billed<'_>, line: Line<'_>) -> bool {
    matches!((claim.days(), line.period()), (Some((from, to)), Some(p)) if from <= p.from && p.last() <= to)
}

const RURAL_CLINIC: Check = Check {
    rule: Rule {
        code: "PS-RHC",
        name: "Clinic visit paid by its rate billed again",
        severity: Severity::Error,
        snip: None,
        checks: "The visit that a rural health clinic or health center bills (71x, 77x with revenue code 052x) is not \
                 billed on an 837P as well.",
        why: "The clinic's rate for a visit pays the practitioner too; the professional claim for it is a \
                 duplicate.",
        help: "Void the professional claim for the visit. Only what the rate does not hold (technical parts, \
                 hospital visits) is billed on an 837P.",
        source: "42 CFR 405.2411 and 405.2462; CMS Pub. 100-02 chapter 13",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***71:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0521*HC:G0467*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***72:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***71:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0521*HC:G0467*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***72:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:93005*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(rural_clinic),
};

fn rural_clinic(visit: &Encounter<'_>, violations: &mut Violations) {
    let clinic =
        |line: &Line<'_>| matches!(line.of.facility_type(), "71" | "77") && line.revenue_family() == "052";
    for core in visit.facility_lines().filter(clinic) {
        let is_visit = |line: &Line<'_>| {
            line.same_day(core)
                && !line.has_modifier("TC")
                && matches!(line.place_of_service(), "11" | "50" | "72")
                && (line.code() == core.code()
                    || line
                        .cpt()
                        .is_some_and(|n| matches!(n, 99_202..=99_215 | 99_381..=99_397 | 90_791..=90_853)))
        };
        let lines: Vec<Line<'_>> = visit.professional_lines().filter(is_visit).collect();
        if let Some(first) = lines.first() {
            let message =
                "The clinic bills this visit at its rate, which pays the practitioner; it is billed again";
            let violation = Violation::new(message, [first.at("procedure.code"), core.at("procedure.code")]);
            let charges = "charges of the professional lines of the visit";
            violations.push(visit.context.risk_of_payment(violation, &lines, charges));
            return;
        }
    }
}

const HOSPICE: Check = Check {
    rule: Rule {
        code: "PS-HOSPICE",
        name: "Care in a hospice election without GV or GW",
        severity: Severity::Error,
        snip: None,
        checks: "While a Medicare hospice bills (81x, 82x), professional lines of others carry GV (attending \
                 physician, not employed by the hospice) or GW (not for the terminal illness).",
        why: "Medicare pays nothing else for the terminal illness in the time of an election; a line without GV or \
                 GW is denied (CARC B9).",
        help: "Add GV for the attending physician's care of the terminal illness or GW for care of something else; \
                 what is neither is the hospice's to pay.",
        source: "CMS Pub. 100-04 chapter 11 section 40 and 50; CARC B9",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "SBR*P*18*******MA\nNM1*85*2*HOSPICE*****XX*1588667638\nREF*EI*987654321\nCLM*F1*900***81:A:2**A*Y*Y\nDTP*434*RD8*20260301-20260331\nLX*1\nSV2*0651*HC:Q5001*900*UN*1\nDTP*472*D8*20260301",
            ],
            professional: &[
                "CLM*P1*200***11:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99214*200*UN*1***1\nDTP*472*D8*20260310",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "SBR*P*18*******MA\nNM1*85*2*HOSPICE*****XX*1588667638\nREF*EI*987654321\nCLM*F1*900***81:A:2**A*Y*Y\nDTP*434*RD8*20260301-20260331\nLX*1\nSV2*0651*HC:Q5001*900*UN*1\nDTP*472*D8*20260301",
            ],
            professional: &[
                "CLM*P1*200***11:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99214:GW*200*UN*1***1\nDTP*472*D8*20260310",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Person(hospice),
};

fn hospice(person: &Person<'_>, violations: &mut Violations) {
    let hospices = person
        .facility
        .iter()
        .filter(|claim| matches!(claim.facility_type(), "81" | "82") && claim.is_medicare());
    for &election in hospices {
        for claim in person
            .professional
            .iter()
            .filter(|claim| claim.is_medicare() && claim.tax_id() != election.tax_id())
        {
            let unmarked = |line: &Line<'_>| {
                holds(election, *line)
                    && !["GV", "GW", "Q5"].iter().any(|modifier| line.has_modifier(modifier))
            };
            let lines: Vec<Line<'_>> = claim.lines().filter(unmarked).collect();
            if let Some(first) = lines.first() {
                let message = "A service in the time of a hospice election has neither GV nor GW";
                let violation =
                    Violation::new(message, [first.at_modifiers(), election.at("statement_from")]);
                let charges = "charges of the professional lines without the modifier";
                violations.push(person.context.risk_of_payment(violation, &lines, charges));
            }
        }
    }
}

const METHOD_TWO: Check = Check {
    rule: Rule {
        code: "PS-CAH2",
        name: "Professional fee on the hospital's and on an 837P",
        severity: Severity::Error,
        snip: None,
        checks: "What a critical access hospital bills as a professional fee (85x, revenue codes 096x to 098x) is not \
                 billed on an 837P for the same person, day and procedure.",
        why: "The physician has given the right to bill to the hospital (method II); Medicare pays twice. An audit \
                 found 40,026 such claims, one of them right.",
        help: "Void the 837P, or take the fee off the hospital's claim if the physician did not reassign.",
        source: "CMS Pub. 100-04 chapter 4 section 250; OIG A-06-21-05003; CR 13900",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***85:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0981*HC:99283*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***23:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***85:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0981*HC:99282*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***23:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Person(method_two),
};

fn method_two(person: &Person<'_>, violations: &mut Violations) {
    let billed = person.facility.iter().chain(&person.professional);
    let fees = billed.filter(|claim| claim.facility_type() == "85").flat_map(|claim| claim.lines());
    for fee in fees.filter(|line| is_professional_fee(*line)) {
        let twin = |line: &Line<'_>| line.of.facility_type().is_empty() && is_same_service(fee, *line);
        if let Some(line) = person.professional_lines().find(twin) {
            let message = "The hospital bills this professional fee itself; it is billed again on an 837P";
            let violation = Violation::new(message, [line.at("procedure.code"), fee.at("revenue_code")]);
            violations.push(person.context.risk_of_payment(
                violation,
                &[line],
                "charge of the professional line",
            ));
        }
    }
}

const FEES_ON_BILL: Check = Check {
    rule: Rule {
        code: "PS-UBPRO",
        name: "Professional fee on a hospital's bill",
        severity: Severity::Warning,
        snip: None,
        checks: "A hospital that is no critical access hospital does not bill as a professional fee (revenue codes \
                 096x to 098x) what an 837P bills.",
        why: "The payer takes one of the two off as a duplicate (CARC 89, 18).",
        help: "Take the professional fee off the hospital's claim.",
        source: "NUBC revenue codes 096x to 098x; CARC 89",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0301*HC:80053*900*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0971*HC:80053*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:80053:26*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0301*HC:80053*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:80053:26*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Person(fees_on_bill),
};

fn fees_on_bill(person: &Person<'_>, violations: &mut Violations) {
    let billed = person.facility.iter().chain(&person.professional);
    let claims = billed.filter(|claim| !matches!(claim.facility_type(), "" | "85"));
    let others =
        claims.filter(|claim| !person.context.is_listed(&person.context.groups.critical_access, **claim));
    for fee in others.flat_map(|claim| claim.lines()).filter(|line| is_professional_fee(*line)) {
        let twin = |line: &Line<'_>| line.of.facility_type().is_empty() && is_same_service(fee, *line);
        if let Some(line) = person.professional_lines().find(twin) {
            let message = "The hospital's bill has a professional fee that an 837P bills as well";
            let violation = Violation::new(message, [fee.at("revenue_code"), line.at("procedure.code")]);
            violations.push(violation.charges_at_risk([fee], "charge of the fee on the hospital's bill"));
        }
    }
}

const CRITICAL_ACCESS_STAY: Check = Check {
    rule: Rule {
        code: "PS-CAHIP",
        name: "Stay in a critical access hospital without a physician",
        severity: Severity::Info,
        snip: None,
        checks: "A stay in a critical access hospital (groups.critical_access in twinclaim.toml) has professional \
                 claims with place 21: the hospital does not bill inpatient professional fees itself, whatever its \
                 method.",
        why: "Method II is for outpatients only; the physicians' charges of a stay get lost where this is not \
                 known.",
        help: "Bill the physicians' services on an 837P with place 21.",
        source: "CMS Pub. 100-04 chapter 4 section 250",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260305\nCL1*1*1*01\nLX*1\nSV2*0120**900*UN*1",
            ],
            professional: &[
                "NM1*IL*1*ROE*RICHARD****MI*2FH5UF6NL84\nDMG*D8*19710903*M\nCLM*P1*200***11:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260420",
            ],
            config: "[groups]\ncritical_access = [\"1234567893\"]",
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260305\nCL1*1*1*01\nLX*1\nSV2*0120**900*UN*1",
            ],
            professional: &[
                "CLM*P1*200***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99223*200*UN*1***1\nDTP*472*D8*20260301",
            ],
            config: "[groups]\ncritical_access = [\"1234567893\"]",
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(critical_access_stay),
};

fn critical_access_stay(visit: &Encounter<'_>, violations: &mut Violations) {
    let listed =
        |claim: &&Billed<'_>| visit.context.is_listed(&visit.context.groups.critical_access, **claim);
    let Some(claim) = visit.facility.iter().find(listed) else { return };
    if visit.status == Status::FacilityOnly
        && claim.facility_type() == "11"
        && visit.context.both_sides
        && !visit.is_pending()
    {
        let message = "No physician bills this stay in a critical access hospital";
        violations.push(Violation::new(message, [claim.at_days()]));
    }
}

const CONSOLIDATED: Check = Check {
    rule: Rule {
        code: "PS-SNFCB",
        name: "Billed beside a covered nursing stay",
        severity: Severity::Error,
        snip: None,
        checks: "During a nursing stay that Part A covers (21x), technical parts of tests are not billed on an 837P: \
                 lines with PC/TC indicator 1 carry modifier 26 and there are none with indicator 3. Without a fee \
                 schedule this speaks of imaging (70010 to 79999), as a warning. Outpatient bills of hospitals for \
                 nothing but laboratory, therapy or plain X-ray within the stay are told as a warning.",
        why: "The nursing facility is paid for them and has to pay whoever did them (consolidated billing); \
                 Medicare denies the line (CARC 190, RARC N70).",
        help: "Bill the reading with modifier 26 and the technical part to the nursing facility.",
        source: "42 CFR 411.15(p); CMS Pub. 100-04 chapter 6; CARC 190, RARC N70",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "SBR*P*18*******MA\nCLM*F1*900***21:A:2**A*Y*Y\nDTP*434*RD8*20260301-20260331\nCL1*1*4*30\nLX*1\nSV2*0120**900*UN*1",
            ],
            professional: &[
                "CLM*P1*200***31:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:71046*200*UN*1***1\nDTP*472*D8*20260310",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "SBR*P*18*******MA\nCLM*F1*900***21:A:2**A*Y*Y\nDTP*434*RD8*20260301-20260331\nCL1*1*4*30\nLX*1\nSV2*0120**900*UN*1",
            ],
            professional: &[
                "CLM*P1*200***31:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:71046:26*200*UN*1***1\nDTP*472*D8*20260310",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Person(consolidated),
};

fn consolidated(person: &Person<'_>, violations: &mut Violations) {
    let stays = person.facility.iter().filter(|claim| claim.facility_type() == "21" && claim.is_medicare());
    for &stay in stays {
        for claim in person.professional.iter().filter(|claim| claim.is_medicare()) {
            let lines: Vec<(Line<'_>, Severity)> =
                claim.lines().filter_map(|line| Some((line, technical(person, stay, line)?))).collect();
            let Some((first, severity)) = lines.first() else { continue };
            let message = "A technical part is billed in a nursing stay that Part A covers";
            let violation = Violation::new(message, [first.at_modifiers(), stay.at("statement_from")])
                .weighing(*severity);
            let lines = lines.iter().map(|(line, _)| *line);
            violations.push(
                violation.charges_at_risk(lines, "charges of the professional lines with a technical part"),
            );
        }
        let inside = |claim: &&Billed<'_>| {
            let days = claim.days().zip(stay.days());
            days.is_some_and(|((from, to), (start, end))| start < from && to < end)
        };
        let simple = |line: Line<'_>| matches!(line.revenue_family(), "030" | "032" | "042" | "043" | "044");
        let hospital = person.facility.iter().filter(|claim| matches!(claim.facility_type(), "13" | "85"));
        for claim in hospital.filter(inside).filter(|claim| claim.is_medicare() && claim.lines().all(simple))
        {
            let message = "A hospital bills services that a covered nursing stay includes";
            let violation = Violation::new(message, [claim.at("statement_from"), stay.at("statement_from")]);
            let violation = violation.charges_at_risk(claim.lines(), "charges of the hospital's claim");
            violations.push(violation.weighing(Severity::Warning));
        }
    }
}

/// Whether a line within the stay bills a technical part: for sure by the fee schedule, likely by its number.
fn technical(person: &Person<'_>, stay: Billed<'_>, line: Line<'_>) -> Option<Severity> {
    if !holds(stay, line) || line.has_modifier("26") {
        return None;
    }
    match person.context.pctc(line) {
        Some(1 | 3) => Some(Severity::Error),
        Some(_) => None,
        None => line.cpt().is_some_and(|n| (70_010..=79_999).contains(&n)).then_some(Severity::Warning),
    }
}
