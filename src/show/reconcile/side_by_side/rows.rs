//! A claim as rows: the few values a person compares first.

use chrono::NaiveDate;

use crate::codes;
use crate::finding::{Finding, Side};
use crate::model::{Claim, Patient, ServiceLine, Text};
use crate::show::Mask;
use crate::show::words::money;

/// Labels of values that tell who somebody is.
const PERSONAL: &[&str] = &["patient", "born", "member id"];

/// A value of one side.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) label: &'static str,
    /// What is compared: rows with one key agree.
    pub(super) key: String,
    /// What is shown.
    pub(super) text: String,
    /// Whether a finding is about it.
    pub(super) flagged: bool,
    side: Side,
    /// JSON paths of the values in it.
    paths: Vec<String>,
    /// Which rows of the other side it is held against: for a service line the one it is paired with.
    pair: String,
}

impl Row {
    /// Whether a finding is about one of its values.
    pub(super) fn holds(&self, finding: &Finding) -> bool {
        finding.locations.iter().any(|at| {
            at.side == Some(self.side)
                && at
                    .path
                    .as_ref()
                    .is_some_and(|path| self.paths.iter().any(|own| path.starts_with(own.as_str())))
        })
    }

    /// Whether it says the same thing as a row of the other side, if with another value.
    pub(super) fn pairs_with(&self, other: &Self) -> bool {
        self.label == other.label && self.pair == other.pair
    }
}

/// The rows of a claim. Values that findings are about never agree with the other side's.
pub(super) fn rows(
    claim: &Claim,
    side: Side,
    pairs: &[(usize, usize)],
    findings: &[&Finding],
    mask: Mask,
) -> Vec<Row> {
    let mut rows = Builder { side, rows: Vec::new() };
    let patient = claim.patient.as_deref();
    rows.add(
        "patient",
        patient.map(full_name),
        &["patient.last_name", "patient.first_name", "patient.suffix"],
    );
    rows.add("born", patient.and_then(|p| p.birth_date).map(|day| day.to_string()), &["patient.birth_date"]);
    rows.add("sex", patient.and_then(|p| p.sex.as_deref()).map(sex), &["patient.sex"]);
    let member = claim.subscriber.as_ref().and_then(|s| s.member_id.as_deref());
    rows.add("member id", member.map(str::to_owned), &["subscriber.member_id"]);
    let payer = claim.payer.as_ref().and_then(|p| p.name.as_deref().or(p.id.as_deref()));
    rows.add("payer", payer.map(str::to_owned), &["payer"]);
    rows.add("admitted", claim.admission_date.map(|moment| moment.date.to_string()), &["admission_date"]);
    rows.add("dates", claim.days().map(|(from, to)| days(from, to)), &["statement_from", "statement_to"]);
    rows.add("setting", setting(claim), &["facility_type", "place_of_service"]);
    for (n, line) in claim.service_lines.iter().enumerate() {
        let own = |pair: &(usize, usize)| n == if side == Side::Facility { pair.0 } else { pair.1 };
        rows.line(claim, n, line, pairs.iter().position(own));
    }
    for row in &mut rows.rows {
        if PERSONAL.contains(&row.label) {
            row.text = mask.hide(&row.text).into_owned();
        }
        if findings.iter().any(|finding| row.holds(finding)) {
            row.flagged = true;
            row.key.push_str(match side {
                Side::Facility => "\u{0}facility",
                Side::Professional => "\u{0}professional",
            });
        }
    }
    rows.rows
}

struct Builder {
    side: Side,
    rows: Vec<Row>,
}

impl Builder {
    fn add(&mut self, label: &'static str, text: Option<String>, paths: &[&str]) {
        let Some(text) = text else { return };
        let plain: String =
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
        // A setting is told differently by the two sides; whether they fit is for the rules to say.
        let key = if label == "setting" { label.to_owned() } else { format!("{label} {plain}") };
        self.rows.push(Row {
            label,
            key,
            text,
            flagged: false,
            side: self.side,
            paths: paths.iter().map(|path| (*path).to_owned()).collect(),
            pair: String::new(),
        });
    }

    /// A service line; it is held against the one it is paired with.
    fn line(&mut self, claim: &Claim, n: usize, line: &ServiceLine, pair: Option<usize>) {
        let code = line.procedure.as_ref().and_then(|p| p.code.as_deref()).unwrap_or("no procedure");
        let pair = match pair {
            Some(pair) => format!("pair {pair}"),
            None => format!("{:?} {n}", self.side),
        };
        self.rows.push(Row {
            label: "service",
            key: format!("service {pair}"),
            text: service(claim, line, code),
            flagged: false,
            side: self.side,
            paths: vec![format!("service_lines[{n}].")],
            pair,
        });
    }
}

fn service(claim: &Claim, line: &ServiceLine, code: &str) -> String {
    let mut parts = Vec::new();
    if let Some(period) = line.period() {
        parts.push(days(period.from, period.last()));
    }
    let modifiers = line.procedure.iter().flat_map(|p| &p.modifiers);
    parts.push(modifiers.fold(code.to_owned(), |text, modifier| text + "-" + modifier));
    if let Some(revenue) = &line.revenue_code {
        parts.push(format!("revenue code {revenue}"));
    }
    // The claim's place is in the row of the setting.
    if let Some(place) =
        line.place_of_service.as_ref().filter(|place| Some(*place) != claim.place_of_service.as_ref())
    {
        parts.push(place_name(place));
    }
    if let Some(charge) = &line.charge {
        parts.push(money(charge.value()));
    }
    parts.join("  ")
}

fn setting(claim: &Claim) -> Option<String> {
    if let Some(bill) = claim.bill_type() {
        let name = claim.facility_type.as_deref().and_then(codes::facility_type);
        return Some(match name {
            Some(name) => format!("type of bill {bill}, {name}"),
            None => format!("type of bill {bill}"),
        });
    }
    claim.place_of_service.as_deref().map(place_name)
}

fn place_name(place: &str) -> String {
    match codes::place_of_service(place) {
        Some(known) => format!("place {place}, {}", known.name),
        None => format!("place {place}"),
    }
}

fn sex(code: &str) -> String {
    match code {
        "F" => "female".to_owned(),
        "M" => "male".to_owned(),
        "U" => "unknown".to_owned(),
        other => other.to_owned(),
    }
}

/// `DOE, JANE Q JR`.
pub(in crate::show) fn full_name(patient: &Patient) -> String {
    let given = [&patient.first_name, &patient.middle_name, &patient.suffix];
    let given: Vec<&str> = given.into_iter().flatten().map(Text::as_str).collect();
    let last = patient.last_name.as_deref().unwrap_or("without name");
    if given.is_empty() { last.to_owned() } else { format!("{last}, {}", given.join(" ")) }
}

/// One day, or two with a word between.
pub(in crate::show) fn days(from: NaiveDate, to: NaiveDate) -> String {
    if from == to { from.to_string() } else { format!("{from} to {to}") }
}
