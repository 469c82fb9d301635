//! Who did it, who ordered it, who is paid for it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::codes::services::Kind;
use crate::finding::Severity;
use crate::model::{Provider, ProviderRole};
use crate::reconcile::billed::{Billed, Line};
use crate::reconcile::scope::{Encounter, Pair};
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[ATTENDING, SURGEON, REFERRING, TAX_NUMBER];

const ATTENDING: Check = Check {
    rule: Rule {
        code: "PR-ATTREND",
        name: "Attending physician without a visit",
        severity: Severity::Info,
        snip: None,
        checks: "Where physicians bill visits in a stay, the facility's attending physician is one of them.",
        why: "Who answers for the stay sees the patient: the visits were not billed, or the facility names another physician \
              (CARC 283).",
        help: "Check who attended, and whether that physician's visits were billed.",
        source: "837I 2310A NM1*71 against the renderers of visits on the 837P; CARC 283",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*8000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nCL1*1*1*01\nNM1*71*1*ROE*BEN****XX*2000000002\nLX*1\nSV2*0120**8000*DA*2",
            ],
            professional: &[
                "CLM*P1*550***21:B:1*Y*A*Y*Y\nNM1*82*1*DAY*ANN****XX*1000000004\nLX*1\nSV1*HC:99222*310*UN*1***1\nDTP*472*D8*20260302\nLX*2\nSV1*HC:99232*240*UN*1***1\nDTP*472*D8*20260303",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*8000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nCL1*1*1*01\nNM1*71*1*DAY*ANN****XX*1000000004\nLX*1\nSV2*0120**8000*DA*2",
            ],
            professional: &[
                "CLM*P1*550***21:B:1*Y*A*Y*Y\nNM1*82*1*DAY*ANN****XX*1000000004\nLX*1\nSV1*HC:99222*310*UN*1***1\nDTP*472*D8*20260302\nLX*2\nSV1*HC:99232*240*UN*1***1\nDTP*472*D8*20260303",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(attending),
};

fn attending(visit: &Encounter<'_>, violations: &mut Violations) {
    if !visit.is_inpatient() || !visit.is_matched() || visit.is_pending() {
        return;
    }
    let attending = visit.facility.iter().find_map(|claim| {
        let npi = claim.provider(ProviderRole::Attending)?.npi.as_deref()?;
        Some((npi, claim.provider_path(ProviderRole::Attending, "npi")?))
    });
    let Some((attending, place)) = attending else { return };
    // Any hand in any visit counts; so does an operation, whose fee holds the surgeon's visits.
    let seen = |line: Line<'_>| {
        line.renderer() == Some(attending)
            || hands(line).any(|provider| provider.npi.as_deref() == Some(attending))
    };
    let visits = visit.professional_lines().any(|line| line.kind() == Some(Kind::Visit));
    if visits && !visit.professional_lines().any(seen) {
        violations.push(Violation::new(
            "The attending physician bills nothing in the stay, and others bill visits",
            [place],
        ));
    }
}

/// Providers named on a line and on its claim.
fn hands(line: Line<'_>) -> impl Iterator<Item = &Provider> {
    let claim = line.of.claim;
    claim.service_lines.get(line.index).into_iter().flat_map(|line| &line.providers).chain(&claim.providers)
}

const SURGEON: Check = Check {
    rule: Rule {
        code: "PR-OPSURG",
        name: "Another surgeon than the facility names",
        severity: Severity::Warning,
        snip: None,
        checks: "A physician who bills the operation is one that the facility names as operating, other operating, rendering or \
                 attending. The operation is the code that both sides bill; for a stay, what is done on the day of an ICD-10-PCS \
                 procedure. Assistants are left out.",
        why: "Payers compare the two: one of the claims names the wrong surgeon (CARC 185, 208).",
        help: "See from the operation report who operated and correct the claim that is wrong.",
        source: "837I 2310B, 2310C and 2310D against the renderer of the 837P; CARC 185 and 208",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*9000***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nNM1*72*1*ROE*BEN****XX*2000000002\nLX*1\nSV2*0360*HC:47562*9000*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*2600***22:B:1*Y*A*Y*Y\nNM1*82*1*DAY*ANN****XX*1000000004\nLX*1\nSV1*HC:47562*2600*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*9000***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nNM1*72*1*DAY*ANN****XX*1000000004\nLX*1\nSV2*0360*HC:47562*9000*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*2600***22:B:1*Y*A*Y*Y\nNM1*82*1*DAY*ANN****XX*1000000004\nLX*1\nSV1*HC:47562*2600*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(surgeon),
};

fn surgeon(visit: &Encounter<'_>, violations: &mut Violations) {
    let named = || visit.facility.iter().copied().chain(visit.facility_lines().map(|line| line.of));
    let operating =
        visit.facility.iter().find_map(|claim| claim.provider_path(ProviderRole::Operating, "npi"));
    let Some(place) = operating else { return };
    let known: BTreeSet<&str> = named().flat_map(operators).collect();
    let operation = |line: &Line<'_>| {
        line.is_procedure()
            && !line.is_assistant()
            && is_facilitys_operation(visit, *line)
            && line.renderer().is_some()
    };
    let operations: Vec<Line<'_>> = visit.professional_lines().filter(operation).collect();
    let is_known = |line: &Line<'_>| line.renderer().is_some_and(|npi| known.contains(npi));
    if let Some(first) = operations.first().filter(|_| !operations.iter().any(is_known)) {
        let by = first.of.provider_path(ProviderRole::Rendering, "npi");
        let by = by.unwrap_or_else(|| first.of.at("billing_provider.npi"));
        let violation = Violation::new(
            "The facility names another surgeon than the one who bills the operation",
            [by, place],
        );
        violations.push(visit.context.risk_of_payment(
            violation,
            &[*first],
            "charge of the professional line",
        ));
    }
}

