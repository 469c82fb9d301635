//! Kinds of service: which procedure codes go with which revenue codes. Ranges only, no descriptions.

/// Kinds of service, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kinds(u32);

impl Kinds {
    const EMERGENCY: u32 = 1;
    const SURGERY: u32 = 1 << 1;
    const ANESTHESIA: u32 = 1 << 2;
    const IMAGING: u32 = 1 << 3;
    const LABORATORY: u32 = 1 << 4;
    const THERAPY: u32 = 1 << 5;
    const HEART: u32 = 1 << 6;
    const DIALYSIS: u32 = 1 << 7;
    const DRUG: u32 = 1 << 8;
    const CLINIC: u32 = 1 << 9;
    const WARD: u32 = 1 << 10;
    const INTENSIVE: u32 = 1 << 11;
    const LUNG: u32 = 1 << 12;
    const OBSERVATION: u32 = 1 << 13;
    const NEWBORN: u32 = 1 << 14;
    const DELIVERY: u32 = 1 << 15;
    const RADIATION: u32 = 1 << 16;

    /// Of a CPT or HCPCS code.
    pub(super) fn of_procedure(code: &str) -> Self {
        Self(match code.get(..5).and_then(|code| code.parse::<u32>().ok()) {
            Some(number) => Self::of_number(number),
            None => match code {
                "G0378" | "G0379" => Self::OBSERVATION,
                "G0380" | "G0381" | "G0382" | "G0383" | "G0384" => Self::EMERGENCY,
                "G0463" => Self::CLINIC,
                code if code.starts_with(['J', 'Q']) => Self::DRUG,
                _ => 0,
            },
        })
    }

    fn of_number(number: u32) -> u32 {
        match number {
            100..=1999 => Self::ANESTHESIA | Self::SURGERY,
            59400..=59622 => Self::SURGERY | Self::DELIVERY,
            10004..=69990 => Self::SURGERY,
            77261..=77799 => Self::RADIATION,
            70010..=79999 => Self::IMAGING,
            80047..=89398 => Self::LABORATORY,
            90935..=90999 => Self::DIALYSIS,
            92507..=92508 | 92521..=92526 | 97010..=97799 => Self::THERAPY,
            92920..=93799 => Self::HEART,
            94002..=94799 => Self::LUNG,
            96360..=96549 => Self::DRUG,
            99202..=99215 => Self::CLINIC,
            99217..=99220 | 99224..=99226 => Self::OBSERVATION,
            99221..=99239 => Self::WARD | Self::OBSERVATION,
            99252..=99255 => Self::WARD,
            99281..=99285 => Self::EMERGENCY,
            99291..=99292 => Self::INTENSIVE | Self::EMERGENCY,
            99460..=99465 => Self::NEWBORN,
            99466..=99480 => Self::INTENSIVE | Self::NEWBORN,
            _ => 0,
        }
    }

    /// Of a revenue code, as a number.
    pub(super) fn of_revenue(code: u16) -> Self {
        Self(match code {
            170..=179 => Self::NEWBORN | Self::WARD,
            100..=169 => Self::WARD,
            200..=219 => Self::INTENSIVE | Self::WARD,
            250..=269 | 280..=289 | 331 | 332 | 335 | 634..=637 => Self::DRUG,
            300..=319 => Self::LABORATORY,
            330 | 333 => Self::RADIATION,
            320..=329 | 340..=359 | 400..=409 | 610..=619 => Self::IMAGING,
            360..=369 | 490..=499 | 750..=759 | 761 => Self::SURGERY,
            370..=379 => Self::ANESTHESIA,
            410..=419 | 460..=469 => Self::LUNG,
            420..=449 => Self::THERAPY,
            450..=459 => Self::EMERGENCY,
            480..=489 | 730..=739 => Self::HEART,
            510..=529 => Self::CLINIC,
            720..=729 => Self::DELIVERY,
            762 => Self::OBSERVATION,
            820..=889 => Self::DIALYSIS,
            _ => 0,
        })
    }

    /// What either is.
    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the two have a kind in common.
    pub(super) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether it is something that is often read, and dated, on a later day: imaging, laboratory, traces of the heart.
    pub(super) fn is_read_later(self) -> bool {
        self.0 & (Self::IMAGING | Self::LABORATORY | Self::HEART) != 0
    }

    /// Whether it keeps a patient for a night or so: emergency and observation are one visit, over however many days.
    pub(super) fn is_one_stay(self) -> bool {
        self.0 & (Self::EMERGENCY | Self::OBSERVATION | Self::WARD | Self::INTENSIVE) != 0
    }

    /// Whether it is care of a newborn.
    pub(super) fn is_of_newborn(self) -> bool {
        self.0 & Self::NEWBORN != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn procedures_meet_the_revenue_codes_they_are_billed_under() {
        for (procedure, revenue, meet) in [
            ("70551", 611, true),
            ("71046", 324, true),
            ("99284", 450, true),
            ("99222", 120, true),
            ("00790", 370, true),
            ("47562", 360, true),
            ("99213", 450, false),
            ("80053", 324, false),
            ("J1745", 636, true),
        ] {
            assert_eq!(
                Kinds::of_procedure(procedure).meets(Kinds::of_revenue(revenue)),
                meet,
                "{procedure} {revenue}"
            );
        }
    }
}
