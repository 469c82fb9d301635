//! Departments of a hospital and what goes with them on the professional side: emergency, clinic, off campus, telehealth,
//! and where it was done.

use crate::finding::Severity;
use crate::model::Status;
use crate::reconcile::billed::Line;
use crate::reconcile::scope::{Encounter, Pair};
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::place::service_site;
use super::{Check, Run};

pub(super) const RULES: &[Check] = &[EMERGENCY, URGENT_CARE, OFF_CAMPUS, CLINIC, TELEHEALTH, LOCATION];

fn is_emergency_visit(line: Line<'_>) -> bool {
    line.cpt().is_some_and(|n| (99_281..=99_285).contains(&n))
}

fn is_office_visit(line: Line<'_>) -> bool {
    line.cpt().is_some_and(|n| (99_202..=99_215).contains(&n))
}

/// A bill of a hospital's outpatients.
fn is_outpatient(visit: &Encounter<'_>) -> bool {
    visit.facility.iter().any(|claim| matches!(claim.facility_type(), "13" | "85")) && !visit.is_inpatient()
}

const EMERGENCY: Check = Check {
    rule: Rule {
        code: "PS-ED",
        name: "Emergency department on one side only",
        severity: Severity::Warning,
        snip: None,
        checks: "On outpatient claims, place 23 goes with a facility line of the emergency department (revenue code \
                 045x), and an emergency visit (99281 to 99285) that the facility bills there has place 23.",
        why: "One of the claims names the wrong department; payers deny the emergency visit whose place does not \
                 fit (CARC 5).",
        help: "Find out where the patient was seen. If it was the emergency department, the place is 23 and the \
                 facility bills 045x; if not, both say so.",
        source: "837I SV201 against 837P CLM05-1 and SV105; CARC 5",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0510*HC:99284*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***23:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99284*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0450*HC:99284*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***23:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99284*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(emergency),
};

fn emergency(visit: &Encounter<'_>, violations: &mut Violations) {
    if !visit.is_matched() || !is_outpatient(visit) {
        return;
    }
    let department = visit.revenue("045");
    let basis = "charges of the professional lines with that place";
    let wrong: Vec<Line<'_>> = visit
        .professional_lines()
        .filter(|line| match department {
            None => line.place_of_service() == "23",
            // Another hospital place; a practice's place is told as such.
            Some(_) => is_emergency_visit(*line) && matches!(line.place_of_service(), "19" | "22"),
        })
        .collect();
    let Some(first) = wrong.first() else { return };
    let (message, place) = match department {
        None => (
            "The professional claim says place 23 (emergency room); the facility bills no line of an emergency department",
            visit.facility[0].at("facility_type"),
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

const URGENT_CARE: Check = Check {
    rule: Rule {
        code: "PS-UC",
        name: "Urgent care on one side, emergency on the other",
        severity: Severity::Info,
        snip: None,
        checks: "Where the facility bills urgent care (revenue codes 0456, 0516, 0526), the professional place is not \
                 23.",
        why: "Urgent care is paid less than the emergency department, and patients are asked for another share.",
        help: "Find out how the department is registered with the payer, and name it alike on both claims.",
        source: "837I SV201 against 837P CLM05-1",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0456*HC:99283*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***23:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0456*HC:99283*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99202*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(urgent_care),
};

fn urgent_care(visit: &Encounter<'_>, violations: &mut Violations) {
    let urgent = visit.facility_lines().find(|line| matches!(line.revenue(), "0456" | "0516" | "0526"));
    let emergency =
        visit.facility_lines().any(|line| matches!(line.revenue(), "0450" | "0451" | "0452" | "0459"));
    let place = visit.professional_lines().find(|line| line.place_of_service() == "23");
    if let (Some(urgent), Some(line), false) = (urgent, place, emergency) {
        let message =
            "The facility bills urgent care, the professional claim the emergency department (place 23)";
        violations.push(Violation::new(message, [line.at_place_of_service(), urgent.at("revenue_code")]));
    }
}

const OFF_CAMPUS: Check = Check {
    rule: Rule {
        code: "PS-PBD",
        name: "On campus on one side, off campus on the other",
        severity: Severity::Warning,
        snip: None,
        checks: "Modifiers PO and PN on the facility's lines (off-campus department) go with place 19; on Medicare \
                 outpatient claims place 19 goes with PO or PN. Emergency departments are left out.",
        why: "Off campus Medicare pays the facility less (PN) and counts the department (PO); a place that \
                 contradicts it is asked back on one of the two claims.",
        help: "Ask whether the department is on the main campus: if not, place 19 and PO or PN; if it is, place 22 \
                 and neither.",
        source: "CMS Pub. 100-04 chapter 4 section 20.6.11 and 20.6.12, chapter 26; 42 CFR 419.48; place 19 exists since 2016",
        in_force: InForce { from: Some("2016-01-01"), until: None },
        fires: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0510*HC:G0463:PN*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0510*HC:G0463:PN*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***19:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(off_campus),
};

fn off_campus(visit: &Encounter<'_>, violations: &mut Violations) {
    if !visit.is_matched() || !is_outpatient(visit) || visit.revenue("045").is_some() {
        return;
    }
    let marked = visit.facility_lines().find(|line| line.has_modifier("PO") || line.has_modifier("PN"));
    let at = |place: &'static str| visit.professional_lines().find(|line| line.place_of_service() == place);
    if let (Some(marked), Some(line)) = (marked, at("22")) {
        let message = "The facility bills an off-campus department (PO or PN), the professional claim says place 22 (on campus)";
        violations.push(Violation::new(message, [line.at_place_of_service(), marked.at_modifiers()]));
    }
    let paid_by_opps = visit.facility.iter().find(|claim| {
        claim.facility_type() == "13"
            && claim.is_medicare()
            && !visit.context.is_listed(&visit.context.groups.critical_access, **claim)
            && claim.lines().any(|line| !line.code().is_empty())
    });
    if let (None, Some(line), Some(claim)) = (marked, at("19"), paid_by_opps) {
        let message = "The professional claim says place 19 (off campus), no line of the facility has modifier PO or PN";
        let first = claim.lines().find(|line| !line.code().is_empty());
        let place = first.map_or_else(|| claim.at("facility_type"), |line| line.at("procedure.code"));
        violations.push(Violation::new(message, [line.at_place_of_service(), place]));
    }
}

const CLINIC: Check = Check {
    rule: Rule {
        code: "PS-CLINIC",
        name: "Clinic visit on one side only",
        severity: Severity::Warning,
        snip: None,
        checks: "A hospital clinic's visit (revenue code 051x with G0463) and a physician's office visit at place 19 \
                 or 22 go together, on the same day.",
        why: "The missing side is a charge that was not entered: since 2014 the clinic has one code for all \
                 levels, and the physician bills the level.",
        help: "Look for the other charge of that day; if the clinic was visited without a physician, note it.",
        source: "CMS OPPS final rule 2014 (G0463); practice of charge reconciliation",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0510*HC:G0463*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "NM1*IL*1*ROE*RICHARD****MI*2FH5UF6NL84\nDMG*D8*19710903*M\nCLM*P1*200***11:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260420",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0510*HC:G0463*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(clinic),
};

fn clinic(visit: &Encounter<'_>, violations: &mut Violations) {
    if visit.status == Status::Possible || visit.is_pending() {
        return;
    }
    let basis = "charge of the line that stands alone";
    for line in
        visit.facility_lines().filter(|line| line.is_code(&["G0463"]) && line.revenue_family() == "051")
    {
        let seen = |other: &Line<'_>| other.same_day(line) && other.cpt().is_some_and(|n| n >= 90_000);
        if !visit.professional_lines().any(|other| seen(&other)) {
            let message = "The facility bills a clinic visit; no physician bills a visit on that day";
            violations
                .push(Violation::new(message, [line.at("procedure.code")]).charges_at_risk([line], basis));
        }
    }
    // A bill without lines says nothing about where the patient was.
    let says_where = visit.facility_lines().next().is_some();
    if !visit.is_matched() || !is_outpatient(visit) || !says_where {
        return;
    }
    let hospital = |line: &Line<'_>| matches!(line.place_of_service(), "19" | "22");
    for line in visit.professional_lines().filter(|line| is_office_visit(*line) && hospital(line)) {
        // Any room in which a physician can be met stands for the clinic.
        let met = visit.facility_lines().any(|other| {
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
            let places = [line.at("procedure.code"), visit.facility[0].at("facility_type")];
            violations.push(Violation::new(message, places).charges_at_risk([line], basis));
        }
    }
}

const TELEHEALTH: Check = Check {
    rule: Rule {
        code: "PS-TELE",
        name: "Telehealth of one side only",
        severity: Severity::Warning,
        snip: None,
        checks: "The fee of the site where the patient sits (Q3014, revenue code 0780) goes with a professional \
                 telehealth service of that day (place 02, or modifier 93, 95, GT or GQ), and never with place 10, \
                 the patient's home.",
        why: "The site's fee is paid only beside the telehealth service; a patient cannot be at home and at the \
                 site.",
        help: "Find out where the patient was and correct the claim that says otherwise; without a telehealth \
                 service remove Q3014.",
        source: "CMS Pub. 100-04 chapter 12 section 190; OIG A-05-16-00058",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0780*HC:Q3014*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***10:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213:95*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0780*HC:Q3014*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***02:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213:95*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(telehealth),
};

fn telehealth(visit: &Encounter<'_>, violations: &mut Violations) {
    let Some(site) = visit.facility_lines().find(|line| line.is_code(&["Q3014"])) else { return };
    let remote = |line: &Line<'_>| {
        matches!(line.place_of_service(), "02" | "10")
            || ["93", "95", "GT", "GQ"].iter().any(|modifier| line.has_modifier(modifier))
    };
    if visit.status == Status::Possible {
        return;
    }
    match visit.professional_lines().find(|line| line.same_day(site) && remote(line)) {
        Some(line) if line.place_of_service() == "10" => {
            let message = "The facility bills the site of a telehealth visit, the professional claim says the patient was at home";
            violations.push(Violation::new(message, [line.at_place_of_service(), site.at("procedure.code")]));
        }
        None if !visit.is_pending() => {
            let message = "The facility bills the site of a telehealth visit; no telehealth service is billed for that day";
            let violation = Violation::new(message, [site.at("procedure.code")]);
            violations.push(violation.charges_at_risk([site], "charge of the site"));
        }
        _ => {}
    }
}

const LOCATION: Check = Check {
    rule: Rule {
        code: "PS-LOC",
        name: "Done at another place than the facility",
        severity: Severity::Error,
        snip: None,
        checks: "Where the professional claim names the facility in which the service was done, it is the one that \
                 bills: by NPI, by groups.facilities in twinclaim.toml, or by the first five digits of the postal \
                 code.",
        why: "The payer prices the service by this place's locality and looks for its claim; the wrong one is \
                 denied or priced wrongly (CARC 208, 16).",
        help: "Put the facility's NPI and address into loop 2310C. If both NPIs are one facility's, say so under \
                 groups.facilities.",
        source: "837P 2310C and 2420C NM1*77 against 837I 2010AA and 2310E; CMS Pub. 100-04 chapter 1 section 10.1.1; \
                 CARC 208 and 16",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0450*HC:99284*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***23:B:1*Y*A*Y*Y\nNM1*77*2*OTHER HOSPITAL*****XX*1588667638\nN3*9 RIVER RD\nN4*NEWTON*MA*024580000\nLX*1\nSV1*HC:99284*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0450*HC:99284*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***23:B:1*Y*A*Y*Y\nNM1*77*2*PROVIDER*****XX*1234567893\nN3*1 MAIN ST\nN4*BOSTON*MA*021140000\nLX*1\nSV1*HC:99284*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(location),
};

fn location(pair: &Pair<'_>, violations: &mut Violations) {
    use crate::model::ProviderRole::ServiceFacility;
    let groups = pair.context.groups;
    let Some(place) = pair.professional.provider(ServiceFacility) else { return };
    let own_lines = pair.lines().filter(|line| {
        crate::codes::place_of_service(line.place_of_service()).is_some_and(|known| {
            known.rate == Some(crate::codes::PaymentRate::Facility)
                && !matches!(known.code, "02" | "41" | "42")
        })
    });
    let lines: Vec<Line<'_>> = own_lines.filter(|line| service_site(*line) == place.npi.as_deref()).collect();
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
