//! A claim from JSON as segments, so that one mechanism serves both.

use chrono::{NaiveDate, NaiveTime};

use crate::model::Claim;
use crate::translate::{Claims, Event, Output, OutputError, RawClaim, Settings, Style};
use crate::x12::{Charset, Reader};

/// The X12 of a claim, or the message that says why there is none. Headers without a date get the one given.
pub(super) fn written(claim: &mut Claim, now: NaiveDate) -> Result<Vec<u8>, String> {
    let now = Some((now, NaiveTime::MIN));
    let style = Style { settings: Settings { now, ..Settings::default() }, ..Style::default() };
    let mut writer = Output::new(Vec::new(), style);
    writer.claim(claim).map_err(|error| match error {
        OutputError::Claim(problems) => {
            problems.iter().map(|p| format!("{}: {}", p.path, p.message)).collect::<Vec<_>>().join("; ")
        }
        OutputError::Io(error) => error.to_string(),
    })?;
    writer.finish().map_err(|error| error.to_string())
}

/// The first claim of X12 that was made of one.
pub(super) fn first(x12: &[u8], name: &str) -> Result<Box<RawClaim>, String> {
    let mut claims = Claims::new(Reader::from_slice(x12), Some(name.to_owned()), Charset::Auto);
    while let Some(event) = claims.next().transpose().map_err(|error| error.to_string())? {
        if let Event::Claim(raw) = event {
            return Ok(raw);
        }
    }
    Err("a claim in JSON came out of X12 as none".to_owned())
}
