//! Segments that have no place in their guide.

use crate::guide::Unplaced;
use crate::tree::Stop;
use crate::x12::Item;

use super::fault::{ElementFault, Fault, SegmentFault};
use super::hit::{Hit, Site};
use super::rules;
use super::tables::Tables;
use super::validator::{Validator, text};
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
        let is_foreign = match reason {
            Unplaced::UnknownQualifier { spot } if spot.component > 0 => self
                .memory
                .foreign
                .is_some_and(|separator| site.element(usize::from(spot.element)).contains(&separator)),
            _ => false,
        };
        if self.structure.unplaced(&id, reason == Unplaced::UnknownSegment) && !is_foreign {
            self.hits.add(unplaced(tables, &site, reason));
        }
    }
}

fn unplaced(tables: &Tables, site: &Site<'_>, reason: Unplaced) -> Hit {
    let guide = tables.guide;
    let here = site.in_loop.map_or(String::new(), |id| loop_words(guide, id));
    match reason {
        Unplaced::UnknownSegment if site.segment.id().is_empty() => Hit::new(
            &rules::EMPTY,
            Fault::Segment(SegmentFault::Malformed),
            site,
            None,
            "a segment without an identifier: two terminators stand side by side, or a separator behind one",
        ),
        Unplaced::UnknownSegment => {
            let message = "the guide has no segment of this identifier";
            Hit::new(&rules::UNKNOWN, Fault::Segment(SegmentFault::Unknown), site, None, message)
        }
        Unplaced::UnknownQualifier { spot } => {
            let message = format!(
                "the guide has no {} with this code in {}{spot}, here in {here} or elsewhere",
                text(site.segment.id()),
                text(site.segment.id())
            );
            Hit::new(&rules::QUALIFIER, Fault::Element(ElementFault::Qualifier), site, Some(spot), message)
        }
        Unplaced::NoQualifier { spot } => {
            let id = text(site.segment.id());
            let message = format!(
                "{id}{spot} is empty, so that nobody can say what this {id} is about, here in {here}"
            );
            Hit::new(&rules::QUALIFIER, Fault::Element(ElementFault::Missing), site, Some(spot), message)
        }
        Unplaced::Astray => {
            let message = format!(
                "{} does not belong here, behind {here}, and nothing says into which loop",
                text(site.segment.id())
            );
            Hit::new(&rules::MISPLACED, Fault::Segment(SegmentFault::Unexpected), site, None, message)
        }
        Unplaced::Elsewhere { row, in_loop } => {
            let message = format!(
                "{} does not belong here, behind {here}; it belongs into {}",
                row_words(guide, row),
                loop_words(guide, in_loop)
            );
            Hit::new(&rules::MISPLACED, Fault::Segment(SegmentFault::Unexpected), site, None, message)
        }
        Unplaced::AfterUnplaced => {
            let message = "it follows a segment that has no place";
            Hit::new(&rules::MISPLACED, Fault::Segment(SegmentFault::Unexpected), site, None, message)
        }
    }
}
