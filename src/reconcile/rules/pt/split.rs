//! Who bills which part of a test: the technical one or the professional one.

use crate::codes::services::ServiceKind;
use crate::finding::Severity;
use crate::reconcile::claim_view::LineView;
use crate::reconcile::line_pairing::components;
use crate::reconcile::scope::Pair;
use crate::reconcile::services::{Part, Shared, has_two_parts, shared};
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
        let violation = context.risk_of_whole(violation, line);
        violations.push(if sure { violation.weighing(Severity::Error) } else { violation });
    }
    for line in pair.lines().filter(whole) {
        let Some(sure) = is_wrong_by_place(pair, line) else { continue };
        let message =
            "The professional line bills the whole test in a hospital: it has neither modifier 26 nor TC";
        let mut places = vec![line.at("procedure.code")];
        // Of an inpatient the place is right, and marked it would seem wrong.
        places.extend((!is_in_stay(pair, line)).then(|| line.at_place_of_service()));
        let violation = context.risk_of_whole(Violation::new(message, places), line);
        violations.push(if sure { violation.weighing(Severity::Error) } else { violation });
    }
}

/// Whether a line that the facility does not bill under its code may not bill the whole test where it was done; true where the
/// fee schedule says that the test has two parts. Without one that holds for inpatients alone: whatever the bill of the stay
/// names (often revenue codes only), no physician is paid the technical part (CMS Pub. 100-04 chapter 13 section 20.2.1).
fn is_wrong_by_place(pair: &Pair<'_>, line: LineView<'_>) -> Option<bool> {
    let in_stay = is_in_stay(pair, line);
    let is_pathology = line.kind() == Some(ServiceKind::Pathology);
    let sure = match pair.context.pctc(line) {
        Some(1) => line.is_in_hospital() && (in_stay || !is_pathology),
        None if in_stay && has_two_parts(line) => false,
        _ => return None,
    };
    // Pathology that the facility bills, of whatever day, is SV-PATH.
    let twin = pair.same_services().any(|twins| twins.professional.index == line.index)
        || (is_pathology && pair.encounter.facility_lines().any(|other| other.same_code(line)));
    ((sure || in_stay) && !twin).then_some(sure)
}

/// Whether a line is for an inpatient, by both claims.
fn is_in_stay(pair: &Pair<'_>, line: LineView<'_>) -> bool {
    line.place_of_service() == "21" && pair.encounter.is_inpatient()
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
            None if (sure && line.is_at_facility_rate()) || is_in_stay(pair, line) => {
                places.extend((!is_in_stay(pair, line)).then(|| line.at_place_of_service()));
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
