//! What the model does not say and writing back needs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Text;
use super::personal::{Marked, marks};

/// The last key of a claim, `x12`: absent or small for an ordinary claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Extras {
    /// Element, component and repetition separator and segment terminator, where they are not `*:^~`. Bytes that are not
    /// ASCII stand as the characters U+0080 to U+00FF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub separators: Option<String>,
    /// What is behind each terminator, where it is not one line feed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_end: Option<String>,
    /// Envelope or level (`ISA`, `GS`, `ST`, `2000A`, `2000B`, `2000C`) that begins anew with this claim although the one
    /// before it says the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens: Option<String>,
    /// Segments and elements that no field holds, each with its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unmapped: Vec<Unmapped>,
    /// Places of the loops and segments that the guide requires and the claim came without: it goes back without them.
    /// Whatever else the guide requires has to be there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<String>,
    /// Places of segments that came in another order than the guide prints, where X12 leaves one or not, in the order they
    /// came. They go back so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<String>,
    /// White space behind terminators that is not `line_end`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub white_space: Vec<WhiteSpace>,
    /// What is before the interchange (ISA) that begins with this claim, a byte order mark say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What is behind the interchange that ends with this claim, behind IEA and its white space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behind: Option<String>,
    /// Encoding of text, where the user named one that is not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Places of values that came in Windows-1252 and go back so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub windows_1252: Vec<String>,
}

impl Marked for Unmapped {}

marks! {
    Extras {
        separators: String as Control,
        line_end: String as Control,
        opens: String as Control,
        before: String as Free,
        behind: String as Free,
        encoding: String as Control,
        | unmapped: Unmapped as Free,
        absent: String as Control,
        order: String as Control,
        white_space: WhiteSpace,
        windows_1252: String as Control,
    }
}

marks! {
    WhiteSpace {
        part: String as Control,
        segment: u32,
        count: u32,
        text: String as Control,
    }
}

impl Extras {
    /// The separators most senders use; not mentioned.
    pub const SEPARATORS: &'static str = "*:^~";
    /// What is behind a terminator, where nothing else is mentioned.
    pub const LINE_END: &'static str = "\n";

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// White space that is behind some segments of a part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhiteSpace {
    /// The part by its loop: `ISA` for all up to the first level, `2000A`, `2000B`, `2000C`, `2300`; or the trailer that
    /// comes behind this claim: `SE`, `GE`, `IEA`.
    pub part: String,
    /// The first segment it is behind, counted in its part from 1.
    pub segment: u32,
    /// How many segments it is behind, one after the other.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub count: u32,
    /// The white space.
    pub text: String,
}

fn one() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_one(count: &u32) -> bool {
    *count == 1
}

/// Something that came in the claim and that no field holds.
///
/// Places are written as loop, segment and element: `2400#2/REF[G1]`, the second service line's authorisation; `#n` is
/// left out for the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum Unmapped {
    /// A whole segment, behind the segment named.
    Segment {
        /// Place of the nearest segment before it that has one.
        after: String,
        /// The segment as it came, without terminator, with the claim's own separators.
        segment: Text,
    },
    /// An element or component of a segment that is otherwise held.
    Element {
        /// Place of the segment.
        at: String,
        /// Element, and component behind a hyphen: `06`, `05-4`.
        element: String,
        /// The value as it came; empty where writing would fill a value in that was not there.
        value: Text,
    },
    /// How many codes a segment held where more of its kind follow in another (HI).
    Filled {
        /// Place of the segment.
        at: String,
        /// How many.
        filled: u8,
    },
}
