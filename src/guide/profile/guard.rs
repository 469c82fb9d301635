//! What can be told of an edit before it is looked for: which values it needs, and which kinds of claim it can be a fault of.
//!
//! Most edits speak of a few types of bill or places of service, of elements that few claims fill, or of a few codes. Asking
//! that first, once a claim, is what makes hundreds of edits cheap.

use super::super::schema::{Guide, LoopId, RowId};
use super::Picture;
use super::edit::{Edit, EditPlace, Expression, Value};

/// What has to be there for an edit to find anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// Places of which one each has to be filled.
    needs: Vec<Vec<Filled>>,
    /// What a value each has to be like.
    clues: Vec<Clue>,
    /// By CLM05-1: a bit for each of 00 to 99, and the last one for all else.
    places: u128,
    /// By CLM05-3: a bit for each digit and letter, and the last one for all else.
    frequencies: u64,
}

/// Elements of a row of which one is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The row.
    pub row: RowId,
    /// Bit `n`: element `n`. Bit 0 stands for the segment itself, whatever it says.
    pub elements: u32,
}

/// What an element of some segment of a row has to be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clue {
    /// The row.
    pub row: RowId,
    /// The first and the last element that may be, from 1.
    pub elements: (u8, u8),
    /// The segment is in the instance that the edit looks at, and so is the value.
    pub is_own: bool,
    /// How it has to look.
    pub look: Look,
}

/// How an element has to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// What its first and its second component have to be, in HI.
    qualifier: Option<Picture>,
    code: Option<Picture>,
    /// First and last component that is asked, from 1; 0 for the element itself.
    components: (u8, u8),
    asked: Wanted,
}

/// What is asked of components.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted {
    /// One is not empty.
    There,
    /// One is like this.
    Like(Picture),
    /// One is there twice.
    Twice,
}

impl Look {
    /// Whether an element looks so.
    pub fn fits(&self, element: &[u8], separator: u8) -> bool {
        let component = |n: usize| element.split(|byte| *byte == separator).nth(n).unwrap_or_default();
        let is_meant =
            |picture: &Option<Picture>, n| picture.as_ref().is_none_or(|one| one.fits(component(n)));
        if !is_meant(&self.qualifier, 0) || !is_meant(&self.code, 1) {
            return false;
        }
        let (first, last) = self.components;
        let values: Vec<&[u8]> = if first == 0 {
            vec![element]
        } else {
            let (skipped, many) = (usize::from(first) - 1, usize::from(last - first) + 1);
            element.split(|byte| *byte == separator).skip(skipped).take(many).collect()
        };
        let mut values = values.iter().enumerate().filter(|(_, value)| !value.is_empty());
        match &self.asked {
            Wanted::There => values.next().is_some(),
            Wanted::Like(picture) => values.any(|(_, value)| picture.fits(value)),
            Wanted::Twice => {
                let values: Vec<_> = values.map(|(_, value)| value).collect();
                values.iter().enumerate().any(|(n, value)| values[..n].contains(value))
            }
        }
    }
}

impl Guard {
    pub(super) fn of(guide: &Guide, in_loop: LoopId, fault: &Expression) -> Self {
        let mut guard =
            Self { needs: needs(fault), clues: Vec::new(), places: u128::MAX, frequencies: u64::MAX };
        guard.learn(guide, Some(in_loop), fault);
        guard
    }

    /// Takes what holds wherever an expression does, which is asked of an instance of `in_loop`; none for one further in.
    fn learn(&mut self, guide: &Guide, in_loop: Option<LoopId>, expression: &Expression) {
        match expression {
            Expression::All(parts) => parts.iter().for_each(|part| self.learn(guide, in_loop, part)),
            Expression::Some(_, inner) => self.learn(guide, None, inner),
            Expression::Like(place, picture, wanted) => {
                match part_of_claim(guide, place) {
                    Some(1) => self.places &= mask_of_places(picture, *wanted),
                    Some(3) => self.frequencies &= mask_of_frequencies(picture, *wanted),
                    _ => {}
                }
                if *wanted {
                    self.clues.extend(clue(guide, in_loop, place, Wanted::Like(picture.clone())));
                }
            }
            // Where the segment repeats, the second value may be in another one.
            Expression::Twice(place)
                if Some(place.in_loop) == in_loop
                    && place.elements.0 == place.elements.1
                    && place.rows.iter().all(|row| guide.row(*row).max_repeat == Some(1)) =>
            {
                self.clues.extend(clue(guide, in_loop, place, Wanted::Twice));
            }
            Expression::There(place) => self.learn_that_it_is_there(guide, in_loop, place),
            Expression::Compare(left, _, right) => {
                for value in [left, right] {
                    if let Value::At(place) | Value::From(place) | Value::To(place) = value {
                        self.learn_that_it_is_there(guide, in_loop, place);
                    }
                }
            }
            _ => {}
        }
    }

