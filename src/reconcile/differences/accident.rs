//! Accidents: a facility tells of them by occurrence codes, an 837P by related causes.

use crate::codes::services::ServiceKind;
use crate::model::{Claim, ClaimType};
use crate::reconcile::claim_view::ClaimView;
use crate::reconcile::scope::Pair;

use super::{Differences, Said, said, text};

/// Accident: occurrence codes 01 to 06 of the facility, related causes of the professional, with their days and states.
pub(super) fn compare(pair: &Pair<'_>, found: &mut Differences) {
    let (facility, professional) = (pair.facility, pair.professional);
    if facility.claim.r#type == ClaimType::Professional {
        return accident_on_one_form(pair, found);
    }
    let cause = professional.claim.related_causes.as_ref();
    let mut ours: Vec<(usize, Said)> = occurrences(facility);
    let mut theirs: Vec<Said> = [
        ("related_causes.code", cause.and_then(|cause| cause.code.as_deref())),
        ("related_causes.second_code", cause.and_then(|cause| cause.second_code.as_deref())),
    ]
    .into_iter()
    .filter_map(|(path, code)| Some(said(professional, path, code?)))
    .collect();
    let both = ours.iter().find(|(_, own)| theirs.iter().any(|other| is_cause(&own.value, &other.value)));
    let occurrence = both.map(|(n, _)| (*n, &facility.claim.occurrences[*n]));
    // Each is told that has no fellow on the other side.
    let causes = theirs.clone();
    theirs.retain(|other| !ours.iter().any(|(_, own)| is_cause(&own.value, &other.value)));
    ours.retain(|(_, own)| !causes.iter().any(|other| is_cause(&own.value, &other.value)));
    let asked = professional.lines().any(|line| line.kind() == Some(ServiceKind::Visit));
    let (mut ours, mut theirs) = (ours.into_iter().map(|(_, own)| own), theirs.into_iter());
    loop {
        let (own, other) = (ours.next(), theirs.next());
        if own.is_none() && other.is_none() {
            break;
        }
        let expected =
            (other.is_none() && !asked).then_some("asked of whoever treats the injury, not of tests");
        found.push("accident", own, other, expected);
    }
    if occurrence.is_none() {
        return;
    }
    let day =
        occurrence.and_then(|(n, one)| Some(said(facility, format!("occurrences[{n}].date"), one.date?)));
    let theirs = professional.claim.accident_date.map(|day| said(professional, "accident_date", day));
    if day.as_ref().map(|said| &said.value) != theirs.as_ref().map(|said| &said.value) {
        found.push("accident date", day, theirs, None);
    }
    let state = text(facility.claim.auto_accident_state.as_ref())
        .map(|state| said(facility, "auto_accident_state", state));
    let theirs = cause
        .and_then(|cause| text(cause.state.as_ref()))
        .map(|state| said(professional, "related_causes.state", state));
    if state.as_ref().map(|said| &said.value) != theirs.as_ref().map(|said| &said.value) {
        found.push("accident state", state, theirs, None);
    }
}

/// What a claim says in a field.
type Value = fn(&Claim) -> Option<String>;

/// A surgery center's facility fee on an 837P tells of an accident as its surgeon's claim does.
fn accident_on_one_form(pair: &Pair<'_>, found: &mut Differences) {
    let fields: [(&str, &str, Value); 4] = [
        ("accident", "related_causes.code", |claim| text(claim.related_causes.as_ref()?.code.as_ref())),
        ("accident", "related_causes.second_code", |claim| {
            text(claim.related_causes.as_ref()?.second_code.as_ref())
        }),
        ("accident state", "related_causes.state", |claim| {
            text(claim.related_causes.as_ref()?.state.as_ref())
        }),
        ("accident date", "accident_date", |claim| claim.accident_date.map(|day| day.to_string())),
    ];
    for (name, path, value) in fields {
        let of = |claim: ClaimView<'_>| value(claim.claim).map(|value| said(claim, path, value));
        let (ours, theirs) = (of(pair.facility), of(pair.professional));
        if ours.as_ref().map(|said| &said.value) != theirs.as_ref().map(|said| &said.value) {
            found.push(name, ours, theirs, None);
        }
    }
}

/// Occurrence codes of accidents on a facility's claim, each once, with their position.
fn occurrences(facility: ClaimView<'_>) -> Vec<(usize, Said)> {
    let mut all: Vec<(usize, Said)> = Vec::new();
    for (n, occurrence) in facility.claim.occurrences.iter().enumerate() {
        let code = occurrence.code.as_deref().unwrap_or_default();
        let is_new = || all.iter().all(|(_, known)| known.value != code);
        if matches!(code, "01" | "02" | "03" | "04" | "05" | "06") && is_new() {
            all.push((n, said(facility, format!("occurrences[{n}].code"), code)));
        }
    }
    all
}

/// Whether an occurrence code and a related cause tell of one accident.
fn is_cause(occurrence: &str, cause: &str) -> bool {
    match cause {
        "AA" => matches!(occurrence, "01" | "02"),
        "EM" => occurrence == "04",
        _ => !matches!(occurrence, "01" | "02" | "04"),
    }
}
