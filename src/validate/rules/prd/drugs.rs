//! SNIP type 6: laboratory tests, mammographies, drugs and what has no code.

use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Run;
use crate::validate::rules::common::{PAYERS, SERVICES};
use crate::validate::rules::common::{
    Service, beside, business, clm, el, empty, is_institutional, is_medicare, lacking, other_payers, part,
    place, services,
};
use crate::validate::rules::{Check, common};
use crate::validate::scope::Claim;
use crate::validate::tables::packed;
use crate::validate::violation::Violations;
use rust_decimal::Decimal;

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "PRD-CLIA",
        Run::claim(clia),
        Reads::on(&[Field::professional_service])
            .and(&[
                Field::claim_information,
                Field::clia_number,
                Field::line_clia_number,
                Field::subscriber_information,
            ])
            .and(SERVICES),
    ),
    Check::new(
        "PRD-MAMMO",
        Run::claim(mammography),
        Reads::on(&[Field::professional_service])
            .and(&[
                Field::claim_information,
                Field::line_mammography_certification_number,
                Field::mammography_certification_number,
                Field::subscriber_information,
            ])
            .and(SERVICES),
    ),
    Check::new("PRD-UNLISTED", Run::claim(unlisted), Reads::on(SERVICES).and(&[Field::drug_identification])),
    Check::new(
        "PRD-NDC",
        Run::claim(medicaid_drug),
        Reads::on(SERVICES)
            .and(&[Field::claim_information, Field::drug_identification, Field::subscriber_information])
            .and(PAYERS),
    ),
    Check::new("PRD-NDCQTY", Run::claim(drug_quantity), Reads::on(&[Field::drug_quantity])),
];

/// Codes of CPT that name nothing in particular, besides the numbers that end in 99; in order.
const UNLISTED_CPT: [u64; 45] = packed([
    b"21089", b"22899", b"26989", b"37501", b"38129", b"38589", b"39499", b"43289", b"43659", b"44238",
    b"44979", b"47379", b"47579", b"49329", b"49659", b"50549", b"50949", b"54699", b"55559", b"58578",
    b"58579", b"58679", b"58898", b"59897", b"59898", b"60659", b"69949", b"69979", b"76496", b"76497",
    b"76498", b"81479", b"84999", b"86849", b"89240", b"89398", b"90749", b"92700", b"93998", b"96379",
    b"96549", b"97039", b"97139", b"99429", b"99600",
]);

/// Codes of HCPCS level II for drugs, supplies, equipment and devices that have no code; in order.
const UNLISTED_HCPCS: [u64; 27] = packed([
    b"A4649", b"A9999", b"B9998", b"B9999", b"C9399", b"E1399", b"J3490", b"J3590", b"J7599", b"J7699",
    b"J7799", b"J7999", b"J8498", b"J8499", b"J8999", b"J9999", b"K0108", b"L0999", b"L1499", b"L2999",
    b"L3999", b"L8499", b"L8699", b"Q4100", b"V2199", b"V2799", b"V5299",
]);

/// Whether a code names nothing in particular. (90999, dialysis, is billed each time and needs no words.)
fn names_nothing(service: &Service<'_>) -> bool {
    match service.hcpcs() {
        b"90999" => false,
        [_, _, _, b'9', b'9'] if service.number().is_some() => true,
        _ => service.is_one_of(&UNLISTED_CPT) || service.is_one_of(&UNLISTED_HCPCS),
    }
}

/// Codes among those of laboratories that need no certificate: consultations, skin tests, blood products, measurements at the
/// patient.
fn is_outside_clia(service: &Service<'_>) -> bool {
    service.number().is_some_and(|number| {
        matches!(
            number,
            80_503..=80_506 | 81_050 | 82_075 | 83_013 | 83_014 | 83_987 | 86_077..=86_079 | 86_485..=86_580
                | 86_890..=86_999 | 88_125 | 88_240 | 88_241 | 88_720..=88_749 | 89_049 | 89_220 | 89_230
        )
    })
}

fn clia(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if is_institutional(claim) || claim.is_disturbed(Part::Claim) {
        return;
    }
    let independent = place(claim) == b"81";
    // What another laboratory did (90) is under that one's number.
    let office = place(claim) == b"11" && is_medicare(claim);
    let asked = |service: &&Service<'_>| {
        let is_test = service.hcpcs().first() == Some(&b'8') && service.number().is_some();
        let own = || office && !service.has_modifier(b"90") && !is_outside_clia(service);
        is_test && !service.has_modifier(b"26") && (independent || service.has_modifier(b"QW") || own())
    };
    let Some(line) = services(claim).find(asked) else { return };
    if claim.first(fields.clia_number).or_else(|| claim.first(fields.line_clia_number)).is_none()
        && let Some(clm) = clm(claim)
    {
        violations.push(
            lacking(rule, &clm, fields.clia_number, "the CLIA number (REF*X4) is missing")
                .also(&line.site, line.code_spot()),
        );
    }
}

fn mammography(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if is_institutional(claim) || claim.is_disturbed(Part::Claim) || !is_medicare(claim) {
        return;
    }
    let asked =
        |s: &&Service<'_>| matches!(s.hcpcs(), b"77065" | b"77066" | b"77067") && !s.has_modifier(b"26");
    let Some(line) = services(claim).find(asked) else { return };
    let row = fields.mammography_certification_number;
    if claim.first(row).or_else(|| claim.first(fields.line_mammography_certification_number)).is_none()
        && let Some(clm) = clm(claim)
    {
        let message = "the number of the certified center (REF*EW) is missing";
        violations.push(lacking(rule, &clm, row, message).also(&line.site, line.code_spot()));
    }
}

fn unlisted(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let mut drugs = beside(claim.all(claim.fields().drug_identification));
    for service in services(claim).filter(|service| names_nothing(service)) {
        let described = !service.site.component(usize::from(service.element), 7).is_empty();
        if !described && drugs.of(service.line()).is_none() {
            let message = "what was given is not described";
            violations.push(empty(rule, &service.site, part(service.element, 7), message));
        }
    }
}

fn medicaid_drug(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let of_medicaid = |sbr: crate::validate::violation::Site<'_>| sbr.element(9) == b"MC";
    let medicaid = claim.first(fields.subscriber_information).is_some_and(of_medicaid)
        || other_payers(claim).any(|payer| of_medicaid(payer.sbr));
    let new_drugs = is_institutional(claim) && matches!(place(claim), b"13" | b"85") && is_medicare(claim);
    if !(medicaid || new_drugs) || claim.is_disturbed(Part::Claim) {
        return;
    }
    let asked = |service: &&Service<'_>| match service.hcpcs() {
        [b'J', ..] | [b'Q', b'5', b'1', ..] => medicaid,
        b"C9399" => true,
        _ => false,
    };
    let mut drugs = beside(claim.all(fields.drug_identification));
    for service in services(claim).filter(asked) {
        if drugs.of(service.line()).is_none() {
            violations.push(lacking(
                rule,
                &service.site,
                fields.drug_identification,
                "the NDC of the drug is missing",
            ));
        }
    }
}

fn drug_quantity(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    for ctp in claim.all(claim.fields().drug_quantity) {
        if common::amount(ctp.element(4)).is_some_and(|quantity| quantity <= Decimal::ZERO) {
            violations.push(business(rule, &ctp, el(4), "the quantity of the drug is not more than zero"));
        }
    }
}
