//! One value and its surrogate.

use std::collections::HashSet;

use crate::x12::{Charset, encode};

use super::days::{self, Dating, Of};
use super::names::{self, Words};
use super::numbers::number;
use super::places::Kind;
use super::postal::postal_code;
use super::surrogates::Numbers;

/// Values that name nobody, and stay: a payer's identifier or name, a trading partner.
#[derive(Clone, Debug, Default)]
pub struct Kept(HashSet<String>);

impl Kept {
    /// These values; spaces around them and case are no difference.
    pub fn new<'v>(values: impl IntoIterator<Item = &'v str>) -> Self {
        Self(values.into_iter().map(normal).filter(|value| !value.is_empty()).collect())
    }

    fn holds(&self, value: &str) -> bool {
        !self.0.is_empty() && self.0.contains(&normal(value))
    }
}

fn normal(value: &str) -> String {
    value.trim().to_uppercase()
}

/// Makes surrogates of values, in the time of one patient.
#[derive(Debug)]
pub(super) struct Values<'n> {
    pub(super) numbers: &'n mut Numbers,
    pub(super) dating: Dating,
    pub(super) charset: Charset,
    /// What stays wherever it is a whole value.
    pub(super) kept: &'n Kept,
}

impl Values<'_> {
    /// The surrogate of a value that stands in a place of this kind. `fits` says whether a plain value can be right there;
    /// `longest` is the longest that may stand there.
    pub(super) fn surrogate(
        &mut self,
        kind: Kind,
        bytes: &[u8],
        longest: usize,
        fits: impl Fn(&str) -> bool,
    ) -> Vec<u8> {
        let (value, used) = self.charset.decode(bytes);
        if value.trim().is_empty() || self.kept.holds(&value) {
            return bytes.to_vec();
        }
        let other = self.other(kind, &value, longest, fits);
        match encode(&other, used) {
            Some(encoded) => encoded.into_owned(),
            None => other.chars().map(|c| if c.is_ascii() { c as u8 } else { b'X' }).collect(),
        }
    }

    fn other(&mut self, kind: Kind, value: &str, longest: usize, fits: impl Fn(&str) -> bool) -> String {
        match kind {
            Kind::Plain if fits(value) => value.to_owned(),
            Kind::Plain => self.unfit(value, fits),
            Kind::Version if is_version(value) => value.to_owned(),
            Kind::Version | Kind::Number => number(self.numbers, value),
            Kind::Person => names::name(self.numbers, Words::Person, value, longest),
            Kind::Organization | Kind::Entity => {
                names::name(self.numbers, Words::Organization, value, longest)
            }
            Kind::Street => names::name(self.numbers, Words::Street, value, longest),
            Kind::City => names::name(self.numbers, Words::City, value, longest),
            Kind::Postal => postal_code(self.numbers, value),
            Kind::Text => names::text(self.numbers, value, longest),
            Kind::Date => self.date(Of::Event, value),
            Kind::Life => self.date(Of::Life, value),
            Kind::Time => {
                let dating = self.dating;
                let is_time = |value: &str| days::time(dating, value).is_some();
                days::time(dating, value).unwrap_or_else(|| self.unfit(value, is_time))
            }
        }
    }

    fn date(&mut self, of: Of, value: &str) -> String {
        let dating = self.dating;
        let is_date = |value: &str| days::surrogate(dating, of, value).is_some();
        days::surrogate(dating, of, value).unwrap_or_else(|| self.unfit(value, is_date))
    }

    /// The surrogate of what is not right at its place: another that is not either.
    fn unfit(&mut self, value: &str, fits: impl Fn(&str) -> bool) -> String {
        let mut other = number(self.numbers, value);
        for _ in 0..MOST_STEPS {
            if !fits(&other) {
                break;
            }
            other = number(self.numbers, &other);
        }
        other
    }
}

/// Values that look right are few among those that do not.
const MOST_STEPS: usize = 32;

/// Whether a value can name a version of X12 or a guide, such as `005010X222A1` or `00501`.
fn is_version(value: &str) -> bool {
    value.len() <= 12
        && value.starts_with('0')
        && value.bytes().take(5).all(|b| b.is_ascii_digit())
        && value.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'X' | b'A'))
}
