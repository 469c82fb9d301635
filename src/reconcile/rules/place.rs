//! Which rule a professional line's place of service breaks, so that one wrong place is reported once.

use std::collections::BTreeMap;

use crate::codes::crosswalk::{ExpectedPlaces, expected_places};
use crate::codes::{PaymentRate, facility_type, place_of_service};
use crate::finding::MoneyKind;
use crate::model::ProviderRole;
use crate::reconcile::claim_view::LineView;
use crate::reconcile::scope::Pair;
use crate::reconcile::violation::{ClaimPlace, Violation};

/// What is wrong with a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// An inpatient by the professional claim, under observation by the facility's.
    Observation,
    /// Place 32 in a stay that Part A covers, or place 31 outside of one.
    SkilledNursing,
    /// An outpatient, or a patient at home, by the professional claim, on a day of a stay.
    Inpatient,
    /// A surgery centre on one side, a hospital on the other.
    SurgeryCenter,
    /// A practice's place for a service that the facility bills.
    Office,
    /// Any other place that does not go with the type of bill.
    TypeOfBill,
}

/// What is wrong with a line's place, if anything.
pub(super) fn wrong(pair: &Pair<'_>, line: LineView<'_>) -> Option<Wrong> {
    let place = line.place_of_service();
    let setting = pair.facility.setting();
    if place.is_empty() || !is_compared(pair, line) {
        return None;
    }
    // A hospital's outpatient places go with a stay on the day of admission only.
    if setting == "11" && matches!(place, "19" | "22") {
        return (is_inside_stay(pair, line) || is_later_visit(pair, line)).then_some(Wrong::Inpatient);
    }
    if !places(pair).fit(place).is_mismatch() {
        let outside = place == "31" && matches!(setting, "22" | "23") && !in_covered_stay(pair);
        return outside.then_some(Wrong::SkilledNursing);
    }
    let practice = is_practice(place);
    let shared = has_twin(pair, line);
    match (setting, place) {
        ("13" | "85", "21") if is_observation(pair) => Some(Wrong::Observation),
        ("21", "32") => Some(Wrong::SkilledNursing),
        ("18", "19" | "22") => Some(Wrong::Inpatient),
        ("11" | "18" | "21", _) if practice => {
            let tied = has_twin(pair, line) || is_tied(pair, line);
            (tied || is_inside_stay(pair, line)).then_some(Wrong::Inpatient)
        }
        ("13" | "85", "24") | ("83", "22" | "19") => Some(Wrong::SurgeryCenter),
        (_, _) if practice && shared => Some(Wrong::Office),
        // A practice sees the same person on the same day without any fault, unless something ties it to the facility.
        (_, _) if practice && !is_tied(pair, line) => None,
        ("83", _) if practice => Some(Wrong::SurgeryCenter),
        (_, _) => Some(Wrong::TypeOfBill),
    }
}

