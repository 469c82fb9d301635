//! Hand-made claims through the whole room.

use super::*;
use crate::encounter::{Claim, ClaimType, Patient, ServiceLine, Subscriber};

fn claim(kind: ClaimType, member: &str, last: &str, born: &str, day: &str) -> Claim {
    let mut claim = Claim::new(kind);
    claim.subscriber = Some(Subscriber { member_id: Some(member.into()), ..Subscriber::default() }.into());
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
    let mut stay = facility();
    stay.facility_type = Some("11".into());
    for (day, expected) in [
        ("2026-02-26", Status::FacilityOnly),
        ("2026-02-27", Status::Possible),
        ("2026-03-02", Status::Matched),
        ("2026-03-16", Status::Possible),
        ("2026-03-17", Status::FacilityOnly),
    ] {
        let claim = claim(ClaimType::Professional, "M1", "DOE", "1958-04-12", day);
        let groups = linked(&[Record::of(&stay), Record::of(&claim)]);
        assert_eq!(groups[0].status, expected, "{day}");
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
