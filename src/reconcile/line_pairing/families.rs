//! Which procedures are one service under several codes: families, components, parts, add-ons. Read once from the tables
//! beside this file, each with its sources.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::codes::{Code, Range, holds, ranges};
use crate::codes::services::ServiceKind;

/// Which component of a test a code bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Component {
    /// Both.
    Global,
    /// The interpretation alone.
    Professional,
    /// The technical component alone.
    Technical,
}

/// All tables.
pub(super) struct Families {
    /// First and last code, and the number of the family; sorted.
    ranges: Vec<(Range, usize)>,
    /// Names of the families.
    names: Vec<&'static str>,
    /// For each test with codes of its components, the codes of all of it, of the interpretation, of the technical component.
    components: Vec<[Vec<Range>; 3]>,
    /// For a whole, its parts.
    combined: HashMap<Code, Vec<Code>>,
    /// Add-on codes, and the codes they go with.
    add_ons: Vec<(Vec<Range>, Vec<Range>)>,
}

/// What two codes of one family share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Family {
    /// A family of the table.
    Named(usize),
    /// The first four digits.
    Stem(Code),
}

static FAMILIES: LazyLock<Families> =
    LazyLock::new(|| Families::read().expect("the tables are read by the tests"));

impl Families {
    pub(super) fn get() -> &'static Self {
        &FAMILIES
    }

    fn read() -> Result<Self, String> {
        let mut all = Self {
            ranges: Vec::new(),
            names: Vec::new(),
            components: Vec::new(),
            combined: HashMap::new(),
            add_ons: Vec::new(),
        };
        for [name, codes, _] in rows(include_str!("families.txt"))? {
            let number = all.names.len();
            all.names.push(name);
            all.ranges.extend(ranges(codes)?.into_iter().map(|range| (range, number)));
        }
        all.ranges.sort_unstable();
        for [global, professional, technical, _] in rows(include_str!("components.txt"))? {
            all.components.push([ranges(global)?, ranges(professional)?, ranges(technical)?]);
        }
        for [whole, parts, _] in rows(include_str!("combined.txt"))? {
            let parts = ranges(parts)?.into_iter().map(|(first, _)| first).collect();
            all.combined.insert(Code::of(whole).ok_or_else(|| whole.to_owned())?, parts);
        }
        for [add_on, bases, _] in rows(include_str!("addons.txt"))? {
            all.add_ons.push((ranges(add_on)?, ranges(bases)?));
        }
        Ok(all)
    }

    /// The family of a code; none for visits, anesthesia, laboratory tests, drugs and what nurses do, which other relations
    /// join.
    pub(super) fn of(&self, code: Code) -> Option<Family> {
        let at = self.ranges.partition_point(|((first, _), _)| *first <= code);
        let named = at.checked_sub(1).and_then(|at| self.ranges.get(at));
        if let Some((_, family)) = named.filter(|(range, _)| holds(&[*range], code)) {
            return Some(Family::Named(*family));
        }
        let therapy = matches!(code.cpt(), 92_507..=92_526 | 97_010..=97_799);
        let compared = matches!(
            ServiceKind::of(code.cpt()),
            ServiceKind::Surgery
                | ServiceKind::Imaging
                | ServiceKind::Pathology
                | ServiceKind::Heart
                | ServiceKind::Nerves
                | ServiceKind::Other
        );
        (compared && !therapy && !code.has_letters()).then(|| Family::Stem(code.stem()))
    }

    /// Whether the two codes bill two components of one test: the facility's code first.
    pub(super) fn are_components(&self, facility: Code, professional: Code) -> bool {
        self.components.iter().any(|row| {
            let is = |code, component: Component| holds(&row[component as usize], code);
            let technical = is(facility, Component::Technical) || is(facility, Component::Global);
            let reading = is(professional, Component::Professional) || is(professional, Component::Global);
            technical && reading && facility != professional
        })
    }

    /// Whether a code is that of an interpretation alone.
    pub(super) fn is_interpretation(&self, code: Code) -> bool {
        self.components.iter().any(|row| holds(&row[Component::Professional as usize], code))
    }

    /// The codes of the interpretation alone, where a code is that of all of a test.
    pub(super) fn interpretations_of(&self, whole: Code) -> Vec<String> {
        let row = self.components.iter().find(|row| holds(&row[Component::Global as usize], whole));
        let codes = row.into_iter().flat_map(|row| &row[Component::Professional as usize]);
        codes.map(|(first, _)| first.to_string()).collect()
    }

    /// Whether a code holds the technical component of a test that can also be billed as a whole under one code.
    pub(super) fn is_unsplit(&self, code: Code) -> bool {
        let technical = |row: &[Vec<Range>; 3]| {
            let [global, _, technical] = row;
            !global.is_empty() && (holds(global, code) || holds(technical, code))
        };
        self.components.iter().any(technical)
    }

    /// Whether a code is one of a test with codes for its components.
    pub(super) fn has_components(&self, code: Code) -> bool {
        self.components.iter().flatten().any(|codes| holds(codes, code))
    }

    /// Whether both codes are of one test.
    pub(super) fn are_of_one_test(&self, a: Code, b: Code) -> bool {
        let has = |row: &[Vec<Range>; 3], code| row.iter().any(|codes| holds(codes, code));
        self.components.iter().any(|row| has(row, a) && has(row, b))
    }

    /// The parts that a code stands for.
    pub(super) fn parts(&self, whole: Code) -> &[Code] {
        self.combined.get(&whole).map_or(&[], Vec::as_slice)
    }

    /// Whether a code is only billed beside another.
    pub(super) fn is_add_on(&self, code: Code) -> bool {
        self.add_ons.iter().any(|(own, _)| holds(own, code))
    }

    /// Whether a code is only billed beside the other.
    pub(super) fn adds_on(&self, add_on: Code, base: Code) -> bool {
        self.add_ons.iter().any(|(own, bases)| holds(own, add_on) && holds(bases, base))
    }
}

