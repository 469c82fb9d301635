//! Who pays, and in which order.

use crate::finding::Severity;
use crate::model::{OtherPayer, Text};
use crate::reconcile::billed::Billed;
use crate::reconcile::scope::Pair;
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::numbers::plain;
use super::{Check, Run};

pub(super) const RULES: &[Check] = &[PAYER, GROUP, ORDER, OTHER];

/// A payer of a claim, the one it goes to or another.
#[derive(Clone, Debug)]
struct Coverage {
    /// P for primary, S for secondary …
    rank: String,
    /// What the payer goes by: group, id, name.
    names: Vec<String>,
    medicare: bool,
    member: String,
    /// Where it stands.
    path: String,
}

/// All payers of a claim, the one it goes to first.
fn coverages(pair: &Pair<'_>, claim: Billed<'_>) -> Vec<Coverage> {
    let groups = pair.context.groups;
    let names = |texts: [Option<&Text>; 2]| {
        let own = texts.into_iter().flatten();
        own.flat_map(|text| [groups.payer(text).to_owned(), text.to_string()]).map(|n| plain(&n)).collect()
    };
    let text = |text: Option<&Text>| text.map(|text| plain(text)).unwrap_or_default();
    let mut all = Vec::new();
    if let (Some(payer), Some(subscriber)) = (&claim.claim.payer, &claim.claim.subscriber) {
        all.push(Coverage {
            rank: text(subscriber.payer_responsibility.as_ref()),
            names: names([payer.id.as_ref(), payer.name.as_ref()]),
            medicare: is_medicare(subscriber.claim_filing_indicator.as_deref()),
            member: text(subscriber.member_id.as_ref()),
            path: if payer.id.is_some() { "payer.id" } else { "payer.name" }.to_owned(),
        });
    }
    for (n, other) in claim.claim.other_payers.iter().enumerate() {
        let payer = other.payer.as_deref();
        all.push(Coverage {
            rank: text(other.payer_responsibility.as_ref()),
            names: names([payer.and_then(|p| p.id.as_ref()), payer.and_then(|p| p.name.as_ref())]),
            medicare: is_medicare(other.claim_filing_indicator.as_deref()),
            member: text(member(other)),
            path: format!("other_payers[{n}].payer_responsibility"),
        });
    }
    all
}

fn member(other: &OtherPayer) -> Option<&Text> {
    other.subscriber.as_ref()?.member_id.as_ref()
}

fn is_medicare(indicator: Option<&str>) -> bool {
    matches!(indicator, Some("MA" | "MB"))
}

impl Coverage {
    /// Whether two payers are one. The contractors of Medicare's parts A and B are; so are two numbers for a payer that
    /// knows the patient under the same member id.
    fn is(&self, other: &Self) -> bool {
        (self.medicare && other.medicare)
            || self.names.iter().any(|name| other.names.contains(name))
            || (self.medicare == other.medicare && !self.member.is_empty() && self.member == other.member)
    }
}

fn primary(all: &[Coverage]) -> Option<&Coverage> {
    all.iter().find(|coverage| coverage.rank == "P")
}

