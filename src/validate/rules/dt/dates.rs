//! SNIP type 5: days that cannot be, or not together.

use chrono::{Datelike, NaiveDate};

use crate::finding::Severity;
use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Run;
use crate::validate::rules::common::{DATES, DEMOGRAPHICS, SERVICES};
use crate::validate::scope::Claim;
use crate::validate::violation::{Site, Violations};

use crate::validate::rules::Check;
use crate::validate::rules::common::{
    Period, business, created, dated, day, days, demographics, el, is_institutional, part, period, served,
    service_days,
};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "DT-FUTURE",
        Run::claim(future),
        Reads::on(DATES).and(&[
            Field::beginning,
            Field::claim_information,
            Field::subscriber_information,
            Field::group_header,
            Field::interchange_header,
        ]),
    ),
    Check::new("DT-CREATED", Run::header(created_later), Reads::on(&[Field::beginning])),
    Check::new("DT-BIRTH", Run::claim(birth), Reads::on(DATES).and(DEMOGRAPHICS)),
    Check::new(
        "DT-LINE",
        Run::claim(outside),
        Reads::on(&[Field::statement_dates])
            .and(&[Field::claim_information, Field::subscriber_information])
            .and(DATES),
    ),
    Check::new(
        "DT-STAY",
        Run::claim(stay),
        Reads::on(&[Field::admission_date]).and(&[
            Field::claim_information,
            Field::discharge_date,
            Field::statement_dates,
            Field::subscriber_information,
        ]),
    ),
    Check::new(
        "DT-INSTAY",
        Run::claim(inpatient_line),
        Reads::on(&[Field::admission_date, Field::discharge_date])
            .and(&[Field::claim_information])
            .and(SERVICES)
            .and(DATES),
    ),
    Check::new(
        "DT-BEFORE",
        Run::claim(before),
        Reads::on(&[
            Field::accident_date,
            Field::onset_date,
            Field::last_menstrual_period,
            Field::initial_treatment_date,
            Field::last_x_ray_date,
            Field::last_seen_date,
        ])
        .and(&[Field::claim_information, Field::subscriber_information])
        .and(DATES),
    ),
    Check::new(
        "DT-DECEASED",
        Run::claim(death),
        Reads::on(&[Field::patient_information, Field::subscriber_patient_information])
            .and(&[Field::patient_hierarchy, Field::service_date]),
    ),
    Check::new(
        "DT-PROC",
        Run::claim(procedure),
        Reads::on(&[Field::principal_procedure_codes, Field::other_procedure_codes]).and(&[
            Field::claim_information,
            Field::statement_dates,
            Field::subscriber_information,
        ]),
    ),
];

/// The segment that says when the claim's services were given, for a second place of a finding.
fn when_served<'c>(claim: &Claim<'c>) -> Option<Site<'c>> {
    let fields = claim.fields();
    claim.first(fields.statement_dates).or_else(|| claim.first(fields.service_date))
}

fn future(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(made) = created(claim) else { return };
    let whole = claim.first(fields.statement_dates);
    let is_later = |days: &Option<Period>| days.is_some_and(|(_, to)| to > made);
    let lines = service_days(claim).any(|(_, days)| is_later(days));
    if !lines && !whole.is_some_and(|site| is_later(&period(&site))) {
        return;
    }
    let latest = file_date(claim).map_or(made, |date| date.max(made));
    let mut check = |site: &Site<'_>, days: Option<Period>| {
        let day = days.map(|(_, to)| to);
        let bht = claim.first(fields.beginning);
        if day.is_some_and(|day| day > latest) {
            let violation = business(rule, site, el(3), "the day lies after the file's own date");
            violations.push(match bht {
                Some(bht) => violation.also(&bht, el(4)),
                None => violation,
            });
        } else if let (Some(bht), Some(_)) = (bht, day.filter(|day| *day > made)) {
            let message = "BHT04 lies before a day of service, while the envelopes are of later: it is BHT04 that is wrong";
            let violation = business(rule, &bht, el(4), message).weighing(Severity::Warning);
            violations.push(
                violation
                    .help("Write the day on which the transaction was made into BHT04.")
                    .also(site, el(3)),
            );
        }
        day.is_some_and(|day| day > made)
    };
    if !whole.is_some_and(|site| check(&site, period(&site))) {
        // One wrong year is mostly wrong on every line.
        let _ = service_days(claim).any(|(site, days)| check(site, *days));
    }
}

/// The later of the dates that the envelopes give (GS04, ISA09); a two-digit year is one of this century.
fn file_date(claim: &Claim<'_>) -> Option<NaiveDate> {
    let fields = claim.fields();
    let group = claim.first(fields.group_header).and_then(|gs| day(gs.element(4)));
    let interchange = claim.first(fields.interchange_header);
    group.max(interchange.and_then(|isa| day(&[b"20", isa.element(9)].concat())))
}

