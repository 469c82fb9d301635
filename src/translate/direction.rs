//! One description, three directions: the verbs with which the model is laid on the guides.
//!
//! A description (see [`describe`](super::describe)) walks the model once and says where each value is. Run with
//! [`Read`](super::read::Read) it fills the model from placed segments; run with [`Write`](super::write::Write) it makes
//! segments of the model; run once with `Learn` it writes itself down as the [`Plan`](super::plan::Plan) for those who go
//! from segments to JSON at full speed. A value is named by the model's field and by its element in the segment entered last.

use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::guide::Spot;
use crate::model::{ClaimType, Shared, Text};

use super::codec::{Codec, Dated};
use super::field::Field;

/// A field of the model: its JSON name, for errors that name the path, and the value.
pub(crate) type Named<'a, T> = (&'static str, &'a mut T);

/// `field!(claim.total_charge)` is the [`Named`] field.
macro_rules! field {
    ($model:ident . $field:ident) => {
        (stringify!($field), &mut $model.$field)
    };
}
pub(crate) use field;

/// Element `n` of the segment, whole.
pub(crate) const fn e(n: u8) -> Spot {
    Spot { element: n, component: 0 }
}

/// Component `c` of element `n`.
pub(crate) const fn c(n: u8, c: u8) -> Spot {
    Spot { element: n, component: c }
}

/// The segment itself, which is always there: for qualifiers that stand for no other value.
pub(crate) const SEGMENT: Spot = e(0);

/// Something in a list whose guide row says what part it plays (a provider's role, a diagnosis' kind).
pub(crate) trait Roled: DeserializeOwned {
    type Role: Copy + PartialEq + std::fmt::Debug + Serialize + 'static;
    fn with_role(role: Self::Role) -> Self;
    fn role(&self) -> Self::Role;
    /// JSON name of the role.
    const ROLE: &'static str;
}

pub(crate) trait Direction: Sized {
    /// Kind of the claim at hand.
    fn kind(&self) -> ClaimType;

    // --- loops and segments

    /// Goes into a loop or segment that is here at most once.
    fn within(&mut self, field: Field, body: impl FnOnce(&mut Self));

    /// The same, for fields that only this kind of claim has.
    fn only(&mut self, kind: ClaimType, body: impl FnOnce(&mut Self));

    /// A part of the model that is there if any of its values are. Goes to no other place in the guide.
    fn part<T: Default + DeserializeOwned>(
        &mut self,
        named: Named<'_, Option<T>>,
        body: impl FnOnce(&mut Self, &mut T),
    );

    /// The same for a part that claims share.
    fn shared<T: Default + Clone + DeserializeOwned>(
        &mut self,
        named: Named<'_, Option<Shared<T>>>,
        body: impl FnOnce(&mut Self, &mut T),
    ) {
        self.part(named, |d, part| body(d, part));
    }

    /// A loop or segment that repeats.
    fn many<T: Default + DeserializeOwned>(
        &mut self,
        field: Field,
        named: Named<'_, Vec<T>>,
        body: impl FnMut(&mut Self, &mut T),
    );

    /// Loops that differ by the role of whom they name.
    fn many_of<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        named: Named<'_, Vec<T>>,
        body: impl FnMut(&mut Self, &mut T),
    );

    /// Repeated elements of segments that go on in the next segment of their kind (HI). In `body`, element 1 is the
    /// element at hand.
    fn slots<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        named: Named<'_, Vec<T>>,
        body: impl FnMut(&mut Self, &mut T),
    );

    /// Groups of elements repeated inside one segment: `(first, stride, count)`: `count` groups of
    /// `stride` from element `first`. In `body`, element
    /// 1 is the first one of the group.
    fn groups<T: Default + DeserializeOwned>(
        &mut self,
        layout: (u8, u8, u8),
        named: Named<'_, Vec<T>>,
        body: impl FnMut(&mut Self, &mut T),
    );

    // --- values

    /// A value that is there or not.
    fn element<T: Codec>(&mut self, spot: Spot, named: Named<'_, Option<T>>);

    /// A value in a field of fixed width, padded with blanks (ISA).
    fn padded(&mut self, spot: Spot, named: Named<'_, Option<Text>>);

    /// A code that the model leaves out where it is the ordinary one. It is there if the value at `of` does.
    fn qualifier(&mut self, ordinary: &'static str, spot: Spot, of: Spot, named: Named<'_, Option<Text>>);

    /// A value the model always shows, filled in on writing where a hand-written claim leaves it out.
    fn defaulted(&mut self, default: &str, spot: Spot, named: Named<'_, Option<Text>>);

    /// Whether what is at a place is not this code, which the field for it cannot say; it stays beside the field.
    fn says_other(&mut self, _spot: Spot, _than: &'static str) -> bool {
        true
    }

    /// Simple values in the components `from` to `to` of an element.
    fn list(&mut self, element: u8, from: u8, to: u8, named: Named<'_, Vec<Text>>);

    /// A date or time with its format qualifier.
    fn dated<T: Dated>(&mut self, format: Spot, value: Spot, named: Named<'_, Option<T>>);

    /// A stretch of days with its format qualifier, in two fields.
    fn days(
        &mut self,
        format: Spot,
        value: Spot,
        from: Named<'_, Option<NaiveDate>>,
        to: Named<'_, Option<NaiveDate>>,
    );

    /// Organisation or person (`kind`), and the name at `name` for the one field or the other.
    fn entity(
        &mut self,
        kind: Spot,
        name: Spot,
        organisation: Named<'_, Option<Text>>,
        person: Named<'_, Option<Text>>,
    );

    /// The name of someone who can only be a person.
    fn person(&mut self, kind: Spot, name: Spot, person: Named<'_, Option<Text>>) {
        self.entity(kind, name, ("", &mut None), person);
    }

    /// Elements that follow from the file as a whole and not from the claim: HL numbers, separators.
    fn elsewhere(&mut self, elements: &[u8]);

    /// The number of the list item at hand, from 1, where the model leaves it out.
    fn numbered(&mut self, spot: Spot, named: Named<'_, Option<Text>>);
}
