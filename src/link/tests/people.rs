//! Who is one person and who is not.

use super::*;

#[test]
fn one_wrong_field_does_not_part_a_visit() {
    let twin = professional("P1");
    for (what, professional) in vec![
        ("nothing", twin.clone()),
        ("other member id", twin.clone().member("X99887766")),
        ("member id swapped", twin.clone().member("1EG4TE5MK37")),
        ("no member id", twin.clone().member("")),
        ("last name", twin.clone().named("ROE", "ANN")),
        ("first name misspelled", twin.clone().named("DOE", "ANNE")),
        ("names swapped", twin.clone().named("ANN", "DOE")),
        ("day and month of birth", twin.clone().born("1958-12-04")),
        ("year of birth", twin.clone().born("1968-04-12")),
        ("sex", twin.clone().sex("M")),
        ("address", twin.clone().lives("900 ELM AVE", "10001")),
    ] {
        assert_eq!(status(&facility("F1"), &professional), [Status::Matched], "{what}");
        assert!(are_one_person(&facility("F1"), &professional), "{what}");
    }
}

#[test]
fn several_wrong_fields_do() {
    let stranger = professional("P1").member("X99887766").named("ROE", "ANN").lives("900 ELM AVE", "10001");
    assert_ne!(status(&facility("F1"), &stranger), [Status::Matched]);
    assert!(!are_one_person(&facility("F1"), &stranger));
}

#[test]
fn short_forms_and_double_names_are_of_one_person_whatever_the_number() {
    let facility = facility("F1").named("SMITH-JONES", "MARGARET").member("A1");
    for (last, first) in
        [("SMITH-JONES", "PEGGY"), ("SMITH", "MARGARET"), ("JONES", "MARGARET"), ("SMYTH JONES", "MARGRET")]
    {
        let professional = professional("P1").named(last, first).member("");
        assert!(are_one_person(&facility, &professional), "{last} {first}");
    }
}

#[test]
fn a_woman_may_have_changed_her_name() {
    let before = facility("F1").named("QUILLWORTH", "MARTHA").member("").lives("", "");
    let after = professional("P1").named("HOLLOWAY", "MARTHA").member("").lives("", "");
    assert!(are_one_person(&before, &after));
    assert!(!are_one_person(&before.sex("M"), &after.sex("M")));
}

/// A family shares last name, address and member id.
#[test]
fn families_stay_apart() {
    let of = |first: &str, born: &str, sex: &str| {
        facility("F1").named("DOE", first).born(born).sex(sex).subscriber(|s| s.relationship = text("19"))
    };
    for (who, one, other) in [
        ("twin brothers", of("PAUL", "2019-05-06", "M"), of("MARK", "2019-05-06", "M")),
        ("boy and girl", of("PAUL", "2019-05-06", "M"), of("ANNA", "2019-05-06", "F")),
        ("father and son of one name", of("JOHN", "1958-04-12", "M"), of("JOHN", "1988-11-30", "M")),
        ("mother and newborn", of("ANN", "1990-04-12", "F"), of("BABY GIRL", "2026-03-01", "F")),
        ("unnamed twins", of("BABY BOY A", "2026-03-01", "M"), of("BABY BOY B", "2026-03-01", "M")),
        ("sisters", of("MARY", "2001-02-03", "F"), of("LUCY", "2004-09-21", "F")),
    ] {
        assert!(!are_one_person(&one, &other), "{who}");
    }
    let suffix = |made: Made, suffix: &str| made.patient(|p| p.suffix = text(suffix));
    let father = suffix(of("JOHN", "1958-04-12", "M"), "SR");
    let son = suffix(of("JOHN", "1988-11-30", "M"), "JR");
    assert!(!are_one_person(&father, &son));
    // Without birth dates only the suffix tells them apart.
    let ageless = |made: Made| made.patient(|p| p.birth_date = None);
    assert!(!are_one_person(&ageless(father), &ageless(son)));
}

#[test]
fn twins_are_left_to_a_person() {
    let child = |made: Made, first| {
        made.named("DOE", first).born("2019-05-06").sex("M").subscriber(|s| s.relationship = text("19"))
    };
    let (paul, mark) = (child(facility("F1"), "PAUL"), child(professional("P2"), "MARK"));
    assert_eq!(status(&paul, &mark), [Status::Possible]);
    // Where the two are one visit whatever the name, and nobody has the right one, the name is wrong.
    let here = mark.at(HOSPITAL);
    assert_eq!(status(&paul, &here), [Status::Matched]);
    // But not where somebody has.
    let linked = link_all(&[here, paul, child(professional("P1"), "PAUL").at(HOSPITAL)]);
    assert_eq!(shown(&linked)[0], (Status::Matched, vec![1], vec![(2, vec![0])]));
    assert_ne!(linked.persons[0], linked.persons[1]);
}

#[test]
fn a_newborn_gets_its_name_later() {
    let unnamed = facility("F1").named("LEE", "BABY BOY").born("2026-03-01").sex("M");
    let named = professional("P1").named("LEE", "OLIVER").born("2026-03-01").sex("M");
    assert!(are_one_person(&unnamed, &named));
}

