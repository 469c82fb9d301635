//! Every rule's own examples, and what holds of all rules.

use std::collections::BTreeSet;

use crate::batch::ClaimStore;
use crate::batch::claims::Form;
use crate::codes::reference::Tables;
use crate::config::Config;
use crate::finding::Severity;
use crate::reconcile::{Outcome, Settings, reconcile};
use crate::rules::Example;
use crate::translate::{Claims, Event};
use crate::x12::{Charset, Reader};

pub(super) fn claim(text: &str) -> Form {
    let mut claims = Claims::new(Reader::from_slice(text.as_bytes()), None, Charset::Auto);
    while let Some(event) = claims.next().transpose().expect("an example is X12") {
        if let Event::Claim(raw) = event {
            return Form::Segments(raw);
        }
    }
    panic!("an example holds a claim");
}

/// The outcome of an example, on a day soon after the claims of all examples.
pub(in crate::reconcile) fn outcome(example: &Example) -> Outcome {
    outcome_in(example, false)
}

/// The same with the claims the other way round.
pub(in crate::reconcile) fn outcome_in(example: &Example, backwards: bool) -> Outcome {
    let mut texts: Vec<String> = example.files().into_iter().map(|(_, text)| text).collect();
    if backwards {
        texts.reverse();
    }
    let mut held = ClaimStore::default();
    for text in texts {
        held.push(&claim(&text)).expect("it fits into memory");
    }
    with_settings(example, |settings| reconcile(&held, settings).expect("claims can be read"))
}

/// Does something by the settings of an example.
pub(super) fn with_settings<T>(example: &Example, then: impl FnOnce(&Settings<'_>) -> T) -> T {
    let config = Config::parse(&example.config).expect("an example's configuration is valid");
    let mut tables = Tables::default();
    for (name, text) in &example.tables {
        tables.add(name, text.as_bytes()).expect("an example's table is valid");
    }
    let as_of = "2026-04-30".parse().expect("a date");
    then(&Settings { pending: Some(14), ..Settings::new(&config, &tables, as_of) })
}

/// Codes and weights of the findings on an example.
pub(super) fn codes(example: &Example) -> BTreeSet<(String, Severity)> {
    let outcome = outcome(example);
    let findings = outcome.encounters().flat_map(|encounter| encounter.expect("a visit").findings);
    findings
        .map(|found| {
            let finding = &found.finding;
            assert!(
                finding.locations.iter().all(|at| at.offset.is_some()),
                "{} does not say where",
                finding.code
            );
            (finding.code.clone(), finding.severity)
        })
        .collect()
}

#[test]
fn each_rule_fires_on_its_example_and_is_silent_on_the_other() {
    let mut wrong = Vec::new();
    for check in super::all() {
        let rule = check.rule;
        let found = codes(&rule.fires);
        let own = |(code, _): &&(String, Severity)| code == rule.code;
        // An example with claims of one side, or of two encounters, shows half of one: LC-LAG is right beside it.
        let counts = |code: &str| code != rule.code && code != "LC-LAG";
        let beside = found.iter().any(|(code, severity)| counts(code) && *severity > Severity::Info);
        if !found.iter().any(|found| own(&found)) || beside {
            wrong.push(format!("{} has to fire, and at most info beside it: {found:?}", rule.code));
        }
        let silent = codes(&rule.silent);
        if silent.iter().any(|found| own(&found)) {
            wrong.push(format!("{} has to be silent: {silent:?}", rule.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_ordinary_pair_is_silent() {
    assert_eq!(codes(&Example::of(&[""], &[""])), BTreeSet::new());
}
