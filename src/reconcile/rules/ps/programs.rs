//! Programmes with rules of their own: rural health clinics, hospices, critical access hospitals, covered nursing stays.

use crate::codes::services;
use crate::finding::Severity;
use crate::model::Status;
use crate::reconcile::claim_view::{ClaimView, LineView};
use crate::reconcile::scope::{Encounter, Person, is_same_service};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::{Field, Reads};

use crate::reconcile::rules::reads::{BILLERS, LINES};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("PS-RHC", Run::Encounter(rural_clinic), Reads::always(LINES)),
    Check::new(
        "PS-HOSPICE",
        Run::Person(hospice),
        Reads::always(LINES)
            .and(BILLERS)
            .and(&[Field::subscriber_information])
            .missing(&[Field::professional_service]),
    ),
    Check::new("PS-CAH2", Run::Person(method_two), Reads::always(LINES)),
    Check::new("PS-UBPRO", Run::Person(fees_on_bill), Reads::always(LINES).and(BILLERS)),
    Check::new("PS-CAHIP", Run::Encounter(critical_access_stay), Reads::always(LINES).and(BILLERS)),
    Check::new(
        "PS-SNFCB",
        Run::Person(consolidated),
        Reads::always(LINES).and(&[Field::subscriber_information]).missing(&[Field::professional_service]),
    ),
];

/// Whether a revenue code is one of professional fees (096x to 098x).
fn is_professional_fee(line: LineView<'_>) -> bool {
    matches!(line.revenue_family(), "096" | "097" | "098")
}

/// Whether a claim's period holds a line.
fn holds(claim: ClaimView<'_>, line: LineView<'_>) -> bool {
    matches!((claim.days(), line.period()), (Some((from, to)), Some(p)) if from <= p.from && p.last() <= to)
}

fn rural_clinic(encounter: &Encounter<'_>, violations: &mut Violations) {
    let clinic = |line: &LineView<'_>| {
        matches!(line.of.facility_type(), "71" | "77") && line.revenue_family() == "052"
    };
    for core in encounter.facility_lines().filter(clinic) {
        let is_visit = |line: &LineView<'_>| {
            line.same_day(core)
                && !line.has_modifier("TC")
                && matches!(line.place_of_service(), "11" | "50" | "72")
                && (line.code() == core.code()
                    || line
                        .cpt()
                        .is_some_and(|n| matches!(n, 99_202..=99_215 | 99_381..=99_397 | 90_791..=90_853)))
        };
        let lines: Vec<LineView<'_>> = encounter.professional_lines().filter(is_visit).collect();
        if let Some(first) = lines.first() {
            let message =
                "The clinic bills this visit at its rate, which pays the practitioner; it is billed again";
            let violation = Violation::new(message, [first.at("procedure.code"), core.at("procedure.code")]);
            let charges = "charges of the professional lines of the visit";
            violations.push(encounter.context.risk_of_payment(violation, &lines, charges));
            return;
        }
    }
}

fn hospice(person: &Person<'_>, violations: &mut Violations) {
    let hospices = person
        .facility
        .iter()
        .filter(|claim| matches!(claim.facility_type(), "81" | "82") && claim.is_medicare());
    for &election in hospices {
        for claim in person
            .professional
            .iter()
            .filter(|claim| claim.is_medicare() && claim.tax_id() != election.tax_id())
        {
            let unmarked = |line: &LineView<'_>| {
                holds(election, *line)
                    && !["GV", "GW", "Q5"].iter().any(|modifier| line.has_modifier(modifier))
            };
            let lines: Vec<LineView<'_>> = claim.lines().filter(unmarked).collect();
            if let Some(first) = lines.first() {
                let message = "A service in the time of a hospice election has neither GV nor GW";
                let violation =
                    Violation::new(message, [first.at_modifiers(), election.at("statement_from")]);
                let charges = "charges of the professional lines without the modifier";
                violations.push(person.context.risk_of_payment(violation, &lines, charges));
            }
        }
    }
}

fn method_two(person: &Person<'_>, violations: &mut Violations) {
    let billed = person.facility.iter().chain(&person.professional);
    let fees = billed.filter(|claim| claim.facility_type() == "85").flat_map(|claim| claim.lines());
    for fee in fees.filter(|line| is_professional_fee(*line)) {
        let twin = |line: &LineView<'_>| line.of.facility_type().is_empty() && is_same_service(fee, *line);
        if let Some(line) = person.professional_lines().find(twin) {
            let message = "The hospital bills this professional fee itself; it is billed again on an 837P";
            let violation = Violation::new(message, [line.at("procedure.code"), fee.at("revenue_code")]);
            violations.push(person.context.risk_of_payment(
                violation,
                &[line],
                "charge of the professional line",
            ));
        }
    }
}

