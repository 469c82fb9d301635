//! The outcome of reconciling as a page for a browser: one file that needs nothing else and talks to nobody.
//!
//! The page's parts stand beside this file; the outcome goes into it as JSON, and the page's script shows it.

mod data;

use std::io;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::reconcile::{Outcome, Store};
use crate::show::Mask;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes the page. Errors are those of writing and of reading a claim again.
pub(super) fn render(
    outcome: &Outcome,
    claims: &dyn Store,
    mask: Mask,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let (policy, rest) = split(PAGE, "{{hash}}");
    let (head, rest) = split(rest, "{{css}}");
    let (middle, rest) = split(rest, "{{data}}");
    let (end, foot) = split(rest, "{{js}}");
    for part in [policy, &script_hash(), head, STYLE, middle] {
        out.write_all(part.as_bytes())?;
    }
    data::write(outcome, claims, mask, &mut Harmless(out))?;
    for part in [end, SCRIPT, foot] {
        out.write_all(part.as_bytes())?;
    }
    Ok(())
}

/// The script as the page's policy names it, so that a browser runs no other: all between its tags, line ends included.
fn script_hash() -> String {
    BASE64.encode(Sha256::digest(format!("\n{SCRIPT}\n")))
}

/// The text before and behind a mark. The tests hold that the page has each mark once.
fn split<'p>(page: &'p str, mark: &str) -> (&'p str, &'p str) {
    page.split_once(mark).unwrap_or((page, ""))
}

/// JSON inside a page: no value of a claim can end the element it is in. `<` is only inside JSON's strings,
/// where `\u003c` is the same.
struct Harmless<'w>(&'w mut dyn io::Write);

impl io::Write for Harmless<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut pieces = bytes.split(|b| *b == b'<');
        self.0.write_all(pieces.next().unwrap_or_default())?;
        for piece in pieces {
            self.0.write_all(br"\u003c")?;
            self.0.write_all(piece)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Writes a value as JSON.
fn json(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    Ok(serde_json::to_writer(out, value)?)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn the_page_has_each_mark_once() {
        for mark in ["{{hash}}", "{{css}}", "{{data}}", "{{js}}"] {
            assert_eq!(PAGE.matches(mark).count(), 1, "{mark}");
        }
    }

    #[test]
    fn the_policy_names_the_script_as_it_stands_between_its_tags() {
        let page = PAGE.replace("{{js}}", SCRIPT);
        let script = page.rsplit_once("<script>").expect("the script").1;
        let script = script.split_once("</script>").expect("its end").0;
        assert_eq!(BASE64.encode(Sha256::digest(script)), script_hash());
    }

    #[test]
    fn the_page_asks_nobody_for_anything() {
        for part in [PAGE, STYLE, SCRIPT] {
            assert!(!part.contains("http://") && !part.contains("https://") && !part.contains("@import"));
        }
    }

    #[test]
    fn no_value_ends_the_element_it_stands_in() {
        let mut out = Vec::new();
        let hostile = "</script><script>alert(1)</script><!--";
        serde_json::to_writer(Harmless(&mut out), hostile).expect("memory takes it");
        let text = String::from_utf8(out.clone()).expect("JSON is UTF-8");
        assert!(!text.contains('<'), "{text}");
        assert_eq!(serde_json::from_slice::<String>(&out).expect("JSON"), hostile);
        Harmless(&mut out).flush().expect("nothing to do");
    }
}
