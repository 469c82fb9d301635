//! Interchanges that are there twice, in one file or in two: found by their ISA segments, then held against each other
//! claim by claim.

use std::collections::HashMap;
use std::io;

use crate::reconcile::Repeat;
use crate::translate::RawClaim;

use super::ClaimStore;
use super::claims::Form;

/// The interchanges of a run, in the order in which they were read.
#[derive(Debug, Default)]
pub struct Interchanges {
    all: Vec<Interchange>,
}

/// An interchange, and where its claims are held.
#[derive(Debug)]
struct Interchange {
    isa: Vec<u8>,
    number: String,
    file: String,
    /// Offset of ISA.
    offset: u64,
    first: usize,
    claims: usize,
}

/// An interchange that repeats an earlier one.
#[derive(Debug)]
pub struct Found {
    /// The file it is in.
    pub file: String,
    /// Where it is, and what it repeats.
    pub repeat: Repeat,
    /// First position and number of its claims.
    pub claims: (usize, usize),
}

impl Interchanges {
    /// Notes a claim that will be held at this position.
    pub fn note(&mut self, claim: &Form, position: usize) {
        let Form::Segments(raw) = claim else { return };
        let header = raw.above().0;
        if header.is_empty() || !header.segment(0).bytes().starts_with(b"ISA") {
            return;
        }
        let (offset, source) = (header.entry(0).position.offset, raw.source());
        let file = source.file.as_deref().unwrap_or_default();
        match self.all.last_mut() {
            Some(last) if last.offset == offset && last.file == file => last.claims += 1,
            _ => self.all.push(Interchange {
                isa: header.segment(0).bytes().to_vec(),
                number: source.interchange.as_ref().map(ToString::to_string).unwrap_or_default(),
                file: file.to_owned(),
                offset,
                first: position,
                claims: 1,
            }),
        }
    }

    /// Those that repeat an earlier one, but for those that are left out already: in their order.
    /// Errors are those of reading a claim again.
    pub fn repeated(&self, store: &ClaimStore, left_out: &[(usize, usize)]) -> io::Result<Vec<Found>> {
        let mut known: HashMap<&[u8], Vec<&Interchange>> = HashMap::new();
        let mut repeated = Vec::new();
        let is_left_out = |one: &Interchange| {
            left_out.iter().any(|(first, claims)| (*first..first + claims).contains(&one.first))
        };
        for one in self.all.iter().filter(|one| !is_left_out(one)) {
            let same = known.entry(&one.isa).or_default();
            let mut of = None;
            for earlier in same.iter() {
                if are_one(earlier, one, store)? {
                    of = Some(*earlier);
                    break;
                }
            }
            let Some(of) = of else {
                same.push(one);
                continue;
            };
            let repeat = Repeat {
                interchange: one.number.clone(),
                offset: one.offset,
                claims: one.claims,
                of_file: of.file.clone(),
                of_offset: of.offset,
            };
            repeated.push(Found { file: one.file.clone(), repeat, claims: (one.first, one.claims) });
        }
        Ok(repeated)
    }
}

/// Whether two interchanges say the same, claim by claim.
fn are_one(a: &Interchange, b: &Interchange, store: &ClaimStore) -> io::Result<bool> {
    if a.claims != b.claims {
        return Ok(false);
    }
    for n in 0..a.claims {
        let (Form::Segments(one), Form::Segments(two)) = (store.form(a.first + n)?, store.form(b.first + n)?)
        else {
            return Ok(false);
        };
        if !say_the_same(&one, &two) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn say_the_same(a: &RawClaim, b: &RawClaim) -> bool {
    let segments = |raw| {
        let blocks = RawClaim::blocks(raw);
        blocks.flat_map(|block| (0..block.len()).map(|n| block.segment(n).bytes()))
    };
    segments(a).eq(segments(b))
}
