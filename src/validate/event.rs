//! What a validator tells while it reads: findings, and what begins and ends, in the order of the input.

use crate::finding::Finding;
use crate::guide::{Guide, Profile, Spot};
use crate::rules::Rule;
use crate::span::Position;
use crate::translate::Foreign;
use crate::tree::Part;
use crate::x12::Segment;

use super::fault::Fault;
use super::rules;
use super::scope::Claim;
use super::violation::Mark;

/// The part of an input that a finding belongs to, from the outside in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// ISA to IEA.
    Interchange,
    /// GS and GE.
    Group,
    /// ST to the receiver's loop, SE.
    Transaction,
    /// Billing provider (2000A): holds for all claims below it.
    Provider,
    /// Subscriber (2000B): holds for all claims below it.
    Subscriber,
    /// Patient (2000C): holds for all claims below it.
    Patient,
    /// One claim (2300).
    Claim,
}

impl Level {
    /// The part of a level that holds for the claims below it.
    pub fn part(self) -> Option<Part> {
        match self {
            Self::Provider => Some(Part::Provider),
            Self::Subscriber => Some(Part::Subscriber),
            Self::Patient => Some(Part::Patient),
            Self::Interchange | Self::Group | Self::Transaction | Self::Claim => None,
        }
    }
}

/// A finding with what acknowledgements and reports need besides.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The finding.
    pub finding: Finding,
    /// The rule.
    pub rule: &'static Rule,
    /// The kind of fault.
    pub fault: Fault,
    /// What it belongs to.
    pub level: Level,
    /// The segment of each location, in the order of the locations.
    pub marks: Vec<Mark>,
    /// The guide of the transaction it is in.
    pub guide: Option<&'static Guide>,
    /// The element, and the component if it is one.
    pub spot: Option<Spot>,
    /// Repetition of the element, from 1; 0 where it does not repeat.
    pub repetition: u16,
    /// Number of the element in the X12 data element dictionary, such as `67`.
    pub data_element: Option<String>,
    /// What is missing: identifier of the segment (the one that opens the loop, for a loop), and its loop.
    pub missing: Option<(String, String)>,
    /// What the payer itself answers in a 277CA: category, status, entity. Empty where its profile does not say.
    pub statuses: Vec<[String; 3]>,
}

/// What a validator tells.
#[derive(Debug)]
pub enum Event<'e> {
    /// ISA, GS or ST. Comes before the findings about it.
    Opened(Opened<'e>),
    /// A finding.
    Finding(Box<Reported>),
    /// A finding that was told before, of a level above, holds for the level at hand too: what a payer asks of the billing
    /// provider of several of its members. It is no new finding, and refuses what is below the level like the first one.
    Again(Box<Reported>),
    /// A billing provider, subscriber or patient is complete: the parts so far. Comes behind its findings.
    Level(Level, &'e Claim<'e>),
    /// A claim is complete. Comes behind its findings.
    Claim(ClaimEnd<'e>),
    /// A transaction that is no claim of a supported guide was passed over: 835, 837D.
    Foreign(Foreign),
    /// SE, GE or IEA, or the place where it should be. Comes behind the findings about it.
    Closed(Closed),
}

/// A header.
#[derive(Clone, Copy, Debug)]
pub struct Opened<'e> {
    /// Interchange, group or transaction.
    pub level: Level,
    /// ISA, GS or ST.
    pub segment: Segment<'e>,
    /// Where it is.
    pub position: Position,
    /// The guide of a transaction, where it is one that is supported.
    pub guide: Option<&'e Guide>,
}

/// A claim that is complete.
#[derive(Debug)]
pub struct ClaimEnd<'e> {
    /// Its segments and those above it.
    pub claim: &'e Claim<'e>,
    /// Offset of its CLM.
    pub start: u64,
    /// Offset behind its last segment.
    pub end: u64,
    /// Number of the claim in its transaction, from 1.
    pub number: u64,
    /// The input breaks off inside it, so that nobody knows what it lacks.
    pub cut_off: bool,
    /// Errors in the claim itself.
    pub errors: u64,
    /// Errors in the levels above it that it shares with its neighbours: transaction, provider, subscriber, patient.
    pub inherited: u64,
}

impl ClaimEnd<'_> {
    /// Whether the claim is one of those that a profile is for.
    pub fn is_for(&self, profile: &Profile) -> bool {
        rules::is_for(profile, self.claim)
    }

    /// Whether the claim is to be refused, by itself or for what is above it.
    pub fn is_refused(&self) -> bool {
        self.errors + self.inherited > 0
    }
}

/// An envelope that ended.
#[derive(Clone, Debug)]
pub struct Closed {
    /// Interchange, group or transaction.
    pub level: Level,
    /// Control number of its header: ISA13, GS06, ST02.
    pub control: String,
    /// What its trailer counts, as it is there; none where the trailer is missing.
    pub stated: Option<String>,
    /// Groups, transactions or segments there were.
    pub counted: u64,
    /// Claims in it.
    pub claims: u64,
    /// Errors in all of it.
    pub errors: u64,
    /// Offset of the trailer, or of the place where it should be.
    pub offset: u64,
}
