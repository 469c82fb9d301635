//! Names of people: last, first and middle names, what is behind them, and the stand-ins that newborns are given.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

use crate::model::{Patient, Text};

use super::spelling::jaro_winkler;
use super::words::{is_one_edit, is_placeholder, words};

/// A name made comparable. Parts are empty where they are not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name {
    /// Last name, without blanks.
    pub(super) last: Text,
    /// Parts of a double last name; none of a single one.
    pub(super) last_parts: Vec<Text>,
    /// First name, without blanks; empty for a newborn without one.
    pub(super) first: Text,
    /// First word of a first name of several.
    pub(super) first_word: Text,
    /// Middle name or initial.
    pub(super) middle: Text,
    /// Generation: J for JR, S for SR, 2, 3, 4.
    pub(super) suffix: Option<char>,
    /// Whether it stands for a child without a name yet.
    pub(super) newborn: Newborn,
}

/// A child without a name yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Newborn {
    #[default]
    No,
    Yes,
    /// One of several, by letter: A for the first.
    Twin(char),
}

/// What many last names begin with: it is no name that two share.
const PARTICLES: &[&str] = &[
    "VAN", "DER", "DEN", "VON", "DEL", "DAL", "DOS", "DAS", "LAS", "LOS", "SAN", "SAINT", "BIN", "BEN",
    "ABU", "TER",
];

/// How alike two names are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    Equal,
    /// A short form.
    Nickname,
    /// A part of a double name.
    Part,
    Near,
    Close,
    /// Equal to the initial, or to the middle name.
    Initial,
    Different,
}

impl Name {
    pub(super) fn of(patient: &Patient) -> Self {
        let text = |field: &Option<Text>| words(field.as_deref().unwrap_or(""));
        let (last, first, middle) =
            (text(&patient.last_name), text(&patient.first_name), text(&patient.middle_name));
        let mut last: Vec<&str> = last.split(' ').filter(|word| !word.is_empty()).collect();
        let mut first: Vec<&str> = first.split(' ').filter(|word| !word.is_empty()).collect();
        let mut name = Self { suffix: suffix(&text(&patient.suffix)), ..Self::default() };
        for list in [&mut last, &mut first] {
            while let Some(found) = list.last().filter(|_| list.len() > 1).and_then(|word| suffix(word)) {
                name.suffix = name.suffix.or(Some(found));
                list.pop();
            }
            if list.len() > 1 {
                list.retain(|word| !matches!(*word, "MR" | "MRS" | "MS" | "MISS" | "DR" | "REV"));
            }
        }
        name.newborn = take_newborn(&mut first, true).max(take_newborn(&mut last, false));
        let mut middle = middle.replace(' ', "");
        // FIRST "JOHN Q" is John with a middle initial.
        if middle.is_empty()
            && first.len() > 1
            && let Some(initial) = first.pop_if(|word| word.len() == 1)
        {
            initial.clone_into(&mut middle);
        }
        let known = |text: String| if is_placeholder(&text) { Text::default() } else { text.into() };
        if last.len() > 1 {
            let is_name = |part: &&&str| part.len() > 2 && !PARTICLES.contains(*part);
            name.last_parts = last.iter().filter(is_name).map(|part| Text::from(*part)).collect();
        }
        if first.len() > 1 {
            name.first_word = first[0].into();
        }
        name.last = known(last.concat());
        // One letter in place of a name is an initial, and no stand-in.
        let first = first.concat();
        name.first = if first.len() == 1 { first.into() } else { known(first) };
        name.middle = if is_placeholder(&middle) { Text::default() } else { middle.into() };
        name
    }

    /// How alike the last names are; none where one is not known.
    pub(super) fn last_likeness(&self, other: &Self) -> Option<Likeness> {
        let (a, b) = (&self.last, &other.last);
        if a.is_empty() || b.is_empty() {
            return None;
        }
        if a == b {
            return Some(Likeness::Equal);
        }
        let part_of = |whole: &Self, part: &Self| {
            whole.last_parts.iter().any(|p| *p == part.last || part.last_parts.contains(p))
        };
        if part_of(self, other) || part_of(other, self) {
            return Some(Likeness::Part);
        }
        Some(spelling(a, b))
    }

