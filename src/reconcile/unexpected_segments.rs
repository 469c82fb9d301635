//! Which segments claims have, as far as rules ask for them, and which came without a place.
//!
//! A segment without a place is in no field of the model: what it would have said is missing. From what a rule declares to
//! read follows whether it may have been what the rule misses; such a rule keeps silent, and that is reported.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Claim, DiagnosisKind, Extras, ProviderRole, Unmapped};
use crate::rules::{Field, FieldSet, Reads};
use crate::translate;
use crate::validate::FieldRows;

/// A claim with segments that have no place, and the rules that did not look at its encounter because of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotChecked {
    /// Position of the claim.
    pub claim: usize,
    /// Identifiers of the segments, each once.
    pub segments: Vec<String>,
    /// Codes of the rules, each once.
    pub rules: Vec<Cow<'static, str>>,
}

/// Whether a claim has something of a field.
type Has = fn(&Claim) -> bool;

/// The fields without which some rules have nothing to look at.
const PRESENT: &[(Field, Has)] = &[
    (Field::admission_date, |claim| claim.admission_date.is_some()),
    (Field::discharge_date, |claim| claim.discharge_date.is_some()),
    (Field::medical_record_number, |claim| claim.medical_record_number.is_some()),
    (Field::prior_authorization, |claim| claim.prior_authorization_number.is_some()),
    (Field::referral_number, |claim| claim.referral_number.is_some()),
    (Field::line_prior_authorization, |claim| {
        claim.service_lines.iter().any(|line| !line.prior_authorizations.is_empty())
    }),
    (Field::line_referral_number, |claim| claim.service_lines.iter().any(|line| !line.referrals.is_empty())),
    (Field::drug_identification, |claim| claim.service_lines.iter().any(|line| line.drug.is_some())),
    (Field::other_subscriber_level, |claim| !claim.other_payers.is_empty()),
    (Field::principal_procedure_codes, |claim| !claim.procedures.is_empty()),
    (Field::admitting_diagnosis_codes, |claim| has_diagnosis(claim, DiagnosisKind::Admitting)),
    (Field::external_cause_codes, |claim| has_diagnosis(claim, DiagnosisKind::ExternalCause)),
    (Field::other_diagnosis_codes, |claim| has_diagnosis(claim, DiagnosisKind::Other)),
    (Field::attending_provider_name, |claim| has_provider(claim, ProviderRole::Attending)),
    (Field::operating_physician_name, |claim| has_provider(claim, ProviderRole::Operating)),
    (Field::referring_provider_name, |claim| has_provider(claim, ProviderRole::Referring)),
];

fn has_diagnosis(claim: &Claim, kind: DiagnosisKind) -> bool {
    claim.diagnoses.iter().any(|diagnosis| diagnosis.kind == kind)
}

fn has_provider(claim: &Claim, role: ProviderRole) -> bool {
    claim.providers.iter().any(|provider| provider.role == role)
}

/// What some claims have, and which of their segments have no place.
#[derive(Debug, Default)]
pub(super) struct Segments {
    present: FieldSet,
    strays: BTreeMap<usize, UnexpectedSegments>,
}

#[derive(Debug, Default)]
struct UnexpectedSegments {
    ids: Vec<String>,
    /// What they may have been.
    fields: FieldSet,
}

/// How a rule is to some claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Looks {
    /// It looks at them.
    Yes,
    /// There is nothing to look at.
    Nothing,
    /// What it looks at, or misses, may be a segment without a place.
    Silent,
}

impl Segments {
    /// Those of these claims, each with its position.
    pub(super) fn of<'c>(claims: impl IntoIterator<Item = (usize, &'c Claim)>) -> Self {
        let mut all = Self::default();
        for (position, claim) in claims {
            for (field, has) in PRESENT {
                if has(claim) {
                    all.present = all.present.and(&[*field]);
                }
            }
            if let Some(strays) = UnexpectedSegments::of(claim) {
                all.strays.insert(position, strays);
            }
        }
        all
    }

    /// How a rule is to them.
    pub(super) fn looks(&self, reads: &Reads) -> Looks {
        let (has, may_be_stray) = (reads.looks_at(self.present), self.strays_meet(reads));
        match (may_be_stray, has) {
            (true, _) => Looks::Silent,
            (false, true) => Looks::Yes,
            (false, false) => Looks::Nothing,
        }
    }

    /// Whether a segment without a place may be what a rule misses, or what it needs to have something to look at.
    fn strays_meet(&self, reads: &Reads) -> bool {
        self.strays.values().any(|strays| strays.silence(reads, self.present))
    }

    /// The claims whose segments silence a rule.
    pub(super) fn silencing(&self, reads: &Reads) -> impl Iterator<Item = usize> {
        let strays = self.strays.iter().filter(|(_, strays)| strays.silence(reads, self.present));
        strays.map(|(claim, _)| *claim)
    }

    /// Notes that a rule kept silent because of a claim.
    pub(super) fn note(&self, claim: usize, code: &'static str, notes: &mut Vec<NotChecked>) {
        let Some(strays) = self.strays.get(&claim) else { return };
        let n = notes.iter().position(|note| note.claim == claim).unwrap_or_else(|| {
            notes.push(NotChecked { claim, segments: strays.ids.clone(), rules: Vec::new() });
            notes.len() - 1
        });
        if !notes[n].rules.iter().any(|known| known == code) {
            notes[n].rules.push(Cow::Borrowed(code));
        }
    }
}

impl UnexpectedSegments {
    /// Those of a claim; none where every segment has its place.
    fn of(claim: &Claim) -> Option<Self> {
        let rows = FieldRows::of(translate::guide(claim.r#type));
        let separators = claim.x12.separators.as_deref().unwrap_or(Extras::SEPARATORS);
        let separator = separators.chars().next()?;
        let mut all = Self::default();
        for entry in &claim.x12.unmapped {
            let Unmapped::Segment { segment, .. } = entry else { continue };
            let id = segment.split(separator).next().unwrap_or_default();
            all.fields = all.fields.with(rows.of_stray(id.as_bytes()));
            if !all.ids.iter().any(|known| known == id) {
                all.ids.push(id.to_owned());
            }
        }
        (!all.ids.is_empty()).then_some(all)
    }

    fn silence(&self, reads: &Reads, present: FieldSet) -> bool {
        self.fields.meets(reads.missed) || (!reads.looks_at(present) && self.fields.meets(reads.on))
    }
}

#[cfg(test)]
pub(super) fn is_known(field: Field) -> bool {
    PRESENT.iter().any(|(known, _)| *known == field)
}
