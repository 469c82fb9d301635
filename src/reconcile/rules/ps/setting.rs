//! Where it was: the place of service against the type of bill.

use crate::codes::crosswalk::Fit;
use crate::finding::Severity;
use crate::reconcile::hit::Hits;
use crate::reconcile::scope::Pair;

use crate::reconcile::rules::place::{Wrong, any_of, bill_name, hit, lines_by_place, place_name, places};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check { code: "PS-TOB", needs: &[], run: Run::Pair(type_of_bill) },
    Check { code: "PS-OFFICE", needs: &[], run: Run::Pair(office) },
    Check { code: "PS-IPSTATUS", needs: &[], run: Run::Pair(inpatient) },
    Check { code: "PS-OBSIP", needs: &[], run: Run::Pair(observation) },
    Check { code: "PS-3132", needs: &[], run: Run::Pair(skilled_nursing) },
    Check { code: "PS-ASC", needs: &[], run: Run::Pair(surgery_center) },
];

fn type_of_bill(pair: &Pair<'_>, hits: &mut Hits) {
    for (place, lines) in lines_by_place(pair, Wrong::TypeOfBill) {
        let message = format!(
            "The professional claim says {}, the facility billed {}; {} fits",
            place_name(place),
            bill_name(pair.facility.setting()),
            any_of(places(pair).expected())
        );
        let mut hit = hit(pair, message, &lines);
        if places(pair).fit(place) == Fit::Unexpected {
            hit.severity = Some(Severity::Warning);
        }
        hits.push(hit);
    }
}

fn office(pair: &Pair<'_>, hits: &mut Hits) {
    for (place, lines) in lines_by_place(pair, Wrong::Office) {
        let message = format!(
            "The professional claim says {}, but the facility billed the same service as {}",
            place_name(place),
            bill_name(pair.facility.setting())
        );
        hits.push(hit(pair, message, &lines));
    }
}

fn inpatient(pair: &Pair<'_>, hits: &mut Hits) {
    for (place, lines) in lines_by_place(pair, Wrong::Inpatient) {
        let message = format!(
            "The professional claim says {} on a day of a stay that the facility billed as {}",
            place_name(place),
            bill_name(pair.facility.setting())
        );
        hits.push(hit(pair, message, &lines));
    }
}

fn observation(pair: &Pair<'_>, hits: &mut Hits) {
    for (place, lines) in lines_by_place(pair, Wrong::Observation) {
        let message = format!(
            "The professional claim says {}, the facility billed observation of an outpatient",
            place_name(place)
        );
        hits.push(hit(pair, message, &lines));
    }
}

fn skilled_nursing(pair: &Pair<'_>, hits: &mut Hits) {
    for (place, lines) in lines_by_place(pair, Wrong::SkilledNursing) {
        let message = format!(
            "The professional claim says {}, the facility billed {}; {} fits",
            place_name(place),
            bill_name(pair.facility.setting()),
            any_of(places(pair).expected())
        );
        let mut hit = hit(pair, message, &lines);
        // Part A may have ended in the middle of the stay; the nursing facility's other bill may not be at hand.
        if place == "31" {
            hit.severity = Some(Severity::Warning);
        }
        hits.push(hit);
    }
}

fn surgery_center(pair: &Pair<'_>, hits: &mut Hits) {
    for (place, lines) in lines_by_place(pair, Wrong::SurgeryCenter) {
        let message = format!(
            "The professional claim says {}, the facility billed {}; {} fits",
            place_name(place),
            bill_name(pair.facility.setting()),
            any_of(places(pair).expected())
        );
        hits.push(hit(pair, message, &lines));
    }
}
