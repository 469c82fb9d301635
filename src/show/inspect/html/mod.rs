//! Claims as a page for a browser: a list with search and filters, each claim told, on its form, and in its segments.
//!
//! The page is one program over JSON: claims first, as they come, then the tables that they point into by position, so
//! that what claims have in common stands once and memory does not grow with their number.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::io;

use serde::Serialize;

use crate::finding::{Finding, Severity};
use crate::show::form::{FormView, RestView};
use crate::show::page::{Harmless, Parts};
use crate::show::segment::{SegmentView, Shown};
use crate::show::words::found_at;
use crate::show::{Mask, Masked};

use super::ClaimRow;

const PARTS: Parts = Parts {
    title: "claims",
    body: include_str!("page.html"),
    style: include_str!("page.css"),
    script: include_str!("page.js"),
};

/// What the page shows of a claim.
#[derive(Debug)]
pub struct ClaimPage<'a> {
    /// The input it is of.
    pub file: &'a str,
    /// Its row of the list.
    pub row: &'a ClaimRow,
    /// As a person would tell it.
    pub story: &'a FormView,
    /// On its form.
    pub form: &'a FormView,
    /// Its segments and those above it; none where it was not read from X12.
    pub segments: &'a [Shown],
    /// What `validate` finds; none where it was not asked.
    pub findings: Option<&'a [Finding]>,
}

/// Writes the page, claim by claim.
pub struct InspectPage<'w> {
    out: &'w mut dyn io::Write,
    mask: Mask,
    begun: bool,
    /// Number, title and width of the boxes of a row.
    layouts: Numbered<Vec<(String, String, usize)>>,
    /// Labels of addenda.
    labels: Numbered<String>,
    /// What a segment is: its name, its loop, and its elements with their names.
    helps: Numbered<Help>,
    /// What values mean, by the name of their element.
    meanings: BTreeMap<String, BTreeMap<String, String>>,
}

/// What a segment is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
struct Help {
    name: String,
    #[serde(rename = "loop")]
    in_loop: String,
    opens: Option<String>,
    elements: Vec<(String, String)>,
}

/// Values that are kept once and named by their number.
#[derive(Debug)]
struct Numbered<T> {
    numbers: HashMap<T, usize>,
    values: Vec<T>,
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    fn new() -> Self {
        Self { numbers: HashMap::new(), values: Vec::new() }
    }

    fn number(&mut self, value: T) -> usize {
        let next = self.values.len();
        *self.numbers.entry(value).or_insert_with_key(|value| {
            self.values.push(value.clone());
            next
        })
    }
}

