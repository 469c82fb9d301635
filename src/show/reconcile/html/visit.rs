//! A visit as the page's script reads it.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::finding;
use crate::model::{Provider, Status};
use crate::reconcile::{self, NOT_NAMED, Reported, Standing as Since};
use crate::show::reconcile::encounter_view::{ClaimLine, EncounterView, place};
use crate::show::reconcile::side_by_side::{self, Aligned, pieces};
use crate::show::words::{dollars, field};
use crate::show::{Mask, Masked};

use super::data::worth;

#[derive(Serialize)]
pub(super) struct EncounterData<'s> {
    status: &'static str,
    who: &'s str,
    when: &'s str,
    risk: String,
    payers: BTreeSet<Masked>,
    providers: BTreeSet<Masked>,
    claims: Vec<Claim<'s>>,
    findings: Vec<Finding>,
    pairs: Vec<Vec<PairRow>>,
    evidence: Vec<String>,
    /// Lines without their other half and differences that nothing explains.
    pub(super) open: Vec<String>,
    /// With `--all` which lines belong together, which need no other, and differences that are expected or judged: label
    /// and sentence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) agreed: Vec<(&'static str, String)>,
    /// What it means that no finding stands here.
    silent: &'static str,
    pub(super) causes: Vec<usize>,
    /// Providers, procedures and revenue codes, for the search.
    words: BTreeSet<String>,
}

#[derive(Serialize)]
struct Claim<'s> {
    side: &'static str,
    form: &'static str,
    number: &'s str,
    biller: &'s str,
    charge: &'s str,
    file: &'s str,
}

#[derive(Serialize)]
struct Finding {
    code: String,
    severity: &'static str,
    message: String,
    amount: Option<String>,
    basis: Option<String>,
    since: Option<&'static str>,
    /// What whoever works on it needs besides: whose claim, until when, codes of a denial.
    work: Vec<String>,
    places: Vec<String>,
}

/// Label, facility, professional, standing, findings.
#[derive(Serialize)]
struct PairRow(&'static str, Side, Side, &'static str, Vec<usize>);

/// What a side says: whole, or in pieces with what differs marked.
#[derive(Serialize)]
#[serde(untagged)]
enum Side {
    Whole(Option<Masked>),
    Pieces(Vec<(String, bool)>),
}

/// What it means that no finding is shown of a visit. That its claims agree is said of those only of which everything was
/// compared and agrees.
fn silent(visit: &reconcile::EncounterResult) -> &'static str {
    match visit.status {
        Status::Matched if visit.agrees() => "The claims agree.",
        Status::Matched if visit.not_shown > 0 => "Findings of lesser weight are not shown.",
        Status::Matched => "No finding, and not everything agrees:",
        Status::Possible => "These claims may belong to one visit; a person has to decide.",
        Status::FacilityOnly => "No professional claim was found for this visit.",
        Status::ProfessionalOnly => "No facility claim was found for this visit.",
    }
}

impl<'s> EncounterData<'s> {
    pub(super) fn of(view: &'s EncounterView<'_>) -> Self {
        let visit = view.visit;
        let parties = || visit.claims().filter_map(|n| Some(&visit.named(n)?.parties));
        let name = |name: Option<Masked>| name.unwrap_or_else(|| Masked::impersonal(NOT_NAMED));
        // Findings are told by their position in the visit.
        let position = |found: &Reported| {
            visit.findings.iter().position(|own| std::ptr::eq(own, found)).unwrap_or_default()
        };
        let pairs = view.blocks(false).into_iter().map(|block| {
            let here: Vec<usize> = block.findings.iter().map(|found| position(found)).collect();
            block.rows.iter().map(|row| PairRow::of(row, &here)).collect()
        });
        let evidence = visit.professional.iter().flat_map(|attached| &attached.evidence);
        let mut said = BTreeSet::new();
        Self {
            status: visit.status.as_str(),
            who: &view.who,
            when: &view.when,
            risk: worth(&visit.sums()),
            payers: parties().map(|p| name(p.payer.as_deref().map(Masked::impersonal))).collect(),
            providers: parties().map(|p| name(view.mask().biller(p))).collect(),
            claims: view.claims.iter().map(Claim::of).collect(),
            findings: visit.findings.iter().map(|found| Finding::of(found, view.mask())).collect(),
            pairs: pairs.collect(),
            open: Vec::new(),
            agreed: Vec::new(),
            causes: Vec::new(),
            silent: silent(visit),
            words: words(view),
            evidence: evidence
                .map(|one| format!("{} {}", field(&one.field), one.agreement))
                .filter(|text| said.insert(text.clone()))
                .collect(),
        }
    }
}

