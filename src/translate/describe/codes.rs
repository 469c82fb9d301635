//! HI: diagnoses, procedures, and the coded values of a claim, each an element of composite C022.

use crate::model::{
    Claim, CodedValue, Diagnosis, DiagnosisKind, Occurrence, OccurrenceSpan, Procedure, ProcedureKind, Text,
};

use super::super::direction::{Direction, Roled, c, field};
use super::super::field::Field;
use super::detail::component;

pub(super) fn codes<D: Direction>(d: &mut D, claim: &mut Claim) {
    d.slots(DIAGNOSES, field!(claim.diagnoses), diagnosis);
    d.within(Field::Drg, |d| d.element(c(1, 2), field!(claim.drg)));
    d.slots(PROCEDURES, field!(claim.procedures), procedure);
    d.slots(&[(Field::AnesthesiaProcedure, ())], field!(claim.anesthesia_procedures), code);
    d.slots(&[(Field::OccurrenceSpan, ())], field!(claim.occurrence_spans), |d, o: &mut OccurrenceSpan| {
        d.element(c(1, 2), field!(o.code));
        d.days(c(1, 3), c(1, 4), field!(o.from), field!(o.to));
    });
    d.slots(&[(Field::Occurrence, ())], field!(claim.occurrences), |d, o: &mut Occurrence| {
        d.element(c(1, 2), field!(o.code));
        d.dated(c(1, 3), c(1, 4), field!(o.date));
    });
    d.slots(&[(Field::Value, ())], field!(claim.values), |d, v: &mut CodedValue| {
        d.element(c(1, 2), field!(v.code));
        d.element(c(1, 5), field!(v.amount));
    });
    d.slots(&[(Field::Condition, ())], field!(claim.conditions), code);
    d.slots(&[(Field::Treatment, ())], field!(claim.treatments), code);
}

/// A code that stands alone.
fn code<D: Direction>(d: &mut D, text: &mut Text) {
    component(d, c(1, 2), text);
}

const DIAGNOSES: &[(Field, DiagnosisKind)] = &[
    (Field::PrincipalDiagnosis, DiagnosisKind::Principal),
    (Field::AdmittingDiagnosis, DiagnosisKind::Admitting),
    (Field::ReasonForVisit, DiagnosisKind::ReasonForVisit),
    (Field::ExternalCause, DiagnosisKind::ExternalCause),
    (Field::OtherDiagnosis, DiagnosisKind::Other),
];

/// The qualifier that is left out says ICD-10-CM.
fn diagnosis<D: Direction>(d: &mut D, diagnosis: &mut Diagnosis) {
    let ordinary = match diagnosis.kind {
        DiagnosisKind::Principal => "ABK",
        DiagnosisKind::Admitting => "ABJ",
        DiagnosisKind::ReasonForVisit => "APR",
        DiagnosisKind::ExternalCause => "ABN",
        DiagnosisKind::Other => "ABF",
    };
    d.qualifier(ordinary, c(1, 1), c(1, 2), field!(diagnosis.qualifier));
    d.element(c(1, 2), field!(diagnosis.code));
    d.element(c(1, 9), field!(diagnosis.present_on_admission));
}

const PROCEDURES: &[(Field, ProcedureKind)] =
    &[(Field::PrincipalProcedure, ProcedureKind::Principal), (Field::OtherProcedure, ProcedureKind::Other)];

/// The qualifier that is left out says ICD-10-PCS.
fn procedure<D: Direction>(d: &mut D, procedure: &mut Procedure) {
    let ordinary = match procedure.kind {
        ProcedureKind::Principal => "BBR",
        ProcedureKind::Other => "BBQ",
    };
    d.qualifier(ordinary, c(1, 1), c(1, 2), field!(procedure.qualifier));
    d.element(c(1, 2), field!(procedure.code));
    d.dated(c(1, 3), c(1, 4), field!(procedure.date));
}

impl Roled for Diagnosis {
    type Role = DiagnosisKind;
    const ROLE: &'static str = "kind";

    fn with_role(kind: DiagnosisKind) -> Self {
        Self { kind, code: None, qualifier: None, present_on_admission: None }
    }

    fn role(&self) -> DiagnosisKind {
        self.kind
    }
}

impl Roled for Procedure {
    type Role = ProcedureKind;
    const ROLE: &'static str = "kind";

    fn with_role(kind: ProcedureKind) -> Self {
        Self { kind, code: None, qualifier: None, date: None }
    }

    fn role(&self) -> ProcedureKind {
        self.kind
    }
}

/// Codes of which there is only one kind.
macro_rules! one_kind {
    ($($type:ty),*) => {
        $(impl Roled for $type {
            type Role = ();
            const ROLE: &'static str = "";

            fn with_role((): ()) -> Self {
                Self::default()
            }

            fn role(&self) {}
        })*
    };
}

one_kind!(Text, OccurrenceSpan, Occurrence, CodedValue);
