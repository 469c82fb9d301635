//! How much speaks for a professional's service line belonging to a facility's visit.
//!
//! What rules check (places, days, codes, identifiers) weighs too, but nothing so much that it decides alone: a rule can
//! only find what linking has brought together.

use crate::codes::crosswalk::{Fit, expected_places};
use crate::codes::{PaymentRate, place_of_service};
use crate::model::Text;

use super::OwnedGroups;
use super::bits::Bits;
use super::person::{Birth, compare_days};
use super::record::{Day, Line, Record};
use super::settings::{Settings, VisitWeights};
use super::stay::Stay;
use super::tally::Tally;

/// What the claim as a whole says.
pub(super) fn claim(record: &Record, stay: &Stay, known: &OwnedGroups, w: &VisitWeights, tally: &mut Tally) {
    facility(record, stay, known, w, tally);
    let same = |value: u64, all: &[u64]| value != 0 && all.binary_search(&value).is_ok();
    if same(record.account, &stay.accounts) || same(record.account_digits, &stay.account_digits) {
        tally.add("patient_control_number", "exact", w.account);
    }
    if same(record.authorization, &stay.authorizations) {
        tally.add("prior_authorization_number", "exact", w.authorization);
    }
    if same(record.referral, &stay.referrals) {
        tally.add("referral_number", "exact", w.referral);
    }
    let any = |some: &[u64]| some.iter().any(|npi| stay.physicians.binary_search(npi).is_ok());
    if any(&record.physicians) {
        tally.add("providers[].npi", "who did it is the facility's physician", w.physician);
    } else if any(&record.referring) {
        tally.add("providers[].npi", "who sent the patient is the facility's physician", w.referring);
    }
    if let (true, Some(a), Some(b)) = (stay.is_inpatient, record.admission, stay.admission) {
        let (agreement, weight) =
            if a == b { ("exact", w.admission) } else { ("different", w.admission_different) };
        tally.add("admission_date", agreement, weight);
    }
    if record.discharge.is_some() && record.discharge == stay.days.map(|(_, to)| to) {
        tally.add("discharge_date", "exact", w.discharge);
    }
    if record.diagnoses.first().is_some_and(|first| *first == stay.principal) {
        tally.add("diagnoses[].code", "first three characters of the chief one", w.principal_diagnosis);
    } else if record.diagnoses.iter().any(|code| stay.diagnoses.binary_search(code).is_ok()) {
        tally.add("diagnoses[].code", "first three characters", w.diagnosis);
    }
}

fn facility(record: &Record, stay: &Stay, known: &OwnedGroups, w: &VisitWeights, tally: &mut Tally) {
    let is_here = |npi: u64| npi != 0 && stay.facilities.contains(&known.facility(npi));
    let path = "providers[].npi";
    if is_here(record.facility) {
        tally.add(path, "the facility is named", w.facility);
    } else if record.facility_address != 0 && stay.addresses.contains(&record.facility_address) {
        tally.add("providers[].name", "name and ZIP code of the facility", w.facility_address);
    } else if record.facility != 0 {
        tally.add(path, "another facility is named", w.facility_different);
    } else if is_here(record.billing) {
        tally.add("billing_provider.npi", "exact", w.facility);
        return;
    }
    if stay.organizations.contains(&record.organization) {
        tally.add("billing_provider.tax_id", "exact", w.same_organization);
    }
}

/// The service of a stay that a line is the other side of, or of the kind of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SameService {
    /// Its position in the stay.
    pub(super) service: usize,
    /// Whether both bill one procedure.
    pub(super) is_exact: bool,
}

/// What a line of the claim with that number says beyond it. Gives its twin, where there is one that no other claim has
/// taken.
pub(super) fn line(
    (number, record): (u32, &Record),
    line: &Line,
    stay: &Stay,
    known: &OwnedGroups,
    settings: &Settings,
    tally: &mut Tally,
) -> Option<SameService> {
    let w = &settings.visit;
    let days = line.days.or(record.days);
    if let (Some(days), Some(period)) = (days, stay.days) {
        let (agreement, weight) = day(days, period, line, stay, settings);
        tally.add("service_lines[].service_date", agreement, weight);
        if weight < Bits::ZERO && !is_same_visit(record, stay) {
            // Two files never cover the same weeks: that person, hospital and physician agree ties no visit of another day
            // to this one. Only the service itself does.
            let (is_same, twin) = same_service(number, line, stay);
            if !is_same {
                tally.add("service_lines[].procedure.code", "outside, and another service", w.day_unproved);
            }
            place(record, line, stay, known, w, tally);
            return twin;
        }
    }
    if is_elsewhere(record, line, stay, known) {
        tally.add(
            "service_lines[].place_of_service",
            "a place of its own, and another service",
            w.day_unproved,
        );
    }
    if line.is_of_newborn && !stay.is_newborn {
        tally.add(
            "service_lines[].procedure.code",
            "care of a newborn, in the stay of another",
            w.newborn_other,
        );
    }
    let twin = procedure(number, line, days, stay, w, tally);
    place(record, line, stay, known, w, tally);
    twin
}

fn day(
    (from, to): (Day, Day),
    (start, end): (Day, Day),
    line: &Line,
    stay: &Stay,
    settings: &Settings,
) -> (&'static str, Bits) {
    let w = &settings.visit;
    let before = i32::from(if stay.is_inpatient {
        settings.days_before_inpatient
    } else {
        settings.days_before_other
    });
    if from <= end && to >= start {
        return ("inside the facility's period", w.day_inside);
    }
    if to < start && start - to <= before {
        return ("in the days before that the facility's bill covers", w.day_window);
    }
    if from > end && from - end <= i32::from(settings.days_after) {
        return if line.is_reading {
            ("some days after, as readings are dated", w.day_reading)
        } else {
            ("after the facility's period", (w.day_after * (from - end)).max(w.day_after_most))
        };
    }
    let typo = [start, end].into_iter().any(|day| is_mistyped(from, day));
    if typo {
        ("outside, as if mistyped", w.day_mistyped)
    } else {
        ("outside the facility's period", w.day_outside)
    }
}

