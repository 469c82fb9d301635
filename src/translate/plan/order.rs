//! The fields of a record in the order in which they are written, asked of its own way of being read.

use serde::de::value::Error;
use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;

/// Names of a record's fields in the order of its declaration, which is that of its JSON; none for what is no record.
pub(super) fn fields<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut names = &[][..];
    // It asks for its fields by name, and gets nothing.
    let _ = T::deserialize(Names(&mut names));
    names
}

/// Holds nothing, and notes which fields it is asked for.
struct Names<'n>(&'n mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Names<'_> {
    type Error = Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        *self.0 = fields;
        Err(Error::custom("only the names are wanted"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("this is no record"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq
        tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::super::model::{Claim, Contract, Shared, Submitter, Text};
    use super::*;

    #[test]
    fn fields_come_in_the_order_of_the_json() {
        assert_eq!(fields::<Box<Contract>>()[..2], ["contract_type", "amount"]);
        assert_eq!(fields::<Shared<Submitter>>().last(), Some(&"contacts"));
        assert_eq!(fields::<Claim>()[..3], ["schema", "type", "source"]);
        assert!(fields::<Text>().is_empty());
    }
}