#[test]
fn nobody_chains_two_people_together() {
    // The initial fits both sisters; they were born on one day and share all the rest.
    let of = |account: &str, first: &str| {
        let made = facility(account).named("DOE", first).born("2019-05-06");
        made.subscriber(|s| s.relationship = text("19"))
    };
    let linked = link_all(&[of("F1", "AMY"), of("F2", "A"), of("F3", "ALMA ROSE")]);
    assert_ne!(linked.persons[0], linked.persons[2]);
}

#[test]
fn values_that_fill_a_field_join_nobody() {
    let people = [("ABLE", "1950-01-02"), ("BAKER", "1961-03-04"), ("CHASE", "1972-05-06")];
    for junk in ["000000000", "999999999", "UNKNOWN", "123456789"] {
        let claims: Vec<Made> = people
            .iter()
            .map(|(last, born)| {
                facility(last).named(last, "UNKNOWN").born(born).member(junk).lives("UNKNOWN", "00000")
            })
            .collect();
        assert_eq!(link_all(&claims).persons, [0, 1, 2], "{junk}");
    }
}

#[test]
fn a_claim_that_says_nothing_is_counted_and_stands_alone() {
    let blank = |made: Made| made.member("").patient(|p| *p = Patient::default());
    let linked = link_all(&[blank(facility("F1")), blank(professional("P1")), blank(facility("F2"))]);
    assert_eq!(linked.keyless, 3);
    assert_eq!(linked.persons, [0, 1, 2]);
    assert_eq!(linked.groups.len(), 3);
}

