//! How well claims are linked and reconciled, measured on generated pairs, whose truth is known.

mod linking;
mod rules;

use std::collections::HashMap;

use serde::Deserialize;
use twinclaim::internal::batch::ClaimStore;
use twinclaim::internal::batch::claims::Form;
use twinclaim::internal::generate::pairs::{FACILITY, Options, PROFESSIONAL, write};
use twinclaim::translate::{Claims, Event};
use twinclaim::x12::{Charset, Reader};

pub(crate) use linking::Linking;
pub(crate) use rules::Rules;

/// An encounter as the truth tells it.
#[derive(Debug, Deserialize)]
pub(crate) struct Truth {
    pub(crate) encounter: usize,
    pub(crate) person: u64,
    pub(crate) shape: String,
    facility: Vec<Reference>,
    professional: Vec<Reference>,
    pub(crate) noise: Vec<Noise>,
    pub(crate) discrepancies: Vec<Discrepancy>,
    fates: Vec<Reference>,
}

#[derive(Debug, Deserialize)]
struct Reference {
    file: String,
    claim: usize,
    #[serde(default = "counts")]
    fate: String,
}

fn counts() -> String {
    COUNTS.to_owned()
}

/// The fate of a claim that is part of its encounter.
pub(crate) const COUNTS: &str = "counts";

#[derive(Debug, Deserialize)]
pub(crate) struct Noise {
    pub(crate) kind: String,
    pub(crate) codes: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Discrepancy {
    pub(crate) code: String,
    pub(crate) also: Vec<String>,
}

/// What the truth says of a claim.
#[derive(Clone, Debug)]
pub(crate) struct Of {
    /// Position of its encounter.
    pub(crate) encounter: usize,
    /// Whether it is the facility's.
    pub(crate) facility: bool,
    pub(crate) fate: String,
}

/// Pairs that were made, with what they are to be held against.
pub(crate) struct Made {
    pub(crate) claims: ClaimStore,
    pub(crate) truth: Vec<Truth>,
    /// For each claim, in the order in which they are held.
    pub(crate) of: Vec<Of>,
}

impl Made {
    pub(crate) fn new(options: &Options) -> Self {
        let (mut facility, mut professional, mut truth) = (Vec::new(), Vec::new(), Vec::new());
        write(options, &mut facility, &mut professional, &mut truth).expect("memory takes it");
        let truth: Vec<Truth> = truth
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).expect("the truth's shape"))
            .collect();
        let mut claims = ClaimStore::default();
        let mut places = Vec::new();
        for (file, text) in [(FACILITY, facility), (PROFESSIONAL, professional)] {
            let mut events = Claims::new(Reader::from_slice(&text), Some(file.into()), Charset::Auto);
            let mut position = 0;
            while let Some(event) = events.next().transpose().expect("X12 that can be read") {
                let Event::Claim(raw) = event else { continue };
                position += 1;
                places.push((file, position));
                claims.push(&Form::Segments(raw)).expect("memory takes it");
            }
        }
        let named = Self::named(&truth);
        let of = places.iter().map(|(file, n)| named[&((*file).to_owned(), *n)].clone()).collect();
        Self { claims, truth, of }
    }

    fn named(truth: &[Truth]) -> HashMap<(String, usize), Of> {
        let mut named = HashMap::new();
        for (encounter, one) in truth.iter().enumerate() {
            let sides = [(&one.facility, true), (&one.professional, false)];
            let all = sides.into_iter().flat_map(|(list, facility)| list.iter().map(move |r| (r, facility)));
            let gone = one.fates.iter().map(|reference| (reference, reference.file == FACILITY));
            for (reference, facility) in all.chain(gone) {
                let of = Of { encounter, facility, fate: reference.fate.clone() };
                named.insert((reference.file.clone(), reference.claim), of);
            }
        }
        named
    }

    pub(crate) fn person(&self, claim: usize) -> u64 {
        self.truth[self.of[claim].encounter].person
    }

    /// Whether a claim is part of its encounter.
    pub(crate) fn counts(&self, claim: usize) -> bool {
        self.of[claim].fate == COUNTS
    }

    /// What somebody who looks into a fault wants to see of an encounter.
    pub(crate) fn describe(&self, encounter: usize) -> String {
        let one = &self.truth[encounter];
        let noise: Vec<&str> = one.noise.iter().map(|noise| noise.kind.as_str()).collect();
        let wrong: Vec<&str> = one.discrepancies.iter().map(|one| one.code.as_str()).collect();
        format!("encounter {} ({}), noise {noise:?}, discrepancies {wrong:?}", one.encounter, one.shape)
    }
}
