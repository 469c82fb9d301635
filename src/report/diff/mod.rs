//! The outcome of reconciling as a diff: a hunk a visit, `-` what the facility says, `+` what the professional says.

mod rows;
mod totals;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;

use similar::{ChangeTag, DiffOp, TextDiff};

use crate::encounter::Claim;
use crate::finding::{Finding, Location, Severity, Side};
use crate::reconcile::{Outcome, Store, Visit};

use super::terminal::{Palette, Role, truncate, visible, wrap};
use super::words::money;
use rows::{Row, rows};

/// Lines longer than this are hard to read, however wide the window.
const WIDEST: usize = 110;
/// Column in which values begin.
const LABEL: usize = 13;

/// The visits, worst first, and the totals. `width` is the window's, none where there is none. Errors are those of
/// reading a claim again.
pub fn render(
    outcome: &Outcome,
    claims: &dyn Store,
    palette: &Palette,
    width: Option<usize>,
) -> io::Result<String> {
    let mut page = Page {
        outcome,
        claims: BTreeMap::new(),
        palette,
        width: width.unwrap_or(WIDEST).clamp(40, WIDEST),
        text: String::new(),
    };
    for (n, visit) in outcome.visits.iter().enumerate() {
        page.claims.clear();
        let about = visit.findings.iter().flat_map(|found| &found.about).copied();
        for claim in visit.claims().chain(about) {
            if let std::collections::btree_map::Entry::Vacant(free) = page.claims.entry(claim) {
                free.insert(claims.claim(claim)?);
            }
        }
        page.visit(n, visit);
    }
    page.totals();
    Ok(page.text)
}

struct Page<'o> {
    outcome: &'o Outcome,
    /// The claims of the visit at hand.
    claims: BTreeMap<usize, Cow<'o, Claim>>,
    palette: &'o Palette,
    width: usize,
    text: String,
}

