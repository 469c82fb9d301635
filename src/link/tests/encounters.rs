//! Which line belongs to which visit.

use super::*;

/// An inpatient stay from 9 to 13 March.
fn stay(account: &str) -> Made {
    facility(account)
        .bill("11")
        .period("2026-03-09", "2026-03-13")
        .admitted("2026-03-09")
        .bare()
        .line("", "0120", "")
}

fn rounds(account: &str, days: &[&str]) -> Made {
    let made = professional(account).place("21").bare();
    days.iter().fold(made, |made, on| made.line("99232", "", on))
}

#[test]
fn days_have_to_fit() {
    for (on, code, expected) in [
        ("2026-03-05", "70551", Status::FacilityOnly),
        ("2026-03-06", "70551", Status::Matched),
        ("2026-03-13", "70551", Status::Matched),
        ("2026-03-27", "70551", Status::Matched),
        ("2026-03-28", "70551", Status::FacilityOnly),
        ("2026-03-14", "99232", Status::Possible),
        ("2026-03-20", "99232", Status::FacilityOnly),
    ] {
        let claim = professional("P1").place("21").bare().line(code, "", on);
        assert_eq!(status(&stay("F1"), &claim)[0], expected, "{on} {code}");
    }
}

#[test]
fn outside_an_admission_one_day_before_is_enough() {
    let linked = |on| status(&facility("F1"), &professional("P1").bare().line("70551", "", on))[0];
    assert_eq!(linked("2026-03-01"), Status::Matched);
    assert_eq!(linked("2026-02-28"), Status::FacilityOnly);
}

#[test]
fn a_claim_over_two_visits_is_parted_by_line() {
    let second = facility("F2").period("2026-03-20", "2026-03-20").bare().line("70551", "0611", "2026-03-20");
    let both = rounds("P1", &["2026-03-09", "2026-03-12"]).line("70551", "", "2026-03-20");
    let linked = link_all(&[stay("F1"), second, both]);
    assert_eq!(
        shown(&linked),
        [(Status::Matched, vec![0], vec![(2, vec![0, 1])]), (Status::Matched, vec![1], vec![(2, vec![2])])]
    );
}

#[test]
fn what_a_rule_checks_does_not_decide_alone() {
    let known = |made: Made| made.at(HOSPITAL).diagnosis("G43909");
    let facility = facility("F1").diagnosis("G43901");
    for (what, professional) in [
        ("place", known(professional("P1").place("11"))),
        ("day", known(professional("P1").bare().line("70551", "", "2026-02-03"))),
        ("year", known(professional("P1").bare().line("70551", "", "2025-03-02"))),
        ("code", known(professional("P1").bare().line("99213", "", "2026-03-02"))),
        ("diagnosis", professional("P1").at(HOSPITAL).diagnosis("M545")),
        ("no facility named, place", professional("P1").place("11").diagnosis("G43909")),
    ] {
        assert_eq!(status(&facility, &professional), [Status::Matched], "{what}");
    }
}

#[test]
fn a_visit_to_the_practice_needs_no_facility() {
    let visit = professional("P1").place("11").bare().line("99213", "", "2026-03-02").diagnosis("J069");
    let linked = link_all(&[facility("F1").diagnosis("G43909"), visit]);
    let found: Vec<_> = linked.groups.iter().map(|group| (group.status, group.alone)).collect();
    assert_eq!(found, [(Status::FacilityOnly, None), (Status::ProfessionalOnly, Some(Alone::OwnPlace))]);
}

#[test]
fn what_stands_alone_on_purpose_says_why() {
    let alone = |made: Made, groups: &Groups| link_with(&[made], groups).groups[0].alone;
    let none = Groups::default();
    assert_eq!(alone(facility("F1"), &none), None);
    assert_eq!(alone(professional("P1"), &none), None);
    assert_eq!(alone(facility("F1").bill("14"), &none), Some(Alone::Laboratory));
    assert_eq!(alone(facility("F1").bill("71"), &none), Some(Alone::Clinic));
    assert_eq!(alone(professional("P1").place("81"), &none), Some(Alone::Laboratory));
    assert_eq!(alone(professional("P1").place("41"), &none), Some(Alone::Ambulance));
    // A practice's place, but a facility is named: somebody else has to bill.
    assert_eq!(alone(professional("P1").place("11").at(HOSPITAL), &none), None);
    let fees = facility("F1").bill("85").line("99283", "0981", "2026-03-02");
    assert_eq!(alone(fees, &none), Some(Alone::MethodTwo));
    let read = facility("F1").provider(ProviderRole::Attending, "2000010027");
    let outside = Groups { outside_readers: vec!["2000010027".into()], ..Groups::default() };
    assert_eq!(alone(read, &outside), Some(Alone::OutsideReader));
}

