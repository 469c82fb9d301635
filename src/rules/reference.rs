//! The rule reference: the documents by the prefix of their codes, with anchors, and a table of all rules.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Documents, InForce, Rule};

/// File names and texts of the pages under `src/docs/rules/`.
pub(crate) fn pages(rooms: &[&'static Documents]) -> Vec<(String, String)> {
    let mut pages: BTreeMap<String, String> = BTreeMap::new();
    let mut table: BTreeMap<String, String> = BTreeMap::new();
    for family in rooms.iter().flat_map(|room| room.families()) {
        let folder = family.file.split('/').nth_back(1).unwrap_or_default();
        let page = pages.entry(folder.to_owned()).or_insert_with(|| {
            format!(
                "# Rules {}\n\nMade from the documents beside the checks; change those. All rules: [README.md](README.md).\n",
                folder.to_uppercase()
            )
        });
        let from = family.file.trim_start_matches("src/");
        let _ = write!(page, "\n## {}\n\nFrom [{from}](../../{from}).\n", family.title);
        for rule in &family.rules {
            let anchor = rule.code.to_lowercase();
            let text = rule.document.replace("\n### ", "\n#### ").replacen("## ", "### ", 1);
            let _ = write!(page, "\n<a id=\"{anchor}\"></a>\n{}\n", text.trim_end());
            table.entry(folder.to_owned()).or_default().push_str(&row(folder, &anchor, rule));
        }
    }
    let mut index = "# Rules\n\nEvery rule by its code. `twinclaim explain CODE` shows the same page. Made from the documents \
                     beside the checks.\n\n| Code | Name | Severity | SNIP type | Dates of service |\n|---|---|---|---|---|\n"
        .to_owned();
    index.extend(table.into_values());
    let named = pages.into_iter().map(|(folder, text)| (format!("{folder}.md"), text));
    named.chain([("README.md".to_owned(), index)]).collect()
}

fn row(folder: &str, anchor: &str, rule: &Rule) -> String {
    let snip = rule.snip.map(|snip| snip.to_string()).unwrap_or_default();
    let force = match rule.in_force {
        InForce { from: None, until: None } => String::new(),
        InForce { from: Some(from), until: None } => format!("from {from}"),
        InForce { from: None, until: Some(until) } => format!("until {until}"),
        InForce { from: Some(from), until: Some(until) } => format!("{from} to {until}"),
    };
    format!(
        "| [{}]({folder}.md#{anchor}) | {} | {} | {snip} | {force} |\n",
        rule.code,
        rule.name,
        rule.severity.as_str()
    )
}
