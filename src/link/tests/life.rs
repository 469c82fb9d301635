//! Which claims count.

use super::*;

fn fates(claims: &[Made]) -> Vec<Fate> {
    // The order of the files decides nothing: backwards it is the same.
    let there = link_all(claims).fates;
    let backwards: Vec<Made> = claims.iter().rev().cloned().collect();
    let last = claims.len() - 1;
    let turn = |fate: Fate| match fate {
        Fate::ReplacedBy(n) => Fate::ReplacedBy(last - n),
        Fate::VoidedBy(n) => Fate::VoidedBy(last - n),
        Fate::CopyOf(n) => Fate::CopyOf(last - n),
        Fate::Void(n) => Fate::Void(n.map(|n| last - n)),
        fate => fate,
    };
    let back: Vec<Fate> = link_all(&backwards).fates.into_iter().rev().map(turn).collect();
    assert_eq!(there, back);
    there
}

#[test]
fn only_the_last_replacement_counts() {
    let original = facility("F1").created("2026-03-05");
    let first = facility("F1").frequency("7").created("2026-03-10");
    let second = facility("F1").frequency("7").created("2026-03-20");
    let all = [second.clone(), original.clone(), first.clone()];
    assert_eq!(fates(&all), [Fate::Counts, Fate::ReplacedBy(2), Fate::ReplacedBy(0)]);
    let linked = link_all(&[original, first, second, professional("P1")]);
    assert_eq!(shown(&linked), [(Status::Matched, vec![2], vec![(3, vec![0])])]);
}

#[test]
fn a_replacement_of_the_same_day_comes_after_its_original() {
    let all = [facility("F1").frequency("7"), facility("F1")];
    assert_eq!(fates(&all), [Fate::Counts, Fate::ReplacedBy(0)]);
}

#[test]
fn a_void_takes_both_away() {
    let all =
        [professional("P1").created("2026-03-05"), professional("P1").frequency("8").created("2026-03-10")];
    assert_eq!(fates(&all), [Fate::VoidedBy(1), Fate::Void(Some(0))]);
    let corrected = professional("P2").with(|claim| claim.total_charge = Amount::parse("90"));
    assert_eq!(fates(&[professional("P1").frequency("8"), corrected]), [Fate::Void(None), Fate::Counts]);
    let linked = link_all(&[facility("F1"), all[0].clone(), all[1].clone()]);
    assert_eq!(shown(&linked), [(Status::FacilityOnly, vec![0], vec![])]);
}

#[test]
fn a_void_takes_the_replacement_and_not_what_that_had_replaced() {
    let all = [
        facility("F1").created("2026-03-05"),
        facility("F1").frequency("7").created("2026-03-10"),
        facility("F1").frequency("8").created("2026-03-15"),
    ];
    assert_eq!(fates(&all), [Fate::ReplacedBy(1), Fate::VoidedBy(2), Fate::Void(Some(1))]);
}

#[test]
fn another_visit_under_the_account_is_let_alone() {
    let april = facility("F1").period("2026-04-06", "2026-04-06").bare().line("70551", "0611", "2026-04-06");
    let all = [facility("F1"), april.clone(), april.frequency("7").created("2026-04-20")];
    assert_eq!(fates(&all), [Fate::Counts, Fate::ReplacedBy(2), Fate::Counts]);
}

#[test]
fn the_payers_number_ties_renumbered_accounts() {
    let numbered = |made: Made| made.with(|claim| claim.payer_claim_control_number = text("ICN555"));
    let all = [
        numbered(facility("F1").frequency("7").created("2026-03-10")),
        numbered(facility("F9").frequency("7").created("2026-03-20")),
        numbered(facility("F9X").frequency("8").created("2026-03-30")),
    ];
    assert_eq!(fates(&all), [Fate::ReplacedBy(1), Fate::VoidedBy(2), Fate::Void(Some(1))]);
}