/// The rows of a table, without comments; all have so many columns.
pub(super) fn rows<const N: usize>(text: &'static str) -> Result<Vec<[&'static str; N]>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            cells.try_into().map_err(|_| format!("{line}: not {N} columns"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Code {
        Code::of(text).expect("a code")
    }

    #[test]
    fn the_tables_can_be_read_and_each_code_is_in_one_family() {
        let all = Families::read().expect("tables");
        for pair in all.ranges.windows(2) {
            let ((_, last), family) = pair[0];
            let ((first, _), other) = pair[1];
            assert!(last < first, "{} and {} overlap at {first:?}", all.names[family], all.names[other]);
        }
    }

    #[test]
    fn codes_that_two_coders_choose_between_are_of_one_family() {
        let all = Families::get();
        let same = |a, b| all.of(code(a)).is_some() && all.of(code(a)) == all.of(code(b));
        for (a, b) in [("45385", "45378"), ("43249", "43235"), ("12011", "12052"), ("70551", "70553")] {
            assert!(same(a, b), "{a} {b}");
        }
        for (a, b) in [("29881", "29827"), ("70551", "70450"), ("47562", "49505"), ("99283", "99284")] {
            assert!(!same(a, b), "{a} {b}");
        }
    }

    #[test]
    fn tracing_and_interpretation_are_components_of_one_test() {
        let all = Families::get();
        assert!(all.are_components(code("93005"), code("93010")));
        assert!(all.are_components(code("93005"), code("93000")));
        assert!(!all.are_components(code("93010"), code("93005")));
        assert!(all.is_interpretation(code("93010")) && !all.is_interpretation(code("93000")));
        assert!(all.adds_on(code("22614"), code("22612")) && !all.adds_on(code("22612"), code("22614")));
        assert_eq!(all.parts(code("74176")), [code("74150"), code("72192")]);
    }
}
