//! Claims as tables in CSV: a file a table, and a description of them all that programs read.

use std::io;

use serde_json::json;

use crate::tables::{ColumnType, Row, SCHEMA, tables};

use super::spreadsheet::Sheet;

/// The name of the description: Frictionless Data, Data Package 1.
pub const PACKAGE: &str = "datapackage.json";

/// Writes rows into a sheet for each table.
pub struct TableSheets<W: io::Write>(Vec<Sheet<W>>);

impl<W: io::Write> TableSheets<W> {
    /// Begins the sheets; `outputs` are in the order of the tables.
    pub fn new(outputs: Vec<W>) -> io::Result<Self> {
        let sheets = tables().iter().zip(outputs).map(|(table, out)| {
            let titles: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            Sheet::new(out, &titles)
        });
        Ok(Self(sheets.collect::<io::Result<_>>()?))
    }

    /// Writes a row.
    pub fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        self.0[row.table].data(row.cells.iter())
    }

    /// The outputs, complete.
    pub fn finish(self) -> io::Result<Vec<W>> {
        self.0.into_iter().map(Sheet::into_inner).collect()
    }
}

/// The name of the file of a table.
pub fn file_name(table: &str) -> String {
    format!("{table}.csv")
}

/// What the files are, for programs.
pub fn package() -> String {
    let resources: Vec<_> = tables()
        .iter()
        .map(|table| {
            let fields: Vec<_> = table
                .columns
                .iter()
                .map(|column| {
                    json!({"name": column.name, "type": type_name(column.holds), "description": column.about})
                })
                .collect();
            let is_claims = table.name == "claims";
            let key = if is_claims { json!("claim") } else { json!(["claim", "at", "number"]) };
            let mut schema = json!({"fields": fields, "primaryKey": key});
            if !is_claims {
                let to = json!({"resource": "claims", "fields": "claim"});
                schema["foreignKeys"] = json!([{"fields": "claim", "reference": to}]);
            }
            json!({
                "name": table.name, "path": file_name(table.name), "description": table.about,
                "profile": "tabular-data-resource", "encoding": "utf-8", "schema": schema,
            })
        })
        .collect();
    let package = json!({
        "profile": "tabular-data-package", "name": "claims", "version": SCHEMA, "resources": resources,
    });
    let mut text = serde_json::to_string_pretty(&package).unwrap_or_default();
    text.push('\n');
    text
}

fn type_name(holds: ColumnType) -> &'static str {
    match holds {
        ColumnType::Text | ColumnType::List => "string",
        ColumnType::Date => "date",
        ColumnType::Decimal => "number",
        ColumnType::Integer => "integer",
        ColumnType::Json => "object",
    }
}
