//! The claims of two sides: paired, then walked pair by pair.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::Arc;

use crate::guide::Guide;
use crate::model::Claim;
use crate::translate::{Block, RawClaim};

use super::change::{ChangedClaim, ClaimName, Pairing, SegmentChange};
use super::ignore::{Ignore, Ignored};
use super::likeness;
use super::tree::{Node, Planter};
use super::walk::{Path, Text, Walk};

/// Where the claims of a side are kept. Errors are those of temporary files.
pub trait Store {
    /// A claim by its number, from 0.
    fn claim(&self, n: usize) -> io::Result<RawClaim>;
}

/// What is known of the claims of a side while they are read: 16 bytes a claim.
#[derive(Debug, Default)]
pub struct Index {
    rows: Vec<Row>,
    guides: Vec<(&'static str, Vec<Ignored>)>,
    ignore: Ignore,
    last: Vec<(Arc<Block>, u64)>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    /// Kind of claim and CLM01.
    key: u64,
    /// Of all that counts.
    digest: u64,
}

impl Index {
    /// An index that leaves these paths out.
    pub fn new(ignore: Ignore) -> Self {
        Self { ignore, ..Self::default() }
    }

    /// Number of claims.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The next claim.
    pub fn push(&mut self, claim: &RawClaim) {
        let guide = claim.guide();
        let ignored = rows(&mut self.guides, &self.ignore, guide);
        let planter = Planter { guide, ignored: &self.guides[ignored].1 };
        let mut hash = DefaultHasher::new();
        let (header, above) = claim.above();
        let parts = std::iter::once(Some(header)).chain(above);
        let before = std::mem::take(&mut self.last);
        for part in parts {
            let digest = part.map_or(0, |part| {
                let known =
                    before.iter().find(|(block, _)| Arc::ptr_eq(block, part)).map(|(_, digest)| *digest);
                let digest = known.unwrap_or_else(|| flat(&planter, part));
                self.last.push((part.clone(), digest));
                digest
            });
            digest.hash(&mut hash);
        }
        flat(&planter, claim.segments()).hash(&mut hash);
        self.rows.push(Row { key: key(claim), digest: hash.finish() });
    }
}

/// Which of the tables of ignored rows is this guide's.
fn rows(tables: &mut Vec<(&'static str, Vec<Ignored>)>, ignore: &Ignore, guide: &'static Guide) -> usize {
    tables.iter().position(|(id, _)| *id == guide.id).unwrap_or_else(|| {
        tables.push((&guide.id, ignore.rows(guide)));
        tables.len() - 1
    })
}

/// The digest of a block's segments in the order of the file.
fn flat(planter: &Planter<'_>, block: &Block) -> u64 {
    let mut hash = DefaultHasher::new();
    for n in 0..block.len() {
        planter.segment(&block.segment(n), block.entry(n).row).hash(&mut hash);
    }
    hash.finish()
}

fn key(claim: &RawClaim) -> u64 {
    let mut hash = DefaultHasher::new();
    let number = if claim.segments().is_empty() { &[] } else { claim.segments().segment(0).element(1) };
    (&claim.guide().id, number).hash(&mut hash);
    hash.finish()
}

/// A side: its claims and what is known of them.
#[derive(Clone, Copy)]
pub struct Side<'s> {
    /// The claims.
    pub store: &'s dyn Store,
    /// The same claims, in the same order.
    pub index: &'s Index,
}

/// What comparing tells, in the order of the left side; then what is on the right alone.
#[derive(Debug)]
pub enum Event {
    /// A pair that differs.
    Changed(Box<ChangedClaim>),
    /// A claim of the left side alone.
    OnlyLeft(ClaimName),
    /// A claim of the right side alone.
    OnlyRight(ClaimName),
}

/// A change above claims that more than one of them shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Addresses of the segments that changed.
    pub addresses: Vec<String>,
    /// CLM01 of the first claim, under which it was reported.
    pub first: Option<String>,
    /// Claims that show it, the first among them.
    pub claims: u64,
}

/// What was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Pairs in which nothing differs.
    pub same: u64,
    /// Pairs that differ.
    pub changed: u64,
    /// Of these, pairs that differ only in what was told under an earlier claim.
    pub told_before: u64,
    /// Claims of the left side alone.
    pub only_left: u64,
    /// Claims of the right side alone.
    pub only_right: u64,
    /// Changes above claims that more than one of them shows.
    pub shared: Vec<Shared>,
    /// Segments of the left side's files without claims, if there are such files.
    pub segments: Option<u64>,
    /// Segments that differ in files without claims.
    pub segments_changed: u64,
}

