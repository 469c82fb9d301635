//! What a line is for, and what it means that both sides bill it.
//!
//! The rules on services share these answers, so that one cause gives one finding: each way in which both sides can bill
//! one code belongs to one rule.

use chrono::NaiveDate;

use crate::codes::services::{self, ServiceKind};
use crate::codes::{PaymentRate, place_of_service};

use super::claim_view::LineView;
use super::line_pairing::components;
use super::scope::{Context, SameService};

/// Which part of a service a professional line bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it, as far as the line says.
    Whole,
    /// The physician's part: modifier 26.
    Reading,
    /// The technical part: modifier TC.
    Technical,
}

/// What it means that both sides bill one code on one day. `sure` where the fee schedule says so, and not only the kind
/// of code and of revenue code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shared {
    /// A test with a technical and a professional part.
    Test {
        /// Whether the fee schedule says so.
        sure: bool,
    },
    /// A code that holds a technical part and cannot be split: the tracing, or tracing and reading together.
    Unsplit {
        /// Whether the fee schedule says so.
        sure: bool,
    },
    /// Surgical pathology.
    Pathology,
    /// A smear that only a hospital's inpatients have read at the payer's cost.
    Smear,
    /// A laboratory test.
    Laboratory,
    /// A drug.
    Drug,
    /// What nurses do: infusions, injections.
    Incident {
        /// Whether the fee schedule says so.
        sure: bool,
    },
    /// Physical, occupational or speech therapy.
    Therapy {
        /// Whether the fee schedule says so.
        sure: bool,
    },
    /// A professional fee on the facility's claim.
    ProfessionalFee,
    /// Each side bills its own work under the same code: operations, visits.
    Own,
}

/// Codes of smears whose reading is paid for inpatients only (PC/TC indicator 8).
const SMEARS: &[&str] = &["85060", "88141", "P3001"];

/// Tests that have a technical and a professional part under one code, as far as that is sure without the fee schedule: PC/TC
/// indicator 1 throughout, without the codes of a physician's work alone that stand among them.
const TWO_PARTS: &[(u32, u32)] = &[
    (70_010, 76_139),
    (76_376, 77_067),
    (77_072, 77_086),
    (78_012, 78_266),
    (78_278, 78_999),
    (88_104, 88_112),
    (88_160, 88_162),
    (88_172, 88_173),
    (88_300, 88_319),
    (88_331, 88_361),
    (88_364, 88_377),
    (92_081, 92_083),
    (92_133, 92_134),
    (93_303, 93_312),
    (93_314, 93_315),
    (93_317, 93_318),
    (93_320, 93_351),
    (93_451, 93_461),
    (93_593, 93_598),
    (93_880, 93_893),
    (93_922, 93_990),
    (94_060, 94_070),
    (94_726, 94_729),
    (95_805, 95_829),
    (95_860, 95_872),
    (95_907, 95_913),
    (95_921, 95_939),
];

/// Whether a line's code is surely one of a test with two parts.
pub(super) fn has_two_parts(line: LineView<'_>) -> bool {
    let is_in = |n: u32| TWO_PARTS.iter().any(|(first, last)| (*first..=*last).contains(&n));
    line.cpt().is_some_and(is_in)
}

/// What it means that both sides bill this code.
pub(super) fn shared(context: &Context<'_>, twins: SameService<'_>) -> Shared {
    let (line, revenue) = (twins.professional, twins.facility.revenue());
    if services::is_professional_revenue(revenue) {
        return Shared::ProfessionalFee;
    }
    let fee = context.indicators(line);
    match line.kind() {
        _ if line.is_smear() => return Shared::Smear,
        _ if line.is_drug() => return Shared::Drug,
        Some(ServiceKind::Pathology) => return Shared::Pathology,
        // Some tests of the laboratory have a physician's part.
        Some(ServiceKind::Laboratory) if !fee.is_some_and(|fee| matches!(fee.pctc, Some(0..=2 | 6))) => {
            return Shared::Laboratory;
        }
        _ => {}
    }
    match fee {
        Some(fee) => match fee.pctc {
            Some(1) => Shared::Test { sure: true },
            Some(3 | 4) => Shared::Unsplit { sure: true },
            Some(5) => Shared::Incident { sure: true },
            Some(7) => Shared::Therapy { sure: true },
            _ => Shared::Own,
        },
        None if line.is_unsplit() => Shared::Unsplit { sure: false },
        None if line.is_test() && may_be_tested(line, twins.facility) => Shared::Test { sure: false },
        None if line.kind() == Some(ServiceKind::Administration) => Shared::Incident { sure: false },
        None if services::is_therapy_revenue(revenue) => Shared::Therapy { sure: false },
        None => Shared::Own,
    }
}

