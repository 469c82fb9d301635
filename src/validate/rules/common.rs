//! What rules ask of a claim again and again: amounts, days, services, diagnoses, what kind of claim it is.

use std::sync::OnceLock;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::codes::dated;
use crate::guide::{GuideKind, RowId, Spot};
pub(super) use crate::rules::DIAGNOSES;
use crate::rules::{Field, Rule};
use crate::validate::fault::{ElementFault, Fault, SegmentFault};
use crate::validate::scope::{Claim, Instance};
use crate::validate::tables::pack;
use crate::validate::violation::{Site, Violation};

/// Fields that go together: what the functions below read.
pub(super) const SERVICES: &[Field] = &[Field::professional_service, Field::institutional_service];
/// The days of the lines and of the claim.
pub(super) const DATES: &[Field] = &[Field::service_date, Field::statement_dates];
/// The other payers and what they paid.
pub(super) const PAYERS: &[Field] = &[
    Field::other_subscriber_level,
    Field::other_subscriber_information,
    Field::other_payer_name,
    Field::payer_paid_amount,
];
/// What payers decided of the lines.
pub(super) const DECISIONS: &[Field] =
    &[Field::line_adjudication, Field::line_adjudication_information, Field::line_adjustment];
/// Birth date and sex of the patient.
pub(super) const DEMOGRAPHICS: &[Field] =
    &[Field::patient_hierarchy, Field::patient_demographics, Field::subscriber_demographics];

/// An element.
#[allow(clippy::unnecessary_wraps, reason = "violations may be about a segment as a whole")]
pub(super) const fn el(element: u8) -> Option<Spot> {
    Some(Spot { element, component: 0 })
}

/// A component of an element.
#[allow(clippy::unnecessary_wraps, reason = "violations may be about a segment as a whole")]
pub(super) const fn part(element: u8, component: u8) -> Option<Spot> {
    Some(Spot { element, component })
}

/// A violation about values that are well formed and do not fit together.
pub(super) fn business(
    rule: &'static Rule,
    site: &Site<'_>,
    spot: Option<Spot>,
    message: impl Into<String>,
) -> Violation {
    Violation::at(rule, Fault::Business, site, spot, message)
}

/// A violation about a code or value that cannot be.
pub(super) fn code(
    rule: &'static Rule,
    site: &Site<'_>,
    spot: Option<Spot>,
    message: impl Into<String>,
) -> Violation {
    Violation::at(rule, Fault::Element(ElementFault::Code), site, spot, message)
}

/// A violation about a situational segment or loop that the claim asks for and lacks, told at the segment it should be with.
pub(super) fn lacking(
    rule: &'static Rule,
    site: &Site<'_>,
    missing: Option<RowId>,
    message: impl Into<String>,
) -> Violation {
    let violation =
        Violation::at(rule, Fault::Segment(SegmentFault::SituationalMissing), site, None, message);
    match missing {
        Some(row) => violation.missing(row),
        None => violation,
    }
}

/// A violation about a situational element that the claim asks for and lacks.
pub(super) fn empty(
    rule: &'static Rule,
    site: &Site<'_>,
    spot: Option<Spot>,
    message: impl Into<String>,
) -> Violation {
    Violation::at(rule, Fault::Element(ElementFault::SituationalMissing), site, spot, message)
}

/// A violation about a situational segment or loop that should not be there.
pub(super) fn superfluous(
    rule: &'static Rule,
    site: &Site<'_>,
    spot: Option<Spot>,
    message: impl Into<String>,
) -> Violation {
    Violation::at(rule, Fault::Segment(SegmentFault::SituationalNotUsed), site, spot, message)
}

/// A violation about a situational element that should not be there.
pub(super) fn unwanted(
    rule: &'static Rule,
    site: &Site<'_>,
    spot: Option<Spot>,
    message: impl Into<String>,
) -> Violation {
    Violation::at(rule, Fault::Element(ElementFault::SituationalNotUsed), site, spot, message)
}

