//! The status of a 277CA that answers a fault, by the place of the fault.

use std::sync::LazyLock;

use crate::guide::{Guide, Spot};
use crate::rules;
use crate::validate::{ElementFault, Fault, Mark, Reported, SegmentFault};
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
    rules: Vec<RuleRow>,
}

/// A line that goes by the rule.
#[derive(Debug)]
struct RuleRow {
    /// Code of the rule, or the beginning of it.
    rule: &'static str,
    status: &'static str,
    /// Segment and element that the rule speaks of.
    place: Option<(&'static str, u8)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| parse(include_str!("statuses.txt")));

fn parse(text: &'static str) -> Table {
    let mut table = Table { places: Vec::new(), rules: Vec::new() };
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let &["rule", rule, status, ref place @ ..] = &words[..] {
            let place = place.first().zip(place.get(1).and_then(|element| element.parse().ok()));
            table.rules.push(RuleRow { rule, status, place: place.map(|(id, element)| (*id, element)) });
            continue;
        }
        let &[what, place, status] = &words[..] else { continue };
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
pub(super) fn status(found: &Reported) -> Status {
    // The payer's own answer goes before what its place suggests.
    if let Some([category, code, entity]) = found.statuses.first() {
        return Status::new(category, code, entity);
    }
    let code = &*found.finding.code;
    let by_rule = TABLE.rules.iter().find(|row| rules::names(row.rule, code));
    let place = Place::of(found);
    let by_place = TABLE.places.iter().find(|row| place.fits(row));
    let category = category(found);
    match (by_rule, by_place) {
        (Some(row), _) => Status::new(category, row.status, ""),
        (None, Some(row)) if row.entity => match place.entity() {
            Some(entity) => Status::new(category, row.status, entity),
            // A status that has to say whom it is about cannot be given where nobody is.
            None => Status::new(category, GENERAL, ""),
        },
        (None, Some(row)) => Status::new(category, row.status, ""),
        (None, None) => Status::new(category, GENERAL, ""),
    }
}

/// The places in a segment that a status may speak of: those a fault of which it answers. Element 0 is the segment as a
/// whole. What is said to be missing is looked for among what is empty.
pub(super) fn spots(
    status: &Status,
    segment: &Segment<'_>,
    in_loop: &str,
    guide: &'static Guide,
) -> Vec<Spot> {
    let mut spots = Vec::new();
    // "Missing or wrong" may be anything.
    if status.code == GENERAL {
        return spots;
    }
    let id = std::str::from_utf8(segment.id()).unwrap_or("");
    let fits = |row: &&RuleRow| row.status == status.code && row.place.is_some_and(|(of, _)| of == id);
    let by_rule = TABLE.rules.iter().find(fits).and_then(|row| row.place);
    spots.extend(by_rule.map(|(_, element)| Spot { element, component: 0 }));
    for element in 1..=u8::try_from(segment.last()).unwrap_or(u8::MAX) {
        let components = u8::try_from(segment.components(usize::from(element)).count()).unwrap_or(u8::MAX);
        for component in if components > 1 { 1..=components } else { 0..=0 } {
            let place = Place {
                id,
                in_loop: Some(in_loop),
                guide: Some(guide),
                element,
                component,
                segment: Some(*segment),
            };
            let Some(row) = TABLE.places.iter().find(|row| place.fits(row)) else { continue };
            let entity = if row.entity { place.entity() } else { Some("") };
            if row.status != status.code || entity != Some(&*status.entity) {
                continue;
            }
            // An HI says of each element what it is; other segments are meant as a whole where no element is named.
            let element = if row.element == 0 && id != "HI" { 0 } else { element };
            let spot = Spot { element, component: if row.component == 0 { 0 } else { component } };
            if !spots.contains(&spot) && is_missing(segment, spot) == (status.category == "A6") {
                spots.push(spot);
            }
        }
    }
    spots
}

fn is_missing(segment: &Segment<'_>, spot: Spot) -> bool {
    match (spot.element, spot.component) {
        (0, _) => false,
        (element, 0) => segment.element(usize::from(element)).is_empty(),
        (element, component) => segment.component(usize::from(element), usize::from(component)).is_empty(),
    }
}

/// Missing, wrong, or not fitting something else.
fn category(found: &Reported) -> &'static str {
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
    fn of(found: &'f Reported) -> Self {
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
                form if form.starts_with("837") => self.guide.is_some_and(|guide| guide.form.short == form),
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
        // The opening segment of a level is HL; who it is is in the loop inside.
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
        for status in statuses.chain(TABLE.rules.iter().map(|row| row.status)) {
            assert!(codes::meaning("1271", Some("508"), status).is_some(), "{status}");
        }
        for entity in ENTITIES {
            assert!(codes::meaning("98", None, entity).is_some(), "{entity}");
        }
    }

    #[test]
    fn a_status_is_found_again_in_the_segments_it_may_be_about() {
        let guide = registry::professional();
        for (status, in_loop, text, expected) in [
            ("A7:562:85", "2010AA", "NM1*85*2*CLINIC*****XX*1234567890", &[(9, 0)][..]),
            ("A7:562:82", "2010AA", "NM1*85*2*CLINIC*****XX*1234567890", &[]),
            ("A8:400", "2300", "CLM*A-1*171***11:B:1*Y*A*Y*Y", &[(2, 0)]),
            ("A7:254", "2300", "HI*ABK:J069*ABF:I10", &[(1, 0)]),
            ("A7:255", "2300", "HI*ABK:J069*ABF:I10*ABF:E119", &[(2, 0), (3, 0)]),
            ("A7:453", "2400", "SV1*HC:99213:25:59*171*UN*1***1", &[(1, 3), (1, 4)]),
            ("A7:126:IL", "2010BA", "N3*3 ROAD", &[(0, 0)]),
            ("A6:178", "2300", "CLM*A-1****11:B:1*Y*A*Y*Y", &[(2, 0)]),
            ("A6:178", "2300", "CLM*A-1*171***11:B:1*Y*A*Y*Y", &[]),
            ("A7:21", "2300", "CLM*A-1*171***11:B:1*Y*A*Y*Y", &[]),
        ] {
            let words: Vec<&str> = status.split(':').chain([""]).collect();
            let line = format!("{ISA}{text}~");
            let mut reader = crate::x12::Reader::from_slice(line.as_bytes());
            let _ = reader.next().expect("ISA");
            let piece = reader.next().expect("X12").expect("a segment");
            let segment = piece.segment().expect("a segment").segment;
            let found = spots(&Status::new(words[0], words[1], words[2]), &segment, in_loop, guide);
            let found: Vec<(u8, u8)> = found.iter().map(|spot| (spot.element, spot.component)).collect();
            assert_eq!(found, expected, "{status} in {text}");
        }
    }

    const ISA: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260302*1253*^*00501*000000905*1*T*:~";

    #[test]
    fn whom_a_loop_is_about_is_said_by_the_guides() {
        for (form, in_loop, expected) in [
            ("837P", "2010AA", Some("85")),
            ("837P", "2010BA", Some("IL")),
            ("837P", "2010BB", Some("PR")),
            ("837P", "2010CA", Some("QC")),
            ("837P", "2310B", Some("82")),
            ("837I", "2310A", Some("71")),
            ("837I", "2310C", Some("73")),
            ("837P", "2330A", Some("GB")),
            ("837P", "2310E", None),
            ("837P", "2300", None),
        ] {
            let place = Place {
                id: "NM1",
                in_loop: Some(in_loop),
                guide: registry::supported().into_iter().find(|guide| guide.form.short == form),
                element: 9,
                component: 0,
                segment: None,
            };
            assert_eq!(place.entity(), expected, "{in_loop}");
        }
    }
}
