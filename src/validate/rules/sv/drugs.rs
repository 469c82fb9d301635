//! SNIP type 6: drugs and their administration on a hospital's outpatient bill.

use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Check;
use crate::validate::rules::Run;
use crate::validate::rules::common::{DATES, SERVICES};
use crate::validate::rules::common::{
    Service, business, dated, el, is_bill, is_institutional, is_medicare, place, services,
};
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "SV-ADMIN",
        Run::claim(administration),
        Reads::on(&[Field::institutional_service]).and(&[Field::claim_information]).and(SERVICES),
    ),
    Check::new(
        "SV-JWJZ",
        Run::claim(discarded),
        Reads::on(SERVICES).and(&[Field::subscriber_information]).and(DATES),
    ),
];

fn administration(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_institutional(claim) || !matches!(place(claim), b"13" | b"85") {
        return;
    }
    let Some(lines) = Lines::of(claim).filter(|_| !claim.is_disturbed(Part::Claim) && is_bill(claim)) else {
        return;
    };
    match (lines.coded_drug, lines.chemotherapy) {
        (Some(drug), _) if !lines.given && !lines.included => {
            violations.push(business(rule, &drug.site, el(2), "a drug, and no line for giving it"));
        }
        (_, Some(given)) if !lines.any_drug => {
            violations.push(business(
                rule,
                &given.site,
                el(2),
                "a chemotherapy is given, and no drug is billed",
            ));
        }
        _ => {}
    }
}

/// What the lines of a bill are, as far as it matters here.
#[derive(Default)]
struct Lines<'c> {
    coded_drug: Option<&'c Service<'c>>,
    any_drug: bool,
    chemotherapy: Option<&'c Service<'c>>,
    given: bool,
    /// Something is billed that a drug is part of.
    included: bool,
}

impl<'c> Lines<'c> {
    /// None where neither a drug nor its administration is billed.
    fn of(claim: &Claim<'c>) -> Option<Self> {
        let mut lines = Self::default();
        for service in services(claim) {
            let (revenue, code) = (service.site.element(1), service.hcpcs());
            lines.any_drug |= is_drug(revenue, code);
            lines.included |= includes_drugs(revenue);
            match number(code) {
                Some(96_401..=96_549) => {
                    lines.given = true;
                    lines.chemotherapy.get_or_insert(service);
                }
                Some(96_360..=96_379 | 90_460..=90_474) => lines.given = true,
                _ if revenue == b"0636" && is_injected(code) => {
                    lines.coded_drug.get_or_insert(service);
                }
                _ => {}
            }
        }
        (lines.coded_drug.is_some() || lines.chemotherapy.is_some()).then_some(lines)
    }
}

/// A drug's own code: J or Q; J8 are drugs that the patient swallows.
fn is_injected(code: &[u8]) -> bool {
    matches!(code, [b'J', second, ..] if *second != b'8') || matches!(code, [b'Q', ..])
}

fn number(code: &[u8]) -> Option<u32> {
    let is_number = code.len() == 5 && code.iter().all(u8::is_ascii_digit);
    is_number.then(|| code.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
}

/// Pharmacy (025x, 063x) or a code of a drug.
fn is_drug(revenue: &[u8], code: &[u8]) -> bool {
    matches!(revenue, [b'0', b'2', b'5', _] | [b'0', b'6', b'3', _])
        || matches!(code.first(), Some(b'J' | b'Q'))
}

/// Operating room, anesthesia, imaging, catheters, endoscopy, treatment room, emergency, recovery, observation, dialysis.
fn includes_drugs(revenue: &[u8]) -> bool {
    matches!(
        revenue,
        [b'0', b'3', b'2' | b'4'..=b'7', _]
            | [b'0', b'4', b'0' | b'5' | b'8' | b'9', _]
            | [b'0', b'6', b'1', _]
            | [b'0', b'7', b'1' | b'5' | b'6' | b'9', _]
            | [b'0', b'8', b'2'..=b'5', _]
    )
}

fn discarded(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let discards = |service: &Service<'_>| service.has_modifier(b"JW");
    if !services(claim).any(&discards) || !is_medicare(claim) {
        return;
    }
    // More lines than a claim may have are a finding of their own.
    for (service, at) in dated(claim).take(999).filter(|(service, _)| discards(service)) {
        if at.is_none() {
            continue;
        }
        let given = || {
            let same = |other: &Service<'_>| other.hcpcs() == service.hcpcs() && !discards(other);
            services(claim).take(999).any(same)
        };
        let whole = || {
            let same = |other: &Service<'_>| other.hcpcs() == service.hcpcs() && other.has_modifier(b"JZ");
            services(claim).take(999).any(same)
        };
        let message = if service.has_modifier(b"JZ") || whole() {
            "JW says that drug was discarded, JZ that none was"
        } else if !given() {
            "no line bills what was given of the drug"
        } else {
            continue;
        };
        violations.push(business(rule, &service.site, service.code_spot(), message));
        return;
    }
}
