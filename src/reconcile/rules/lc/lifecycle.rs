//! What becomes of claims over time: voids, replacements, chains of interim bills, late charges, what is not billed yet.

use std::collections::BTreeSet;

use crate::codes::crosswalk::expected_places;
use crate::codes::services::{self, ServiceKind};
use crate::finding::{Severity, Side};
use crate::link::Fate;
use crate::model::Status;
use crate::reconcile::claim_view::{ClaimView, LineView};
use crate::reconcile::line_pairing::{LinePairing, Need, Unpaired};
use crate::reconcile::scope::{Encounter, Person, is_same_service};
use crate::reconcile::violation::{ClaimPlace, Violation, Violations};
use crate::rules::{Field, Reads};

use crate::reconcile::rules::place::is_practice;
use crate::reconcile::rules::reads::{BILLERS, LINES};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("LC-VOID", Run::Person(void), Reads::always(LINES).and(BILLERS)),
    Check::new("LC-REPL", Run::Person(replaced), Reads::always(LINES)),
    Check::new("LC-INTERIM", Run::Person(interim), Reads::always(&[Field::statement_dates]).and(BILLERS)),
    Check::new("LC-LATE", Run::Encounter(late), Reads::always(LINES).and(&[Field::subscriber_information])),
    Check::new("LC-LAG", Run::Encounter(lag), Reads::always(BILLERS).missing(LINES)),
];

fn void(person: &Person<'_>, violations: &mut Violations) {
    for &(voiding, fate) in &person.set_aside {
        if !matches!(fate, Fate::Void(_)) {
            continue;
        }
        let (wanted, others) = match voiding.side {
            Side::Facility => (Status::ProfessionalOnly, &person.professional),
            Side::Professional => (Status::FacilityOnly, &person.facility),
        };
        let Some((from, to)) = voiding.days() else { continue };
        // The visit has nothing left on the side that was cancelled.
        let alone = person.encounters.iter().filter(|encounter| encounter.status == wanted);
        let lines = alone
            .flat_map(|encounter| encounter.facility.iter().chain(&encounter.professional))
            .filter(|claim| others.iter().any(|other| other.position == claim.position))
            .flat_map(|claim| claim.lines())
            // A practice's own visit on those days is another one.
            .filter(|line| !is_practice(line.place_of_service()))
            .filter(|line| line.days().is_some_and(|(first, last)| from <= first && last <= to));
        let mut lines: Vec<LineView<'_>> = lines.collect();
        if lines.is_empty() && voiding.side == Side::Professional {
            lines = without_biller(person, voiding);
        }
        let Some(first) = lines.first() else { continue };
        let (voided, active) = match voiding.side {
            Side::Facility => ("facility", "professional"),
            Side::Professional => ("professional", "facility"),
        };
        let message = format!(
            "The {voided} claim of this visit was cancelled and not replaced; the {active} claim is active"
        );
        let violation =
            Violation::new(message, [first.of.at("frequency_code"), voiding.at("frequency_code")]);
        violations.push(match voiding.side {
            Side::Facility => {
                violation.charges_at_risk(lines, "charges of the active claim's lines on the cancelled days")
            }
            // A fee that was taken back does not make what the hospital was paid an overpayment.
            Side::Professional => violation
                .weighing(Severity::Warning)
                .why("The physician's charge of this visit was taken back: it was wrong, or it has yet to be billed again.")
                .help(
                    "Find out why the claim was voided. If the encounter did not take place or belongs to another patient, \
                     void the facility's claim too; if it did, bill the physician's part again or note the reason.",
                ),
        });
    }
}

/// Lines of the facility that bill what a physician's claim cancels, in a visit in which other physicians bill and this one
/// does not any more.
fn without_biller<'c>(person: &Person<'c>, voiding: ClaimView<'c>) -> Vec<LineView<'c>> {
    let gone = |encounter: &&Encounter<'_>| {
        encounter.is_matched()
            && encounter.professional.iter().all(|claim| claim.biller() != voiding.biller())
    };
    let lines = person.encounters.iter().filter(gone).flat_map(Encounter::facility_lines);
    lines.filter(|line| voiding.lines().any(|cancelled| is_same_service(*line, cancelled))).collect()
}

