//! What an audit sees of a claim.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use crate::codes::services;
use crate::finding::{MoneyKind, Severity, Side};
use crate::groups::Groups;
use crate::model::{Claim, Text};
use crate::reconcile::claim_view::LineView;
use crate::reconcile::paired_lines::LineAt;
use crate::reconcile::visit_lines::{Party, VisitLines, renderer};

use super::{Area, AuditSettings};

/// Rules that say that something is wrong.
pub(super) type Wrong = BTreeSet<(Area, String)>;

/// A claim that was looked at, or one that money of the visit is about.
#[derive(Clone, Debug)]
pub(super) struct Looked {
    /// Its position.
    pub(super) claim: usize,
    /// Number of its visit, from 1.
    pub(super) encounter: usize,
    /// Whether it is one of the visit; claims that were set aside may have money.
    pub(super) counts: bool,
    /// Whether other lines of it are in another visit.
    pub(super) is_split: bool,
    pub(super) side: Side,
    pub(super) payer: Party,
    pub(super) facility: Party,
    /// The professional biller; none of a facility's claim.
    pub(super) group: Option<Party>,
    pub(super) biller: Party,
    /// What is wrong with it apart from its lines.
    pub(super) wrong: Wrong,
    /// Its lines of the visit, by index.
    pub(super) lines: BTreeMap<usize, LookedLine>,
    pub(super) money: BTreeMap<(MoneyKind, usize), Decimal>,
    pub(super) about: About,
}

/// What a reviewer is told of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct About {
    /// The same in every run and under every file name.
    pub(super) identity: [u8; 32],
    pub(super) account: String,
    pub(super) file: String,
    pub(super) days: Option<(NaiveDate, NaiveDate)>,
    pub(super) charge: Decimal,
    pub(super) lines: usize,
}

/// A line of it.
#[derive(Clone, Debug)]
pub(super) struct LookedLine {
    /// The facility's department.
    pub(super) department: Option<&'static str>,
    /// NPI of whoever rendered a professional's line.
    pub(super) provider: Option<String>,
    pub(super) wrong: Wrong,
}

impl Looked {
    /// Everything that is wrong with it.
    pub(super) fn all_wrong(&self) -> Wrong {
        let of_lines = self.lines.values().flat_map(|line| &line.wrong);
        self.wrong.iter().chain(of_lines).cloned().collect()
    }

    /// Takes in what another visit says of the same claim.
    pub(super) fn absorb(&mut self, other: Self) {
        self.counts |= other.counts;
        self.wrong.extend(other.wrong);
        for (line, looked) in other.lines {
            match self.lines.get_mut(&line) {
                Some(own) => own.wrong.extend(looked.wrong),
                None => drop(self.lines.insert(line, looked)),
            }
        }
        self.money.extend(other.money);
    }
}

/// The claims of a visit, and those that its money is about.
pub(super) fn all(
    visit: &VisitLines<'_>,
    encounter: usize,
    settings: &AuditSettings<'_>,
) -> io::Result<Vec<Looked>> {
    let facility =
        visit.facility().unwrap_or(Party { name: "no facility claim".to_owned(), is_person: false });
    let own: BTreeSet<usize> = visit.visit.claims().collect();
    let about = visit.visit.money.keys().map(|(_, claim, _)| *claim);
    let claims: BTreeSet<usize> = own.iter().copied().chain(about).collect();
    let mut all = BTreeMap::new();
    for claim in claims {
        if let Some(one) = one(visit, claim, own.contains(&claim), encounter, &facility, settings)? {
            all.insert(claim, one);
        }
    }
    judge(visit, &mut all);
    for ((kind, claim, line), amount) in &visit.visit.money {
        if let Some(looked) = all.get_mut(claim) {
            looked.money.insert((*kind, *line), *amount);
        }
    }
    Ok(all.into_values().collect())
}