#[test]
fn a_renumbered_replacement_may_put_the_day_right() {
    let on = |account, day| professional(account).bare().line("99283", "", day);
    let charged = |made: Made, charge| made.with(|claim| claim.total_charge = Amount::parse(charge));
    let original = on("P1", "2026-03-02");
    let replacement = charged(on("P8", "2026-03-04"), "90").frequency("7").created("2026-03-20");
    assert_eq!(fates(&[original.clone(), replacement.clone()]), [Fate::ReplacedBy(1), Fate::Counts]);
    // Two may be meant; another illness, another day far off and a void are not told by likeness.
    let two = [original.clone(), on("P2", "2026-03-03"), replacement.clone()];
    assert_eq!(fates(&two), [Fate::Counts; 3]);
    let ill = replacement.clone().diagnosis("J189");
    assert_eq!(fates(&[original.clone(), ill]), [Fate::Counts; 2]);
    let late = on("P8", "2026-06-04").frequency("7").created("2026-07-20");
    assert_eq!(fates(&[original.clone(), late]), [Fate::Counts; 2]);
    let void = on("P8", "2026-03-04").frequency("8").created("2026-03-20");
    assert_eq!(fates(&[original, void]), [Fate::Counts, Fate::Void(None)]);
}

#[test]
fn a_renumbered_replacement_is_of_what_bills_the_same_services() {
    let charged = |made: Made, charge| made.with(|claim| claim.total_charge = Amount::parse(charge));
    let first = charged(professional("P1"), "120");
    let second = professional("P2").frequency("7").created("2026-03-20");
    assert_eq!(fates(&[second.clone(), first.clone()]), [Fate::Counts, Fate::ReplacedBy(0)]);
    // A void is of the claim with its charge.
    let void = charged(professional("P3").frequency("8").created("2026-03-20"), "120");
    let anew = professional("P2");
    assert_eq!(fates(&[anew, void, first.clone()]), [Fate::Counts, Fate::Void(Some(2)), Fate::VoidedBy(1)]);
    // Another service is another claim, and of two alike nobody knows which.
    let other = second.clone().bare().line("99213", "", "2026-03-02");
    assert_eq!(fates(&[first.clone(), other]), [Fate::Counts, Fate::Counts]);
    let twice = charged(professional("P4"), "120");
    assert_eq!(fates(&[first, twice, second]), [Fate::Counts, Fate::Counts, Fate::Counts]);
}

#[test]
fn a_secondary_payers_copy_is_no_second_visit() {
    let copy = facility("F1").rank("S").member("SECOND99");
    let all = [copy.clone(), facility("F1")];
    assert_eq!(fates(&all), [Fate::CopyOf(1), Fate::Counts]);
    // Where the first payer's claim is not in the input, the copy is what there is.
    assert_eq!(fates(std::slice::from_ref(&copy)), [Fate::Counts]);
    // Each rank has its own history.
    let all = [
        facility("F1").created("2026-03-05"),
        facility("F1").frequency("7").created("2026-03-10"),
        copy.created("2026-03-20"),
    ];
    assert_eq!(fates(&all), [Fate::ReplacedBy(1), Fate::Counts, Fate::CopyOf(1)]);
}

#[test]
fn a_copy_under_a_new_account_number_is_known_by_what_it_bills() {
    let copy = professional("P1-2").rank("S");
    assert_eq!(fates(&[professional("P1"), copy.clone()]), [Fate::Counts, Fate::CopyOf(0)]);
    let other = copy.bare().line("99213", "", "2026-03-02");
    assert_eq!(fates(&[professional("P1"), other]), [Fate::Counts, Fate::Counts]);
}

#[test]
fn notices_bill_nothing() {
    for code in ["0", "9", "A", "G", "Q"] {
        assert_eq!(fates(&[facility("F1").frequency(code)]), [Fate::NotBilled], "{code}");
    }
}

#[test]
fn late_charges_and_interim_bills_are_of_one_stay() {
    let stay = |account: &str, code: &str, from: &str, to: &str| {
        facility(account).bill("11").frequency(code).period(from, to).bare().line("", "0120", "")
    };
    let all = [
        stay("F1", "4", "2026-03-21", "2026-03-25"),
        stay("F1", "2", "2026-03-01", "2026-03-10"),
        stay("F1", "5", "2026-03-01", "2026-03-25").line("", "0250", ""),
        stay("F1", "3", "2026-03-11", "2026-03-20"),
        professional("P1").place("21").bare().line("99232", "", "2026-03-15"),
    ];
    assert_eq!(shown(&link_all(&all)), [(Status::Matched, vec![1, 3, 0, 2], vec![(4, vec![0])])]);
}

#[test]
fn a_bill_sent_twice_is_one_visit() {
    let linked = link_all(&[facility("F1"), facility("F1").created("2026-03-09"), professional("P1")]);
    assert_eq!(linked.groups.len(), 1);
    assert_eq!(linked.groups[0].facility.len(), 2);
    assert_eq!(linked.groups[0].status, Status::Matched);
}