const PAYER: Check = Check {
    rule: Rule {
        code: "CV-PAYER",
        name: "Primary payers differ",
        severity: Severity::Error,
        snip: None,
        checks: "Both claims name the same primary payer. Payers are the same by groups.payers in twinclaim.toml, by \
                 id, by name or by the member id; Medicare's contractors for parts A and B are one payer.",
        why: "One of the two goes to a payer that does not cover the patient, or not first, and is denied (CARC \
                 22, 27, 109).",
        help: "Ask for the patient's coverage on the day of service and bill both claims to the payer that is \
                 first. If the two are one payer under two numbers, say so under groups.payers.",
        source: "837I and 837P 2010BB NM1*PR, SBR01, SBR09, 2330B; CARC 22, 27 and 109",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "SBR*P*18*******MB\nNM1*IL*1*DOE*JANE****MI*1EG4TE5MK73\nNM1*PR*2*MEDICARE*****PI*00123\nCLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302",
            ],
            professional: &[
                "SBR*P*18*******HM\nNM1*IL*1*DOE*JANE****MI*H55512\nNM1*PR*2*LANTERN HMO*****PI*77001\nCLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "SBR*P*18*******MA\nNM1*PR*2*PART A CONTRACTOR*****PI*00010\nCLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302",
            ],
            professional: &[
                "SBR*P*18*******MB\nNM1*IL*1*DOE*JANE****MI*1EG4TE5MK73\nNM1*PR*2*MEDICARE*****PI*00123\nCLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(payer),
};

fn payer(pair: &Pair<'_>, violations: &mut Violations) {
    let (facility, professional) = (coverages(pair, pair.facility), coverages(pair, pair.professional));
    let (Some(a), Some(b)) = (primary(&facility), primary(&professional)) else { return };
    if a.names.is_empty() || b.names.is_empty() || a.is(b) || is_inverted(&facility, &professional) {
        return;
    }
    // A payer that one claim calls primary and the other second is a matter of order.
    if facility.iter().any(|own| own.is(b)) || professional.iter().any(|own| own.is(a)) {
        return;
    }
    let places = [pair.facility.at(a.path.clone()), pair.professional.at(b.path.clone())];
    let violation = Violation::new("The two claims name different primary payers", places);
    violations.push(
        violation.charges_at_risk(
            pair.lines(),
            "charges of the professional lines, if its payer is the wrong one",
        ),
    );
}

const GROUP: Check = Check {
    rule: Rule {
        code: "CV-GROUP",
        name: "Group numbers differ",
        severity: Severity::Info,
        snip: None,
        checks: "Both claims to one payer name the same group or policy.",
        why: "The patient may have changed plans, and one of the two desks has not learned it.",
        help: "Check the coverage on the day of service.",
        source: "837I and 837P 2000B SBR03",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["SBR*P*18*70021******CI\nCLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302"],
            professional: &[
                "SBR*P*18*70012******CI\nCLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &["SBR*P*18*70021******CI\nCLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302"],
            professional: &[
                "SBR*P*18*70021******CI\nCLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(group),
};

fn group(pair: &Pair<'_>, violations: &mut Violations) {
    let said = |claim: Billed<'_>| claim.claim.subscriber.as_ref().and_then(|s| s.group_number.clone());
    let (Some(a), Some(b)) = (said(pair.facility), said(pair.professional)) else { return };
    if plain(&a) != plain(&b) && pair.context.same_payer(pair.facility, pair.professional) == Some(true) {
        let path = "subscriber.group_number";
        violations.push(Violation::new(
            "The two claims give different group numbers",
            [pair.facility.at(path), pair.professional.at(path)],
        ));
    }
}

const ORDER: Check = Check {
    rule: Rule {
        code: "CV-COB",
        name: "Order of payers inverted",
        severity: Severity::Error,
        snip: None,
        checks: "Two payers that both claims name stand in the same order on both.",
        why: "One of the two is paid first by the payer that owes second; it is denied or taken back (CARC 22, 23, \
                 136), and for Medicare it is a breach of the secondary payer rules.",
        help: "Find out who pays first (employer, age, accident) and correct the claim that has it the other way \
                 round.",
        source: "837I and 837P SBR01 in 2000B and 2320; 42 CFR 411.20 and following; CARC 22, 23 and 136",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "SBR*P*18*******MB\nNM1*IL*1*DOE*JANE****MI*1EG4TE5MK73\nNM1*PR*2*MEDICARE*****PI*00123\nCLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nSBR*S*18*******CI\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*A1\nNM1*PR*2*AETNA*****PI*60054\nLX*1\nSV2*0450**900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*A1\nNM1*PR*2*AETNA*****PI*60054\nCLM*P1*200***22:B:1*Y*A*Y*Y\nSBR*S*18*******MB\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*A1\nNM1*PR*2*MEDICARE*****PI*00123\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "SBR*P*18*******MB\nNM1*IL*1*DOE*JANE****MI*1EG4TE5MK73\nNM1*PR*2*MEDICARE*****PI*00123\nCLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nSBR*S*18*******CI\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*A1\nNM1*PR*2*AETNA*****PI*60054\nLX*1\nSV2*0450**900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "SBR*P*18*******MB\nNM1*IL*1*DOE*JANE****MI*1EG4TE5MK73\nNM1*PR*2*MEDICARE*****PI*00123\nCLM*P1*200***22:B:1*Y*A*Y*Y\nSBR*S*18*******CI\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*A1\nNM1*PR*2*AETNA*****PI*60054\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(order),
};

fn order(pair: &Pair<'_>, violations: &mut Violations) {
    let (facility, professional) = (coverages(pair, pair.facility), coverages(pair, pair.professional));
    if let (true, Some(a), Some(b)) =
        (is_inverted(&facility, &professional), primary(&facility), primary(&professional))
    {
        let places = [pair.facility.at(a.path.clone()), pair.professional.at(b.path.clone())];
        let violation = Violation::new("The two claims name the same payers in the opposite order", places);
        violations.push(violation.charges_at_risk(
            pair.lines(),
            "charges of the professional lines, if its order is the wrong one",
        ));
    }
}

/// Whether each claim's primary payer stands further down on the other claim.
fn is_inverted(facility: &[Coverage], professional: &[Coverage]) -> bool {
    let (Some(a), Some(b)) = (primary(facility), primary(professional)) else { return false };
    let below = |all: &[Coverage], wanted: &Coverage| all.iter().any(|own| own.rank != "P" && own.is(wanted));
    !a.is(b) && below(facility, b) && below(professional, a)
}

const OTHER: Check = Check {
    rule: Rule {
        code: "CV-OTHER",
        name: "Another payer on one side only",
        severity: Severity::Warning,
        snip: None,
        checks: "Where one claim says that another payer pays before, the other claim to that payer says so too.",
        why: "Accident insurance or another plan owes first; the claim that does not name it is paid as if nobody \
                 did, and the money is taken back (CARC 20, 21, 22).",
        help: "Take the other payer over to the claim that lacks it, or away from the one that has it wrongly.",
        source: "837I and 837P 2320 SBR, 2330B; CARC 20, 21 and 22",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "SBR*S*18*******MB\nNM1*IL*1*DOE*JANE****MI*1EG4TE5MK73\nNM1*PR*2*MEDICARE*****PI*00123\nCLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nSBR*P*18*******AM\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*A1\nNM1*PR*2*ROAD MUTUAL*****PI*90210\nLX*1\nSV2*0450**900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "SBR*P*18*******MB\nNM1*IL*1*DOE*JANE****MI*1EG4TE5MK73\nNM1*PR*2*MEDICARE*****PI*00123\nCLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "SBR*S*18*******MB\nNM1*IL*1*DOE*JANE****MI*1EG4TE5MK73\nNM1*PR*2*MEDICARE*****PI*00123\nCLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nSBR*P*18*******AM\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*A1\nNM1*PR*2*ROAD MUTUAL*****PI*90210\nLX*1\nSV2*0450**900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "SBR*S*18*******MB\nNM1*IL*1*DOE*JANE****MI*1EG4TE5MK73\nNM1*PR*2*MEDICARE*****PI*00123\nCLM*P1*200***22:B:1*Y*A*Y*Y\nSBR*P*18*******AM\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*A1\nNM1*PR*2*ROAD MUTUAL*****PI*90210\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(other),
};

fn other(pair: &Pair<'_>, violations: &mut Violations) {
    let (facility, professional) = (coverages(pair, pair.facility), coverages(pair, pair.professional));
    let (Some(a), Some(b)) = (primary(&facility), primary(&professional)) else { return };
    if a.is(b) || is_inverted(&facility, &professional) {
        return;
    }
    // One claim's primary payer is named on the other, but behind somebody the first one does not know.
    let on_facility = facility.iter().any(|own| own.is(b)) && !professional.iter().any(|own| own.is(a));
    let on_professional = professional.iter().any(|own| own.is(a)) && !facility.iter().any(|own| own.is(b));
    let places = if on_facility {
        [pair.facility.at(a.path.clone()), pair.professional.at(b.path.clone())]
    } else if on_professional {
        [pair.professional.at(b.path.clone()), pair.facility.at(a.path.clone())]
    } else {
        return;
    };
    let side = if on_facility { "facility's" } else { "professional" };
    violations
        .push(Violation::new(format!("Only the {side} claim names another payer that pays first"), places));
}
