//! What no finding is about: lines without their other half, and how the sides differ. With `--all`, what agrees.

use crate::reconcile::{Difference, LineAt, NotChecked, Said, Summary};
use crate::show::Masked;
use crate::show::reconcile::encounter_view::EncounterView;
use crate::show::terminal::Role;
use crate::show::words::count;

use super::Page;

/// Column in which what is told begins.
const LABEL: usize = 13;

impl Page<'_> {
    /// Whether a visit has something to show that no finding is about. Where one side was not read at all, every line of
    /// the other is without its half; the totals say so once.
    pub(super) fn is_open(&self, n: usize) -> bool {
        let row = &self.outcome.rows()[n];
        row.not_checked || (self.outcome.summary.both_sides && row.open > 0)
    }

    pub(super) fn loose_ends(&mut self, view: &EncounterView<'_>) {
        if self.all {
            for (label, text) in agreed(view) {
                self.labeled(Role::Dim, label, &text);
            }
        }
        let both = self.outcome.summary.both_sides;
        let (unpaired, differing) = open(view, self.all, both);
        for text in unpaired {
            self.labeled(Role::Warning, "unpaired", &text);
        }
        for text in differing {
            self.labeled(Role::Warning, "differs", &text);
        }
        for text in not_checked(view) {
            self.labeled(Role::Warning, "not checked", &text);
        }
    }

    fn labeled(&mut self, role: Role, label: &str, text: &str) {
        self.paragraph(role, 2, &format!("{label:LABEL$}"), text);
    }

    /// How many lines and differences are left open, in all visits: the last of the totals.
    pub(super) fn left_open(&mut self) {
        self.sentence(Role::Emphasis, &left_open(&self.outcome.summary));
    }
}

/// How many lines and differences are left open, in all visits; where one side was not read at all, that, once.
pub(in crate::show::reconcile) fn left_open(summary: &Summary) -> String {
    let (lines, differences) = (summary.lines_unpaired, summary.differences_unexplained);
    if !summary.both_sides {
        let (given, other) = if summary.professional_claims.is_empty() {
            ("facility", "professional")
        } else {
            ("professional", "facility")
        };
        return format!(
            "No {other} claim was read: {} of the {given} claims need{} one",
            count(lines, "line"),
            if lines == 1 { "s" } else { "" }
        );
    }
    if lines == 0 && differences == 0 {
        return "Every line has its twin or needs none, and every difference is expected or judged by a rule"
            .to_owned();
    }
    let waiting = match summary.lines_waiting {
        0 => String::new(),
        n => format!(" ({n} may still get one)"),
    };
    format!(
        "{} without a twin{waiting}, {} that no rule judges",
        count(lines, "line"),
        count(differences, "difference")
    )
}

/// Which lines belong together, which need no other, and which differences are expected or judged: a label and a sentence
/// each.
pub(in crate::show::reconcile) fn agreed(view: &EncounterView<'_>) -> Vec<(&'static str, String)> {
    let visit = view.visit;
    let pairs = visit.lines.pairs.iter().map(|pair| {
        let (ours, theirs) = (line(view, pair.facility), line(view, pair.professional));
        ("pair", format!("{ours} = {theirs}: {}", pair.relation.as_str()))
    });
    let settled = visit.lines.settled.iter();
    let settled =
        settled.map(|settled| ("needs none", format!("{}: {}", line(view, settled.at), settled.reason)));
    let differences = visit.differences.iter().filter_map(|one| {
        let reason = one.explained_by.as_deref()?;
        let is_judged = visit.findings.iter().any(|found| found.finding.code == reason);
        let label = if is_judged { "judged" } else { "expected" };
        Some((label, format!("{}: {reason}", values(view, one))))
    });
    pairs.chain(settled).chain(differences).collect()
}

/// Lines of a visit without their other half, and differences that nothing explains, a sentence each.
pub(in crate::show::reconcile) fn open_ends(view: &EncounterView<'_>, both_sides: bool) -> Vec<String> {
    let (mut unpaired, differing) = open(view, false, both_sides);
    unpaired.extend(differing);
    unpaired.extend(not_checked(view));
    unpaired
}

/// So many codes are listed; of more, the number.
const LISTED: usize = 8;

/// Which rules kept silent because of segments without a place, a sentence a claim.
fn not_checked(view: &EncounterView<'_>) -> Vec<String> {
    let sentence = |note: &NotChecked| {
        let number =
            view.visit.named(note.claim).and_then(|named| named.reference.patient_control_number.clone());
        let number =
            number.map_or_else(|| Masked::impersonal("a claim without number"), |n| view.mask().hide(&n));
        let more = note.rules.len().saturating_sub(LISTED);
        let listed = note.rules[..note.rules.len() - more].join(", ");
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let stands = if note.segments.len() == 1 { "has no place" } else { "have no place" };
        format!("{listed}{more}: {} of {number} {stands}", note.segments.join(", "))
    };
    view.visit.not_checked.iter().map(sentence).collect()
}

/// Lines without their other half: those that no rule judges, or all; and differences that nothing explains.
fn open(view: &EncounterView<'_>, all: bool, both_sides: bool) -> (Vec<String>, Vec<String>) {
    let visit = view.visit;
    let is_told = |judged: bool| all || (!judged && both_sides);
    let lone = visit.lines.unpaired.iter().filter(|lone| is_told(lone.judged_by.is_some()));
    let waits = visit.waits_until.map_or_else(String::new, |day| format!("; it may come before {day}"));
    let lone = lone.map(|lone| {
        let side = lone.side.as_str();
        format!("{} ({side}), without its {}{waits}", line(view, lone.at), lone.needs.as_str())
    });
    let differing = visit.differences.iter().filter(|one| one.is_open()).map(|one| values(view, one));
    (lone.collect(), differing.collect())
}

/// A line by claim, number and what it bills.
fn line(view: &EncounterView<'_>, at: LineAt) -> String {
    let claim = view.claim(at.claim);
    let of = view.claims.iter().find(|claim| claim.claim == at.claim).map_or("", |claim| &claim.number);
    let said = claim.and_then(|claim| claim.service_lines.get(at.line));
    let procedure = said.and_then(|line| line.procedure.as_ref());
    let code = procedure.and_then(|procedure| procedure.code.as_deref());
    let revenue = said.and_then(|line| line.revenue_code.as_deref());
    let mut text = match (code, revenue) {
        (Some(code), _) => code.to_owned(),
        (None, Some(revenue)) => format!("revenue code {revenue}"),
        (None, None) => "no procedure".to_owned(),
    };
    for modifier in procedure.iter().flat_map(|procedure| &procedure.modifiers) {
        text.push('-');
        text.push_str(modifier);
    }
    format!("{of} line {} {text}", at.line + 1)
}

/// `units: 2 (facility), 1 (professional)`
fn values(view: &EncounterView<'_>, one: &Difference) -> String {
    let mask = view.mask();
    let told = |side: &str, said: &Option<Said>| match said {
        Some(said) => format!("{} ({side})", mask.value_at(&said.path, &said.value)),
        None => format!("none ({side})"),
    };
    format!("{}: {}, {}", one.field, told("facility", &one.facility), told("professional", &one.professional))
}