    /// What is filled is a need already; a clue is which of the codes in an HI it is.
    fn learn_that_it_is_there(&mut self, guide: &Guide, in_loop: Option<LoopId>, place: &EditPlace) {
        if place.qualifier.is_some() {
            self.clues.extend(clue(guide, in_loop, place, Wanted::There));
        }
    }

    /// Places of which one each has to be filled in the claim.
    pub fn needs(&self) -> &[Vec<Filled>] {
        &self.needs
    }

    /// What a value each has to be like.
    pub fn clues(&self) -> &[Clue] {
        &self.clues
    }

    /// Whether an edit may find something in a claim with this CLM05-1 and CLM05-3.
    #[inline]
    pub fn lets(&self, place: &[u8], frequency: &[u8]) -> bool {
        self.places & bit_of_place(place) != 0 && self.frequencies & bit_of_frequency(frequency) != 0
    }
}

/// What follows from a place for the elements of one row; none where another element says which segment is meant.
fn clue(guide: &Guide, in_loop: Option<LoopId>, place: &EditPlace, asked: Wanted) -> Option<Clue> {
    let &[row] = place.rows.as_slice() else { return None };
    let says_itself = place.qualifier.is_none() && place.code.is_none();
    (says_itself || guide.row(row).id == "HI").then(|| Clue {
        row,
        elements: place.elements,
        is_own: Some(place.in_loop) == in_loop,
        look: Look {
            qualifier: place.qualifier.clone(),
            code: place.code.clone(),
            components: place.components,
            asked,
        },
    })
}

impl Edit {
    /// Lists it asks, each once.
    pub(super) fn lists_of(fault: &Expression) -> Vec<String> {
        let mut lists = Vec::new();
        fault.lists(&mut lists);
        lists.sort();
        lists.dedup();
        lists
    }
}

/// The component of CLM05 that a place is; none where it is something else.
fn part_of_claim(guide: &Guide, place: &EditPlace) -> Option<u8> {
    let is_clm = place.rows.iter().all(|row| guide.row(*row).id == "CLM");
    (is_clm && place.elements == (5, 5) && place.components.0 == place.components.1)
        .then_some(place.components.0)
}

fn bit_of_place(code: &[u8]) -> u128 {
    match code {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => 1 << ((tens - b'0') * 10 + ones - b'0'),
        _ => 1 << 127,
    }
}

fn bit_of_frequency(code: &[u8]) -> u64 {
    match code {
        [digit @ b'0'..=b'9'] => 1 << (digit - b'0'),
        [letter @ b'A'..=b'Z'] => 1 << (letter - b'A' + 10),
        _ => 1 << 63,
    }
}

fn mask_of_places(picture: &Picture, wanted: bool) -> u128 {
    let codes = (b'0'..=b'9').flat_map(|tens| (b'0'..=b'9').map(move |ones| [tens, ones]));
    codes.filter(|code| picture.fits(code) == wanted).fold(1 << 127, |all, code| all | bit_of_place(&code))
}

fn mask_of_frequencies(picture: &Picture, wanted: bool) -> u64 {
    let codes = (b'0'..=b'9').chain(b'A'..=b'Z');
    codes
        .filter(|code| picture.fits(&[*code]) == wanted)
        .fold(1 << 63, |all, code| all | bit_of_frequency(&[code]))
}

/// The most needs that are worked out of alternatives.
const MOST: usize = 16;

/// Places of which one each has to be filled for an expression to hold.
fn needs(expression: &Expression) -> Vec<Vec<Filled>> {
    match expression {
        Expression::All(parts) => parts.iter().flat_map(needs).collect(),
        Expression::There(place) | Expression::Like(place, _, true) | Expression::Twice(place) => {
            vec![filled(place)]
        }
        Expression::Compare(left, _, right) => [left, right].into_iter().flat_map(needs_of_value).collect(),
        Expression::Some(_, inner) => needs(inner),
        Expression::Repeated(_, places) => places.first().map(filled).into_iter().collect(),
        Expression::Listed(places, _) => places.iter().map(filled).collect(),
        // One need of each part, in every way to choose them.
        Expression::Any(parts) => {
            let of_parts: Vec<_> = parts.iter().map(needs).collect();
            if of_parts.iter().map(Vec::len).product::<usize>() > MOST {
                return of_parts
                    .iter()
                    .map(|needs| needs.first().cloned())
                    .collect::<Option<Vec<_>>>()
                    .map(|needs| needs.concat())
                    .into_iter()
                    .collect();
            }
            of_parts.iter().fold(vec![Vec::new()], |chosen, needs| {
                let with = |chosen: &Vec<Filled>| {
                    needs.iter().map(|need| [&chosen[..], need].concat()).collect::<Vec<_>>()
                };
                chosen.iter().flat_map(with).collect()
            })
        }
        Expression::Not(_) | Expression::Like(_, _, false) => Vec::new(),
    }
}

