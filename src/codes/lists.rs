//! Code lists by the number of their X12 data element.

use std::sync::LazyLock;

/// A list of codes with their meanings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeList {
    /// X12 data element whose codes these are, such as `98`.
    pub data_element: &'static str,
    /// The code in the element beside it that decides for this list, such as `A` for type of bill in CLM05-2; none where
    /// the data element has one list.
    pub qualifier: Option<&'static str>,
    /// What the codes say, in one short phrase.
    pub name: &'static str,
    /// Code and meaning, sorted by code.
    pub codes: Vec<(&'static str, &'static str)>,
}

impl CodeList {
    /// What a code means; none if the list does not have it.
    pub fn meaning(&self, code: &str) -> Option<&'static str> {
        let at = self.codes.binary_search_by_key(&code, |(code, _)| code).ok()?;
        Some(self.codes[at].1)
    }
}

/// The files all lists stand in.
pub(super) const FILES: &[&str] = &[
    include_str!("acknowledgment.txt"),
    include_str!("envelope.txt"),
    include_str!("qualifiers.txt"),
    include_str!("claim.txt"),
    include_str!("facility_types.txt"),
    include_str!("regions.txt"),
    include_str!("modifiers.txt"),
    include_str!("hospital.txt"),
];

/// All lists, sorted by data element and qualifier.
pub(super) static LISTS: LazyLock<Vec<CodeList>> = LazyLock::new(|| {
    let mut lists: Vec<_> = FILES.iter().flat_map(|text| parse(text)).collect();
    lists.push(super::places::as_list());
    for list in &mut lists {
        list.codes.sort_unstable();
    }
    lists.sort_unstable_by_key(|list| (list.data_element, list.qualifier));
    lists
});

/// The list of an X12 data element, such as `98`, `1032` or `I05`; for `1331` the places of service.
pub fn list(data_element: &str) -> Option<&'static CodeList> {
    find(data_element, None)
}

/// The list of a data element whose codes depend on a qualifier beside it: `1331` with `A` is the facility types, `127`
/// with `4N` the reasons for going without authorization. Where the qualifier makes no difference, the list of the data
/// element.
pub fn list_for(data_element: &str, qualifier: &str) -> Option<&'static CodeList> {
    find(data_element, Some(qualifier)).or_else(|| find(data_element, None))
}

/// What a code in an X12 data element means, see [`list_for`].
///
/// ```
/// use twinclaim::internal::codes::meaning;
/// assert_eq!(meaning("98", None, "82"), Some("rendering provider"));
/// assert_eq!(meaning("1331", Some("B"), "11"), Some("office"));
/// assert_eq!(meaning("1331", Some("A"), "11"), Some("hospital inpatient"));
/// ```
pub fn meaning(data_element: &str, qualifier: Option<&str>, code: &str) -> Option<&'static str> {
    let list = match qualifier {
        Some(qualifier) => list_for(data_element, qualifier),
        None => list(data_element),
    };
    list?.meaning(code)
}

fn find(data_element: &str, qualifier: Option<&str>) -> Option<&'static CodeList> {
    let key = (data_element, qualifier);
    let at = LISTS.binary_search_by(|list| (list.data_element, list.qualifier).cmp(&key)).ok()?;
    Some(&LISTS[at])
}

/// Reads a file of lists: `[data element/qualifier] name`, then a line for each code. Tests hold the files to the form.
fn parse(text: &'static str) -> Vec<CodeList> {
    let mut lists: Vec<CodeList> = Vec::new();
    for line in lines(text) {
        if let Some((key, name)) = line.strip_prefix('[').and_then(|line| line.split_once("] ")) {
            let (data_element, qualifier) = match key.split_once('/') {
                Some((data_element, qualifier)) => (data_element, Some(qualifier)),
                None => (key, None),
            };
            lists.push(CodeList { data_element, qualifier, name, codes: Vec::new() });
        } else if let (Some(list), Some(row)) = (lists.last_mut(), line.split_once(' ')) {
            list.codes.push(row);
        }
    }
    lists
}

/// The lines of a data file that say something: trimmed, without comments and empty ones.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}
