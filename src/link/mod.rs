//! Claims to visits: which professional claims belong to which facility claim.
//!
//! A first, plain form. Two claims are of one person if two of three agree: member id, full name, birth date; so each of
//! them may be wrong on one side and is then found by the rules. They are of one visit if the professional claim's days
//! lie in the facility's period, or shortly before (an admission gathers the three days before it, 42 CFR 412.2(c)(5)) or
//! after it (a reading may be dated when it was read).

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use crate::encounter::{Claim, ClaimType, Evidence, Status};
use crate::finding::Side;
use crate::groups::Groups;

/// Days before the facility's period in which a professional claim still belongs to it.
const BEFORE: u64 = 3;
/// Days after the facility's period.
const AFTER: u64 = 14;

/// What linking needs to know of a claim.
#[derive(Clone, Debug)]
pub struct Record {
    side: Side,
    member_id: Option<String>,
    name: Option<String>,
    birth_date: Option<NaiveDate>,
    days: Option<(NaiveDate, NaiveDate)>,
    lines: usize,
    /// What decides where nothing else does, so that the order of the files never matters.
    order: (String, String, u64),
}

/// How claims are linked. The defaults were fixed before any truth was looked at.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {}

/// What linking found: every claim is in one group, or its fate says why it is in none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Linked {
    /// The visits, in an order that rests on the claims alone.
    pub groups: Vec<Group>,
    /// What became of each claim, in the order of the records.
    pub fates: Vec<Fate>,
    /// The person each claim is for, numbered from 0, in the order of the records.
    pub persons: Vec<u32>,
}

/// What becomes of a claim before visits are formed. Claims are positions in the list that was linked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// It counts: it is in a group.
    #[default]
    Counts,
    /// A later claim replaces it.
    ReplacedBy(usize),
    /// A later claim cancels it.
    VoidedBy(usize),
    /// It cancels another claim, which may be in the input or not, and bills nothing itself.
    Void(Option<usize>),
    /// It is a copy for a payer further down the line.
    CopyOf(usize),
    /// It bills nothing that can be compared: a notice, a claim without payment (frequency codes 0, 9, A to Q).
    NotBilled,
}

/// Claims of one visit, as positions in the list that was linked.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What was found.
    pub status: Status,
    /// The claims of the facility, the main one first: an interim chain and late charges are several.
    pub facility: Vec<usize>,
    /// What professionals billed. A claim whose lines belong to several visits is in each of their groups.
    pub professional: Vec<Attached>,
}

/// Lines of a professional claim that belong to a visit, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Attached {
    /// The claim.
    pub claim: usize,
    /// Its lines that belong here, from 0.
    pub lines: Vec<usize>,
    /// How likely it is that they do, from 0 to 1.
    pub score: f64,
    /// What speaks for it and against it.
    pub evidence: Vec<Evidence>,
    /// The facility claim that was nearly chosen.
    pub runner_up: Option<usize>,
}

/// Which side a claim is on.
pub fn side(claim: &Claim) -> Side {
    match claim.r#type {
        ClaimType::Institutional => Side::Facility,
        ClaimType::Professional => Side::Professional,
    }
}

impl Record {
    /// Takes what is needed from a claim.
    pub fn of(claim: &Claim) -> Self {
        let patient = claim.patient.as_ref();
        let name = patient.and_then(|p| {
            let last = letters(p.last_name.as_deref()?);
            let first = letters(p.first_name.as_deref().unwrap_or(""));
            (!last.is_empty()).then(|| format!("{last},{first}"))
        });
        let member_id = claim.subscriber.as_ref().and_then(|s| s.member_id.as_deref()).map(letters);
        let source = claim.source.as_ref();
        Self {
            side: side(claim),
            member_id: member_id.filter(|id| !id.is_empty()),
            name,
            birth_date: patient.and_then(|p| p.birth_date),
            days: claim.days(),
            lines: claim.service_lines.len(),
            order: (
                claim.patient_control_number.as_deref().unwrap_or("").to_owned(),
                source.and_then(|s| s.transaction.as_deref()).unwrap_or("").to_owned(),
                source.map_or(0, |s| s.offset),
            ),
        }
    }

    /// The three ways in which two of three may agree.
    fn keys(&self) -> impl Iterator<Item = (u8, String)> {
        let (id, name) = (self.member_id.as_deref(), self.name.as_deref());
        let born = self.birth_date.map(|day| day.to_string());
        let join = |n: u8, a: Option<&str>, b: Option<&str>| Some((n, format!("{}\u{0}{}", a?, b?)));
        [join(0, id, name), join(1, id, born.as_deref()), join(2, name, born.as_deref())]
            .into_iter()
            .flatten()
    }
}

/// Letters and digits in upper case: hyphens, blanks and case say nothing about who somebody is.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Finds the visits.
pub fn link(records: &[Record], _settings: &Settings, _groups: &Groups) -> Linked {
    let mut by_key: BTreeMap<(u8, String), Vec<usize>> = BTreeMap::new();
    for (n, record) in records.iter().enumerate().filter(|(_, record)| record.side == Side::Facility) {
        for key in record.keys() {
            by_key.entry(key).or_default().push(n);
        }
    }
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    let mut alone = Vec::new();
    let of_facility =
        |n: usize| Group { status: Status::FacilityOnly, facility: vec![n], professional: Vec::new() };
    for (n, record) in records.iter().enumerate() {
        if record.side == Side::Facility {
            groups.entry(n).or_insert_with(|| of_facility(n));
            continue;
        }
        let candidates = record.keys().filter_map(|key| by_key.get(&key)).flatten();
        let best = candidates
            .filter_map(|&f| Some((distance(&records[f], record)?, &records[f].order, f)))
            .min_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        let attached = |score: f64, evidence| Attached {
            claim: n,
            lines: (0..record.lines).collect(),
            score,
            evidence,
            runner_up: None,
        };
        match best {
            Some((days, _, f)) => {
                let group = groups.entry(f).or_insert_with(|| of_facility(f));
                group.status = Status::Matched;
                group.professional.push(attached(1.0, evidence(&records[f], record, days)));
            }
            None => alone.push(Group {
                status: Status::ProfessionalOnly,
                facility: Vec::new(),
                professional: vec![attached(0.0, Vec::new())],
            }),
        }
    }
    Linked {
        groups: groups.into_values().chain(alone).collect(),
        fates: vec![Fate::Counts; records.len()],
        persons: (0..records.len() as u32).collect(),
    }
}