/// A decimal number; none where there is none, or no number.
pub(super) fn amount(value: &[u8]) -> Option<Decimal> {
    let (digits, negative) = match value {
        [b'-', digits @ ..] => (digits, true),
        digits => (digits, false),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let (mut number, mut scale, mut point) = (0i64, 0, false);
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                number = number * 10 + i64::from(byte - b'0');
                scale += u32::from(point);
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    Some(Decimal::new(if negative { -number } else { number }, scale))
}

/// A day as CCYYMMDD, or the day of a CCYYMMDDHHMM.
pub(super) fn day(value: &[u8]) -> Option<NaiveDate> {
    let number = |from: usize, to: usize| -> Option<u32> {
        let digits = value.get(from..to)?;
        digits.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
    };
    if !matches!(value.len(), 8 | 12) {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(number(0, 4)?).ok()?, number(4, 6)?, number(6, 8)?)
}

/// A first and a last day.
pub(super) type Period = (NaiveDate, NaiveDate);

/// The first and the last day of a value in the form that its qualifier names.
pub(super) fn days(format: &[u8], value: &[u8]) -> Option<Period> {
    match format {
        b"RD8" => {
            let (from, to) = (value.get(..8)?, value.get(9..)?);
            Some((day(from)?, day(to)?))
        }
        b"D8" | b"DT" => day(value).map(|day| (day, day)),
        _ => None,
    }
}

/// First and last day of a DTP.
pub(in crate::validate) fn period(site: &Site<'_>) -> Option<Period> {
    days(site.element(2), site.element(3))
}

pub(super) fn is_institutional(claim: &Claim<'_>) -> bool {
    claim.guide().kind == GuideKind::Institutional
}

/// CLM.
pub(super) fn clm<'c>(claim: &Claim<'c>) -> Option<Site<'c>> {
    claim.reads(&[Field::claim_information]);
    claim.facts.clm
}

/// CLM05-1: place of service or first two digits of the type of bill.
pub(super) fn place<'c>(claim: &Claim<'c>) -> &'c [u8] {
    claim.reads(&[Field::claim_information]);
    claim.facts.place
}

/// CLM05-3.
pub(super) fn frequency<'c>(claim: &Claim<'c>) -> &'c [u8] {
    claim.reads(&[Field::claim_information]);
    claim.facts.frequency
}

/// Whether an institutional claim bills a stay: hospital, swing bed, skilled nursing, religious non-medical care.
pub(super) fn is_stay(claim: &Claim<'_>) -> bool {
    is_institutional(claim) && matches!(place(claim), b"11" | b"18" | b"21" | b"41")
}

/// Whether the frequency is a digit: an ordinary bill, and no notice of admission or change of provider.
pub(super) fn is_bill(claim: &Claim<'_>) -> bool {
    matches!(frequency(claim), [b'1'..=b'9'])
}

/// Whether the payer is Medicare (SBR09 MA or MB).
pub(super) fn is_medicare(claim: &Claim<'_>) -> bool {
    claim.reads(&[Field::subscriber_information]);
    claim.facts.medicare
}

/// The transaction's day of creation, BHT04.
pub(super) fn created(claim: &Claim<'_>) -> Option<NaiveDate> {
    claim.reads(&[Field::beginning]);
    claim.facts.created
}

/// The demographics of the patient, DMG: of 2010CA, or else of 2010BA if the subscriber is the patient.
pub(super) fn demographics<'c>(claim: &Claim<'c>) -> Option<Site<'c>> {
    let fields = claim.fields();
    match claim.first(fields.patient_hierarchy) {
        Some(_) => claim.first(fields.patient_demographics),
        None => claim.first(fields.subscriber_demographics),
    }
}

/// First and last day of what the claim bills: the statement period, or the days of its service lines.
pub(super) fn served(claim: &Claim<'_>) -> Option<Period> {
    claim.reads(DATES);
    claim.facts.served
}

/// The day that dates in force are held against: the last day of a service line, else the last one that the claim bills.
pub(in crate::validate) fn last_day(claim: &Claim<'_>, line: Option<u32>) -> Option<NaiveDate> {
    let fields = claim.fields();
    let days = || claim.all(fields.service_date).filter_map(|site| Some((site.line, period(&site)?.1)));
    let own = line.and_then(|_| days().find(|(of, _)| *of == line)).map(|(_, day)| day);
    own.or_else(|| claim.first(fields.statement_dates).and_then(|site| Some(period(&site)?.1)))
        .or_else(|| days().map(|(_, day)| day).max())
}

/// The days of the service lines (DTP*472), in order.
pub(super) fn service_days<'c>(
    claim: &Claim<'c>,
) -> impl Iterator<Item = &'c (Site<'c>, Option<Period>)> + use<'c> {
    claim.reads(&[Field::service_date]);
    claim.facts.days.iter()
}

