//! Rows as Apache Arrow: a record batch a table.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::{Date32Type, Decimal128Type, Float64Type, Int64Type};
use arrow_array::{ArrayRef, ArrowPrimitiveType, PrimitiveArray, RecordBatch, StringArray, new_null_array};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use chrono::NaiveDate;

use super::batch::{Batch, Cells, Rows};
use super::shape::{Column, ColumnType, Table, Tables};
use super::write::RowError;

/// Digits of a decimal column, and how many of them are behind the point. An amount has at most 28 characters.
const DIGITS: u8 = 28;
const PLACES: i8 = 6;

/// Tables as Arrow knows them. `Decimal` is `decimal128(28, 6)`, `List` a list of strings, `Json` a string.
#[derive(Clone, Debug)]
pub struct ArrowTables {
    schemas: Arc<[SchemaRef]>,
}

/// Rows of a table.
#[derive(Clone, Debug)]
pub struct ArrowBatch(pub(super) RecordBatch);

impl ArrowTables {
    /// Of these tables.
    pub fn new(tables: &Tables) -> Self {
        Self { schemas: tables.all.iter().map(|table| Arc::new(schema(table))).collect() }
    }

    /// The columns of each table.
    pub fn schemas(&self) -> &[SchemaRef] {
        &self.schemas
    }

    /// No rows of each table.
    pub fn empty(&self) -> Vec<ArrowBatch> {
        self.schemas.iter().map(|schema| ArrowBatch(RecordBatch::new_empty(Arc::clone(schema)))).collect()
    }

    /// The rows of each table. Refuses a value that its column cannot hold exactly.
    pub fn batches(&self, batch: &Batch) -> Result<Vec<ArrowBatch>, RowError> {
        let rows = batch.iter().zip(&*self.schemas);
        rows.map(|((table, rows), schema)| ArrowBatch::new(Arc::clone(schema), table, rows)).collect()
    }
}

fn schema(table: &Table) -> Schema {
    let field = |column: &Column| {
        let field = Field::new(&column.name, data_type(column.holds), true);
        field.with_metadata([("description".to_owned(), column.about.clone())])
    };
    Schema::new(table.columns.iter().map(field).collect::<Vec<_>>())
}

fn data_type(holds: ColumnType) -> DataType {
    match holds {
        ColumnType::Text | ColumnType::Json => DataType::Utf8,
        ColumnType::Date => DataType::Date32,
        ColumnType::Decimal => DataType::Decimal128(DIGITS, PLACES),
        ColumnType::Integer => DataType::Int64,
        ColumnType::Number => DataType::Float64,
        ColumnType::List => DataType::new_list(DataType::Utf8, true),
    }
}

impl ArrowBatch {
    /// As Arrow's own.
    pub fn into_record_batch(self) -> RecordBatch {
        self.0
    }

    fn new(schema: SchemaRef, table: &Table, rows: &Rows) -> Result<Self, RowError> {
        let columns = table.columns.iter().enumerate().map(|(n, column)| {
            array(column.holds, rows.column(n), rows.len()).map_err(|(row, why)| {
                // The first column is the key of what the row belongs to.
                let (key, of) = (&table.columns[0].name, rows.column(0).get(row));
                RowError::new(format!("{key} {of}: {}.{}: {why}", table.name, column.name))
            })
        });
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let batch =
            RecordBatch::try_new(schema, columns).map_err(|error| RowError::new(error.to_string()))?;
        Ok(Self(batch))
    }
}

/// A column as Arrow has it, or the row whose value does not fit, and why.
fn array(holds: ColumnType, cells: &Cells, len: usize) -> Result<ArrayRef, (usize, String)> {
    if cells.is_empty() {
        return Ok(new_null_array(&data_type(holds), len));
    }
    Ok(match holds {
        ColumnType::Text | ColumnType::Json => {
            Arc::new(strings(cells, len).map_err(|error| (0, error.to_string()))?)
        }
        ColumnType::Date => Arc::new(numbers::<Date32Type>(cells, len, day)?),
        ColumnType::Decimal => {
            let decimals = numbers::<Decimal128Type>(cells, len, decimal)?;
            Arc::new(
                decimals.with_precision_and_scale(DIGITS, PLACES).map_err(|error| (0, error.to_string()))?,
            )
        }
        ColumnType::Integer => {
            Arc::new(numbers::<Int64Type>(cells, len, |text| text.parse().map_err(|_| "no whole number"))?)
        }
        ColumnType::Number => {
            Arc::new(numbers::<Float64Type>(cells, len, |text| text.parse().map_err(|_| "no number"))?)
        }
        ColumnType::List => {
            let mut lists = ListBuilder::new(StringBuilder::new());
            for text in (0..len).map(|row| cells.get(row)) {
                for item in text.split_ascii_whitespace() {
                    lists.values().append_value(item);
                }
                lists.append(!text.is_empty());
            }
            Arc::new(lists.finish())
        }
    })
}

