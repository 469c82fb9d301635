//! Records whose fields are all there or not.

/// Declares a record: fields in front of the bar may be missing, those behind it are lists. Absent fields and empty lists
/// are left out of the JSON; keys that are not known are refused. Texts and dates have a [`Mark`](super::personal::Mark).
macro_rules! record {
    (
        $(#[$doc:meta])*
        $name:ident {
            $($(#[$field_doc:meta])* $field:ident: $type:ty $(as $mark:ident)?,)*
            $(| $($(#[$list_doc:meta])* $list:ident: $item:ty $(as $list_mark:ident)?,)+)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields, default)]
        pub struct $name {
            $($(#[$field_doc])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)*
            $($($(#[$list_doc])* #[serde(skip_serializing_if = "Vec::is_empty")] pub $list: Vec<$item>,)+)?
        }
        super::personal::marks!($name {
            $($field: $type $(as $mark)?,)*
            $(| $($list: $item $(as $list_mark)?,)+)?
        });
    };
}
pub(super) use record;
