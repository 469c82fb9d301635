//! A claim and its lines as a rule sees them, with questions in the field's terms.

use std::ops::Deref;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::codes::{self, services};
use crate::finding::Side;
use crate::guide::registry;
use crate::model::{Amount, Claim, Period, Provider, ProviderRole, ServiceLine, Text};

use super::violation::ClaimPlace;

/// A claim of a visit. Everything the claim itself says can be asked of it directly.
#[derive(Clone, Copy, Debug)]
pub struct ClaimView<'c> {
    /// Its position in the list that is reconciled.
    pub position: usize,
    /// Which side it bills for; follows what is billed, not the form.
    pub side: Side,
    /// Number of the person it was found to be of. Claims of two may be looked at together, as where a newborn's care is
    /// billed under the mother.
    pub person: u32,
    /// The claim.
    pub claim: &'c Claim,
    /// Which of its lines belong to the visit, from 0. The others belong to another visit or to none.
    pub attached: &'c [usize],
}

impl Deref for ClaimView<'_> {
    type Target = Claim;

    fn deref(&self) -> &Claim {
        self.claim
    }
}

/// First two digits of the type of bill that stands for a claim's setting: for a surgery center's facility fee on a
/// professional's form those of a surgery center.
pub(super) fn setting(claim: &Claim, side: Side) -> &str {
    if side == Side::Facility && registry::guide(claim.r#type).form.side == Side::Professional {
        return "83";
    }
    claim.facility_type.as_deref().unwrap_or_default()
}

/// Whether all operations of a facility's bill ended before the anesthesia (modifier 73): nobody else need bill anything.
pub(super) fn ended_before_anesthesia(claim: &Claim) -> bool {
    let is_room =
        |line: &&ServiceLine| services::is_procedure_room(line.revenue_code.as_deref().unwrap_or_default());
    let mut operations =
        claim.service_lines.iter().filter(is_room).filter_map(|line| line.procedure.as_ref());
    let ended = |procedure: &crate::model::ProcedureCode| procedure.has_modifier("73");
    operations.next().is_some_and(ended) && operations.all(ended)
}

impl<'c> ClaimView<'c> {
    /// The lines that belong to the visit.
    pub fn lines(self) -> impl Iterator<Item = LineView<'c>> {
        self.attached.iter().filter_map(move |&index| self.line(index))
    }

    /// A line by its index, from 0, whether it belongs to the visit or not.
    pub fn line(self, index: usize) -> Option<LineView<'c>> {
        Some(LineView { of: self, index, said: self.claim.service_lines.get(index)? })
    }

    /// A value of this claim, by its path in the JSON.
    pub fn at(self, path: impl Into<String>) -> ClaimPlace {
        ClaimPlace { claim: self.position, path: path.into() }
    }

    /// First and last day of the lines that belong to the visit; of the claim where they have no days.
    pub fn days(self) -> Option<(NaiveDate, NaiveDate)> {
        let periods = || self.lines().filter_map(|line| line.period());
        if self.claim.statement_from.is_some() {
            return self.claim.days();
        }
        let from = periods().map(|period| period.from).min();
        from.zip(periods().map(Period::last).max()).or_else(|| self.claim.days())
    }

    /// Where its days stand.
    pub fn at_days(self) -> ClaimPlace {
        match (self.claim.statement_from, self.attached.first()) {
            (None, Some(index)) => self.at(format!("service_lines[{index}].service_date")),
            _ => self.at("statement_from"),
        }
    }

    /// First two digits of the type of bill; nothing on an 837P.
    pub fn facility_type(self) -> &'c str {
        self.claim.facility_type.as_deref().unwrap_or_default()
    }

    /// First two digits of the type of bill that stands for the setting.
    pub fn setting(self) -> &'c str {
        setting(self.claim, self.side)
    }

    /// Whether it bills a stay.
    pub fn is_inpatient(self) -> bool {
        codes::is_inpatient(self.facility_type())
    }

    /// Claim frequency: "1" for an original, "7" for a replacement …
    pub fn frequency(self) -> &'c str {
        self.claim.frequency_code.as_deref().unwrap_or_default()
    }

    /// NPI of the billing provider.
    pub fn biller(self) -> Option<&'c str> {
        self.claim.billing_provider.as_ref()?.npi.as_deref()
    }

    /// Tax number of the billing provider.
    pub fn tax_id(self) -> Option<&'c str> {
        self.claim.billing_provider.as_ref()?.tax_id.as_deref()
    }

    /// A provider of the claim as a whole.
    pub fn provider(self, role: ProviderRole) -> Option<&'c Provider> {
        self.claim.providers.iter().find(|provider| provider.role == role)
    }

    /// Path of a provider of the claim as a whole.
    pub fn provider_path(self, role: ProviderRole, field: &str) -> Option<ClaimPlace> {
        let n = self.claim.providers.iter().position(|provider| provider.role == role)?;
        Some(self.at(format!("providers[{n}].{field}")))
    }

    /// Whether a condition code is on it.
    pub fn has_condition(self, code: &str) -> bool {
        self.claim.conditions.iter().any(|condition| condition == code)
    }

    /// Day of an occurrence code.
    pub fn occurrence(self, code: &str) -> Option<NaiveDate> {
        let of = |o: &&crate::model::Occurrence| o.code.as_deref() == Some(code);
        self.claim.occurrences.iter().find(of)?.date
    }

    /// CL103: where the patient is at the end of the period, such as "30" while still here.
    pub fn patient_status(self) -> &'c str {
        self.claim.patient_status.as_deref().unwrap_or_default()
    }

    /// The day of discharge, where the claim says that there was one: occurrence 42, else the last day of the period of
    /// a patient who is not there any more. (DTP*096 of an 837I is an hour, of an 837P a day.)
    pub fn discharged(self) -> Option<NaiveDate> {
        if self.claim.facility_type.is_none() {
            return self.claim.discharge_date;
        }
        let left = !matches!(self.patient_status(), "" | "30");
        self.occurrence("42").or(self.claim.statement_to.filter(|_| left && self.is_inpatient()))
    }

    /// Kind of insurance (SBR09), such as "MB".
    pub fn filing_indicator(self) -> &'c str {
        self.claim.subscriber.as_ref().and_then(|s| s.claim_filing_indicator.as_deref()).unwrap_or_default()
    }

    /// Whether the payer is Medicare, parts A and B.
    pub fn is_medicare(self) -> bool {
        matches!(self.filing_indicator(), "MA" | "MB")
    }
}