impl Page<'_> {
    /// One line; values are made harmless and cut at the window's edge.
    fn line(&mut self, role: Role, text: &str) {
        let text = visible(text);
        let _ = writeln!(self.text, "{}", self.palette.paint(role, &truncate(&text, self.width)));
    }

    /// Text that may take several lines, under a label.
    fn paragraph(&mut self, role: Role, indent: usize, label: &str, text: &str) {
        let hang = indent + label.len();
        let wrapped = wrap(text, self.width, hang);
        let lead = format!("{}{label}", " ".repeat(indent));
        let _ = writeln!(self.text, "{}{}", self.palette.paint(role, &lead), wrapped.trim_start());
    }

    fn visit(&mut self, n: usize, visit: &Visit) {
        let first = visit.claims().next().map(|n| self.claims[&n].clone());
        let first = first.as_deref();
        let who = first
            .and_then(|claim| claim.patient.as_deref())
            .map_or_else(|| "patient not named".to_owned(), rows::full_name);
        let when = first
            .and_then(Claim::days)
            .map_or_else(|| "no date".to_owned(), |(from, to)| rows::days(from, to));
        let risk = visit.at_risk();
        let risk = if risk.is_zero() { String::new() } else { format!(" · {} at risk", money(risk)) };
        let mut header = format!("@@ visit {} · {} · {who} · {when}{risk}", n + 1, visit.status.as_str());
        if visit.is_matched() && visit.findings.is_empty() {
            header.push_str(" · the claims agree");
        }
        self.line(Role::Heading, &format!("{header} @@"));
        for claim in visit.claims() {
            self.claim(claim);
        }
        let mut said = vec![false; visit.findings.len()];
        if let Some(&facility) = visit.facility.first() {
            for attached in &visit.professional {
                let about = |about: &[usize]| about.contains(&attached.claim);
                let findings = take(visit, &mut said, about);
                if !findings.is_empty() {
                    self.text.push('\n');
                    self.pair(facility, attached.claim, &findings);
                }
            }
        }
        // What is about the visit as a whole, or about claims of one side.
        let findings = take(visit, &mut said, |_| true);
        if !findings.is_empty() {
            self.text.push('\n');
        }
        for finding in findings {
            self.finding(finding);
        }
        self.text.push('\n');
    }

    /// One line about a claim of the visit.
    fn claim(&mut self, n: usize) {
        let claim = self.claims[&n].clone();
        let claim = claim.as_ref();
        let (side, form) = match crate::link::side(claim) {
            Side::Facility => ("facility", "837I"),
            Side::Professional => ("professional", "837P"),
        };
        let number = claim.patient_control_number.as_deref().unwrap_or("without number");
        let biller =
            claim.billing_provider.as_ref().and_then(|b| b.name.as_deref().or(b.last_name.as_deref()));
        let charge = claim
            .total_charge
            .as_ref()
            .map_or_else(|| "no charge".to_owned(), |charge| money(charge.value()));
        let file = claim.source.as_ref().and_then(|source| source.file.as_deref()).unwrap_or("");
        let text = format!(
            "  {side:LABEL$} {form} {number}  {}  {charge}  {file}",
            biller.unwrap_or("biller not named")
        );
        self.line(Role::Dim, &text);
    }

    /// Both claims laid on the common model, a row a value.
    fn pair(&mut self, facility: usize, professional: usize, findings: &[&Finding]) {
        let left = rows(&self.claims[&facility], Side::Facility, findings);
        let right = rows(&self.claims[&professional], Side::Professional, findings);
        let keys = |rows: &[Row]| rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>();
        let ops = similar::capture_diff_slices(similar::Algorithm::Myers, &keys(&left), &keys(&right));
        let mut said = vec![false; findings.len()];
        for op in ops {
            match op {
                DiffOp::Equal { old_index, new_index, len } => {
                    for n in 0..len {
                        self.agree(&left[old_index + n], &right[new_index + n]);
                    }
                }
                op => self.differ(&left[op.old_range()], &right[op.new_range()], findings, &mut said),
            }
        }
        // A finding about a value that has no row of its own.
        for (finding, said) in findings.iter().zip(said) {
            if !said {
                self.finding(finding);
            }
        }
    }

    fn agree(&mut self, left: &Row, right: &Row) {
        let text = if left.text == right.text {
            left.text.clone()
        } else {
            format!("{} = {}", left.text, right.text)
        };
        self.row(' ', Role::Plain, left.label, &text, None);
    }

    /// Rows that do not agree: those with a finding as `-` and `+`, values of one side only in plain.
    fn differ(&mut self, left: &[Row], right: &[Row], findings: &[&Finding], said: &mut [bool]) {
        let mut rest: Vec<&Row> = right.iter().collect();
        for row in left {
            let twin = rest.iter().position(|other| other.pairs_with(row)).map(|at| rest.remove(at));
            match twin {
                Some(twin) if row.flagged || twin.flagged => {
                    self.row('-', Role::Facility, row.label, &row.text, Some(&twin.text));
                    self.row('+', Role::Professional, twin.label, &twin.text, Some(&row.text));
                }
                Some(twin) => self.agree(row, twin),
                None if row.flagged => self.row('-', Role::Facility, row.label, &row.text, None),
                None => self.row(' ', Role::Dim, row.label, &format!("{}  (facility)", row.text), None),
            }
            self.findings_at(&[Some(row), twin], findings, said);
        }
        for row in rest {
            if row.flagged {
                self.row('+', Role::Professional, row.label, &row.text, None);
            } else {
                self.row(' ', Role::Dim, row.label, &format!("{}  (professional)", row.text), None);
            }
            self.findings_at(&[Some(row)], findings, said);
        }
    }

    /// A row, with the part marked that differs from the other side.
    fn row(&mut self, sign: char, role: Role, label: &str, text: &str, other: Option<&str>) {
        let lead = format!("{sign} {label:LABEL$}");
        let room = self.width.saturating_sub(lead.len());
        let text = visible(text);
        let text = truncate(&text, room);
        let _ = write!(self.text, "{}", self.palette.paint(role, &lead));
        match other {
            None => {
                let _ = writeln!(self.text, "{}", self.palette.paint(role, &text));
            }
            Some(other) => {
                for (piece, differs) in pieces(&text, other) {
                    let role = if differs { emphasis(role) } else { role };
                    let _ = write!(self.text, "{}", self.palette.paint(role, &piece));
                }
                self.text.push('\n');
            }
        }
    }

    fn findings_at(&mut self, rows: &[Option<&Row>], findings: &[&Finding], said: &mut [bool]) {
        for (finding, said) in findings.iter().zip(said) {
            let here = rows.iter().flatten().any(|row| row.holds(finding));
            if here && !std::mem::replace(said, true) {
                self.finding(finding);
            }
        }
    }

    fn finding(&mut self, finding: &Finding) {
        let role = match finding.severity {
            Severity::Error => Role::Error,
            Severity::Warning => Role::Warning,
            Severity::Info => Role::Info,
        };
        let label = format!("{} {}: ", finding.severity.as_str(), finding.code);
        self.paragraph(role, 4, &label, &finding.message);
        self.paragraph(Role::Dim, 6, "why   ", &finding.why);
        self.paragraph(Role::Dim, 6, "do    ", &finding.help);
        if let (Some(amount), Some(basis)) = (&finding.amount_at_risk, &finding.amount_basis) {
            let amount = amount.parse().map_or_else(|_| amount.clone(), money);
            self.paragraph(Role::Dim, 6, "risk  ", &format!("{amount}, {basis}"));
        }
        for at in &finding.locations {
            self.paragraph(Role::Dim, 6, "at    ", &place(at));
        }
    }
}

