//! SARIF 2.1.0: findings as editors and code hosts show them.

use serde_json::{Value, json};

use crate::catalog;
use crate::finding::{Finding, Location, Severity};
use crate::rules::Rule;
use crate::validate::Reported;

use super::{Report, Showing, Totals};

/// Writes SARIF, one result after the other.
#[derive(Debug)]
pub struct Sarif {
    showing: Showing,
    begun: bool,
    failures: Vec<Value>,
    notes: Vec<Value>,
    input: String,
}

impl Sarif {
    /// A writer that has written nothing.
    pub fn new(showing: Showing) -> Self {
        Self { showing, begun: false, failures: Vec::new(), notes: Vec::new(), input: String::new() }
    }

    /// All that stands before the results.
    fn begin(&mut self, out: &mut String) {
        if std::mem::replace(&mut self.begun, true) {
            out.push_str(",\n");
            return;
        }
        let rules: Vec<Value> = catalog::all().map(rule).collect();
        let driver = json!({
            "name": "twinclaim",
            "version": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        });
        out.push_str("{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":");
        out.push_str(&driver.to_string());
        out.push_str("},\"columnKind\":\"unicodeCodePoints\",\"results\":[\n");
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn rule(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.name},
        "fullDescription": {"text": rule.checks},
        "help": {"text": format!("{} {}", rule.why, rule.help)},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {"snip": rule.snip, "source": rule.source},
    })
}

/// A path as a URI: what a path may not hold there is written as %XX.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'!' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format_byte(byte)),
        }
    }
    uri
}

fn format_byte(byte: u8) -> String {
    format!("%{byte:02X}")
}

fn place(location: &Location, length: usize) -> Value {
    let mut names = Vec::new();
    names.extend(location.patient_control_number.as_ref().map(|n| json!({"name": n, "kind": "object"})));
    names.extend(location.r#loop.as_ref().map(|id| json!({"name": id, "kind": "object"})));
    let element = location.element.as_ref().map(|element| match location.component {
        Some(component) => format!("{element}-{component}"),
        None => element.clone(),
    });
    names.extend(element.map(|name| json!({"name": name, "kind": "element"})));
    json!({
        "physicalLocation": {
            "artifactLocation": {"uri": uri(location.file.as_deref().unwrap_or("-"))},
            "region": {
                "startLine": location.text_line.unwrap_or(1),
                "byteOffset": location.offset.unwrap_or(0),
                "byteLength": length,
            },
        },
        "logicalLocations": names,
    })
}

fn result(finding: &Finding, lengths: &[usize]) -> Value {
    let places: Vec<Value> = finding
        .locations
        .iter()
        .enumerate()
        .map(|(n, location)| place(location, lengths.get(n).copied().unwrap_or(0)))
        .collect();
    let (first, others) = places.split_at(1.min(places.len()));
    json!({
        "ruleId": finding.code,
        "level": level(finding.severity),
        "message": {"text": format!("{}. {}", finding.message, finding.help)},
        "locations": first,
        "relatedLocations": others,
        "partialFingerprints": {"twinclaim/id": finding.id},
        "properties": {"snip": finding.snip, "ack": finding.ack, "locations": finding.locations},
    })
}

/// What is said of an input as a whole.
fn notification(input: &str, level: &str, text: &str) -> Value {
    json!({
        "level": level,
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(input)}}}],
    })
}

impl Report for Sarif {
    fn input(&mut self, name: &str, _out: &mut String) {
        name.clone_into(&mut self.input);
    }

    fn found(&mut self, found: &Reported, out: &mut String) {
        self.begin(out);
        let finding = self.showing.finding(found);
        let lengths: Vec<usize> = found.marks.iter().map(|mark| mark.segment().bytes().len()).collect();
        out.push_str(&result(&finding, &lengths).to_string());
    }

    fn input_end(&mut self, _totals: &Totals, failure: Option<&str>, _out: &mut String) {
        self.failures.extend(failure.map(|text| notification(&self.input, "error", text)));
    }

    fn passed_over(&mut self, name: &str, reason: &str, _out: &mut String) {
        self.notes.push(notification(name, "note", reason));
    }

    fn finish(&mut self, _totals: &Totals, out: &mut String) {
        if !self.begun {
            self.begin(out);
        }
        let successful = self.failures.is_empty();
        let notes: Vec<&Value> = self.failures.iter().chain(&self.notes).collect();
        let invocation = json!({"executionSuccessful": successful, "toolExecutionNotifications": notes});
        out.push_str("\n],\"invocations\":[");
        out.push_str(&invocation.to_string());
        out.push_str("]}]}\n");
    }
}