/// The text of a column as it lies there. What is empty is null.
fn strings(cells: &Cells, len: usize) -> Result<StringArray, ArrowError> {
    let text = cells.text();
    let offset = |end: usize| i32::try_from(end).map_err(|_| ArrowError::OffsetOverflowError(end));
    let mut offsets = Vec::with_capacity(len + 1);
    offsets.push(0);
    for end in cells.ends() {
        offsets.push(offset(*end)?);
    }
    offsets.resize(len + 1, offset(text.len())?);
    let is_there = BooleanBuffer::collect_bool(len, |row| offsets[row] < offsets[row + 1]);
    StringArray::try_new(
        OffsetBuffer::new(ScalarBuffer::from(offsets)),
        Buffer::from(text.as_bytes()),
        Some(NullBuffer::new(is_there)),
    )
}

fn numbers<T: ArrowPrimitiveType>(
    cells: &Cells,
    len: usize,
    read: impl Fn(&str) -> Result<T::Native, &'static str>,
) -> Result<PrimitiveArray<T>, (usize, String)> {
    let mut values = vec![T::Native::default(); len];
    let mut start = 0;
    for (row, end) in cells.ends().iter().enumerate() {
        if start < *end {
            values[row] = read(&cells.text()[start..*end]).map_err(|why| (row, why.to_owned()))?;
        }
        start = *end;
    }
    let is_there = BooleanBuffer::collect_bool(len, |row| !cells.get(row).is_empty());
    Ok(PrimitiveArray::new(ScalarBuffer::from(values), Some(NullBuffer::new(is_there))))
}

/// Days since 1970-01-01.
fn day(text: &str) -> Result<i32, &'static str> {
    let digits = |part: &str| part.parse().map_err(|_| "no date");
    let mut parts = text.splitn(3, '-').map(digits);
    let mut part = || parts.next().unwrap_or(Err("no date"));
    let (year, month, day) = (part()?, part()?, part()?);
    let day = NaiveDate::from_ymd_opt(year, month.cast_unsigned(), day.cast_unsigned()).ok_or("no date")?;
    Ok(day.to_epoch_days())
}

/// In millionths.
fn decimal(text: &str) -> Result<i128, &'static str> {
    let (is_negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    let kept = places.trim_end_matches('0');
    if kept.len() > PLACES as usize {
        return Err("a decimal has more than 6 places, which Parquet does not keep here; --to csv does");
    }
    let mut value: i128 = 0;
    let padding = std::iter::repeat_n(b'0', PLACES as usize - kept.len());
    for digit in whole.bytes().chain(kept.bytes()).chain(padding) {
        if !digit.is_ascii_digit() {
            return Err("no decimal");
        }
        value = value * 10 + i128::from(digit - b'0');
    }
    if value >= 10_i128.pow(u32::from(DIGITS)) {
        return Err(
            "a decimal has more than 22 digits before its point, which Parquet does not keep here; --to csv does",
        );
    }
    Ok(if is_negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact_or_refused() {
        assert_eq!(decimal("125"), Ok(125_000_000));
        assert_eq!(decimal("-.5"), Ok(-500_000));
        assert_eq!(decimal("5."), Ok(5_000_000));
        assert_eq!(decimal("0.0000010"), Ok(1));
        assert!(decimal("0.0000001").is_err_and(|why| why.contains("places")));
        assert!(decimal("12345678901234567890123").is_err_and(|why| why.contains("digits")));
        assert!(decimal("1e3").is_err());
        assert_eq!(day("1970-01-02"), Ok(1));
        assert_eq!(day("1969-12-31"), Ok(-1));
    }
}
