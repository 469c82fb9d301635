//! Visits: emergency department, observation, critical care.

use rust_decimal::Decimal;

use crate::codes::services::{self, ServiceKind};
use crate::finding::Severity;
use crate::reconcile::claim_view::LineView;
use crate::reconcile::line_pairing::Need;
use crate::reconcile::scope::Encounter;
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::Reads;

use crate::reconcile::rules::reads::LINES;
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("SV-EDPAIR", Run::Encounter(emergency), Reads::always(LINES).missing(LINES)),
    Check::new("SV-EDLVL", Run::Encounter(levels), Reads::always(LINES)),
    Check::new("SV-OBS", Run::Encounter(observation), Reads::always(LINES).missing(LINES)),
    Check::new("SV-CRIT", Run::Encounter(critical), Reads::always(LINES).missing(LINES)),
];

fn emergency(visit: &Encounter<'_>, violations: &mut Violations) {
    if !visit.is_matched() || visit.is_pending() {
        return;
    }
    let charged = visit
        .facility_lines()
        // The lowest level needs no physician.
        .find(|line| services::is_emergency_revenue(line.revenue()) && level(*line) > Some(1));
    let seen = |line: LineView<'_>| {
        let there = line.place_of_service() == "23" && line.kind() == Some(ServiceKind::Visit);
        level(line).is_some() || is_critical(line) || there
    };
    if let Some(charged) = charged
        && !visit.professional_lines().any(seen)
    {
        let message = "The facility bills an emergency visit, and no professional claim does";
        violations.push(Violation::new(message, [charged.at("procedure.code")]));
    }
    let claimed =
        visit.professional_lines().find(|line| level(*line).is_some() && line.place_of_service() != "23");
    if let Some(claimed) = claimed
        && !visit.facility_lines().any(|line| line.revenue_family() == "045" || level(line).is_some())
    {
        let message = "A physician bills an emergency visit, and the facility none";
        let violation = Violation::new(message, [claimed.at("procedure.code")]);
        violations.push(visit.context.risk_of_payment(
            violation,
            &[claimed],
            "charge of the professional line",
        ));
    }
}

/// Level of an emergency visit, 1 to 5.
fn level(line: LineView<'_>) -> Option<u32> {
    const OTHER: &[&str] = &["G0380", "G0381", "G0382", "G0383", "G0384"];
    let numbered = line.cpt().filter(|n| (99_281..=99_285).contains(n)).map(|n| n - 99_280);
    let other = || OTHER.iter().zip(1..).find(|(code, _)| code.eq_ignore_ascii_case(line.code_text()));
    numbered.or_else(|| other().map(|(_, level)| level))
}

fn is_critical(line: LineView<'_>) -> bool {
    line.is_code(&["99291", "99292"])
}

fn levels(visit: &Encounter<'_>, violations: &mut Violations) {
    for line in visit.facility_lines() {
        let Some(ours) = level(line) else { continue };
        let mut others = visit.professional_lines().filter(|other| other.same_day(line));
        let far = others.find(|other| level(*other).is_some_and(|theirs| theirs.abs_diff(ours) >= 2));
        if let Some(far) = far {
            let message = format!(
                "The facility's emergency visit has level {ours}, the physician's {}",
                level(far).unwrap_or_default()
            );
            violations.push(Violation::new(message, [far.at("procedure.code"), line.at("procedure.code")]));
        }
    }
}

/// Hours of observation from which an attending physician's visit is expected, and which one day's admission and
/// discharge need.
const OBSERVED: Decimal = Decimal::from_parts(8, 0, 0, false, 0);

fn observation(visit: &Encounter<'_>, violations: &mut Violations) {
    if !visit.is_matched() || visit.is_inpatient() {
        return;
    }
    let Some(observed) = visit.facility_lines().find(|line| line.is_code(&["G0378"])) else { return };
    let hours: Decimal =
        visit.facility_lines().filter(|line| line.is_code(&["G0378"])).map(LineView::count).sum();
    // The surgeon's own visits after an operation are inside the global package (ch. 12 s. 40.1); pairing knows.
    let pairing = visit.pairing();
    let lacks = pairing.unpaired.iter().any(|lone| lone.needs == Need::ObservationVisit);
    if hours >= OBSERVED && !visit.is_pending() && lacks {
        let message =
            format!("The facility bills {} hours of observation, and no physician", hours.normalize());
        violations.push(Violation::new(message, [observed.at("units")]));
    }
    let begun = observed.period().map(|period| period.from);
    let ended = visit.period().map(|(_, to)| to);
    let one_day =
        visit.professional_lines().find(|line| line.cpt().is_some_and(|n| (99_234..=99_236).contains(&n)));
    if let (Some(line), Some(begun), Some(ended)) = (one_day, begun, ended)
        && begun < ended
    {
        let message = format!(
            "{} is for admission and discharge on one date; the facility bills observation from {begun} to {ended}",
            line.code()
        );
        let violation = Violation::new(message, [line.at("procedure.code"), observed.at("service_date")]);
        let violation = violation.weighing(Severity::Error);
        violations.push(visit.context.risk_of_payment(violation, &[line], "charge of the professional line"));
    } else if let Some(line) = one_day.filter(|_| hours < OBSERVED) {
        let message = format!("{} needs 8 hours, and the facility bills {}", line.code(), hours.normalize());
        let violation = Violation::new(message, [line.at("procedure.code"), observed.at("units")]);
        violations.push(visit.context.risk_of_payment(violation, &[line], "charge of the professional line"));
    }
}

fn critical(visit: &Encounter<'_>, violations: &mut Violations) {
    if !visit.is_matched() {
        return;
    }
    let room = |line: LineView<'_>| {
        services::is_intensive_care(line.revenue())
            || matches!(line.revenue_family(), "045" | "068")
            || is_critical(line)
    };
    let given = visit.professional_lines().find(|line| is_critical(*line));
    if let Some(line) = given.filter(|_| !visit.facility_lines().any(room)) {
        let message = "A physician bills critical care, and the facility no place for it";
        let violation = Violation::new(message, [line.at("procedure.code")]);
        violations.push(visit.context.risk_of_payment(violation, &[line], "charge of the professional line"));
    }
    let charged = visit.facility_lines().find(|line| is_critical(*line));
    if let Some(line) = charged.filter(|_| given.is_none() && !visit.is_pending()) {
        let message = "The facility bills critical care, and no physician does";
        violations.push(Violation::new(message, [line.at("procedure.code")]));
    }
}
