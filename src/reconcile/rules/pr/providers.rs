//! Who did it, who ordered it, who is paid for it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::codes::services::ServiceKind;
use crate::model::{Provider, ProviderRole};
use crate::reconcile::claim_view::{ClaimView, LineView};
use crate::reconcile::scope::{Encounter, Pair};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::{Field, Reads};

use crate::reconcile::rules::reads::{BILLERS, HANDS, LINES, PROCEDURES, RENDERERS};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new(
        "PR-ATTREND",
        Run::Encounter(attending),
        Reads::on(&[Field::attending_provider_name]).and(LINES).and(HANDS).missing(HANDS).missing(RENDERERS),
    ),
    Check::new(
        "PR-OPSURG",
        Run::Encounter(surgeon),
        Reads::on(&[Field::operating_physician_name])
            .and(LINES)
            .and(PROCEDURES)
            .and(HANDS)
            .missing(HANDS)
            .missing(RENDERERS),
    ),
    Check::new(
        "PR-REFORD",
        Run::Pair(referring),
        Reads::on(&[Field::referring_provider_name]).and(LINES).and(HANDS).missing(HANDS),
    ),
    Check::new("PR-TIN", Run::Pair(tax_number), Reads::always(BILLERS)),
];

fn attending(encounter: &Encounter<'_>, violations: &mut Violations) {
    if !encounter.is_inpatient() || !encounter.is_matched() || encounter.is_pending() {
        return;
    }
    let attending = encounter.facility.iter().find_map(|claim| {
        let npi = claim.provider(ProviderRole::Attending)?.npi.as_deref()?;
        Some((npi, claim.provider_path(ProviderRole::Attending, "npi")?))
    });
    let Some((attending, place)) = attending else { return };
    // Any hand in any visit counts; so does an operation, whose fee holds the surgeon's visits.
    let seen = |line: LineView<'_>| {
        line.renderer() == Some(attending)
            || hands(line).any(|provider| provider.npi.as_deref() == Some(attending))
    };
    let visits = encounter.professional_lines().any(|line| line.kind() == Some(ServiceKind::Visit));
    if visits && !encounter.professional_lines().any(seen) {
        violations.push(Violation::new(
            "The attending physician bills nothing in the stay, and others bill visits",
            [place],
        ));
    }
}

/// Providers named on a line and on its claim.
fn hands(line: LineView<'_>) -> impl Iterator<Item = &Provider> {
    let claim = line.of.claim;
    claim.service_lines.get(line.index).into_iter().flat_map(|line| &line.providers).chain(&claim.providers)
}

fn surgeon(encounter: &Encounter<'_>, violations: &mut Violations) {
    let named = || encounter.facility.iter().copied().chain(encounter.facility_lines().map(|line| line.of));
    let operating =
        encounter.facility.iter().find_map(|claim| claim.provider_path(ProviderRole::Operating, "npi"));
    let Some(place) = operating else { return };
    let known: BTreeSet<&str> = named().flat_map(operators).collect();
    let operation = |line: &LineView<'_>| {
        line.is_procedure()
            && !line.is_assistant()
            && is_facilitys_operation(encounter, *line)
            && line.renderer().is_some()
    };
    let operations: Vec<LineView<'_>> = encounter.professional_lines().filter(operation).collect();
    let is_known = |line: &LineView<'_>| line.renderer().is_some_and(|npi| known.contains(npi));
    if let Some(first) = operations.first().filter(|_| !operations.iter().any(is_known)) {
        let by = first.of.provider_path(ProviderRole::Rendering, "npi");
        let by = by.unwrap_or_else(|| first.of.at("billing_provider.npi"));
        let violation = Violation::new(
            "The facility names another surgeon than the one who bills the operation",
            [by, place],
        );
        violations.push(encounter.context.risk_of_payment(
            violation,
            &[*first],
            "charge of the professional line",
        ));
    }
}

/// NPIs of those who may have operated, as the facility's claim and its lines name them.
fn operators(claim: ClaimView<'_>) -> impl Iterator<Item = &str> {
    let on_lines = claim.claim.service_lines.iter().flat_map(|line| &line.providers);
    let operates = |provider: &&Provider| {
        use ProviderRole::{Attending, Operating, OtherOperating, Rendering};
        matches!(provider.role, Attending | Operating | OtherOperating | Rendering)
    };
    claim
        .claim
        .providers
        .iter()
        .chain(on_lines)
        .filter(operates)
        .filter_map(|provider| provider.npi.as_deref())
}

/// Whether a professional line is an operation of the facility's claim.
fn is_facilitys_operation(encounter: &Encounter<'_>, line: LineView<'_>) -> bool {
    let days: BTreeSet<NaiveDate> =
        encounter.facility.iter().flat_map(|claim| &claim.claim.procedures).filter_map(|p| p.date).collect();
    encounter.facility_lines().any(|other| other.same_code(line) && other.same_day(line))
        || line.service_date.is_some_and(|day| days.contains(&day))
}

fn referring(pair: &Pair<'_>, violations: &mut Violations) {
    let (facility, professional) = (pair.facility, pair.professional);
    let Some(place) = facility.provider_path(ProviderRole::Referring, "npi") else { return };
    let on_lines = facility.claim.service_lines.iter().flat_map(|line| &line.providers);
    let known: BTreeSet<&str> = facility
        .claim
        .providers
        .iter()
        .chain(on_lines)
        .filter_map(|provider| provider.npi.as_deref())
        .collect();
    let sent =
        |provider: &&Provider| matches!(provider.role, ProviderRole::Referring | ProviderRole::Ordering);
    for twins in pair.same_services() {
        let line = twins.professional;
        let theirs: BTreeSet<&str> =
            hands(line).filter(sent).filter_map(|provider| provider.npi.as_deref()).collect();
        if theirs.is_empty() || !theirs.is_disjoint(&known) {
            continue;
        }
        let own = line.providers.iter().position(|provider| sent(&provider));
        let at = match own {
            Some(n) => Some(line.at(&format!("providers[{n}].npi"))),
            None => professional.provider_path(ProviderRole::Referring, "npi"),
        };
        let message = "The professional claim names another physician who referred or ordered";
        violations.push(Violation::new(message, at.into_iter().chain([place])));
        return;
    }
}

fn tax_number(pair: &Pair<'_>, violations: &mut Violations) {
    let owned = &pair.context.groups.owned_practices;
    let (facility, professional) = (pair.facility, pair.professional);
    let same = facility.tax_id().is_some() && facility.tax_id() == professional.tax_id();
    if owned.is_empty() || !same || pair.context.is_listed(owned, professional) {
        return;
    }
    let message = "The practice bills under the hospital's tax number and is not among the owned practices";
    violations.push(Violation::new(
        message,
        [professional.at("billing_provider.npi"), facility.at("billing_provider.tax_id")],
    ));
}
