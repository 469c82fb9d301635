//! Names of places, resolved once for each guide, so that one rule text serves both.
//!
//! A name is the way of `as` fields from the part down: `claim.service_line.rendering_provider.name` is NM1 of 2420A in
//! 837P and of 2420C in 837I.

use std::collections::HashMap;

use crate::guide::{Child, Guide, LoopId, RowId};

/// All names of a guide.
#[derive(Clone, Debug)]
pub struct Names {
    rows: HashMap<String, RowId>,
    loops: HashMap<String, LoopId>,
}

impl Names {
    pub(super) fn of(guide: &Guide, roots: &[LoopId]) -> Self {
        let mut names = Self { rows: HashMap::new(), loops: HashMap::new() };
        for &root in roots {
            names.grow(guide, root, "", roots);
        }
        names
    }

    fn grow(&mut self, guide: &Guide, id: LoopId, above: &str, roots: &[LoopId]) {
        let in_loop = guide.loop_(id);
        let Some(field) = &in_loop.field else { return };
        let name = if above.is_empty() { field.clone() } else { format!("{above}.{field}") };
        for child in &in_loop.children {
            match child {
                Child::Segment(row) => {
                    if let Some(field) = &guide.row(*row).field {
                        self.rows.entry(format!("{name}.{field}")).or_insert(*row);
                    }
                }
                Child::Loop(inner) if roots.contains(inner) => {}
                Child::Loop(inner) => self.grow(guide, *inner, &name, roots),
            }
        }
        self.loops.entry(name).or_insert(id);
    }

    /// The row of a name, such as `claim.claim_information`; none where the guide has none of it.
    pub fn row(&self, name: &str) -> Option<RowId> {
        self.rows.get(name).copied()
    }

    /// The loop of a name, such as `claim.service_line`.
    pub fn loop_(&self, name: &str) -> Option<LoopId> {
        self.loops.get(name).copied()
    }

    #[cfg(test)]
    pub(super) fn has(&self, name: &str) -> bool {
        self.rows.contains_key(name) || self.loops.contains_key(name)
    }
}

/// Declares handles by name; a name that neither guide has fails a test.
macro_rules! handles {
    ($(#[$doc:meta])* $name:ident { rows { $($row:ident: $row_name:literal,)* } loops { $($loop:ident: $loop_name:literal,)* } }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        #[allow(missing_docs, reason = "each handle is named as the guides name the place")]
        pub struct $name {
            $(pub $row: Option<crate::guide::RowId>,)*
            $(pub $loop: Option<crate::guide::LoopId>,)*
        }

        impl $name {
            /// Resolves the names in a guide.
            pub(crate) fn of(names: &$crate::validate::Names) -> Self {
                Self { $($row: names.row($row_name),)* $($loop: names.loop_($loop_name),)* }
            }

            #[cfg(test)]
            pub(crate) const ALL: &[&str] = &[$($row_name,)* $($loop_name,)*];
        }
    };
}
#[allow(unused_imports, reason = "for the families of rules that name places of their own")]
pub(crate) use handles;

handles! {
    /// The places that rules speak of.
    Fields {
        rows {
            interchange_header: "interchange.interchange_header",
            group_header: "interchange.group.group_header",
            transaction_header: "interchange.group.transaction.transaction_header",
            beginning: "interchange.group.transaction.beginning",
            submitter_name: "interchange.group.transaction.submitter.name",
            receiver_name: "interchange.group.transaction.receiver.name",
            provider_hierarchy: "billing_provider_level.hierarchy",
            billing_provider_name: "billing_provider_level.billing_provider.name",
            subscriber_hierarchy: "subscriber_level.hierarchy",
            subscriber_information: "subscriber_level.subscriber_information",
            subscriber_name: "subscriber_level.subscriber.name",
            payer_name: "subscriber_level.payer.name",
            patient_hierarchy: "patient_level.hierarchy",
            patient_information: "patient_level.patient_information",
            patient_name: "patient_level.patient.name",
            claim_information: "claim.claim_information",
            line_number: "claim.service_line.line_number",
            professional_service: "claim.service_line.professional_service",
            institutional_service: "claim.service_line.institutional_service",
        }
        loops {
            claim: "claim",
            service_line: "claim.service_line",
            other_subscriber_level: "claim.other_subscriber_level",
            patient_level: "patient_level",
        }
    }
}
