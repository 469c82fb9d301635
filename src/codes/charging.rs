//! Families of services, and the department that would charge for one, in words of this project's own.

use super::services::{self, ServiceKind};

/// The family of a service: by its procedure code, else by the department of its revenue code.
pub fn family(code: &str, revenue: &str) -> &'static str {
    if services::is_drug(code) {
        return "drugs";
    }
    let Some(number) = services::number(code) else {
        return match code {
            "" => services::department(revenue),
            "G0378" | "G0379" => "observation",
            "G0380" | "G0381" | "G0382" | "G0383" | "G0384" | "G0463" => "visits",
            _ => "other services",
        };
    };
    match ServiceKind::of(number) {
        ServiceKind::Anesthesia => "anesthesia",
        ServiceKind::Surgery => "surgery and endoscopy",
        ServiceKind::Imaging => "imaging and radiation",
        ServiceKind::Laboratory => "laboratory",
        ServiceKind::Pathology => "pathology",
        ServiceKind::Heart => "heart and vessels",
        ServiceKind::Nerves => "nerves and sleep",
        ServiceKind::Administration => "infusions and injections",
        ServiceKind::Visit => "visits",
        ServiceKind::Other if services::is_therapy(number) => "therapy",
        ServiceKind::Other => "other services",
    }
}

/// The department of a hospital that most likely charges for a procedure; the words are those of [`services::department`].
pub fn department_of(code: &str) -> &'static str {
    if services::is_drug(code) {
        return "pharmacy";
    }
    let Some(number) = services::number(code) else {
        return match code {
            "G0378" | "G0379" => "treatment and observation",
            "G0463" | "Q3014" => "clinic",
            "G0380" | "G0381" | "G0382" | "G0383" | "G0384" => "emergency department",
            "G0104" | "G0105" | "G0121" => "endoscopy",
            _ => "other",
        };
    };
    match number {
        43_180..=43_278 | 44_360..=44_408 | 45_300..=45_398 | 46_600..=46_615 | 31_615..=31_656 => {
            "endoscopy"
        }
        93_000..=93_299 => "electrocardiography",
        95_700..=96_020 => "electroencephalography",
        99_281..=99_292 => "emergency department",
        99_217..=99_239 => "rooms",
        94_002..=94_799 => "respiratory care",
        90_935..=90_999 => "dialysis",
        _ => match ServiceKind::of(number) {
            ServiceKind::Anesthesia => "anesthesia",
            ServiceKind::Surgery => "operating room",
            ServiceKind::Imaging => "imaging",
            ServiceKind::Laboratory | ServiceKind::Pathology => "laboratory",
            ServiceKind::Heart => "cardiology",
            ServiceKind::Nerves => "electroencephalography",
            ServiceKind::Administration => "treatment and observation",
            ServiceKind::Visit => "clinic",
            ServiceKind::Other if services::is_therapy(number) => "therapy",
            ServiceKind::Other => "other",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_has_a_family_and_a_department() {
        for (code, revenue, family_of, department) in [
            ("70551", "0611", "imaging and radiation", "imaging"),
            ("45385", "0750", "surgery and endoscopy", "endoscopy"),
            ("47562", "0360", "surgery and endoscopy", "operating room"),
            ("99284", "0450", "visits", "emergency department"),
            ("93005", "0730", "heart and vessels", "electrocardiography"),
            ("J1745", "0636", "drugs", "pharmacy"),
            ("97110", "0420", "therapy", "therapy"),
            ("88305", "0312", "pathology", "laboratory"),
        ] {
            assert_eq!(family(code, revenue), family_of, "{code}");
            assert_eq!(department_of(code), department, "{code}");
        }
        assert_eq!(family("", "0120"), "rooms");
    }
}
