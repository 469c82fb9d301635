//! SNIP type 5: values that come from a list kept outside of the guide. The look at them is in `code_sets`.

use crate::rules::Handle;

use crate::validate::rules::rule;

/// Every rule here.
pub(in crate::validate) static RULES: &[&Handle] = &[
    &NPI,
    &TAXONOMY,
    &DIAGNOSIS,
    &PROCEDURE,
    &INPATIENT_PROCEDURE,
    &MODIFIER,
    &PLACE,
    &BILL,
    &FREQUENCY,
    &REVENUE,
    &STATUS,
    &CLAIM_CODE,
    &STATE,
    &COUNTRY,
    &ZIP,
    &DRUG,
    &REMITTANCE,
    &GROUP,
];

pub(in crate::validate) static NPI: Handle = rule("CS-NPI");

pub(in crate::validate) static TAXONOMY: Handle = rule("CS-TAXONOMY");

pub(in crate::validate) static DIAGNOSIS: Handle = rule("CS-DX");

pub(in crate::validate) static PROCEDURE: Handle = rule("CS-PROC");

pub(in crate::validate) static INPATIENT_PROCEDURE: Handle = rule("CS-PCS");

pub(in crate::validate) static MODIFIER: Handle = rule("CS-MOD");

pub(in crate::validate) static PLACE: Handle = rule("CS-POS");

pub(in crate::validate) static BILL: Handle = rule("CS-TOB");

pub(in crate::validate) static FREQUENCY: Handle = rule("CS-FREQ");

pub(in crate::validate) static REVENUE: Handle = rule("CS-REV");

pub(in crate::validate) static STATUS: Handle = rule("CS-STATUS");

pub(in crate::validate) static CLAIM_CODE: Handle = rule("CS-NUBC");

pub(in crate::validate) static STATE: Handle = rule("CS-STATE");

pub(in crate::validate) static COUNTRY: Handle = rule("CS-COUNTRY");

pub(in crate::validate) static ZIP: Handle = rule("CS-ZIP");

pub(in crate::validate) static DRUG: Handle = rule("CS-NDC");

pub(in crate::validate) static REMITTANCE: Handle = rule("CS-CARC");

pub(in crate::validate) static GROUP: Handle = rule("CS-DRG");
