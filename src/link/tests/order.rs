//! The same claims in any order come to the same.

use proptest::prelude::*;

use super::*;

/// A claim of a small world, where much is alike: few people, few days, few accounts.
fn any_claim() -> impl Strategy<Value = Made> {
    let person = (0..4_usize, 0..5_usize, 0..3_usize, 0..4_usize);
    let visit = (0..2_usize, 0..6_u8, 0..6_usize, 0..3_usize, 0..4_usize);
    let life = (0..8_usize, 0..3_usize, 0..4_u32);
    (any::<bool>(), person, visit, life).prop_map(|(is_facility, person, visit, life)| {
        let account = format!("{}{}", if is_facility { "F" } else { "P" }, visit.1);
        let on =
            ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-07", "2026-04-01", "2025-03-02"][visit.2];
        let made = if is_facility {
            let kind = ["13", "11", "85"][visit.3];
            facility(&account).bill(kind).period(on, on).bare().line(
                "70551",
                ["0611", "0120", "0981"][visit.3],
                on,
            )
        } else {
            let made = professional(&account).place(["22", "11", "21"][visit.3]);
            made.bare().line(["70551", "99232", "99213", ""][visit.4], "", on)
        };
        let made = if visit.0 == 0 { made } else { made.at(OTHER_HOSPITAL) };
        made.named(["DOE", "ROE", "DOE-ROE", ""][person.0], ["ANN", "ANNA", "A", "BETH", "CLARA"][person.1])
            .born(["1958-04-12", "1958-12-04", "1990-07-30"][person.2])
            .member(["1EG4TE5MK73", "1EG4TE5MK37", "", "999999999"][person.3])
            .subscriber(|s| s.relationship = text(if person.1 > 2 { "19" } else { "18" }))
            .frequency(["1", "1", "1", "7", "8", "5", "2", "3"][life.0])
            .rank(["P", "P", "S"][life.1])
            .created(["2026-03-05", "2026-03-09", "2026-03-12", "2026-03-12"][life.2 as usize])
    })
}

/// What came out, with claims by what names them and not by their position.
fn outcome(claims: &[Made], names: &[usize]) -> Vec<String> {
    let linked = link_all(claims);
    let name = |n: usize| names[n];
    let groups = linked.groups.iter().map(|group| {
        let facility: Vec<_> = group.facility.iter().map(|n| name(*n)).collect();
        let professional: Vec<_> = group
            .professional
            .iter()
            .map(|a| {
                format!(
                    "{} {:?} {} {:?} {:?}",
                    name(a.claim),
                    a.lines,
                    a.score,
                    a.runner_up.map(name),
                    a.evidence
                )
            })
            .collect();
        format!(
            "{:?} {facility:?} {:?} {professional:?} {:?}",
            group.status, group.facility_lines, group.alone
        )
    });
    let mut all: Vec<String> = groups.collect();
    let mut claims: Vec<_> = (0..claims.len()).collect();
    claims.sort_by_key(|n| name(*n));
    for n in &claims {
        let fate = match linked.fates[*n] {
            Fate::ReplacedBy(m) => format!("replaced by {}", name(m)),
            Fate::VoidedBy(m) => format!("voided by {}", name(m)),
            Fate::CopyOf(m) => format!("copy of {}", name(m)),
            Fate::Void(m) => format!("void {:?}", m.map(name)),
            fate => format!("{fate:?}"),
        };
        let same = claims.iter().filter(|m| linked.persons[**m] == linked.persons[*n]).map(|m| name(*m));
        all.push(format!("{} {fate} {:?}", name(*n), same.collect::<Vec<_>>()));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn of_the_claims_decides_nothing(claims in proptest::collection::vec(any_claim(), 0..14), seed in any::<u64>()) {
        // Each is somewhere in a file.
        let placed: Vec<Made> = claims.into_iter().enumerate().map(|(n, made)| {
            let source = crate::model::Source { offset: n as u64 * 1000, ..Default::default() };
            made.with(|claim| claim.source = Some(source))
        }).collect();
        let names: Vec<usize> = (0..placed.len()).collect();
        let mut shuffled = names.clone();
        let mut state = seed | 1;
        for n in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(n, (state >> 33) as usize % (n + 1));
        }
        let other: Vec<Made> = shuffled.iter().map(|n| placed[*n].clone()).collect();
        prop_assert_eq!(outcome(&placed, &names), outcome(&other, &shuffled));
    }

    #[test]
    fn every_claim_is_in_a_group_or_its_fate_says_why(claims in proptest::collection::vec(any_claim(), 0..14)) {
        let linked = link_all(&claims);
        for (n, made) in claims.iter().enumerate() {
            let mut lines: Vec<usize> = Vec::new();
            for group in &linked.groups {
                let facility = group.facility.iter().zip(&group.facility_lines);
                lines.extend(facility.filter(|(claim, _)| **claim == n).flat_map(|(_, lines)| lines));
                lines.extend(group.professional.iter().filter(|a| a.claim == n).flat_map(|a| &a.lines));
            }
            lines.sort_unstable();
            let all: Vec<usize> = if linked.fates[n] == Fate::Counts { (0..made.0.service_lines.len()).collect() } else { Vec::new() };
            prop_assert_eq!(lines, all);
        }
    }
}
