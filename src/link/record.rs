//! What linking keeps of a claim: numbers and days, few bytes, nothing that points into a file.

use chrono::{Datelike, NaiveDate};

use crate::codes::services::{self, Kinds, is_professional_fee};
use crate::finding::Side;
use crate::groups::Groups;
use crate::guide::registry;
use crate::model::{Claim, Diagnosis, DiagnosisKind, Provider, ProviderRole, ServiceLine, Text};

use super::person::Person;
use super::words::{hash, number, solid};

/// A day, counted from the beginning of the calendar.
pub(super) type Day = i32;

/// What linking needs to know of a claim.
#[derive(Clone, Debug)]
pub struct Record {
    pub(super) form: Side,
    pub(super) person: Person,
    /// First and last day of what is billed.
    pub(super) days: Option<(Day, Day)>,
    /// Rank of the payer: 0 for the primary, 1 for the secondary …
    pub(super) rank: u8,
    /// CLM05-3; `1` where there is none.
    pub(super) frequency: char,
    /// First two digits of the type of bill.
    pub(super) bill: Text,
    /// CLM01, and its longest row of digits; 0 for none, as below.
    pub(super) account: u64,
    pub(super) account_digits: u64,
    /// REF*F8.
    pub(super) replaces: u64,
    pub(super) authorization: u64,
    pub(super) referral: u64,
    pub(super) billing: u64,
    pub(super) organization: u64,
    /// NPI of the place where it was done, where the claim names one.
    pub(super) facility: u64,
    /// Name and ZIP code of that place, else of the one that bills.
    pub(super) facility_address: u64,
    pub(super) admission: Option<Day>,
    pub(super) discharge: Option<Day>,
    /// Who did it or answers for it; who sent the patient.
    pub(super) physicians: Vec<u64>,
    pub(super) referring: Vec<u64>,
    /// First three characters of the diagnoses, the first one first.
    pub(super) diagnoses: Vec<u64>,
    pub(super) charge: u64,
    pub(super) still_a_patient: bool,
    /// 837I: one of several visits of that day (condition code G0).
    pub(super) is_distinct: bool,
    /// 837P: it bills the facility fee of a surgery centre.
    pub(super) is_surgery_center: bool,
    pub(super) lines: Vec<Line>,
    pub(super) order: Order,
}

/// What linking needs to know of a service line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) days: Option<(Day, Day)>,
    /// The procedure code; 0 for none.
    pub(super) procedure: u64,
    pub(super) kinds: Kinds,
    pub(super) revenue: u16,
    pub(super) place: Text,
    pub(super) is_reading: bool,
    /// Care of a newborn, by its code or by the other lines of the claim.
    pub(super) is_of_newborn: bool,
    /// A physician's care of dialysis for a month.
    pub(super) is_dialysis_month: bool,
    pub(super) physician: u64,
}

/// What decides where nothing else does: a claim's own dates and numbers, so that the order of the files never matters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Order {
    pub(super) created: (Option<NaiveDate>, Text),
    numbers: [Text; 5],
    offset: u64,
    file: Option<String>,
}

/// Which side a claim is on, as far as the claim alone says: the facility's for an 837I, and for an 837P that bills the
/// fee of a surgery centre; the professional's for an 837P, and for an 837I that bills professional fees and nothing else
/// (revenue codes 096x to 098x, critical access hospitals under method II).
pub fn side(claim: &Claim) -> Side {
    let fees = claim.service_lines.iter().filter_map(revenue).all(is_professional_fee);
    match form_side(claim) {
        Side::Facility if fees && claim.service_lines.iter().any(|l| revenue(l).is_some()) => {
            Side::Professional
        }
        Side::Professional if is_surgery_center(claim) => Side::Facility,
        side => side,
    }
}

