//! The fields that rules read, resolved once for each guide, so that one rule serves both.

use std::collections::HashMap;

use crate::guide::{Child, Guide, LoopId, PerGuide, RowId};
use crate::rules::{Field, FieldSet, guide_fields};
use crate::tree::{Part, Roots};

/// All names of a guide.
#[derive(Clone, Debug)]
pub struct Names {
    rows: HashMap<String, RowId>,
    loops: HashMap<String, LoopId>,
}

impl Names {
    pub(super) fn of_guide(guide: &Guide) -> Self {
        let roots = Roots::of(guide);
        Self::of(guide, &Part::ALL.map(|part| roots.root(part)))
    }

    fn of(guide: &Guide, roots: &[LoopId]) -> Self {
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

/// Which rows of a guide are which fields, for all that know what a rule reads.
#[derive(Debug)]
pub(crate) struct FieldRows {
    /// By row.
    fields: Vec<FieldSet>,
    /// By field, for a loop the row that opens it; none where the guide does not have it.
    #[cfg(test)]
    rows: Vec<Option<RowId>>,
    /// What rules could have read of a segment without a place, by its identifier.
    strays: HashMap<&'static str, FieldSet>,
}

static FIELD_ROWS: PerGuide<FieldRows> = PerGuide::new(FieldRows::new);

impl FieldRows {
    /// Those of a guide.
    pub(crate) fn of(guide: &'static Guide) -> &'static Self {
        FIELD_ROWS.of(guide)
    }

    fn new(guide: &'static Guide) -> Self {
        let names = Names::of_guide(guide);
        let rows: Vec<_> = Field::ALL.iter().map(|field| names.field(guide, *field)).collect();
        let mut fields = vec![FieldSet::NONE; guide.segments.len()];
        for (field, row) in Field::ALL.iter().zip(&rows) {
            if let Some(row) = row {
                fields[row.0 as usize] = fields[row.0 as usize].and(&[*field]);
            }
        }
        Self {
            strays: strays(guide, &fields),
            fields,
            #[cfg(test)]
            rows,
        }
    }

    /// The fields that a row is.
    #[inline]
    pub(crate) fn fields(&self, row: RowId) -> FieldSet {
        self.fields[row.0 as usize]
    }

    /// The row of a field.
    #[cfg(test)]
    pub(crate) fn row(&self, field: Field) -> Option<RowId> {
        self.rows[field as usize]
    }

    /// The fields that a segment without a place could have been, or could have been read with: all for one that no guide
    /// has, and for those that open levels and claims.
    pub(crate) fn of_stray(&self, id: &[u8]) -> FieldSet {
        let id = std::str::from_utf8(id).unwrap_or_default();
        self.strays.get(id).copied().unwrap_or(FieldSet::ALL)
    }
}

/// What rules could have read of a segment without a place, by its identifier: the rows of the same identifier; of one
/// that begins or is a service line, everything in the line.
fn strays(guide: &'static Guide, row_fields: &[FieldSet]) -> HashMap<&'static str, FieldSet> {
    let mut strays: HashMap<&str, FieldSet> = HashMap::new();
    for (row, fields) in guide.segments.iter().zip(row_fields) {
        let known = strays.entry(&row.id).or_default();
        *known = known.with(*fields);
    }
    let of_lines = |field: &&Field| field.name().starts_with("claim.service_line");
    let lines: Vec<Field> = Field::ALL.iter().filter(of_lines).copied().collect();
    for id in ["LX", "SV1", "SV2", "SV3", "SV4", "SV5", "SV6", "SV7"] {
        strays.insert(id, FieldSet::of(&lines));
    }
    for id in ["HL", "CLM"] {
        strays.insert(id, FieldSet::ALL);
    }
    strays
}
