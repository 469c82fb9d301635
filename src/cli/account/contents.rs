//! What an input holds.

use crate::batch::Format;
use crate::batch::claims::Form;
use crate::meter::{ClaimCount, Meter};
use crate::model::{Amount, ClaimType};

/// What an input holds.
#[derive(Debug, Default)]
pub(super) struct Contents {
    is_json: bool,
    pub(super) count: ClaimCount,
    /// Somebody counts its claims, be there any or none.
    pub(super) is_counted: bool,
    pub(super) findings: Option<[u64; 3]>,
}

impl Contents {
    /// Nothing is known of it yet but its format. The meter is told of claims.
    pub(super) fn of(format: Format, meter: &Meter) -> Self {
        Self { is_json: format != Format::X12, count: ClaimCount::on(meter), ..Self::default() }
    }

    /// The sum of charges; none where nobody looked at claims, or there is none.
    pub(super) fn charge(&self) -> Option<String> {
        (self.count.claims() > 0).then(|| self.count.charge().to_string())
    }

    /// How many claims; none where nobody counted them.
    pub(super) fn claims(&self) -> Option<u64> {
        Some(self.count.claims()).filter(|n| self.is_counted || *n > 0)
    }

    /// `837I`, `837P`, both, and `json` before them; none where that is not known.
    pub(super) fn kind(&self) -> Option<String> {
        let kinds = [("837I", ClaimType::Institutional), ("837P", ClaimType::Professional)];
        let kinds: Vec<&str> =
            kinds.iter().filter(|(_, kind)| self.count.of(*kind) > 0).map(|(name, _)| *name).collect();
        let text = match (self.is_json, kinds.is_empty()) {
            (_, true) => return self.is_json.then(|| "json".to_owned()),
            (true, false) => format!("json {}", kinds.join("+")),
            (false, false) => kinds.join("+"),
        };
        Some(text)
    }
}

/// The kind of a claim, and its charge as it is written.
pub(super) fn kind_and_charge(claim: &Form) -> (ClaimType, Option<Amount>) {
    match claim {
        Form::Json(claim) => (claim.r#type, claim.total_charge.clone()),
        Form::Segments(raw) => {
            let segments = raw.segments();
            let clm = (!segments.is_empty()).then(|| segments.segment(0));
            let charge = clm.and_then(|clm| std::str::from_utf8(clm.element(2)).ok().and_then(Amount::parse));
            (raw.guide().kind, charge)
        }
    }
}
