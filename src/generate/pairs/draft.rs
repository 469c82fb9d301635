//! A claim before it is written: what noise and discrepancies change.

use std::fmt;

use crate::finding::Side;
use crate::model::ClaimType;

use super::super::line::Drug;
use super::super::parties::Clinician;
use super::super::values::{Cents, Day, Number, Period};
use super::people::{Identity, Patient, Plan};
use super::world::Organization;

/// What becomes of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is part of its encounter.
    Counts,
    /// A later claim of the same side is in its place.
    Replaced,
    /// Another claim cancels it.
    Voided,
    /// It cancels another one.
    Void,
    /// It is the copy for a payer further down the line.
    Copy,
    /// The same is billed already, under another number.
    Duplicate,
}

impl Fate {
    /// As the truth calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Replaced => "replaced",
            Self::Voided => "voided",
            Self::Void => "void",
            Self::Copy => "copy",
            Self::Duplicate => "duplicate",
        }
    }
}

/// A service line.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Revenue code; empty on a professional claim.
    pub(super) revenue: &'static str,
    /// Procedure; empty where only the revenue code tells it.
    pub(super) procedure: &'static str,
    pub(super) modifiers: Vec<&'static str>,
    pub(super) charge: Cents,
    /// UN, MJ (minutes) or DA (days).
    pub(super) unit: &'static str,
    pub(super) quantity: u64,
    /// None on most lines of a stay.
    pub(super) days: Option<(Day, Day)>,
    /// Where it differs from the claim's place.
    pub(super) place: &'static str,
    pub(super) drug: Option<Drug>,
}

impl Line {
    pub(super) fn new(procedure: &'static str, charge: Cents, day: Day) -> Self {
        Self {
            revenue: "",
            procedure,
            modifiers: Vec::new(),
            charge,
            unit: "UN",
            quantity: 1,
            days: Some((day, day)),
            place: "",
            drug: None,
        }
    }

    pub(super) fn has(&self, modifier: &str) -> bool {
        self.modifiers.contains(&modifier)
    }

    /// SV202, SV101.
    pub(super) fn service(&self) -> Service<'_> {
        Service(self)
    }

    /// DTP02 and DTP03.
    pub(super) fn period(&self) -> Option<Period> {
        self.days.map(|(from, to)| Period(from, to))
    }
}

/// `HC:70551:26`, or nothing.
pub(super) struct Service<'a>(&'a Line);

impl fmt::Display for Service<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.procedure.is_empty() {
            return Ok(());
        }
        write!(f, "HC:{}", self.0.procedure)?;
        self.0.modifiers.iter().try_for_each(|modifier| write!(f, ":{modifier}"))
    }
}

/// An accident, as both claims tell it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Accident {
    pub(super) day: Day,
    /// State in which it happened.
    pub(super) state: &'static str,
    /// Occurrence code (UB-04): 01 with an automobile, 04 at work, 05 another one.
    pub(super) occurrence: &'static str,
    /// CLM11 of the professional claim: AA, EM, OA.
    pub(super) cause: &'static str,
    /// ICD-10-CM external cause.
    pub(super) external: &'static str,
}

/// What another payer did, or is going to do, with a claim.
#[derive(Clone, Debug)]
pub(super) struct OtherPayer {
    pub(super) plan: Plan,
    /// SBR01.
    pub(super) order: char,
    /// What it paid; none if it has not decided.
    pub(super) paid: Option<Cents>,
    /// The day of its decision.
    pub(super) decided: Day,
}

