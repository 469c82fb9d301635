//! SNIP type 6: ambulance rides.

use crate::finding::Severity;
use crate::rule::{InForce, Rule};
use crate::rules::{Field, Reads};
use crate::translate::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use super::common::{Service, business, clm, el, empty, is_institutional, lacking, part, place, services};
use super::example::professional;
use super::{Check, Run};

pub(super) const CHECKS: &[Check] = &[TRANSPORT, PICK_UP, RIDE_MODIFIER, RIDE_PLACE];

/// Whether a HCPCS code is a ride or its mileage: A0021 to A0436 without supplies and waiting.
fn is_ride(code: &[u8]) -> bool {
    matches!(code, [b'A', b'0', b'4', b'2', b'5'..=b'9'] | [b'A', b'0', b'4', b'3', b'0'..=b'6'])
}

/// The first ride among the lines of a professional claim.
fn ride<'c>(claim: &Claim<'c>) -> Option<&'c Service<'c>> {
    if is_institutional(claim) {
        return None;
    }
    services(claim).find(|service| is_ride(service.hcpcs()))
}

const TRANSPORT: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(transport),
    rule: Rule {
        code: "PRD-AMB",
        name: "Ambulance ride without its description",
        severity: Severity::Error,
        snip: Some(6),
        checks: "A professional claim with an ambulance ride (A0425 to A0436) describes it (CR1 with \
                 the claim or the line).",
        why: "Payers judge the need for the ride and its length by it.",
        help: "Add reason and miles of the ride.",
        source: "837P 2300 and 2400 CR1",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***41:B:1*Y*A*Y*Y\nHI*ABK:R51\nNM1*PW*2\nN3*63 SALTMARSH ROAD\n\
                   N4*BOSTON*MA*021140000\nNM1*45*2\nN3*1 HERON WAY\nN4*BOSTON*MA*021140000\nLX*1\n\
                   SV1*HC:A0429:RH*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***41:B:1*Y*A*Y*Y\nCR1****A*DH*12\nHI*ABK:R51\nNM1*PW*2\n\
                   N3*63 SALTMARSH ROAD\nN4*BOSTON*MA*021140000\nNM1*45*2\nN3*1 HERON WAY\n\
                   N4*BOSTON*MA*021140000\nLX*1\nSV1*HC:A0429:RH*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn transport(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(line) = ride(claim).filter(|_| !claim.is_disturbed(Part::Claim)) else { return };
    if claim
        .first(fields.ambulance_transport)
        .or_else(|| claim.first(fields.line_ambulance_transport))
        .is_none()
        && let Some(clm) = clm(claim)
    {
        let message = "a line is an ambulance ride, CR1 is missing";
        violations.push(
            lacking(rule, &clm, fields.ambulance_transport, message).also(&line.site, line.code_spot()),
        );
    }
}

const PICK_UP: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(pick_up),
    rule: Rule {
        code: "PRD-AMBPLACE",
        name: "Ambulance ride from or to nowhere",
        severity: Severity::Error,
        snip: Some(6),
        checks: "A professional claim with an ambulance ride says where the patient was picked up and \
                 where dropped off (2310E and 2310F, or 2420G and 2420H with the line).",
        why: "The rate goes by the ZIP code of the pick-up; coverage by the destination.",
        help: "Add both places with their addresses.",
        source: "837P 2310E, 2310F, 2420G, 2420H",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***41:B:1*Y*A*Y*Y\nCR1****A*DH*12\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:A0429:RH*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***41:B:1*Y*A*Y*Y\nCR1****A*DH*12\nHI*ABK:R51\nNM1*PW*2\n\
                   N3*63 SALTMARSH ROAD\nN4*BOSTON*MA*021140000\nNM1*45*2\nN3*1 HERON WAY\n\
                   N4*BOSTON*MA*021140000\nLX*1\nSV1*HC:A0429:RH*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn pick_up(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(line) = ride(claim).filter(|_| !claim.is_disturbed(Part::Claim)) else { return };
    let Some(clm) = clm(claim) else { return };
    for (of_claim, of_line, message) in [
        (
            fields.ambulance_pick_up_name,
            fields.line_ambulance_pick_up_name,
            "where the patient was picked up is missing",
        ),
        (
            fields.ambulance_drop_off_name,
            fields.line_ambulance_drop_off_name,
            "where the patient was taken is missing",
        ),
    ] {
        if claim.first(of_claim).or_else(|| claim.first(of_line)).is_none() {
            violations.push(lacking(rule, &clm, of_claim, message).also(&line.site, line.code_spot()));
            return;
        }
    }
}

const RIDE_MODIFIER: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(ride_modifier),
    rule: Rule {
        code: "PRD-AMBMOD",
        name: "Ambulance ride without origin and destination",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "Each ambulance ride has a modifier of two letters, origin and destination (D, E, G, \
                 H, I, J, N, P, R, S, X).",
        why: "Medicare covers rides only between certain places and denies the line without it.",
        help: "Add the modifier, such as RH from home to hospital.",
        source: "Medicare Claims Processing Manual chapter 15, origin and destination modifiers",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***41:B:1*Y*A*Y*Y\nCR1****A*DH*12\nHI*ABK:R51\nNM1*PW*2\n\
                   N3*63 SALTMARSH ROAD\nN4*BOSTON*MA*021140000\nNM1*45*2\nN3*1 HERON WAY\n\
                   N4*BOSTON*MA*021140000\nLX*1\nSV1*HC:A0429*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***41:B:1*Y*A*Y*Y\nCR1****A*DH*12\nHI*ABK:R51\nNM1*PW*2\n\
                   N3*63 SALTMARSH ROAD\nN4*BOSTON*MA*021140000\nNM1*45*2\nN3*1 HERON WAY\n\
                   N4*BOSTON*MA*021140000\nLX*1\nSV1*HC:A0429:RH*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn ride_modifier(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let place =
        |b: &u8| matches!(b, b'D' | b'E' | b'G' | b'H' | b'I' | b'J' | b'N' | b'P' | b'R' | b'S' | b'X');
    for service in services(claim).filter(|service| is_ride(service.hcpcs())) {
        if !service.modifiers().any(|modifier| modifier.len() == 2 && modifier.iter().all(place)) {
            let message = "no modifier says from where to where the ride went";
            violations.push(empty(rule, &service.site, part(service.element, 3), message));
        }
    }
}

const RIDE_PLACE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(ride_place),
    rule: Rule {
        code: "PRD-AMBPOS",
        name: "Ambulance ride in another place of service",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "A professional ambulance ride has place of service 41 (land) or 42 (air, water).",
        why: "Payers price a ride only there.",
        help: "Correct the place of service.",
        source: "CMS place of service codes 41 and 42; Medicare Claims Processing Manual chapter 15",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nCR1****A*DH*12\nHI*ABK:R51\nNM1*PW*2\n\
                   N3*63 SALTMARSH ROAD\nN4*BOSTON*MA*021140000\nNM1*45*2\nN3*1 HERON WAY\n\
                   N4*BOSTON*MA*021140000\nLX*1\nSV1*HC:A0429:RH*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***42:B:1*Y*A*Y*Y\nCR1****A*DH*12\nHI*ABK:R51\nNM1*PW*2\n\
                   N3*63 SALTMARSH ROAD\nN4*BOSTON*MA*021140000\nNM1*45*2\nN3*1 HERON WAY\n\
                   N4*BOSTON*MA*021140000\nLX*1\nSV1*HC:A0429:RH*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn ride_place(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(line) = ride(claim) else { return };
    let own = line.site.element(5);
    let at = if own.is_empty() { place(claim) } else { own };
    if let Some(clm) = clm(claim).filter(|_| !matches!(at, b"41" | b"42")) {
        let (site, spot) = if own.is_empty() { (clm, part(5, 1)) } else { (line.site, el(5)) };
        violations.push(
            business(rule, &site, spot, "an ambulance ride has place of service 41 or 42")
                .also(&line.site, line.code_spot()),
        );
    }
}
