//! A page for a browser: one file that needs nothing else and talks to nobody.
//!
//! Here are the frame of all pages and what their styles and scripts begin with; what is a page's own (`page.html`,
//! `page.css`, `page.js`) stands beside the code that fills it. What it shows goes into it as JSON, and its script shows
//! that; the page's policy lets a browser run this script and no other.

use std::io;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use sha2::{Digest, Sha256};

/// The frame, with each of the marks `{{hash}}`, `{{title}}`, `{{css}}`, `{{body}}`, `{{data}}`, `{{js}}` once, in this order.
const FRAME: &str = include_str!("frame.html");
const STYLE: &str = include_str!("common.css");
const SCRIPT: &str = include_str!("common.js");

/// What is a page's own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    pub(super) title: &'static str,
    pub(super) body: &'static str,
    pub(super) style: &'static str,
    pub(super) script: &'static str,
}

impl Parts {
    /// Writes all that is in front of the data.
    pub(super) fn begin(self, out: &mut dyn io::Write) -> io::Result<()> {
        let (before, _) = split(FRAME, "{{data}}");
        let hash = self.script_hash();
        let fills = [
            ("{{hash}}", &[&*hash][..]),
            ("{{title}}", &[self.title]),
            ("{{css}}", &[STYLE, self.style]),
            ("{{body}}", &[self.body]),
        ];
        let mut rest = before;
        for (mark, texts) in fills {
            let (part, behind) = split(rest, mark);
            out.write_all(part.as_bytes())?;
            texts.iter().try_for_each(|text| out.write_all(text.as_bytes()))?;
            rest = behind;
        }
        out.write_all(rest.as_bytes())
    }

    /// Writes all that is behind the data.
    pub(super) fn end(self, out: &mut dyn io::Write) -> io::Result<()> {
        let (_, rest) = split(FRAME, "{{data}}");
        let (end, foot) = split(rest, "{{js}}");
        [end, SCRIPT, self.script, foot].iter().try_for_each(|part| out.write_all(part.as_bytes()))
    }

    /// The script as the page's policy names it: all between its tags, line ends included.
    fn script_hash(self) -> String {
        BASE64.encode(Sha256::digest(format!("\n{SCRIPT}{}\n", self.script)))
    }
}

/// The text before and behind a mark. The tests hold that the frame has each mark once.
fn split<'p>(page: &'p str, mark: &str) -> (&'p str, &'p str) {
    page.split_once(mark).unwrap_or((page, ""))
}

/// JSON inside a page: no value of a claim can end the element it is in. `<` is only inside JSON's strings,
/// where `\u003c` is the same.
pub(super) struct Harmless<'w>(pub(super) &'w mut dyn io::Write);

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

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use super::*;

    /// What holds for every page.
    pub(in crate::show) fn check(parts: Parts) {
        for mark in ["{{hash}}", "{{title}}", "{{css}}", "{{body}}", "{{data}}", "{{js}}"] {
            assert_eq!(FRAME.matches(mark).count(), 1, "{mark}");
        }
        let mut page = Vec::new();
        parts.begin(&mut page).and_then(|()| parts.end(&mut page)).expect("memory takes it");
        let page = String::from_utf8(page).expect("UTF-8");
        let script = page.rsplit_once("<script>").expect("the script").1;
        let script = script.split_once("</script>").expect("its end").0;
        assert_eq!(BASE64.encode(Sha256::digest(script)), parts.script_hash(), "the policy names the script");
        assert!(page.contains(&parts.script_hash()) && !page.contains("{{"), "each mark is filled");
        let asks = ["http://", "https://", "@import", "fetch(", "innerHTML"];
        assert!(asks.iter().all(|word| !page.contains(word)), "the page asks nobody for anything");
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
