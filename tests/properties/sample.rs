//! A sample as segments with their places, and its mutants.

use twinclaim::guide::{LoopId, RowId, SegmentRow, Walker, registry};
use twinclaim::x12::{Piece, Reader};

use crate::oracle::{Oracle, Verdict};

/// A segment of the sample.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) elements: Vec<String>,
    pub(crate) row: RowId,
    pub(crate) in_loop: LoopId,
    pub(crate) opens: bool,
}

impl Part {
    pub(crate) fn text(&self) -> String {
        let last = self.elements.iter().rposition(|e| !e.is_empty()).unwrap_or(0);
        self.elements[..=last].join("*")
    }
}

/// One sample: envelope, and the segments of its one transaction from BHT to the last before SE.
#[derive(Debug)]
pub(crate) struct Sample {
    head: String,
    pub(crate) parts: Vec<Part>,
    tail: [String; 3],
    pub(crate) guide: &'static twinclaim::guide::Guide,
}

/// A changed sample.
#[derive(Debug)]
pub(crate) struct Mutant {
    pub(crate) what: String,
    pub(crate) text: String,
}

impl Sample {
    /// Reads a sample; it uses the ordinary separators and holds one transaction.
    pub(crate) fn read(text: &str) -> Self {
        let version = text.split("ST*837*").nth(1).and_then(|st| st.split(['*', '~']).nth(1)).expect("ST03");
        let guide = registry::by_version(version).expect("a guide");
        let mut walker = Walker::new(registry::places(guide.kind));
        let (mut head, mut parts, mut tail) = (String::new(), Vec::new(), Vec::new());
        let mut reader = Reader::from_slice(text.as_bytes());
        while let Some(piece) = reader.next().expect("a sample is X12") {
            let Piece::Segment(item) = piece else { continue };
            let text = String::from_utf8(item.segment.bytes().to_vec()).expect("a sample is UTF-8");
            let placed = walker.place(&item.segment);
            match item.segment.id() {
                b"ISA" | b"GS" | b"ST" => head = head + &text + "~\n",
                b"SE" | b"GE" | b"IEA" => tail.push(text),
                _ => parts.push(Part {
                    elements: text.split('*').map(str::to_owned).collect(),
                    row: placed.row.expect("a sample is right"),
                    in_loop: placed.in_loop,
                    opens: placed.opens,
                }),
            }
        }
        Self { head, parts, tail: tail.try_into().expect("one transaction"), guide }
    }

    pub(crate) fn row(&self, n: usize) -> &'static SegmentRow {
        self.guide.row(self.parts[n].row)
    }

    /// The sample as it is.
    pub(crate) fn whole(&self) -> String {
        self.file(&self.parts.iter().map(Part::text).collect::<Vec<_>>())
    }

    /// A file of these segments, counted right.
    fn file(&self, segments: &[String]) -> String {
        let control = self.tail[0].rsplit('*').next().expect("SE02");
        let se = format!("SE*{}*{control}", segments.len() + 2);
        let body = segments.iter().fold(String::new(), |body, segment| body + segment + "~\n");
        format!("{}{body}{se}~\n{}~\n{}~\n", self.head, self.tail[1], self.tail[2])
    }

    /// All mutants with what is to be expected of each.
    pub(crate) fn mutants(&self) -> Vec<(Mutant, Verdict)> {
        let oracle = Oracle { sample: self };
        let mut mutants = Vec::new();
        let texts: Vec<String> = self.parts.iter().map(Part::text).collect();
        let mut add = |what: String, segments: &[String], verdict: Verdict| {
            mutants.push((Mutant { what, text: self.file(segments) }, verdict));
        };
        for n in 0..self.parts.len() {
            let mut dropped = texts.clone();
            dropped.remove(n);
            add(format!("{} dropped ({})", texts[n], n + 2), &dropped, oracle.dropped(n));
            let mut repeated = texts.clone();
            repeated.insert(n, texts[n].clone());
            add(format!("{} repeated ({})", texts[n], n + 2), &repeated, oracle.repeated(n));
            if n + 1 < self.parts.len() {
                let mut swapped = texts.clone();
                swapped.swap(n, n + 1);
                add(format!("{} swapped with the next ({})", texts[n], n + 2), &swapped, oracle.swapped(n));
            }
            let mut unknown = texts.clone();
            unknown.insert(n + 1, "ZZZ*1".to_owned());
            add(format!("ZZZ behind {} ({})", texts[n], n + 2), &unknown, Oracle::unknown(n));
            for change in oracle.elements(n) {
                let mut part = self.parts[n].clone();
                part.elements[change.element] = change.value;
                let mut changed = texts.clone();
                changed[n] = part.text();
                add(format!("{} for {}", changed[n], texts[n]), &changed, change.verdict);
            }
        }
        mutants
    }
}
