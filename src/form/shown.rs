//! Which box of a form shows a value, known from the value's place alone: also where the value is missing.

use crate::model::{Claim, Provider};

use super::Form;
use super::parse::{Atom, BoxOf, Row, Token};
use super::path::{Path, Step};

/// A step of a path in a claim's JSON, with what is known of the item it leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The key.
    pub key: String,
    /// Of an item of a list, the key and the word that say what it is: `role` and `rendering`.
    pub kind: Option<(&'static str, String)>,
    /// Its position among all items of the list and among those of its kind, from 0; none where it is not known.
    pub at: Option<(usize, usize)>,
}

/// What a box shows.
#[derive(Debug)]
pub(super) struct Shown {
    path: Path,
    /// The value that the box is for, where it is for one.
    value: Option<String>,
    number: String,
}

impl Form {
    /// The number of the first box for a value, given by its steps; `value` is what is there. For a part of the claim as a
    /// whole it is the first box of the part. Of boxes that stand once for each payer the number is without the letter.
    pub fn box_of(&'static self, steps: &[Place], value: Option<&str>) -> Option<&'static str> {
        if let [only] = steps
            && only.key == LINES
        {
            // A whole line: `24A` to `24J` are of box 24.
            let first = self.line.iter().filter(|row| !row.filled).flat_map(|row| &row.boxes);
            let mut numbers = first.map(|one| &*one.number).filter(|number| *number != "no");
            return numbers.next().map(|number| number.trim_end_matches(|c: char| c.is_ascii_alphabetic()));
        }
        let is_for = |shown: &&Shown| match (&shown.value, value) {
            (Some(own), Some(value)) => own == value,
            _ => true,
        };
        let find = |whole: bool| {
            let mut all = self.shown.iter().filter(|shown| whole == (shown.path.steps.len() == steps.len()));
            all.find(|shown| shown.leads(steps) && is_for(shown)).map(|shown| &*shown.number)
        };
        find(true).or_else(|| find(false))
    }

    /// The same for a path of a claim's JSON, such as `service_lines[0].charge`.
    pub fn box_of_path(
        &'static self,
        claim: &Claim,
        path: &str,
        value: Option<&str>,
    ) -> Option<&'static str> {
        self.box_of(&places(claim, path), value)
    }
}

/// Key of the service lines.
const LINES: &str = "service_lines";

impl Shown {
    /// Whether the steps lead there, or to a part in which it is.
    fn leads(&self, steps: &[Place]) -> bool {
        self.path.steps.len() >= steps.len()
            && self.path.steps.iter().zip(steps).enumerate().all(|(n, (own, step))| is_of(own, step, n == 0))
    }
}

fn is_of(own: &Step, step: &Place, first: bool) -> bool {
    let is_insured = first && own.key == "insured" && matches!(&*step.key, "patient" | "subscriber");
    if own.key != step.key && !is_insured {
        return false;
    }
    // A key of which nothing is known may have any value.
    let is_kind = own.having.iter().all(|(key, value)| {
        step.kind.as_ref().filter(|(known, _)| known == key).is_none_or(|(_, kind)| kind == value)
    });
    let is_there = match (own.nth, step.at) {
        (Some(n), Some((overall, _))) if own.having.is_empty() => n == overall,
        (Some(n), Some((_, among))) if step.kind.is_some() => n == among,
        _ => true,
    };
    is_kind && is_there
}

/// What the boxes of a form show, in its order; in front those that are the main ones for a path.
pub(super) fn shown(form: &Form, mains: &[(&str, &str)]) -> Vec<Shown> {
    let mut all = Vec::new();
    for (rows, in_line) in [(&form.front, false), (&form.line, true), (&form.behind, false)] {
        // What stands on paper in the shaded half of a line is not what its values are looked for by.
        let (beside, plain): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.filled);
        for one in plain.into_iter().chain(beside).flat_map(|row| &row.boxes) {
            let atoms = one.lines.iter().flatten().flat_map(|token| &token.alternatives).flatten();
            atoms.for_each(|atom| add(form, one, atom, in_line, &mut all));
        }
    }
    let is_main = |shown: &Shown| {
        mains.iter().any(|(number, path)| shown.number == *number && shown.path == Path::parse(path))
    };
    all.sort_by_key(|shown| !is_main(shown));
    all
}

