//! Drugs on a hospital's outpatient bill and the lines for giving them (CMS Pub. 100-04 chapter 4 section 230).

use super::services;

/// What the lines of a bill are, as far as it matters here. Lines are numbered as they were added.
#[derive(Clone, Copy, Debug, Default)]
pub struct Administration {
    /// The first drug with a code of its own that is injected or infused.
    drug: Option<usize>,
    any_drug: bool,
    /// The first line for giving a chemotherapy.
    chemotherapy: Option<usize>,
    given: bool,
    /// Something is billed that drugs are part of.
    included: bool,
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A line for giving this drug.
    Administration(usize),
    /// The drug of this chemotherapy.
    Drug(usize),
}

impl Missing {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administration(_) => "a drug, and no line for giving it",
            Self::Drug(_) => "a chemotherapy is given, and no drug is billed",
        }
    }

    /// The line that lacks the other.
    pub fn line(self) -> usize {
        match self {
            Self::Administration(line) | Self::Drug(line) => line,
        }
    }
}

impl Administration {
    /// Whether bills of a type (first two digits) are paid line by line, so that giving a drug is billed.
    pub fn is_asked_of(bill: &str) -> bool {
        matches!(bill, "13" | "85")
    }

    /// A line, by its revenue code and its procedure code.
    pub fn line(&mut self, n: usize, revenue: &str, code: &str) {
        self.any_drug |= revenue.starts_with("025") || revenue.starts_with("063") || is_coded(code);
        self.included |= includes_drugs(revenue);
        match services::number(code) {
            Some(96_401..=96_549) => {
                self.given = true;
                self.chemotherapy.get_or_insert(n);
            }
            Some(96_360..=96_379 | 90_460..=90_474) => self.given = true,
            _ if revenue == "0636" && is_coded(code) && !code.starts_with("J8") => {
                self.drug.get_or_insert(n);
            }
            _ => {}
        }
    }

    /// What is missing, if anything.
    pub fn missing(&self) -> Option<Missing> {
        match (self.drug, self.chemotherapy) {
            (Some(drug), _) if !self.given && !self.included => Some(Missing::Administration(drug)),
            (_, Some(given)) if !self.any_drug => Some(Missing::Drug(given)),
            _ => None,
        }
    }
}

/// A drug's own code: J or Q; J8 are drugs that the patient swallows.
fn is_coded(code: &str) -> bool {
    code.starts_with(['J', 'Q'])
}

/// Operating room, anesthesia, imaging, catheters, endoscopy, recovery, dialysis. Emergency department and observation are
/// not among them: what is injected there is billed apart, beside the visit (chapter 4 section 230.2).
fn includes_drugs(revenue: &str) -> bool {
    let family = revenue.get(..3).unwrap_or_default();
    matches!(
        family,
        "032"
            | "034"
            | "035"
            | "036"
            | "037"
            | "040"
            | "048"
            | "049"
            | "061"
            | "071"
            | "075"
            | "079"
            | "082"
            | "083"
            | "084"
            | "085"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(lines: &[(&str, &str)]) -> Option<Missing> {
        let mut bill = Administration::default();
        for (n, (revenue, code)) in lines.iter().enumerate() {
            bill.line(n, revenue, code);
        }
        bill.missing()
    }

    #[test]
    fn an_emergency_visit_does_not_hold_the_injection() {
        let visit = ("0450", "99284");
        assert_eq!(missing(&[visit, ("0636", "J1885")]), Some(Missing::Administration(1)));
        assert_eq!(missing(&[visit, ("0636", "J1885"), ("0450", "96374")]), None);
        assert_eq!(missing(&[("0762", "G0378"), ("0636", "J2405")]), Some(Missing::Administration(1)));
        assert_eq!(
            missing(&[visit, ("0250", "J1885"), ("0636", "J8540")]),
            None,
            "swallowed, or without a code"
        );
    }

    #[test]
    fn an_operation_holds_it_and_a_chemotherapy_has_its_drug() {
        assert_eq!(missing(&[("0360", "47562"), ("0636", "J2405")]), None);
        assert_eq!(missing(&[("0335", "96413")]), Some(Missing::Drug(0)));
        assert_eq!(missing(&[("0335", "96413"), ("0636", "J9271")]), None);
    }
}
