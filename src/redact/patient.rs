//! Whose dates they are: what dates of a claim are moved by.
//!
//! All of a family's dates go back by one number of days, chosen by the member id of its first insurance, so that twins
//! of a claim, claims to a second payer and a mother's and her child's still meet in time. Where a claim names no member
//! id, name and birth date choose.

use crate::link::{is_placeholder, solid};
use crate::tree::Part;
use crate::x12::Segment;

/// What a subscriber's level, a patient's level and a claim say of whose they are.
#[derive(Clone, Debug, Default)]
pub(super) struct Whose {
    /// SBR01 of the subscriber's level.
    rank: String,
    member: String,
    /// Name and birth date, where there is no member id.
    name: String,
    /// SBR01 of the other payer at hand.
    other_rank: String,
    /// The member id of the claim's first payer, where that is another than the one it goes to.
    first: String,
    /// The latest year of the claim's own dates.
    pub(super) year: Option<i32>,
}

impl Whose {
    /// A part begins: what it will say is not known yet.
    pub(super) fn begin(&mut self, part: Part) {
        match part {
            Part::Header | Part::Provider | Part::Subscriber => *self = Self::default(),
            Part::Patient => (self.name, self.year) = (String::new(), None),
            Part::Claim => self.year = None,
        }
        self.other_rank.clear();
        self.first.clear();
    }

    /// Takes what a segment of a part says.
    pub(super) fn take(&mut self, part: Part, segment: &Segment<'_>) {
        let text = |n: usize| text(segment, n);
        match (part, segment.id()) {
            (Part::Subscriber, b"SBR") => self.rank = text(1),
            (Part::Subscriber, b"NM1") if segment.element(1) == b"IL" => self.named(segment),
            (Part::Patient, b"NM1") if segment.element(1) == b"QC" => self.name = text(3) + &text(4),
            (Part::Subscriber | Part::Patient, b"DMG") => self.name += &text(2),
            (Part::Claim, b"SBR") => self.other_rank = text(1),
            (Part::Claim, b"NM1")
                if segment.element(1) == b"IL" && self.other_rank == "P" && self.first.is_empty() =>
            {
                self.first = text(9);
            }
            (Part::Claim, b"DTP") => {
                let value = String::from_utf8_lossy(segment.element(3));
                self.year = self.year.max(super::days::year(&value));
            }
            _ => {}
        }
    }

    /// Takes what a segment of a claim acknowledgment (277CA) says of a patient.
    pub(super) fn acknowledged(&mut self, segment: &Segment<'_>) {
        match segment.id() {
            b"HL" => *self = Self::default(),
            b"NM1" if matches!(segment.element(1), b"QC" | b"IL") => self.named(segment),
            _ => {}
        }
    }

    fn named(&mut self, segment: &Segment<'_>) {
        self.member = text(segment, 9);
        self.name = text(segment, 3) + &text(segment, 4);
    }

    /// What chooses the days; none where nothing is known.
    pub(super) fn key(&self) -> Option<String> {
        let is_first = matches!(&*self.rank, "" | "P");
        let member = if is_first || self.first.is_empty() { &self.member } else { &self.first };
        let named = |kind: char, text: &str| (!is_placeholder(text)).then(|| format!("{kind}{text}"));
        let member = if is_placeholder(member) { String::new() } else { family(member) };
        named('M', &member).or_else(|| named('N', &self.name))
    }
}

/// A member id without what says who of the family it is, its characters in order: two of them swapped, as happens, do not
/// matter.
fn family(member: &str) -> String {
    let suffix = |tail: &str| tail.len() == 2 && tail.starts_with('0') && tail != "00";
    let own = match member.len().checked_sub(2).and_then(|at| member.split_at_checked(at)) {
        Some((own, tail)) if own.len() >= 9 && suffix(tail) && tail.bytes().all(|b| b.is_ascii_digit()) => {
            own
        }
        _ => member,
    };
    let mut characters: Vec<char> = own.chars().collect();
    characters.sort_unstable();
    characters.into_iter().collect()
}

fn text(segment: &Segment<'_>, element: usize) -> String {
    solid(&String::from_utf8_lossy(segment.element(element)))
}
