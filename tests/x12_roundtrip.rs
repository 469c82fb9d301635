//! X12 to JSON and back, byte for byte: both kinds, any separators and line ends, however the bytes arrive.

use std::io::Read;

use twinclaim::encounter::{Claim, ClaimType};
use twinclaim::generate::{Options, write};
use twinclaim::translate::{Claims, Event, Output, Reader as ClaimReader, Style};
use twinclaim::x12::{Charset, Reader};

/// Gives out a few bytes at a time.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.1.min(buffer.len()).min(self.0.len());
        buffer[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

fn through_json(text: &[u8], chunk: usize) -> Vec<u8> {
    let mut claims = Claims::new(Reader::new(Slow(text, chunk)), None, Charset::Auto);
    let mut reader = ClaimReader::default();
    let mut out = Output::new(Vec::with_capacity(text.len()), Style::default());
    while let Some(event) = claims.next().expect("valid X12") {
        match event {
            Event::Claim(raw) => {
                let json = serde_json::to_string(&reader.read(&raw)).expect("JSON");
                let mut claim: Claim = serde_json::from_str(&json).expect("our own JSON");
                out.claim(&mut claim).expect("it can be written");
            }
            Event::Notice(notice) => panic!("{notice:?}"),
            _ => {}
        }
    }
    out.finish().expect("memory takes it")
}

#[test]
fn every_byte_comes_back() {
    for kind in [ClaimType::Professional, ClaimType::Institutional] {
        let mut text = Vec::new();
        write(&Options::new(kind, 60).seed(3), &mut text).expect("memory takes it");
        let text = String::from_utf8(text).expect("UTF-8");
        for separators in ["*:^~", "|>!~", "\u{1d}\u{1f}\u{1e}\u{1c}", "*:^\n", "+;^'"] {
            let [element, component, repetition, segment] = separators.as_bytes() else {
                panic!("four separators")
            };
            for line_end in ["\n", "", "\r\n", "\n  "] {
                if *segment == b'\n' && !line_end.is_empty() {
                    continue;
                }
                let other: String = text
                    .chars()
                    .filter_map(|c| match c {
                        '*' => Some(char::from(*element)),
                        ':' => Some(char::from(*component)),
                        '^' => Some(char::from(*repetition)),
                        '\n' => None,
                        // Characters that separate here stand for themselves no longer.
                        c if c != '~' && separators.contains(c) => Some('-'),
                        c => Some(c),
                    })
                    .collect();
                let other = other.replace('~', &format!("{}{line_end}", char::from(*segment)));
                for chunk in [1, 7, 1 << 16] {
                    let back = through_json(other.as_bytes(), chunk);
                    assert!(
                        back == other.as_bytes(),
                        "{kind:?} {separators:?} {line_end:?} in pieces of {chunk}"
                    );
                }
            }
        }
    }
}