/// NPIs of those who may have operated, as the facility's claim and its lines name them.
fn operators(claim: Billed<'_>) -> impl Iterator<Item = &str> {
    let on_lines = claim.claim.service_lines.iter().flat_map(|line| &line.providers);
    let operates = |provider: &&Provider| {
        use ProviderRole::{Attending, Operating, OtherOperating, Rendering};
        matches!(provider.role, Attending | Operating | OtherOperating | Rendering)
    };
    claim
        .claim
        .providers
        .iter()
        .chain(on_lines)
        .filter(operates)
        .filter_map(|provider| provider.npi.as_deref())
}

/// Whether a professional line is an operation of the facility's claim.
fn is_facilitys_operation(visit: &Encounter<'_>, line: Line<'_>) -> bool {
    let days: BTreeSet<NaiveDate> =
        visit.facility.iter().flat_map(|claim| &claim.claim.procedures).filter_map(|p| p.date).collect();
    visit.facility_lines().any(|other| other.same_code(line) && other.same_day(line))
        || line.service_date.is_some_and(|day| days.contains(&day))
}

const REFERRING: Check = Check {
    rule: Rule {
        code: "PR-REFORD",
        name: "Another physician referred",
        severity: Severity::Warning,
        snip: None,
        checks: "For a service that both sides bill, the physician who referred or ordered it on the professional claim is one that \
                 the facility names, where the facility names a referring one.",
        why: "Payers check that the one who ordered may order, and compare the claims (CARC 183, 184).",
        help: "See from the order who signed it and correct the claim that is wrong.",
        source: "837I 2310F NM1*DN against 837P 2310A, 2420E and 2420F; CARC 183 and 184",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*1900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nNM1*DN*1*ROE*BEN****XX*2000000002\nLX*1\nSV2*0611*HC:70551*1900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*190***22:B:1*Y*A*Y*Y\nNM1*DN*1*DAY*ANN****XX*1000000004\nLX*1\nSV1*HC:70551:26*190*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*1900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nNM1*DN*1*DAY*ANN****XX*1000000004\nLX*1\nSV2*0611*HC:70551*1900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*190***22:B:1*Y*A*Y*Y\nNM1*DN*1*DAY*ANN****XX*1000000004\nLX*1\nSV1*HC:70551:26*190*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(referring),
};

fn referring(pair: &Pair<'_>, violations: &mut Violations) {
    let (facility, professional) = (pair.facility, pair.professional);
    let Some(place) = facility.provider_path(ProviderRole::Referring, "npi") else { return };
    let on_lines = facility.claim.service_lines.iter().flat_map(|line| &line.providers);
    let known: BTreeSet<&str> = facility
        .claim
        .providers
        .iter()
        .chain(on_lines)
        .filter_map(|provider| provider.npi.as_deref())
        .collect();
    let sent =
        |provider: &&Provider| matches!(provider.role, ProviderRole::Referring | ProviderRole::Ordering);
    for twins in pair.same_services() {
        let line = twins.professional;
        let theirs: BTreeSet<&str> =
            hands(line).filter(sent).filter_map(|provider| provider.npi.as_deref()).collect();
        if theirs.is_empty() || !theirs.is_disjoint(&known) {
            continue;
        }
        let own = line.providers.iter().position(|provider| sent(&provider));
        let at = match own {
            Some(n) => Some(line.at(&format!("providers[{n}].npi"))),
            None => professional.provider_path(ProviderRole::Referring, "npi"),
        };
        let message = "The professional claim names another physician who referred or ordered";
        violations.push(Violation::new(message, at.into_iter().chain([place])));
        return;
    }
}

const TAX_NUMBER: Check = Check {
    rule: Rule {
        code: "PR-TIN",
        name: "Practice of the hospital's that is not listed",
        severity: Severity::Info,
        snip: None,
        checks: "A practice that bills under the hospital's tax number is in groups.owned_practices of twinclaim.toml. Where that list \
                 is empty nothing is said.",
        why: "One tax number for both means that the hospital owns the practice; the rules on the payment window and modifier PD only \
              look at practices on the list.",
        help: "Add the practice's NPI to groups.owned_practices.",
        source: "REF*EI of 2010AA on both claims; 42 CFR 412.2(c)(5)",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "REF*EI*970001101\nCLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0510*HC:G0463*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "NM1*85*2*PRACTICE*****XX*2000000002\nREF*EI*970001101\nCLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            config: "[groups]\nowned_practices = [\"1000000004\"]",
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "REF*EI*970001101\nCLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0510*HC:G0463*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "NM1*85*2*PRACTICE*****XX*2000000002\nREF*EI*970001101\nCLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            config: "[groups]\nowned_practices = [\"2000000002\"]",
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(tax_number),
};

fn tax_number(pair: &Pair<'_>, violations: &mut Violations) {
    let owned = &pair.context.groups.owned_practices;
    let (facility, professional) = (pair.facility, pair.professional);
    let same = facility.tax_id().is_some() && facility.tax_id() == professional.tax_id();
    if owned.is_empty() || !same || pair.context.is_listed(owned, professional) {
        return;
    }
    let message = "The practice bills under the hospital's tax number and is not among the owned practices";
    violations.push(Violation::new(
        message,
        [professional.at("billing_provider.npi"), facility.at("billing_provider.tax_id")],
    ));
}
