//! Which tables there are and what is in their columns: read off the JSON Schema of a claim, which is made from the model.

use std::sync::LazyLock;

use schemars::schema_for;
use serde_json::{Map, Value};

use crate::model::Claim;

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Such as `service_lines`.
    pub name: &'static str,
    /// What a row is.
    pub about: String,
    /// Its columns, the keys first.
    pub columns: Vec<Column>,
    /// Lists within a row, whose rows are in tables of their own.
    pub(super) lists: Vec<List>,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// The path of the field with underscores: `billing_provider_address_city`.
    pub name: String,
    /// What it holds.
    pub holds: ColumnType,
    /// What it means.
    pub about: String,
    /// Where it is in the row's JSON; empty for a key.
    pub(super) path: Vec<String>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Text or a code.
    Text,
    /// A day, as `2026-03-31`.
    Date,
    /// An exact decimal: dollars, units.
    Decimal,
    /// A whole number.
    Integer,
    /// Codes with spaces between them.
    List,
    /// JSON, of what has no columns.
    Json,
}

/// A list within a row.
#[derive(Clone, Debug)]
pub(super) struct List {
    pub(super) path: Vec<String>,
    /// Which table its rows are in.
    pub(super) table: usize,
}

/// What the tables of the model's types are called. A type that repeats and has no name here fails a test.
const NAMES: &[(&str, &str)] = &[
    ("ServiceLine", "service_lines"),
    ("Diagnosis", "diagnoses"),
    ("Procedure", "procedures"),
    ("Provider", "providers"),
    ("OtherPayer", "other_payers"),
    ("OtherPayerProvider", "other_payer_providers"),
    ("AdjustmentGroup", "adjustment_groups"),
    ("Adjustment", "adjustments"),
    ("LineAdjudication", "line_adjudications"),
    ("OccurrenceSpan", "occurrence_spans"),
    ("Occurrence", "occurrences"),
    ("CodedValue", "values"),
    ("QualifiedDate", "dates"),
    ("Identifier", "identifiers"),
    ("Contact", "contacts"),
    ("ContactNumber", "contact_numbers"),
    ("Attachment", "attachments"),
    ("Note", "notes"),
    ("Certification", "certifications"),
    ("TestResult", "test_results"),
    ("PayerReference", "payer_references"),
    ("Form", "forms"),
    ("FormAnswer", "form_answers"),
];

/// Keys of every table but `claims`.
const KEYS: [(&str, ColumnType, &str); 5] = [
    ("claim", ColumnType::Integer, "The claim: its number in the run, from 1."),
    (
        "line",
        ColumnType::Integer,
        "The service line it belongs to, from 1; empty for what belongs to the claim.",
    ),
    ("other_payer", ColumnType::Integer, "The other payer it belongs to, from 1."),
    ("at", ColumnType::Text, "The list it is in."),
    ("number", ColumnType::Integer, "Its number in that list, from 1."),
];

/// All tables; the first is `claims`.
pub fn tables() -> &'static [Table] {
    static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
        let schema = schema_for!(Claim).to_value();
        let mut shapes = Shapes { definitions: definitions(&schema), types: Vec::new(), tables: Vec::new() };
        shapes.table("Claim", "claims", &schema);
        shapes.tables
    });
    &TABLES
}

fn definitions(schema: &Value) -> Map<String, Value> {
    schema["$defs"].as_object().cloned().unwrap_or_default()
}

struct Shapes {
    definitions: Map<String, Value>,
    /// The types that have a table, in the order of the tables.
    types: Vec<String>,
    tables: Vec<Table>,
}

impl Shapes {
    /// The table of a type.
    fn table(&mut self, of: &str, name: &'static str, schema: &Value) -> usize {
        if let Some(known) = self.types.iter().position(|known| known == of) {
            return known;
        }
        let table = self.tables.len();
        let keys = if table == 0 { &KEYS[..1] } else { &KEYS[..] };
        let key = |(name, holds, about): &(&str, ColumnType, &str)| Column {
            name: (*name).to_owned(),
            holds: *holds,
            about: (*about).to_owned(),
            path: Vec::new(),
        };
        self.types.push(of.to_owned());
        let columns = keys.iter().map(key).collect();
        self.tables.push(Table { name, about: text(&schema["description"]), columns, lists: Vec::new() });
        self.fields(table, schema, &[]);
        table
    }

    /// The fields of an object: columns, and lists.
    fn fields(&mut self, table: usize, schema: &Value, above: &[String]) {
        let properties = schema["properties"].as_object().cloned().unwrap_or_default();
        for (name, property) in properties {
            if above.is_empty() && name == "schema" {
                continue;
            }
            let path: Vec<String> = above.iter().cloned().chain([name]).collect();
            let (of, schema) = self.resolved(&property);
            let is = |kind: &str| is_of_type(&schema["type"], kind);
            let about = text(&property["description"]);
            if of == "Extras" {
                self.column(table, path, ColumnType::Json, about);
            } else if schema["properties"].is_object() {
                self.fields(table, &schema, &path);
            } else if is("array") {
                self.list(table, path, &schema["items"], about);
            } else {
                let holds = match (&*of, schema["format"].as_str()) {
                    ("Amount", _) => ColumnType::Decimal,
                    (_, Some("date")) => ColumnType::Date,
                    _ if is("integer") => ColumnType::Integer,
                    _ => ColumnType::Text,
                };
                self.column(table, path, holds, about);
            }
        }
    }

    fn list(&mut self, table: usize, path: Vec<String>, items: &Value, about: String) {
        let (of, schema) = self.resolved(items);
        if !schema["properties"].is_object() {
            return self.column(table, path, ColumnType::List, about);
        }
        match NAMES.iter().find(|(known, _)| *known == of) {
            Some((_, name)) => {
                let rows = self.table(&of, name, &schema);
                self.tables[table].lists.push(List { path, table: rows });
            }
            None => self.column(table, path, ColumnType::Json, about),
        }
    }

    fn column(&mut self, table: usize, path: Vec<String>, holds: ColumnType, about: String) {
        let mut name = path.join("_");
        if self.tables[table].columns.iter().any(|column| column.name == name) {
            // A key is called that.
            name = format!("own_{name}");
        }
        self.tables[table].columns.push(Column { name, holds, about, path });
    }

    /// The name of the type of a property, if it has one, and its schema.
    fn resolved(&self, property: &Value) -> (String, Value) {
        let not_null = |options: &Vec<Value>| options.iter().find(|one| one["type"] != "null").cloned();
        let own = property["anyOf"].as_array().and_then(not_null).unwrap_or_else(|| property.clone());
        let name = own["$ref"].as_str().and_then(|to| to.rsplit('/').next()).unwrap_or_default().to_owned();
        let schema = self.definitions.get(&name).cloned().unwrap_or(own);
        (name, schema)
    }
}

fn is_of_type(types: &Value, kind: &str) -> bool {
    types == kind || types.as_array().is_some_and(|all| all.iter().any(|one| one == kind))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('\n', " ")
}
