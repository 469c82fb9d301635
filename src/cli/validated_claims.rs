//! What `validate` finds in a claim by itself, for an audit.

use std::io;

use crate::finding::{Finding, Severity};
use crate::model::Claim;
use crate::reconcile::{Checked, ClaimCheck};
use crate::translate::{Output, OutputError, Style};
use crate::validate::{RuleSet, Validator};
use crate::x12::{Charset, Reader};

use super::claim_findings::ClaimFindings;

/// Rules that look at each claim as a file of its own. What speaks of several claims, such as a repeated number, they do not
/// find.
pub(super) struct Validated<'r>(pub(super) &'r RuleSet);

/// What `validate` tells once for a transaction, however many claims show it: it is for sender and receiver to agree about, and
/// no claim is wrong for it.
const OF_TRANSACTION: [&str; 1] = ["SYN-CHARSET"];

impl ClaimCheck for Validated<'_> {
    fn check(&self, claim: &Claim) -> io::Result<Vec<Checked>> {
        let mut output = Output::new(Vec::new(), Style::default());
        let text = match output.claim(&mut claim.clone()) {
            Ok(()) => output.finish()?,
            // A claim that cannot be written has come as JSON, and what it lacks is wrong with its form.
            Err(OutputError::Claim(_)) => return Ok(vec![cannot_be_written()]),
            Err(OutputError::Io(error)) => return Err(error),
        };
        let mut validator = Validator::new(self.0, None, Charset::Auto);
        let mut reader = Reader::new(&text[..]);
        let (mut by_claim, mut found) = (ClaimFindings::default(), Vec::new());
        let mut see =
            |event: crate::validate::Event<'_>| found.extend(by_claim.see(&event).into_iter().flatten());
        while let Some(piece) = reader.next().map_err(|error| io::Error::other(error.to_string()))? {
            validator.piece(&piece, &mut see);
        }
        validator.finish(&mut see);
        let is_wrong = |finding: &Finding| {
            finding.severity >= Severity::Warning && !OF_TRANSACTION.contains(&&*finding.code)
        };
        let checked = found.into_iter().filter(is_wrong).map(|finding| Checked {
            line: finding
                .locations
                .first()
                .and_then(|at| at.service_line)
                .and_then(|number| (number as usize).checked_sub(1)),
            code: finding.code,
            snip: finding.snip,
        });
        Ok(checked.collect())
    }
}

/// What is said of a claim that is no 837: the segment that is missing.
fn cannot_be_written() -> Checked {
    Checked { code: "GD-REQ".to_owned(), snip: Some(2), line: None }
}
