//! SNIP type 7: what trading partners agree on.

use crate::rules::Handle;
use crate::validate::rules::rule;

/// Every rule here that is not a check on a part.
pub(in crate::validate) static RULES: &[&Handle] = &[&REPEATED, &REPEATED_TRANSACTION, &REPEATED_CLAIM];

/// ISA13 has been used before.
pub(in crate::validate) static REPEATED: Handle = rule("TP-ISA13");

/// All claims of a transaction were met before.
pub(in crate::validate) static REPEATED_TRANSACTION: Handle = rule("TP-ST");

/// A claim was met before.
pub(in crate::validate) static REPEATED_CLAIM: Handle = rule("TP-CLAIM");