#[test]
fn of_two_stays_on_the_day_of_a_transfer_the_facility_named_decides() {
    let first = stay("F1");
    let second = stay("F2").biller(OTHER_HOSPITAL).period("2026-03-13", "2026-03-18").admitted("2026-03-13");
    for (hospital, expected) in [(HOSPITAL, 0), (OTHER_HOSPITAL, 1)] {
        let claim = rounds("P1", &["2026-03-13"]).at(hospital);
        let linked = link_all(&[first.clone(), second.clone(), claim]);
        assert_eq!(linked.groups[expected].status, Status::Matched);
        assert_eq!(linked.groups[expected].professional[0].claim, 2);
        assert_eq!(linked.groups[1 - expected].status, Status::FacilityOnly);
    }
    // Nobody says which: the likelier one is named, and the other as runner-up.
    let linked = link_all(&[first, second, rounds("P1", &["2026-03-13"])]);
    let undecided = linked.groups.iter().find(|group| group.status == Status::Possible).expect("one");
    assert!(undecided.professional[0].runner_up.is_some());
}

#[test]
fn two_visits_of_a_day_are_told_apart_by_what_was_done() {
    let emergency = facility("F1").bare().line("99284", "0450", "2026-03-02");
    let imaging = facility("F2").bare().line("70551", "0611", "2026-03-02");
    let physician = professional("P1").place("23").bare().line("99284", "", "2026-03-02");
    let reader = professional("P2");
    let linked = link_all(&[reader, emergency, physician, imaging]);
    assert_eq!(
        shown(&linked),
        [(Status::Matched, vec![1], vec![(2, vec![0])]), (Status::Matched, vec![3], vec![(0, vec![0])])]
    );
}

#[test]
fn two_equal_visits_of_a_day_are_left_to_a_person() {
    let other = |made: Made| made.with(|claim| claim.total_charge = Amount::parse("250"));
    let linked = link_all(&[facility("F1"), other(facility("F2")), professional("P1")]);
    let statuses: Vec<_> = linked.groups.iter().map(|group| group.status).collect();
    assert_eq!(statuses, [Status::Possible, Status::FacilityOnly]);
    assert_eq!(linked.groups[0].professional[0].runner_up, Some(1));
}

#[test]
fn each_service_has_one_twin() {
    // Both were there twice that day; each of the two claims bills one of the visits.
    let at = |made: Made, code: &str| made.diagnosis(code);
    let all = [
        at(facility("F1"), "R519"),
        at(facility("F2"), "S0990"),
        at(professional("P1"), "S0990"),
        at(professional("P2"), "R519"),
    ];
    let linked = link_all(&all);
    assert_eq!(
        shown(&linked),
        [(Status::Matched, vec![0], vec![(3, vec![0])]), (Status::Matched, vec![1], vec![(2, vec![0])])]
    );
}

#[test]
fn a_series_is_parted_by_day() {
    let days = ["2026-03-02", "2026-03-04", "2026-03-06"];
    let mut series = facility("F1").period("2026-03-01", "2026-03-31").bare();
    for on in days {
        series = series.line("97110", "0420", on).line("97140", "0420", on);
    }
    let visit = |account: &str, on| professional(account).bare().line("97110", "", on);
    let linked = link_all(&[visit("P1", days[2]), series, visit("P2", days[0])]);
    assert_eq!(
        shown(&linked),
        [
            (Status::Matched, vec![1], vec![(2, vec![0])]),
            (Status::FacilityOnly, vec![1], vec![]),
            (Status::Matched, vec![1], vec![(0, vec![0])]),
        ]
    );
    let lines: Vec<_> = linked.groups.iter().map(|group| group.facility_lines[0].clone()).collect();
    assert_eq!(lines, [vec![0, 1], vec![2, 3], vec![4, 5]]);
}