/// The side that bills on the claim's form.
fn form_side(claim: &Claim) -> Side {
    registry::guide(claim.r#type).form.side
}

/// The same as [`side`], where the user's groups say more: every 837P of a surgery centre named there bills a facility fee.
pub fn side_in(claim: &Claim, groups: &Groups) -> Side {
    let npi = claim.billing_provider.as_ref().and_then(|provider| provider.npi.as_deref());
    if form_side(claim) == Side::Professional
        && npi.is_some_and(|npi| groups.surgery_centers.iter().any(|center| center == npi))
    {
        return Side::Facility;
    }
    side(claim)
}

fn revenue(line: &ServiceLine) -> Option<u16> {
    line.revenue_code.as_deref()?.parse().ok()
}

/// An organisation bills in place 24, and says that it is a surgery centre: by its taxonomy or by modifier SG.
fn is_surgery_center(claim: &Claim) -> bool {
    let Some(billing) = &claim.billing_provider else { return false };
    let in_place = |line| claim.line_place_of_service(line).is_some_and(|place| place == "24");
    let says = |line: &ServiceLine| line.procedure.as_ref().is_some_and(|p| p.has_modifier("SG"));
    billing.last_name.is_none()
        && !claim.service_lines.is_empty()
        && claim.service_lines.iter().all(in_place)
        && (billing.taxonomy.as_deref() == Some("261QA1903X") || claim.service_lines.iter().any(says))
}

impl Record {
    /// Takes what is needed from a claim.
    pub fn of(claim: &Claim) -> Self {
        let payer = claim.payer.as_ref();
        let payer_key = key(payer.and_then(|p| p.id.as_ref().or(p.name.as_ref())));
        let billing = claim.billing_provider.as_ref();
        let place = providers(claim).find(|provider| provider.role == ProviderRole::ServiceFacility);
        let account = claim.patient_control_number.as_ref();
        Self {
            form: form_side(claim),
            person: Person::of(claim, payer_key),
            days: claim.days().map(|(from, to)| (from.num_days_from_ce(), to.max(from).num_days_from_ce())),
            rank: rank(claim.subscriber.as_ref().and_then(|s| s.payer_responsibility.as_deref())),
            frequency: claim.frequency_code.as_deref().and_then(|code| code.chars().next()).unwrap_or('1'),
            bill: claim.facility_type.clone().unwrap_or_default(),
            account: key(account),
            account_digits: account.map_or(0, |account| digits(account)),
            replaces: key(claim.payer_claim_control_number.as_ref()),
            authorization: key(claim.prior_authorization_number.as_ref()),
            referral: key(claim.referral_number.as_ref()),
            billing: key(billing.and_then(|b| b.npi.as_ref().or(b.tax_id.as_ref()))),
            organization: key(billing.and_then(|b| b.tax_id.as_ref())),
            facility: place.map_or(0, npi),
            facility_address: facility_address(claim, place),
            admission: claim.admission_date.map(|moment| moment.date.num_days_from_ce()),
            discharge: claim.discharge_date.map(|day| day.num_days_from_ce()),
            physicians: physicians(claim),
            referring: npis(claim, &[ProviderRole::Referring, ProviderRole::Ordering]),
            diagnoses: diagnoses(&claim.diagnoses),
            charge: claim
                .total_charge
                .as_ref()
                .map_or(0, |c| hash(&[c.value().normalize().to_string().as_bytes()])),
            still_a_patient: claim.patient_status.as_deref() == Some("30"),
            is_distinct: claim.conditions.iter().any(|code| *code == "G0"),
            is_surgery_center: side(claim) == Side::Facility && form_side(claim) == Side::Professional,
            lines: lines(claim),
            order: Order::of(claim),
        }
    }

    /// Whether it may be for a newborn: an infant's, or care of one, be it billed under the mother.
    pub(super) fn may_be_of_newborn(&self) -> bool {
        self.person.is_infant || self.lines.iter().any(|line| line.is_of_newborn)
    }

    /// Whether a line of it bills a professional fee, on a facility's claim.
    pub(super) fn has_professional_fees(&self) -> bool {
        self.form == Side::Facility && self.lines.iter().any(|l| is_professional_fee(l.revenue))
    }
}

impl Line {
    fn of(claim: &Claim, line: &ServiceLine) -> Self {
        let code = line.procedure.as_ref().and_then(|p| p.code.as_deref()).map(solid).unwrap_or_default();
        let modified = |modifier| line.procedure.as_ref().is_some_and(|p| p.has_modifier(modifier));
        let revenue = revenue(line).unwrap_or(0);
        let kinds = Kinds::of_procedure(&code);
        let place = claim.line_place_of_service(line).cloned().unwrap_or_default();
        let at_distance =
            ["93", "95", "GT", "GQ"].into_iter().any(modified) || matches!(place.as_str(), "02" | "10");
        let distance = if at_distance { Kinds::TELEHEALTH } else { Kinds::default() };
        Self {
            days: line.period().map(|p| (p.from.num_days_from_ce(), p.last().max(p.from).num_days_from_ce())),
            procedure: if code.is_empty() { 0 } else { hash(&[code.as_bytes()]) },
            kinds: kinds | Kinds::of_revenue(revenue) | distance,
            revenue,
            place,
            is_reading: modified("26") || kinds.is_read_later() || code.is_empty(),
            is_dialysis_month: services::is_dialysis_month(&code),
            is_of_newborn: (kinds | Kinds::of_revenue(revenue)).is_of_newborn(),
            physician: line
                .providers
                .iter()
                .find(|p| p.role == ProviderRole::Rendering)
                .map_or(0, |p| key(p.npi.as_ref())),
        }
    }
}

impl Order {
    fn of(claim: &Claim) -> Self {
        let source = claim.source.as_ref();
        let transaction = claim.envelope.as_ref().and_then(|e| e.transaction.as_ref());
        let text = |text: Option<&Text>| text.cloned().unwrap_or_default();
        Self {
            created: (transaction.and_then(|t| t.date), text(transaction.and_then(|t| t.time.as_ref()))),
            numbers: [
                text(claim.patient_control_number.as_ref()),
                text(transaction.and_then(|t| t.reference.as_ref())),
                text(source.and_then(|s| s.interchange.as_ref())),
                text(source.and_then(|s| s.group.as_ref())),
                text(source.and_then(|s| s.transaction.as_ref())),
            ],
            offset: source.map_or(0, |s| s.offset),
            file: source.and_then(|s| s.file.clone()),
        }
    }
}

/// Everyone a claim names, the claim's own before those of its lines.
fn providers(claim: &Claim) -> impl Iterator<Item = &Provider> {
    claim.providers.iter().chain(claim.service_lines.iter().flat_map(|line| &line.providers))
}

/// The lines of a claim. One that bills care of a newborn and no delivery is the newborn's with all of its lines, in whose
/// name it may ever be sent: a discharge alone does not say whose it is.
fn lines(claim: &Claim) -> Vec<Line> {
    let mut lines: Vec<Line> = claim.service_lines.iter().map(|line| Line::of(claim, line)).collect();
    let is_newborns = lines.iter().any(|line| line.is_of_newborn);
    if is_newborns && !lines.iter().any(|line| line.kinds.is_delivery()) {
        for line in &mut lines {
            line.is_of_newborn = true;
        }
    }
    lines
}

/// Those who treated the patient, by NPI.
fn physicians(claim: &Claim) -> Vec<u64> {
    let named = npis(
        claim,
        &[
            ProviderRole::Rendering,
            ProviderRole::Attending,
            ProviderRole::Operating,
            ProviderRole::OtherOperating,
            ProviderRole::Supervising,
        ],
    );
    if !named.is_empty() {
        return named;
    }
    // Where nobody else is named, the person who bills did it.
    let own = claim.billing_provider.as_ref().filter(|billing| billing.last_name.is_some());
    own.map(|billing| key(billing.npi.as_ref())).into_iter().filter(|npi| *npi != 0).collect()
}

/// The NPIs of whoever has one of these roles, ascending, each once.
fn npis(claim: &Claim, roles: &[ProviderRole]) -> Vec<u64> {
    let providers = providers(claim).filter(|provider| roles.contains(&provider.role));
    let mut npis: Vec<u64> = providers.map(npi).filter(|npi| *npi != 0).collect();
    npis.sort_unstable();
    npis.dedup();
    npis
}

fn npi(provider: &Provider) -> u64 {
    key(provider.npi.as_ref())
}

/// Name and ZIP code of the place, or else of who bills.
fn facility_address(claim: &Claim, place: Option<&Provider>) -> u64 {
    let billing = claim.billing_provider.as_ref();
    let (name, address) = match place {
        Some(place) => (place.name.as_ref().or(place.last_name.as_ref()), place.address.as_deref()),
        None => (billing.and_then(|b| b.name.as_ref()), billing.and_then(|b| b.address.as_ref())),
    };
    located(name, address.and_then(|address| address.postal_code.as_ref()))
}

/// A number that stands for an identifier; 0 where it says nothing.
pub(super) fn key(text: Option<&Text>) -> u64 {
    let plain = number(text);
    if plain.is_empty() { 0 } else { hash(&[plain.as_bytes()]) }
}

/// The longest row of digits in an account number, if it is long enough to be one by itself: billing systems put their
/// own letters before and behind it.
fn digits(account: &str) -> u64 {
    let rows = account.split(|c: char| !c.is_ascii_digit());
    let row = rows.max_by_key(|row| row.len()).unwrap_or("").trim_start_matches('0');
    if row.len() < 5 { 0 } else { hash(&[row.as_bytes()]) }
}

fn located(name: Option<&Text>, zip: Option<&Text>) -> u64 {
    let (Some(name), Some(zip)) = (name, zip) else { return 0 };
    let zip: String = zip.chars().take(5).collect();
    hash(&[solid(name).as_bytes(), zip.as_bytes()])
}

/// Rank of a payer by SBR01: P, S, T, then A to H; U (unknown) counts as the first.
fn rank(code: Option<&str>) -> u8 {
    match code.and_then(|code| code.bytes().next()) {
        Some(b'S') => 1,
        Some(b'T') => 2,
        Some(code @ b'A'..=b'H') => 3 + code - b'A',
        _ => 0,
    }
}

/// The chief diagnosis first; what caused an injury left out, as many claims share it.
fn diagnoses(all: &[Diagnosis]) -> Vec<u64> {
    let mut codes: Vec<u64> = Vec::new();
    let chief = all.iter().filter(|d| d.kind == DiagnosisKind::Principal);
    let others =
        all.iter().filter(|d| !matches!(d.kind, DiagnosisKind::Principal | DiagnosisKind::ExternalCause));
    for diagnosis in chief.chain(others) {
        let code = diagnosis.code.as_deref().map(solid).unwrap_or_default();
        if let Some(head) = code.get(..3) {
            let head = hash(&[head.as_bytes()]);
            if !codes.contains(&head) {
                codes.push(head);
            }
        }
    }
    codes
}
