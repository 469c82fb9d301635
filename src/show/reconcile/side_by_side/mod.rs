//! Two claims laid side by side on the common model, as data: what both say, what differs, and the findings about it.
//!
//! The diff on the terminal and the page in a browser show the same rows.

mod rows;

use similar::{Algorithm, ChangeTag, DiffOp, TextDiff};

use crate::finding::{Finding, Side};
use crate::model::Claim;
use crate::show::Mask;

use rows::Row;
pub(super) use rows::{days, full_name};

/// One thing the claims speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Aligned {
    pub(super) label: &'static str,
    /// What the facility's claim says.
    pub(super) facility: Option<String>,
    /// What the professional's claim says.
    pub(super) professional: Option<String>,
    pub(super) standing: Standing,
    /// The findings first told here, as positions in the list that was given.
    pub(super) findings: Vec<usize>,
}

/// How the two sides stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// They agree, or no rule minds how they differ.
    Agree,
    /// A finding is about it.
    Differ,
    /// Only one side speaks of it, and no rule minds.
    OneSided,
}

/// Two claims as rows; either may be missing. Service lines are beside those that `pairs` gives them, by index: the
/// facility's first. Findings about values that have no row come in a last row of their own
/// without values.
pub(super) fn align(
    facility: Option<&Claim>,
    professional: Option<&Claim>,
    pairs: &[(usize, usize)],
    findings: &[&Finding],
    mask: Mask,
) -> Vec<Aligned> {
    let of = |claim: Option<&Claim>, side| {
        claim.map_or_else(Vec::new, |claim| rows::rows(claim, side, pairs, findings, mask))
    };
    let (left, right) = (of(facility, Side::Facility), of(professional, Side::Professional));
    let mut aligning = Aligning { findings, said: vec![false; findings.len()], rows: Vec::new() };
    let keys = |rows: &[Row]| rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>();
    for op in similar::capture_diff_slices(Algorithm::Myers, &keys(&left), &keys(&right)) {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                for n in 0..len {
                    aligning.add(Some(&left[old_index + n]), Some(&right[new_index + n]), Standing::Agree);
                }
            }
            op => aligning.differing(&left[op.old_range()], &right[op.new_range()]),
        }
    }
    aligning.finish()
}

struct Aligning<'f> {
    findings: &'f [&'f Finding],
    said: Vec<bool>,
    rows: Vec<Aligned>,
}

impl Aligning<'_> {
    /// Rows that do not agree word for word: each finds its twin on the other side, if there is one.
    fn differing(&mut self, left: &[Row], right: &[Row]) {
        let mut rest: Vec<&Row> = right.iter().collect();
        for row in left {
            let twin = rest.iter().position(|other| other.pairs_with(row)).map(|at| rest.remove(at));
            let flagged = row.flagged || twin.is_some_and(|twin| twin.flagged);
            let standing = match twin {
                _ if flagged => Standing::Differ,
                Some(_) => Standing::Agree,
                None => Standing::OneSided,
            };
            self.add(Some(row), twin, standing);
        }
        for row in rest {
            self.add(None, Some(row), if row.flagged { Standing::Differ } else { Standing::OneSided });
        }
    }

    fn add(&mut self, left: Option<&Row>, right: Option<&Row>, standing: Standing) {
        let Some(label) = left.or(right).map(|row| row.label) else { return };
        let here = |finding: &Finding| [left, right].into_iter().flatten().any(|row| row.holds(finding));
        let mut findings = Vec::new();
        for (n, finding) in self.findings.iter().enumerate() {
            if !self.said[n] && here(finding) {
                self.said[n] = true;
                findings.push(n);
            }
        }
        let text = |row: Option<&Row>| row.map(|row| row.text.clone());
        self.rows.push(Aligned {
            label,
            facility: text(left),
            professional: text(right),
            standing,
            findings,
        });
    }

    fn finish(mut self) -> Vec<Aligned> {
        let rest: Vec<usize> = (0..self.findings.len()).filter(|n| !self.said[*n]).collect();
        if !rest.is_empty() {
            self.rows.push(Aligned {
                label: "",
                facility: None,
                professional: None,
                standing: Standing::Differ,
                findings: rest,
            });
        }
        self.rows
    }
}

