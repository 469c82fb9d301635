//! Encounters of each field of medicine and of each kind of payer, with what the field's sources say has to be reported
//! (the table is `src/docs/reconcile-by-field.md`). Expectations were written before the program's answer was seen.

mod script;

use std::collections::BTreeSet;

use crate::finding::Severity;
use crate::reconcile::EncounterResult;
use crate::rules::Example;

use super::rules::tests::outcome;
use script::Scenario;

/// What is told of an encounter.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    /// Rules that weigh more than info.
    rules: BTreeSet<String>,
    informs: BTreeSet<String>,
    /// Fields that differ and that nothing explains.
    differs: BTreeSet<String>,
    /// Lines without their other half that no rule judges.
    lone: usize,
}

impl Told {
    fn of(visits: &[EncounterResult]) -> Self {
        let mut told = Self::default();
        for visit in visits {
            for found in &visit.findings {
                let code = found.finding.code.clone();
                let weighs = found.finding.severity > Severity::Info;
                if weighs { &mut told.rules } else { &mut told.informs }.insert(code);
            }
            let open = visit.differences.iter().filter(|difference| difference.is_open());
            told.differs.extend(open.map(|difference| difference.field.to_string()));
            told.lone += visit.lines.unpaired.iter().filter(|lone| lone.judged_by.is_none()).count();
        }
        told
    }

    /// Whether it is what a scenario expects. Where rules speak, what else is shown is theirs to say.
    fn meets(&self, expected: &Self) -> bool {
        let shows = self.differs == expected.differs && self.lone == expected.lone;
        self.rules == expected.rules
            && self.informs.is_superset(&expected.informs)
            && (shows || !expected.rules.is_empty())
    }
}

#[test]
fn each_field_is_judged_as_its_sources_have_it() {
    let scenarios = script::read(include_str!("scenarios.txt"));
    let mut wrong = Vec::new();
    for Scenario { title, facility, professional, expected } in &scenarios {
        let [facility, professional] = [facility, professional].map(|claims| {
            let texts: Vec<&str> = claims.iter().map(String::as_str).collect();
            texts
        });
        let outcome = outcome(&Example::of(&facility, &professional));
        let visits: Vec<EncounterResult> =
            outcome.encounters().map(|visit| visit.expect("a visit")).collect();
        let told = Told::of(&visits);
        if !told.meets(expected) {
            wrong.push(format!("{title}\n  told     {told:?}\n  expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), scenarios.len(), wrong.join("\n"));
}
