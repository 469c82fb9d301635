//! The payment window: what a hospital and its practices did in the days before an admission belongs to the stay.

use chrono::{Days, NaiveDate};

use crate::finding::Severity;
use crate::reconcile::claim_view::{ClaimView, LineView};
use crate::reconcile::scope::{Context, Person};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::{Field, Reads};

use crate::reconcile::rules::place::is_practice;
use crate::reconcile::rules::reads::{BILLERS, LINES, STAY};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new(
        "PS-WINDOW-PD",
        Run::Person(practice),
        Reads::always(LINES)
            .and(STAY)
            .and(BILLERS)
            .and(&[Field::subscriber_information, Field::billing_provider_specialty])
            .missing(&[Field::professional_service]),
    ),
    Check::new(
        "PS-WINDOW-OP",
        Run::Person(outpatient),
        Reads::always(LINES)
            .and(STAY)
            .and(BILLERS)
            .and(&[Field::subscriber_information, Field::billing_provider_specialty])
            .missing(&[Field::condition_codes]),
    ),
];

/// Calendar days before the admission, not hours (42 CFR 412.2(c)(5)).
const WINDOW: u64 = 3;

/// Medicare stays that the window holds for, with the first day of the window and the day of admission. It does not hold
/// for critical access hospitals.
fn stays<'c>(person: &Person<'c>) -> Vec<(ClaimView<'c>, NaiveDate, NaiveDate)> {
    let stays = person.facility.iter().filter(|claim| {
        claim.facility_type() == "11"
            && claim.is_medicare()
            && !person.context.is_listed(&person.context.groups.critical_access, **claim)
    });
    stays
        .filter_map(|claim| {
            let said = claim.claim.admission_date.map(|moment| moment.date);
            let admitted = said.or(claim.claim.statement_from)?;
            let window = if has_short_window(*claim) { 1 } else { WINDOW };
            Some((*claim, admitted.checked_sub_days(Days::new(window))?, admitted))
        })
        .collect()
}

/// Psychiatric, rehabilitation, long-term care, children's and cancer hospitals and units have a window of one day (42 CFR
/// 412.405, 413.40(c)(2)); their taxonomy tells them.
fn has_short_window(claim: ClaimView<'_>) -> bool {
    const TAXONOMIES: &[&str] = &["283Q", "283X", "273R", "273Y", "282E", "282NC2000X", "281P", "284300000X"];
    let taxonomy = claim.claim.billing_provider.as_ref().and_then(|provider| provider.taxonomy.as_deref());
    taxonomy.is_some_and(|taxonomy| TAXONOMIES.iter().any(|start| taxonomy.starts_with(start)))
}

/// Whether a line is a test: laboratory, imaging, and tests of heart, nerves and other organs.
fn is_diagnostic(line: LineView<'_>) -> bool {
    line.cpt().is_some_and(|n| {
        matches!(n, 70_010..=76_999 | 78_000..=78_999 | 80_047..=89_398 | 92_550..=92_700 | 93_000..=93_998 | 94_010..=94_799 | 95_700..=96_020)
    })
}

fn practice(person: &Person<'_>, violations: &mut Violations) {
    for (stay, from, admitted) in stays(person) {
        for &claim in person.professional.iter().filter(|claim| is_owned(person.context, **claim)) {
            let unmarked = |line: &LineView<'_>| {
                let day = line.period().map(|period| period.from);
                day.is_some_and(|day| from <= day && day <= admitted)
                    && is_practice(line.place_of_service())
                    && !line.has_modifier("PD")
            };
            let lines: Vec<LineView<'_>> = claim.lines().filter(unmarked).collect();
            let Some(first) = lines.iter().find(|line| is_diagnostic(**line)).or(lines.first()) else {
                continue;
            };
            let message =
                "A practice that the hospital owns bills a service of the payment window without modifier PD";
            let place = if stay.claim.admission_date.is_some() { "admission_date" } else { "statement_from" };
            let mut violation = Violation::new(message, [first.at_modifiers(), stay.at(place)]);
            if !is_diagnostic(*first) {
                violation.own.severity = Some(Severity::Warning);
            }
            violations.push(person.context.risk_of_window(
                violation,
                &lines,
                "charges of the lines without the modifier",
            ));
        }
    }
}

/// Whether the user says that a hospital owns the practice.
fn is_owned(context: &Context<'_>, claim: ClaimView<'_>) -> bool {
    claim.is_medicare() && context.is_listed(&context.groups.owned_practices, claim)
}

fn outpatient(person: &Person<'_>, violations: &mut Violations) {
    let groups = person.context.groups;
    let house = |claim: ClaimView<'_>| claim.biller().map(|npi| groups.facility(npi).to_owned());
    for (stay, from, admitted) in stays(person) {
        let separate = person.facility.iter().filter(|claim| {
            claim.facility_type() == "13"
                && claim.is_medicare()
                && house(**claim).is_some()
                && house(**claim) == house(stay)
                && claim.days().is_some_and(|(start, end)| from <= end && start <= admitted)
        });
        for &claim in separate {
            let counts = |line: &LineView<'_>| {
                let left_out = matches!(line.revenue_family(), "054" | "082" | "083" | "084" | "085" | "088");
                let within = line.days().is_some_and(|(first, last)| from <= last && first <= admitted);
                !left_out && within
            };
            let lines: Vec<LineView<'_>> = claim.lines().filter(counts).collect();
            let tests = lines
                .iter()
                .any(|line| is_diagnostic(*line) || matches!(line.revenue_family(), "030" | "031" | "032"));
            if lines.is_empty() || (claim.has_condition("51") && !tests) {
                continue;
            }
            let message = "The hospital bills outpatient services of the payment window apart from the stay";
            let mut violation =
                Violation::new(message, [claim.at("statement_from"), stay.at("statement_from")]);
            if !tests {
                violation.own.severity = Some(Severity::Warning);
            }
            violations.push(person.context.risk_of_payment(
                violation,
                &lines,
                "charges of the outpatient lines in the window",
            ));
        }
    }
}
