//! Hand-made claims through the whole room.

mod encounters;
mod evidence;
mod life;
mod order;
mod people;

use chrono::NaiveDate;

use super::*;
use crate::model::{
    Address, Amount, BillingProvider, Claim, ClaimType, Diagnosis, DiagnosisKind, Moment, Patient, Payer,
    ProcedureCode, Provider, ProviderRole, ServiceLine, Subscriber, Text,
};

const HOSPITAL: &str = "2000000101";
const OTHER_HOSPITAL: &str = "2000000119";
const PRACTICE: &str = "2000000200";

/// A claim that is being made: an outpatient visit of Ann Doe on 2 March 2026, unless told otherwise.
#[derive(Clone, Debug)]
struct Made(Box<Claim>);

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

#[expect(clippy::unnecessary_wraps, reason = "fields are there or not")]
fn text(text: &str) -> Option<Text> {
    Some(text.into())
}

fn made(kind: ClaimType, account: &str) -> Made {
    let mut claim = Claim::new(kind);
    claim.patient_control_number = text(account);
    claim.frequency_code = text("1");
    claim.total_charge = Amount::parse("100");
    claim.subscriber = Some(
        Subscriber {
            member_id: text("1EG4TE5MK73"),
            relationship: text("18"),
            payer_responsibility: text("P"),
            ..Subscriber::default()
        }
        .into(),
    );
    claim.payer = Some(Payer { id: text("00123"), ..Payer::default() }.into());
    Made(Box::new(claim)).named("DOE", "ANN").born("1958-04-12").sex("F").lives("12 OAK ST", "50099")
}

/// A hospital's claim for an outpatient visit.
fn facility(account: &str) -> Made {
    let mut made = made(ClaimType::Institutional, account).biller(HOSPITAL).bill("13");
    made.0.statement_from = Some(day("2026-03-02"));
    made.0.statement_to = made.0.statement_from;
    made.line("70551", "0611", "2026-03-02")
}

/// A practice's claim for the reading.
fn professional(account: &str) -> Made {
    let mut made = made(ClaimType::Professional, account).biller(PRACTICE);
    made.0.place_of_service = text("22");
    made.line("70551", "", "2026-03-02")
}

impl Made {
    fn with(mut self, change: impl FnOnce(&mut Claim)) -> Self {
        change(&mut self.0);
        self
    }

    fn patient(self, change: impl FnOnce(&mut Patient)) -> Self {
        self.with(|claim| {
            let mut patient = claim.patient.as_deref().cloned().unwrap_or_default();
            change(&mut patient);
            claim.patient = Some(patient.into());
        })
    }

    fn subscriber(self, change: impl FnOnce(&mut Subscriber)) -> Self {
        self.with(|claim| {
            let mut subscriber = claim.subscriber.as_deref().cloned().unwrap_or_default();
            change(&mut subscriber);
            claim.subscriber = Some(subscriber.into());
        })
    }

    fn named(self, last: &str, first: &str) -> Self {
        self.patient(|p| (p.last_name, p.first_name) = (text(last), text(first)))
    }

    fn born(self, birth: &str) -> Self {
        self.patient(|p| p.birth_date = Some(day(birth)))
    }

    fn sex(self, sex: &str) -> Self {
        self.patient(|p| p.sex = text(sex))
    }

    fn lives(self, line: &str, zip: &str) -> Self {
        self.patient(|p| {
            p.address = Some(Address { line1: text(line), postal_code: text(zip), ..Address::default() });
        })
    }

    fn member(self, id: &str) -> Self {
        self.subscriber(|s| s.member_id = text(id))
    }

    fn rank(self, code: &str) -> Self {
        self.subscriber(|s| s.payer_responsibility = text(code))
    }

    fn biller(self, npi: &str) -> Self {
        let provider = BillingProvider { npi: text(npi), ..BillingProvider::default() };
        self.with(|claim| claim.billing_provider = Some(provider.into()))
    }

    fn bill(self, kind: &str) -> Self {
        self.with(|claim| claim.facility_type = text(kind))
    }

    fn frequency(self, code: &str) -> Self {
        self.with(|claim| claim.frequency_code = text(code))
    }

    fn period(self, from: &str, to: &str) -> Self {
        self.with(|claim| (claim.statement_from, claim.statement_to) = (Some(day(from)), Some(day(to))))
    }

    fn admitted(self, on: &str) -> Self {
        self.with(|claim| claim.admission_date = Some(Moment { date: day(on), time: None }))
    }

    /// Drops the lines there are.
    fn bare(self) -> Self {
        self.with(|claim| claim.service_lines.clear())
    }

    fn line(self, code: &str, revenue: &str, on: &str) -> Self {
        let some = |code: &str| (!code.is_empty()).then(|| code.into());
        let procedure = ProcedureCode { code: some(code), ..ProcedureCode::default() };
        let line = ServiceLine {
            procedure: procedure.code.is_some().then_some(procedure),
            revenue_code: some(revenue),
            service_date: on.parse().ok(),
            ..ServiceLine::default()
        };
        self.with(|claim| claim.service_lines.push(line))
    }

    fn place(self, code: &str) -> Self {
        self.with(|claim| claim.place_of_service = text(code))
    }

    fn provider(self, role: ProviderRole, npi: &str) -> Self {
        self.with(|claim| claim.providers.push(Provider { npi: text(npi), ..Provider::new(role) }))
    }

    fn at(self, npi: &str) -> Self {
        self.provider(ProviderRole::ServiceFacility, npi)
    }

    fn diagnosis(self, code: &str) -> Self {
        self.with(|claim| {
            claim.diagnoses.push(Diagnosis {
                kind: DiagnosisKind::Principal,
                code: text(code),
                qualifier: None,
                present_on_admission: None,
            });
        })
    }

    /// Says when the claim was made (BHT04).
    fn created(self, on: &str) -> Self {
        let transaction = crate::model::Transaction { date: Some(day(on)), ..Default::default() };
        let envelope = crate::model::Envelope { transaction: Some(transaction), ..Default::default() };
        self.with(|claim| claim.envelope = Some(envelope.into()))
    }
}

fn link_all(claims: &[Made]) -> Linked {
    link_with(claims, &Groups::default())
}

fn link_with(claims: &[Made], groups: &Groups) -> Linked {
    let records: Vec<Record> = claims.iter().map(|made| Record::of(&made.0)).collect();
    link(&records, &Settings::default(), groups)
}

/// Status, facility claims and professional claims with their lines, for each visit.
type Shown = (Status, Vec<usize>, Vec<(usize, Vec<usize>)>);

fn shown(linked: &Linked) -> Vec<Shown> {
    let attached =
        |group: &LinkedEncounter| group.professional.iter().map(|a| (a.claim, a.lines.clone())).collect();
    linked.groups.iter().map(|group| (group.status, group.facility.clone(), attached(group))).collect()
}

/// What a facility claim and a professional one come to.
fn status(facility: &Made, professional: &Made) -> Vec<Status> {
    let linked = link_all(&[facility.clone(), professional.clone()]);
    linked.groups.iter().map(|group| group.status).collect()
}

fn are_one_person(a: &Made, b: &Made) -> bool {
    let persons = link_all(&[a.clone(), b.clone()]).persons;
    persons[0] == persons[1]
}
