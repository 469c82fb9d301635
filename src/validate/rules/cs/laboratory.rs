//! SNIP type 5: numbers of laboratories.

use crate::rules::{Field, Reads, Rule};
use crate::validate::rules::Run;
use crate::validate::rules::common::el;
use crate::validate::rules::{Check, common};
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

pub(in crate::validate::rules) const CHECKS: &[Check] = &[Check::new(
    "CS-CLIA",
    Run::claim(clia_form),
    Reads::on(&[Field::clia_number, Field::line_clia_number, Field::referring_clia_number]),
)];

fn clia_form(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    for row in [fields.clia_number, fields.line_clia_number, fields.referring_clia_number] {
        for site in claim.all(row) {
            let number = site.element(2);
            let digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
            if !(number.len() == 10 && digits(&number[..2]) && number[2] == b'D' && digits(&number[3..])) {
                violations.push(common::code(
                    rule,
                    &site,
                    el(2),
                    "a CLIA number is two digits, D and seven digits",
                ));
            }
        }
    }
}
