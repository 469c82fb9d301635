//! The days of a stay: admission, visits, surgery, discharge, and where the patient went.

use chrono::NaiveDate;

use crate::finding::Severity;
use crate::model::ProviderRole;
use crate::reconcile::billed::{Billed, Line};
use crate::reconcile::scope::{Encounter, Pair, Person};
use crate::reconcile::violation::{Place, Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::dates::plural;
use super::{Check, Run};

pub(super) const RULES: &[Check] =
    &[DISCHARGE, DISCHARGE_DAY, INITIAL_VISIT, DAILY_VISIT, SURGERY, DISPOSITION];

/// Visits of admission, of each day and of discharge.
fn is_initial(line: Line<'_>) -> bool {
    line.cpt().is_some_and(|n| (99_221..=99_223).contains(&n))
}

fn is_discharge(line: Line<'_>) -> bool {
    line.cpt().is_some_and(|n| matches!(n, 99_238 | 99_239 | 99_315 | 99_316))
}

fn is_visit(line: Line<'_>) -> bool {
    line.cpt().is_some_and(|n| matches!(n, 99_221..=99_239 | 99_291 | 99_304..=99_316))
}

const DISCHARGE: Check = Check {
    rule: Rule {
        code: "DT-DISCH",
        name: "Days of discharge differ",
        severity: Severity::Warning,
        snip: None,
        checks: "The day of discharge of a professional claim is that of the facility: the day of occurrence code 42, \
                 else the last day of the period of a patient who has left. DTP*096 of an 837I is an hour and is not \
                 compared.",
        why: "Payers hold the services of a stay against its days and ask back what lies outside.",
        help: "Check the order to discharge and correct the claim that is wrong.",
        source: "837P 2300 DTP*096; 837I 2300 DTP*434, CL103, HI*BH 42",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260305\nCL1*1*1*01\nLX*1\nSV2*0120**900*UN*1",
            ],
            professional: &[
                "CLM*P1*200***21:B:1*Y*A*Y*Y\nDTP*096*D8*20260306\nLX*1\nSV1*HC:99231*200*UN*1***1\nDTP*472*D8*20260303",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260305\nCL1*1*1*01\nLX*1\nSV2*0120**900*UN*1",
            ],
            professional: &[
                "CLM*P1*200***21:B:1*Y*A*Y*Y\nDTP*096*D8*20260305\nLX*1\nSV1*HC:99231*200*UN*1***1\nDTP*472*D8*20260303",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(discharge),
};

fn discharge(pair: &Pair<'_>, violations: &mut Violations) {
    let (Some(facility), Some(professional)) =
        (pair.visit.discharged(), pair.professional.claim.discharge_date)
    else {
        return;
    };
    if pair.visit.is_inpatient() && facility != professional {
        let message = "The two claims give different days of discharge";
        violations.push(Violation::new(message, [pair.professional.at("discharge_date"), end_of_stay(pair)]));
    }
}

/// Where the facility says when the stay ended.
fn end_of_stay(pair: &Pair<'_>) -> Place {
    let last = pair.visit.facility.iter().max_by_key(|claim| claim.discharged());
    last.copied().unwrap_or(pair.facility).at("statement_to")
}

const DISCHARGE_DAY: Check = Check {
    rule: Rule {
        code: "DT-DISCHEM",
        name: "Discharge visit on another day",
        severity: Severity::Error,
        snip: None,
        checks: "The visit of discharge (99238, 99239, 99315, 99316) of a stay is dated on the day of discharge.",
        why: "The payer finds no discharge on that day and denies the visit (CARC 16, 152).",
        help: "Date the visit on the day the patient was seen to be discharged, or bill a daily visit if it was \
                 another one.",
        source: "CPT guidelines on discharge day management; 837I DTP*434 and CL103; CARC 16 and 152",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260305\nCL1*1*1*01\nLX*1\nSV2*0120**900*UN*1",
            ],
            professional: &[
                "CLM*P1*200***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99239*200*UN*1***1\nDTP*472*D8*20260304",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260305\nCL1*1*1*01\nLX*1\nSV2*0120**900*UN*1",
            ],
            professional: &[
                "CLM*P1*200***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99239*200*UN*1***1\nDTP*472*D8*20260305",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(discharge_day),
};

fn discharge_day(pair: &Pair<'_>, violations: &mut Violations) {
    let (Some(discharged), true) = (pair.visit.discharged(), pair.visit.is_inpatient()) else { return };
    for line in pair.lines().filter(|line| is_discharge(*line)) {
        // A visit after the end is outside the period; that is said of every line.
        let Some((day, _)) = line.days().filter(|(day, _)| *day < discharged) else { continue };
        let message = format!(
            "The discharge visit is dated {} before the day of discharge",
            plural((discharged - day).num_days())
        );
        let violation = Violation::new(message, [line.at("service_date"), end_of_stay(pair)]);
        violations.push(violation.charges_at_risk([line], "charge of the discharge visit"));
    }
}

const INITIAL_VISIT: Check = Check {
    rule: Rule {
        code: "DT-INITEM",
        name: "Initial visit late or twice",
        severity: Severity::Warning,
        snip: None,
        checks: "The attending's initial visit (99221 to 99223) is dated no later than the day after the admission, \
                 and no one bills two initial visits in one stay.",
        why: "There is one initial visit for a physician in a stay (RARC M13); a second or late one is denied or \
                 paid as a daily visit.",
        help: "Bill the later visit as a daily one (99231 to 99233), or correct its day.",
        source: "CMS Pub. 100-04 chapter 12 section 30.6.9; RARC M13",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260305\nDTP*435*DT*202603011450\nCL1*1*1*01\nLX*1\nSV2*0120**900*UN*1",
            ],
            professional: &[
                "CLM*P1*200***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99223*200*UN*1***1\nDTP*472*D8*20260301\nLX*2\nSV1*HC:99223*200*UN*1***1\nDTP*472*D8*20260303",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260305\nDTP*435*DT*202603011450\nCL1*1*1*01\nLX*1\nSV2*0120**900*UN*1",
            ],
            professional: &[
                "CLM*P1*200***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99223*200*UN*1***1\nDTP*472*D8*20260301\nLX*2\nSV1*HC:99232*200*UN*1***1\nDTP*472*D8*20260303",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(initial_visit),
};

fn initial_visit(visit: &Encounter<'_>, violations: &mut Violations) {
    let (Some(admitted), true) = (visit.admitted(), visit.is_matched()) else { return };
    let attending =
        visit.facility.iter().find_map(|claim| claim.provider(ProviderRole::Attending)?.npi.as_deref());
    let mut initial: Vec<Line<'_>> = visit.professional_lines().filter(|line| is_initial(*line)).collect();
    initial.sort_by_key(|line| (line.days(), line.of.position, line.index));
    for (n, line) in initial.iter().enumerate() {
        let Some(renderer) = line.renderer() else { continue };
        let basis = "charge of the visit";
        if let Some(first) = initial[..n].iter().find(|first| first.renderer() == Some(renderer)) {
            // The same day twice is a duplicate.
            if first.days() != line.days() {
                let message = "A second initial visit of the same physician in one stay";
                let violation =
                    Violation::new(message, [line.at("procedure.code"), first.at("procedure.code")]);
                violations.push(violation.charges_at_risk([*line], basis));
            }
            continue;
        }
        let days = line.days().map_or(0, |(day, _)| (day - admitted).num_days());
        if days > 1 && attending == Some(renderer) {
            let message =
                format!("The attending's initial visit is dated {} after the admission", plural(days));
            let violation =
                Violation::new(message, [line.at("service_date"), visit.facility[0].at("admission_date")]);
            violations.push(violation.charges_at_risk([*line], basis));
        }
    }
}

const DAILY_VISIT: Check = Check {
    rule: Rule {
        code: "DT-DAILY",
        name: "Day of a stay without a visit",
        severity: Severity::Info,
        snip: None,
        checks: "The group of the attending, once it bills visits in a stay, bills one for each day of it.",
        why: "A day without a visit is often a visit that was not entered.",
        help: "Look into the record for a note of that day; if there is one, bill the visit.",
        source: "Practice of daily charge reconciliation",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260304\nCL1*1*1*01\nNM1*71*1*PHYSICIAN*G****XX*1234567893\nLX*1\nSV2*0120**900*DA*3",
            ],
            professional: &[
                "CLM*P1*200***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99223*200*UN*1***1\nDTP*472*D8*20260301\nLX*2\nSV1*HC:99232*200*UN*1***1\nDTP*472*D8*20260302\nLX*3\nSV1*HC:99239*200*UN*1***1\nDTP*472*D8*20260304",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260304\nCL1*1*1*01\nNM1*71*1*PHYSICIAN*G****XX*1234567893\nLX*1\nSV2*0120**900*DA*3",
            ],
            professional: &[
                "CLM*P1*200***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99223*200*UN*1***1\nDTP*472*D8*20260301\nLX*2\nSV1*HC:99232*200*UN*1***1\nDTP*472*D8*20260302\nLX*3\nSV1*HC:99232*200*UN*1***1\nDTP*472*D8*20260303\nLX*4\nSV1*HC:99239*200*UN*1***1\nDTP*472*D8*20260304",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(daily_visit),
};

fn daily_visit(visit: &Encounter<'_>, violations: &mut Violations) {
    let (Some(admitted), Some(discharged), true) = (visit.admitted(), visit.discharged(), visit.is_matched())
    else {
        return;
    };
    let attending =
        visit.facility.iter().find_map(|claim| claim.provider(ProviderRole::Attending)?.npi.as_deref());
    let seen = |line: &Line<'_>| is_visit(*line) && attending.is_some() && line.renderer() == attending;
    let Some(first) = visit.professional_lines().find(seen) else { return };
    let visits =
        visit.professional_lines().filter(|line| is_visit(*line) && group(line.of) == group(first.of));
    let covered: Vec<(NaiveDate, NaiveDate)> = visits.filter_map(Line::days).collect();
    // A visit dated outside the stay has the wrong day, and is likely the one that is missing inside.
    if covered.iter().any(|(from, to)| *to < admitted || discharged < *from) {
        return;
    }
    let days = admitted.iter_days().take_while(|day| *day <= discharged);
    let missing: Vec<String> = days
        .filter(|day| !covered.iter().any(|(from, to)| from <= day && day <= to))
        .map(|day| day.to_string())
        .collect();
    if !missing.is_empty() {
        let message = format!("The attending's group bills no visit on {}", missing.join(", "));
        violations.push(Violation::new(message, [first.at("procedure.code"), visit.facility[0].at_days()]));
    }
}

/// Who bills, as one group of physicians.
fn group(claim: Billed<'_>) -> Option<&str> {
    claim.tax_id().or(claim.biller())
}

const SURGERY: Check = Check {
    rule: Rule {
        code: "DT-SURG",
        name: "Surgery on different days",
        severity: Severity::Error,
        snip: None,
        checks: "An operation has one day: a procedure that both sides code alike, or on a stay the procedures of the \
                 surgeon whom the facility names as operating, are dated alike.",
        why: "The wrong day breaks the match with the authorization and with the other claim: the payer denies one \
                 (CARC 16).",
        help: "Take the day from the operative report and correct the claim that is wrong.",
        source: "837I HI*BBR and BBQ dates, 2400 DTP*472 of revenue codes 036x; 837P 2400 DTP*472",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nLX*1\nSV2*0360*HC:29881*900*UN*1\nDTP*472*D8*20260303",
            ],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:29881*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nLX*1\nSV2*0360*HC:29881*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:29881*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(surgery),
};

fn surgery(pair: &Pair<'_>, violations: &mut Violations) {
    let Some((from, to)) = pair.visit.period() else { return };
    for line in pair.lines().filter(|line| line.cpt().is_some_and(|n| (10_004..=69_990).contains(&n))) {
        // What lies outside the period is said of every line.
        let Some((day, _)) =
            line.period().map(|p| (p.from, p.last())).filter(|(day, _)| from <= *day && *day <= to)
        else {
            continue;
        };
        let other = outpatient_surgery(pair, line).or_else(|| inpatient_surgery(pair, line));
        if let Some((other_day, place)) = other.filter(|(other_day, _)| *other_day != day) {
            let apart = plural((day - other_day).num_days().abs());
            let message = format!("The two sides date the operation {apart} apart");
            let violation = Violation::new(message, [line.at("service_date"), place]);
            violations.push(violation.charges_at_risk([line], "charge of the professional line"));
        }
    }
}

/// Day of the facility's line in the operating room with the same code; none where one has the same day.
fn outpatient_surgery(pair: &Pair<'_>, line: Line<'_>) -> Option<(NaiveDate, Place)> {
    let same = |other: &Line<'_>| {
        let room = matches!(other.revenue_family(), "036" | "049" | "048" | "075" | "076");
        room && other.code() == line.code() && other.period().is_some()
    };
    let twins: Vec<Line<'_>> = pair.visit.facility_lines().filter(same).collect();
    if twins.iter().any(|twin| twin.same_day(line)) {
        return None;
    }
    let twin = twins.first()?;
    Some((twin.period()?.from, twin.at("service_date")))
}

/// Day of the facility's procedure nearest to the line's day, where the line's renderer is the operating physician.
fn inpatient_surgery(pair: &Pair<'_>, line: Line<'_>) -> Option<(NaiveDate, Place)> {
    let operating = |claim: &Billed<'_>| {
        let npi = |role| claim.provider(role).and_then(|provider| provider.npi.as_deref());
        let renderer = line.renderer();
        renderer.is_some()
            && (npi(ProviderRole::Operating) == renderer || npi(ProviderRole::OtherOperating) == renderer)
    };
    let day = line.period()?.from;
    let claims = pair.visit.facility.iter().filter(|claim| claim.is_inpatient() && operating(claim));
    let dated = claims.flat_map(|claim| {
        let procedures = claim.claim.procedures.iter().enumerate();
        procedures.filter_map(move |(n, procedure)| {
            Some((procedure.date?, claim.at(format!("procedures[{n}].date"))))
        })
    });
    dated.min_by_key(|(other, _)| (*other - day).num_days().abs())
}

const DISPOSITION: Check = Check {
    rule: Rule {
        code: "DT-DISPO",
        name: "Sent home, but care went on elsewhere",
        severity: Severity::Warning,
        snip: None,
        checks: "A patient whom a hospital discharged to home (status 01) is not found in a nursing facility, another \
                 hospital or a rehabilitation unit by the next day, nor under home health within three days.",
        why: "For many DRGs Medicare pays a transfer less than a discharge. Audits found 18,647 such claims, all \
                 of them wrong, and took 54 million dollars back.",
        help: "Ask where the patient went; correct the patient status (03 nursing facility, 06 home health, 02 or \
                 62 another hospital).",
        source: "42 CFR 412.4 (post-acute care transfers); OIG A-09-13-02036; OIG audit of 2019",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260305\nCL1*1*1*01\nLX*1\nSV2*0120**900*UN*1",
                "NM1*85*2*NURSING HOME*****XX*1588667638\nREF*EI*987654321\nCLM*N1*900***21:A:1**A*Y*Y\nDTP*434*RD8*20260305-20260331\nCL1*1*4*30\nLX*1\nSV2*0120**900*UN*1",
            ],
            professional: &[],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260305\nCL1*1*1*03\nLX*1\nSV2*0120**900*UN*1",
                "NM1*85*2*NURSING HOME*****XX*1588667638\nREF*EI*987654321\nCLM*N1*900***21:A:1**A*Y*Y\nDTP*434*RD8*20260305-20260331\nCL1*1*4*30\nLX*1\nSV2*0120**900*UN*1",
            ],
            professional: &[],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Person(disposition),
};

fn disposition(person: &Person<'_>, violations: &mut Violations) {
    for &claim in
        person.facility.iter().filter(|claim| claim.facility_type() == "11" && claim.patient_status() == "01")
    {
        let Some((_, left)) = claim.days() else { continue };
        let begins = |day: NaiveDate, wait: i64| (0..=wait).contains(&(day - left).num_days());
        let elsewhere =
            person.facility.iter().filter(|other| other.position != claim.position).find(|other| {
                let Some((start, _)) = other.days() else { return false };
                match other.facility_type() {
                    "18" | "21" => begins(start, 1),
                    "11" => begins(start, 1) && other.biller() != claim.biller(),
                    "32" | "33" | "34" => begins(start, 3),
                    _ => false,
                }
            });
        let visit = || {
            let nursing = |line: &Line<'_>| {
                line.place_of_service() == "31" && line.period().is_some_and(|period| begins(period.from, 1))
            };
            person
                .professional_lines()
                .find(nursing)
                .map(|line| (line.at_place_of_service(), "a nursing facility"))
        };
        let found = match elsewhere {
            Some(other) => {
                let what = match other.facility_type() {
                    "11" => "another hospital",
                    "18" | "21" => "a nursing facility",
                    _ => "home health",
                };
                Some((other.at("statement_from"), what))
            }
            None => visit(),
        };
        if let Some((place, what)) = found {
            let message = format!("The hospital says that the patient went home; {what} billed soon after");
            violations.push(Violation::new(message, [claim.at("patient_status"), place]));
        }
    }
}
