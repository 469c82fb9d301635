//! When it was.

use chrono::{Datelike, Days, NaiveDate};

use crate::finding::Severity;
use crate::model::Period;
use crate::reconcile::claim_view::{ClaimView, LineView};
use crate::reconcile::line_pairing::components;
use crate::reconcile::scope::Pair;
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::{Field, Reads};

use crate::reconcile::rules::reads::{LINES, STAY};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("DT-OUTSIDE", Run::Pair(outside), Reads::always(LINES).and(STAY).missing(LINES).missing(STAY)),
    Check::new("DT-ADMIT", Run::Pair(admission), Reads::on(&[Field::admission_date])),
    Check::new("DT-PCTC", Run::Pair(reading), Reads::always(LINES).missing(LINES)),
    Check::new("DT-DEATH", Run::Pair(death), Reads::always(LINES).and(&[Field::institutional_claim_code])),
    Check::new("DT-YEAR", Run::Pair(years), Reads::always(LINES)),
];

/// An inpatient bill gathers the hospital's outpatient services of the three days before the admission; so professional
/// dates may precede it (42 CFR 412.2(c)(5)).
const BEFORE_ADMISSION: u64 = 3;
/// A reading that is billed by itself may carry the day it was read (CMS SE17023).
const READING_AFTER: u64 = 14;
/// Days before its test that a reading may be dated by a slip around midnight or a weekend.
const BEFORE_TEST: i64 = 3;

fn outside(pair: &Pair<'_>, violations: &mut Violations) {
    let Some((from, to)) = pair.encounter.period() else { return };
    let before = if pair.encounter.is_inpatient() { BEFORE_ADMISSION } else { 0 };
    let earliest = from.checked_sub_days(Days::new(before)).unwrap_or(from);
    for line in pair.lines() {
        let Some(period) = line.period() else { continue };
        let after = if is_interpretation(line) { READING_AFTER } else { 0 };
        let latest = to.checked_add_days(Days::new(after)).unwrap_or(to);
        let told = told_elsewhere(pair, line, to);
        if told || (earliest <= period.from && period.last() <= latest) {
            continue;
        }
        let message = format!(
            "Professional line {} is dated {}",
            line.number(),
            relation(period.from, period.last(), from, to)
        );
        let violation = Violation::new(message, [line.at("service_date"), pair.facility.at_days()]);
        violations.push(violation.charges_at_risk([line], "charge of the professional line"));
    }
}

/// Whether another rule says what is wrong with a line outside the facility's period: after a death, or a reading before
/// its test.
fn told_elsewhere(pair: &Pair<'_>, line: LineView<'_>, end: NaiveDate) -> bool {
    let after = line.period().is_some_and(|period| period.from > end);
    (after && pair.encounter.facility.iter().any(|claim| died(*claim)))
        || (!after && test_of(pair, line).is_some())
}

/// Whether a claim says that the patient died (CL103).
pub(in crate::reconcile::rules) fn died(claim: ClaimView<'_>) -> bool {
    matches!(claim.patient_status(), "20" | "40" | "41" | "42")
}

/// A line that reads a test or a specimen and may carry the day it was read: modifier 26, a code for a reading only, or
/// surgical pathology.
pub(in crate::reconcile::rules) fn is_interpretation(line: LineView<'_>) -> bool {
    line.has_modifier("26")
        || line.of.side == crate::finding::Side::Professional
            && (components::is_interpretation(line)
                || line.cpt().is_some_and(|n| matches!(n, 88_300..=88_399)))
}

/// The facility's line of the test that a line reads: the same procedure, on whatever day.
pub(in crate::reconcile::rules) fn test_of<'c>(pair: &Pair<'c>, line: LineView<'c>) -> Option<LineView<'c>> {
    let same = |other: &LineView<'_>| other.code() == line.code() && other.period().is_some();
    if line.has_modifier("26") { pair.encounter.facility_lines().find(same) } else { None }
}

fn relation(first: NaiveDate, last: NaiveDate, from: NaiveDate, to: NaiveDate) -> String {
    if first < from {
        format!("{} before the facility's period begins", plural((from - first).num_days()))
    } else {
        format!("{} after the facility's period ends", plural((last - to).num_days()))
    }
}

fn admission(pair: &Pair<'_>, violations: &mut Violations) {
    if !pair.facility.is_inpatient() {
        return;
    }
    let (Some(facility), Some(professional)) =
        (pair.facility.admission_date, pair.professional.admission_date)
    else {
        return;
    };
    if facility.date != professional.date {
        let places = [pair.facility.at("admission_date"), pair.professional.at("admission_date")];
        violations.push(Violation::new("The two claims give different days of admission", places));
    }
}

fn reading(pair: &Pair<'_>, violations: &mut Violations) {
    for line in pair.lines() {
        let Some(test) = test_of(pair, line).filter(|test| !test.same_day(line)) else { continue };
        let (Some((read, _)), Some((done, _))) = (line.days(), test.days()) else { continue };
        // Another test of the same kind on the day of the reading is the one that was read.
        if pair.encounter.facility_lines().any(|other| other.code() == line.code() && other.same_day(line)) {
            continue;
        }
        let days = (read - done).num_days();
        let places = [line.at("service_date"), test.at("service_date")];
        if days < 0 {
            let message = format!("The reading is dated {} before the test", plural(-days));
            let weight = if -days > BEFORE_TEST { Severity::Error } else { Severity::Warning };
            let violation = Violation::new(message, places).weighing(weight);
            violations.push(violation.charges_at_risk([line], "charge of the professional line"));
        } else if days <= READING_AFTER.cast_signed() {
            violations.push(Violation::new(
                format!("The test was read {} later, which is allowed", plural(days)),
                places,
            ));
        }
    }
}

pub(in crate::reconcile::rules) fn plural(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

fn death(pair: &Pair<'_>, violations: &mut Violations) {
    let Some(&claim) = pair.encounter.facility.iter().find(|claim| died(**claim)) else { return };
    let Some(end) = claim.statement_to else { return };
    let after = |line: &LineView<'_>| {
        !is_interpretation(*line) && line.period().is_some_and(|period| period.from > end)
    };
    let lines: Vec<LineView<'_>> = pair.lines().filter(after).collect();
    if let Some(first) = lines.first() {
        let message = match lines.len() {
            1 => "A professional service is dated after the patient's death".to_owned(),
            n => format!("{n} professional services are dated after the patient's death"),
        };
        let violation = Violation::new(
            message,
            [first.at("service_date"), claim.at("statement_to"), claim.at("patient_status")],
        );
        violations
            .push(violation.charges_at_risk(lines, "charges of the professional lines after the death"));
    }
}

fn years(pair: &Pair<'_>, violations: &mut Violations) {
    let lines = || pair.professional.lines().filter(|line| line.period().is_some());
    let (Some(first), Some(last)) = (
        lines().min_by_key(|line| line.period().map(|p| p.from)),
        lines().max_by_key(|line| line.period().map(Period::last)),
    ) else {
        return;
    };
    let year = |day: Option<NaiveDate>| day.map(|day| day.year());
    let (from, to) = (year(first.period().map(|p| p.from)), year(last.period().map(Period::last)));
    if pair.encounter.is_inpatient() && from != to {
        let places = [last.at("service_date"), first.at("service_date")];
        violations
            .push(Violation::new("One professional claim bills services of two calendar years", places));
    }
}
