//! Control numbers of what is written, by one rule for all commands.

use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;

use crate::x12::Numbering;

use super::common::X12_WRITTEN;

/// 2020-01-01 in seconds since 1970: numbers from the clock count from there, so that nine digits last until 2051.
const FROM: u64 = 1_577_836_800;
/// Control numbers have nine digits.
const LIMIT: u64 = 1_000_000_000;

/// Control numbers, as the user wants them.
#[derive(Clone, Debug, Args)]
pub(super) struct NumberArgs {
    /// New control numbers for interchanges, groups and transactions (ISA13, GS06, ST02), counting up from FIRST, or from
    /// the seconds since 2020 unless given. A changed file under old numbers is refused as a duplicate.
    #[arg(long, value_name = "FIRST", help_heading = X12_WRITTEN, num_args = 0..=1, require_equals = true, default_missing_value = "clock",
          value_parser = start)]
    renew_control_numbers: Option<Start>,
}

/// Where new numbers begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    Clock,
    At(u32),
}

fn start(text: &str) -> Result<Start, String> {
    match text.parse() {
        _ if text == "clock" => Ok(Start::Clock),
        Ok(number @ 1..=999_999_999) => Ok(Start::At(number)),
        _ => Err("give a number from 1 to 999999999, or none to take it from the clock".to_owned()),
    }
}

impl NumberArgs {
    /// The first new number; none to keep those that are there.
    pub(super) fn first(&self) -> Option<u32> {
        self.renew_control_numbers.map(|start| match start {
            Start::At(number) => number,
            Start::Clock => {
                from_clock(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
            }
        })
    }

    pub(super) fn policy(&self) -> Numbering {
        self.first().map_or_else(Numbering::kept, |first| Numbering::renewed(first.into()))
    }
}

/// The number of a second.
pub(super) fn from_clock(seconds: u64) -> u32 {
    (seconds.saturating_sub(FROM) % LIMIT).max(1) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_from_the_clock_rise_and_have_nine_digits_at_most() {
        assert_eq!(from_clock(FROM + 86_400), 86_400);
        assert_eq!(from_clock(FROM), 1);
        assert_eq!(from_clock(0), 1);
        assert_eq!(from_clock(FROM + LIMIT + 5), 5);
    }

    #[test]
    fn a_number_that_is_given_has_one_to_nine_digits() {
        assert_eq!(start("77"), Ok(Start::At(77)));
        assert_eq!(start("clock"), Ok(Start::Clock));
        for text in ["0", "1000000000", "-1", "x", ""] {
            assert!(start(text).is_err(), "{text}");
        }
    }
}
