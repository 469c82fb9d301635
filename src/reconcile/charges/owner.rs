//! Who most likely has to act on a line without its other half.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::finding::Side;
use crate::reconcile::line_pairing::Need;
use crate::reconcile::visit_lines::{Party, Standing, VisitLines};

use super::department;

/// Who most likely has to act.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// The group that bills most of these halves for this facility's department in this run.
    Group(Party),
    /// A kind of group, where nobody bills them in this run.
    Kind(&'static str),
    /// A department of the hospital.
    ChargeCapture(&'static str, Option<Party>),
}

impl Owner {
    pub(super) fn charge_capture(department: &'static str, facility: Option<Party>) -> Self {
        Self::ChargeCapture(department, facility)
    }
}

/// Who bills the professional half of what a facility's departments do, by facility and department.
#[derive(Debug, Default)]
pub(super) struct Owners(BTreeMap<(Party, &'static str), BTreeMap<Party, usize>>);

impl Owners {
    /// Counts the pairs of a visit.
    pub(super) fn learn(&mut self, visit: &VisitLines<'_>) {
        for (at, standing) in &visit.lines {
            let Standing::Paired(other) = standing else { continue };
            let is_facility = visit.side(at.claim) == Side::Facility;
            if let Some(line) = visit.view(*at).filter(|_| is_facility && other.claim != at.claim) {
                let key = (visit.biller(at.claim), department(line));
                *self.0.entry(key).or_default().entry(visit.biller(other.claim)).or_default() += 1;
            }
        }
    }

    /// Who bills most of what this department needs; the first by name of several.
    pub(super) fn of(&self, facility: &Party, department: &'static str, needs: Need) -> Owner {
        let known = self.0.get(&(facility.clone(), department));
        let most = known.and_then(|groups| groups.iter().min_by_key(|(who, lines)| (Reverse(**lines), *who)));
        most.map_or(Owner::Kind(kind(needs)), |(who, _)| Owner::Group(who.clone()))
    }
}

/// Who does what is missing.
fn kind(needs: Need) -> &'static str {
    match needs {
        Need::Surgeon => "billing of the surgeon's group",
        Need::Anesthesia => "billing of the anesthesia group",
        Need::Interpretation => "billing of whoever reads for the hospital",
        Need::EmergencyVisit => "billing of the emergency physicians",
        Need::ClinicVisit => "billing of the clinic's practitioners",
        Need::CriticalCare => "billing of whoever gave critical care",
        Need::ObservationVisit | Need::WardVisit => "billing of the attending physician's group",
        Need::Delivery => "billing of whoever delivered",
        Need::NewbornCare => "billing of the newborn's physician",
        Need::FacilityProcedure | Need::TechnicalComponent | Need::FacilityVisit | Need::Stay => {
            "charge capture of the hospital"
        }
    }
}