fn created_later(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(today) = claim.settings().as_of() else { return };
    let Some(bht) = claim.first(claim.fields().beginning) else { return };
    if created(claim).is_some_and(|made| made > today) {
        violations.push(business(rule, &bht, el(4), "the file was made on a day that has not come yet"));
    }
}

fn birth(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(dmg) = demographics(claim) else { return };
    let (Some(born), Some((from, _))) = (day(dmg.element(2)), served(claim)) else { return };
    let message = if born > from {
        "the patient was born after the first day of service"
    } else if from.year() - born.year() >= 125 {
        "the patient would be 125 years old or more"
    } else {
        return;
    };
    let violation = business(rule, &dmg, el(2), message);
    violations.push(match when_served(claim) {
        Some(site) => violation.also(&site, el(3)),
        None => violation,
    });
}

/// A professional line for an inpatient, on a day on which by the claim itself nobody was one.
fn inpatient_line(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if is_institutional(claim) {
        return;
    }
    let fields = claim.fields();
    let dated_by = |row| {
        let site: Site<'_> = claim.first(row)?;
        Some((site, period(&site)?.0))
    };
    let (admitted, discharged) = (dated_by(fields.admission_date), dated_by(fields.discharge_date));
    let is_turned = admitted.zip(discharged).is_some_and(|((_, from), (_, to))| to < from);
    if is_turned || (admitted.is_none() && discharged.is_none()) {
        return;
    }
    for (service, at) in dated(claim) {
        let is_inpatient = service.place(claim) == b"21";
        let Some((site, (from, to))) = at.filter(|_| is_inpatient) else { continue };
        let (bound, message) = match (admitted, discharged) {
            (Some((bound, day)), _) if to < day => (bound, "an inpatient service before the admission"),
            (_, Some((bound, day))) if from > day => (bound, "an inpatient service after the discharge"),
            _ => continue,
        };
        violations.push(business(rule, &site, el(3), message).also(&bound, el(3)));
    }
}

fn outside(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(statement) = claim.first(fields.statement_dates) else { return };
    let Some((from, to)) = period(&statement).filter(|(from, to)| from <= to) else { return };
    for (site, days) in service_days(claim) {
        if days.is_some_and(|(first, last)| first < from || last > to) {
            let message = "the day of the line lies outside of the statement period";
            violations.push(business(rule, site, el(3), message).also(&statement, el(3)));
        }
    }
}

fn stay(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(admission) = claim.first(fields.admission_date) else { return };
    let Some((admitted, _)) = period(&admission) else { return };
    let (other, message) = if is_institutional(claim) {
        (fields.statement_dates, "the patient was admitted after the last day of the statement")
    } else {
        (fields.discharge_date, "the patient was admitted after the discharge")
    };
    let Some(other) = claim.first(other) else { return };
    if period(&other).is_some_and(|(_, last)| last < admitted) {
        violations.push(business(rule, &admission, el(3), message).also(&other, el(3)));
    }
}

fn before(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    for row in [
        fields.accident_date,
        fields.onset_date,
        fields.last_menstrual_period,
        fields.initial_treatment_date,
        fields.last_x_ray_date,
        fields.last_seen_date,
    ] {
        let Some(site) = claim.first(row) else { continue };
        let (Some((at, _)), Some((_, last))) = (period(&site), served(claim)) else { continue };
        if at > last {
            violations.push(business(rule, &site, el(3), "the day lies after the last day of service"));
        }
    }
}

fn death(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let row = if claim.has(Part::Patient) {
        fields.patient_information
    } else {
        fields.subscriber_patient_information
    };
    let Some(pat) = claim.first(row) else { return };
    let Some((died, _)) = days(pat.element(5), pat.element(6)) else { return };
    let late = service_days(claim).find(|(_, days)| days.is_some_and(|(first, _)| first > died));
    if let Some((site, _)) = late {
        violations.push(business(rule, site, el(3), "the patient had died before").also(&pat, el(6)));
    }
}

fn procedure(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(statement) = claim.first(fields.statement_dates) else { return };
    let Some((from, to)) = period(&statement).filter(|(from, to)| from <= to) else { return };
    let earliest = from - chrono::TimeDelta::days(3);
    for row in [fields.principal_procedure_codes, fields.other_procedure_codes] {
        for site in claim.all(row) {
            for n in 1..=site.segment.last() {
                let at = days(site.component(n, 3), site.component(n, 4));
                if at.is_some_and(|(at, _)| at < earliest || at > to) {
                    let message = "the day of the procedure lies outside of the stay";
                    violations.push(business(rule, &site, part(n as u8, 4), message).also(&statement, el(3)));
                }
            }
        }
    }
}
