//! Which tables there are and what is in their columns: read off the JSON Schema of what they are of, which is made from the
//! types of the program.

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
    /// Where the fields of a row go.
    pub(super) row: Field,
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
    /// A figure that is no exact decimal, such as a score.
    Number,
    /// Texts; in one cell with spaces between them.
    List,
    /// JSON, of what has no columns.
    Json,
}

/// Where a field goes.
#[derive(Clone, Debug)]
pub(super) enum Field {
    /// Into a column.
    Column(usize, ColumnType),
    /// Its fields go into the same row, by their names.
    Fields(Vec<(String, Self)>),
    /// Its items are rows of a table; what the list is called in its row.
    Rows(usize, String),
    /// Nowhere: it says only what shape this is.
    Nowhere,
}

/// What the tables of types are called. A type that repeats and has no name here fails a test.
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
    // Of what `reconcile` and `validate` say.
    ("ClaimRef", "claims"),
    ("Evidence", "evidence"),
    ("Paired", "pairs"),
    ("Alone", "unpaired"),
    ("Differing", "differences"),
    ("Told", "findings"),
    ("Location", "locations"),
    ("Silent", "not_checked"),
    // Of manifests.
    ("OutputFile", "outputs"),
    ("Edition", "editions"),
];

/// Which rows a list begins that other rows belong to: the column that says so.
const OWNERS: [(&str, &str, &str); 2] = [
    ("line", "service_lines", "The service line it belongs to, from 1; empty for what belongs to the claim."),
    ("other_payer", "other_payers", "The other payer it belongs to, from 1."),
];

/// Tables that belong together.
#[derive(Clone, Debug)]
pub struct Tables {
    /// The first one holds a row for each thing that comes in; the others what these have several times.
    pub all: Vec<Table>,
    /// For each of [`OWNERS`], its table, if there is one.
    pub(super) owners: Vec<usize>,
}

impl Tables {
    /// Of claims.
    pub fn of_claims() -> &'static Self {
        static TABLES: LazyLock<Tables> =
            LazyLock::new(|| Tables::new("claims", "claim", "Claim", &schema_for!(Claim).to_value()));
        &TABLES
    }

    /// Of things with this JSON Schema. `key` is what their number is called.
    pub fn new(name: &'static str, key: &'static str, of: &str, schema: &Value) -> Self {
        let mut shapes =
            Shapes { definitions: definitions(schema), types: Vec::new(), tables: Vec::new(), key };
        shapes.table(of, name, schema);
        let all = shapes.tables;
        let place = |name: &str| all.iter().position(|table| table.name == name);
        let owners = OWNERS.iter().filter_map(|(_, table, _)| place(table)).collect();
        Self { all, owners }
    }
}

fn definitions(schema: &Value) -> Map<String, Value> {
    schema["$defs"].as_object().cloned().unwrap_or_default()
}

struct Shapes {
    definitions: Map<String, Value>,
    /// The types that have a table, in the order of the tables.
    types: Vec<String>,
    tables: Vec<Table>,
    /// What the number of the rows of the first table is called.
    key: &'static str,
}

impl Shapes {
    /// The table of a type.
    fn table(&mut self, of: &str, name: &'static str, schema: &Value) -> usize {
        if let Some(known) = self.types.iter().position(|known| known == of) {
            return known;
        }
        let table = self.tables.len();
        self.types.push(of.to_owned());
        let columns = self.keys(table == 0);
        self.tables.push(Table { name, about: text(&schema["description"]), columns, row: Field::Nowhere });
        self.tables[table].row = Field::Fields(self.fields(table, schema, &[]));
        table
    }

    /// The keys in front of a table's own columns.
    fn keys(&self, is_first: bool) -> Vec<Column> {
        let key = |name: &str, holds, about: String| Column { name: name.to_owned(), holds, about };
        let whole = ColumnType::Integer;
        let mut keys =
            vec![key(self.key, whole, format!("The {}: its number in the run, from 1.", self.key))];
        if is_first {
            return keys;
        }
        if self.key == "claim" {
            keys.extend(OWNERS.iter().map(|(name, _, about)| key(name, whole, (*about).to_owned())));
        }
        keys.push(key("at", ColumnType::Text, "The list it is in.".to_owned()));
        keys.push(key("number", whole, "Its number in that list, from 1.".to_owned()));
        keys
    }

    /// The fields of an object: columns, and lists.
    fn fields(&mut self, table: usize, schema: &Value, above: &[String]) -> Vec<(String, Field)> {
        let properties = schema["properties"].as_object().cloned().unwrap_or_default();
        let mut fields = Vec::new();
        for (name, property) in properties {
            let field = if above.is_empty() && name == "schema" {
                Field::Nowhere
            } else {
                let path: Vec<String> = above.iter().cloned().chain([name.clone()]).collect();
                self.field(table, &path, &property)
            };
            fields.push((name, field));
        }
        fields
    }

    fn field(&mut self, table: usize, path: &[String], property: &Value) -> Field {
        let (of, schema) = self.resolved(property);
        let is = |kind: &str| is_of_type(&schema["type"], kind);
        let about = text(&property["description"]);
        if of == "Extras" {
            self.column(table, path, ColumnType::Json, about)
        } else if schema["properties"].is_object() {
            Field::Fields(self.fields(table, &schema, path))
        } else if is("array") {
            self.list(table, path, &schema["items"], about)
        } else if is("object") {
            // Keys that no type names.
            self.column(table, path, ColumnType::Json, about)
        } else {
            let holds = match (&*of, schema["format"].as_str()) {
                ("Amount", _) | (_, Some("decimal")) => ColumnType::Decimal,
                (_, Some("date")) => ColumnType::Date,
                _ if is("integer") => ColumnType::Integer,
                _ if is("number") => ColumnType::Number,
                _ => ColumnType::Text,
            };
            self.column(table, path, holds, about)
        }
    }

    fn list(&mut self, table: usize, path: &[String], items: &Value, about: String) -> Field {
        let (of, schema) = self.resolved(items);
        if !schema["properties"].is_object() {
            return self.column(table, path, ColumnType::List, about);
        }
        match NAMES.iter().find(|(known, _)| *known == of) {
            Some((_, name)) => Field::Rows(self.table(&of, name, &schema), path.join(".")),
            None => self.column(table, path, ColumnType::Json, about),
        }
    }

    fn column(&mut self, table: usize, path: &[String], holds: ColumnType, about: String) -> Field {
        let columns = &mut self.tables[table].columns;
        let mut name = path.join("_");
        if columns.iter().any(|column| column.name == name) {
            // A key is called that.
            name = format!("own_{name}");
        }
        columns.push(Column { name, holds, about });
        Field::Column(columns.len() - 1, holds)
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
