//! Parts above a claim, which the claims below them share.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A part above a claim (its billing provider, say), held once for all claims it was read with.
///
/// It is used like the part itself. Changing it in one claim leaves the others as they were: the part is copied then.
pub struct Shared<T>(Arc<T>);

/// The name under which a shared part is serialised: a newtype, which most formats write as what is in it.
pub(super) const SHARED: &str = "Shared";

impl<T> Shared<T> {
    /// Whether both are the same part in memory, and so equal without a look at it.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> From<T> for Shared<T> {
    fn from(part: T) -> Self {
        Self(Arc::new(part))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Default> Default for Shared<T> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || *self.0 == *other.0
    }
}

impl<T: Eq> Eq for Shared<T> {}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(SHARED, &*self.0)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}

impl<T: JsonSchema> JsonSchema for Shared<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Claim, Patient};

    #[test]
    fn a_change_in_one_claim_leaves_the_others_alone() {
        let patient = Patient { last_name: Some("DOE".into()), ..Patient::default() };
        let first = Claim { patient: Some(patient.into()), ..Claim::default() };
        let mut second = first.clone();
        assert!(first.patient.as_ref().zip(second.patient.as_ref()).is_some_and(|(a, b)| a.is_same(b)));
        second.patient.get_or_insert_default().last_name = Some("ROE".into());
        assert_eq!(first.patient.as_ref().and_then(|p| p.last_name.as_deref()), Some("DOE"));
        assert_ne!(first, second);
    }
}