/// How many days a professional claim lies outside the facility's period; none if it is too far off.
fn distance(facility: &Record, professional: &Record) -> Option<u64> {
    let (from, to) = facility.days?;
    let (first, last) = professional.days?;
    let earliest = from.checked_sub_days(Days::new(BEFORE))?;
    let latest = to.checked_add_days(Days::new(AFTER))?;
    if last < earliest || first > latest {
        return None;
    }
    let before = (from - first).num_days().max(0);
    let after = (last - to).num_days().max(0);
    u64::try_from(before.max(after)).ok()
}

fn evidence(facility: &Record, professional: &Record, days: u64) -> Vec<Evidence> {
    let field = |name: &str, both: bool, same: bool| {
        both.then(|| Evidence {
            field: name.to_owned(),
            agreement: if same { "exact" } else { "differs" }.to_owned(),
            weight: if same { 1.0 } else { -1.0 },
        })
    };
    let (f, p) = (facility, professional);
    [
        field(
            "subscriber.member_id",
            f.member_id.is_some() && p.member_id.is_some(),
            f.member_id == p.member_id,
        ),
        field("patient.last_name", f.name.is_some() && p.name.is_some(), f.name == p.name),
        field(
            "patient.birth_date",
            f.birth_date.is_some() && p.birth_date.is_some(),
            f.birth_date == p.birth_date,
        ),
        Some(Evidence {
            field: "service_lines[].service_date".to_owned(),
            agreement: if days == 0 {
                "exact".to_owned()
            } else {
                format!("{days} days outside the facility's period")
            },
            weight: if days == 0 { 1.0 } else { 0.0 },
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encounter::{Patient, ServiceLine, Subscriber};

    fn claim(kind: ClaimType, member: &str, last: &str, born: &str, day: &str) -> Claim {
        let mut claim = Claim::new(kind);
        claim.subscriber =
            Some(Subscriber { member_id: Some(member.into()), ..Subscriber::default() }.into());
        let patient = Patient {
            last_name: Some(last.into()),
            first_name: Some("ANN".into()),
            birth_date: born.parse().ok(),
            ..Patient::default()
        };
        claim.patient = Some(patient.into());
        let day = day.parse().ok();
        claim.service_lines.push(ServiceLine { service_date: day, ..ServiceLine::default() });
        claim
    }

    fn linked(records: &[Record]) -> Vec<Group> {
        link(records, &Settings::default(), &Groups::default()).groups
    }

    fn facility() -> Claim {
        claim(ClaimType::Institutional, "M1", "DOE", "1958-04-12", "2026-03-02")
    }

    fn status(professional: &Claim) -> Vec<Status> {
        let records = [Record::of(&facility()), Record::of(professional)];
        linked(&records).iter().map(|group| group.status).collect()
    }

    #[test]
    fn one_wrong_field_of_three_does_not_part_a_visit() {
        for (member, last, born) in [
            ("M1", "DOE", "1958-04-12"),
            ("M2", "DOE", "1958-04-12"),
            ("M1", "ROE", "1958-04-12"),
            ("M1", "Doe", "1958-12-04"),
        ] {
            let claim = claim(ClaimType::Professional, member, last, born, "2026-03-02");
            assert_eq!(status(&claim), [Status::Matched], "{member} {last} {born}");
        }
    }

    #[test]
    fn two_wrong_fields_do() {
        let claim = claim(ClaimType::Professional, "M2", "ROE", "1958-04-12", "2026-03-02");
        assert_eq!(status(&claim), [Status::FacilityOnly, Status::ProfessionalOnly]);
    }

    #[test]
    fn days_have_to_fit() {
        for (day, fits) in
            [("2026-02-26", false), ("2026-02-27", true), ("2026-03-16", true), ("2026-03-17", false)]
        {
            let claim = claim(ClaimType::Professional, "M1", "DOE", "1958-04-12", day);
            assert_eq!(status(&claim).len() == 1, fits, "{day}");
        }
    }

    #[test]
    fn the_nearest_of_two_visits_wins_in_any_order() {
        let near = claim(ClaimType::Institutional, "M1", "DOE", "1958-04-12", "2026-03-02");
        let far = claim(ClaimType::Institutional, "M1", "DOE", "1958-04-12", "2026-03-01");
        let professional = claim(ClaimType::Professional, "M1", "DOE", "1958-04-12", "2026-03-02");
        for order in [[&near, &far, &professional], [&professional, &far, &near]] {
            let records: Vec<_> = order.iter().map(|claim| Record::of(claim)).collect();
            let groups = linked(&records);
            let matched = groups.iter().find(|g| g.status == Status::Matched).expect("a match");
            assert!(std::ptr::eq(order[matched.facility[0]], &raw const near));
        }
    }
}
