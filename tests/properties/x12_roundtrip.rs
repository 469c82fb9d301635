//! X12 to JSON and back, byte for byte: both kinds, any separators and line ends, however the bytes arrive.

use std::io::Read;

use twinclaim::internal::generate::{Options, write};
use twinclaim::model::{Claim, ClaimType};
use twinclaim::translate::{Claims, Event, Notice, Output, Reader as ClaimReader, Style};
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

fn through_json(text: &[u8], chunk: usize, notice: impl Fn(Notice)) -> Vec<u8> {
    let mut claims = Claims::new(Reader::new(Slow(text, chunk)), None, Charset::Auto);
    let mut reader = ClaimReader::default();
    let mut out = Output::new(Vec::with_capacity(text.len()), Style::default());
    while let Some(event) = claims.next().transpose().expect("valid X12") {
        match event {
            Event::Claim(raw) => {
                let json = serde_json::to_string(&reader.read(&raw)).expect("JSON");
                let mut claim: Claim = serde_json::from_str(&json).expect("our own JSON");
                out.claim(&mut claim).expect("it can be written");
            }
            Event::Notice(about) => notice(about),
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
                    let back = through_json(other.as_bytes(), chunk, |notice| panic!("{notice:?}"));
                    assert!(
                        back == other.as_bytes(),
                        "{kind:?} {separators:?} {line_end:?} in pieces of {chunk}"
                    );
                }
            }
        }
    }
}

/// A file with its SE01 counted.
fn counted(segments: &[&str]) -> String {
    let inside = segments.len() - 4;
    let line = |segment: &&str| match segment.strip_prefix("SE*").and_then(|rest| rest.split_once('*')) {
        Some((_, number)) => format!("SE*{inside}*{number}\n"),
        None => format!("{segment}\n"),
    };
    segments.iter().map(line).collect()
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

/// Generated files with each of their segments changed in turn, but for those with an identifier that is `needed`: all come
/// back as they went, if in guide order. `others` gives the files that are made of one at one of its segments. Gives how
/// many there were.
fn come_back(needed: &[&str], seeds: u64, others: impl Fn(&[&str], usize) -> Vec<String>) -> usize {
    let mut tried = 0;
    for kind in [ClaimType::Professional, ClaimType::Institutional] {
        for seed in 0..seeds {
            let mut text = Vec::new();
            write(&Options::new(kind, 1).seed(seed), &mut text).expect("memory takes it");
            let text = String::from_utf8(text).expect("UTF-8");
            let segments: Vec<&str> = text.lines().collect();
            for (n, segment) in segments.iter().enumerate() {
                if segment.split('*').next().is_some_and(|id| needed.contains(&id)) {
                    continue;
                }
                for other in others(&segments, n) {
                    // Segments may lose their place with the one before them, and two lines become one, in guide order.
                    let back = through_json(other.as_bytes(), 1 << 16, |_| ());
                    let back = String::from_utf8(back).expect("UTF-8");
                    assert_eq!(sorted(&back), sorted(&other), "{kind:?} {seed}: {segment}");
                    tried += 1;
                }
            }
        }
    }
    tried
}

/// What a file lacks is neither asked for nor invented when its claims are written back.
#[test]
fn a_file_without_a_segment_comes_back_without_it() {
    // Without these there is no transaction, no claim, or nobody to whom it belongs.
    let needed = ["ISA", "GS", "ST", "HL", "CLM", "SE", "GE", "IEA"];
    let tried =
        come_back(&needed, 6, |segments, n| vec![counted(&[&segments[..n], &segments[n + 1..]].concat())]);
    assert!(tried > 200, "{tried}");
}

/// A note of what a claim came without is for files that break their guide only.
#[test]
fn an_ordinary_claim_carries_nothing_beside_its_fields() {
    for kind in [ClaimType::Professional, ClaimType::Institutional] {
        let mut text = Vec::new();
        write(&Options::new(kind, 200).seed(5), &mut text).expect("memory takes it");
        let mut claims = Claims::new(Reader::from_slice(&text), None, Charset::Auto);
        while let Some(event) = claims.next().transpose().expect("valid X12") {
            let Event::Claim(raw) = event else { continue };
            let x12 = raw.to_claim().x12;
            assert_eq!((x12.absent, x12.unmapped), (Vec::new(), Vec::new()), "{kind:?}");
        }
    }
}

/// The segment without one value: each element and each component left out in turn, without separators that end nothing.
fn lacking_a_value(segment: &str) -> Vec<String> {
    let elements: Vec<&str> = segment.trim_end_matches('~').split('*').collect();
    let mut found = Vec::new();
    for n in 1..elements.len() {
        let components: Vec<&str> = elements[n].split(':').collect();
        for c in 0..components.len() {
            let mut fewer = components.clone();
            fewer[c] = "";
            let element = fewer.join(":");
            let mut segment = elements.clone();
            segment[n] = element.trim_end_matches(':');
            found.push(format!("{}~", segment.join("*").trim_end_matches('*')));
        }
    }
    found.retain(|other| other != segment);
    found
}

/// What a segment lacks is neither asked for nor invented either.
#[test]
fn a_segment_without_a_value_comes_back_without_it() {
    // The envelope and the levels, without whose values nobody knows what the file is, and what counts.
    let needed = ["ISA", "GS", "ST", "HL", "BHT", "SE", "GE", "IEA"];
    let tried = come_back(&needed, 3, |segments, n| {
        let lacking = lacking_a_value(segments[n]);
        lacking
            .iter()
            .map(|segment| counted(&[&segments[..n], &[segment], &segments[n + 1..]].concat()))
            .collect()
    });
    assert!(tried > 400, "{tried}");
}