/// A claim.
#[derive(Clone, Debug)]
pub(super) struct Draft<'w> {
    pub(super) form: ClaimType,
    pub(super) side: Side,
    pub(super) fate: Fate,
    /// CLM01.
    pub(super) number: String,
    pub(super) biller: &'w Organization,
    /// Loop 2310C of 837P.
    pub(super) site: Option<&'w Organization>,
    pub(super) identity: Identity,
    pub(super) insured: Identity,
    pub(super) relationship: Option<&'static str>,
    pub(super) plan: Plan,
    /// SBR01.
    pub(super) order: char,
    pub(super) other: Option<OtherPayer>,
    /// Place of service, or the first two digits of the type of bill.
    pub(super) place: &'static str,
    pub(super) frequency: char,
    /// REF*F8: the payer's number of the claim that this one replaces or cancels.
    pub(super) original: Option<u64>,
    /// Statement dates; of a professional claim, the days of its lines say it.
    pub(super) from: Day,
    pub(super) to: Day,
    /// Day and hour.
    pub(super) admission: Option<(Day, u64)>,
    /// CL1: type and source of admission, patient status.
    pub(super) admission_type: char,
    pub(super) status: &'static str,
    /// 837P DTP*096.
    pub(super) discharge: Option<Day>,
    /// REF*EA.
    pub(super) record: Option<u64>,
    /// REF*G1.
    pub(super) authorization: Option<u64>,
    /// REF*9F.
    pub(super) referral: Option<u64>,
    pub(super) accident: Option<Accident>,
    /// HI*BG.
    pub(super) conditions: Vec<&'static str>,
    /// ICD-10-CM, the principal one first.
    pub(super) diagnoses: Vec<&'static str>,
    /// Whether lines point to the first diagnosis alone, not to all.
    pub(super) first_alone: bool,
    /// 837I HI*APR.
    pub(super) reason: &'static str,
    /// Whether diagnoses carry the qualifiers of ICD-9-CM.
    pub(super) icd9: bool,
    /// ICD-10-PCS with their days.
    pub(super) procedures: Vec<(&'static str, Day)>,
    pub(super) drg: &'static str,
    /// 837P HI*BP: what was done under anaesthesia.
    pub(super) under_anesthesia: &'static str,
    /// HI*BE: birth weight in grams (value code 54).
    pub(super) birth_weight: Option<u64>,
    pub(super) attending: Option<Clinician>,
    pub(super) operating: Option<Clinician>,
    pub(super) rendering: Option<Clinician>,
    pub(super) referring: Option<Clinician>,
    /// CLM07, CLM08, CLM09.
    pub(super) assignment: (char, char, char),
    pub(super) lines: Vec<Line>,
}

impl<'w> Draft<'w> {
    pub(super) fn new(form: ClaimType, number: String, biller: &'w Organization, patient: &Patient) -> Self {
        let side = match form {
            ClaimType::Institutional => Side::Facility,
            ClaimType::Professional => Side::Professional,
        };
        let day = patient.identity.birth;
        Self {
            form,
            side,
            fate: Fate::Counts,
            number,
            biller,
            site: None,
            identity: patient.identity.clone(),
            insured: patient.insured.clone(),
            relationship: patient.relationship,
            plan: patient.plan.clone(),
            order: 'P',
            other: patient.second.clone().map(|plan| OtherPayer {
                plan,
                order: 'S',
                paid: None,
                decided: day,
            }),
            place: "",
            frequency: '1',
            original: None,
            from: day,
            to: day,
            admission: None,
            admission_type: '3',
            status: "01",
            discharge: None,
            record: None,
            authorization: None,
            referral: None,
            accident: None,
            conditions: Vec::new(),
            diagnoses: Vec::new(),
            first_alone: false,
            reason: "",
            icd9: false,
            procedures: Vec::new(),
            drg: "",
            under_anesthesia: "",
            birth_weight: None,
            attending: None,
            operating: None,
            rendering: None,
            referring: None,
            assignment: ('A', 'Y', 'Y'),
            lines: Vec::new(),
        }
    }

    pub(super) fn is_institutional(&self) -> bool {
        self.form == ClaimType::Institutional
    }

    pub(super) fn is_facility(&self) -> bool {
        self.side == Side::Facility
    }

    /// Whether it bills a stay.
    pub(super) fn is_stay(&self) -> bool {
        self.is_institutional() && crate::codes::is_inpatient(self.place)
    }

    pub(super) fn charge(&self) -> Cents {
        self.lines.iter().map(|line| line.charge).sum()
    }

    pub(super) fn total(&self) -> Number {
        Number::cents(self.charge())
    }

    /// The first and the last day of its lines.
    pub(super) fn served(&self) -> (Day, Day) {
        let days = || self.lines.iter().filter_map(|line| line.days);
        let first = days().map(|(from, _)| from).min();
        let last = days().map(|(_, to)| to).max();
        (first.unwrap_or(self.from), last.unwrap_or(self.to))
    }
}