/// A service line's SV1 or SV2.
#[derive(Clone, Copy, Debug)]
pub(super) struct Service<'c> {
    pub(super) site: Site<'c>,
    /// The element with the procedure: 1 in SV1, 2 in SV2.
    pub(super) element: u8,
    hcpcs: &'c [u8],
    /// The same, packed; 0 for none.
    packed: u64,
    /// What is behind the code, modifiers first.
    behind: Option<&'c [u8]>,
    charge: Option<Decimal>,
    /// Which of the claim's service days is its own.
    day: Option<u32>,
}

impl<'c> Service<'c> {
    pub(super) fn of(site: Site<'c>, element: u8, day: Option<u32>) -> Self {
        let separator = site.segment.delimiters().component;
        let mut parts = site.element(usize::from(element)).splitn(3, |b| *b == separator);
        let is_hcpcs = parts.next() == Some(b"HC");
        let code = parts.next().filter(|_| is_hcpcs).unwrap_or(&[]);
        Self {
            site,
            element,
            hcpcs: code,
            packed: pack(code),
            behind: parts.next(),
            charge: amount(site.element(usize::from(element) + 1)),
            day,
        }
    }

    /// Number of the line, from 1.
    pub(super) fn line(&self) -> u32 {
        self.site.line.unwrap_or(0)
    }

    /// The procedure code where it is HCPCS; empty where there is none.
    pub(super) fn hcpcs(&self) -> &'c [u8] {
        self.hcpcs
    }

    /// Whether the procedure code is one of these, [packed].
    #[inline]
    pub(super) fn is_one_of(&self, codes: &[u64]) -> bool {
        self.packed != 0 && codes.contains(&self.packed)
    }

    /// The procedure code as a number, where it is of level I: five digits.
    #[inline]
    pub(super) fn number(&self) -> Option<u32> {
        let digit = |n: usize| self.hcpcs[n].wrapping_sub(b'0');
        if self.hcpcs.len() != 5 || (0..5).any(|n| digit(n) > 9) {
            return None;
        }
        Some((0..5).fold(0, |number, n| number * 10 + u32::from(digit(n))))
    }

    /// The modifiers.
    pub(super) fn modifiers(&self) -> impl Iterator<Item = &'c [u8]> + use<'c> {
        let separator = self.site.segment.delimiters().component;
        self.behind.into_iter().flat_map(move |behind| behind.split(move |b| *b == separator)).take(4)
    }

    pub(super) fn has_modifier(&self, modifier: &[u8]) -> bool {
        self.behind.is_some_and(|behind| behind.len() >= modifier.len())
            && self.modifiers().any(|m| m == modifier)
    }

    /// The place of service of a professional line: its own (SV105), or else the claim's.
    pub(super) fn place(&self, claim: &Claim<'c>) -> &'c [u8] {
        let own = self.site.element(5);
        if own.is_empty() { place(claim) } else { own }
    }

    /// SV102, SV203.
    pub(super) fn charge(&self) -> Option<Decimal> {
        self.charge
    }

    /// SV104, SV205.
    pub(super) fn units(&self) -> Option<Decimal> {
        amount(self.site.element(usize::from(self.element) + 3))
    }

    /// The place of the procedure code.
    pub(super) fn code_spot(&self) -> Option<Spot> {
        part(self.element, 2)
    }

    /// The place of the charge.
    pub(super) fn charge_spot(&self) -> Option<Spot> {
        el(self.element + 1)
    }

    /// The place of the units.
    pub(super) fn units_spot(&self) -> Option<Spot> {
        el(self.element + 3)
    }
}

/// The service lines' SV1 or SV2, in order.
pub(super) fn services<'c>(claim: &Claim<'c>) -> impl Iterator<Item = &'c Service<'c>> + use<'c> {
    claim.reads(SERVICES);
    claim.facts.services.iter()
}

/// Segments of one row, asked for line by line in rising order, so that a claim is walked once.
pub(super) struct Beside<'c, I: Iterator<Item = Site<'c>>> {
    sites: std::iter::Peekable<I>,
}

/// Segments of one row, to be asked for by line.
pub(super) fn beside<'c, I: Iterator<Item = Site<'c>>>(sites: I) -> Beside<'c, I> {
    Beside { sites: sites.peekable() }
}

impl<'c, I: Iterator<Item = Site<'c>>> Beside<'c, I> {
    /// The first one of a line, which is not before the line asked for last.
    pub(super) fn of(&mut self, line: u32) -> Option<Site<'c>> {
        while self.sites.next_if(|site| site.line.is_none_or(|at| at < line)).is_some() {}
        self.sites.next_if(|site| site.line == Some(line))
    }
}

/// A day or days, and the segment that says them.
pub(super) type Dated<'c> = Option<(Site<'c>, Period)>;

