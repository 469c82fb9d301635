//! Which claims a person asks about: one filter for every command that shows claims.

use std::str::FromStr;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Amount, BillingProvider, Claim, Patient, Provider, Text};

/// Conditions on a claim. All that are given must hold; of one condition's values, any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimFilter {
    /// Patient control number (CLM01), exactly.
    pub control_number: Option<String>,
    /// Patient: words of the name, or exactly the member ID, medical record number or patient control number.
    pub patient: Vec<String>,
    /// Payer the claim is sent to: words of its name, or exactly its ID.
    pub payer: Vec<String>,
    /// Any provider on the claim or a line: words of the name, or exactly the NPI; the billing provider's tax ID too.
    pub provider: Vec<String>,
    /// Days of which one at least is billed.
    pub date: Option<DateRange>,
    /// Least total charge in dollars.
    pub min_charge: Option<Amount>,
    /// Exactly a code on the claim: procedure, revenue, diagnosis, value, condition or occurrence code, modifier, or NDC.
    /// Periods and case do not count.
    pub code: Vec<String>,
}

impl ClaimFilter {
    /// Whether every claim passes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a claim passes.
    pub fn matches(&self, claim: &Claim) -> bool {
        let any = |values: &[String], test: &dyn Fn(&str) -> bool| {
            values.is_empty() || values.iter().any(|value| test(value))
        };
        self.control_number.as_deref().is_none_or(|number| is(claim.patient_control_number.as_ref(), number))
            && any(&self.patient, &|query| is_patient(claim, query))
            && any(&self.payer, &|query| is_payer(claim, query))
            && any(&self.provider, &|query| is_provider(claim, query))
            && self.date.is_none_or(|range| claim.days().is_some_and(|(from, to)| range.overlaps(from, to)))
            && self.min_charge.as_ref().is_none_or(|least| charge(claim) >= Some(least.value()))
            && any(&self.code, &|query| has_code(claim, query))
    }
}

/// Days from one to another, both included; open where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateRange {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

impl DateRange {
    /// Whether one of the days from `from` to `to` is in it.
    pub fn overlaps(&self, from: NaiveDate, to: NaiveDate) -> bool {
        self.from.is_none_or(|first| to >= first) && self.to.is_none_or(|last| from <= last)
    }
}

/// Text that is no range of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a date such as 2026-03-31, or a range such as 2026-03-01..2026-03-31")]
pub struct DateRangeError;

impl FromStr for DateRange {
    type Err = DateRangeError;

    /// Reads `2026-03-01`, `2026-03-01..2026-03-31`, `2026-03-01..` or `..2026-03-31`.
    fn from_str(text: &str) -> Result<Self, DateRangeError> {
        let day = |text: &str| match text.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| DateRangeError),
        };
        let range = match text.split_once("..") {
            Some((from, to)) => Self { from: day(from)?, to: day(to)? },
            None => Self { from: day(text)?, to: day(text)? },
        };
        let is_reversed = matches!((range.from, range.to), (Some(from), Some(to)) if to < from);
        if is_reversed || range == Self::default() { Err(DateRangeError) } else { Ok(range) }
    }
}

fn charge(claim: &Claim) -> Option<Decimal> {
    claim.total_charge.as_ref().map(Amount::value)
}

fn is(value: Option<&Text>, query: &str) -> bool {
    value.is_some_and(|value| value.trim() == query.trim())
}

/// Upper-case words, without punctuation.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_uppercase)
}

/// Whether every word asked for is in the name.
fn is_named<'t>(parts: impl IntoIterator<Item = Option<&'t Text>>, query: &str) -> bool {
    let name: Vec<String> = parts.into_iter().flatten().flat_map(|part| words(part)).collect();
    words(query).next().is_some() && words(query).all(|word| name.contains(&word))
}

fn is_patient(claim: &Claim, query: &str) -> bool {
    let member = claim.subscriber.as_ref().and_then(|subscriber| subscriber.member_id.as_ref());
    let numbers = [member, claim.medical_record_number.as_ref(), claim.patient_control_number.as_ref()];
    let named = |patient: &Patient| {
        let Patient { last_name, first_name, middle_name, suffix, .. } = patient;
        is_named([last_name, first_name, middle_name, suffix].map(Option::as_ref), query)
    };
    numbers.into_iter().any(|number| is(number, query)) || claim.patient.as_deref().is_some_and(named)
}

fn is_payer(claim: &Claim, query: &str) -> bool {
    let matches =
        |payer: &super::Payer| is(payer.id.as_ref(), query) || is_named([payer.name.as_ref()], query);
    claim.payer.as_deref().is_some_and(matches)
}

fn is_provider(claim: &Claim, query: &str) -> bool {
    let billing = |p: &BillingProvider| {
        is(p.npi.as_ref(), query)
            || is(p.tax_id.as_ref(), query)
            || is_named([p.name.as_ref(), p.last_name.as_ref(), p.first_name.as_ref()], query)
    };
    let other = |p: &Provider| {
        is(p.npi.as_ref(), query)
            || is_named([p.name.as_ref(), p.last_name.as_ref(), p.first_name.as_ref()], query)
    };
    let of_lines = claim.service_lines.iter().flat_map(|line| &line.providers);
    claim.billing_provider.as_deref().is_some_and(billing)
        || claim.providers.iter().chain(of_lines).any(other)
}

/// A code without what does not count.
fn plain(code: &str) -> String {
    code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

fn has_code(claim: &Claim, query: &str) -> bool {
    let wanted = plain(query);
    let on_lines = claim.service_lines.iter().flat_map(|line| {
        let procedure = line.procedure.iter().flat_map(|p| p.code.iter().chain(&p.modifiers));
        let drug = line.drug.iter().filter_map(|drug| drug.code.as_ref());
        procedure.chain(drug).chain(&line.revenue_code)
    });
    let of_claim = claim.diagnoses.iter().filter_map(|diagnosis| diagnosis.code.as_ref());
    let of_claim = of_claim
        .chain(claim.procedures.iter().filter_map(|procedure| procedure.code.as_ref()))
        .chain(claim.values.iter().filter_map(|value| value.code.as_ref()))
        .chain(claim.occurrences.iter().filter_map(|occurrence| occurrence.code.as_ref()))
        .chain(claim.occurrence_spans.iter().filter_map(|span| span.code.as_ref()))
        .chain(&claim.conditions)
        .chain(&claim.treatments)
        .chain(&claim.anesthesia_procedures)
        .chain(&claim.drg);
    !wanted.is_empty() && on_lines.chain(of_claim).any(|code| plain(code) == wanted)
}
