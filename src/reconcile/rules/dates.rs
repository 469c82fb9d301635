//! When it was.

use chrono::{Days, NaiveDate};

use crate::finding::Severity;
use crate::reconcile::hit::{Hit, Hits};
use crate::reconcile::scope::Pair;
use crate::rule::{Example, InForce, Rule};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[OUTSIDE, ADMISSION];

/// An inpatient bill gathers the hospital's outpatient services of the three days before the admission; so professional
/// dates may precede it (42 CFR 412.2(c)(5)).
const BEFORE_ADMISSION: u64 = 3;
/// A reading that is billed by itself may carry the day it was read (CMS SE17023).
const READING_AFTER: u64 = 14;

const OUTSIDE: Check = Check {
    rule: Rule {
        code: "DT-OUTSIDE",
        name: "Service outside the facility's period",
        severity: Severity::Error,
        snip: None,
        checks: "Each professional service lies in the period the facility bills. Up to three days before an inpatient \
                 admission and, for a reading (modifier 26), up to 14 days after the period are allowed.",
        why: "One of the two dates is wrong, or the service belongs to another visit; payers compare them and deny.",
        help: "Check the day of the service in the record; correct the professional line, or the facility's statement period.",
        source: "837I 2300 DTP*434 against 837P 2400 DTP*472; 42 CFR 412.2(c)(5); CMS SE17023",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260305"],
            professional: &[
                "CLM*P1*120***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99233*120*UN*1***1\nDTP*472*D8*20260307",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260305"],
            professional: &[
                "CLM*P1*120***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:71046:26*120*UN*1***1\nDTP*472*D8*20260307",
            ],
            ..Example::NONE
        },
    },
    needs: &[],
    run: Run::Pair(outside),
};

fn outside(pair: &Pair<'_>, hits: &mut Hits) {
    let Some((from, to)) = pair.visit.period() else { return };
    let before = if pair.visit.is_inpatient() { BEFORE_ADMISSION } else { 0 };
    let earliest = from.checked_sub_days(Days::new(before)).unwrap_or(from);
    for line in pair.lines() {
        let Some(period) = line.period() else { continue };
        let after = if line.has_modifier("26") { READING_AFTER } else { 0 };
        let latest = to.checked_add_days(Days::new(after)).unwrap_or(to);
        if earliest <= period.from && period.last() <= latest {
            continue;
        }
        let message = format!(
            "Professional line {} is dated {}",
            line.number(),
            relation(period.from, period.last(), from, to)
        );
        let hit = Hit::new(message, [line.at("service_date"), pair.facility.at_days()]);
        hits.push(hit.charges_at_risk([line], "charge of the professional line"));
    }
}

fn relation(first: NaiveDate, last: NaiveDate, from: NaiveDate, to: NaiveDate) -> String {
    let days = |n: i64| if n == 1 { "1 day".to_owned() } else { format!("{n} days") };
    if first < from {
        format!("{} before the facility's period begins", days((from - first).num_days()))
    } else {
        format!("{} after the facility's period ends", days((last - to).num_days()))
    }
}

const ADMISSION: Check = Check {
    rule: Rule {
        code: "DT-ADMIT",
        name: "Admission dates differ",
        severity: Severity::Error,
        snip: None,
        checks: "The day of admission is the same on an inpatient facility claim and on the professional claim.",
        why: "Payers match hospital services of physicians to the stay by this date and deny the claim that differs.",
        help: "Check the order to admit and correct the claim that is wrong.",
        source: "837I and 837P 2300 DTP*435, compared by day",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*9000***11:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260305\nDTP*435*DT*202603011450",
            ],
            professional: &[
                "CLM*P1*120***21:B:1*Y*A*Y*Y\nDTP*435*D8*20260302\nLX*1\nSV1*HC:99223*120*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*9000***11:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260305\nDTP*435*DT*202603011450",
            ],
            professional: &[
                "CLM*P1*120***21:B:1*Y*A*Y*Y\nDTP*435*D8*20260301\nLX*1\nSV1*HC:99223*120*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    needs: &[],
    run: Run::Pair(admission),
};

fn admission(pair: &Pair<'_>, hits: &mut Hits) {
    if !pair.facility.is_inpatient() {
        return;
    }
    let (Some(facility), Some(professional)) =
        (pair.facility.admission_date, pair.professional.admission_date)
    else {
        return;
    };
    if facility.date != professional.date {
        let places = [pair.facility.at("admission_date"), pair.professional.at("admission_date")];
        hits.push(Hit::new("The two claims give different days of admission", places));
    }
}
