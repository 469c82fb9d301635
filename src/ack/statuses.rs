//! The status of a 277CA that answers a fault, by the place of the fault.

use std::sync::LazyLock;

use crate::guide::{Guide, GuideKind};
use crate::selection;
use crate::validate::{ElementFault, Fault, Found, Mark, SegmentFault};
use crate::x12::Segment;

use super::status::Status;

/// Said where nothing else fits: missing or wrong information.
const GENERAL: &str = "21";

/// Entities that a claim's status may be about (277CA 2200D STC01-3).
const ENTITIES: &[&str] = &[
    "03", "1P", "1Z", "36", "40", "41", "71", "72", "73", "77", "82", "85", "87", "DK", "DN", "DQ", "FA",
    "GB", "HK", "IL", "LI", "MSC", "PR", "PRP", "QB", "QC", "QD", "SEP", "TL", "TTP", "TU",
];

/// A line of the table.
#[derive(Debug)]
struct Row {
    segment: &'static str,
    qualifier: Option<&'static str>,
    /// 0 for any.
    element: u8,
    component: u8,
    status: &'static str,
    /// The status is about somebody.
    entity: bool,
}

#[derive(Debug)]
struct Table {
    places: Vec<Row>,
    /// Codes of rules, or the beginnings of them.
    rules: Vec<(&'static str, &'static str)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| parse(include_str!("statuses.txt")));

fn parse(text: &'static str) -> Table {
    let mut table = Table { places: Vec::new(), rules: Vec::new() };
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let &[what, place, status] = &words[..] else { continue };
        if what == "rule" {
            table.rules.push((place, status));
            continue;
        }
        let (segment, qualifier) = match what.split_once('[') {
            Some((segment, qualifier)) => (segment, Some(qualifier.trim_end_matches(']'))),
            None => (what, None),
        };
        let (element, component) = place.split_once('-').unwrap_or((place, "0"));
        table.places.push(Row {
            segment,
            qualifier,
            element: element.parse().unwrap_or_default(),
            component: component.parse().unwrap_or_default(),
            status: status.trim_end_matches('!'),
            entity: status.ends_with('!'),
        });
    }
    table
}

/// The status that answers a finding.
pub(super) fn status(found: &Found) -> Status {
    let code = &*found.finding.code;
    let by_rule = TABLE.rules.iter().find(|(rule, _)| selection::names(rule, code));
    let place = Place::of(found);
    let by_place = TABLE.places.iter().find(|row| place.fits(row));
    let category = category(found);
    match (by_rule, by_place) {
        (Some((_, status)), _) => Status::new(category, status, ""),
        (None, Some(row)) if row.entity => match place.entity() {
            Some(entity) => Status::new(category, row.status, entity),
            // A status that has to say whom it is about cannot be given where nobody is.
            None => Status::new(category, GENERAL, ""),
        },
        (None, Some(row)) => Status::new(category, row.status, ""),
        (None, None) => Status::new(category, GENERAL, ""),
    }
}

/// Missing, wrong, or not fitting something else.
fn category(found: &Found) -> &'static str {
    let missing = matches!(
        found.fault,
        Fault::Segment(SegmentFault::Missing | SegmentFault::LoopMissing | SegmentFault::SituationalMissing)
            | Fault::Element(
                ElementFault::Missing | ElementFault::ConditionMissing | ElementFault::SituationalMissing
            )
    );
    if missing {
        "A6"
    } else if found.finding.snip == Some(3) || found.finding.locations.len() > 1 {
        "A8"
    } else {
        "A7"
    }
}

/// Where a finding is.
struct Place<'f> {
    id: &'f str,
    in_loop: Option<&'f str>,
    guide: Option<&'static Guide>,
    element: u8,
    component: u8,
    /// None for a segment that is missing.
    segment: Option<Segment<'f>>,
}

impl<'f> Place<'f> {
    fn of(found: &'f Found) -> Self {
        if let Some((id, in_loop)) = &found.missing {
            let (id, in_loop) = (&**id, Some(&**in_loop));
            return Self { id, in_loop, guide: found.guide, element: 0, component: 0, segment: None };
        }
        let first = found.finding.locations.first();
        Self {
            id: first.and_then(|at| at.segment_id.as_deref()).unwrap_or(""),
            in_loop: first.and_then(|at| at.r#loop.as_deref()),
            guide: found.guide,
            element: found.spot.map_or(0, |spot| spot.element),
            component: found.spot.map_or(0, |spot| spot.component),
            segment: found.marks.first().map(Mark::segment),
        }
    }

    fn fits(&self, row: &Row) -> bool {
        row.segment == self.id
            && (row.element == 0 || row.element == self.element)
            && (row.component == 0 || row.component == self.component)
            && row.qualifier.is_none_or(|qualifier| match qualifier {
                "837P" => self.guide.is_some_and(|guide| guide.kind == GuideKind::Professional),
                _ => self.qualifier() == Some(qualifier.as_bytes()),
            })
    }

    /// The code beside a value that says what it is.
    fn qualifier(&self) -> Option<&'f [u8]> {
        let element = match self.id {
            "NM1" => 8,
            "HI" => self.element.max(1),
            _ => 1,
        };
        Some(self.segment?.component(usize::from(element), 1))
    }

    /// Whom the loop is about.
    fn entity(&self) -> Option<&'static str> {
        let (guide, in_loop) = (self.guide?, self.in_loop?);
        let loop_id = guide.loop_id(in_loop)?;
        // The opening segment of a level is HL; who it is stands in the loop inside.
        let opener = guide.row(guide.opener(loop_id));
        let code = opener.conditions.iter().find(|condition| condition.spot.element == 1)?.codes.first()?;
        let code = match (&**code, in_loop) {
            // Other operating physicians have no code of their own in a claim; here they have.
            ("ZZ", _) => "73",
            // The insured of another payer is not the subscriber.
            ("IL", "2330A") => "GB",
            (code, _) => code,
        };
        ENTITIES.iter().find(|entity| **entity == code).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;
    use crate::guide::registry;

    #[test]
    fn the_table_keeps_to_its_form_and_names_known_statuses() {
        let lines =
            include_str!("statuses.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#')).count();
        assert_eq!(TABLE.places.len() + TABLE.rules.len(), lines);
        let statuses = TABLE.places.iter().map(|row| row.status);
        for status in statuses.chain(TABLE.rules.iter().map(|(_, status)| *status)) {
            assert!(codes::meaning("1271", Some("508"), status).is_some(), "{status}");
        }
        for entity in ENTITIES {
            assert!(codes::meaning("98", None, entity).is_some(), "{entity}");
        }
    }

    #[test]
    fn whom_a_loop_is_about_is_said_by_the_guides() {
        for (kind, in_loop, expected) in [
            (GuideKind::Professional, "2010AA", Some("85")),
            (GuideKind::Professional, "2010BA", Some("IL")),
            (GuideKind::Professional, "2010BB", Some("PR")),
            (GuideKind::Professional, "2010CA", Some("QC")),
            (GuideKind::Professional, "2310B", Some("82")),
            (GuideKind::Institutional, "2310A", Some("71")),
            (GuideKind::Institutional, "2310C", Some("73")),
            (GuideKind::Professional, "2330A", Some("GB")),
            (GuideKind::Professional, "2310E", None),
            (GuideKind::Professional, "2300", None),
        ] {
            let place = Place {
                id: "NM1",
                in_loop: Some(in_loop),
                guide: Some(registry::guide(kind)),
                element: 9,
                component: 0,
                segment: None,
            };
            assert_eq!(place.entity(), expected, "{in_loop}");
        }
    }
}
