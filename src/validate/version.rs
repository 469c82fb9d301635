//! The versions that headers name.

use crate::guide::{Content, Spot};

use super::fault::{ElementFault, Fault};
use super::hit::{Hit, Hits};
use super::rules;
use super::scope::Claim;

/// ISA12, which says the version of the envelopes.
pub(super) const ISA12: Spot = Spot { element: 12, component: 0 };

/// ISA12 has to be that of the guide in use. Asked once in an interchange.
pub(super) fn of_envelope(claim: &Claim<'_>) -> Option<Hit> {
    let isa = claim.first(claim.fields().interchange_header)?;
    let element = claim.guide().row(isa.row?).elements.iter().find(|element| element.spot == ISA12)?;
    let Content::Simple { codes, .. } = &element.content else { return None };
    if codes.iter().any(|code| code.as_bytes() == isa.element(12)) {
        return None;
    }
    let message = "ISA12 (Interchange control version number) is another than that of the guide";
    let hit = Hit::new(&rules::CODE, Fault::Element(ElementFault::Code), &isa, Some(ISA12), message);
    Some(hit.help(format!("Send {}.", codes.join(" or "))))
}

/// ST03 and GS08 have to name the same guide.
pub(super) fn of_guide(claim: &Claim<'_>, version: &str, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(st) = claim.first(fields.transaction_header) else { return };
    let Some(gs) = claim.first(fields.group_header) else { return };
    if st.element(3).is_empty() || gs.element(8) == st.element(3) || version.is_empty() {
        return;
    }
    let spot = Spot { element: 3, component: 0 };
    let message = "ST03 (Guide) is another than GS08 of its group";
    let gs08 = Spot { element: 8, component: 0 };
    hits.add(
        Hit::new(&rules::VERSION, Fault::Element(ElementFault::Code), &st, Some(spot), message)
            .also(&gs, Some(gs08)),
    );
}
