//! A path of a claim's JSON in words.

use serde_json::Value;

/// `service line 2 · drug · quantity` for `service_lines[1].drug.quantity`. An item of a list is named by its role or kind
/// where it has one, else by its number.
pub(super) fn label(claim: &Value, path: &str) -> String {
    let (mut at, mut words) = (claim, Vec::new());
    for key in path.split('.') {
        let (key, index) = match key.split_once('[') {
            Some((key, rest)) => (key, rest.trim_end_matches(']').parse::<usize>().ok()),
            None => (key, None),
        };
        at = &at[key];
        let Some(n) = index else {
            words.push(spoken(key));
            continue;
        };
        let alone = at.as_array().is_some_and(|items| items.len() == 1);
        at = &at[n];
        let one = one_of(&spoken(key));
        let what = ["role", "kind"].iter().find_map(|key| at.get(key)).and_then(Value::as_str);
        words.push(match what.map(spoken) {
            Some(what) if what.ends_with(&one) => what,
            Some(what) if one == "provider" => format!("{what} provider"),
            Some(what) => format!("{what} {one}"),
            None if alone && key != "service_lines" => one,
            None => format!("{one} {}", n + 1),
        });
    }
    words.join(" · ")
}

fn spoken(key: &str) -> String {
    key.replace('_', " ")
}

/// The name of one item of a list.
fn one_of(list: &str) -> String {
    match list {
        "diagnoses" => "diagnosis".to_owned(),
        "file information" => list.to_owned(),
        _ if list.ends_with("ies") => format!("{}y", &list[..list.len() - 3]),
        _ => list.strip_suffix('s').unwrap_or(list).to_owned(),
    }
}