/// Whether a facility line is under a revenue code of imaging or of tests on heart, vessels, nerves and lungs.
pub(super) fn is_test_room(line: LineView<'_>) -> bool {
    services::is_imaging_revenue(line.revenue()) || services::is_test_revenue(line.revenue())
}

/// The same; radiation is planned where it is given, and eyes are looked at in a clinic.
fn may_be_tested(test: LineView<'_>, room: LineView<'_>) -> bool {
    let is = |range: std::ops::RangeInclusive<u32>| test.cpt().is_some_and(|n| range.contains(&n));
    is_test_room(room)
        || (is(77_261..=77_370) && services::is_radiation_revenue(room.revenue()))
        || (is(92_081..=92_287) && room.revenue_family() == "051")
}

impl LineView<'_> {
    /// What kind of service its number stands for; none where its code is not a number.
    pub(super) fn kind(self) -> Option<ServiceKind> {
        self.cpt().map(ServiceKind::of)
    }

    /// Whether its code is surgery's.
    pub(super) fn is_surgery(self) -> bool {
        self.kind() == Some(ServiceKind::Surgery)
    }

    /// Whether its code is a procedure in a procedure room: surgery, endoscopy (the screening ones of Medicare as well), a
    /// heart catheter.
    pub(super) fn is_procedure(self) -> bool {
        let catheter = |n| matches!(n, 92_920..=92_998 | 93_451..=93_662);
        self.is_surgery() || self.is_code(&["G0104", "G0105", "G0121"]) || self.cpt().is_some_and(catheter)
    }

    /// Whether its code holds a technical component and cannot be split by a modifier, as that of a tracing: the components
    /// have codes of their own.
    pub(super) fn is_unsplit(self) -> bool {
        components::is_unsplit(self.code_text())
    }

    /// Whether its code is of a kind of test that has a technical and a professional part under one code.
    pub(super) fn is_test(self) -> bool {
        let Some(number) = self.cpt() else { return false };
        match ServiceKind::of(number) {
            ServiceKind::Imaging | ServiceKind::Nerves => true,
            ServiceKind::Heart => number >= 93_000 && !components::has_components(self.code_text()),
            _ => services::is_other_test(number),
        }
    }

    /// Whether a physician interprets it, perhaps on a later day: a test, a tracing, pathology.
    pub(super) fn is_read(self) -> bool {
        let heart = self.cpt().is_some_and(|n| (93_000..=93_998).contains(&n));
        self.is_test() || self.is_smear() || heart || self.kind() == Some(ServiceKind::Pathology)
    }

    /// Whether its code is the reading of a smear that is paid for inpatients only.
    pub(super) fn is_smear(self) -> bool {
        self.is_code(SMEARS)
    }

    /// Whether it names a drug.
    pub(super) fn is_drug(self) -> bool {
        services::is_drug(self.code_text())
    }

    /// First day, as [`LineView::days`].
    pub(super) fn first_day(self) -> Option<NaiveDate> {
        self.days().map(|(first, _)| first)
    }

    /// Which part of the service it bills.
    pub(super) fn part(self) -> Part {
        if self.has_modifier("26") {
            Part::Reading
        } else if self.has_modifier("TC") {
            Part::Technical
        } else {
            Part::Whole
        }
    }

    /// Whether it bills an assistant at surgery.
    pub(super) fn is_assistant(self) -> bool {
        ["80", "81", "82", "AS"].iter().any(|modifier| self.has_modifier(modifier))
    }

    /// Whether its place is one where physicians are paid without the costs of a practice.
    pub(super) fn is_at_facility_rate(self) -> bool {
        place_of_service(self.place_of_service())
            .is_some_and(|place| place.rate == Some(PaymentRate::Facility))
    }

    /// Whether its place is one where physicians are paid the costs of a practice.
    pub(super) fn is_at_practice_rate(self) -> bool {
        place_of_service(self.place_of_service())
            .is_some_and(|place| place.rate == Some(PaymentRate::NonFacility))
    }

    /// Whether its place is a hospital: off campus, on campus, inpatient, emergency department.
    pub(super) fn is_in_hospital(self) -> bool {
        matches!(self.place_of_service(), "19" | "21" | "22" | "23")
    }
}
