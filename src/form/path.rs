//! Paths of a claim's JSON with a choice among the items of lists.

use serde_json::Value;

/// A path, such as `providers[role=referring].npi`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    /// It is one of the service line or other item at hand.
    pub(super) in_line: bool,
    pub(super) steps: Vec<Step>,
}

/// A key, and for a list which of its items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) key: String,
    /// Keys of an item and the values they must have.
    pub(super) having: Vec<(String, String)>,
    /// Which of those, from 0; none for all.
    pub(super) nth: Option<usize>,
}

/// Something found at a path.
#[derive(Clone, Debug)]
pub(super) struct Found<'c> {
    pub(super) path: String,
    pub(super) value: &'c Value,
    /// Paths of the values by which an item of a list was chosen: the box says them.
    pub(super) said: Vec<String>,
}

impl Path {
    pub(super) fn parse(text: &str) -> Self {
        let (in_line, text) = text.strip_prefix('.').map_or((false, text), |rest| (true, rest));
        let steps = text.split('.').filter(|step| !step.is_empty()).map(Step::parse);
        Self { in_line, steps: steps.collect() }
    }

    /// What is there below a value that stands at a path itself.
    pub(super) fn find<'c>(&self, value: &'c Value, at: &str) -> Vec<Found<'c>> {
        let mut found = vec![Found { path: at.to_owned(), value, said: Vec::new() }];
        for step in &self.steps {
            found = found.into_iter().flat_map(|one| step.take(&one)).collect();
        }
        found
    }
}

impl Step {
    fn parse(text: &str) -> Self {
        let Some((key, rest)) = text.split_once('[') else {
            return Self { key: text.to_owned(), having: Vec::new(), nth: Some(0) };
        };
        let mut step = Self { key: key.to_owned(), having: Vec::new(), nth: Some(0) };
        for word in rest.trim_end_matches(']').split(',') {
            match word.split_once('=') {
                Some((key, value)) => step.having.push((key.to_owned(), value.to_owned())),
                None if word == "*" => step.nth = None,
                // `4+2`: a position behind another one.
                None => step.nth = Some(word.split('+').filter_map(|n| n.parse::<usize>().ok()).sum()),
            }
        }
        step
    }

    fn take<'c>(&self, from: &Found<'c>) -> Vec<Found<'c>> {
        let Some(value) = from.value.get(&self.key) else { return Vec::new() };
        let path = join(&from.path, &self.key);
        let Value::Array(items) = value else {
            return vec![Found { path, value, said: from.said.clone() }];
        };
        let chosen = items.iter().enumerate().filter(|(_, item)| {
            self.having.iter().all(|(key, value)| item.get(key).and_then(Value::as_str) == Some(value))
        });
        let chosen = chosen.map(|(n, value)| {
            let path = format!("{path}[{n}]");
            let said = self.having.iter().map(|(key, _)| join(&path, key));
            Found { said: from.said.iter().cloned().chain(said).collect(), path, value }
        });
        match self.nth {
            Some(n) => chosen.skip(n).take(1).collect(),
            None => chosen.collect(),
        }
    }
}

pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// What stands at a path without a choice: `service_lines[3]`.
pub(super) fn at<'c>(claim: &'c Value, path: &str) -> Option<&'c Value> {
    path.split('.').filter(|key| !key.is_empty()).try_fold(claim, |value, key| match key.split_once('[') {
        None => value.get(key),
        Some((key, n)) => value.get(key)?.get(n.trim_end_matches(']').parse::<usize>().ok()?),
    })
}

/// A value that is no part: as text.
pub(super) fn leaf(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// All values of a claim that are no parts, in order, each with its path.
pub(super) fn leaves(value: &Value) -> Vec<(String, String)> {
    fn add(value: &Value, path: String, all: &mut Vec<(String, String)>) {
        match value {
            Value::Object(keys) => {
                keys.iter().for_each(|(key, value)| add(value, join(&path, key), all));
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(n, item)| add(item, format!("{path}[{n}]"), all));
            }
            value => all.extend(leaf(value).map(|text| (path, text))),
        }
    }
    let mut all = Vec::new();
    add(value, String::new(), &mut all);
    all
}
