//! The outline of an input: envelopes, transactions, claims, totals, one after the other.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::finding::Side;
use crate::guide::{Guide, registry};
use crate::model::{Claim, ClaimFilter};
use crate::translate::{Block, Foreign, Notice};
use crate::x12::{Charset, Segment};

use crate::show::{FaultText, FaultTextKind, Mask};

use super::ClaimRow;
use super::envelope_view::{GroupView, Headers, InterchangeView};
use super::overview::{Gathered, Overview};
use super::sum::Sum;

/// One thing to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Item {
    /// An interchange begins.
    Interchange(InterchangeView),
    /// A group begins.
    Group(GroupView),
    /// A transaction begins; its counts are still nought.
    TransactionBegin(TransactionView),
    /// A claim.
    Claim(ClaimRow),
    /// A transaction has ended.
    Transaction(TransactionView),
    /// Something is not as it should be.
    Trouble(FaultText),
}

/// A transaction (ST).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TransactionView {
    /// ST01, such as `837`.
    pub code: String,
    /// What it is, in plain words.
    pub name: String,
    /// ST03, or else GS08.
    pub version: String,
    /// ST02.
    pub control_number: String,
    /// Whether it is an 837 of a guide that this program reads.
    pub supported: bool,
    /// Claims in it.
    pub claims: u64,
    /// Sum of their total charges in dollars, exact; none where it is too large to be exact.
    pub total_charge: Option<String>,
    /// Claims whose total charge is missing or no number; the sum does not have them.
    #[serde(skip_serializing_if = "is_nought")]
    pub without_charge: u64,
    /// Offset of ST in bytes.
    pub offset: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_nought(n: &u64) -> bool {
    *n == 0
}

/// What an input holds, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Interchanges.
    pub interchanges: u64,
    /// Groups.
    pub groups: u64,
    /// Transactions, all of them.
    pub transactions: u64,
    /// Claims.
    pub claims: u64,
    /// Of these, those of facilities (837I).
    pub institutional: u64,
    /// Of these, professional ones (837P).
    pub professional: u64,
    /// Sum of the total charges in dollars; none where it is too large to be exact.
    pub total_charge: Option<String>,
    /// Claims whose total charge is missing or no number.
    pub without_charge: u64,
    /// From whom to whom, when, for whom.
    #[serde(flatten)]
    pub overview: Overview,
    /// Transactions that are none of the 837 that this program reads.
    pub foreign: Vec<ForeignCount>,
    /// Things that are not as they should be.
    pub troubles: u64,
    /// Whether the input was read to its end; if not, these are the counts of what could be read.
    pub complete: bool,
    /// What `validate` finds; none where it was not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validate: Option<ValidationSummary>,
}

/// What `validate` finds in an input, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ValidationSummary {
    /// Findings of each weight.
    pub errors: u64,
    /// See `errors`.
    pub warnings: u64,
    /// See `errors`.
    pub infos: u64,
    /// Findings by code.
    pub codes: BTreeMap<String, u64>,
}

impl Summary {
    /// Whether there is an 837 that this program reads, with or without claims.
    pub fn has_supported(&self) -> bool {
        self.transactions > self.foreign.iter().map(|foreign| foreign.count).sum()
    }

    /// Whether nothing at all was met.
    pub fn is_empty(&self) -> bool {
        self.interchanges + self.groups + self.transactions + self.claims + self.troubles == 0
    }
}

/// Transactions of one kind that were passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ForeignCount {
    /// ST01.
    pub code: String,
    /// What it is, in plain words.
    pub name: String,
    /// ST03, or else GS08.
    pub version: String,
    /// How many.
    pub count: u64,
}

/// Turns what a reader meets into items. Shown all of an input's events, it has the input's summary.
#[derive(Debug)]
pub struct Outline {
    headers: Headers,
    mask: Mask,
    /// Which claims are shown.
    filter: ClaimFilter,
    guide: Option<&'static Guide>,
    group_version: String,
    transaction: Option<TransactionView>,
    in_transaction: Sum,
    all: Sum,
    numbered: u64,
    foreign: BTreeMap<(String, String), u64>,
    summary: Summary,
    overview: Gathered,
    /// Envelopes that wait for a claim to be shown.
    held: Vec<Item>,
}

impl Outline {
    /// The outline of one input, of the claims that pass the filter.
    pub fn new(charset: Charset, mask: Mask, filter: ClaimFilter) -> Self {
        Self {
            headers: Headers { charset, mask },
            mask,
            filter,
            guide: None,
            group_version: String::new(),
            transaction: None,
            in_transaction: Sum::new(),
            all: Sum::new(),
            numbered: 0,
            foreign: BTreeMap::new(),
            summary: Summary::default(),
            overview: Gathered::default(),
            held: Vec::new(),
        }
    }

