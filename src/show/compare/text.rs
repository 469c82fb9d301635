//! Differences for people: `-` the left side, `+` the right one, what changed marked inside the segment and named below it.

use std::io;
use std::ops::Range;

use crate::compare::{ChangedClaim, ClaimName, ElementChange, SegmentChange, SegmentSide, Summary};
use crate::show::terminal::{Palette, Role};
use crate::show::words::count;

use super::{Report, called, place, totals};

/// Writes text.
#[derive(Debug)]
pub struct Text {
    palette: Palette,
}

impl Text {
    /// In these colors.
    pub fn new(palette: Palette) -> Self {
        Self { palette }
    }

    fn change(&self, change: &SegmentChange, out: &mut dyn io::Write) -> io::Result<()> {
        let name = change.name.as_deref().unwrap_or("segment without a place in the guide");
        let name = if change.r#loop.is_none() && change.name.is_none() { "" } else { name };
        let sides = [&change.left, &change.right].map(Option::as_ref);
        let at = match sides.map(|side| side.map(|side| side.text_line)) {
            [Some(left), Some(right)] if left != right => format!("lines {left} and {right}"),
            [left, right] => format!("line {}", left.or(right).unwrap_or_default()),
        };
        let heading =
            if name.is_empty() { change.address.clone() } else { format!("{} · {name}", change.address) };
        writeln!(
            out,
            "  {} {}",
            self.palette.paint(Role::Heading, &heading),
            self.palette.paint(Role::Dim, &at)
        )?;
        if let Some(left) = &change.left {
            let spans = change.elements.iter().map(|element| element.left_span.clone());
            self.side("-", left, spans, [Role::Facility, Role::FacilityEmphasis], out)?;
        }
        if let Some(right) = &change.right {
            let spans = change.elements.iter().map(|element| element.right_span.clone());
            self.side("+", right, spans, [Role::Professional, Role::ProfessionalEmphasis], out)?;
        }
        change.elements.iter().try_for_each(|element| writeln!(out, "      {}", sentence(element)))
    }

    fn side(
        &self,
        sign: &str,
        side: &SegmentSide,
        spans: impl Iterator<Item = Range<usize>>,
        [plain, marked]: [Role; 2],
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        write!(out, "  {}", self.palette.paint(plain, &format!("{sign} ")))?;
        let mut from = 0;
        for span in spans {
            write!(out, "{}", self.palette.paint(plain, &side.text[from..span.start]))?;
            write!(out, "{}", self.palette.paint(marked, &side.text[span.clone()]))?;
            from = span.end;
        }
        writeln!(out, "{}", self.palette.paint(plain, &side.text[from..]))
    }

    fn heading(&self, text: &str, out: &mut dyn io::Write) -> io::Result<()> {
        writeln!(out, "{}", self.palette.paint(Role::Heading, text))
    }
}

fn sentence(element: &ElementChange) -> String {
    let at = place(&element.element, element.component);
    let name = element.name.as_ref().map_or(String::new(), |name| format!(" {name}"));
    let change = match (&element.left, &element.right) {
        (Some(left), Some(right)) => format!("{left} → {right}"),
        (Some(left), None) => format!("{left} is gone"),
        (None, Some(right)) => format!("{right} is new"),
        (None, None) => "differs".to_owned(),
    };
    // Values are a claim's, and a terminal obeys some characters.
    crate::show::terminal::visible(&format!("{at}{name}: {change}")).into_owned()
}

fn about(claim: &ClaimName) -> String {
    let patient = claim.patient.as_ref().map_or(String::new(), |patient| format!(" · {patient}"));
    let charge = claim.total_charge.as_ref().map_or(String::new(), |charge| format!(" · ${charge}"));
    format!("{}{patient}{charge}", called(claim))
}

impl Report for Text {
    fn changed(&mut self, changed: &ChangedClaim, out: &mut dyn io::Write) -> io::Result<()> {
        if changed.changes.is_empty() {
            return Ok(());
        }
        let renamed = if called(&changed.left) == called(&changed.right) {
            String::new()
        } else {
            format!(" · now {}", called(&changed.right))
        };
        self.heading(&format!("@@ claim {}{renamed} @@", about(&changed.left)), out)?;
        let file = |claim: &ClaimName| claim.file.clone().unwrap_or_default();
        for (sign, claim) in [("-", &changed.left), ("+", &changed.right)] {
            writeln!(out, "  {}", self.palette.paint(Role::Dim, &format!("{sign} {}", file(claim))))?;
        }
        changed.changes.iter().try_for_each(|change| self.change(change, out))?;
        if changed.told_before > 0 {
            writeln!(
                out,
                "  and {} above the claim that was shown before",
                count(changed.told_before, "change")
            )?;
        }
        writeln!(out)
    }

    fn alone(&mut self, is_left: bool, claim: &ClaimName, out: &mut dyn io::Write) -> io::Result<()> {
        let (sign, role, side) =
            if is_left { ("-", Role::Facility, "left") } else { ("+", Role::Professional, "right") };
        let file = claim.file.as_deref().unwrap_or("-");
        let text = format!("{sign} claim {} · only on the {side} side · {file}", about(claim));
        writeln!(out, "{}", self.palette.paint(role, &text))
    }

    fn segment(&mut self, change: &SegmentChange, out: &mut dyn io::Write) -> io::Result<()> {
        self.change(change, out)
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
        for shared in &summary.shared {
            let first = shared.first.as_deref().unwrap_or("without a number");
            let text = format!(
                "{}: the change shown at claim {first} is the same in {}",
                shared.addresses.join(", "),
                count(shared.claims as usize, "claim")
            );
            writeln!(out, "{}", crate::show::terminal::visible(&text))?;
        }
        writeln!(out, "{}", totals(summary))
    }
}