/// A claim in the page's JSON.
#[derive(Serialize)]
struct ClaimJson<'a> {
    file: &'a str,
    #[serde(flatten)]
    row: &'a ClaimRow,
    wrong: &'a str,
    story: Vec<(&'static str, Vec<&'a Masked>)>,
    also: Vec<(usize, &'a Masked)>,
    form: &'static str,
    pages: Vec<Vec<RowJson<'a>>>,
    addendum: Vec<(usize, &'a Masked)>,
    segments: Vec<(&'a str, usize, usize)>,
    findings: Option<Vec<FindingJson>>,
}

/// Layout, whether it is titled, and what is in each box.
type RowJson<'a> = (usize, bool, Vec<Vec<&'a Masked>>);

#[derive(Serialize)]
struct FindingJson {
    severity: Severity,
    code: String,
    message: String,
    help: String,
    #[serde(rename = "box")]
    in_box: Option<String>,
    place: String,
    segment: Option<String>,
}

impl<'w> InspectPage<'w> {
    /// Begins the page.
    pub fn begin(out: &'w mut dyn io::Write, title: &str, mask: Mask) -> io::Result<Self> {
        PARTS.begin(out)?;
        let mut json = Harmless(out);
        io::Write::write_all(&mut json, b"{\"schema\":\"twinclaim/inspect-page/1\",\"title\":")?;
        serde_json::to_writer(&mut json, title)?;
        io::Write::write_all(&mut json, b",\"claims\":[")?;
        Ok(Self {
            out,
            mask,
            begun: false,
            layouts: Numbered::new(),
            labels: Numbered::new(),
            helps: Numbered::new(),
            meanings: BTreeMap::new(),
        })
    }

    /// Adds a claim.
    pub fn claim(&mut self, claim: &ClaimPage<'_>) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            self.out.write_all(b",\n")?;
        }
        let parts = claim.story.pages.iter().flat_map(|page| &page.rows).flat_map(|row| &row.boxes);
        let parts = parts.filter(|part| !part.lines.is_empty());
        let json = ClaimJson {
            file: claim.file,
            row: claim.row,
            wrong: claim.row.wrong.as_deref().unwrap_or_default(),
            story: parts.map(|part| (part.number, part.lines.iter().collect())).collect(),
            also: self.labeled(&claim.story.addendum),
            form: claim.form.form,
            pages: self.pages(claim.form),
            addendum: self.labeled(&claim.form.addendum),
            segments: claim.segments.iter().filter_map(|shown| self.segment(shown)).collect(),
            findings: claim.findings.map(|all| self.findings(all)),
        };
        Ok(serde_json::to_writer(Harmless(self.out), &json)?)
    }

    /// Ends the page with what its claims point to.
    pub fn finish(self) -> io::Result<()> {
        let mut json = Harmless(self.out);
        io::Write::write_all(&mut json, b"],\"layouts\":")?;
        serde_json::to_writer(&mut json, &self.layouts.values)?;
        io::Write::write_all(&mut json, b",\"labels\":")?;
        serde_json::to_writer(&mut json, &self.labels.values)?;
        io::Write::write_all(&mut json, b",\"helps\":")?;
        serde_json::to_writer(&mut json, &self.helps.values)?;
        io::Write::write_all(&mut json, b",\"meanings\":")?;
        serde_json::to_writer(&mut json, &self.meanings)?;
        io::Write::write_all(&mut json, b"}")?;
        PARTS.end(self.out)
    }

    fn labeled<'a>(&mut self, rest: &'a [RestView]) -> Vec<(usize, &'a Masked)> {
        rest.iter().map(|rest| (self.labels.number(rest.label.clone()), &rest.value)).collect()
    }

    fn pages<'a>(&mut self, form: &'a FormView) -> Vec<Vec<RowJson<'a>>> {
        let mut pages = Vec::new();
        for page in &form.pages {
            let rows = page.rows.iter().map(|row| {
                let layout =
                    row.boxes.iter().map(|one| (one.number.to_owned(), one.title.to_owned(), one.width));
                let layout = self.layouts.number(layout.collect());
                (layout, row.titled, row.boxes.iter().map(|one| one.lines.iter().collect()).collect())
            });
            pages.push(rows.collect());
        }
        pages
    }

    fn segment<'a>(&mut self, shown: &'a Shown) -> Option<(&'a str, usize, usize)> {
        let Shown::Segment(segment) = shown else { return None };
        for element in &segment.elements {
            // Days and hours mean what they say, and are too many.
            let coded = element.meaning.as_ref().filter(|m| !m.starts_with(|c: char| c.is_ascii_digit()));
            if let (Some(name), Some(meaning)) = (&element.name, coded) {
                let values = self.meanings.entry(name.clone()).or_default();
                values.entry(element.value.to_string()).or_insert_with(|| meaning.clone());
            }
        }
        Some((&segment.text, self.helps.number(help(segment)), segment.depth))
    }

    fn findings(&self, findings: &[Finding]) -> Vec<FindingJson> {
        let one = |finding: &Finding| {
            let masked = self.mask.finding(finding);
            let at = masked.locations.first();
            let words = [
                at.and_then(|at| at.element.clone().or_else(|| at.segment_id.clone())),
                at.and_then(|at| at.r#loop.as_ref().map(|name| format!("loop {name}"))),
                at.and_then(|at| at.text_line.map(|line| format!("text line {line}"))),
            ];
            let place = at.map(found_at).unwrap_or_default().into_iter().chain(words.into_iter().flatten());
            FindingJson {
                severity: finding.severity,
                code: finding.code.clone(),
                message: masked.message.clone(),
                help: masked.help.clone(),
                in_box: finding.form_box.clone(),
                place: place.collect::<Vec<_>>().join(", "),
                segment: at.and_then(|at| at.segment_id.clone()),
            }
        };
        findings.iter().map(one).collect()
    }
}

fn help(segment: &SegmentView) -> Help {
    let elements = segment.elements.iter();
    Help {
        name: segment.name.clone().or_else(|| segment.unplaced.clone()).unwrap_or_default(),
        in_loop: segment.in_loop.clone().unwrap_or_default(),
        opens: segment.opens.as_ref().map(|opened| format!("{} {}", opened.id, opened.name)),
        elements: elements.map(|one| (one.at.clone(), one.name.clone().unwrap_or_default())).collect(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_is_whole_and_asks_nobody() {
        crate::show::page::tests::check(super::PARTS);
    }
}
