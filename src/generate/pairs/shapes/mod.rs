//! What encounters look like when nobody errs: claims of both sides that agree.

mod emergency;
mod families;
mod outpatient;
mod series;
mod stay;
mod surgery;

use super::super::random::Random;
use super::encounter::Scene;
use super::world::SiteKind;

pub(super) use stay::TRANSFER;

/// The kind of encounter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Emergency,
    Imaging,
    Surgery,
    SurgeryCentre,
    Stay,
    SurgicalStay,
    Observation,
    Clinic,
    Infusion,
    /// A visit to a practice, without a facility.
    Office,
    /// A specimen in the facility's laboratory, without a physician.
    Laboratory,
    /// Treatments of a month on one facility claim, with the physician's visits.
    Series,
    /// Treatments of a month that no physician bills for.
    Therapy,
    /// A long stay billed in parts.
    Interim,
    /// A stay that ends in, or begins by, a transfer.
    TransferOut,
    TransferIn,
    Delivery,
    Newborn,
    /// A critical access hospital that bills the physicians itself.
    CriticalAccess,
}

/// Shapes of ordinary encounters, in a hundred.
const ORDINARY: &[(u64, Shape)] = &[
    (26, Shape::Emergency),
    (18, Shape::Imaging),
    (11, Shape::Surgery),
    (6, Shape::SurgeryCentre),
    (11, Shape::Stay),
    (6, Shape::SurgicalStay),
    (6, Shape::Observation),
    (11, Shape::Clinic),
    (5, Shape::Infusion),
];

impl Shape {
    /// Children come for less.
    pub(super) fn ordinary(random: &mut Random, is_child: bool) -> Self {
        if is_child { Self::Emergency } else { random.weighted(ORDINARY) }
    }

    /// As the truth calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::Imaging => "imaging",
            Self::Surgery => "surgery",
            Self::SurgeryCentre => "surgery_centre",
            Self::Stay => "stay",
            Self::SurgicalStay => "surgical_stay",
            Self::Observation => "observation",
            Self::Clinic => "clinic",
            Self::Infusion => "infusion",
            Self::Office => "office",
            Self::Laboratory => "laboratory",
            Self::Series => "series",
            Self::Therapy => "therapy",
            Self::Interim => "interim",
            Self::TransferOut => "transfer_out",
            Self::TransferIn => "transfer_in",
            Self::Delivery => "delivery",
            Self::Newborn => "newborn",
            Self::CriticalAccess => "critical_access",
        }
    }

    /// Where such encounters happen.
    pub(super) fn sites(self) -> &'static [SiteKind] {
        match self {
            Self::SurgeryCentre => &[SiteKind::SurgeryCentre],
            Self::CriticalAccess => &[SiteKind::CriticalAccess],
            Self::Emergency | Self::Imaging | Self::Laboratory => {
                &[SiteKind::Hospital, SiteKind::CriticalAccess]
            }
            _ => &[SiteKind::Hospital],
        }
    }

    /// Days from the first to the last, at most.
    pub(super) fn days(self) -> u64 {
        match self {
            Self::Stay | Self::SurgicalStay | Self::TransferOut | Self::TransferIn => stay::LONGEST,
            Self::Interim => series::INTERIM,
            Self::Series | Self::Therapy => series::MONTH,
            Self::Observation => 1,
            Self::Delivery | Self::Newborn => 3,
            _ => 0,
        }
    }

    /// Puts the claims on the scene.
    pub(super) fn play(self, scene: &mut Scene<'_, '_>) {
        match self {
            Self::Emergency => emergency::emergency(scene),
            Self::CriticalAccess => emergency::critical_access(scene),
            Self::Observation => emergency::observation(scene),
            Self::Imaging => outpatient::imaging(scene),
            Self::Clinic => outpatient::clinic(scene),
            Self::Infusion => outpatient::infusion(scene),
            Self::Office => outpatient::office(scene),
            Self::Laboratory => outpatient::laboratory(scene),
            Self::Surgery => surgery::hospital(scene),
            Self::SurgeryCentre => surgery::centre(scene),
            Self::Stay => stay::medical(scene),
            Self::SurgicalStay => stay::surgical(scene),
            Self::TransferOut => stay::transfer_out(scene),
            Self::TransferIn => stay::transfer_in(scene),
            Self::Series => series::infusions(scene),
            Self::Therapy => series::therapy(scene),
            Self::Interim => series::interim(scene),
            Self::Delivery => families::delivery(scene),
            Self::Newborn => families::newborn(scene),
        }
    }
}

/// A side of the body, as modifier.
const SIDES: [&str; 2] = ["RT", "LT"];