fn fees_on_bill(person: &Person<'_>, violations: &mut Violations) {
    let billed = person.facility.iter().chain(&person.professional);
    let claims = billed.filter(|claim| !matches!(claim.facility_type(), "" | "85"));
    let others =
        claims.filter(|claim| !person.context.is_listed(&person.context.groups.critical_access, **claim));
    for fee in others.flat_map(|claim| claim.lines()).filter(|line| is_professional_fee(*line)) {
        let twin = |line: &LineView<'_>| line.of.facility_type().is_empty() && is_same_service(fee, *line);
        if let Some(line) = person.professional_lines().find(twin) {
            let message = "The hospital's bill has a professional fee that an 837P bills as well";
            let violation = Violation::new(message, [fee.at("revenue_code"), line.at("procedure.code")]);
            violations.push(violation.charges_at_risk([fee], "charge of the fee on the hospital's bill"));
        }
    }
}

fn critical_access_stay(encounter: &Encounter<'_>, violations: &mut Violations) {
    let listed = |claim: &&ClaimView<'_>| {
        encounter.context.is_listed(&encounter.context.groups.critical_access, **claim)
    };
    let Some(claim) = encounter.facility.iter().find(listed) else { return };
    if encounter.status == Status::FacilityOnly
        && claim.facility_type() == "11"
        && encounter.context.both_sides
        && !encounter.is_pending()
    {
        let message = "No physician bills this stay in a critical access hospital";
        violations.push(Violation::new(message, [claim.at_days()]));
    }
}

fn consolidated(person: &Person<'_>, violations: &mut Violations) {
    let nursing =
        |claim: &&ClaimView<'_>| matches!(claim.facility_type(), "21" | "22") && claim.is_medicare();
    for &stay in person.facility.iter().filter(nursing) {
        therapy(person, stay, violations);
        if stay.facility_type() != "21" {
            continue;
        }
        for claim in person.professional.iter().filter(|claim| claim.is_medicare()) {
            let lines: Vec<(LineView<'_>, Severity)> =
                claim.lines().filter_map(|line| Some((line, technical(person, stay, line)?))).collect();
            let Some((first, severity)) = lines.first() else { continue };
            let message = "A technical part is billed in a nursing stay that Part A covers";
            let violation = Violation::new(message, [first.at_modifiers(), stay.at("statement_from")])
                .weighing(*severity);
            let lines: Vec<LineView<'_>> = lines.iter().map(|(line, _)| *line).collect();
            let charges = "charges of the professional lines with a technical part";
            violations.push(person.context.risk_of_technical(violation, &lines, charges));
        }
        let inside = |claim: &&ClaimView<'_>| {
            let days = claim.days().zip(stay.days());
            days.is_some_and(|((from, to), (start, end))| start < from && to < end)
        };
        let simple =
            |line: LineView<'_>| matches!(line.revenue_family(), "030" | "032" | "042" | "043" | "044");
        let hospital = person.facility.iter().filter(|claim| matches!(claim.facility_type(), "13" | "85"));
        for claim in hospital.filter(inside).filter(|claim| claim.is_medicare() && claim.lines().all(simple))
        {
            let message = "A hospital bills services that a covered nursing stay includes";
            let violation = Violation::new(message, [claim.at("statement_from"), stay.at("statement_from")]);
            let lines: Vec<LineView<'_>> = claim.lines().collect();
            let charges = "charges of the hospital's claim";
            let violation = person.context.risk_of_payment(violation, &lines, charges);
            violations.push(violation.weighing(Severity::Warning));
        }
    }
}

/// Therapy of a nursing facility's resident is billed by the facility, whether Part A covers the stay or not, the therapist's
/// own claim included (42 CFR 411.15(p)(2); CMS Pub. 100-04 chapter 6 section 10.1).
fn therapy(person: &Person<'_>, stay: ClaimView<'_>, violations: &mut Violations) {
    for claim in person.professional.iter().filter(|claim| claim.is_medicare()) {
        let apart = |line: &LineView<'_>| holds(stay, *line) && line.cpt().is_some_and(services::is_therapy);
        let lines: Vec<LineView<'_>> = claim.lines().filter(apart).collect();
        if let Some(first) = lines.first() {
            let message =
                "Therapy of a nursing facility's resident is billed apart from the facility's claim";
            let violation = Violation::new(message, [first.at("procedure.code"), stay.at("statement_from")]);
            let charges = "charges of the therapist's lines";
            violations.push(violation.charges_at_risk(lines, charges).weighing(Severity::Error));
        }
    }
}

/// Whether a line within the stay bills a technical part: for sure by the fee schedule, likely by its number.
fn technical(person: &Person<'_>, stay: ClaimView<'_>, line: LineView<'_>) -> Option<Severity> {
    if !holds(stay, line) || line.has_modifier("26") {
        return None;
    }
    match person.context.pctc(line) {
        Some(1 | 3) => Some(Severity::Error),
        Some(_) => None,
        None => line.cpt().is_some_and(|n| (70_010..=79_999).contains(&n)).then_some(Severity::Warning),
    }
}
