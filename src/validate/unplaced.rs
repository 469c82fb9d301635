//! Segments that have no place in their guide.

use crate::guide::Unplaced;
use crate::tree::Stop;
use crate::x12::Item;

use super::fault::{ElementFault, Fault, SegmentFault};
use super::rules;
use super::tables::Tables;
use super::validator::{Validator, text};
use super::violation::{Site, Violation, Violations};
use super::wording::{loop_words, row_words};

impl Validator<'_> {
    #[cold]
    pub(super) fn unplaced(&mut self, item: &Item<'_>, stop: &Stop) {
        let Some(transaction) = &mut self.transaction else { return };
        let tables = transaction.tables;
        let (in_loop, line) = (stop.placed.in_loop, stop.line);
        let site = Site {
            segment: item.segment,
            position: item.position,
            row: None,
            in_loop: Some(in_loop),
            line: (line > 0).then_some(line),
        };
        let reason = transaction.cursor.why_unplaced().unwrap_or(Unplaced::UnknownSegment);
        let id = text(item.segment.id());
        let part = &mut self.parts[stop.part as usize];
        part.push(item, None, in_loop, false, line);
        part.unplaced = true;
        transaction.end = item.end();
        if tables.roots.is_odd(tables.guide, &item.segment) {
            self.hierarchy.odd(&site);
        }
        let is_foreign = match reason {
            Unplaced::UnknownQualifier { spot } if spot.component > 0 => self
                .memory
                .foreign
                .is_some_and(|separator| site.element(usize::from(spot.element)).contains(&separator)),
            _ => false,
        };
        // What no guide has follows from nothing before it.
        let own = matches!(
            reason,
            Unplaced::UnknownSegment | Unplaced::UnknownQualifier { .. } | Unplaced::NoQualifier { .. }
        );
        if self.structure.unplaced(&id, own) && !is_foreign {
            self.violations.push(unplaced(tables, &site, reason));
        }
    }
}

fn unplaced(tables: &Tables, site: &Site<'_>, reason: Unplaced) -> Violation {
    let guide = tables.guide;
    let here = site.in_loop.map_or(String::new(), |id| loop_words(guide, id));
    match reason {
        Unplaced::UnknownSegment if site.segment.id().is_empty() => Violation::at(
            &rules::EMPTY,
            Fault::Segment(SegmentFault::Malformed),
            site,
            None,
            "a segment without an identifier: two terminators stand side by side, or a separator behind one",
        ),
        Unplaced::UnknownSegment => {
            let message = "the guide has no segment of this identifier";
            Violation::at(&rules::UNKNOWN, Fault::Segment(SegmentFault::Unknown), site, None, message)
        }
        Unplaced::UnknownQualifier { spot } => {
            let message = format!(
                "the guide has no {} with this code in {}{spot}, here in {here} or elsewhere",
                text(site.segment.id()),
                text(site.segment.id())
            );
            Violation::at(
                &rules::QUALIFIER,
                Fault::Element(ElementFault::Qualifier),
                site,
                Some(spot),
                message,
            )
        }
        Unplaced::NoQualifier { spot } => {
            let id = text(site.segment.id());
            let message = format!(
                "{id}{spot} is empty, so that nobody can say what this {id} is about, here in {here}"
            );
            Violation::at(&rules::QUALIFIER, Fault::Element(ElementFault::Missing), site, Some(spot), message)
        }
        Unplaced::Astray => {
            let id = text(site.segment.id());
            let message =
                format!("{id} does not belong here, behind {here}, and nothing says into which loop");
            Violation::at(&rules::MISPLACED, Fault::Segment(SegmentFault::Unexpected), site, None, message)
        }
        Unplaced::Elsewhere { row, in_loop } => {
            let message = format!(
                "{} does not belong here, behind {here}; it belongs into {}",
                row_words(guide, row),
                loop_words(guide, in_loop)
            );
            Violation::at(&rules::MISPLACED, Fault::Segment(SegmentFault::Unexpected), site, None, message)
        }
        Unplaced::AfterUnplaced => {
            let message = "it follows a segment that has no place";
            Violation::at(&rules::MISPLACED, Fault::Segment(SegmentFault::Unexpected), site, None, message)
        }
    }
}

/// So many codes are listed; of more, the number.
const LISTED: usize = 8;

/// Says at the first segment without a place which rules did not check the part because of it.
#[cold]
pub(super) fn not_checked(codes: &[&'static str], violations: &mut Violations) {
    let of_stray = |violation: &&mut Violation| {
        let own = violation.rule.map_or("", |rule| rule.code);
        [&rules::UNKNOWN, &rules::MISPLACED, &rules::QUALIFIER, &rules::EMPTY]
            .iter()
            .any(|rule| rule.code == own)
    };
    let Some(stray) = violations.iter_mut().find(of_stray).filter(|_| !codes.is_empty()) else { return };
    let more = codes.len().saturating_sub(LISTED);
    let listed = codes[..codes.len() - more].join(", ");
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = std::mem::take(&mut stray.message);
    stray.message = format!("{message}; not checked because of it: {listed}{more}");
}