    /// How alike the first names are; none where one is not known.
    pub(super) fn first_likeness(&self, other: &Self) -> Option<Likeness> {
        let (a, b) = (&self.first, &other.first);
        if a.is_empty() || b.is_empty() {
            return None;
        }
        if a == b {
            return Some(Likeness::Equal);
        }
        let word = |name: &Self| {
            if name.first_word.is_empty() { name.first.clone() } else { name.first_word.clone() }
        };
        let (wa, wb) = (word(self), word(other));
        if wa == wb || is_nickname(&wa, &wb) {
            return Some(Likeness::Nickname);
        }
        let spelled = spelling(a, b).min(spelling(&wa, &wb));
        if spelled < Likeness::Different {
            return Some(spelled);
        }
        let initial = |short: &str, long: &str| short.len() == 1 && long.starts_with(short);
        let middle = |one: &Self, two: &Self| one.middle.len() > 1 && one.middle == two.first;
        let is_initial = initial(a, b) || initial(b, a) || middle(self, other) || middle(other, self);
        Some(if is_initial { Likeness::Initial } else { Likeness::Different })
    }

    /// Whether each one's first name is the other's last name, or nearly.
    pub(super) fn is_swapped(&self, other: &Self) -> bool {
        alike(&self.first, &other.last) && alike(&self.last, &other.first)
    }

    /// Whether one's first name is the other's last name, or nearly.
    pub(super) fn is_misplaced(&self, other: &Self) -> bool {
        alike(&self.first, &other.last) || alike(&self.last, &other.first)
    }

    /// How alike the middle names are: an initial is equal to the name it begins. None where one is not known.
    pub(super) fn same_middle(&self, other: &Self) -> Option<bool> {
        let (a, b) = (&self.middle, &other.middle);
        if a.is_empty() || b.is_empty() {
            return None;
        }
        Some(a.starts_with(b.as_str()) || b.starts_with(a.as_str()) || spelling(a, b) <= Likeness::Near)
    }
}

fn alike(a: &str, b: &str) -> bool {
    !a.is_empty() && (a == b || spelling(a, b) <= Likeness::Near)
}

/// Generation, where the word says one.
fn suffix(word: &str) -> Option<char> {
    match word {
        "JR" | "JUNIOR" => Some('J'),
        "SR" | "SENIOR" => Some('S'),
        "II" | "2ND" => Some('2'),
        "III" | "3RD" => Some('3'),
        "IV" | "4TH" => Some('4'),
        _ => None,
    }
}

/// Whether a word stands for a child without a name.
pub(crate) fn is_of_newborn(word: &str) -> bool {
    const WORDS: [&str; 11] =
        ["BABY", "BABYBOY", "BABYGIRL", "NEWBORN", "INFANT", "BB", "BG", "NB", "BABYB", "BABYG", "TWIN"];
    WORDS.contains(&word)
}

/// Takes the words that stand for a child without a name off: BABY BOY, BB, TWIN A … In a last name they are behind it.
fn take_newborn(words: &mut Vec<&str>, is_first: bool) -> Newborn {
    let Some(at) = words.iter().position(|word| is_of_newborn(word)) else { return Newborn::No };
    // A last name of BABY alone is somebody's.
    if !is_first && words.len() == 1 {
        return Newborn::No;
    }
    // Children born together are told by a letter or a number.
    let order_of = |word: &str| match word {
        "A" | "1" | "ONE" => Some('A'),
        "B" | "2" | "TWO" => Some('B'),
        "C" | "3" | "THREE" => Some('C'),
        "D" | "4" | "FOUR" => Some('D'),
        _ => None,
    };
    let order = words.iter().find_map(|word| order_of(word));
    if is_first {
        words.clear();
    } else {
        words.remove(at);
        let of_child = |word: &str| {
            is_of_newborn(word)
                || matches!(word, "BOY" | "GIRL")
                || word.len() == 1
                || order_of(word).is_some()
        };
        words.retain(|word| !of_child(word));
    }
    order.map_or(Newborn::Yes, Newborn::Twin)
}

/// By Jaro and Winkler: 1 for equal, 0 for nothing in common. The limits are those that record linkage commonly uses.
fn spelling(a: &str, b: &str) -> Likeness {
    // Names of which one is twice as long share no spelling; and one letter is none.
    if a.len() < 2 || b.len() < 2 || a.len() > 2 * b.len() + 1 || b.len() > 2 * a.len() + 1 {
        return Likeness::Different;
    }
    if is_one_edit(a, b) && a.len().min(b.len()) > 3 {
        return Likeness::Near;
    }
    match jaro_winkler(a, b) {
        likeness if likeness >= 0.92 => Likeness::Near,
        likeness if likeness >= 0.85 => Likeness::Close,
        _ => Likeness::Different,
    }
}

