//! Who bills which part of a test: the technical one or the professional one.

use crate::codes::services;
use crate::finding::Severity;
use crate::reconcile::claim_view::LineView;
use crate::reconcile::line_pairing::components;
use crate::reconcile::scope::Pair;
use crate::reconcile::services::{Part, Shared, shared};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::{Field, Reads};

use crate::reconcile::rules::reads::LINES;
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("PT-GLOBAL", Run::Pair(global), Reads::always(LINES).missing(&[Field::professional_service])),
    Check::new("PT-TCBOTH", Run::Pair(technical), Reads::always(LINES)),
    Check::new("PT-34FAC", Run::Pair(unsplit), Reads::always(LINES)),
];

fn global(pair: &Pair<'_>, violations: &mut Violations) {
    let context = pair.context;
    let whole = |line: &LineView<'_>| line.part() == Part::Whole;
    for twins in pair.same_services().filter(|twins| whole(&twins.professional)) {
        let line = twins.professional;
        let Shared::Test { sure } = shared(context, twins) else { continue };
        let message = "Both sides bill the whole test: the professional line has neither modifier 26 nor TC";
        let violation =
            Violation::new(message, [line.at("procedure.code"), twins.facility.at("procedure.code")]);
        let violation = match context.technical(line) {
            Some(price) => violation.priced(&[(line, price)]),
            None => violation.charges_at_risk([line], "charge of the professional line"),
        };
        violations.push(if sure { violation.weighing(Severity::Error) } else { violation });
    }
    for line in pair.lines().filter(whole) {
        let twin = || pair.same_services().any(|twins| twins.professional.index == line.index);
        let test = context.pctc(line) == Some(1) && line.kind() != Some(services::ServiceKind::Pathology);
        if test && line.is_in_hospital() && !twin() {
            let message =
                "The professional line bills the whole test in a hospital: it has neither modifier 26 nor TC";
            let violation = Violation::new(message, [line.at("procedure.code"), line.at_place_of_service()]);
            let price = context.technical(line).map(|price| (line, price));
            let violation = violation.priced(price.as_slice());
            violations.push(violation.weighing(Severity::Error));
        }
    }
}

fn technical(pair: &Pair<'_>, violations: &mut Violations) {
    for twins in pair.same_services().filter(|twins| twins.professional.part() == Part::Technical) {
        let line = twins.professional;
        if shared(pair.context, twins) == Shared::ProfessionalFee {
            continue;
        }
        let message = "Both sides bill the technical part: the professional line carries modifier TC";
        let violation = Violation::new(message, [line.at_modifiers(), twins.facility.at("procedure.code")]);
        violations.push(pair.context.risk_of_technical(
            violation,
            &[line],
            "charge of the professional line",
        ));
    }
}

fn unsplit(pair: &Pair<'_>, violations: &mut Violations) {
    for line in pair.lines() {
        let sure = match pair.context.indicators(line) {
            Some(fee) => matches!(fee.pctc, Some(3 | 4)).then_some(true),
            None => line.is_unsplit().then_some(false),
        };
        let Some(sure) = sure else { continue };
        let mut lines = pair.encounter.facility_lines();
        let twin = lines.find(|other| {
            other.same_day(line)
                && (other.same_code(line) || (other.is_unsplit() && components::are_one(*other, line)))
        });
        let mut places = vec![line.at("procedure.code")];
        let message = match twin {
            Some(twin) => {
                places.push(twin.at("procedure.code"));
                "The professional line bills the technical part, which the facility bills"
            }
            None if sure && line.is_at_facility_rate() => {
                places.push(line.at_place_of_service());
                "The professional line bills a technical part in a facility"
            }
            None => continue,
        };
        let violation = pair.context.risk_of_technical(
            Violation::new(message, places),
            &[line],
            "charge of the professional line",
        );
        violations.push(if sure { violation.weighing(Severity::Error) } else { violation });
    }
}