    /// An ISA, GS or ST was read.
    pub fn opened(&mut self, block: &Block, sink: &mut dyn FnMut(Item)) {
        if block.is_empty() {
            return;
        }
        self.end_transaction(sink);
        let (segment, offset) = (block.segment(0), block.entry(0).position.offset);
        let item = match segment.id() {
            b"ISA" => {
                self.summary.interchanges += 1;
                self.group_version.clear();
                let view = self.headers.interchange(&segment, offset);
                self.overview.interchange(&view);
                Item::Interchange(view)
            }
            b"GS" => {
                self.summary.groups += 1;
                self.group_version = self.headers.text(&segment, 8);
                Item::Group(self.headers.group(&segment, offset))
            }
            _ => {
                self.summary.transactions += 1;
                let transaction = self.transaction(&segment, offset);
                self.transaction = Some(transaction.clone());
                Item::TransactionBegin(transaction)
            }
        };
        self.give(item, sink);
    }

    /// A transaction is passed over.
    pub fn foreign(&mut self, foreign: &Foreign, sink: &mut dyn FnMut(Item)) {
        *self.foreign.entry((foreign.code.clone(), foreign.version.clone())).or_default() += 1;
        if foreign.is_claim() {
            let what = registry::describe(&foreign.version, &foreign.code);
            let trouble = FaultText::new(FaultTextKind::Unsupported, what.to_string(), foreign.position);
            self.trouble(trouble, sink);
        }
    }

    /// A claim was read.
    pub fn claim(&mut self, claim: &Claim, sink: &mut dyn FnMut(Item)) {
        self.numbered += 1;
        if !self.filter.matches(claim) {
            return;
        }
        for item in std::mem::take(&mut self.held) {
            sink(item);
        }
        let row = ClaimRow::of(claim, self.numbered, self.mask);
        self.summary.claims += 1;
        match registry::guide(row.kind).form.side {
            Side::Facility => self.summary.institutional += 1,
            Side::Professional => self.summary.professional += 1,
        }
        self.overview.claim(claim, &row);
        self.all.add(row.charge);
        self.in_transaction.add(row.charge);
        if let Some(transaction) = &mut self.transaction {
            transaction.claims += 1;
        }
        sink(Item::Claim(row));
    }

    /// Something is not as it should be.
    pub fn notice(&mut self, notice: &Notice, sink: &mut dyn FnMut(Item)) {
        self.trouble(FaultText::of(notice, self.guide), sink);
    }

    fn trouble(&mut self, trouble: FaultText, sink: &mut dyn FnMut(Item)) {
        self.summary.troubles += 1;
        // A filter asks about claims, not about the file's faults; the summary counts them.
        if self.filter.is_empty() {
            sink(Item::Trouble(trouble));
        }
    }

    /// The input has ended, or (not `complete`) could not be read any further.
    pub fn finish(mut self, complete: bool, sink: &mut dyn FnMut(Item)) -> Summary {
        self.end_transaction(sink);
        self.summary.overview = self.overview.finish();
        self.summary.total_charge = self.all.text();
        self.summary.without_charge = self.all.without;
        self.summary.complete = complete;
        self.summary.foreign = std::mem::take(&mut self.foreign)
            .into_iter()
            .map(|((code, version), count)| ForeignCount {
                name: registry::describe(&version, &code).name,
                code,
                version,
                count,
            })
            .collect();
        self.summary
    }

    /// Holds envelopes back where only some claims are to be shown.
    fn give(&mut self, item: Item, sink: &mut dyn FnMut(Item)) {
        if self.filter.is_empty() {
            return sink(item);
        }
        let level = |item: &Item| match item {
            Item::Interchange(_) => 0,
            Item::Group(_) => 1,
            _ => 2,
        };
        let new = level(&item);
        self.held.retain(|held| level(held) < new);
        self.held.push(item);
    }

    fn end_transaction(&mut self, sink: &mut dyn FnMut(Item)) {
        let sum = std::mem::take(&mut self.in_transaction);
        let Some(mut transaction) = self.transaction.take() else { return };
        transaction.total_charge = sum.text();
        transaction.without_charge = sum.without;
        if self.filter.is_empty() || transaction.claims > 0 {
            sink(Item::Transaction(transaction));
        }
    }

    fn transaction(&mut self, st: &Segment<'_>, offset: u64) -> TransactionView {
        let text = |n| self.headers.text(st, n);
        let code = text(1);
        let version = Some(text(3)).filter(|v| !v.is_empty()).unwrap_or_else(|| self.group_version.clone());
        let guide = registry::of_transaction(&code, &version);
        let view = TransactionView {
            name: registry::describe(&version, &code).name,
            control_number: text(2),
            supported: guide.is_some(),
            code,
            version,
            offset,
            ..TransactionView::default()
        };
        self.guide = guide;
        view
    }
}
