//! SNIP type 4: providers and addresses.

use crate::guide::RowId;
use crate::rules::{Field, Handle, Reads, Rule};
use crate::validate::rules::Run;
use crate::validate::rules::common::{business, el, empty, is_institutional, superfluous};
use crate::validate::rules::{Check, rule};
use crate::validate::scope::Claim;
use crate::validate::violation::{Site, Violations};

/// Every rule here that is not a check on a part.
pub(in crate::validate) static RULES: &[&Handle] = &[&CITY];

pub(in crate::validate) static CITY: Handle = rule("SIT-STATE");

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "SIT-PAYTO",
        Run::provider(pay_to),
        Reads::on(&[Field::pay_to_street]).and(&[
            Field::billing_provider_city,
            Field::billing_provider_street,
            Field::pay_to_city,
        ]),
    ),
    Check::new("SIT-POBOX", Run::provider(street), Reads::on(&[Field::billing_provider_street])),
    Check::new("SIT-ZIP9", Run::provider(zip), Reads::on(&[Field::billing_provider_city])),
    Check::new("SIT-NPI", Run::provider(provider_id), Reads::on(&[Field::billing_provider_name])),
    Check::new(
        "SIT-SAMERENDER",
        Run::claim(same_rendering),
        Reads::on(&[Field::rendering_provider_name]).and(&[Field::billing_provider_name]),
    ),
    Check::new(
        "SIT-SAMEFAC",
        Run::claim(same_facility),
        Reads::on(&[Field::service_facility_street]).and(&[
            Field::billing_provider_name,
            Field::billing_provider_street,
            Field::service_facility_name,
        ]),
    ),
    Check::new(
        "SIT-SAMELINE",
        Run::claim(same_line),
        Reads::on(&[
            Field::line_rendering_provider_name,
            Field::line_supervising_provider_name,
            Field::line_operating_physician_name,
            Field::line_referring_provider_name,
        ])
        .and(&[
            Field::operating_physician_name,
            Field::referring_provider_name,
            Field::rendering_provider_name,
            Field::supervising_provider_name,
        ]),
    ),
];

fn pay_to(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(street) = claim.first(fields.pay_to_street) else { return };
    let same = |here: Option<RowId>, there: Option<RowId>| {
        let (here, there) = (claim.first(here), claim.first(there));
        here.zip(there).is_some_and(|(here, there)| here.segment.bytes() == there.segment.bytes())
    };
    let city = same(fields.pay_to_city, fields.billing_provider_city);
    if city && same(fields.pay_to_street, fields.billing_provider_street) {
        violations.push(superfluous(rule, &street, None, "the address is that of the billing provider"));
    }
}

fn street(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(n3) = claim.first(claim.fields().billing_provider_street) else { return };
    for n in 1..=2 {
        if is_box(n3.element(n)) {
            violations.push(business(
                rule,
                &n3,
                el(n as u8),
                "this is a post office box; a street is asked for",
            ));
            return;
        }
    }
}

/// Whether an address line names a box instead of a street: a post office or lock box, a caller's box, a drawer, a mailbox of a
/// private carrier, however it is written and wherever in the line it is.
fn is_box(line: &[u8]) -> bool {
    let text = String::from_utf8_lossy(line).to_ascii_uppercase().replace('.', "");
    let text = text.replace(|c: char| !c.is_ascii_alphanumeric(), " ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let holds_number = |word: &str| word.bytes().any(|b| b.is_ascii_digit());
    words.iter().enumerate().any(|(n, word)| {
        let next = words.get(n + 1).copied().unwrap_or_default();
        let before = |back: usize| n.checked_sub(back).map_or("", |at| words[at]);
        match *word {
            "POB" | "PMB" | "POBOX" | "P0BOX" | "LOCKBOX" => true,
            "DRAWER" => before(1) == "PO" || n == 0 || (before(2), before(1)) == ("P", "O"),
            // BOX STREET is a street; BOX 12 is none. On a rural route the box is the address.
            "BOX" => {
                let is_rural = words[..n]
                    .iter()
                    .any(|word| matches!(*word, "RR" | "RURAL" | "HC" | "ROUTE" | "RT" | "RFD"));
                matches!(before(1), "PO" | "P0" | "O" | "0" | "OFFICE" | "LOCK" | "CALLER" | "MAIL")
                    || (holds_number(next) && !is_rural)
            }
            _ => false,
        }
    })
}

fn zip(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(n4) = claim.first(claim.fields().billing_provider_city) else { return };
    let code = n4.element(3);
    if n4.element(4).is_empty() && code.len() == 5 && code.iter().all(u8::is_ascii_digit) {
        violations.push(business(rule, &n4, el(3), "the guides ask for all nine digits"));
    }
}

fn provider_id(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(name) = claim.first(claim.fields().billing_provider_name) else { return };
    if name.element(8).is_empty() && name.element(9).is_empty() {
        violations.push(empty(rule, &name, el(9), "the billing provider has no NPI"));
    }
}

fn same_rendering(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if is_institutional(claim) {
        return;
    }
    same_as_billing(rule, claim, fields.rendering_provider_name, violations);
}

fn same_facility(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(here) = claim.first(fields.service_facility_street) else { return };
    // One organization has many places; it is the address that counts.
    let billing = claim.first(fields.billing_provider_street);
    if billing.is_some_and(|billing| billing.segment.bytes() == here.segment.bytes()) {
        same_as_billing(rule, claim, fields.service_facility_name, violations);
    }
}

fn same_as_billing(rule: &'static Rule, claim: &Claim<'_>, row: Option<RowId>, violations: &mut Violations) {
    let Some(name) = claim.first(row) else { return };
    let Some(billing) = claim.first(claim.fields().billing_provider_name) else { return };
    let npi = name.element(9);
    if !npi.is_empty() && npi == billing.element(9) {
        violations
            .push(superfluous(rule, &name, el(9), "this is the billing provider").also(&billing, el(9)));
    }
}

fn same_line(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let pairs = [
        (fields.rendering_provider_name, fields.line_rendering_provider_name),
        (fields.supervising_provider_name, fields.line_supervising_provider_name),
        (fields.operating_physician_name, fields.line_operating_physician_name),
        (fields.referring_provider_name, fields.line_referring_provider_name),
    ];
    for (above, below) in pairs {
        let Some(above) = claim.first(above) else { continue };
        let same =
            |site: &Site<'_>| site.element(1) == above.element(1) && site.element(9) == above.element(9);
        if let Some(line) = claim.all(below).find(same).filter(|line| !line.element(9).is_empty()) {
            violations.push(
                superfluous(rule, &line, el(9), "the claim names the same provider").also(&above, el(9)),
            );
        }
    }
}