/// Places of which one each has to be filled for there to be a value.
fn needs_of_value(value: &Value) -> Vec<Vec<Filled>> {
    match value {
        Value::At(place)
        | Value::Most(place)
        | Value::Size(place)
        | Value::From(place)
        | Value::To(place) => vec![filled(place)],
        Value::MonthEnd(of) => needs_of_value(of),
        Value::Days(one, other)
        | Value::Years(one, other)
        | Value::Plus(one, other)
        | Value::Minus(one, other) => {
            [one, other].into_iter().flat_map(|value| needs_of_value(value)).collect()
        }
        Value::Number(_)
        | Value::Day(_)
        | Value::ServiceDay
        | Value::Created
        | Value::Count(..)
        | Value::CountLoops(..)
        | Value::Sum(_) => Vec::new(),
    }
}

/// What is filled where a place has a value.
fn filled(place: &EditPlace) -> Vec<Filled> {
    let (first, last) = place.elements;
    // Elements further behind have no bit.
    let elements = if last > 31 { u32::MAX } else { (first..=last).fold(0, |all, n| all | 1 << n) };
    place.rows.iter().map(|&row| Filled { row, elements }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::Profile;

    /// The guard of an edit, written as profiles have it.
    fn guard(edit: &str) -> (Guard, &'static Guide) {
        let text = format!("profile P on 005010X222A1 \"P\"\n{edit} \"fault\"\n");
        let profile = Profile::parse(&text).expect("a profile");
        (profile.edits[0].guard.clone(), profile.guide)
    }

    fn labels(guide: &Guide, need: &[Filled]) -> Vec<(String, u32)> {
        need.iter().map(|filled| (guide.row(filled.row).label.clone(), filled.elements)).collect()
    }

    #[test]
    fn of_alternatives_one_need_of_each_is_needed_in_every_way() {
        let (guard, guide) = guard(
            "edit A in 2300 if (2000B SBR02=18 & from(DTP[431]03) < 2010BA DMG02) or days(DTP[484]03, day) > 330",
        );
        let needs: Vec<_> = guard.needs().iter().map(|need| labels(guide, need)).collect();
        let with =
            |label: &str, elements| vec![(label.to_owned(), elements), ("DTP[484]".to_owned(), 1 << 3)];
        assert_eq!(needs, [with("SBR", 1 << 2), with("DTP[431]", 1 << 3), with("DMG", 1 << 2)]);
    }

    #[test]
    fn what_an_edit_asks_of_a_value_is_a_clue() {
        let (guard, guide) =
            guard("edit A in 2400 if SV101-2=J#### & 2300 CLM07=C & not SV101-3..6=JZ & twice(SV101-3..6)");
        let clues: Vec<_> = guard
            .clues()
            .iter()
            .map(|clue| (guide.row(clue.row).id.as_str(), clue.elements.0, clue.is_own))
            .collect();
        assert_eq!(clues, [("SV1", 1, true), ("CLM", 7, false), ("SV1", 1, true)]);
        let fits = |n: usize, element: &str| guard.clues()[n].look.fits(element.as_bytes(), b':');
        assert!(fits(0, "HC:J1885") && !fits(0, "HC:99213:J1885") && !fits(0, "HC") && fits(1, "C"));
        assert!(fits(2, "HC:J1885:25::25") && !fits(2, "HC:25:25:59") && !fits(2, "HC:J1885:::25:::25"));
    }

    #[test]
    fn a_code_of_an_hi_is_a_clue_wherever_it_stands_in_it() {
        let (guard, guide) = guard("edit A in 2300 if HI[BG:A1|A2]*-2");
        let clue = &guard.clues()[0];
        assert_eq!((guide.row(clue.row).id.as_str(), clue.elements), ("HI", (1, u8::MAX)));
        assert!(clue.look.fits(b"BG:A1", b':'));
        assert!(!clue.look.fits(b"BG:A3", b':') && !clue.look.fits(b"BP:A1", b':'));
    }

    #[test]
    fn a_segment_that_repeats_gives_no_clue_of_what_is_there_twice() {
        let (guard, _) = guard("edit A in 2320 if twice(CAS01)");
        assert!(guard.clues().is_empty());
        assert_eq!(guard.needs().len(), 1);
    }
}
