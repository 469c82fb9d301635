//! SNIP type 6: modifiers of one line that cannot both be true.

use rust_decimal::Decimal;

use crate::rules::{Reads, Rule};
use crate::validate::rules::Check;
use crate::validate::rules::Run;
use crate::validate::rules::common::{SERVICES, Service, business, part, services};
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

pub(in crate::validate::rules) const CHECKS: &[Check] =
    &[Check::new("SV-MODPAIR", Run::claim(contradiction), Reads::on(SERVICES))];

/// Of each group a line has one at most, and what they are about.
const ONE_OF: &[(&[&[u8; 2]], &str)] = &[
    (&[b"26", b"TC"], "one part is billed, or without either the whole"),
    (&[b"76", b"77"], "the same physician repeated it, or another one"),
    (&[b"62", b"66", b"80", b"81", b"82"], "a surgeon has one part in an operation"),
    (
        &[b"53", b"73", b"74"],
        "a procedure is stopped once: 73 before anesthesia, 74 after it, 53 for a physician",
    ),
    (&[b"P1", b"P2", b"P3", b"P4", b"P5", b"P6"], "a patient has one physical status"),
    (&[b"AA", b"AD", b"QK", b"QX", b"QY", b"QZ"], "whoever gives or directs anesthesia has one part in it"),
    (&[b"GY", b"GZ"], "Medicare never covers it, or probably not this time"),
    (&[b"GA", b"GZ"], "the patient has signed a notice, or has not"),
    (&[b"GA", b"GX"], "the notice was required, or voluntary"),
    (&[b"GN", b"GO", b"GP"], "a line is under one plan of therapy"),
    (&[b"NU", b"RR", b"UE"], "equipment is new, used, or rented"),
    (&[b"PN", b"PO"], "a department off the campus is excepted, or not"),
    (&[b"93", b"95"], "a visit from afar is by sound alone, or with pictures"),
];

fn contradiction(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    for service in services(claim) {
        let mut own = service.modifiers();
        // Most lines have one modifier or none.
        if own.next().is_none() || own.next().is_none() {
            continue;
        }
        if let Some((at, message)) = of_groups(service).or_else(|| of_sides(service)) {
            violations.push(business(rule, &service.site, part(service.element, at), message));
        }
    }
}

/// The component of the second modifier of a group, and why there is one at most.
fn of_groups(service: &Service<'_>) -> Option<(u8, String)> {
    ONE_OF.iter().find_map(|(group, why)| {
        let is_in = |(_, modifier): &(u8, &[u8])| group.iter().any(|of| of[..] == **modifier);
        let mut found = (3..).zip(service.modifiers()).filter(is_in);
        let (_, first) = found.next()?;
        let (at, second) = found.find(|(_, modifier)| *modifier != first)?;
        Some((at, format!("{} and {} cannot both be true: {why}", word(first), word(second))))
    })
}

/// The same of sides: both of them, and a side.
fn of_sides(service: &Service<'_>) -> Option<(u8, String)> {
    let at = |wanted: &[u8]| (3..).zip(service.modifiers()).find(|(_, own)| *own == wanted).map(|(at, _)| at);
    let (left, right) = (at(b"LT"), at(b"RT"));
    let side = left.or(right)?;
    if at(b"50").is_some() {
        return Some((side, "50 says both sides, and a side is named besides".to_owned()));
    }
    let is_once = service.units() == Some(Decimal::ONE);
    (left.is_some() && right.is_some() && is_once)
        .then(|| (side, "both sides are named for one unit: it takes 50, or a line a side".to_owned()))
}

fn word(modifier: &[u8]) -> String {
    String::from_utf8_lossy(modifier).into_owned()
}