fn replaced(person: &Person<'_>, violations: &mut Violations) {
    for &(old, fate) in &person.set_aside {
        let Fate::ReplacedBy(by) = fate else { continue };
        let Some(&new) = person.facility.iter().find(|claim| claim.position == by) else { continue };
        let visits =
            person.encounters.iter().filter(|encounter| encounter.facility.iter().any(|c| c.position == by));
        for line in visits.flat_map(Encounter::professional_lines) {
            let fits = |bill: ClaimView<'_>| {
                !expected_places(bill.setting()).fit(line.place_of_service()).is_mismatch()
            };
            let within = |bill: ClaimView<'_>| match (bill.days(), line.days()) {
                (Some((from, to)), Some((first, last))) => from <= first && last <= to,
                _ => true,
            };
            let what = if old.facility_type() != new.facility_type() && fits(old) && !fits(new) {
                Some((
                    "type of bill",
                    line.at_place_of_service(),
                    new.at("facility_type"),
                    old.at("facility_type"),
                ))
            } else if within(old) && !within(new) {
                Some(("period", line.at("service_date"), new.at_days(), old.at_days()))
            } else {
                None
            };
            if let Some((what, place, new, old)) = what {
                let message = format!(
                    "The facility replaced its claim and changed the {what}; the professional claim still fits the old one"
                );
                violations.push(Violation::new(message, [place, new, old]));
                break;
            }
        }
    }
}

fn interim(person: &Person<'_>, violations: &mut Violations) {
    let bills = person.facility.iter().filter(|claim| claim.is_inpatient());
    let chain: Vec<ClaimView<'_>> =
        bills.filter(|claim| matches!(claim.frequency(), "2" | "3" | "4")).copied().collect();
    for (a, b) in chain.iter().zip(chain.iter().skip(1)) {
        let (Some((_, end)), Some((start, _))) = (a.days(), b.days()) else { continue };
        // A chain that has closed, another hospital, or another kind of stay: the next bill is another stay's.
        let one_stay = a.frequency() != "4"
            && b.frequency() != "2"
            && a.facility_type() == b.facility_type()
            && a.biller() == b.biller();
        if !one_stay || end.succ_opt() == Some(start) {
            continue;
        }
        let how = if start <= end { "overlap" } else { "leave a gap" };
        let days = (start - end).num_days();
        let message = format!(
            "Two interim bills of one stay {how} of {}",
            if start <= end { plural(1 - days) } else { plural(days - 1) }
        );
        violations.push(Violation::new(message, [b.at("statement_from"), a.at("statement_to")]));
    }
}

