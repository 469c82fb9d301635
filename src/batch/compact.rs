//! Claims as lines of JSON that do not repeat what they have in common.
//!
//! A line of `twinclaim/shared/1` says it once, in front of the first claim that has it. Its `id` is a hash of its content, so
//! that files may be put together and lines of claims left out or sorted, as long as what they name stays in front of them.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::model::{Claim, SharedParts};
use crate::translate::{Ndjson, Reader};

use super::bundles::{Bundle, Bundles, Make};
use super::claims::Form;
use super::hashed::hex;
use super::json_error::JsonError;

/// The schema of a claim that does not repeat what it shares.
pub const COMPACT: &str = "twinclaim/compact/1";
const SHARED: &str = "twinclaim/shared/1";
/// What a claim begins with in JSON.
const CLAIM: &[u8] = b"{\"schema\":\"twinclaim/claim/1\"";

/// Takes claims one after the other and writes each as a line, and before it what it shares, unless that is there.
/// The bytes are the same whatever the number of threads.
#[derive(Debug)]
pub struct CompactLines<W> {
    out: W,
    bundles: Bundles<Runs>,
    written: HashSet<String>,
}

/// Claims that follow each other and share the same.
#[derive(Debug, Default)]
struct Run {
    id: String,
    shared: Vec<u8>,
    claims: Vec<u8>,
}

/// Makes text of claims.
#[derive(Debug, Default)]
struct Runs {
    reader: Reader,
    json: Ndjson,
    /// What the claim before shared; held, no other part can take its place in memory.
    before: SharedParts,
}

impl Clone for Runs {
    /// Another one, that has written nothing yet.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Make for Runs {
    type Made = io::Result<Vec<Run>>;

    fn make(&mut self, bundle: Bundle) -> Self::Made {
        let mut runs: Vec<Run> = Vec::new();
        for claim in bundle.claims {
            let mut claim = match claim {
                Form::Segments(raw) => self.reader.read(&raw),
                Form::Json(claim) => claim,
            };
            let parts = SharedParts::take_from(&mut claim);
            if runs.is_empty() || !parts.is_same(&self.before) {
                runs.push(Run::of(&parts)?);
                self.before = parts;
            }
            if let Some(run) = runs.last_mut() {
                run.add(&claim, &mut self.json)?;
            }
        }
        Ok(runs)
    }
}

impl Run {
    fn of(parts: &SharedParts) -> io::Result<Self> {
        let content = serde_json::to_vec(parts)?;
        let id = hex(&Sha256::digest(&content)[..8]);
        let mut shared = serde_json::to_vec(&SharedParts { id: id.clone(), ..parts.clone() })?;
        shared.push(b'\n');
        Ok(Self { id, shared, claims: Vec::new() })
    }

    fn add(&mut self, claim: &Claim, json: &mut Ndjson) -> io::Result<()> {
        let mut text = Vec::new();
        json.append_claim(claim, &mut text)?;
        let rest =
            text.strip_prefix(CLAIM).ok_or_else(|| io::Error::other("a claim begins with its schema"))?;
        write!(self.claims, "{{\"schema\":\"{COMPACT}\",\"shared\":\"{}\"", self.id)?;
        self.claims.extend_from_slice(rest);
        self.claims.push(b'\n');
        Ok(())
    }
}

impl<W: Write> CompactLines<W> {
    /// Writes into `out`, with so many threads.
    pub fn new(out: W, threads: usize) -> Self {
        Self { out, bundles: Bundles::new(Runs::default(), threads), written: HashSet::new() }
    }

    /// Takes a claim. An error is one of an earlier claim's text that could not be written.
    pub fn write(&mut self, claim: Form) -> io::Result<()> {
        match self.bundles.give(claim) {
            Some(runs) => self.put(runs?),
            None => Ok(()),
        }
    }

    /// Writes what is left.
    pub fn finish(mut self) -> io::Result<W> {
        while let Some(runs) = self.bundles.take() {
            self.put(runs?)?;
        }
        self.out.flush()?;
        Ok(self.out)
    }

    fn put(&mut self, runs: Vec<Run>) -> io::Result<()> {
        for run in runs {
            if self.written.insert(run.id) {
                self.out.write_all(&run.shared)?;
            }
            self.out.write_all(&run.claims)?;
        }
        Ok(())
    }
}

/// What compact claims of an input have in common, as far as it was read.
#[derive(Debug, Default)]
pub(super) struct SharedById(HashMap<String, SharedParts>);

/// What a line of JSON is.
pub(super) enum Line {
    /// A claim, complete.
    Claim(Box<Claim>),
    /// What claims share: it has been noted.
    Shared,
    /// Neither of the two.
    Other,
}

/// The key by which the shapes are told apart.
#[derive(Deserialize)]
struct Shape<'t> {
    #[serde(borrow, default)]
    schema: Option<&'t RawValue>,
}

impl SharedById {
    /// Takes a compact claim, which is the `number`th of its file, or what compact claims share.
    pub(super) fn take(&mut self, text: &str, number: u64) -> Result<Line, JsonError> {
        let shape: Option<Shape<'_>> = serde_json::from_str(text).ok();
        let schema = shape.and_then(|shape| shape.schema).map(|schema| schema.get().trim_matches('"'));
        let fault = |error| JsonError::claim(number, &error);
        match schema {
            Some(SHARED) => {
                let parts: SharedParts =
                    serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(text))
                        .map_err(fault)?;
                self.0.insert(parts.id.clone(), parts);
                Ok(Line::Shared)
            }
            Some(COMPACT) => {
                let mut fields: Map<String, Value> =
                    serde_json::from_str(text).map_err(|error| JsonError::syntax(&error, 0))?;
                let id = fields.remove("shared");
                let parts = id.as_ref().and_then(Value::as_str).and_then(|id| self.0.get(id));
                let parts = parts.ok_or_else(|| JsonError::not_shared(number))?;
                fields.remove("schema");
                let mut claim: Box<Claim> =
                    serde_path_to_error::deserialize(Value::Object(fields)).map_err(fault)?;
                parts.give_to(&mut claim);
                Ok(Line::Claim(claim))
            }
            _ => Ok(Line::Other),
        }
    }
}
