//! Text and amounts exactly as they were written.

use std::{borrow::Cow, fmt, ops::Deref, str::FromStr};

use compact_str::CompactString;
use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// A short text: a name, a number, a code, as transmitted.
///
/// Values of up to 24 bytes, nearly all there are in a claim, stand in the value itself without an allocation.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(CompactString);

impl JsonSchema for Text {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    // Inlined, it goes from registers to where it shall stand; through a temporary, the processor would wait for bytes
    // written a moment ago.
    #[inline]
    fn from(text: &str) -> Self {
        Self(CompactString::from(text))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(CompactString::from(text))
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// An amount of money in dollars, or a quantity: an exact decimal that keeps how it was written (`125` stays `125`).
///
/// Compare and add through [`Amount::value`]; two amounts are `==` only when written alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Amount(Text);

impl JsonSchema for Amount {
    fn schema_name() -> Cow<'static, str> {
        "Amount".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "An exact decimal as it was written, such as \"125\" or \"125.50\".",
            "pattern": r"^-?([0-9]+\.?[0-9]*|\.[0-9]+)$"
        })
    }
}

impl Amount {
    /// Takes an X12 decimal: an optional minus sign, digits, and a point where there are decimals. None for anything
    /// else, and for numbers longer than any claim holds (28 digits).
    pub fn parse(text: &str) -> Option<Self> {
        Self::is_one(text.as_bytes()).then(|| Self(text.into()))
    }

    /// Whether bytes are what [`Amount::parse`] takes.
    #[inline]
    pub(crate) fn is_one(text: &[u8]) -> bool {
        let number = text.strip_prefix(b"-").unwrap_or(text);
        let (mut digits, mut points) = (0, 0);
        for b in number {
            digits += usize::from(b.is_ascii_digit());
            points += usize::from(*b == b'.');
        }
        digits > 0 && points <= 1 && digits + points == number.len() && number.len() <= 28
    }

    /// The exact value.
    pub fn value(&self) -> Decimal {
        // `parse` lets nothing through that this could refuse but `5.`, so the point is trimmed.
        self.0.trim_end_matches('.').parse().unwrap_or_default()
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Text that is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an amount such as 125 or 125.50")]
pub struct AmountError;

impl FromStr for Amount {
    type Err = AmountError;

    /// Reads an amount; see [`Amount::parse`].
    ///
    /// ```
    /// use twinclaim::model::Amount;
    ///
    /// let amount: Amount = "125.50".parse()?;
    /// assert_eq!(amount.as_str(), "125.50");
    /// assert!("1,000".parse::<Amount>().is_err());
    /// # Ok::<(), twinclaim::model::AmountError>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, AmountError> {
        Self::parse(text).ok_or(AmountError)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| D::Error::custom("expected an amount as a string of digits, such as \"125.50\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_keeps_its_spelling_and_has_an_exact_value() {
        for (text, value) in [
            ("125", "125"),
            ("125.00", "125"),
            (".5", "0.5"),
            ("-3.10", "-3.1"),
            ("5.", "5"),
            ("-.5", "-0.5"),
        ] {
            let amount = Amount::parse(text).expect(text);
            assert_eq!(amount.as_str(), text);
            assert_eq!(amount.value(), value.parse().expect("a decimal"), "{text}");
        }
    }

    #[test]
    fn what_is_no_decimal_is_no_amount() {
        for text in
            ["", "-", ".", "-.", "+5", "1e3", "1,000", "12.3.4", " 5", "$5", "99999999999999999999999999999"]
        {
            assert_eq!(Amount::parse(text), None, "{text}");
        }
    }

    #[test]
    fn json_refuses_a_number_where_an_amount_is_a_string() {
        assert!(serde_json::from_str::<Amount>("125").is_err());
        assert!(serde_json::from_str::<Amount>("\"12x\"").is_err());
        assert_eq!(serde_json::from_str::<Amount>("\"12.50\"").expect("an amount").as_str(), "12.50");
    }
}