/// For each name, the lines of the table it is in.
static NICKNAMES: LazyLock<HashMap<&'static str, Vec<u16>, FixedState>> = LazyLock::new(|| {
    let mut table: HashMap<_, Vec<u16>, FixedState> = HashMap::default();
    let lines = include_str!("nicknames.txt").lines().filter(|line| !line.starts_with('#'));
    for (n, line) in lines.enumerate() {
        for name in line.split(' ') {
            table.entry(name).or_default().push(n as u16);
        }
    }
    table
});

fn is_nickname(a: &str, b: &str) -> bool {
    match (NICKNAMES.get(a), NICKNAMES.get(b)) {
        (Some(a), Some(b)) => a.iter().any(|line| b.contains(line)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(last: &str, first: &str) -> Name {
        Name::of(&Patient {
            last_name: Some(last.into()),
            first_name: Some(first.into()),
            ..Patient::default()
        })
    }

    fn first(a: &str, b: &str) -> Likeness {
        name("X", a).first_likeness(&name("X", b)).expect("both are known")
    }

    fn last(a: &str, b: &str) -> Likeness {
        name(a, "X").last_likeness(&name(b, "X")).expect("both are known")
    }

    #[test]
    fn first_names_have_short_forms_initials_and_misspellings() {
        assert_eq!(first("Robert", "BOB"), Likeness::Nickname);
        assert_eq!(first("MARY ANN", "MARYANN"), Likeness::Equal);
        assert_eq!(first("MARY ANN", "MARY"), Likeness::Nickname);
        assert_eq!(first("MARGARET", "MARGRET"), Likeness::Near);
        assert_eq!(first("J", "JOHN"), Likeness::Initial);
        assert_eq!(first("JOHN", "PETER"), Likeness::Different);
    }

    #[test]
    fn last_names_have_parts() {
        assert_eq!(last("O'BRIEN", "OBRIEN"), Likeness::Equal);
        assert_eq!(last("SMITH-JONES", "JONES"), Likeness::Part);
        assert_eq!(last("SMITH-JONES", "SMITHJONES"), Likeness::Equal);
        assert_eq!(last("GARCIA LOPEZ", "GARCIA"), Likeness::Part);
        assert_ne!(last("VAN DER BERG", "VAN DER MEERSCH"), Likeness::Part);
        assert_eq!(last("SMITH", "SMYTH"), Likeness::Near);
        assert_eq!(last("SMITH", "MILLER"), Likeness::Different);
    }

    #[test]
    fn names_in_each_others_place_are_seen() {
        assert!(name("JAMES", "CARTER").is_swapped(&name("CARTER", "JAMES")));
        assert!(!name("JAMES", "CARTER").is_swapped(&name("JAMES", "CARTER")));
    }

    #[test]
    fn suffixes_stand_by_themselves_wherever_they_were_written() {
        assert_eq!(name("SMITH JR", "JOHN").suffix, Some('J'));
        assert_eq!(name("SMITH", "JOHN III").suffix, Some('3'));
        assert_eq!(name("SMITH JR", "JOHN").last, "SMITH");
    }

    #[test]
    fn a_newborns_stand_in_is_no_name() {
        for (last, first, order) in [
            ("SMITH", "BABY BOY", Newborn::Yes),
            ("SMITH", "BABYGIRL", Newborn::Yes),
            ("SMITH", "BB", Newborn::Yes),
            ("SMITH", "BG A", Newborn::Twin('A')),
            ("SMITH", "TWIN 2", Newborn::Twin('B')),
            ("SMITH BABY BOY B", "", Newborn::Twin('B')),
            ("SMITH", "BABY BOY ONE", Newborn::Twin('A')),
            ("SMITH BABY GIRL TWO", "", Newborn::Twin('B')),
        ] {
            let name = name(last, first);
            assert_eq!(
                (name.newborn, name.first.as_str(), name.last.as_str()),
                (order, "", "SMITH"),
                "{first}"
            );
        }
        assert_eq!(name("BABY", "ANN").newborn, Newborn::No);
    }

    #[test]
    fn stand_ins_are_not_known() {
        assert_eq!(name("UNKNOWN", "JOHN").last, "");
        assert_eq!(name("DOE", "UNK").first, "");
    }
}
