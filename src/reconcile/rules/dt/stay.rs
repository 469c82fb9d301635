//! The days of a stay: admission, visits, surgery, discharge, and where the patient went.

use chrono::NaiveDate;

use crate::finding::Severity;
use crate::model::ProviderRole;
use crate::reconcile::claim_view::{ClaimView, LineView};
use crate::reconcile::scope::{Encounter, Pair, Person};
use crate::reconcile::violation::{ClaimPlace, Violation, Violations};
use crate::rules::{Field, Reads};

use crate::reconcile::rules::dt::dates::plural;
use crate::reconcile::rules::reads::{BILLERS, HANDS, LINES, PROCEDURES, RENDERERS, STAY};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("DT-DISCH", Run::Pair(discharge), Reads::on(&[Field::discharge_date]).and(STAY)),
    Check::new("DT-DISCHEM", Run::Pair(discharge_day), Reads::always(STAY).missing(LINES)),
    Check::new(
        "DT-INITEM",
        Run::Encounter(initial_visit),
        Reads::always(LINES).and(STAY).and(RENDERERS).and(&[Field::attending_provider_name]),
    ),
    Check::new(
        "DT-DAILY",
        Run::Encounter(daily_visit),
        Reads::always(LINES)
            .and(STAY)
            .and(RENDERERS)
            .and(BILLERS)
            .and(&[Field::attending_provider_name])
            .missing(LINES),
    ),
    Check::new(
        "DT-SURG",
        Run::Pair(surgery),
        Reads::always(LINES).and(PROCEDURES).and(HANDS).and(&[Field::billing_provider_name]).and(STAY),
    ),
    Check::new(
        "DT-DISPO",
        Run::Person(disposition),
        Reads::always(LINES).and(STAY).and(BILLERS).missing(&[Field::condition_codes]),
    ),
];

/// Visits of admission, of each day and of discharge.
fn is_initial(line: LineView<'_>) -> bool {
    line.cpt().is_some_and(|n| (99_221..=99_223).contains(&n))
}

fn is_discharge(line: LineView<'_>) -> bool {
    line.cpt().is_some_and(|n| matches!(n, 99_238 | 99_239 | 99_315 | 99_316))
}

fn is_visit(line: LineView<'_>) -> bool {
    line.cpt().is_some_and(|n| matches!(n, 90_792 | 99_221..=99_239 | 99_291 | 99_304..=99_316 | 99_460..=99_462 | 99_477..=99_480))
}

fn discharge(pair: &Pair<'_>, violations: &mut Violations) {
    let (Some(facility), Some(professional)) =
        (pair.encounter.discharged(), pair.professional.claim.discharge_date)
    else {
        return;
    };
    if pair.encounter.is_inpatient() && facility != professional {
        let message = "The two claims give different days of discharge";
        violations.push(Violation::new(message, [pair.professional.at("discharge_date"), end_of_stay(pair)]));
    }
}

/// Where the facility says when the stay ended.
fn end_of_stay(pair: &Pair<'_>) -> ClaimPlace {
    let last = pair.encounter.facility.iter().max_by_key(|claim| claim.discharged());
    last.copied().unwrap_or(pair.facility).at("statement_to")
}

fn discharge_day(pair: &Pair<'_>, violations: &mut Violations) {
    let (Some(discharged), true) = (pair.encounter.discharged(), pair.encounter.is_inpatient()) else {
        return;
    };
    for line in pair.lines().filter(|line| is_discharge(*line)) {
        // A visit after the end is outside the period; that is said of every line. The visit is reported for the day it
        // took place even if the patient leaves on the next one (CMS Pub. 100-04 chapter 12 section 30.6.9.2).
        let early = |day: NaiveDate| (discharged - day).num_days() > 1;
        let Some((day, _)) = line.days().filter(|(day, _)| early(*day)) else { continue };
        let message = format!(
            "The discharge visit is dated {} before the day of discharge",
            plural((discharged - day).num_days())
        );
        let violation = Violation::new(message, [line.at("service_date"), end_of_stay(pair)]);
        violations.push(violation);
    }
}

fn initial_visit(encounter: &Encounter<'_>, violations: &mut Violations) {
    let (Some(admitted), true) = (encounter.admitted(), encounter.is_matched()) else { return };
    let attending =
        encounter.facility.iter().find_map(|claim| claim.provider(ProviderRole::Attending)?.npi.as_deref());
    let mut initial: Vec<LineView<'_>> =
        encounter.professional_lines().filter(|line| is_initial(*line)).collect();
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
            let violation = Violation::new(
                message,
                [line.at("service_date"), encounter.facility[0].at("admission_date")],
            );
            violations.push(violation.charges_at_risk([*line], basis));
        }
    }
}

