//! SNIP type 5: numbers of laboratories.

use crate::rule::Rule;
use crate::translate::Part;
use crate::validate::hit::Hits;
use crate::validate::rules::common::el;
use crate::validate::rules::{Check, common};
use crate::validate::scope::Claim;

pub(in crate::validate::rules) const CHECKS: &[Check] =
    &[Check { code: "CS-CLIA", at: Part::Claim, run: clia_form }];

fn clia_form(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    for row in [fields.clia_number, fields.line_clia_number, fields.referring_clia_number] {
        for site in claim.all(row) {
            let number = site.element(2);
            let digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
            if !(number.len() == 10 && digits(&number[..2]) && number[2] == b'D' && digits(&number[3..])) {
                hits.add(common::code(rule, &site, el(2), "a CLIA number is two digits, D and seven digits"));
            }
        }
    }
}
