//! What is one cell: a text, a number, a list of texts.

use std::fmt::{Display, Write};

use serde::Serialize;
use serde::ser::{Impossible, SerializeSeq, Serializer};

use super::RowError;
use crate::tables::batch::Cells;

/// The methods of a serializer for shapes that it does not take: the words are the error.
macro_rules! refuse {
    ($words:literal, $($method:ident)*) => { $( crate::tables::write::cell::refuse!(@ $words, $method); )* };
    (@ $words:literal, scalars) => {
        crate::tables::write::cell::refuse!(# $words, serialize_bool(bool), serialize_i8(i8), serialize_i16(i16), serialize_i32(i32),
            serialize_i64(i64), serialize_u8(u8), serialize_u16(u16), serialize_u32(u32), serialize_u64(u64),
            serialize_f32(f32), serialize_f64(f64), serialize_char(char), serialize_str(&str));

        fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), RowError> {
            Err(RowError::new($words))
        }
    };
    (@ $words:literal, objects) => {
        type SerializeMap = Impossible<(), RowError>;
        type SerializeStruct = Impossible<(), RowError>;

        fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, RowError> {
            Err(RowError::new($words))
        }

        fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, RowError> {
            Err(RowError::new($words))
        }
    };
    (@ $words:literal, lists) => {
        type SerializeSeq = Impossible<(), RowError>;

        fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, RowError> {
            Err(RowError::new($words))
        }
    };
    // No type of ours is written so.
    (@ $words:literal, others) => {
        type SerializeTuple = Impossible<(), RowError>;
        type SerializeTupleStruct = Impossible<(), RowError>;
        type SerializeTupleVariant = Impossible<(), RowError>;
        type SerializeStructVariant = Impossible<(), RowError>;

        crate::tables::write::cell::refuse!(# $words, serialize_bytes(&[u8]));

        fn serialize_unit_struct(self, _: &'static str) -> Result<(), RowError> {
            Err(RowError::new($words))
        }

        fn serialize_newtype_variant<T: Serialize + ?Sized>(
            self, _: &'static str, _: u32, _: &'static str, _: &T,
        ) -> Result<(), RowError> {
            Err(RowError::new($words))
        }

        fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, RowError> {
            Err(RowError::new($words))
        }

        fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, RowError> {
            Err(RowError::new($words))
        }

        fn serialize_tuple_variant(
            self, _: &'static str, _: u32, _: &'static str, _: usize,
        ) -> Result<Self::SerializeTupleVariant, RowError> {
            Err(RowError::new($words))
        }

        fn serialize_struct_variant(
            self, _: &'static str, _: u32, _: &'static str, _: usize,
        ) -> Result<Self::SerializeStructVariant, RowError> {
            Err(RowError::new($words))
        }
    };
    (# $words:literal, $($method:ident($type:ty)),*) => {
        $( fn $method(self, _: $type) -> Result<(), RowError> { Err(RowError::new($words)) } )*
    };
}
pub(super) use refuse;

/// What is there or not, and what is written as what is in it, is the same to all serializers here.
macro_rules! transparent {
    () => {
        fn serialize_none(self) -> Result<(), RowError> {
            Ok(())
        }

        fn serialize_unit(self) -> Result<(), RowError> {
            Ok(())
        }

        fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), RowError> {
            value.serialize(self)
        }

        fn serialize_newtype_struct<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            value: &T,
        ) -> Result<(), RowError> {
            value.serialize(self)
        }
    };
}
pub(super) use transparent;

/// Writes a text or a number into a cell.
pub(super) struct CellWriter<'c>(pub(super) &'c mut Cells);

macro_rules! displayed {
    ($($method:ident($type:ty)),*) => {
        $( fn $method(self, value: $type) -> Result<(), RowError> { self.displayed(value) } )*
    };
}

impl CellWriter<'_> {
    fn displayed(self, value: impl Display) -> Result<(), RowError> {
        let mut cell = self.0;
        write!(&mut cell, "{value}").map_err(|error| RowError::new(error.to_string()))
    }
}

impl Write for &mut Cells {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.add(text);
        Ok(())
    }
}

impl Serializer for CellWriter<'_> {
    type Ok = ();
    type Error = RowError;

    displayed!(
        serialize_bool(bool),
        serialize_i8(i8),
        serialize_i16(i16),
        serialize_i32(i32),
        serialize_i64(i64),
        serialize_u8(u8),
        serialize_u16(u16),
        serialize_u32(u32),
        serialize_u64(u64),
        serialize_f32(f32),
        serialize_f64(f64),
        serialize_char(char)
    );

    fn serialize_str(self, text: &str) -> Result<(), RowError> {
        self.0.add(text);
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<(), RowError> {
        self.serialize_str(name)
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), RowError> {
        self.displayed(value)
    }

    transparent!();
    refuse!("one value was expected", objects lists others);
}

/// Writes a list of texts into a cell.
pub(super) struct ListWriter<'c> {
    cells: &'c mut Cells,
    is_begun: bool,
}

impl<'c> ListWriter<'c> {
    pub(super) fn new(cells: &'c mut Cells) -> Self {
        Self { cells, is_begun: false }
    }
}

impl<'c> Serializer for ListWriter<'c> {
    type Ok = ();
    type Error = RowError;
    type SerializeSeq = ListWriter<'c>;

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, RowError> {
        Ok(self)
    }

    transparent!();
    refuse!("a list of texts was expected", scalars objects others);
}

impl SerializeSeq for ListWriter<'_> {
    type Ok = ();
    type Error = RowError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), RowError> {
        if self.is_begun {
            self.cells.add(" ");
        }
        self.is_begun = true;
        value.serialize(CellWriter(self.cells))
    }

    fn end(self) -> Result<(), RowError> {
        Ok(())
    }
}
