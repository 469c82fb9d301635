//! The last day to act on a finding.
//!
//! - What Medicare or Medicaid overpaid is to be reported and returned within 60 days after it was identified (42 CFR
//!   401.305), which is the day of the run.
//! - Medicare takes claims within a year after the service (42 CFR 424.44); other payers within the days that the user
//!   names under `[filing]`.

use chrono::{Days, Months, NaiveDate};

use crate::finding::{MoneyKind, Severity};
use crate::groups::Groups;
use crate::model::Claim;
use crate::money::Filing;

/// Days to return an overpayment.
const RETURN: u64 = 60;

/// The last day to act on a finding about a claim; none where there is nothing to do, or no limit is known.
pub(super) fn of(
    claim: &Claim,
    kind: Option<MoneyKind>,
    severity: Severity,
    as_of: NaiveDate,
    filing: &Filing,
    groups: &Groups,
) -> Option<NaiveDate> {
    if severity == Severity::Info && kind.is_none() {
        return None;
    }
    let subscriber = claim.subscriber.as_ref();
    let indicator = subscriber.and_then(|subscriber| subscriber.claim_filing_indicator.as_deref());
    let is_medicare = matches!(indicator, Some("MA" | "MB"));
    if kind == Some(MoneyKind::Overpaid) {
        return if is_medicare || indicator == Some("MC") {
            as_of.checked_add_days(Days::new(RETURN))
        } else {
            None
        };
    }
    let last = claim.days()?.1;
    match days(claim, filing, groups) {
        Some(days) => last.checked_add_days(Days::new(u64::from(days))),
        None if is_medicare => last.checked_add_months(Months::new(12)),
        None => filing.days.and_then(|days| last.checked_add_days(Days::new(u64::from(days)))),
    }
}

/// The days of a payer that is named: by its group, id or name.
fn days(claim: &Claim, filing: &Filing, groups: &Groups) -> Option<u32> {
    let payer = claim.payer.as_ref()?;
    let names = [payer.id.as_deref(), payer.name.as_deref()];
    names.into_iter().flatten().find_map(|name| {
        let group = groups.payer(name.trim());
        let of = |wanted: &str| filing.payers.iter().find(|(own, _)| own.eq_ignore_ascii_case(wanted));
        of(group).or_else(|| of(name.trim())).map(|(_, days)| *days)
    })
}
