//! Departments of a hospital and what goes with them on the professional side: emergency, clinic, off campus, telehealth,
//! and where it was done.

use crate::model::Status;
use crate::reconcile::claim_view::LineView;
use crate::reconcile::scope::{Encounter, Pair};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::{Field, Reads};

use crate::reconcile::rules::place::service_site;
use crate::reconcile::rules::reads::{BILLERS, LINES, SITES};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("PS-ED", Run::Encounter(emergency), Reads::always(LINES).missing(LINES)),
    Check::new(
        "PS-UC",
        Run::Encounter(urgent_care),
        Reads::always(LINES).missing(&[Field::institutional_service]),
    ),
    Check::new(
        "PS-PBD",
        Run::Encounter(off_campus),
        Reads::always(LINES).and(BILLERS).and(&[Field::subscriber_information]).missing(LINES),
    ),
    Check::new("PS-CLINIC", Run::Encounter(clinic), Reads::always(LINES).missing(LINES)),
    Check::new("PS-TELE", Run::Encounter(telehealth), Reads::always(LINES).missing(LINES)),
    Check::new(
        "PS-LOC",
        Run::Pair(location),
        Reads::always(LINES).and(SITES).and(BILLERS).missing(SITES).missing(BILLERS),
    ),
];

fn is_emergency_visit(line: LineView<'_>) -> bool {
    line.cpt().is_some_and(|n| (99_281..=99_285).contains(&n))
}

fn is_office_visit(line: LineView<'_>) -> bool {
    line.cpt().is_some_and(|n| (99_202..=99_215).contains(&n))
}

/// A bill of a hospital's outpatients.
fn is_outpatient(encounter: &Encounter<'_>) -> bool {
    encounter.facility.iter().any(|claim| matches!(claim.facility_type(), "13" | "85"))
        && !encounter.is_inpatient()
}

fn emergency(encounter: &Encounter<'_>, violations: &mut Violations) {
    if !encounter.is_matched() || !is_outpatient(encounter) {
        return;
    }
    let department = encounter.revenue("045");
    let basis = "charges of the professional lines with that place";
    let wrong: Vec<LineView<'_>> = encounter
        .professional_lines()
        .filter(|line| match department {
            None => line.place_of_service() == "23",
            // Another hospital place; a practice's place is reported as such.
            Some(_) => is_emergency_visit(*line) && matches!(line.place_of_service(), "19" | "22"),
        })
        .collect();
    let Some(first) = wrong.first() else { return };
    let (message, place) = match department {
        None => (
            "The professional claim says place 23 (emergency room); the facility bills no line of an emergency department",
            encounter.facility[0].at("facility_type"),
        ),
        Some(line) => (
            "The facility bills its emergency department; the emergency visit on the professional claim has another place",
            line.at("revenue_code"),
        ),
    };
    violations.push(
        Violation::new(message, [first.at_place_of_service(), place]).charges_at_risk(wrong.clone(), basis),
    );
}

fn urgent_care(encounter: &Encounter<'_>, violations: &mut Violations) {
    let urgent = encounter.facility_lines().find(|line| matches!(line.revenue(), "0456" | "0516" | "0526"));
    let emergency =
        encounter.facility_lines().any(|line| matches!(line.revenue(), "0450" | "0451" | "0452" | "0459"));
    let place = encounter.professional_lines().find(|line| line.place_of_service() == "23");
    if let (Some(urgent), Some(line), false) = (urgent, place, emergency) {
        let message =
            "The facility bills urgent care, the professional claim the emergency department (place 23)";
        violations.push(Violation::new(message, [line.at_place_of_service(), urgent.at("revenue_code")]));
    }
}

fn off_campus(encounter: &Encounter<'_>, violations: &mut Violations) {
    if !encounter.is_matched() || !is_outpatient(encounter) || encounter.revenue("045").is_some() {
        return;
    }
    let marked = encounter.facility_lines().find(|line| line.has_modifier("PO") || line.has_modifier("PN"));
    let at =
        |place: &'static str| encounter.professional_lines().find(|line| line.place_of_service() == place);
    if let (Some(marked), Some(line)) = (marked, at("22")) {
        let message = "The facility bills an off-campus department (PO or PN), the professional claim says place 22 (on campus)";
        violations.push(Violation::new(message, [line.at_place_of_service(), marked.at_modifiers()]));
    }
    let paid_by_opps = encounter.facility.iter().find(|claim| {
        claim.facility_type() == "13"
            && claim.is_medicare()
            && !encounter.context.is_listed(&encounter.context.groups.critical_access, **claim)
            && claim.lines().any(|line| !line.code().is_empty())
    });
    if let (None, Some(line), Some(claim)) = (marked, at("19"), paid_by_opps) {
        let message = "The professional claim says place 19 (off campus), no line of the facility has modifier PO or PN";
        let first = claim.lines().find(|line| !line.code().is_empty());
        let place = first.map_or_else(|| claim.at("facility_type"), |line| line.at("procedure.code"));
        violations.push(Violation::new(message, [line.at_place_of_service(), place]));
    }
}

