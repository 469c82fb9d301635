//! Stays and the lines chosen for them, as groups with their evidence.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::Status;

use super::assign::{Choice, Context, Quality};
use super::bits::Bits;
use super::line_match;
use super::record::{Day, Line, Record};
use super::stay::Stay;
use super::tally::Tally;
use super::{Alone, Attached, LinkedEncounter};

/// Lines of one claim that go the same way.
struct Part {
    claim: u32,
    lines: Vec<usize>,
    choice: Option<Choice>,
}

/// Every stay with what was attached to it; then what belongs to none.
pub(super) fn encounters(
    claims: &[u32],
    choices: &[Vec<Option<Choice>>],
    stays: &[Stay],
    context: &Context<'_>,
) -> Vec<LinkedEncounter> {
    let mut sure: Vec<Vec<Part>> = stays.iter().map(|_| Vec::new()).collect();
    let mut possible: Vec<Vec<Part>> = stays.iter().map(|_| Vec::new()).collect();
    let mut left = Vec::new();
    for (&claim, lines) in claims.iter().zip(choices) {
        for part in parts(claim, lines, context.records) {
            match part.choice {
                None => left.push(part),
                Some(Choice { stay, quality: Quality::Sure, .. }) => sure[stay as usize].push(part),
                Some(Choice { stay, .. }) => possible[stay as usize].push(part),
            }
        }
    }
    let mut groups = Vec::with_capacity(stays.len() + left.len());
    let mut undecided = Vec::new();
    for (stay, (sure, possible)) in stays.iter().zip(sure.into_iter().zip(possible)) {
        let (status, parts) = match (sure.is_empty(), possible.is_empty()) {
            (false, _) => {
                undecided.extend(possible);
                (Status::Matched, sure)
            }
            (true, false) => (Status::Possible, possible),
            (true, true) => (Status::FacilityOnly, Vec::new()),
        };
        groups.push(encounter(status, Some(stay), parts, stays, context));
    }
    // What may belong to a stay that has found its claims names the stay as runner-up.
    groups.extend(
        undecided.into_iter().map(|part| encounter(Status::Possible, None, vec![part], stays, context)),
    );
    let left = of_one_visit(left, context);
    groups.extend(
        left.into_iter().map(|parts| encounter(Status::ProfessionalOnly, None, parts, stays, context)),
    );
    groups
}

/// Professional claims without a facility claim that are of one visit: one person, a day in common, in a facility that none
/// of them says is another.
fn of_one_visit(left: Vec<Part>, context: &Context<'_>) -> Vec<Vec<Part>> {
    let records = context.records;
    let known = |npi: u64| if npi == 0 { 0 } else { context.known.facility(npi) };
    let place = |part: &Part| known(records[part.claim as usize].facility);
    let days = |part: &Part| {
        let record = &records[part.claim as usize];
        let of_lines = || part.lines.iter().filter_map(|at| record.lines[*at].days);
        let first = of_lines().map(|(from, _)| from).min();
        first.zip(of_lines().map(|(_, to)| to).max()).or(record.days)
    };
    let mut open: BTreeMap<u32, Vec<Vec<Part>>> = BTreeMap::new();
    let mut visits = Vec::new();
    for part in left {
        let person = context.persons.of(part.claim);
        if !is_in_facility(&part, records) {
            visits.push(vec![part]);
            continue;
        }
        let is_same = |other: &Part| {
            let (one, two) = (place(&part), place(other));
            let meet = matches!((days(&part), days(other)), (Some(a), Some(b)) if a.0 <= b.1 && b.0 <= a.1);
            meet && (one == two || one == 0 || two == 0)
        };
        let of_person = open.entry(person).or_default();
        match of_person.iter_mut().find(|visit| visit.iter().any(is_same)) {
            Some(visit) => visit.push(part),
            None => of_person.push(vec![part]),
        }
    }
    visits.extend(open.into_values().flatten());
    let rank = |parts: &Vec<Part>| {
        let record = &records[parts[0].claim as usize];
        (record.days, record.order.clone())
    };
    visits.sort_by_cached_key(rank);
    visits
}

/// Whether all lines were done where a facility bills as well.
fn is_in_facility(part: &Part, records: &[Record]) -> bool {
    let record = &records[part.claim as usize];
    let mut places = part.lines.iter().map(|at| record.lines[*at].place.as_str());
    !part.lines.is_empty() && places.all(|place| matches!(place, "19" | "21" | "22" | "23" | "24"))
}

fn parts(claim: u32, choices: &[Option<Choice>], records: &[Record]) -> Vec<Part> {
    let lines = records[claim as usize].lines.len();
    let mut parts: BTreeMap<Option<(u32, Quality)>, Part> = BTreeMap::new();
    for (line, choice) in choices.iter().enumerate() {
        let way = choice.map(|choice| (choice.stay, choice.quality));
        let part = parts.entry(way).or_insert_with(|| Part { claim, lines: Vec::new(), choice: *choice });
        if line < lines {
            part.lines.push(line);
        }
        if let (Some(best), Some(choice)) = (&mut part.choice, choice)
            && choice.weight > best.weight
        {
            *best = *choice;
        }
    }
    parts.into_values().collect()
}

