//! The fields that rules read, resolved once for each guide, so that one rule serves both.

use std::collections::HashMap;

use crate::guide::{Child, Guide, LoopId, RowId};
use crate::rules::{Field, guide_fields};

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

    /// The row of a field: for a loop, the one that opens it.
    pub(super) fn field(&self, guide: &Guide, field: Field) -> Option<RowId> {
        self.row(field.name()).or_else(|| Some(guide.opener(self.loop_(field.name())?)))
    }

    #[cfg(test)]
    pub(super) fn has(&self, name: &str) -> bool {
        self.rows.contains_key(name) || self.loops.contains_key(name)
    }
}

macro_rules! define_handles {
    (rows { $($row:ident: $row_name:literal,)* } loops { $($in_loop:ident: $loop_name:literal,)* }) => {
        /// Where the fields that rules read are in a guide; none where the guide does not have one.
        #[derive(Clone, Copy, Debug)]
        #[allow(missing_docs, reason = "each handle is named as the guides name the place")]
        pub struct Fields {
            $(pub $row: Option<RowId>,)*
            $(pub $in_loop: Option<LoopId>,)*
        }

        impl Fields {
            /// Resolves the names in a guide.
            pub(crate) fn of(names: &Names) -> Self {
                Self { $($row: names.row($row_name),)* $($in_loop: names.loop_($loop_name),)* }
            }
        }
    };
}

guide_fields!(define_handles);