fn plural(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

fn late(encounter: &Encounter<'_>, violations: &mut Violations) {
    for claim in encounter.facility.iter().filter(|claim| claim.frequency() == "5") {
        for line in claim.lines() {
            if let Some(twin) = encounter.professional_lines().find(|other| is_same_service(line, *other)) {
                let message = "The facility billed this service as a late charge";
                let places = [line.at("procedure.code"), twin.at("procedure.code")];
                let violation = Violation::new(message, places);
                violations.push(if claim.is_medicare() {
                    violation.weighing(Severity::Warning).help(
                        "Medicare takes no late charge bill from hospitals under a prospective payment system: send a \
                         replacement (type of bill xx7) with all services.",
                    )
                } else {
                    violation
                });
            }
        }
    }
}

/// The half of an encounter that is not there: what it should hold, and what it is worth.
fn lag(visit: &Encounter<'_>, violations: &mut Violations) {
    let one_sided = matches!(visit.status, Status::FacilityOnly | Status::ProfessionalOnly);
    if !one_sided || visit.alone.is_some() || visit.is_day_of_series() {
        return;
    }
    let claims = || visit.facility.iter().chain(&visit.professional);
    let Some((_, last)) = claims().filter_map(|claim| claim.days()).max_by_key(|days| days.1) else { return };
    let missing = if visit.facility.is_empty() { "facility" } else { "professional" };
    if !visit.context.both_sides {
        return alone_in_the_run(visit, missing, violations);
    }
    if visit.context.is_pending(last) {
        return;
    }
    let days = plural((visit.context.as_of - last).num_days().max(0));
    let mut pairing = visit.pairing();
    // A clinic's one code without a physician is PS-CLINIC.
    pairing.unpaired.retain(|lone| lone.needs != Need::ClinicVisit || !lone.line.is_code(&["G0463"]));
    if pairing.unpaired.is_empty() {
        // A bill without lines says nothing of what it needs; whoever waits is told that the other side has not come.
        let without_lines = visit.facility.first().filter(|claim| claim.claim.service_lines.is_empty());
        if let Some(claim) = without_lines.filter(|_| visit.context.pending.is_some()) {
            let message = format!("No {missing} claim has come {days} after the last service");
            violations.push(Violation::new(message, [claim.at_days()]).weighing(Severity::Info));
        }
        return;
    }
    let needs: BTreeSet<&str> = pairing.unpaired.iter().map(|lone| lone.needs.as_str()).collect();
    let needs: Vec<&str> = needs.into_iter().collect();
    let message = format!("No {missing} claim {days} after the last service; missing: {}", needs.join(", "));
    let places = pairing.unpaired.iter().take(MOST_PLACES).map(|lone| at_service(lone.line));
    violations.push(worth(visit, Violation::new(message, places), &pairing));
}

/// Lines that a finding on a missing claim names.
const MOST_PLACES: usize = 8;

/// Where no claim of the other side was read at all, that is reported once, beside the first claim that needs one.
fn alone_in_the_run(visit: &Encounter<'_>, missing: &str, violations: &mut Violations) {
    let Some((position, claims)) = visit.context.alone_in_run else { return };
    let mut own = visit.facility.iter().chain(&visit.professional);
    let Some(own) = own.find(|claim| claim.position == position) else { return };
    let pairing = visit.pairing();
    let place = pairing.unpaired.first().map_or_else(|| own.at_days(), |lone| at_service(lone.line));
    let message = match claims {
        1 => format!("No {missing} claim was read, and this claim needs one"),
        n => format!("No {missing} claim was read, and {n} claims need one; this is the first"),
    };
    violations.push(worth(visit, Violation::new(message, [place]), &pairing));
}

fn at_service(line: LineView<'_>) -> ClaimPlace {
    line.at(if line.code_text().is_empty() { "revenue_code" } else { "procedure.code" })
}

/// What the missing half is worth: the fee of the interpretations, operations and visits where a fee schedule has it, else
/// the charges of the lines that are there, as far as those tell it.
fn worth(visit: &Encounter<'_>, mut violation: Violation, pairing: &LinePairing<'_>) -> Violation {
    let context = visit.context;
    let fee = |lone: &Unpaired<'_>| match lone.needs {
        Need::Interpretation => context.reading(lone.line),
        Need::Surgeon | Need::EmergencyVisit | Need::CriticalCare => context.facility_payment(lone.line),
        _ => None,
    };
    let priced: Vec<_> = pairing.unpaired.iter().filter_map(|lone| Some((lone.line, fee(lone)?))).collect();
    if !priced.is_empty() {
        return violation.priced(&priced);
    }
    let told = pairing.unpaired.iter().filter(|lone| tells_worth(lone)).map(|lone| lone.line);
    let violation = match told.clone().next() {
        None if !pairing.unpaired.is_empty() => {
            violation.message.push_str("; no charge that is here tells what it is worth");
            violation
        }
        _ => violation,
    };
    violation.charges_at_risk(
        told,
        "charges of the lines that stand alone, of services that both sides bill by one code",
    )
}

/// Whether the charge of a line tells what its missing half is worth: both bill one service under one code, and it is not the
/// charge of a room.
fn tells_worth(alone: &Unpaired<'_>) -> bool {
    let line = alone.line;
    let is_one_service = match alone.needs {
        Need::Anesthesia | Need::WardVisit | Need::ObservationVisit | Need::NewbornCare | Need::Stay => false,
        Need::ClinicVisit => !line.is_code(&["G0463"]),
        Need::FacilityProcedure => line.kind() != Some(ServiceKind::Anesthesia),
        _ => true,
    };
    is_one_service && !line.code_text().is_empty() && !services::is_procedure_room(line.revenue())
}
