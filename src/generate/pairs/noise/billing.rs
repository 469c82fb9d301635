//! What happens to claims on their way: missing, sent again, replaced, voided, late.

use super::super::super::random::Random;
use super::super::super::values::Day;
use super::super::draft::{Draft, Fate, Line, OtherPayer};
use super::super::encounter::{Encounter, Numbers};
use super::super::people;
use super::super::shapes::Shape;

/// Whoever finds that a side is missing is right.
const MISSING_PROFESSIONAL: &[&str] = &[
    "MISS-PC",
    "LC-CAPT",
    "LC-LAG",
    "PT-MISSPC",
    "PS-CLINIC",
    "SV-ORNOSURG",
    "SV-ANES",
    "SV-EDPAIR",
    "SV-OBS",
    "SV-RAD",
    "SV-CARD",
    "SV-PATH",
    "PR-ATTREND",
    "DT-DAILY",
    "PS-CAHIP",
];
const MISSING_FACILITY: &[&str] = &[
    "MISS-TC",
    "LC-CAPT",
    "LC-LAG",
    "PT-MISSTC",
    "PS-CLINIC",
    "SV-SURGNOOR",
    "SV-ANES",
    "SV-EDPAIR",
    "PS-ED",
    "PS-OBSIP",
    "PS-IPSTATUS",
    "SV-RAD",
    "SV-CARD",
    "SV-PATH",
    "SV-CRIT",
    "PS-ASC",
];

type NoiseKind = fn(&mut Random, &mut Numbers, Day, &mut Encounter<'_>) -> bool;

const BILLING: &[(u64, NoiseKind)] = &[
    (12, facility_missing),
    (12, professional_missing),
    (16, secondary_copies),
    (16, voided),
    (20, replaced),
    (12, late_charges),
    (12, read_later),
];

/// Draws a kind; false if it does not fit.
pub(super) fn add(
    random: &mut Random,
    numbers: &mut Numbers,
    today: Day,
    encounter: &mut Encounter<'_>,
) -> bool {
    let kind = random.weighted(BILLING);
    kind(random, numbers, today, encounter)
}

/// Removes the claims of a side, if the other one has some.
fn remove(encounter: &mut Encounter<'_>, facility: bool) -> bool {
    let both = !encounter.counting(true).is_empty() && !encounter.counting(false).is_empty();
    // What has been noted of claims that go would be about nothing.
    if !both || !encounter.noise.iter().all(|noise| noise.claim.is_none()) {
        return false;
    }
    encounter.claims.retain(|claim| claim.is_facility() != facility);
    true
}

fn facility_missing(_: &mut Random, _: &mut Numbers, _: Day, encounter: &mut Encounter<'_>) -> bool {
    let done = remove(encounter, true);
    if done {
        encounter.note("facility_missing", MISSING_FACILITY, None);
    }
    done
}

fn professional_missing(_: &mut Random, _: &mut Numbers, _: Day, encounter: &mut Encounter<'_>) -> bool {
    let done = remove(encounter, false);
    if done {
        encounter.note("professional_missing", MISSING_PROFESSIONAL, None);
    }
    done
}

/// Whether something has happened to the encounter's claims already; once is enough.
fn is_plain(encounter: &Encounter<'_>) -> bool {
    encounter.claims.iter().all(|claim| claim.fate == Fate::Counts && claim.frequency == '1')
}

/// Most systems keep the number of a claim that they send again.
fn number(random: &mut Random, numbers: &mut Numbers, claim: &Draft<'_>) -> String {
    if random.chance(60) { claim.number.clone() } else { numbers.next(claim.form) }
}

/// The payer's own number of a claim.
fn control_number(random: &mut Random) -> u64 {
    random.between(1_000_000_000_000, 9_999_999_999_999)
}

/// The second payer gets copies, with what the first one paid.
fn secondary_copies(
    random: &mut Random,
    numbers: &mut Numbers,
    today: Day,
    encounter: &mut Encounter<'_>,
) -> bool {
    if !is_plain(encounter) || encounter.claims.is_empty() {
        return false;
    }
    let second = match &encounter.patient.second {
        Some(second) => second.clone(),
        None => people::second(random, &encounter.patient.plan),
    };
    // Claims to the first payer name the second one.
    for claim in &mut encounter.claims {
        claim.other = Some(OtherPayer { plan: second.clone(), order: 'S', paid: None, decided: claim.to });
    }
    let mut copies = Vec::new();
    for claim in &encounter.claims {
        if !copies.is_empty() && random.chance(40) {
            continue;
        }
        let mut copy = claim.clone();
        copy.fate = Fate::Copy;
        copy.number = number(random, numbers, claim);
        copy.order = 'S';
        copy.plan = second.clone();
        copy.other = Some(OtherPayer {
            plan: claim.plan.clone(),
            order: 'P',
            paid: Some(claim.charge() * random.between(20, 70) / 100),
            decided: claim.to.after(10 + random.below(7)).min(today),
        });
        copies.push(copy);
    }
    encounter.claims.extend(copies);
    encounter.note("secondary_copies", &[], None);
    true
}

/// A claim that something happened to, as it was first: with another charge.
fn first_version<'w>(random: &mut Random, claim: &Draft<'w>) -> Draft<'w> {
    let mut first = claim.clone();
    if let Some(line) = first.lines.last_mut() {
        line.charge += 100 * random.between(5, 90);
    }
    first
}

