//! What ties a professional's claim to a visit, and what does not: telehealth, series, far days; children under one number.

use super::*;

fn matched(linked: &Linked) -> Vec<(Vec<usize>, Vec<usize>)> {
    let groups = linked.groups.iter().filter(|group| group.status == Status::Matched);
    groups.map(|g| (g.facility.clone(), g.professional.iter().map(|a| a.claim).collect())).collect()
}

#[test]
fn telehealth_goes_with_the_site_of_the_patient() {
    for bill in ["13", "85"] {
        let site = facility("F1").bill(bill).bare().line("Q3014", "0780", "2026-03-02");
        for place in ["02", "10"] {
            let visit = professional("P1").place(place).bare().line("99213", "", "2026-03-02");
            let linked = link_all(&[site.clone(), visit]);
            assert_eq!(matched(&linked), [(vec![0], vec![1])], "{bill}, place {place}");
        }
    }
    // At home, and the hospital billed something else: nobody's other half.
    let image = facility("F1");
    let visit = professional("P1").place("10").bare().line("99213", "", "2026-03-02");
    assert_eq!(matched(&link_all(&[image, visit])), []);
}

const ATTENDING: &str = "2000010027";

/// Therapy on four days of March, with its attending.
fn series() -> Made {
    let days = ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"];
    let bill = facility("F1").period("2026-03-02", "2026-03-23").bare();
    let bill = bill.provider(ProviderRole::Attending, ATTENDING).diagnosis("M545");
    days.iter().fold(bill, |bill, day| bill.line("97110", "0420", day))
}

#[test]
fn being_the_attending_of_a_series_ties_no_visit_in_the_own_practice_to_it() {
    for role in [ProviderRole::Rendering, ProviderRole::Referring] {
        let visit = professional("P1").place("11").provider(role, ATTENDING).diagnosis("M545");
        let visit = visit.bare().line("99213", "", "2026-03-09");
        assert_eq!(matched(&link_all(&[series(), visit])), [], "{role:?}");
    }
    // The same service on one of its days is another matter.
    let same = professional("P1").place("22").bare().line("97110", "", "2026-03-09");
    let linked = link_all(&[series(), same]);
    assert_eq!(matched(&linked), [(vec![0], vec![1])]);
}

/// CMS Pub. 100-04 chapter 8 section 140: the physician is paid by the month.
#[test]
fn a_month_of_dialysis_is_one_visit_with_the_physicians_month() {
    let days = ["2026-03-02", "2026-03-04", "2026-03-06", "2026-03-09", "2026-03-11"];
    let bill = facility("F1").bill("72").period("2026-03-01", "2026-03-31").bare();
    let bill = days.iter().fold(bill, |bill, day| bill.line("90999", "0821", day));
    let month = |code: &str| {
        let made = professional("P1").place("65").bare().line(code, "", "2026-03-01");
        made.with(|claim| {
            claim.service_lines[0].service_date_to = "2026-03-31".parse().ok();
        })
    };
    let linked = link_all(&[bill.clone(), month("90960")]);
    assert_eq!(matched(&linked), [(vec![0], vec![1])]);
    assert_eq!(linked.groups.len(), 1, "no day of it stands alone");
    assert_eq!(link_all(&[bill]).groups.len(), days.len(), "by itself it is parted by day");
}

#[test]
fn far_days_need_the_service_whoever_was_there() {
    let known = |made: Made| made.provider(ProviderRole::Rendering, ATTENDING).diagnosis("M545").at(HOSPITAL);
    let clinic = facility("F1").provider(ProviderRole::Attending, ATTENDING).diagnosis("M545");
    let clinic = clinic.period("2026-03-02", "2026-03-02").bare().line("G0463", "0510", "2026-03-02");
    for day in ["2026-03-26", "2026-06-10", "2025-11-22"] {
        // The clinic's visit has its physician already; the other visit is another one.
        let own = known(professional("P1")).bare().line("99213", "", "2026-03-02");
        let later = known(professional("P2")).bare().line("99214", "", day);
        let linked = link_all(&[clinic.clone(), own, later]);
        assert_eq!(matched(&linked), [(vec![0], vec![1])], "{day}");
    }
    // An authorization is of one visit.
    let number = |made: Made| made.with(|claim| claim.prior_authorization_number = text("A77"));
    let later = number(known(professional("P2"))).bare().line("99214", "", "2026-03-26");
    assert_eq!(matched(&link_all(&[number(clinic), later])), [(vec![0], vec![1])]);
}

/// Medicaid's way: each child is billed as the subscriber under the mother's own number.
#[test]
fn children_under_their_mothers_number_are_told_by_their_given_names() {
    let child = |made: Made, first: &str, birth: &str| {
        made.named("POE", first).born(birth).sex("F").member("MCD4711002").at(HOSPITAL)
    };
    for (one, other, births) in [
        ("ADA", "EVE", ["2018-05-02", "2018-05-02"]),
        ("ADA", "EVE", ["2018-05-02", "2020-01-17"]),
        ("BABY GIRL ONE", "BABY GIRL TWO", ["2026-03-01", "2026-03-01"]),
        ("TED", "TED", ["1943-02-03", "1973-08-09"]),
    ] {
        let claims = [
            child(facility("F1"), one, births[0]),
            child(facility("F2"), other, births[1]),
            child(professional("P1"), one, births[0]),
            child(professional("P2"), other, births[1]),
        ];
        let linked = link_all(&claims);
        assert_eq!(matched(&linked), [(vec![0], vec![2]), (vec![1], vec![3])], "{one} and {other}");
        assert_ne!(linked.persons[0], linked.persons[1], "{one} and {other}");
        // The hospital's claim of one and the physician's of the other are no visit.
        let linked = link_all(&[claims[0].clone(), claims[3].clone(), claims[1].clone()]);
        let of_first = matched(&linked).into_iter().any(|(facility, _)| facility == [0]);
        assert!(!of_first, "{one} and {other}");
    }
}

/// One interchange twice in the input, and its claims once in the outcome.
#[test]
fn claims_of_an_interchange_that_was_sent_twice_are_in_one_visit() {
    let claims = [facility("F1"), professional("P1"), facility("F1"), professional("P1")];
    let linked = link_all(&claims);
    assert_eq!(linked.groups.len(), 1);
    assert_eq!(linked.groups[0].facility.len(), 2);
}
