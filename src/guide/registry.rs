//! Which guides there are, and what the others are called.

use std::fmt;
use std::sync::{OnceLock, PoisonError, RwLock};

use crate::model::ClaimType;

use super::format::{FormatError, parse};
use super::schema::Guide;
use super::walk::Places;

/// The guides of this program, one for each kind of claim.
static EMBEDDED: [Embedded; 2] = [
    Embedded::new(ClaimType::Professional, include_str!("005010X222A1.guide")),
    Embedded::new(ClaimType::Institutional, include_str!("005010X223A2.guide")),
];

/// The guides that were registered.
static REGISTERED: RwLock<Vec<&'static Guide>> = RwLock::new(Vec::new());

/// A guide of this program, which is read when it is asked for: most runs need one of them.
struct Embedded {
    kind: ClaimType,
    text: &'static str,
    read: OnceLock<Guide>,
}

impl Embedded {
    const fn new(kind: ClaimType, text: &'static str) -> Self {
        Self { kind, text, read: OnceLock::new() }
    }

    fn guide(&'static self) -> &'static Guide {
        self.read.get_or_init(|| parse(self.text).expect("the tests read the same embedded text"))
    }

    /// Whether claims of a version are read by it.
    fn accepts(&self, version: &str) -> bool {
        let line = || self.text.lines().find_map(|line| line.strip_prefix("accepts "));
        match self.read.get() {
            Some(guide) => accepts(guide, version),
            None => line().is_some_and(|ids| ids.split(' ').any(|id| id == version)),
        }
    }
}

fn accepts(guide: &Guide, version: &str) -> bool {
    guide.accepts.iter().any(|id| id == version)
}

/// The guides that were registered, in this order.
fn registered() -> Vec<&'static Guide> {
    REGISTERED.read().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Guides that are known by name only: identifier, transaction, plain name.
const EDITIONS: &str = include_str!("editions.txt");

/// The guide for professional claims, 837P: 005010X222 with its errata.
pub fn professional() -> &'static Guide {
    guide(ClaimType::Professional)
}

/// The guide for institutional claims, 837I: 005010X223 with its errata.
pub fn institutional() -> &'static Guide {
    guide(ClaimType::Institutional)
}

/// The guide in which claims of a kind are written unless they name another.
pub fn guide(kind: ClaimType) -> &'static Guide {
    // Each kind has one.
    EMBEDDED.iter().find(|one| one.kind == kind).unwrap_or(&EMBEDDED[0]).guide()
}

/// The walker's tables of the guide in which claims of a kind are written.
pub fn places(kind: ClaimType) -> &'static Places {
    guide(kind).places()
}

/// All guides that this program reads and writes.
pub fn supported() -> Vec<&'static Guide> {
    EMBEDDED.iter().map(Embedded::guide).chain(registered()).collect()
}

/// Adds a guide, for as long as the program runs. Claims of the versions it accepts are read, checked and written by it.
pub fn register(text: &str) -> Result<&'static Guide, FormatError> {
    let guide: &'static Guide = Box::leak(Box::new(parse(text)?));
    REGISTERED.write().unwrap_or_else(PoisonError::into_inner).push(guide);
    Ok(guide)
}

/// The guide that goes by a version (GS08 or ST03), such as `005010X222A1`.
pub fn by_version(version: &str) -> Option<&'static Guide> {
    let embedded = EMBEDDED.iter().find(|one| one.accepts(version)).map(Embedded::guide);
    embedded.or_else(|| registered().into_iter().find(|guide| accepts(guide, version)))
}

/// The guide of a transaction by its code (ST01) and version (ST03, or else GS08).
pub fn of_transaction(code: &str, version: &str) -> Option<&'static Guide> {
    // Both guides are of claims.
    by_version(version).filter(|_| code == "837")
}

/// What a guide is, in plain words, whether it is supported or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// What it is, such as "dental claims (837D)". Never text from the input.
    pub name: String,
    /// The identifier, where it is one that is known: then it is no data from a claim and may be shown.
    pub id: Option<&'static str>,
    /// Whether this program reads and writes it.
    pub supported: bool,
}

impl Edition {
    /// Its name, and its identifier where that is known.
    pub fn title(&self) -> String {
        self.id.map_or_else(|| self.name.clone(), |id| format!("{}, {id}", self.name))
    }
}

/// The title, and whether it is supported.
impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title())?;
        if self.supported {
            return Ok(());
        }
        f.write_str("; not supported, this program reads ")?;
        for (n, guide) in supported().into_iter().enumerate() {
            let separator = if n == 0 { "" } else { " and " };
            write!(f, "{separator}{}", guide.id)?;
        }
        Ok(())
    }
}

/// Says what a transaction is by its version (ST03, or else GS08) and its code (ST01, such as `837`).
///
/// Errata that are not listed are named by their guide: `005010X224A3` is described as 005010X224 is.
pub fn describe(version: &str, transaction: &str) -> Edition {
    if let Some(guide) = by_version(version) {
        return Edition { name: guide.title.clone(), id: known_id(guide, version), supported: true };
    }
    let known = editions().find(|e| e.id == version).or_else(|| editions().find(|e| e.id == base(version)));
    if let Some(known) = known {
        return Edition { name: known.name.to_owned(), id: Some(known.id), supported: false };
    }
    let name = match super::vocabulary::transaction_name(transaction) {
        Some(name) => format!("{name} of a version that is not known"),
        None => "a transaction that is not known".to_owned(),
    };
    Edition { name, id: None, supported: false }
}

fn known_id(guide: &'static Guide, version: &str) -> Option<&'static str> {
    guide.accepts.iter().find(|id| *id == version).map(String::as_str)
}

/// The guide's identifier without errata: `005010X224A2` is an edition of `005010X224`.
fn base(version: &str) -> &str {
    let Some(x) = version.find('X') else { return version };
    version[x..].find('A').map_or(version, |a| &version[..x + a])
}

struct Named {
    id: &'static str,
    name: &'static str,
}

fn editions() -> impl Iterator<Item = Named> {
    EDITIONS.lines().filter(|l| !l.starts_with('#')).filter_map(|line| {
        let (id, name) = line.split_once(char::is_whitespace)?;
        Some(Named { id, name: name.trim() })
    })
}