fn add(form: &Form, one: &BoxOf, atom: &Atom, in_line: bool, all: &mut Vec<Shown>) {
    let mut note = |path: &Path, value: Option<&str>, number: &str| {
        let mut path = path.clone();
        if in_line && std::mem::take(&mut path.in_line) {
            path.steps.insert(0, Step { key: LINES.to_owned(), ..Step::default() });
        }
        all.push(Shown { path, value: value.map(str::to_owned), number: number.to_owned() });
    };
    match atom {
        Atom::Word(_) => {}
        Atom::Path(path) => note(path, None, &one.number),
        Atom::Call { name, word, paths } => match &**name {
            // These say of a part that it is there, and of its kind.
            "some" | "icd" => {}
            "has" => paths.iter().for_each(|path| note(path, Some(word), &one.number)),
            "items" => {
                for (path, key) in paths.iter().flat_map(|path| word.split(',').map(move |key| (path, key))) {
                    let mut path = path.clone();
                    if let Some(last) = path.steps.last_mut() {
                        last.nth = None;
                    }
                    path.steps.push(Step { key: key.to_owned(), nth: Some(0), ..Step::default() });
                    note(&path, None, &one.number);
                }
            }
            "ranked" => {
                let Some(ranked) = form.ranked.iter().find(|ranked| ranked.name == *word) else { return };
                let number = one.number.trim_end_matches(|c: char| c.is_ascii_uppercase());
                paths_of(&ranked.own).chain(paths_of(&ranked.other)).for_each(|path| {
                    let mut path = path.clone();
                    if let Some(first) = path.steps.first_mut().filter(|first| first.key == "other") {
                        *first = Step { key: "other_payers".to_owned(), nth: None, ..Step::default() };
                    }
                    note(&path, None, number);
                });
            }
            _ => paths.iter().for_each(|path| note(path, None, &one.number)),
        },
    }
}

fn paths_of(tokens: &[Token]) -> impl Iterator<Item = &Path> {
    tokens.iter().flat_map(|token| &token.alternatives).flatten().flat_map(|atom| match atom {
        Atom::Word(_) => &[],
        Atom::Path(path) => std::slice::from_ref(path),
        Atom::Call { paths, .. } => &paths[..],
    })
}

/// The steps of a path in a claim.
fn places(claim: &Claim, path: &str) -> Vec<Place> {
    let (mut steps, mut line) = (Vec::new(), None);
    for step in path.split('.') {
        let (key, index) = step
            .split_once('[')
            .map_or((step, None), |(key, rest)| (key, rest.trim_end_matches(']').parse::<usize>().ok()));
        if key == LINES {
            line = index.and_then(|n| claim.service_lines.get(n));
        }
        let roles = |of: &[Provider]| of.iter().map(|one| word(&one.role)).collect();
        let kinds: Option<(&'static str, Vec<String>)> = match (key, steps.len(), line) {
            ("providers", 0, _) => Some(("role", roles(&claim.providers))),
            ("providers", 1, Some(line)) => Some(("role", roles(&line.providers))),
            ("diagnoses", ..) => Some(("kind", claim.diagnoses.iter().map(|one| word(&one.kind)).collect())),
            ("procedures", ..) => {
                Some(("kind", claim.procedures.iter().map(|one| word(&one.kind)).collect()))
            }
            _ => None,
        };
        let kind = kinds.as_ref().and_then(|(key, kinds)| Some((*key, kinds.get(index?)?)));
        let among = |n: usize| match (&kinds, kind) {
            (Some((_, kinds)), Some((_, kind))) => kinds[..n].iter().filter(|one| *one == kind).count(),
            _ => n,
        };
        steps.push(Place {
            key: key.to_owned(),
            kind: kind.map(|(key, kind)| (key, kind.clone())),
            at: index.map(|n| (n, among(n))),
        });
    }
    steps
}

/// The word of a role or kind in the JSON.
pub fn word(of: &impl serde::Serialize) -> String {
    let json = serde_json::to_value(of).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}
