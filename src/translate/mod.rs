//! Placed segments to the model and back, all directions from one description.
//!
//! The way of a value, CLM02 say: [`Claims`] has the cursor of `tree` give each segment its place and collects those of one claim
//! in a [`Block`]; `describe::claim` says that element 2 of the row `claim_information` is `total_charge`;
//! `Read` runs that description forwards and fills [`Claim`](crate::model::Claim),
//! `Write` runs it backwards and makes segments, which are put into guide order by the rows they came from. `Learn` runs it
//! once and writes it down as the `plan`, by which [`Ndjson`] goes from a block's segments straight to JSON: `gather` notes
//! where the values are, `render` writes them.
//! What no field took is kept with its address (see `unmapped`) and put back by `preserved`.

mod address;
mod anew;
mod block;
mod bound_guide;
mod boxes;
mod codec;
#[cfg(test)]
mod coverage;
mod decoded;
mod defaults;
mod describe;
mod direction;
mod draft;
mod empty;
mod event;
mod field;
mod gather;
mod headers;
mod layout;
mod marks;
mod missing_required;
mod ndjson;
mod open_loop;
mod output;
pub mod packed;
mod plan;
mod preserved;
mod raw;
mod read;
mod render;
mod renumber;
mod repeats;
mod row;
mod sealed;
mod segment_state;
mod stream;
mod surroundings;
mod survey;
mod text;
mod trace;
mod unmapped;
mod write;
mod written_segments;

pub use block::{Block, Entry};
pub(crate) use boxes::{At, Boxes};
pub use defaults::Settings;
pub use event::{Event, Foreign, Notice};
pub use gather::Reason;
pub(crate) use marks::Marks;
pub use ndjson::{Counts, Ndjson};
pub use open_loop::WriteFault;
pub use output::{Output, OutputError, Style};
pub use raw::{Places, RawClaim, Reader, line_number};
pub use stream::Claims;

use crate::guide::{Guide, registry};
use crate::model::ClaimType;
pub use crate::tree::Part;

/// The guide that claims of a kind follow.
pub fn guide(kind: ClaimType) -> &'static Guide {
    registry::guide(kind)
}
