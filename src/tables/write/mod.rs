//! A thing that serde can write, as rows: each field goes where [`Field`] says.

mod cell;
mod fields;

use std::fmt;

use serde::{Serialize, ser};

use super::batch::Batch;
use super::shape::{ColumnType, Field};
use cell::{CellWriter, ListWriter};
use fields::FieldWriter;

/// What cannot be written as rows: a thing that is not of the shape it was said to be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RowError(String);

impl ser::Error for RowError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl RowError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

/// What rows belong to.
#[derive(Debug)]
pub(super) struct Owner {
    thing: String,
    /// For each owner of rows that the tables have, its number; empty outside.
    numbers: Vec<String>,
    /// The list that is being written: `service_lines[2].providers`.
    at: String,
}

impl Owner {
    pub(super) fn new(number: u64) -> Self {
        Self { thing: number.to_string(), numbers: Vec::new(), at: String::new() }
    }
}

/// A thing that is being written.
pub(super) struct Writing<'b> {
    batch: &'b mut Batch,
    owner: Owner,
}

impl<'b> Writing<'b> {
    pub(super) fn new(batch: &'b mut Batch, mut owner: Owner) -> Self {
        owner.numbers = vec![String::new(); batch.tables.owners.len()];
        Self { batch, owner }
    }

    /// The row of the thing itself.
    pub(super) fn first<T: Serialize + ?Sized>(mut self, thing: &T) -> Result<(), RowError> {
        self.batch.rows[0].begin();
        self.batch.rows[0].cell(0).add(&self.owner.thing);
        let row = &self.batch.tables.all[0].row;
        self.field(0, row, thing)
    }

    /// A row of the list that is being written.
    fn row<T: Serialize + ?Sized>(&mut self, table: usize, number: usize, value: &T) -> Result<(), RowError> {
        let tables = self.batch.tables;
        let owner = tables.owners.iter().position(|owner| *owner == table);
        let number = number.to_string();
        if let Some(owner) = owner {
            self.owner.numbers[owner].clone_from(&number);
        }
        let rows = &mut self.batch.rows[table];
        rows.begin();
        let keys =
            [&self.owner.thing].into_iter().chain(&self.owner.numbers).chain([&self.owner.at, &number]);
        for (column, key) in keys.enumerate() {
            rows.cell(column).add(key);
        }
        let at = self.owner.at.len();
        for part in ["[", &number, "]."] {
            self.owner.at.push_str(part);
        }
        let written = self.field(table, &tables.all[table].row, value);
        self.owner.at.truncate(at);
        if let Some(owner) = owner {
            self.owner.numbers[owner].clear();
        }
        written
    }

    /// What a field of the last row of a table says.
    fn field<T: Serialize + ?Sized>(
        &mut self,
        table: usize,
        field: &'static Field,
        value: &T,
    ) -> Result<(), RowError> {
        match field {
            Field::Nowhere => Ok(()),
            Field::Column(column, ColumnType::Json) => {
                let text = serde_json::to_string(value).map_err(|error| RowError::new(error.to_string()))?;
                if text != "null" {
                    self.batch.rows[table].cell(*column).add(&text);
                }
                Ok(())
            }
            Field::Column(column, ColumnType::List) => {
                value.serialize(ListWriter::new(self.batch.rows[table].cell(*column)))
            }
            Field::Column(column, _) => value.serialize(CellWriter(self.batch.rows[table].cell(*column))),
            Field::Fields(_) | Field::Rows(..) => value.serialize(FieldWriter { out: self, table, field }),
        }
    }
}