fn clinic(encounter: &Encounter<'_>, violations: &mut Violations) {
    if encounter.status == Status::Possible || encounter.is_pending() || encounter.is_day_of_series() {
        return;
    }
    let basis = "charge of the line that stands alone";
    for line in
        encounter.facility_lines().filter(|line| line.is_code(&["G0463"]) && line.revenue_family() == "051")
    {
        let seen = |other: &LineView<'_>| other.same_day(line) && other.cpt().is_some_and(|n| n >= 90_000);
        if !encounter.professional_lines().any(|other| seen(&other)) {
            let message = "The facility bills a clinic visit; no physician bills a visit on that day";
            violations
                .push(Violation::new(message, [line.at("procedure.code")]).charges_at_risk([line], basis));
        }
    }
    // A bill without lines says nothing about where the patient was.
    let says_where = encounter.facility_lines().next().is_some();
    if !encounter.is_matched() || !is_outpatient(encounter) || !says_where {
        return;
    }
    let hospital = |line: &LineView<'_>| matches!(line.place_of_service(), "19" | "22");
    for line in encounter.professional_lines().filter(|line| is_office_visit(*line) && hospital(line)) {
        // Any room in which a physician can be met stands for the clinic.
        let met = encounter.facility_lines().any(|other| {
            other.is_code(&["G0463", "G0378"])
                || other.cpt().is_some_and(|n| n >= 99_202)
                || matches!(
                    other.revenue_family(),
                    "045" | "051" | "052" | "036" | "076" | "090" | "091" | "094"
                )
        });
        if !met {
            let message =
                "A physician bills an office visit at the hospital; the facility bills no clinic visit";
            let places = [line.at("procedure.code"), encounter.facility[0].at("facility_type")];
            violations.push(Violation::new(message, places).charges_at_risk([line], basis));
        }
    }
}

fn telehealth(encounter: &Encounter<'_>, violations: &mut Violations) {
    let Some(site) = encounter.facility_lines().find(|line| line.is_code(&["Q3014"])) else { return };
    let remote = |line: &LineView<'_>| {
        matches!(line.place_of_service(), "02" | "10")
            || ["93", "95", "GT", "GQ"].iter().any(|modifier| line.has_modifier(modifier))
    };
    if encounter.status == Status::Possible {
        return;
    }
    match encounter.professional_lines().find(|line| line.same_day(site) && remote(line)) {
        Some(line) if line.place_of_service() == "10" => {
            let message = "The facility bills the site of a telehealth visit, the professional claim says the patient was at home";
            violations.push(Violation::new(message, [line.at_place_of_service(), site.at("procedure.code")]));
        }
        None if !encounter.is_pending() => {
            let message = "The facility bills the site of a telehealth visit; no telehealth service is billed for that day";
            let violation = Violation::new(message, [site.at("procedure.code")]);
            violations.push(violation.charges_at_risk([site], "charge of the site"));
        }
        _ => {}
    }
}

fn location(pair: &Pair<'_>, violations: &mut Violations) {
    use crate::model::ProviderRole::ServiceFacility;
    let groups = pair.context.groups;
    let Some(place) = pair.professional.provider(ServiceFacility) else {
        return without_location(pair, violations);
    };
    let own_lines = pair.lines().filter(|line| {
        crate::codes::place_of_service(line.place_of_service()).is_some_and(|known| {
            known.rate == Some(crate::codes::PaymentRate::Facility)
                && !matches!(known.code, "02" | "41" | "42")
        })
    });
    let lines: Vec<LineView<'_>> =
        own_lines.filter(|line| service_site(*line) == place.npi.as_deref()).collect();
    let facility = pair.facility;
    let site = facility.provider(ServiceFacility);
    let npis = [facility.biller(), site.and_then(|site| site.npi.as_deref())];
    let (Some(named), Some(_), false) = (place.npi.as_deref(), npis[0], lines.is_empty()) else { return };
    if npis.into_iter().flatten().any(|npi| groups.facility(npi) == groups.facility(named)) {
        return;
    }
    let code = |address: Option<&crate::model::Address>| {
        address.and_then(|address| address.postal_code.as_ref()?.get(..5)).map(str::to_owned)
    };
    let biller = facility.claim.billing_provider.as_ref().and_then(|biller| biller.address.as_ref());
    let ours = [code(biller), code(site.and_then(|site| site.address.as_deref()))];
    // A hospital has several NPIs; the same neighbourhood is taken to be the same hospital.
    let theirs = code(place.address.as_deref());
    if theirs.is_none() || ours.iter().flatten().any(|ours| Some(ours) == theirs.as_ref()) {
        return;
    }
    let Some(at) = pair.professional.provider_path(ServiceFacility, "npi") else { return };
    let message =
        "The professional claim names another facility as the place of service than the one that bills";
    let violation = Violation::new(message, [at, facility.at("billing_provider.npi")]);
    violations.push(violation.charges_at_risk(lines, "charges of the professional lines done there"));
}

/// A service at a facility by a claim that does not say at which: CMS Pub. 100-04 chapter 26 section 10.4 item 32 asks for
/// name, address and postal code of wherever it was but the patient's home.
fn without_location(pair: &Pair<'_>, violations: &mut Violations) {
    let groups = pair.context.groups;
    let (professional, facility) = (pair.professional, pair.facility);
    let is_form = professional.claim.r#type == crate::model::ClaimType::Professional;
    let one_organization = professional.tax_id().is_some() && professional.tax_id() == facility.tax_id();
    let one_house = one_organization
        || matches!((professional.biller(), facility.biller()), (Some(a), Some(b)) if groups.facility(a) == groups.facility(b));
    let at_facility = |line: &LineView<'_>| {
        matches!(line.place_of_service(), "19" | "21" | "22" | "23" | "24" | "26" | "31" | "51" | "61")
            && service_site(*line).is_none()
    };
    let lines: Vec<LineView<'_>> = pair.lines().filter(at_facility).collect();
    let Some(first) = lines.first().filter(|_| is_form && !one_house && facility.biller().is_some()) else {
        return;
    };
    let message =
        format!("The professional claim says place {}, and not at which facility", first.place_of_service());
    let violation =
        Violation::new(message, [first.at_place_of_service(), facility.at("billing_provider.npi")]);
    let violation = violation.weighing(crate::finding::Severity::Warning);
    violations.push(violation.charges_at_risk(lines, "charges of the professional lines done there"));
}