/// A claim was wrong, was voided, and is there anew under another number.
fn voided(random: &mut Random, numbers: &mut Numbers, _: Day, encounter: &mut Encounter<'_>) -> bool {
    if !is_plain(encounter) || encounter.claims.is_empty() {
        return false;
    }
    let n = random.below(encounter.claims.len() as u64) as usize;
    let mut first = first_version(random, &encounter.claims[n]);
    // The number that noise and discrepancies name is that of the claim that counts.
    first.number = numbers.next(first.form);
    first.fate = Fate::Voided;
    let mut void = first.clone();
    void.fate = Fate::Void;
    void.frequency = '8';
    void.original = Some(control_number(random));
    void.number = number(random, numbers, &first);
    encounter.claims.splice(n..n, [first, void]);
    encounter.note("voided", &[], None);
    true
}

fn replaced(random: &mut Random, numbers: &mut Numbers, _: Day, encounter: &mut Encounter<'_>) -> bool {
    if !is_plain(encounter) || encounter.claims.is_empty() {
        return false;
    }
    let n = random.below(encounter.claims.len() as u64) as usize;
    let mut first = first_version(random, &encounter.claims[n]);
    first.number = number(random, numbers, &encounter.claims[n]);
    first.fate = Fate::Replaced;
    let replacement = &mut encounter.claims[n];
    replacement.frequency = '7';
    replacement.original = Some(control_number(random));
    // The order in a file says nothing.
    encounter.claims.insert(n + random.below(2) as usize, first);
    encounter.note("replaced", &[], None);
    true
}

/// Something the facility forgot comes on a bill of its own.
fn late_charges(random: &mut Random, numbers: &mut Numbers, _: Day, encounter: &mut Encounter<'_>) -> bool {
    let fits = |claim: &Draft<'_>| claim.is_institutional() && matches!(claim.place, "11" | "13" | "85");
    let one_bill = !matches!(encounter.shape, Shape::Series | Shape::Therapy);
    let Some(n) = encounter.claims.iter().position(fits).filter(|_| one_bill && is_plain(encounter)) else {
        return false;
    };
    let claim = &encounter.claims[n];
    let mut late = claim.clone();
    late.frequency = '5';
    late.number = number(random, numbers, claim);
    let day = claim.lines.first().and_then(|line| line.days);
    let charge = 100 * random.between(20, 300);
    let supplies = Line { revenue: "0270", days: day, ..Line::new("", charge, claim.from) };
    late.lines = vec![supplies];
    encounter.claims.insert(n + 1, late);
    encounter.note("late_charges", &["LC-LATE"], None);
    true
}

/// A reading is billed with the day on which it was read.
fn read_later(random: &mut Random, _: &mut Numbers, _: Day, encounter: &mut Encounter<'_>) -> bool {
    let reads =
        |claim: &Draft<'_>| claim.fate == Fate::Counts && claim.lines.iter().all(|line| line.has("26"));
    let Some(n) = encounter.claims.iter().position(reads).filter(|_| is_plain(encounter)) else {
        return false;
    };
    let days = random.between(1, 3);
    for line in &mut encounter.claims[n].lines {
        line.days = line.days.map(|(from, to)| (from.after(days), to.after(days)));
    }
    encounter.note("read_later", &["DT-PCTC"], Some(n));
    true
}
