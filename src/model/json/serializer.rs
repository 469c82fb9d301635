//! A serde serializer that writes claims as `serde_json` does, and faster: names of fields are known to need no escapes,
//! values are looked at eight bytes at a time, and parts that claims share are kept as text.

use std::fmt::{self, Write as _};

use serde::Serialize;
use serde::ser::{Error as _, Impossible, SerializeSeq, SerializeStruct, Serializer};
use serde_json::Error;

use super::Kept;
use super::string::{digits, string};
use crate::model::shared::SHARED;

/// Appends the JSON of a value to `out`.
pub(super) struct Json<'w> {
    pub(super) out: &'w mut Vec<u8>,
    pub(super) kept: &'w mut Kept,
}

/// What no claim holds.
fn foreign<T>(what: &str) -> Result<T, Error> {
    Err(Error::custom(format!("claims hold no {what}")))
}

impl<'a, 'w> Serializer for &'a mut Json<'w> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Items<'a, 'w>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Impossible<(), Error>;
    type SerializeStruct = Fields<'a, 'w>;
    type SerializeStructVariant = Impossible<(), Error>;

    #[inline]
    fn serialize_str(self, text: &str) -> Result<(), Error> {
        string(self.out, text);
        Ok(())
    }

    /// Dates and times: they print without anything to escape, yet that is not taken on trust.
    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<(), Error> {
        let mut text = Short::default();
        match write!(text, "{value}") {
            Ok(()) => self.serialize_str(std::str::from_utf8(text.written()).unwrap_or_default()),
            Err(_) => self.serialize_str(&value.to_string()),
        }
    }

    fn serialize_u64(self, number: u64) -> Result<(), Error> {
        digits(self.out, number);
        Ok(())
    }

    fn serialize_u8(self, number: u8) -> Result<(), Error> {
        self.serialize_u64(number.into())
    }

    fn serialize_u16(self, number: u16) -> Result<(), Error> {
        self.serialize_u64(number.into())
    }

    fn serialize_u32(self, number: u32) -> Result<(), Error> {
        self.serialize_u64(number.into())
    }

    fn serialize_i64(self, number: i64) -> Result<(), Error> {
        if number < 0 {
            self.out.push(b'-');
        }
        self.serialize_u64(number.unsigned_abs())
    }

    fn serialize_i8(self, number: i8) -> Result<(), Error> {
        self.serialize_i64(number.into())
    }

    fn serialize_i16(self, number: i16) -> Result<(), Error> {
        self.serialize_i64(number.into())
    }

    fn serialize_i32(self, number: i32) -> Result<(), Error> {
        self.serialize_i64(number.into())
    }

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_char(self, c: char) -> Result<(), Error> {
        self.serialize_str(c.encode_utf8(&mut [0; 4]))
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.out.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    #[inline]
    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<(), Error> {
        self.serialize_str(name)
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        if name != SHARED {
            return value.serialize(self);
        }
        let address = std::ptr::from_ref(value).addr();
        if self.kept.take(address, self.out) {
            return Ok(());
        }
        let (start, slot) = (self.out.len(), self.kept.slot());
        value.serialize(&mut *self)?;
        self.kept.keep(slot, address, &self.out[start..]);
        Ok(())
    }

    #[inline]
    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'a, 'w>, Error> {
        Ok(Items { json: self, before: b'[' })
    }

    #[inline]
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'a, 'w>, Error> {
        Ok(Fields { json: self, before: b'{' })
    }

    fn serialize_f32(self, _: f32) -> Result<(), Error> {
        foreign("floating-point numbers")
    }

    fn serialize_f64(self, _: f64) -> Result<(), Error> {
        foreign("floating-point numbers")
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Error> {
        foreign("bytes")
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        foreign("variants with values")
    }

    fn serialize_tuple(self, _: usize) -> Result<Impossible<(), Error>, Error> {
        foreign("tuples")
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Impossible<(), Error>, Error> {
        foreign("tuples")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Error>, Error> {
        foreign("variants with values")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Impossible<(), Error>, Error> {
        foreign("maps")
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Error>, Error> {
        foreign("variants with values")
    }
}

/// A list being written.
pub(super) struct Items<'a, 'w> {
    json: &'a mut Json<'w>,
    /// What is before the next item.
    before: u8,
}

impl SerializeSeq for Items<'_, '_> {
    type Ok = ();
    type Error = Error;

    #[inline]
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.json.out.push(std::mem::replace(&mut self.before, b','));
        value.serialize(&mut *self.json)
    }

    #[inline]
    fn end(self) -> Result<(), Error> {
        self.json.out.extend_from_slice(if self.before == b'[' { b"[]" } else { b"]" });
        Ok(())
    }
}

/// A record being written.
pub(super) struct Fields<'a, 'w> {
    json: &'a mut Json<'w>,
    /// What is before the next field.
    before: u8,
}

impl SerializeStruct for Fields<'_, '_> {
    type Ok = ();
    type Error = Error;

    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        let out = &mut *self.json.out;
        out.reserve(name.len() + 4);
        out.extend_from_slice(&[std::mem::replace(&mut self.before, b','), b'"']);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"\":");
        value.serialize(&mut *self.json)
    }

    #[inline]
    fn end(self) -> Result<(), Error> {
        self.json.out.extend_from_slice(if self.before == b'{' { b"{}" } else { b"}" });
        Ok(())
    }
}

/// A short text, printed without an allocation.
#[derive(Default)]
struct Short {
    bytes: [u8; 32],
    len: usize,
}

impl Short {
    fn written(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

impl fmt::Write for Short {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = self.bytes.get_mut(self.len..self.len + text.len()).ok_or(fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.len += text.len();
        Ok(())
    }
}
