//! One claim as a person would tell it: who, when, where, why, what was done, what it costs, who pays, and what is odd.

use crate::finding::Finding;
use crate::show::Mask;
use crate::show::form::FormView;
use crate::show::terminal::{Palette, Role};
use crate::show::words::found_at;

use super::style::Style;

/// Column at which what is told begins.
const TOLD: usize = 11;
/// Columns where there is no window.
const PAGE: usize = 100;

/// Tells claims.
#[derive(Clone, Debug)]
pub struct ClaimText {
    style: Style,
    mask: Mask,
}

impl ClaimText {
    /// For a window of this width; none where there is no limit.
    pub fn new(palette: &Palette, width: Option<usize>, mask: Mask) -> Self {
        let width = Some(width.map_or(PAGE, |width| width.max(40)));
        Self { style: Style { palette: palette.clone(), width }, mask }
    }

    /// Adds a claim: what its story says, and what `validate` finds; none where it was not asked.
    pub fn claim(&self, heading: &str, story: &FormView, findings: Option<&[Finding]>, out: &mut String) {
        self.style.line(out, Role::Heading, (0, 2), heading);
        let boxes = story.pages.iter().flat_map(|page| &page.rows).flat_map(|row| &row.boxes);
        for one in boxes {
            let mut label = one.number;
            for line in &one.lines {
                self.told(label, Role::Plain, line, out);
                label = "";
            }
        }
        let mut label = "Also";
        for rest in &story.addendum {
            self.told(label, Role::Plain, &format!("{}: {}", rest.label, rest.value), out);
            label = "";
        }
        match findings {
            None => {}
            Some([]) => self.told("Odd", Role::Dim, "nothing: `validate` finds nothing", out),
            Some(findings) => {
                let mut label = "Odd";
                for finding in findings {
                    self.odd(label, finding, out);
                    label = "";
                }
            }
        }
    }

    fn odd(&self, label: &str, finding: &Finding, out: &mut String) {
        let masked = self.mask.finding(finding);
        let at = masked.locations.first();
        let in_loop = at.and_then(|at| at.r#loop.as_ref()).map(|name| format!("loop {name}"));
        let element = at.and_then(|at| at.element.clone().or_else(|| at.segment_id.clone()));
        let seen = at.map(found_at).unwrap_or_default();
        let place: Vec<String> = seen.into_iter().chain(element).chain(in_loop).collect();
        let (word, role) = (finding.severity.as_str(), Role::of(finding.severity));
        self.told(label, role, &format!("{word} {}: {}", finding.code, masked.message), out);
        if !place.is_empty() {
            self.told("", Role::Dim, &format!("  at {}", place.join(", ")), out);
        }
        if !masked.help.is_empty() {
            self.told("", Role::Plain, &format!("  {}", masked.help), out);
        }
    }

    fn told(&self, label: &str, role: Role, text: &str, out: &mut String) {
        let (mut line, text) = (String::new(), text.replace('\u{a0}', " "));
        self.style.line(&mut line, role, (TOLD, 2), &text);
        // The label stands in the blanks in front of the first line.
        let label = format!("{label:<0$}", TOLD - 1);
        out.push_str(&self.style.palette.paint(Role::Emphasis, &label).to_string());
        let rest = line.get(TOLD..).unwrap_or_default();
        out.push(' ');
        out.push_str(rest);
    }
}
