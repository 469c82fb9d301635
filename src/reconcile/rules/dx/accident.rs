//! Injuries from outside.

use crate::model::DiagnosisKind;
use crate::reconcile::rules::ac::accident::{causes, occurrence};
use crate::reconcile::rules::reads::{ACCIDENT, DIAGNOSES};
use crate::reconcile::rules::{Check, Run};
use crate::reconcile::scope::Pair;
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::{Field, Reads};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[Check::new(
    "DX-EXT",
    Run::Pair(external),
    Reads::on(&[Field::external_cause_codes]).and(DIAGNOSES).missing(ACCIDENT),
)];

fn external(pair: &Pair<'_>, violations: &mut Violations) {
    let professional = pair.professional;
    if pair.encounter.facility.iter().any(|claim| occurrence(claim.claim).is_some()) {
        return;
    }
    if !causes(professional.claim).is_empty() || professional.claim.accident_date.is_some() {
        return;
    }
    let injury = professional.claim.diagnoses.iter().position(|diagnosis| {
        let code = diagnosis.code.as_deref().unwrap_or_default();
        // T36 and up are poisonings, side effects and complications.
        diagnosis.qualifier.is_none()
            && (code.starts_with('S') || matches!(code.get(..2), Some("T0" | "T1" | "T2")))
    });
    let cause = pair.encounter.facility.iter().find_map(|claim| {
        let at = claim.diagnoses.iter().position(|diagnosis| {
            let code = diagnosis.code.as_deref().unwrap_or_default();
            diagnosis.kind == DiagnosisKind::ExternalCause && is_event(code)
        })?;
        Some(claim.at(format!("diagnoses[{at}].code")))
    });
    if let (Some(injury), Some(cause)) = (injury, cause) {
        let message =
            "The facility gives the cause of an injury, and the professional claim tells of no accident";
        violations
            .push(Violation::new(message, [professional.at(format!("diagnoses[{injury}].code")), cause]));
    }
}

/// Causes from outside that are events: places (Y92), activities (Y93) and circumstances (Y90 to Y99) left out.
fn is_event(code: &str) -> bool {
    code.starts_with(['V', 'W', 'X', 'Y']) && !code.starts_with("Y9")
}
