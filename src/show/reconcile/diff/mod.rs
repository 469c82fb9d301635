//! The outcome of reconciling as a diff: a hunk a visit, `-` what the facility says, `+` what the professional says.

mod loose_ends;
mod totals;

pub(in crate::show::reconcile) use loose_ends::{agreed, left_open, open_ends};

use std::fmt::Write as _;
use std::io;

use crate::model::Status;
use crate::reconcile::{Outcome, Reported, Standing, Store};
use crate::show::Mask;
use crate::show::reconcile::Look;

use super::encounter_view::{Block, ClaimLine, EncounterView, place};
use super::side_by_side::{self, Aligned, pieces};
use crate::show::terminal::{Palette, Role, truncate, visible, width, wrap};
use crate::show::words::{count, dollars, field, money};

/// Lines longer than this are hard to read, however wide the window.
const WIDEST: usize = 110;
/// Column in which values begin.
const LABEL: usize = 13;
/// Of a patient's name, at least so much is shown.
const SHORTEST_NAME: usize = 8;
/// Visits without a finding that are named; more of them are counted only.
const SILENT: usize = 20;

/// Writes the visits, worst first, and the totals. Errors are those of writing and of reading a claim again.
pub(super) fn render(
    outcome: &Outcome,
    claims: &dyn Store,
    look: &Look<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let width = look.width.unwrap_or(WIDEST).clamp(40, WIDEST);
    let mut page = Page { outcome, palette: look.palette, width, all: look.all, text: String::new() };
    let (told, silent): (Vec<usize>, Vec<usize>) = (0..outcome.rows().len())
        .partition(|n| outcome.rows()[*n].findings > 0 || look.all || page.is_open(*n));
    for n in told {
        page.encounter(n, &EncounterView::of(&outcome.encounter(n)?, outcome, claims, look.mask)?);
        out.write_all(page.text.as_bytes())?;
        page.text.clear();
    }
    page.silent(silent, claims, look.mask)?;
    page.totals();
    out.write_all(page.text.as_bytes())
}

struct Page<'o> {
    outcome: &'o Outcome,
    palette: &'o Palette,
    width: usize,
    all: bool,
    text: String,
}