/// The places that go with the facility's type of bill.
pub(super) fn places(pair: &Pair<'_>) -> &'static ExpectedPlaces {
    expected_places(pair.facility.setting())
}

/// Whether the place of a line has to go with the facility's: not that of rides, supplies and equipment, nor of a day
/// before the admission or outside of the facility's period, which other rules speak of, nor of a specimen's laboratory.
fn is_compared(pair: &Pair<'_>, line: LineView<'_>) -> bool {
    let elsewhere = line.code().starts_with(['A', 'B', 'E', 'K', 'L', 'V']);
    let laboratory = line.place_of_service() == "81" && !pair.encounter.is_inpatient();
    let Some((from, to)) = pair.encounter.period() else { return false };
    let from = pair.encounter.admitted().map_or(from, |admitted| admitted.max(from));
    let within = line.days().is_some_and(|(first, last)| from <= first && last <= to);
    !elsewhere && !laboratory && within
}

/// Whether a line falls on a day on which the patient was an inpatient from midnight to midnight; on the days of admission
/// and discharge a patient may have been elsewhere as well.
fn is_inside_stay(pair: &Pair<'_>, line: LineView<'_>) -> bool {
    let (Some(admitted), Some((_, end))) = (pair.encounter.admitted(), pair.encounter.period()) else {
        return false;
    };
    let left = pair.encounter.discharged();
    line.days().is_some_and(|(first, last)| admitted < first && left.map_or(last <= end, |left| last < left))
}

/// Whether a line after the day of admission is a visit of the stay: by its procedure (daily and discharge visits), or by
/// a physician of the facility's claim.
fn is_later_visit(pair: &Pair<'_>, line: LineView<'_>) -> bool {
    let daily = line.cpt().is_some_and(|n| (99_231..=99_239).contains(&n));
    let later =
        pair.encounter.admitted().zip(line.days()).is_some_and(|(admitted, (first, _))| admitted < first);
    later && (daily || is_tied(pair, line))
}

/// Whether the facility had the patient under observation and did not admit: observation hours, or an admission changed to
/// outpatient (condition code 44).
pub(super) fn is_observation(pair: &Pair<'_>) -> bool {
    pair.facility.has_condition("44")
        || pair
            .encounter
            .facility_lines()
            .any(|line| line.revenue() == "0762" || line.is_code(&["G0378", "G0379"]))
}

/// Whether the facility bills the same service on the same day.
pub(super) fn has_twin(pair: &Pair<'_>, line: LineView<'_>) -> bool {
    pair.same_services().any(|twins| twins.professional.index == line.index) || is_clinic_visit(pair, line)
}

/// Whether a line is the physician's part of a clinic visit: the clinic's one code stands for every office visit, unless
/// another visit of that day at the hospital is its twin already.
fn is_clinic_visit(pair: &Pair<'_>, line: LineView<'_>) -> bool {
    let encounter = |line: LineView<'_>| line.cpt().is_some_and(|n| (99_202..=99_215).contains(&n));
    let mut clinic =
        pair.encounter.facility_lines().filter(|other| other.is_code(&["G0463"]) && other.same_day(line));
    let has_twin = pair.encounter.professional_lines().any(|other| {
        encounter(other) && other.same_day(line) && matches!(other.place_of_service(), "19" | "22")
    });
    encounter(line) && clinic.next().is_some() && !has_twin
}

/// Whether something besides person and day ties a line to the facility: it names the facility as the place of service, or
/// its renderer is one of the facility claim's physicians.
fn is_tied(pair: &Pair<'_>, line: LineView<'_>) -> bool {
    let groups = pair.context.groups;
    let facility = pair.facility.biller().map(|npi| groups.facility(npi));
    let site = service_site(line).map(|npi| groups.facility(npi));
    let physicians = pair.facility.claim.providers.iter().filter(|provider| {
        use ProviderRole::{Attending, Operating, OtherOperating, Rendering};
        matches!(provider.role, Attending | Operating | OtherOperating | Rendering)
    });
    let mut npis = physicians.filter_map(|provider| provider.npi.as_deref());
    (site.is_some() && site == facility) || line.renderer().is_some_and(|npi| npis.any(|own| own == npi))
}

/// NPI of the place where a line was done, as the professional claim names it.
pub(super) fn service_site<'c>(line: LineView<'c>) -> Option<&'c str> {
    let site = |providers: &'c [crate::model::Provider]| {
        providers.iter().find(|provider| provider.role == ProviderRole::ServiceFacility)
    };
    let own = site(line.providers());
    own.or_else(|| site(&line.of.claim.providers))?.npi.as_deref()
}

/// Whether Part A covers the stay on a facility claim of the visit.
fn in_covered_stay(pair: &Pair<'_>) -> bool {
    pair.encounter.facility.iter().any(|claim| matches!(claim.facility_type(), "18" | "21"))
}

/// Whether a place is paid at the rate of a practice.
pub(super) fn is_practice(place: &str) -> bool {
    place_of_service(place).is_some_and(|place| place.rate == Some(PaymentRate::NonFacility))
}

/// Lines whose place is wrong in this way, by their place.
pub(super) fn lines_by_place<'c>(pair: &Pair<'c>, what: Wrong) -> BTreeMap<&'c str, Vec<LineView<'c>>> {
    let mut lines: BTreeMap<&str, Vec<LineView<'_>>> = BTreeMap::new();
    for line in pair.lines().filter(|line| wrong(pair, *line) == Some(what)) {
        lines.entry(line.place_of_service()).or_default().push(line);
    }
    lines
}

/// A finding about the place of some lines: where it is, once for the claim and once for each line that has its own.
pub(super) fn violation(pair: &Pair<'_>, message: String, lines: &[LineView<'_>]) -> Violation {
    let mut places: Vec<ClaimPlace> = Vec::new();
    for line in lines {
        let place = line.at_place_of_service();
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places.push(pair.facility.at(if pair.facility.facility_type().is_empty() {
        "place_of_service"
    } else {
        "facility_type"
    }));
    let charges = "charges of the professional lines with that place";
    let violation = Violation::new(message, places);
    // Between two places that are paid alike the whole line is what can be denied.
    if lines.iter().all(|line| is_practice(line.place_of_service())) {
        pair.context.risk_of_place(violation, lines, charges)
    } else {
        pair.context.risk_of_payment(violation, lines, charges).counted_as(MoneyKind::Denial)
    }
}

pub(super) fn place_name(place: &str) -> String {
    match place_of_service(place) {
        Some(known) => format!("place {place} ({})", known.name),
        None => format!("place {place}"),
    }
}

pub(super) fn bill_name(bill: &str) -> String {
    match facility_type(bill) {
        Some(name) => format!("type of bill {bill}x ({name})"),
        None => format!("type of bill {bill}x"),
    }
}

pub(super) fn any_of<'a>(places: impl Iterator<Item = &'a str>) -> String {
    let places: Vec<&str> = places.collect();
    match &places[..] {
        [] => "no place".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
