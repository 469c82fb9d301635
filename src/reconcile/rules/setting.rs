//! Where it was.

use std::collections::BTreeMap;

use crate::codes::crosswalk::{Fit, expected_places};
use crate::codes::{self, place_of_service};
use crate::finding::Severity;
use crate::reconcile::billed::Line;
use crate::reconcile::hit::{Hit, Hits, Place};
use crate::reconcile::scope::Pair;
use crate::rule::{Example, InForce, Rule};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[TYPE_OF_BILL, OFFICE];

const TYPE_OF_BILL: Check = Check {
    rule: Rule {
        code: "PS-TOB",
        name: "Place of service against type of bill",
        severity: Severity::Error,
        snip: None,
        checks: "The place of service of each professional line is one that goes with the facility's type of bill: 21 with an \
                 inpatient bill, 19, 22 or 23 with a hospital outpatient bill, and so on.",
        why: "The place decides whether the physician is paid with or without the costs of a practice; where it contradicts the \
              facility's claim, the line is denied (CARC 5, 58; RARC M77) or taken back.",
        help: "Use the place that follows from how the patient was registered on that day; if the facility's type of bill is \
               wrong, correct that one.",
        source: "837I CLM05-1 against 837P CLM05-1 and SV105; 42 CFR 414.22(b)(5)(i); CMS Pub. 100-04 chapter 26",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302"],
            professional: &[
                "CLM*P1*200***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99222*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302"],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99222*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    needs: &[],
    run: Run::Pair(type_of_bill),
};

fn type_of_bill(pair: &Pair<'_>, hits: &mut Hits) {
    let bill = pair.facility.facility_type();
    let places = expected_places(bill);
    let lines = lines_by_place(pair, |line| {
        places.fit(line.place_of_service()).is_mismatch() && !is_office_case(pair, line)
    });
    for (place, lines) in lines {
        let message = format!(
            "The professional claim says {}, the facility billed {}; {} fits",
            place_name(place),
            bill_name(bill),
            any_of(places.expected())
        );
        let mut hit = hit(pair, message, &lines);
        if places.fit(place) == Fit::Unexpected {
            hit.severity = Some(Severity::Warning);
        }
        hits.push(hit);
    }
}

const OFFICE: Check = Check {
    rule: Rule {
        code: "PS-OFFICE",
        name: "Office rate for a service in a facility",
        severity: Severity::Error,
        snip: None,
        checks: "A service that the facility bills as well, on the same day, does not carry an office, urgent care or laboratory \
                 as its place on the professional claim (11, 20, 49, 81 and other places paid at the higher rate).",
        why: "At such a place the physician is paid for room, staff and machine, which the facility bills: it is paid twice. \
              Federal audits found this wrong on 83 to 89 of 100 sampled lines, and take the money back.",
        help: "Bill the professional line with the facility's place of service: 22 or 19 for a hospital's outpatients, 23 in the \
               emergency department, 21 for inpatients, 24 in a surgery centre.",
        source: "42 CFR 414.22(b)(5)(i); OIG A-01-10-00513, A-01-10-00516, A-01-13-00506",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*2400***13:A:1**A*Y*Y\nDTP*434*RD8*20260304-20260304\nLX*1\nSV2*0361*HC:36558*2400*UN*1\nDTP*472*D8*20260304",
            ],
            professional: &[
                "CLM*P1*900***11:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:36558*900*UN*1***1\nDTP*472*D8*20260304",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*2400***13:A:1**A*Y*Y\nDTP*434*RD8*20260304-20260304\nLX*1\nSV2*0361*HC:36558*2400*UN*1\nDTP*472*D8*20260304",
            ],
            professional: &[
                "CLM*P1*900***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:36558*900*UN*1***1\nDTP*472*D8*20260304",
            ],
            ..Example::NONE
        },
    },
    needs: &[],
    run: Run::Pair(office),
};

fn office(pair: &Pair<'_>, hits: &mut Hits) {
    let bill = pair.facility.facility_type();
    for (place, lines) in lines_by_place(pair, |line| is_office_case(pair, line)) {
        let message = format!(
            "The professional claim says {}, but the facility billed the same service as {}",
            place_name(place),
            bill_name(bill)
        );
        hits.push(hit(pair, message, &lines));
    }
}

/// Whether a line is billed at the rate of a practice although the facility bills the same service.
fn is_office_case(pair: &Pair<'_>, line: Line<'_>) -> bool {
    let place = line.place_of_service();
    let practice =
        place_of_service(place).is_some_and(|place| place.rate == Some(codes::PaymentRate::NonFacility));
    practice
        && expected_places(pair.facility.facility_type()).fit(place).is_mismatch()
        && pair.same_services().any(|twins| twins.professional.index == line.index)
}

/// Professional lines that are asked for, by their place of service.
fn lines_by_place<'c>(
    pair: &Pair<'c>,
    wanted: impl Fn(Line<'c>) -> bool,
) -> BTreeMap<&'c str, Vec<Line<'c>>> {
    let mut lines: BTreeMap<&str, Vec<Line<'_>>> = BTreeMap::new();
    for line in pair.lines().filter(|line| !line.place_of_service().is_empty() && wanted(*line)) {
        lines.entry(line.place_of_service()).or_default().push(line);
    }
    lines
}

/// A finding about the place of some lines: where it stands, once for the claim and once for each line that has its own.
fn hit(pair: &Pair<'_>, message: String, lines: &[Line<'_>]) -> Hit {
    let mut places: Vec<Place> = Vec::new();
    for line in lines {
        let place = line.at_place_of_service();
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places.push(pair.facility.at("facility_type"));
    Hit::new(message, places)
        .charges_at_risk(lines.iter().copied(), "charges of the professional lines with that place")
}

fn place_name(place: &str) -> String {
    match place_of_service(place) {
        Some(known) => format!("place {place} ({})", known.name),
        None => format!("place {place}"),
    }
}

fn bill_name(bill: &str) -> String {
    match codes::facility_type(bill) {
        Some(name) => format!("type of bill {bill}x ({name})"),
        None => format!("type of bill {bill}x"),
    }
}

fn any_of<'a>(places: impl Iterator<Item = &'a str>) -> String {
    let places: Vec<&str> = places.collect();
    match &places[..] {
        [] => "no place".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