/// A service line with the claim it is on. Everything the line itself says can be asked of it directly.
#[derive(Clone, Copy, Debug)]
pub struct LineView<'c> {
    /// Its claim.
    pub of: ClaimView<'c>,
    /// Its index in the claim, from 0.
    pub index: usize,
    said: &'c ServiceLine,
}

impl Deref for LineView<'_> {
    type Target = ServiceLine;

    fn deref(&self) -> &ServiceLine {
        self.said
    }
}

impl<'c> LineView<'c> {
    /// A value of this line, by its path in the line: `procedure.code`.
    pub fn at(self, field: &str) -> ClaimPlace {
        self.of.at(format!("service_lines[{}].{field}", self.index))
    }

    /// Its number as people count, from 1.
    pub fn number(self) -> usize {
        self.index + 1
    }

    /// Procedure code as it was sent; empty where there is none.
    pub fn code_text(self) -> &'c str {
        self.said.procedure.as_ref().and_then(|p| p.code.as_deref()).unwrap_or_default()
    }

    /// Procedure code, upper case; empty where there is none.
    pub fn code(self) -> String {
        self.code_text().to_ascii_uppercase()
    }

    /// Whether both lines bill the same procedure.
    pub fn same_code(self, other: LineView<'_>) -> bool {
        !self.code_text().is_empty() && self.code_text().eq_ignore_ascii_case(other.code_text())
    }

    /// A CPT code of five digits as a number; none for other codes. Ranges of codes are compared by it.
    pub fn cpt(self) -> Option<u32> {
        services::number(self.code_text())
    }

    /// Whether its code is one of these.
    pub fn is_code(self, codes: &[&str]) -> bool {
        let own = self.said.procedure.as_ref().and_then(|p| p.code.as_deref());
        own.is_some_and(|own| codes.iter().any(|code| code.eq_ignore_ascii_case(own)))
    }

    /// Whether it carries a modifier.
    pub fn has_modifier(self, modifier: &str) -> bool {
        self.said.procedure.as_ref().is_some_and(|procedure| procedure.has_modifier(modifier))
    }

    /// Modifiers, in upper case.
    pub fn modifiers(self) -> Vec<String> {
        let all = self.said.procedure.iter().flat_map(|p| &p.modifiers);
        all.map(|m| m.to_ascii_uppercase()).collect()
    }

    /// Where its modifiers stand, or the code where it has none.
    pub fn at_modifiers(self) -> ClaimPlace {
        let some = self.said.procedure.as_ref().is_some_and(|p| !p.modifiers.is_empty());
        self.at(if some { "procedure.modifiers[0]" } else { "procedure.code" })
    }

    /// Place of service of a line of an 837P: its own, else the claim's; empty where neither says one.
    pub fn place_of_service(self) -> &'c str {
        self.of.claim.line_place_of_service(self.said).map(Text::as_str).unwrap_or_default()
    }

    /// Where its place of service is.
    pub fn at_place_of_service(self) -> ClaimPlace {
        match self.said.place_of_service {
            Some(_) => self.at("place_of_service"),
            None => self.of.at("place_of_service"),
        }
    }

    /// Revenue code, four digits; empty where there is none.
    pub fn revenue(self) -> &'c str {
        self.said.revenue_code.as_deref().unwrap_or_default()
    }

    /// First three digits of the revenue code: its family.
    pub fn revenue_family(self) -> &'c str {
        self.revenue().get(..3).unwrap_or_default()
    }

    /// First and last day: its own, or where it has none (many inpatient lines) its claim's.
    pub fn days(self) -> Option<(NaiveDate, NaiveDate)> {
        self.said.period().map(|p| (p.from, p.last())).or_else(|| self.of.claim.days())
    }

    /// Whether the days of two lines have one in common.
    pub fn same_day(self, other: LineView<'_>) -> bool {
        matches!((self.days(), other.days()), (Some(a), Some(b)) if a.0 <= b.1 && b.0 <= a.1)
    }

    /// Charge in dollars, 0 where it has none.
    pub fn charge(self) -> Decimal {
        self.said.charge.as_ref().map(Amount::value).unwrap_or_default()
    }

    /// Units, 1 where it does not say.
    pub fn count(self) -> Decimal {
        self.said.units.as_ref().map_or(Decimal::ONE, Amount::value)
    }

    /// Who had a part in this line, where it differs from the claim's.
    pub fn providers(self) -> &'c [Provider] {
        &self.said.providers
    }

    /// NPI of whoever did the work: the line's rendering provider, else the claim's, else the billing provider.
    pub fn renderer(self) -> Option<&'c str> {
        let rendering = |provider: &&Provider| provider.role == ProviderRole::Rendering;
        let own = self.said.providers.iter().find(rendering);
        let found = own.or_else(|| self.of.provider(ProviderRole::Rendering));
        found.map_or_else(|| self.of.biller(), |provider| provider.npi.as_deref())
    }
}