#[test]
fn a_night_under_observation_is_no_series() {
    let night = facility("F1")
        .period("2026-03-02", "2026-03-04")
        .bare()
        .line("99284", "0450", "2026-03-02")
        .line("G0378", "0762", "2026-03-02")
        .line("80053", "0301", "2026-03-04");
    assert_eq!(link_all(&[night]).groups.len(), 1);
}

#[test]
fn the_side_follows_what_is_billed() {
    let center = |made: Made| {
        made.place("24").with(|claim| {
            let provider = BillingProvider {
                name: text("LANTERN SURGERY CENTER"),
                npi: text("2000000309"),
                taxonomy: text("261QA1903X"),
                ..BillingProvider::default()
            };
            claim.billing_provider = Some(provider.into());
        })
    };
    let fee = center(professional("C1")).bare().line("45378", "", "2026-03-02");
    let surgeon = professional("P1").place("24").at("2000000309").bare().line("45378", "", "2026-03-02");
    let linked = link_all(&[surgeon.clone(), fee.clone()]);
    assert_eq!(linked.sides, [Side::Professional, Side::Facility]);
    assert_eq!(shown(&linked), [(Status::Matched, vec![1], vec![(0, vec![0])])]);
    assert_eq!(side(&fee.0), Side::Facility);
    // Without its taxonomy, the user's word does.
    let plain = fee.biller("2000000309");
    assert_eq!(side(&plain.0), Side::Professional);
    let groups = Groups { surgery_centers: vec!["2000000309".into()], ..Groups::default() };
    assert_eq!(side_in(&plain.0, &groups), Side::Facility);
    assert_eq!(link_with(&[surgeon, plain], &groups).sides, [Side::Professional, Side::Facility]);
    // Professional fees on a facility's form.
    let fees = facility("F1").bill("85").bare().line("99283", "0981", "2026-03-02");
    assert_eq!(side(&fees.0), Side::Professional);
    let hospital = facility("F2").bill("85").bare().line("99283", "0450", "2026-03-02");
    let linked = link_all(&[fees, hospital]);
    assert_eq!(shown(&linked), [(Status::Matched, vec![1], vec![(0, vec![0])])]);
}

#[test]
fn facilities_of_one_group_are_one() {
    let groups = Groups {
        facilities: [("larkmere".to_owned(), vec![HOSPITAL.to_owned(), OTHER_HOSPITAL.to_owned()])].into(),
        ..Groups::default()
    };
    let claim = professional("P1").at(OTHER_HOSPITAL);
    let evidence = |groups| {
        let linked = link_with(&[facility("F1"), claim.clone()], groups);
        linked.groups[0].professional[0].evidence.clone()
    };
    let named = |evidence: &[Reason]| evidence.iter().any(|e| e.agreement == "the facility is named");
    assert!(named(&evidence(&groups)));
    assert!(!named(&evidence(&Groups::default())));
}

#[test]
fn a_match_says_why() {
    let linked =
        link_all(&[facility("F1").diagnosis("G43909"), professional("P1").born("1958-12-04").at(HOSPITAL)]);
    let attached = &linked.groups[0].professional[0];
    assert!(attached.score > 0.99 && attached.score <= 1.0, "{}", attached.score);
    let of = |field: &str| attached.evidence.iter().find(|e| e.field == field).expect(field);
    assert_eq!(of("patient.birth_date").agreement, "day and month swapped");
    assert_eq!(of("patient.birth_date").weight.get().to_string(), "7");
    assert_eq!(of("subscriber.member_id").weight.get().to_string(), "14");
    assert_eq!(of("providers[].npi").weight.get().to_string(), "10");
    assert_eq!(of("service_lines[].procedure.code").agreement, "exact, on that day");
}

#[test]
fn the_last_day_of_service_is_what_waiting_is_counted_from() {
    let linked =
        link_all(&[stay("F1"), professional("P1").named("ROE", "BOB").member("Z1").born("1971-01-02")]);
    let days: Vec<_> = linked.groups.iter().map(|group| group.last_day.expect("a day").to_string()).collect();
    assert_eq!(days, ["2026-03-13", "2026-03-02"]);
}
