//! What becomes of claims over time: voids, replacements, chains of interim bills, late charges, what is not billed yet.

use chrono::Days;

use crate::codes::crosswalk::expected_places;
use crate::finding::Side;
use crate::link::Fate;
use crate::model::Status;
use crate::reconcile::billed::{Billed, Line};
use crate::reconcile::scope::{Encounter, Person, is_same_service};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::Reads;

use crate::reconcile::rules::place::is_practice;
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("LC-VOID", Run::Person(void), Reads::MODEL),
    Check::new("LC-REPL", Run::Person(replaced), Reads::MODEL),
    Check::new("LC-INTERIM", Run::Person(interim), Reads::MODEL),
    Check::new("LC-LATE", Run::Visit(late), Reads::MODEL),
    Check::new("LC-LAG", Run::Visit(lag), Reads::MODEL),
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
        let alone = person.visits.iter().filter(|visit| visit.status == wanted);
        let lines = alone
            .flat_map(|visit| visit.facility.iter().chain(&visit.professional))
            .filter(|claim| others.iter().any(|other| other.position == claim.position))
            .flat_map(|claim| claim.lines())
            // A practice's own visit on those days is another one.
            .filter(|line| !is_practice(line.place_of_service()))
            .filter(|line| line.days().is_some_and(|(first, last)| from <= first && last <= to));
        let mut lines: Vec<Line<'_>> = lines.collect();
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
        violations.push(
            violation.charges_at_risk(lines, "charges of the active claim's lines on the cancelled days"),
        );
    }
}

/// Lines of the facility that bill what a physician's claim cancels, in a visit in which other physicians bill and this one
/// does not any more.
fn without_biller<'c>(person: &Person<'c>, voiding: Billed<'c>) -> Vec<Line<'c>> {
    let gone = |visit: &&Encounter<'_>| {
        visit.is_matched() && visit.professional.iter().all(|claim| claim.biller() != voiding.biller())
    };
    let lines = person.visits.iter().filter(gone).flat_map(Encounter::facility_lines);
    lines.filter(|line| voiding.lines().any(|cancelled| is_same_service(*line, cancelled))).collect()
}

fn replaced(person: &Person<'_>, violations: &mut Violations) {
    for &(old, fate) in &person.set_aside {
        let Fate::ReplacedBy(by) = fate else { continue };
        let Some(&new) = person.facility.iter().find(|claim| claim.position == by) else { continue };
        let visits = person.visits.iter().filter(|visit| visit.facility.iter().any(|c| c.position == by));
        for line in visits.flat_map(Encounter::professional_lines) {
            let fits = |bill: Billed<'_>| {
                !expected_places(bill.setting()).fit(line.place_of_service()).is_mismatch()
            };
            let within = |bill: Billed<'_>| match (bill.days(), line.days()) {
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
    let chain: Vec<Billed<'_>> =
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

fn late(visit: &Encounter<'_>, violations: &mut Violations) {
    for claim in visit.facility.iter().filter(|claim| claim.frequency() == "5") {
        for line in claim.lines() {
            if let Some(twin) = visit.professional_lines().find(|other| is_same_service(line, *other)) {
                let message = "The facility billed this service as a late charge";
                violations
                    .push(Violation::new(message, [line.at("procedure.code"), twin.at("procedure.code")]));
            }
        }
    }
}

fn lag(visit: &Encounter<'_>, violations: &mut Violations) {
    let one_sided = matches!(visit.status, Status::FacilityOnly | Status::ProfessionalOnly);
    let Some(wait) = visit.context.pending.filter(|_| one_sided && !visit.is_pending()) else { return };
    let claims = || visit.facility.iter().chain(&visit.professional);
    let Some((_, last)) = claims().filter_map(|claim| claim.days()).max_by_key(|days| days.1) else { return };
    if last.checked_add_days(Days::new(u64::from(wait))).is_none_or(|until| visit.context.as_of < until) {
        return;
    }
    let (missing, place) = match visit.facility.first() {
        Some(claim) if claim.facility_type() != "14" => ("professional", claim.at_days()),
        Some(_) => return,
        None => {
            let hospital =
                |line: &Line<'_>| matches!(line.place_of_service(), "19" | "21" | "22" | "23" | "24" | "31");
            let Some(line) = visit.professional_lines().find(hospital) else { return };
            ("facility", line.at_place_of_service())
        }
    };
    let days = plural((visit.context.as_of - last).num_days());
    violations
        .push(Violation::new(format!("No {missing} claim has come {days} after the last service"), [place]));
}
