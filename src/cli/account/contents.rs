//! What an input holds.

use rust_decimal::Decimal;

use crate::batch::Format;
use crate::batch::claims::Form;
use crate::model::{Amount, ClaimType};

/// What an input holds.
#[derive(Debug, Default)]
pub(super) struct Contents {
    is_json: bool,
    institutional: u64,
    professional: u64,
    /// Claims that were counted, where nobody looked at their kinds.
    pub(super) counted: Option<u64>,
    charge: Decimal,
    pub(super) findings: Option<[u64; 3]>,
}

impl Contents {
    /// Nothing is known of it yet but its format.
    pub(super) fn of(format: Format) -> Self {
        Self { is_json: format != Format::X12, ..Self::default() }
    }

    /// A claim of this kind, and its charge as it is written.
    pub(super) fn add(&mut self, kind: ClaimType, charge: Option<Amount>) {
        match kind {
            ClaimType::Institutional => self.institutional += 1,
            ClaimType::Professional => self.professional += 1,
        }
        let charge = charge.map(|charge| charge.value()).unwrap_or_default();
        self.charge = self.charge.saturating_add(charge);
    }

    /// The sum of charges; none where nobody looked at claims, or there is none.
    pub(super) fn charge(&self) -> Option<String> {
        self.has_kinds().then(|| self.charge.to_string())
    }

    fn has_kinds(&self) -> bool {
        self.institutional + self.professional > 0
    }

    /// How many claims; none where nobody counted them.
    pub(super) fn claims(&self) -> Option<u64> {
        if self.has_kinds() { Some(self.institutional + self.professional) } else { self.counted }
    }

    /// `837I`, `837P`, both, and `json` before them; none where that is not known.
    pub(super) fn kind(&self) -> Option<String> {
        let kinds = [("837I", self.institutional), ("837P", self.professional)];
        let kinds: Vec<&str> = kinds.iter().filter(|(_, n)| *n > 0).map(|(kind, _)| *kind).collect();
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
            let charge =
                (!segments.is_empty()).then(|| segments.segment(0)).and_then(|clm| amount(clm.element(2)));
            (raw.guide().kind, charge)
        }
    }
}

/// An amount in X12.
pub(super) fn amount(bytes: &[u8]) -> Option<Amount> {
    std::str::from_utf8(bytes).ok().and_then(Amount::parse)
}
