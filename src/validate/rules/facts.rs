//! What rules ask of a claim again and again, worked out once when the claim is complete.

use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::tree::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::Site;

use super::common::{
    Decision, Diagnosis, OtherPayer, Period, Service, adjusted, amount, codes, day, is_institutional, period,
};

/// The facts of a part and those above it. Below the claim's own part most are empty.
#[derive(Debug, Default)]
pub(in crate::validate) struct Facts<'c> {
    /// CLM.
    pub(super) clm: Option<Site<'c>>,
    /// CLM05-1 and CLM05-3.
    pub(super) place: &'c [u8],
    pub(super) frequency: &'c [u8],
    /// SBR09 is MA or MB.
    pub(super) medicare: bool,
    /// BHT04.
    pub(super) created: Option<NaiveDate>,
    /// First and last day of what is billed.
    pub(super) served: Option<Period>,
    /// DTP*472 of the lines, in order, each with its days where it has some.
    pub(super) days: Vec<(Site<'c>, Option<Period>)>,
    pub(super) services: Vec<Service<'c>>,
    pub(super) diagnoses: Vec<Diagnosis<'c>>,
    pub(super) payers: Vec<OtherPayer<'c>>,
    pub(super) decisions: Vec<Decision<'c>>,
}

/// Nothing is known, for those who look at a part and run no rules.
static NONE: LazyLock<Facts<'static>> = LazyLock::new(Facts::default);

impl<'c> Facts<'c> {
    pub(in crate::validate) fn none() -> &'static Facts<'static> {
        &NONE
    }

    pub(in crate::validate) fn of(claim: &Claim<'c>) -> Self {
        let fields = claim.fields();
        let sbr = claim.first(fields.subscriber_information);
        let mut facts = Facts {
            medicare: sbr.is_some_and(|sbr| matches!(sbr.element(9), b"MA" | b"MB")),
            created: claim.first(fields.beginning).and_then(|bht| day(bht.element(4))),
            ..Self::default()
        };
        if claim.has(Part::Claim) {
            facts.of_claim(claim);
        }
        facts
    }

    /// Whether they are of a claim, not of a level above.
    pub(super) fn is_claim(&self) -> bool {
        self.clm.is_some()
    }

    fn of_claim(&mut self, claim: &Claim<'c>) {
        let fields = claim.fields();
        self.clm = claim.first(fields.claim_information);
        if let Some(clm) = self.clm {
            let mut parts = clm.segment.components(5);
            self.place = parts.next().unwrap_or(&[]);
            self.frequency = parts.nth(1).unwrap_or(&[]);
        }
        self.days = service_days(claim);
        self.served = if is_institutional(claim) {
            claim.first(fields.statement_dates).and_then(|site| period(&site))
        } else {
            let days = self.days.iter().filter_map(|(_, days)| *days);
            days.reduce(|(from, to), (first, last)| (from.min(first), to.max(last)))
        };
        self.services = services(claim, &self.days);
        let rows = [
            fields.diagnosis_codes,
            fields.principal_diagnosis_codes,
            fields.admitting_diagnosis_codes,
            fields.reason_for_visit_codes,
            fields.external_cause_codes,
            fields.other_diagnosis_codes,
        ];
        for row in rows {
            claim.all(row).for_each(|site| self.diagnoses.extend(codes(site)));
        }
        self.payers.extend(claim.instances(fields.other_subscriber_level).map(|level| OtherPayer {
            level,
            sbr: level.opener(),
            name: level.first(fields.other_payer_name),
            paid: level.first(fields.payer_paid_amount),
        }));
        self.decisions.extend(claim.instances(fields.line_adjudication).map(|loop_| {
            let svd = loop_.opener();
            let adjusted = adjusted(loop_.all(fields.line_adjustment));
            Decision { svd, amounts: amount(svd.element(2)).zip(adjusted) }
        }));
    }
}

/// The lines of a claim are mostly of one day, which is read once.
fn service_days<'c>(claim: &Claim<'c>) -> Vec<(Site<'c>, Option<Period>)> {
    let mut last: (&[u8], &[u8], Option<Period>) = (&[], &[], None);
    let row = claim.fields().service_date;
    let mut days = Vec::with_capacity(claim.count(row));
    days.extend(claim.all(row).map(|site| {
        let (format, value) = (site.element(2), site.element(3));
        if (format, value) != (last.0, last.1) {
            last = (format, value, period(&site));
        }
        (site, last.2)
    }));
    days
}

fn services<'c>(claim: &Claim<'c>, days: &[(Site<'c>, Option<Period>)]) -> Vec<Service<'c>> {
    let fields = claim.fields();
    let (row, element) = if is_institutional(claim) {
        (fields.institutional_service, 2)
    } else {
        (fields.professional_service, 1)
    };
    // Both stand in the order of the lines.
    let mut days = days.iter().enumerate().map(|(n, (site, _))| (n as u32, site.line)).peekable();
    let mut services = Vec::with_capacity(claim.count(row));
    services.extend(claim.all(row).map(|site| {
        while days.next_if(|(_, line)| *line < site.line || line.is_none()).is_some() {}
        let day = days.next_if(|(_, line)| *line == site.line).map(|(n, _)| n);
        Service::of(site, element, day)
    }));
    services
}