fn daily_visit(encounter: &Encounter<'_>, violations: &mut Violations) {
    let (Some(admitted), Some(discharged), true) =
        (encounter.admitted(), encounter.discharged(), encounter.is_matched())
    else {
        return;
    };
    let attending =
        encounter.facility.iter().find_map(|claim| claim.provider(ProviderRole::Attending)?.npi.as_deref());
    let seen = |line: &LineView<'_>| is_visit(*line) && attending.is_some() && line.renderer() == attending;
    // In nursing facilities visits are not daily (42 CFR 483.30); after an operation the surgeon's are in the global package.
    let is_hospital = encounter.facility.iter().all(|claim| claim.facility_type() == "11");
    let Some(first) = encounter.professional_lines().find(seen).filter(|_| is_hospital) else { return };
    if encounter.professional_lines().any(|line| line.is_surgery() && line.renderer() == attending) {
        return;
    }
    let visits =
        encounter.professional_lines().filter(|line| is_visit(*line) && group(line.of) == group(first.of));
    let covered: Vec<(NaiveDate, NaiveDate)> = visits.filter_map(LineView::days).collect();
    // A visit dated outside the stay has the wrong day, and is likely the one that is missing inside.
    if covered.iter().any(|(from, to)| *to < admitted || discharged < *from) {
        return;
    }
    // Who is discharged in the morning need not be seen again that day.
    let days = admitted.iter_days().take_while(|day| *day < discharged);
    let missing: Vec<String> = days
        .filter(|day| !covered.iter().any(|(from, to)| from <= day && day <= to))
        .map(|day| day.to_string())
        .collect();
    if !missing.is_empty() {
        let message = format!("The attending's group bills no visit on {}", missing.join(", "));
        violations.push(Violation::new(message, [encounter.facility[0].at_days()]));
    }
}

/// Who bills, as one group of physicians.
fn group(claim: ClaimView<'_>) -> Option<&str> {
    claim.tax_id().or(claim.biller())
}

fn surgery(pair: &Pair<'_>, violations: &mut Violations) {
    let Some((from, to)) = pair.encounter.period() else { return };
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
            let mut violation = Violation::new(message, [line.at("service_date"), place]);
            // An operation may run past midnight.
            if (day - other_day).num_days().abs() == 1 && pair.encounter.is_inpatient() {
                violation.own.severity = Some(Severity::Warning);
            }
            violations.push(violation.charges_at_risk([line], "charge of the professional line"));
        }
    }
}

/// Day of the facility's line in the operating room with the same code; none where one has the same day.
fn outpatient_surgery(pair: &Pair<'_>, line: LineView<'_>) -> Option<(NaiveDate, ClaimPlace)> {
    let same = |other: &LineView<'_>| {
        let room = matches!(other.revenue_family(), "036" | "049" | "048" | "075" | "076");
        room && other.code() == line.code() && other.period().is_some()
    };
    let twins: Vec<LineView<'_>> = pair.encounter.facility_lines().filter(same).collect();
    if twins.iter().any(|twin| twin.same_day(line)) {
        return None;
    }
    let twin = twins.first()?;
    Some((twin.period()?.from, twin.at("service_date")))
}

/// Day of the facility's procedure nearest to the line's day, where the line's renderer is the operating physician.
fn inpatient_surgery(pair: &Pair<'_>, line: LineView<'_>) -> Option<(NaiveDate, ClaimPlace)> {
    let operating = |claim: &ClaimView<'_>| {
        let npi = |role| claim.provider(role).and_then(|provider| provider.npi.as_deref());
        let renderer = line.renderer();
        renderer.is_some()
            && (npi(ProviderRole::Operating) == renderer || npi(ProviderRole::OtherOperating) == renderer)
    };
    let day = line.period()?.from;
    let claims = pair.encounter.facility.iter().filter(|claim| claim.is_inpatient() && operating(claim));
    let dated = claims.flat_map(|claim| {
        let procedures = claim.claim.procedures.iter().enumerate();
        procedures.filter_map(move |(n, procedure)| {
            Some((procedure.date?, claim.at(format!("procedures[{n}].date"))))
        })
    });
    dated.min_by_key(|(other, _)| (*other - day).num_days().abs())
}

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
        let encounter = || {
            let nursing = |line: &LineView<'_>| {
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
            None => encounter(),
        };
        if let Some((place, what)) = found {
            let message = format!("The hospital says that the patient went home; {what} billed soon after");
            let mut violation = Violation::new(message, [claim.at("patient_status"), place]);
            // Condition codes 42 and 43 say that the care is not related, or came later: audits found that often wrong.
            if claim.has_condition("42") || claim.has_condition("43") {
                violation.own.severity = Some(Severity::Info);
            }
            violations.push(violation);
        }
    }
}
