//! SNIP type 5: values that come from a list kept outside of the guide.

use crate::rule::Rule;
use crate::validate::hit::{Hits, Site};
use crate::validate::tables::Tables;

/// Every rule here.
pub(in crate::validate) const RULES: &[&Rule] = &[];

/// Looks at one placed segment, in whatever part it stands.
pub(in crate::validate) fn segment(_tables: &Tables, _site: &Site<'_>, _hits: &mut Hits) {}