impl Page<'_> {
    /// One line; values are made harmless and cut at the window's edge.
    fn line(&mut self, role: Role, text: &str) {
        let text = visible(text);
        let _ = writeln!(self.text, "{}", self.palette.paint(role, &truncate(&text, self.width)));
    }

    /// A sentence of the totals, which may take several lines.
    fn sentence(&mut self, role: Role, text: &str) {
        for line in wrap(&visible(text), self.width, 2).lines() {
            let _ = writeln!(self.text, "{}", self.palette.paint(role, line));
        }
    }

    /// Text that may take several lines, under a label.
    fn paragraph(&mut self, role: Role, indent: usize, label: &str, text: &str) {
        let hang = indent + label.len();
        let wrapped = wrap(&visible(text), self.width, hang);
        let lead = format!("{}{label}", " ".repeat(indent));
        let _ = writeln!(self.text, "{}{}", self.palette.paint(role, &lead), wrapped.trim_start());
    }

    fn encounter(&mut self, n: usize, view: &EncounterView<'_>) {
        self.heading(n, view);
        let blocks = view.blocks(self.all);
        for block in &blocks {
            self.text.push('\n');
            if blocks.len() > 1
                && let Some(claim) = view.claims.iter().find(|claim| Some(claim.claim) == block.about)
            {
                let text = format!("  about {} {}  {}", claim.form, claim.number, claim.biller);
                self.line(Role::Dim, &text);
            }
            self.block(block, view.mask());
        }
        self.held_back(view);
        self.loose_ends(view);
        self.text.push('\n');
    }

    /// How many findings of a visit are there and not shown.
    fn held_back(&mut self, view: &EncounterView<'_>) {
        if view.visit.not_shown > 0 {
            self.line(Role::Dim, &format!("  {} not shown", count(view.visit.not_shown, "finding")));
        }
    }

    /// The line that begins a visit, and a line for each of its claims.
    fn heading(&mut self, n: usize, view: &EncounterView<'_>) {
        let (visit, who, when) = (view.visit, &view.who, &view.when);
        let sums: Vec<String> = visit
            .sums()
            .parts()
            .map(|(kind, amount)| format!("{} {}", money(amount), kind.words()))
            .collect();
        let risk = if let [only] = &sums[..] { format!(" · {only}") } else { String::new() };
        let agree = if visit.agrees() { " · the claims agree" } else { "" };
        let before = format!("@@ visit {} · {} · ", n + 1, visit.status.as_str());
        let behind = format!(" · {when}{risk}{agree} @@");
        // A long name is cut rather than the money behind it.
        let room = self.width.saturating_sub(width(&before) + width(&behind)).max(SHORTEST_NAME);
        let who = visible(who);
        self.line(Role::Heading, &format!("{before}{}{behind}", truncate(&who, room)));
        if sums.len() > 1 {
            self.sentence(Role::Heading, &format!("   {}", sums.join(" · ")));
        }
        for claim in &view.claims {
            self.claim(claim);
        }
        if visit.status == Status::Possible {
            self.doubt(view);
        }
    }

    fn claim(&mut self, claim: &ClaimLine) {
        let side = claim.side.as_str();
        let text =
            format!("  {side:LABEL$} {} {}  {}  {}", claim.form, claim.number, claim.biller, claim.charge);
        let whole = format!("{text}  {}", claim.file);
        if width(&visible(&whole)) <= self.width {
            self.line(Role::Dim, &whole);
        } else {
            self.line(Role::Dim, &text);
            self.line(Role::Dim, &format!("  {:LABEL$} {}", "", claim.file));
        }
    }

    /// What a person has to weigh where it is not sure that the claims belong together: what speaks for and against it,
    /// and where else the claim could belong.
    fn doubt(&mut self, view: &EncounterView<'_>) {
        for attached in &view.visit.professional {
            let number = view.claims.iter().find(|claim| claim.claim == attached.claim);
            let number = number.map_or("", |claim| &claim.number);
            let evidence = attached.evidence.iter();
            let said: Vec<String> = evidence
                .map(|one| format!("{} {} ({:+.1})", field(&one.field), one.agreement, one.weight))
                .collect();
            let rival = attached.runner_up.and_then(|n| view.visit.named(n)).map(|named| &named.reference);
            let rival = rival.map_or_else(String::new, |rival| {
                let number = rival.patient_control_number.as_deref().unwrap_or("a claim without number");
                let file = rival.file.as_deref().map_or_else(String::new, |file| format!(" in {file}"));
                format!("; or else with {}{file}", view.mask().hide(number))
            });
            let text = format!("{number}, {:.0} % sure{rival}: {}", attached.score * 100.0, said.join("; "));
            self.paragraph(Role::Dim, 4, "perhaps  ", &text);
        }
    }

    /// Visits without a finding: those that a person may have to decide about first.
    fn silent(&mut self, mut visits: Vec<usize>, claims: &dyn Store, mask: Mask) -> io::Result<()> {
        let status = |n: usize| self.outcome.rows()[n].status;
        visits.sort_by_key(|&n| (status(n) == Status::Matched, status(n), n));
        for &n in visits.iter().take(SILENT) {
            let visit = self.outcome.encounter(n)?;
            let view = EncounterView::of(&visit, self.outcome, claims, mask)?;
            self.heading(n, &view);
            self.held_back(&view);
            self.text.push('\n');
        }
        let more = visits.len().saturating_sub(SILENT);
        if more > 0 {
            let text =
                format!("… and {} without a finding; --format ndjson lists them all", count(more, "visit"));
            self.line(Role::Dim, &text);
            self.text.push('\n');
        }
        Ok(())
    }

    /// Claims side by side, with what is found about them.
    fn block(&mut self, block: &Block<'_>, mask: Mask) {
        for row in &block.rows {
            self.aligned(row, block.two_sided);
            for n in &row.findings {
                self.finding(block.findings[*n], mask);
            }
        }
    }

    /// What a finding is about as `-` and `+`, the rest in plain; where there are two sides, with the side of what only
    /// one of them says.
    fn aligned(&mut self, row: &Aligned, two_sided: bool) {
        let (left, right) = (row.facility.as_deref(), row.professional.as_deref());
        if row.standing == side_by_side::Standing::Differ {
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
            // Settings and services are told by each side in its own words; other values are equal or they are not.
            (Some(left), Some(right)) if matches!(row.label, "setting" | "service") => {
                (Role::Plain, format!("{left} = {right}"))
            }
            (Some(left), Some(right)) => (Role::Plain, format!("{left} / {right}")),
            (Some(one), None) | (None, Some(one)) if !two_sided => (Role::Plain, one.to_owned()),
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

    fn finding(&mut self, found: &Reported, mask: Mask) {
        let finding = mask.finding(&found.finding);
        let role = Role::of(finding.severity);
        let standing = match found.standing {
            Some(Standing::New) => " (new)",
            Some(Standing::Open) => " (open)",
            None => "",
        };
        let work = match &found.work {
            Some(work) if work.owner.is_empty() => format!(" ({})", work.standing.as_str()),
            Some(work) => format!(" ({}: {})", work.standing.as_str(), &*mask.hide(&work.owner)),
            None => String::new(),
        };
        let label = format!("{} {}{standing}{work}: ", finding.severity.as_str(), finding.code);
        self.paragraph(role, 4, &label, &finding.message);
        self.paragraph(Role::Dim, 6, "why   ", &finding.why);
        self.paragraph(Role::Dim, 6, "do    ", &finding.help);
        if let Some(worth) = &finding.money {
            let text = format!("{} {}: {}", dollars(&worth.amount), worth.kind.words(), worth.basis);
            self.paragraph(Role::Dim, 6, "money ", &text);
        }
        for at in &finding.locations {
            self.paragraph(Role::Dim, 6, "at    ", &place(at));
        }
    }
}

fn emphasis(role: Role) -> Role {
    match role {
        Role::Facility => Role::FacilityEmphasis,
        Role::Professional => Role::ProfessionalEmphasis,
        other => other,
    }
}
