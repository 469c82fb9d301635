//! Accepted and refused claims of a file.

use std::collections::BTreeMap;
use std::io::{self, Cursor};

use super::answers::{body, file, good, transaction};
use super::late::announced;
use super::*;
use crate::edit::{Piece as Part, Pieces};
use crate::validate::{RuleSet, Settings, Validator};

/// The two files by their labels.
#[derive(Default)]
struct Halves(BTreeMap<String, Vec<u8>>);

impl Pieces for Halves {
    fn append(&mut self, part: &Part, bytes: &[u8]) -> io::Result<()> {
        self.0.entry(part.label.clone().unwrap_or_default()).or_default().extend_from_slice(bytes);
        Ok(())
    }

    fn finish(&mut self, _: &Part) -> io::Result<()> {
        Ok(())
    }

    fn discard(&mut self, _: &Part) {}
}

/// CLM01 of the accepted claims and of the refused ones, of inputs read one after the other; errors of SNIP types 1 and 2
/// refuse a transaction.
fn divided(inputs: &[String]) -> [Vec<String>; 2] {
    let types = [1, 2];
    let settings = Settings { types: [1, 2, 3].into_iter().collect(), ..Settings::default() };
    let book = RuleSet::new(settings);
    let mut division = Division::new(Numbering::kept(), types.into_iter().collect(), None, Halves::default());
    for text in inputs {
        let mut reader = Reader::new(division.input(Box::new(Cursor::new(text.clone().into_bytes()))));
        let mut validator = Validator::new(&book, None, Charset::Auto);
        while let Some(piece) = reader.next().expect("X12") {
            validator.piece(&piece, &mut |event| division.event(&event));
        }
        validator.finish(&mut |event| division.event(&event));
        division.end_input().expect("divided");
    }
    let (halves, _) = division.finish().expect("divided");
    ["accepted", "refused"].map(|label| {
        let bytes = halves.0.get(label).map_or(&[][..], Vec::as_slice);
        assert_eq!(faults(bytes), 0, "{label}");
        let claims = bytes.split(|b| *b == b'\n').filter_map(|segment| segment.strip_prefix(b"CLM*"));
        claims
            .map(|claim| String::from_utf8_lossy(claim).chars().take_while(|c| *c != '*').collect())
            .collect()
    })
}

/// The good body with another claim number, and this total.
fn numbered(number: &str, total: &str) -> Vec<String> {
    body("CLM*ACCT-77*171***11:B:1*Y*A*Y*Y", &[&format!("CLM*{number}*{total}***11:B:1*Y*A*Y*Y")])
}

#[test]
fn a_claim_is_refused_for_its_own_errors_alone() {
    let file =
        file(&[transaction("0001", &numbered("A", "171")), transaction("0002", &numbered("B", "170"))]);
    assert_eq!(divided(&[file]), [vec!["A".to_owned()], vec!["B".to_owned()]]);
}

#[test]
fn a_claim_is_refused_with_its_transaction_which_shows_at_its_end() {
    let wrong = transaction("0002", &numbered("B", "171")).replace("SE*26", "SE*25");
    let file = file(&[transaction("0001", &numbered("A", "171")), wrong]);
    assert_eq!(divided(&[file]), [vec!["A".to_owned()], vec!["B".to_owned()]]);
}

#[test]
fn a_claim_is_refused_with_its_level_which_shows_behind_it() {
    let [accepted, refused] = divided(&[announced()]);
    assert_eq!(accepted, ["ACCT-79", "ACCT-80"]);
    assert_eq!(refused, ["ACCT-77", "ACCT-78"]);
}

#[test]
fn each_input_is_judged_by_itself() {
    let input = |number: &str, total: &str| file(&[transaction("0001", &numbered(number, total))]);
    let inputs = [input("A", "170"), input("B", "171"), file(&[transaction("0001", &good())])];
    let [accepted, refused] = divided(&inputs);
    assert_eq!((accepted, refused), (vec!["B".to_owned(), "ACCT-77".to_owned()], vec!["A".to_owned()]));
}
