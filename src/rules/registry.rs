//! A room's documents, parsed once at first use, and handles on their rules.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::OnceLock;

use super::Rule;
use super::document::{self, DocumentFault, Family};

/// The documents of a room: path in the repository and text of each.
#[derive(Debug)]
pub struct Documents {
    texts: &'static [(&'static str, &'static str)],
    parsed: OnceLock<Parsed>,
}

#[derive(Debug)]
struct Parsed {
    families: Vec<Family>,
    /// Family and place in it.
    by_code: HashMap<&'static str, (usize, usize)>,
    faults: Vec<DocumentFault>,
}

/// Taken where a check has no document, which the tests rule out; a binary built without them still reports what it finds.
static UNDOCUMENTED: Rule = Rule::named("UNDOCUMENTED", "Rule without a document");

impl Documents {
    /// Documents by their paths, which faults name, and their texts.
    pub const fn new(texts: &'static [(&'static str, &'static str)]) -> Self {
        Self { texts, parsed: OnceLock::new() }
    }

    fn parsed(&self) -> &Parsed {
        self.parsed.get_or_init(|| {
            let mut faults = Vec::new();
            let families: Vec<Family> =
                self.texts.iter().map(|(file, text)| document::parse(file, text, &mut faults)).collect();
            let mut by_code = HashMap::new();
            for (f, family) in families.iter().enumerate() {
                for (n, rule) in family.rules.iter().enumerate() {
                    if by_code.insert(rule.code, (f, n)).is_some() {
                        let message = format!("{} has a document already", rule.code);
                        faults.push(DocumentFault { file: family.file, line: rule.line, message });
                    }
                }
            }
            Parsed { families, by_code, faults }
        })
    }

    /// The rule with a code.
    pub fn get(&'static self, code: &str) -> Option<&'static Rule> {
        let parsed = self.parsed();
        parsed.by_code.get(code).map(|&(family, n)| &parsed.families[family].rules[n])
    }

    /// The rule with a code that a check has; one without texts where it has no document.
    pub fn rule(&'static self, code: &str) -> &'static Rule {
        self.get(code).unwrap_or(&UNDOCUMENTED)
    }

    /// The families, a document each.
    pub fn families(&'static self) -> &'static [Family] {
        &self.parsed().families
    }

    /// What is wrong with the documents.
    pub fn faults(&'static self) -> &'static [DocumentFault] {
        &self.parsed().faults
    }
}

/// A rule that code names: looked up by its code at first use.
#[derive(Debug)]
pub struct Handle {
    documents: &'static Documents,
    code: &'static str,
    rule: OnceLock<&'static Rule>,
}

impl Handle {
    /// The rule with a code in a room's documents.
    pub const fn new(documents: &'static Documents, code: &'static str) -> Self {
        Self { documents, code, rule: OnceLock::new() }
    }
}

impl Deref for Handle {
    type Target = Rule;

    fn deref(&self) -> &Rule {
        self.rule()
    }
}

impl Handle {
    /// The rule itself.
    pub fn rule(&self) -> &'static Rule {
        self.rule.get_or_init(|| self.documents.rule(self.code))
    }
}