impl Summary {
    /// Whether nothing differs.
    pub fn is_same(&self) -> bool {
        self.changed + self.only_left + self.only_right + self.segments_changed == 0
    }
}

/// Compares two sides. Errors are those of the stores and of `sink`.
pub fn compare(
    left: Side<'_>,
    right: Side<'_>,
    ignore: &Ignore,
    sink: &mut dyn FnMut(Event) -> io::Result<()>,
) -> io::Result<Summary> {
    let mut partners = by_number(&left.index.rows, &right.index.rows);
    likeness::pair(left, right, &mut partners)?;
    let mut comparer =
        Comparer { ignore, guides: Vec::new(), told: HashMap::new(), summary: Summary::default() };
    for (n, partner) in partners.left.iter().enumerate() {
        match partner {
            None => {
                comparer.summary.only_left += 1;
                sink(Event::OnlyLeft(name(&left.store.claim(n)?)))?;
            }
            Some((m, by)) => {
                let equal = left.index.rows[n].digest == right.index.rows[*m].digest;
                match comparer.pair(left, right, (n, *m, *by), equal)? {
                    Some(changed) => sink(Event::Changed(Box::new(changed)))?,
                    None => comparer.summary.same += u64::from(equal),
                }
            }
        }
    }
    for (m, partner) in partners.right.iter().enumerate() {
        if partner.is_none() {
            comparer.summary.only_right += 1;
            sink(Event::OnlyRight(name(&right.store.claim(m)?)))?;
        }
    }
    Ok(comparer.summary())
}

/// For each claim its partner on the other side.
#[derive(Debug)]
pub(super) struct Partners {
    pub(super) left: Vec<Option<(usize, Pairing)>>,
    pub(super) right: Vec<Option<usize>>,
}

impl Partners {
    pub(super) fn join(&mut self, n: usize, m: usize, by: Pairing) {
        (self.left[n], self.right[m]) = (Some((m, by)), Some(n));
    }
}

/// Claims of one number: those that are equal first, the others in their order.
fn by_number(left: &[Row], right: &[Row]) -> Partners {
    let sorted = |rows: &[Row]| {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|n| (rows[*n].key, *n));
        order
    };
    let (lefts, rights) = (sorted(left), sorted(right));
    let mut partners = Partners { left: vec![None; left.len()], right: vec![None; right.len()] };
    let mut from = 0;
    for group in lefts.chunk_by(|a, b| left[*a].key == left[*b].key) {
        let key = left[group[0]].key;
        from += rights[from..].partition_point(|m| right[*m].key < key);
        let behind = from + rights[from..].partition_point(|m| right[*m].key == key);
        let others = &rights[from..behind];
        for n in group {
            let equal = |m: &&usize| partners.right[**m].is_none() && right[**m].digest == left[*n].digest;
            if let Some(m) = others.iter().find(equal) {
                partners.join(*n, *m, Pairing::Number);
            }
        }
        let open: Vec<usize> = others.iter().filter(|m| partners.right[**m].is_none()).copied().collect();
        let waiting: Vec<usize> = group.iter().filter(|n| partners.left[**n].is_none()).copied().collect();
        for (n, m) in waiting.into_iter().zip(open) {
            partners.join(n, m, Pairing::Number);
        }
        from = behind;
    }
    partners
}

/// The claims' name, from the model.
pub(super) fn name(claim: &RawClaim) -> ClaimName {
    named(&claim.to_claim())
}

fn named(claim: &Claim) -> ClaimName {
    let patient = claim.patient.as_ref().map(|patient| {
        let names = [patient.last_name.as_deref(), patient.first_name.as_deref()];
        names.into_iter().flatten().collect::<Vec<_>>().join(", ")
    });
    let source = claim.source.as_ref();
    ClaimName {
        r#type: claim.r#type.as_str().to_owned(),
        patient_control_number: claim.patient_control_number.clone(),
        patient: patient.filter(|name| !name.is_empty()),
        total_charge: claim.total_charge.clone(),
        file: source.and_then(|source| source.file.clone()),
        transaction: source.and_then(|source| source.transaction.clone()),
        offset: source.map_or(0, |source| source.offset),
    }
}