fn one(
    visit: &VisitLines<'_>,
    position: usize,
    counts: bool,
    encounter: usize,
    facility: &Party,
    settings: &AuditSettings<'_>,
) -> io::Result<Option<Looked>> {
    let Some(claim) = visit.claim(position) else { return Ok(None) };
    let named = visit.visit.named(position);
    let side = named.map_or_else(|| visit.side(position), |named| named.parties.side);
    let biller = visit.biller(position);
    let mut lines = BTreeMap::new();
    for at in visit.lines.keys().filter(|at| at.claim == position && counts) {
        lines.insert(at.line, looked_line(visit, *at, side));
    }
    // Money of a line that is in no visit still is of a department.
    for (_, of, line) in visit.visit.money.keys().filter(|(_, of, _)| *of == position && !counts) {
        lines.entry(*line).or_insert_with(|| looked_line(visit, LineAt { claim: *of, line: *line }, side));
    }
    let mut wrong = Wrong::new();
    if counts {
        for found in settings.check.check(claim)? {
            let key = (Area::of_snip(found.snip), found.code);
            match found.line {
                None => drop(wrong.insert(key)),
                // A line of another visit is told there.
                Some(line) => {
                    if let Some(looked) = lines.get_mut(&line) {
                        looked.wrong.insert(key);
                    }
                }
            }
        }
    }
    Ok(Some(Looked {
        claim: position,
        encounter,
        counts,
        is_split: !counts || lines.len() < claim.service_lines.len(),
        side,
        payer: payer(claim, settings.groups),
        facility: facility.clone(),
        group: (side == Side::Professional).then(|| biller.clone()),
        biller,
        wrong,
        lines,
        money: BTreeMap::new(),
        about: About::of(claim),
    }))
}

fn looked_line(visit: &VisitLines<'_>, at: LineAt, side: Side) -> LookedLine {
    let line = visit.view(at);
    let department = line.map(LineView::revenue).filter(|code| !code.is_empty());
    LookedLine {
        department: department.filter(|_| side == Side::Facility).map(services::department),
        provider: line.filter(|_| side == Side::Professional).and_then(|line| renderer(line.of.claim, &line)),
        wrong: Wrong::new(),
    }
}

/// Notes which claims and lines the findings of a visit ask to correct: those of the side that is to be corrected.
fn judge(visit: &VisitLines<'_>, all: &mut BTreeMap<usize, Looked>) {
    for found in visit.visit.findings.iter().filter(|found| found.finding.severity >= Severity::Warning) {
        let key = || (Area::Reconciliation, found.finding.code.clone());
        let to_fix = found.finding.side_to_fix;
        let mut on_lines: BTreeSet<usize> = BTreeSet::new();
        for (location, claim) in found.finding.locations.iter().zip(&found.places) {
            let Some(looked) = all.get_mut(claim).filter(|one| to_fix.is_none_or(|side| side == one.side))
            else {
                continue;
            };
            let line = location.service_line.and_then(|number| (number as usize).checked_sub(1));
            if let Some(line) = line.and_then(|line| looked.lines.get_mut(&line)) {
                line.wrong.insert(key());
                on_lines.insert(*claim);
            }
        }
        for claim in found.about.iter().filter(|claim| !on_lines.contains(*claim)) {
            if let Some(looked) = all.get_mut(claim).filter(|one| to_fix.is_none_or(|side| side == one.side))
            {
                looked.wrong.insert(key());
            }
        }
    }
}

/// The payer, by the group that twinclaim.toml puts it into.
fn payer(claim: &Claim, groups: &Groups) -> Party {
    let payer = claim.payer.as_ref();
    let names = [payer.and_then(|p| p.name.as_deref()), payer.and_then(|p| p.id.as_deref())];
    let grouped = names.into_iter().flatten().find_map(|name| {
        let group = groups.payer(name.trim());
        (group != name.trim()).then_some(group)
    });
    let name = grouped.or_else(|| names.into_iter().flatten().next());
    name.map_or_else(Party::unnamed, |name| Party { name: name.to_owned(), is_person: false })
}

impl About {
    fn of(claim: &Claim) -> Self {
        let mut hash = Sha256::new();
        let text = |text: Option<&Text>| text.map(ToString::to_string).unwrap_or_default();
        let biller = claim.billing_provider.as_ref().and_then(|biller| biller.npi.as_ref());
        let charge = claim.total_charge.as_ref().map(crate::model::Amount::value).unwrap_or_default();
        let account = text(claim.patient_control_number.as_ref());
        let parts = [
            format!("{:?}", claim.r#type),
            account.clone(),
            text(biller),
            charge.normalize().to_string(),
            format!("{:?}", claim.days()),
            text(claim.payer_claim_control_number.as_ref()),
        ];
        for part in &parts {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let file = claim.source.as_ref().and_then(|source| source.file.as_ref());
        Self {
            identity: hash.finalize().into(),
            account,
            file: file.map(ToString::to_string).unwrap_or_default(),
            days: claim.days(),
            charge,
            lines: claim.service_lines.len(),
        }
    }
}