/// The service lines with their days: their own, or else those of the institutional claim.
pub(super) fn dated<'c>(claim: &Claim<'c>) -> impl Iterator<Item = (&'c Service<'c>, Dated<'c>)> + use<'c> {
    claim.reads(DATES);
    let facts = claim.facts;
    let whole = claim.first(claim.fields().statement_dates).map(|site| (site, period(&site)));
    services(claim).map(move |service| {
        let own = service.day.and_then(|n| facts.days.get(n as usize).copied());
        (service, own.or(whole).and_then(|(site, days)| Some((site, days?))))
    })
}

/// A diagnosis of the claim.
#[derive(Clone, Debug)]
pub(super) struct Diagnosis<'c> {
    pub(super) site: Site<'c>,
    /// Which element of HI.
    pub(super) element: u8,
    /// Qualifier, such as `ABK`.
    pub(super) kind: &'c [u8],
    pub(super) code: &'c [u8],
    /// See [`Self::known`].
    known: OnceLock<Option<&'static dated::Diagnosis>>,
}

impl Diagnosis<'_> {
    /// Whether it is said to be ICD-10-CM.
    pub(super) fn is_icd10(&self) -> bool {
        self.kind.first() == Some(&b'A')
    }

    /// What the program's own list has of it.
    pub(super) fn known(&self) -> Option<&'static dated::Diagnosis> {
        *self.known.get_or_init(|| {
            dated::diagnoses().find(std::str::from_utf8(self.code).ok().filter(|_| self.is_icd10())?)
        })
    }

    pub(super) fn spot(&self) -> Option<Spot> {
        part(self.element, 2)
    }
}

/// The diagnoses of the claim, in the order they are.
pub(super) fn diagnoses<'c>(claim: &Claim<'c>) -> impl Iterator<Item = &'c Diagnosis<'c>> + use<'c> {
    claim.reads(DIAGNOSES);
    claim.facts.diagnoses.iter()
}

/// The codes of an HI segment: qualifier and code of each element that is filled.
pub(super) fn codes(site: Site<'_>) -> impl Iterator<Item = Diagnosis<'_>> {
    (1..=site.segment.last()).filter_map(move |n| {
        let mut parts = site.segment.components(n);
        let kind = parts.next().filter(|kind| !kind.is_empty())?;
        let code = parts.next().unwrap_or(&[]);
        Some(Diagnosis { site, element: n as u8, kind, code, known: OnceLock::new() })
    })
}

/// Whether an HI of the row has one of these codes.
pub(super) fn has_code(claim: &Claim<'_>, row: Option<RowId>, wanted: &[&[u8]]) -> bool {
    claim.all(row).flat_map(codes).any(|found| wanted.contains(&found.code))
}

/// The sum of the amounts of the CAS segments among these.
pub(super) fn adjusted<'c>(segments: impl Iterator<Item = Site<'c>>) -> Option<Decimal> {
    let mut sum = Decimal::ZERO;
    for site in segments {
        for n in (3..=18).step_by(3) {
            let value = site.element(n);
            if !value.is_empty() {
                sum += amount(value)?;
            }
        }
    }
    Some(sum)
}

/// Another payer of the claim: an instance of 2320 with what rules ask of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct OtherPayer<'c> {
    pub(super) level: Instance<'c>,
    pub(super) sbr: Site<'c>,
    /// NM1 of 2330B.
    pub(super) name: Option<Site<'c>>,
    /// AMT*D.
    pub(super) paid: Option<Site<'c>>,
}

impl<'c> OtherPayer<'c> {
    /// Its identifier; empty where it has none.
    pub(super) fn id(&self) -> &'c [u8] {
        self.name.map_or(&[], |name| name.element(9))
    }
}

/// The other payers of the claim.
pub(super) fn other_payers<'c>(claim: &Claim<'c>) -> impl Iterator<Item = &'c OtherPayer<'c>> + use<'c> {
    claim.reads(PAYERS);
    claim.facts.payers.iter()
}

/// What a payer decided of a service line: an instance of 2430.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decision<'c> {
    /// SVD.
    pub(super) svd: Site<'c>,
    /// What is paid (SVD02) and the sum of what is adjusted (CAS); none where an amount is no number.
    pub(super) amounts: Option<(Decimal, Decimal)>,
}

/// What payers decided of the service lines.
pub(super) fn decisions<'c>(claim: &Claim<'c>) -> impl Iterator<Item = &'c Decision<'c>> + use<'c> {
    claim.reads(DECISIONS);
    claim.facts.decisions.iter()
}
