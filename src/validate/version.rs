//! The versions that headers name, and what they ask of ISA.

use crate::guide::{Content, Spot};

use super::fault::{ElementFault, Fault};
use super::rules;
use super::scope::Claim;
use super::violation::{Site, Violation, Violations};

/// ISA12, which says the version of the envelopes.
pub(super) const ISA12: Spot = Spot { element: 12, component: 0 };

/// What the version asks of ISA: asked once in an interchange, of its first 837.
pub(super) fn of_interchange(claim: &Claim<'_>) -> Option<Violation> {
    let isa = claim.first(claim.fields().interchange_header)?;
    // What ISA11 has to be depends on ISA12.
    other_version(claim, &isa).or_else(|| no_repetition_separator(&isa))
}

/// ISA12 has to be that of the guide in use.
fn other_version(claim: &Claim<'_>, isa: &Site<'_>) -> Option<Violation> {
    let element = claim.guide().row(isa.row?).elements.iter().find(|element| element.spot == ISA12)?;
    let Content::Simple { codes, .. } = &element.content else { return None };
    if codes.iter().any(|code| code.as_bytes() == isa.element(12)) {
        return None;
    }
    let message = "ISA12 (Interchange control version number) is another than that of the guide";
    let violation =
        Violation::at(&rules::CODE, Fault::Element(ElementFault::Code), isa, Some(ISA12), message);
    Some(violation.help(format!("Send {}.", codes.join(" or "))))
}

/// ISA11 has to separate.
fn no_repetition_separator(isa: &Site<'_>) -> Option<Violation> {
    if isa.segment.delimiters().repetition.is_some() {
        return None;
    }
    let message = match isa.element(11) {
        b"U" => "ISA11 is U, the standards identifier of versions before 00402, and no repetition separator",
        _ => "ISA11 is no repetition separator: a letter, a digit or a blank separates nothing",
    };
    let spot = Some(Spot { element: 11, component: 0 });
    Some(Violation::at(&rules::REPETITION, Fault::Element(ElementFault::Character), isa, spot, message))
}

/// ST03 and GS08 have to name the same guide.
pub(super) fn of_guide(claim: &Claim<'_>, version: &str, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(st) = claim.first(fields.transaction_header) else { return };
    let Some(gs) = claim.first(fields.group_header) else { return };
    if st.element(3).is_empty() || gs.element(8) == st.element(3) || version.is_empty() {
        return;
    }
    let spot = Spot { element: 3, component: 0 };
    let message = "ST03 (Guide) is another than GS08 of its group";
    let gs08 = Spot { element: 8, component: 0 };
    violations.push(
        Violation::at(&rules::VERSION, Fault::Element(ElementFault::Code), &st, Some(spot), message)
            .also(&gs, Some(gs08)),
    );
}