/// Findings not said yet that are about such claims.
fn take<'v>(visit: &'v Visit, said: &mut [bool], wanted: impl Fn(&[usize]) -> bool) -> Vec<&'v Finding> {
    let all = visit.findings.iter().zip(said);
    let new = all.filter(|(found, said)| !**said && wanted(&found.about));
    new.map(|(found, said)| {
        *said = true;
        &found.finding
    })
    .collect()
}

/// Where a value stands, in a line.
fn place(at: &Location) -> String {
    let element = match (&at.element, at.component) {
        (Some(element), Some(component)) => format!("{element}-{component}"),
        (Some(element), None) => element.clone(),
        (None, _) => at.path.clone().unwrap_or_default(),
    };
    let mut text = format!("{} {element}", at.file.as_deref().unwrap_or("claim"));
    if let Some(in_loop) = &at.r#loop {
        let _ = write!(text, ", loop {in_loop}");
    }
    if let (Some(segment), Some(line)) = (at.segment, at.text_line) {
        let _ = write!(text, ", segment {segment}, line {line}");
    }
    text
}

fn emphasis(role: Role) -> Role {
    match role {
        Role::Facility => Role::FacilityEmphasis,
        Role::Professional => Role::ProfessionalEmphasis,
        other => other,
    }
}

/// Cuts a text into what the other one has too and what differs: by characters where the two are nearly alike (a
/// mistyped number), else by words.
fn pieces(text: &str, other: &str) -> Vec<(String, bool)> {
    let by_characters = TextDiff::from_chars(other, text);
    let alike = by_characters.ratio() > 0.7;
    let diff = if alike { by_characters } else { TextDiff::from_words(other, text) };
    let mut pieces: Vec<(String, bool)> = Vec::new();
    for change in diff.iter_all_changes().filter(|change| change.tag() != ChangeTag::Delete) {
        let differs = change.tag() == ChangeTag::Insert;
        match pieces.last_mut() {
            Some((last, same)) if *same == differs => last.push_str(change.value()),
            _ => pieces.push((change.value().to_owned(), differs)),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::pieces;

    fn marked(text: &str, other: &str) -> String {
        pieces(text, other)
            .iter()
            .map(|(piece, differs)| if *differs { format!("[{piece}]") } else { piece.clone() })
            .collect()
    }

    #[test]
    fn what_differs_is_marked() {
        assert_eq!(marked("1EG4TE5MK73", "1EG4TE5MK73"), "1EG4TE5MK73");
        assert_eq!(marked("1EG4TE5MK83", "1EG4TE5MK73"), "1EG4TE5MK[8]3");
        assert_eq!(marked("place 11, office", "type of bill 131"), "[place] [11,] [office]");
    }
}