/// Walks pairs, and remembers what it told of the parts above claims.
struct Comparer<'i> {
    ignore: &'i Ignore,
    guides: Vec<(&'static str, Vec<Ignored>)>,
    /// Changes above claims that were reported, by their digest: which of `summary.shared` they are.
    told: HashMap<u64, usize>,
    summary: Summary,
}

impl Comparer<'_> {
    /// What differs in a pair; none where nothing does.
    fn pair(
        &mut self,
        left: Side<'_>,
        right: Side<'_>,
        (n, m, by): (usize, usize, Pairing),
        equal: bool,
    ) -> io::Result<Option<ChangedClaim>> {
        if equal {
            return Ok(None);
        }
        let (old, new) = (left.store.claim(n)?, right.store.claim(m)?);
        let guide = old.guide();
        let table = rows(&mut self.guides, self.ignore, guide);
        let mut changes = Vec::new();
        let mut told_before = 0;
        let number = number(&old);
        for (old_block, new_block) in above(&old).into_iter().zip(above(&new)) {
            let found = self.walk(table, guide, (&old, old_block), (&new, new_block));
            if found.is_empty() {
                continue;
            }
            if self.is_told(&found, number.as_deref()) {
                told_before += found.len();
            } else {
                changes.extend(found);
            }
        }
        changes.extend(self.walk(table, guide, (&old, Some(old.segments())), (&new, Some(new.segments()))));
        if changes.is_empty() && told_before == 0 {
            self.summary.same += 1;
            return Ok(None);
        }
        self.summary.changed += 1;
        self.summary.told_before += u64::from(changes.is_empty());
        let (left, right) = (name(&old), name(&new));
        Ok(Some(ChangedClaim { left, right, paired_by: by, changes, told_before }))
    }

    fn walk(
        &self,
        table: usize,
        guide: &Guide,
        (old, old_block): (&RawClaim, Option<&Block>),
        (new, new_block): (&RawClaim, Option<&Block>),
    ) -> Vec<SegmentChange> {
        let ignored = &self.guides[table].1;
        let planter = Planter { guide, ignored };
        let empty = Block::new(crate::x12::Delimiters::STANDARD);
        let plant = |block: Option<&Block>| block.map(|block| planter.plant(block));
        let (left, right) = (plant(old_block), plant(new_block));
        let mut walk = Walk {
            guide,
            ignored,
            left: Text { block: old_block.unwrap_or(&empty), charset: old.charset() },
            right: Text { block: new_block.unwrap_or(&empty), charset: new.charset() },
            changes: Vec::new(),
        };
        let path = |node: &Node| Path::root(guide, node);
        match (&left, &right) {
            (Some(left), Some(right)) => walk.loops(left, right, &path(left)),
            (Some(left), None) => walk.alone(left.children(), true, &path(left)),
            (None, Some(right)) => walk.alone(right.children(), false, &path(right)),
            (None, None) => {}
        }
        walk.changes
    }

    /// Whether these changes above claims were told under an earlier claim.
    fn is_told(&mut self, changes: &[SegmentChange], number: Option<&str>) -> bool {
        let mut hash = DefaultHasher::new();
        for change in changes {
            let texts =
                [&change.left, &change.right].map(|side| side.as_ref().map(|side| side.text.as_str()));
            (&change.address, texts).hash(&mut hash);
        }
        let shared = &mut self.summary.shared;
        if let Some(n) = self.told.get(&hash.finish()) {
            shared[*n].claims += 1;
            return true;
        }
        self.told.insert(hash.finish(), shared.len());
        let addresses = changes.iter().map(|change| change.address.clone()).collect();
        shared.push(Shared { addresses, first: number.map(str::to_owned), claims: 1 });
        false
    }

    fn summary(mut self) -> Summary {
        self.summary.shared.retain(|shared| shared.claims > 1);
        self.summary
    }
}

fn number(claim: &RawClaim) -> Option<String> {
    let first = (!claim.segments().is_empty()).then(|| claim.segments().segment(0))?;
    Some(claim.charset().decode(first.element(1)).0.into_owned()).filter(|number| !number.is_empty())
}

/// The parts above a claim: header, billing provider, subscriber, patient.
fn above(claim: &RawClaim) -> [Option<&Block>; 4] {
    let (header, [provider, subscriber, patient]) = claim.above();
    [Some(header), provider, subscriber, patient].map(|part| part.map(|block| &**block))
}
