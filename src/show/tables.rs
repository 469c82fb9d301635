//! Claims as tables in CSV: a file a table, and a description of them all that programs read.

use std::io;

use serde_json::json;

use crate::tables::{ColumnType, Rows, SCHEMA, Table, Tables};

use super::spreadsheet::Sheet;

/// The name of the description: Frictionless Data, Data Package 1.
pub const PACKAGE: &str = "datapackage.json";

/// What a file of a table begins with: a byte order mark, and the titles of the columns.
pub fn titles(table: &Table) -> io::Result<Vec<u8>> {
    let titles: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    Sheet::new(Vec::new(), &titles)?.into_inner()
}

/// Rows as lines.
pub fn lines(rows: &Rows) -> io::Result<Vec<u8>> {
    let mut sheet = Sheet::continued(Vec::new());
    for row in 0..rows.len() {
        sheet.data(rows.row(row))?;
    }
    sheet.into_inner()
}

/// What the files of tables are, for programs; `ending` is that of their names.
pub fn package(sets: &[&Tables], ending: &str) -> String {
    let all = sets.iter().flat_map(|tables| tables.all.iter().map(|table| resource(tables, table, ending)));
    let resources: Vec<_> = all.collect();
    let name = sets.first().map_or("", |tables| tables.all[0].name);
    let package = json!({
        "profile": "tabular-data-package", "name": name, "version": SCHEMA, "resources": resources,
    });
    let mut text = serde_json::to_string_pretty(&package).unwrap_or_default();
    text.push('\n');
    text
}

fn resource(tables: &Tables, table: &Table, ending: &str) -> serde_json::Value {
    let fields: Vec<_> = table
        .columns
        .iter()
        .map(|column| {
            json!({"name": column.name, "type": type_name(column.holds), "description": column.about})
        })
        .collect();
    let first = &tables.all[0];
    let thing = &first.columns[0].name;
    let is_first = table.name == first.name;
    let key = if is_first { json!(thing) } else { json!([thing, "at", "number"]) };
    let mut schema = json!({"fields": fields, "primaryKey": key});
    if !is_first {
        let to = json!({"resource": first.name, "fields": thing});
        schema["foreignKeys"] = json!([{"fields": thing, "reference": to}]);
    }
    json!({
        "name": table.name, "path": format!("{}{ending}", table.name), "description": table.about,
        "profile": "tabular-data-resource", "encoding": "utf-8", "schema": schema,
    })
}

fn type_name(holds: ColumnType) -> &'static str {
    match holds {
        ColumnType::Text | ColumnType::List => "string",
        ColumnType::Date => "date",
        ColumnType::Decimal | ColumnType::Number => "number",
        ColumnType::Integer => "integer",
        ColumnType::Json => "object",
    }
}
