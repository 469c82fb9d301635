//! SARIF 2.1.0: findings as editors and code hosts show them.

use serde_json::{Value, json};

use crate::catalog;
use crate::finding::{Finding, Location, Severity};
use crate::rules::Rule;
use crate::show::Mask;
use crate::validate::{Mark, Reported};

use super::{Report, Showing, Totals};

/// Writes SARIF, one result after the other.
#[derive(Debug)]
pub struct Sarif {
    showing: Showing,
    begun: bool,
    failures: Vec<Value>,
    notes: Vec<Value>,
    artifacts: Vec<Value>,
    input: String,
}

impl Sarif {
    /// A writer that has written nothing.
    pub fn new(showing: Showing) -> Self {
        Self {
            showing,
            begun: false,
            failures: Vec::new(),
            notes: Vec::new(),
            artifacts: Vec::new(),
            input: String::new(),
        }
    }

    /// All that is before the results.
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

impl Sarif {
    /// Bytes of a segment, and the columns of the place in it. Columns count from the start of the text line.
    fn extent(&self, found: &Reported, mark: &Mark) -> Extent {
        let length = mark.segment().bytes().len();
        let first = mark.position().column as usize;
        // Whatever a mask hides, the columns are those of the file.
        let plain = Showing { mask: Mask::new(false), ..self.showing };
        let marked = plain.marked(found, mark);
        let place = marked.place.unwrap_or_else(|| 0..marked.text.chars().count());
        (length, (first > 0).then_some((first + place.start, first + place.end)))
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

/// Where a finding is: `columns` are the first one and the one behind the last, where they are known.
fn place(location: &Location, length: usize, columns: Option<(usize, usize)>) -> Value {
    let mut names = Vec::new();
    names.extend(location.patient_control_number.as_ref().map(|n| json!({"name": n, "kind": "object"})));
    names.extend(location.r#loop.as_ref().map(|id| json!({"name": id, "kind": "object"})));
    let element = location.element.as_ref().map(|element| match location.component {
        Some(component) => format!("{element}-{component}"),
        None => element.clone(),
    });
    names.extend(element.map(|name| json!({"name": name, "kind": "element"})));
    let mut region = json!({
        "startLine": location.text_line.unwrap_or(1),
        "byteOffset": location.offset.unwrap_or(0),
        "byteLength": length,
    });
    if let Some((first, behind)) = columns {
        region["startColumn"] = first.into();
        region["endColumn"] = behind.into();
    }
    json!({
        "physicalLocation": {
            "artifactLocation": {"uri": uri(location.file.as_deref().unwrap_or("-"))},
            "region": region,
        },
        "logicalLocations": names,
    })
}

type Extent = (usize, Option<(usize, usize)>);

fn result(finding: &Finding, extents: &[Extent]) -> Value {
    let places: Vec<Value> = finding
        .locations
        .iter()
        .enumerate()
        .map(|(n, location)| {
            let (length, columns) = extents.get(n).copied().unwrap_or_default();
            place(location, length, columns)
        })
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
        let extents: Vec<Extent> = found.marks.iter().map(|mark| self.extent(found, mark)).collect();
        out.push_str(&result(&finding, &extents).to_string());
    }

    fn input_end(&mut self, totals: &Totals, failure: Option<&str>, _out: &mut String) {
        self.artifacts.push(json!({
            "location": {"uri": uri(&self.input)},
            "roles": ["analysisTarget"],
            "properties": {"status": totals.status(failure), "claims": totals.claims},
        }));
        self.failures.extend(failure.map(|text| notification(&self.input, "error", text)));
    }

    fn duplicate(&mut self, of: &str, _out: &mut String) {
        let text = format!("has the same content as {of}");
        self.notes.push(notification(&self.input, "warning", &text));
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
        out.push_str("],\"artifacts\":");
        out.push_str(&Value::from(std::mem::take(&mut self.artifacts)).to_string());
        out.push_str("}]}\n");
    }
}
