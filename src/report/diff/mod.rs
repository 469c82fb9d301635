//! The outcome of reconciling as a diff: a hunk a visit, `-` what the facility says, `+` what the professional says.

mod totals;

use std::fmt::Write;

use crate::encounter::Claim;
use crate::finding::{Finding, Location, Severity, Side};
use crate::reconcile::{Outcome, Visit};

use super::pair::{self, Aligned, Standing, align, pieces};
use super::terminal::{Palette, Role, truncate, visible, wrap};
use super::words::money;

/// Lines longer than this are hard to read, however wide the window.
const WIDEST: usize = 110;
/// Column in which values begin.
const LABEL: usize = 13;

/// The visits, worst first, and the totals. `width` is the window's, none where there is none.
pub fn render(outcome: &Outcome, claims: &[Claim], palette: &Palette, width: Option<usize>) -> String {
    let mut page = Page {
        outcome,
        claims,
        palette,
        width: width.unwrap_or(WIDEST).clamp(40, WIDEST),
        text: String::new(),
    };
    for (n, visit) in outcome.visits.iter().enumerate() {
        page.visit(n, visit);
    }
    page.totals();
    page.text
}

struct Page<'o> {
    outcome: &'o Outcome,
    claims: &'o [Claim],
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
        let first = visit.claims().next().map(|n| &self.claims[n]);
        let who = first
            .and_then(|claim| claim.patient.as_ref())
            .map_or_else(|| "patient not named".to_owned(), pair::full_name);
        let when = first
            .and_then(Claim::days)
            .map_or_else(|| "no date".to_owned(), |(from, to)| pair::days(from, to));
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
        let Some(&facility) = visit.facility.first() else {
            self.text.push('\n');
            return;
        };
        for &professional in &visit.professional {
            let findings: Vec<&Finding> = visit
                .findings
                .iter()
                .zip(&visit.about)
                .filter(|(_, about)| **about == professional)
                .map(|(f, _)| f)
                .collect();
            if !findings.is_empty() {
                self.text.push('\n');
                self.pair(facility, professional, &findings);
            }
        }
        self.text.push('\n');
    }

    /// One line about a claim of the visit.
    fn claim(&mut self, n: usize) {
        let claim = &self.claims[n];
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
        for row in align(Some(&self.claims[facility]), Some(&self.claims[professional]), findings) {
            self.aligned(&row);
            for n in row.findings {
                self.finding(findings[n]);
            }
        }
    }

    /// What a finding is about as `-` and `+`, the rest in plain.
    fn aligned(&mut self, row: &Aligned) {
        let (left, right) = (row.facility.as_deref(), row.professional.as_deref());
        if row.standing == Standing::Differ {
            if let Some(left) = left {
                self.row('-', Role::Facility, row.label, left, right);
            }
            if let Some(right) = right {
                self.row('+', Role::Professional, row.label, right, left);
            }
            return;
        }
        let (role, text) = match (left, right) {
            (Some(left), Some(right)) if left == right => (Role::Plain, left.to_owned()),
            (Some(left), Some(right)) => (Role::Plain, format!("{left} = {right}")),
            (Some(left), None) => (Role::Dim, format!("{left}  (facility)")),
            (None, Some(right)) => (Role::Dim, format!("{right}  (professional)")),
            (None, None) => return,
        };
        self.row(' ', role, row.label, &text, None);
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