/// A junk number on thousands of claims costs no more than as many other numbers.
#[test]
fn a_number_shared_by_thousands_finds_the_right_ones() {
    let mut claims = Vec::new();
    for n in 0..1500_u32 {
        let born = day("1930-01-01") + chrono::Days::new(u64::from(n) * 17);
        let name = |made: Made| {
            let part = |n: u32| {
                ["BRA", "CHEW", "DOL", "FIN", "GRU", "HOX", "KEP", "LIM", "MUT", "NAV", "PEY", "QUO"]
                    [n as usize % 12]
            };
            let last = [n, n / 12, n / 144].map(part).concat();
            made.named(&last, "ANN").born(&born.to_string()).member("JUNK4711").lives("", "")
        };
        claims.push(name(facility(&format!("F{n}"))));
        claims.push(name(professional(&format!("P{n}"))));
    }
    let linked = link_all(&claims);
    assert!(linked.persons.chunks(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(linked.persons.iter().max(), Some(&1499));
}

/// Somebody of the Doe household who is insured through another one.
fn kin(made: Made, first: &str, born: &str) -> Made {
    made.named("DOE", first).born(born).sex("U").subscriber(|s| s.relationship = text("19"))
}

/// FEBRL4, where whole names and dates were replaced, showed that these were parted.
#[test]
fn a_name_or_birth_date_that_is_another_does_not_part_the_two_sides_of_one_visit() {
    let unnamed = || professional("P1").member("").sex("U");
    let here = || facility("F1").member("");
    for (what, professional) in
        [("first name", unnamed().named("DOE", "BERTHA")), ("birth date", unnamed().born("1983-11-30"))]
    {
        assert!(are_one_person(&here(), &professional), "{what}");
        // Another day, another place: a twin, a son or a neighbour.
        let later = professional.clone().bare().line("70551", "", "2026-03-20");
        assert!(!are_one_person(&here(), &later), "{what}");
        assert!(!are_one_person(&here(), &professional.at(OTHER_HOSPITAL)), "{what}");
    }
}

#[test]
fn two_who_may_be_the_one_are_left_to_a_person() {
    // Only one of the twins can be Bertha, and nothing says which.
    let twins = [kin(facility("F1"), "ANNA", "2019-05-06"), kin(facility("F2"), "CLARA", "2019-05-06")];
    let other = kin(professional("P1"), "BERTHA", "2019-05-06").at(HOSPITAL);
    let linked = link_all(&[twins[0].clone(), twins[1].clone(), other.clone()]);
    assert_eq!(linked.persons, [0, 1, 2]);
    assert!(linked.groups.iter().all(|group| group.status != Status::Matched));
    // Where one of them has her own claims, it is the other one.
    let own = kin(professional("P2"), "CLARA", "2019-05-06").at(HOSPITAL);
    let linked = link_all(&[twins[0].clone(), twins[1].clone(), other, own]);
    assert_eq!(linked.persons, [0, 1, 0, 1]);
}

#[test]
fn kin_are_two_where_a_family_shows() {
    let mother = kin(facility("F1"), "ANN", "1981-04-12");
    let daughter = kin(professional("P1"), "BERTHA", "2012-09-30").at(HOSPITAL);
    let son = kin(professional("P2"), "OTTO", "2015-01-17");
    let linked = link_all(&[mother, daughter, son]);
    assert_eq!(linked.persons, [0, 1, 2]);
    assert!(linked.groups.iter().all(|group| group.facility.is_empty() || group.professional.is_empty()));
}

#[test]
fn sisters_of_names_alike_are_two() {
    let one = kin(facility("F1"), "MARIA", "2008-02-03");
    let other = kin(facility("F2"), "MARIE", "2011-09-21");
    assert!(!are_one_person(&one, &other));
    // Twins of names alike: each one's is on claims of both sides.
    let twins = ["MARLA", "MARTA"].map(|first| {
        [kin(facility(first), first, "2008-02-03"), kin(professional(&first[1..]), first, "2008-02-03")]
    });
    assert_eq!(link_all(&twins.concat()).persons, [0, 0, 1, 1]);
    // A single claim's is mistyped.
    assert_eq!(link_all(&twins.concat()[..3]).persons, [0, 0, 0]);
}

#[test]
fn addresses_may_have_their_lines_the_other_way_round() {
    let lives = |made: Made, line1: &str, line2: &str| {
        made.member("").born("1958-04-12").patient(|p| {
            p.address = Some(Address {
                line1: text(line1),
                line2: text(line2),
                city: text("KESTREL"),
                ..Address::default()
            });
        })
    };
    let facility = lives(facility("F1"), "33 KINGHAM PLACE", "ROSE VILLAGE").named("DOE", "ANN");
    let professional = lives(professional("P1"), "33 ROSE VILLAGE", "KINGHAM PLACE").named("ROE", "ANNE");
    assert!(are_one_person(&facility, &professional));
    assert!(!are_one_person(&facility, &lives(professional, "9 ELM AVE", "").sex("M")));
}

/// The mother's number, and her name and birth date as well.
#[test]
fn a_newborns_care_under_its_mother_may_be_of_the_babys_stay() {
    let stay = |account: &str, revenue: &str| {
        facility(account).bill("11").period("2026-03-01", "2026-03-03").bare().line("", revenue, "")
    };
    let care = |made: Made| made.at(HOSPITAL).place("21").bare().line("99460", "", "2026-03-01");
    let baby = stay("F2", "0171").named("DOE", "BABY BOY").born("2026-03-01").sex("M");
    let baby = baby.subscriber(|s| s.relationship = text("19"));
    let mother = stay("F1", "0122").born("1994-06-11");
    let billed = care(professional("P1")).born("1994-06-11");
    for claims in [vec![baby.clone(), billed.clone()], vec![baby.clone(), billed.clone(), mother.clone()]] {
        let linked = link_all(&claims);
        assert!(shown(&linked).contains(&(Status::Possible, vec![0], vec![(1, vec![0])])), "{linked:?}");
        assert_ne!(linked.persons[0], linked.persons[1]);
    }
    // The baby's discharge, by the same claim, is not the mother's; her delivery is.
    let whole = billed.clone().line("99238", "", "2026-03-03");
    let linked = link_all(&[baby.clone(), whole, mother.clone()]);
    assert!(shown(&linked).contains(&(Status::Possible, vec![0], vec![(1, vec![0, 1])])), "{linked:?}");
    let both = billed.clone().line("59409", "", "2026-03-01");
    let linked = link_all(&[baby.clone(), both, mother]);
    assert!(shown(&linked).contains(&(Status::Matched, vec![2], vec![(1, vec![1])])), "{linked:?}");
    // What is done to the mother is not.
    let delivery = billed.bare().line("59409", "", "2026-03-01");
    assert_eq!(status(&baby, &delivery), [Status::FacilityOnly, Status::ProfessionalOnly]);
    // Under the mother's name, with the baby's birth date.
    let misnamed = care(professional("P2")).born("2026-03-01").sex("M");
    assert_eq!(status(&baby, &misnamed), [Status::Matched]);
}

#[test]
fn a_number_weighs_by_payer_and_payers_are_those_of_the_users_groups() {
    let paid = |made: Made, id: &str| {
        made.with(|claim| claim.payer = Some(Payer { id: text(id), ..Payer::default() }.into()))
    };
    // Another number with the same payer is another person's; with another payer it may be anybody's.
    let one = paid(facility("F1"), "00123").member("A77310045").named("DOE", "ANN");
    let other = paid(professional("P1"), "MCRB").member("Q90012288").named("ROE", "ANN").lives("", "");
    let groups = Groups {
        payers: [("medicare".to_owned(), vec!["00123".to_owned(), "mcrb".to_owned()])].into(),
        ..Groups::default()
    };
    let weight = |groups: &Groups| {
        let linked = link_with(&[one.clone(), other.clone()], groups);
        let attached = linked.groups.iter().flat_map(|group| &group.professional);
        let mut evidence = attached.flat_map(|attached| &attached.evidence);
        evidence.find(|e| e.field == "subscriber.member_id").map(|e| e.agreement)
    };
    assert_eq!(weight(&Groups::default()), Some("different, other payer"));
    assert_eq!(weight(&groups), Some("different"));
}
