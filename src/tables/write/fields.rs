//! What is a part of a row, or rows of its own: objects and lists of objects.

use serde::Serialize;
use serde::ser::{Impossible, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use super::cell::{CellWriter, refuse, transparent};
use super::{RowError, Writing};
use crate::tables::batch::Cells;
use crate::tables::shape::Field;

/// Writes an object whose fields go where `field` says, or a list of rows.
pub(super) struct FieldWriter<'w, 'b> {
    pub(super) out: &'w mut Writing<'b>,
    pub(super) table: usize,
    pub(super) field: &'static Field,
}

impl<'w, 'b> FieldWriter<'w, 'b> {
    fn object(self) -> Result<ObjectWriter<'w, 'b>, RowError> {
        let Field::Fields(fields) = self.field else {
            return Err(RowError::new("a list was expected"));
        };
        Ok(ObjectWriter { out: self.out, table: self.table, fields, next: 0, key: Cells::default() })
    }
}

impl<'w, 'b> Serializer for FieldWriter<'w, 'b> {
    type Ok = ();
    type Error = RowError;
    type SerializeSeq = RowsWriter<'w, 'b>;
    type SerializeMap = ObjectWriter<'w, 'b>;
    type SerializeStruct = ObjectWriter<'w, 'b>;

    fn serialize_seq(self, _: Option<usize>) -> Result<RowsWriter<'w, 'b>, RowError> {
        let Field::Rows(table, name) = self.field else {
            return Err(RowError::new("an object was expected"));
        };
        let begin = self.out.owner.at.len();
        self.out.owner.at.push_str(name);
        Ok(RowsWriter { out: self.out, table: *table, number: 0, begin })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<ObjectWriter<'w, 'b>, RowError> {
        self.object()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<ObjectWriter<'w, 'b>, RowError> {
        self.object()
    }

    transparent!();
    refuse!("an object or a list was expected", scalars others);
}

/// Writes the fields of an object.
pub(super) struct ObjectWriter<'w, 'b> {
    out: &'w mut Writing<'b>,
    table: usize,
    fields: &'static [(String, Field)],
    /// Where the next field is looked for first: they come in the order of the type.
    next: usize,
    /// The key of a map, until its value comes.
    key: Cells,
}

impl ObjectWriter<'_, '_> {
    fn write<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), RowError> {
        let (before, after) = self.fields.split_at(self.next);
        let Some(found) = after.iter().chain(before).position(|(name, _)| name == key) else {
            return Err(RowError::new(format!("there is no column for {key}")));
        };
        let found = (self.next + found) % self.fields.len();
        self.next = found + 1;
        self.out.field(self.table, &self.fields[found].1, value)
    }
}

impl SerializeStruct for ObjectWriter<'_, '_> {
    type Ok = ();
    type Error = RowError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), RowError> {
        self.write(key, value)
    }

    fn end(self) -> Result<(), RowError> {
        Ok(())
    }
}

impl SerializeMap for ObjectWriter<'_, '_> {
    type Ok = ();
    type Error = RowError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), RowError> {
        self.key = Cells::of_one();
        key.serialize(CellWriter(&mut self.key))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), RowError> {
        let key = std::mem::take(&mut self.key);
        self.write(key.get(0), value)
    }

    fn end(self) -> Result<(), RowError> {
        Ok(())
    }
}

/// Writes a list, a row an item.
pub(super) struct RowsWriter<'w, 'b> {
    out: &'w mut Writing<'b>,
    table: usize,
    number: usize,
    /// Where the name of the list begins.
    begin: usize,
}

impl SerializeSeq for RowsWriter<'_, '_> {
    type Ok = ();
    type Error = RowError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), RowError> {
        self.number += 1;
        self.out.row(self.table, self.number, value)
    }

    fn end(self) -> Result<(), RowError> {
        self.out.owner.at.truncate(self.begin);
        Ok(())
    }
}