/// Whether a number names the visit itself, whatever the days say.
fn is_same_visit(record: &Record, stay: &Stay) -> bool {
    let has = |numbers: &[u64], number: u64| number != 0 && numbers.binary_search(&number).is_ok();
    has(&stay.accounts, record.account)
        || has(&stay.account_digits, record.account_digits)
        || has(&stay.authorizations, record.authorization)
        || (stay.is_inpatient && record.admission.is_some() && record.admission == stay.admission)
}

/// Whether a stay, on whatever day, has the service that a line is the other side of, or is of the kind of: one that no
/// other claim has taken. Room and board, and the departments of a stay, are there for all and taken by none.
fn same_service(number: u32, line: &Line, stay: &Stay) -> (bool, Option<SameService>) {
    let is_free = |taken: Option<u32>| taken.is_none_or(|claim| claim == number);
    // A bill without lines tells nothing of its services.
    if stay.services.is_empty() {
        return (true, None);
    }
    let has_room = |at: usize| is_free(stay.services[at].twin);
    if let Some(service) = stay.finder.exact(line.procedure, None, &has_room) {
        return (true, Some(SameService { service, is_exact: true }));
    }
    if stay.finder.shared.meets(line.kinds) {
        return (true, None);
    }
    let free = |at: usize| is_free(stay.services[at].twin) && is_free(stay.services[at].kin);
    let service = stay.finder.kin(line.kinds, None, &free);
    (service.is_some(), service.map(|service| SameService { service, is_exact: false }))
}

/// Whether a line was done in a place that bills for itself, no facility is named, and the facility does not bill the
/// service that day: being the attending, or having referred the patient, ties no office visit to a hospital's bill. What a
/// practice does as well, such as drugs, injections and laboratory tests, is not the same service because the code is.
fn is_elsewhere(record: &Record, line: &Line, stay: &Stay, known: &OwnedGroups) -> bool {
    let own = place_of_service(&line.place).is_some_and(|place| place.rate == Some(PaymentRate::NonFacility));
    let names_none = record.facility == 0 && !stay.facilities.contains(&known.facility(record.billing));
    if !own || !names_none || stay.organizations.contains(&record.organization) {
        return false;
    }
    let is_month = line.is_dialysis_month && stay.bills.iter().any(|bill| bill.starts_with("72"));
    let same = is_month || stay.finder.has(line.procedure) || stay.finder.all.are_at_distance(line.kinds);
    let is_treating = record.physicians.iter().any(|npi| stay.physicians.binary_search(npi).is_ok());
    let same_service = same && !line.kinds.is_given_anywhere();
    if stay.is_of_series { !same_service } else { !same_service && !is_treating }
}

fn is_mistyped(a: Day, b: Day) -> bool {
    let date = chrono::NaiveDate::from_num_days_from_ce_opt;
    match (date(a), date(b)) {
        (Some(a), Some(b)) => compare_days(a, b) != Birth::Different,
        _ => false,
    }
}

/// Gives the service of the stay that the line is the other side of, or of the kind of.
fn procedure(
    number: u32,
    line: &Line,
    days: Option<(Day, Day)>,
    stay: &Stay,
    w: &VisitWeights,
    tally: &mut Tally,
) -> Option<SameService> {
    let fits = |(start, end): (Day, Day)| days.is_none_or(|(from, to)| from <= end && to >= start);
    let is_free = |taken: Option<u32>| taken.is_none_or(|claim| claim == number);
    let will_do = |at: usize| fits(stay.services[at].days) && is_free(stay.services[at].twin);
    if let Some(service) = stay.finder.exact(line.procedure, days, &will_do) {
        tally.add("service_lines[].procedure.code", "exact, on that day", w.procedure);
        return Some(SameService { service, is_exact: true });
    }
    let free = |at: usize| will_do(at) && is_free(stay.services[at].kin);
    let kin = stay.finder.kin(line.kinds, days, &free)?;
    tally.add("service_lines[].revenue_code", "of the kind of the procedure", w.revenue);
    Some(SameService { service: kin, is_exact: false })
}

fn place(
    record: &Record,
    line: &Line,
    stay: &Stay,
    known: &OwnedGroups,
    w: &VisitWeights,
    tally: &mut Tally,
) {
    if line.place.is_empty() {
        return;
    }
    let fit = |bill: &Text| expected_places(bill).fit(&line.place);
    let names_none = record.facility == 0 && !stay.facilities.contains(&known.facility(record.billing));
    // Offices, homes, laboratories and ambulances bill without a facility beside them.
    let is_own = matches!(line.place.as_str(), "41" | "42")
        || place_of_service(&line.place).is_some_and(|place| place.rate == Some(PaymentRate::NonFacility));
    let at_distance = stay.finder.all.are_at_distance(line.kinds);
    let (agreement, weight) = if stay.bills.iter().any(|bill| fit(bill) == Fit::Expected) {
        ("as expected for the type of bill", w.place)
    } else if at_distance {
        ("at a distance, and the facility bills the patient's site", w.place)
    } else if is_own && names_none {
        ("a place of its own, and no facility is named", w.own_place)
    } else if stay.bills.iter().any(|bill| fit(bill).is_mismatch()) {
        ("not as expected for the type of bill", w.place_different)
    } else {
        return;
    };
    tally.add("service_lines[].place_of_service", agreement, weight);
}