impl<'s> Claim<'s> {
    fn of(claim: &'s ClaimLine) -> Self {
        Self {
            side: claim.side.as_str(),
            form: claim.form,
            number: &claim.number,
            biller: &claim.biller,
            charge: &claim.charge,
            file: &claim.file,
        }
    }
}

impl Finding {
    fn of(found: &Reported, mask: Mask) -> Self {
        let finding = mask.finding(&found.finding);
        Self {
            code: finding.code.clone(),
            severity: finding.severity.as_str(),
            message: finding.message.clone(),
            amount: finding
                .money
                .as_ref()
                .map(|worth| format!("{} {}", dollars(&worth.amount), worth.kind.words())),
            basis: finding.amount_basis.clone(),
            since: found.standing.map(|standing| match standing {
                Since::New => "New since the earlier run.",
                Since::Open => "Open since an earlier run.",
            }),
            work: work(&finding),
            places: finding.locations.iter().map(place).collect(),
        }
    }
}

impl PairRow {
    fn of(row: &Aligned, findings: &[usize]) -> Self {
        let told = row.findings.iter().filter_map(|n| findings.get(*n).copied()).collect();
        let (left, right, standing) = match (row.standing, &row.facility, &row.professional) {
            (side_by_side::Standing::Differ, Some(left), Some(right)) => {
                (Side::Pieces(pieces(left, right)), Side::Pieces(pieces(right, left)), "differ")
            }
            (side_by_side::Standing::OneSided, left, right) => {
                (Side::Whole(left.clone()), Side::Whole(right.clone()), "one")
            }
            (standing, left, right) => {
                let class = if standing == side_by_side::Standing::Differ { "differ" } else { "" };
                (Side::Whole(left.clone()), Side::Whole(right.clone()), class)
            }
        };
        Self(row.label, left, right, standing, told)
    }
}

/// Whose claim is to be corrected, until when, codes of a denial, and the id by which lists know the finding.
fn work(finding: &finding::Finding) -> Vec<String> {
    let side = finding.side_to_fix.map(|side| format!("Correct the {} claim", side.as_str()));
    let deadline = finding.deadline.map(|day| format!("by {day}"));
    let carc = finding.carc.as_ref().map(|code| format!("CARC {code}"));
    let rarc = finding.rarc.as_ref().map(|code| format!("RARC {code}"));
    let in_box = finding.form_box.as_ref().map(|number| format!("form box {number}"));
    let id = Some(format!("id {}", finding.id));
    [side, deadline, in_box, carc, rarc, id].into_iter().flatten().collect()
}

/// What a visit is found by besides patient and claim numbers: providers, procedures, revenue codes. A person's name is
/// hidden where values are to be masked.
fn words(view: &EncounterView<'_>) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut provider = |provider: &Provider| {
        words.extend(provider.npi.as_ref().map(ToString::to_string));
        words.extend(provider.name.as_ref().map(ToString::to_string));
        let names = [&provider.last_name, &provider.first_name].into_iter().flatten();
        words.extend(names.map(|name| String::from(view.mask().hide(name))));
    };
    let claims = || view.claims.iter().filter_map(|line| view.claim(line.claim));
    for claim in claims() {
        claim.providers.iter().for_each(&mut provider);
        claim.service_lines.iter().flat_map(|line| &line.providers).for_each(&mut provider);
    }
    for line in claims().flat_map(|claim| &claim.service_lines) {
        words.extend(
            line.procedure.as_ref().and_then(|procedure| procedure.code.as_ref()).map(ToString::to_string),
        );
        words.extend(line.revenue_code.as_ref().map(ToString::to_string));
    }
    words
}
