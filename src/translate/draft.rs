//! A segment being written.

use crate::guide::{RowId, Spot};
use crate::model::Text;
use crate::x12::{Delimiters, Used, encode};

use super::direction::SEGMENT;
use super::row::RowTable;
use super::trace::Path;

/// A segment being written: values with their places, in any order.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) row: RowId,
    values: Vec<(Spot, Text, Strength)>,
    forced: bool,
    /// Places the description has a field for that is empty.
    asked: Vec<Asked>,
    /// Depth of the path at which it was begun.
    pub(crate) depth: usize,
    /// Its place, worked out only where something has to be found by it.
    pub(crate) address: Option<String>,
    /// Segments no field holds, which follow it as they came.
    pub(crate) followers: Vec<Text>,
}

/// An empty field: the place it would fill, and its path from where the segment was begun.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) spot: Spot,
    pub(crate) steps: Path,
    pub(crate) name: &'static str,
}

/// On whose word a value is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Strength {
    /// The model's, at this path.
    Real(String),
    /// What came with the claim and no field holds.
    Kept,
    /// It follows from the guide or is a default; it is there if the value at `with` does.
    Weak { with: Spot },
}

impl Draft {
    pub(crate) fn new(row: RowId, depth: usize) -> Self {
        Self {
            row,
            values: Vec::new(),
            forced: false,
            asked: Vec::new(),
            depth,
            address: None,
            followers: Vec::new(),
        }
    }

    /// An empty draft of a row in the memory of this one.
    pub(crate) fn again(mut self, row: RowId, depth: usize) -> Self {
        (self.row, self.depth, self.forced, self.address) = (row, depth, false, None);
        self.values.clear();
        self.asked.clear();
        self.followers.clear();
        self
    }

    /// Must be written, whatever it holds.
    pub(crate) fn force(&mut self) {
        self.forced = true;
    }

    /// Whether something of the model is in it.
    pub(crate) fn is_real(&self) -> bool {
        self.forced || self.values.iter().any(|(_, _, strength)| !matches!(strength, Strength::Weak { .. }))
    }

    /// Whether it holds a default that stands by itself.
    pub(crate) fn has_default(&self) -> bool {
        self.values.iter().any(|(_, _, strength)| matches!(strength, Strength::Weak { with: SEGMENT }))
    }

    pub(crate) fn set(&mut self, spot: Spot, text: Text, strength: Strength) {
        self.values.push((spot, text, strength));
    }

    /// Notes that a field is empty.
    pub(crate) fn ask(&mut self, asked: Asked) {
        self.asked.push(asked);
    }

    /// Required places that are empty, each with the field that would fill it.
    pub(crate) fn missing(&self, table: &RowTable) -> Vec<(Spot, Option<&Asked>)> {
        let stands = |spot: Spot| {
            self.values.iter().any(|(s, ..)| {
                s.element == spot.element && (s.component == spot.component || s.component == 0)
            })
        };
        let asked = |spot: Spot| self.asked.iter().find(|asked| asked.spot == spot);
        let missing = table.required.iter().filter(|(spot, with)| !stands(*spot) && self.filled(*with));
        missing.map(|(spot, _)| (*spot, asked(*spot))).collect()
    }

    /// Takes a value away.
    pub(crate) fn remove(&mut self, spot: Spot) {
        self.values.retain(|(s, ..)| *s != spot);
    }

    /// The model's path to a value at a place or inside or around it.
    pub(crate) fn holder(&self, spot: Spot) -> Option<&str> {
        let same = |s: &Spot| {
            s.element == spot.element
                && (s.component == spot.component || s.component == 0 || spot.component == 0)
        };
        self.values.iter().filter(|(s, ..)| same(s)).find_map(|(_, _, strength)| match strength {
            Strength::Real(path) => Some(path.as_str()),
            _ => None,
        })
    }

    fn filled(&self, spot: Spot) -> bool {
        if spot.element == 0 {
            return true;
        }
        let covers =
            |s: &Spot| s.element == spot.element && (spot.component == 0 || s.component == spot.component);
        self.values.iter().any(|(s, text, strength)| {
            covers(s) && !text.is_empty() && !matches!(strength, Strength::Weak { with } if *with != SEGMENT)
        })
    }

    /// Fills in what the row fixes and drops what would stand alone.
    pub(crate) fn complete(&mut self, table: &RowTable) {
        for fixed in &table.fixed {
            let free = !self.values.iter().any(|(s, ..)| {
                s.element == fixed.spot.element && (s.component == fixed.spot.component || s.component == 0)
            });
            if free && self.filled(fixed.with) {
                self.set(fixed.spot, fixed.code.as_str().into(), Strength::Weak { with: SEGMENT });
            }
        }
        let lonely: Vec<Spot> = self
            .values
            .iter()
            .filter(|(_, _, strength)| matches!(strength, Strength::Weak { with } if !self.filled(*with)))
            .map(|(spot, ..)| *spot)
            .collect();
        self.values.retain(|(spot, _, strength)| {
            !(lonely.contains(spot) && matches!(strength, Strength::Weak { .. }))
        });
    }

    /// Appends the segment's bytes, without terminator, trailing separators dropped. `used` says how a value is encoded;
    /// what its encoding cannot express is written as UTF-8.
    pub(crate) fn serialize(
        &mut self,
        id: &str,
        delimiters: Delimiters,
        out: &mut Vec<u8>,
        used: impl Fn(Spot) -> Used,
    ) {
        self.values.sort_by_key(|(spot, ..)| *spot);
        out.extend_from_slice(id.as_bytes());
        let (mut element, mut component) = (0u8, 1u8);
        for (spot, text, _) in self.values.iter().filter(|(_, text, _)| !text.is_empty()) {
            while element < spot.element {
                out.push(delimiters.element);
                element += 1;
                component = 1;
            }
            while component < spot.component {
                out.push(delimiters.component);
                component += 1;
            }
            match encode(text, used(*spot)) {
                Some(bytes) => out.extend_from_slice(&bytes),
                None => out.extend_from_slice(text.as_bytes()),
            }
        }
    }
}
