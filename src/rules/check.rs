//! A rule's check: what it looks at, what it reads and what it needs.

use crate::codes::reference::Table;

use super::field::Reads;

/// What a rule looks at when its check runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Each segment by itself, as it comes in.
    Segment,
    /// A part above the claims: header, billing provider, subscriber or patient, with the parts above it.
    Part,
    /// A claim with the parts above it.
    Claim,
    /// A facility claim with a professional claim of the same encounter.
    Pair,
    /// The claims of an encounter.
    Encounter,
    /// All claims of a person.
    Person,
}

/// How a room runs its checks: on what, by which function.
pub trait Run: Copy {
    /// What the check looks at.
    fn scope(&self) -> Scope;
}

/// What checks a rule. Its texts, weight, dates and examples stand in the document of the same code.
#[derive(Debug)]
pub struct Check<R: 'static> {
    /// The rule's code.
    pub code: &'static str,
    /// The segments it reads, by the names of the guides.
    pub reads: Reads,
    /// Tables of `--reference` without which it cannot run.
    pub tables: &'static [Table],
    /// What it looks at, and the function.
    pub run: R,
}

impl<R: Run> Check<R> {
    /// A check that needs no tables.
    pub const fn new(code: &'static str, run: R, reads: Reads) -> Self {
        Self { code, reads, tables: &[], run }
    }

    /// The same, which cannot run without these tables.
    #[must_use]
    pub const fn needing(self, tables: &'static [Table]) -> Self {
        Self { tables, ..self }
    }
}