/// Cuts a text into what the other one has too and what differs: by characters where the two are nearly alike (a
/// mistyped number), else by words.
pub(super) fn pieces(text: &str, other: &str) -> Vec<(String, bool)> {
    let by_characters = TextDiff::from_chars(other, text);
    let alike = by_characters.ratio() > 0.7;
    let diff = if alike { by_characters } else { TextDiff::from_words(other, text) };
    let mut pieces: Vec<(String, bool)> = Vec::new();
    for change in diff.iter_all_changes().filter(|change| change.tag() != ChangeTag::Delete) {
        let differs = change.tag() == ChangeTag::Insert;
        match pieces.last_mut() {
            Some((last, same)) if *same == differs => last.push_str(change.value()),
            _ => pieces.push((change.value().to_owned(), differs)),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ClaimType, Patient};

    fn marked(text: &str, other: &str) -> String {
        pieces(text, other)
            .iter()
            .map(|(piece, differs)| if *differs { format!("[{piece}]") } else { piece.clone() })
            .collect()
    }

    #[test]
    fn what_differs_is_marked() {
        assert_eq!(marked("1EG4TE5MK73", "1EG4TE5MK73"), "1EG4TE5MK73");
        assert_eq!(marked("1EG4TE5MK83", "1EG4TE5MK73"), "1EG4TE5MK[8]3");
        assert_eq!(marked("place 11, office", "type of bill 131"), "[place] [11,] [office]");
    }

    fn claim(kind: ClaimType, last: &str, sex: &str) -> Claim {
        let mut claim = Claim::new(kind);
        claim.patient = Some(
            Patient { last_name: Some(last.into()), sex: Some(sex.into()), ..Patient::default() }.into(),
        );
        claim
    }

    #[test]
    fn values_without_a_finding_never_differ() {
        let facility = claim(ClaimType::Institutional, "DOE", "F");
        let professional = claim(ClaimType::Professional, "ROE", "F");
        let rows = align(Some(&facility), Some(&professional), &[], &[], Mask::default());
        assert!(rows.iter().all(|row| row.standing == Standing::Agree), "{rows:?}");
        assert_eq!(rows[0].facility.as_deref(), Some("DOE"));
        assert_eq!(rows[0].professional.as_deref(), Some("ROE"));
    }

    #[test]
    fn a_mask_hides_who_it_is_and_leaves_the_rest() {
        let facility = claim(ClaimType::Institutional, "DOE", "F");
        let rows = align(Some(&facility), None, &[], &[], Mask::new(true));
        let text = |label| rows.iter().find(|row| row.label == label).and_then(|row| row.facility.as_deref());
        assert!(text("patient").is_some_and(|name| !name.contains("DOE")));
        assert_eq!(text("sex"), Some("female"));
    }

    /// Reconcile says which lines belong together; their codes alone do not.
    #[test]
    fn lines_stand_beside_those_they_are_paired_with() {
        let line = |code: &str| {
            let procedure = crate::model::ProcedureCode { code: Some(code.into()), ..Default::default() };
            crate::model::ServiceLine { procedure: Some(procedure), ..Default::default() }
        };
        let (mut facility, mut professional) =
            (claim(ClaimType::Institutional, "DOE", "F"), claim(ClaimType::Professional, "DOE", "F"));
        facility.service_lines = vec![line("93005"), line("71046")];
        professional.service_lines = vec![line("71046"), line("93010")];
        let rows = align(Some(&facility), Some(&professional), &[(0, 1)], &[], Mask::default());
        let services: Vec<_> = rows
            .iter()
            .filter(|row| row.label == "service")
            .map(|row| (row.facility.as_deref(), row.professional.as_deref()))
            .collect();
        assert!(services.contains(&(Some("93005"), Some("93010"))), "{services:?}");
        assert!(services.contains(&(Some("71046"), None)) && services.contains(&(None, Some("71046"))));
    }

    #[test]
    fn a_claim_alone_is_one_sided() {
        let rows = align(Some(&claim(ClaimType::Institutional, "DOE", "F")), None, &[], &[], Mask::default());
        assert!(!rows.is_empty() && rows.iter().all(|row| row.standing == Standing::OneSided));
    }
}