fn encounter(
    status: Status,
    stay: Option<&Stay>,
    parts: Vec<Part>,
    stays: &[Stay],
    context: &Context<'_>,
) -> LinkedEncounter {
    let records = context.records;
    let last_line = |part: &Part| {
        let record = &records[part.claim as usize];
        let days = part.lines.iter().filter_map(|at| record.lines[*at].days).map(|(_, last)| last).max();
        days.or(record.days.map(|(_, last)| last))
    };
    let last = parts.iter().filter_map(last_line).chain(stay.and_then(|s| s.days).map(|(_, to)| to)).max();
    let (facility, facility_lines) = match stay {
        Some(stay) => stay.claims.iter().map(|(n, lines)| (*n as usize, lines.clone())).unzip(),
        None => (Vec::new(), Vec::new()),
    };
    let alone = match (status, stay, parts.first()) {
        (Status::FacilityOnly, Some(stay), _) => alone_facility(stay, context),
        (Status::ProfessionalOnly, _, Some(part)) => alone_professional(part, records),
        _ => None,
    };
    LinkedEncounter {
        status,
        facility,
        facility_lines,
        professional: parts.into_iter().map(|part| attach(part, stay.is_some(), stays, context)).collect(),
        alone,
        last_day: last.and_then(day),
    }
}

fn day(day: Day) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(day)
}

fn attach(part: Part, in_stay: bool, stays: &[Stay], context: &Context<'_>) -> Attached {
    let main = |stay: u32| stays[stay as usize].claims[0].0 as usize;
    let Some(choice) = part.choice else {
        return Attached {
            claim: part.claim as usize,
            lines: part.lines,
            score: 0.0,
            evidence: Box::default(),
            runner_up: None,
        };
    };
    let stay = &stays[choice.stay as usize];
    let record = &context.records[part.claim as usize];
    let mut tally = Tally::telling();
    context.persons.likeness(stay.claims[0].0, part.claim, &context.settings.person, &mut tally);
    let person = tally.sum;
    let w = &context.settings.visit;
    line_match::claim(record, stay, context.known, w, &mut tally);
    let best = best_line(&part, record, stay, context);
    let none = Line::default();
    let line = best.and_then(|at| record.lines.get(at)).unwrap_or(&none);
    line_match::line((part.claim, record), line, stay, context.known, context.settings, &mut tally);
    Attached {
        claim: part.claim as usize,
        score: score(person, choice, context),
        evidence: tally.into_reasons(),
        lines: part.lines,
        runner_up: if in_stay { choice.runner_up.map(main) } else { Some(main(choice.stay)) },
    }
}

/// The line for which most speaks: its evidence stands for the part.
fn best_line(part: &Part, record: &Record, stay: &Stay, context: &Context<'_>) -> Option<usize> {
    part.lines.iter().copied().max_by_key(|&at| {
        let mut tally = Tally::default();
        let line = &record.lines[at];
        line_match::line((part.claim, record), line, stay, context.known, context.settings, &mut tally);
        (tally.sum, std::cmp::Reverse(at))
    })
}

/// How likely it is that it is one person and one visit. At the thresholds it is as likely as not.
fn score(person: Bits, choice: Choice, context: &Context<'_>) -> f64 {
    let w = &context.settings.person;
    let matched = if choice.quality == Quality::Sure { person.max(context.persons.matched) } else { person };
    // From "may be" to "is" the scale runs through even odds.
    let same_person = (matched - w.possible).probability();
    let visit = &context.settings.visit;
    let middle = Bits::new(f64::midpoint(visit.matched.get(), visit.possible.get()));
    let same_visit = (choice.weight - middle).probability();
    (same_person * same_visit * 10_000.0).round() / 10_000.0
}

fn alone_facility(stay: &Stay, context: &Context<'_>) -> Option<Alone> {
    let records = || stay.claims.iter().map(|(n, _)| &context.records[*n as usize]);
    let is = |kinds: &[&str]| stay.bills.iter().all(|bill| kinds.contains(&bill.as_str()));
    if records().any(|record| context.known.bills_both(record)) {
        Some(Alone::MethodTwo)
    } else if is(&["14"]) {
        Some(Alone::Laboratory)
    } else if is(&["71", "77"]) {
        Some(Alone::Clinic)
    } else if records().any(|record| context.known.is_read_outside(record)) {
        Some(Alone::OutsideReader)
    } else {
        None
    }
}

/// Where no facility is named and all was done in places that bill for themselves.
fn alone_professional(part: &Part, records: &[Record]) -> Option<Alone> {
    use crate::codes::{PaymentRate, place_of_service};
    let record = &records[part.claim as usize];
    let places = || part.lines.iter().map(|at| record.lines[*at].place.as_str());
    let all = |is: &dyn Fn(&str) -> bool| !part.lines.is_empty() && places().all(is);
    let own = |place: &str| place_of_service(place).is_some_and(|p| p.rate == Some(PaymentRate::NonFacility));
    if all(&|place| matches!(place, "41" | "42")) {
        Some(Alone::Ambulance)
    } else if all(&|place| place == "81") {
        Some(Alone::Laboratory)
    } else if record.facility == 0 && all(&own) {
        Some(Alone::OwnPlace)
    } else {
        None
    }
}
