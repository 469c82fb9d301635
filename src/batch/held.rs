//! Claims held in the form they came in, and built when somebody asks for one.

use std::borrow::Cow;
use std::io;

use crate::encounter::Claim;
use crate::finding::Location;
use crate::reconcile::Store;
use crate::translate::RawClaim;

use super::claims::{Located, in_json};

/// Claims of all inputs of a run. A claim from X12 is held as its segments, which share the parts above it with their
/// neighbours; one from JSON as JSON.
#[derive(Debug, Default)]
pub struct Held(Vec<Form>);

#[derive(Debug)]
enum Form {
    Segments(Box<RawClaim>),
    Json(Box<[u8]>),
}

impl Held {
    /// Adds a claim behind the others.
    pub fn push(&mut self, located: Located) -> io::Result<()> {
        self.0.push(match located.raw {
            Some(raw) => Form::Segments(raw),
            None => Form::Json(serde_json::to_vec(&located.claim)?.into_boxed_slice()),
        });
        Ok(())
    }

    fn form(&self, position: usize) -> io::Result<&Form> {
        self.0.get(position).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }
}

impl Store for Held {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn claim(&self, position: usize) -> io::Result<Cow<'_, Claim>> {
        Ok(Cow::Owned(match self.form(position)? {
            Form::Segments(raw) => raw.to_claim(),
            Form::Json(text) => serde_json::from_slice(text)?,
        }))
    }

    fn locate(&self, position: usize, paths: &[&str]) -> io::Result<Vec<Location>> {
        Ok(match self.form(position)? {
            Form::Segments(raw) => raw.locate(paths),
            Form::Json(text) => {
                let claim: Claim = serde_json::from_slice(text)?;
                paths.iter().map(|path| in_json(&claim, path)).collect()
            }
        })
    }
}
