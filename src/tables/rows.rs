//! A claim as rows.

use std::borrow::Cow;

use serde_json::Value;

use super::shape::{Column, ColumnType, tables};

/// A row of a table.
#[derive(Debug)]
pub struct Row<'r> {
    /// Which of [`tables`].
    pub table: usize,
    /// A cell for each column; empty where there is nothing.
    pub cells: Vec<Cow<'r, str>>,
}

/// What a row belongs to.
#[derive(Clone, Debug, Default)]
struct Owner {
    claim: u64,
    line: Option<usize>,
    other_payer: Option<usize>,
    at: String,
    number: usize,
}

/// Hands out the rows of a claim, in JSON as it is written, the claim's own first. `number` is the claim's, in the run.
pub fn rows<E>(claim: &Value, number: u64, sink: &mut dyn FnMut(&Row<'_>) -> Result<(), E>) -> Result<(), E> {
    let owner = Owner { claim: number, ..Owner::default() };
    hand_out(0, claim, &owner, sink)
}

fn hand_out<E>(
    table: usize,
    value: &Value,
    owner: &Owner,
    sink: &mut dyn FnMut(&Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let shape = &tables()[table];
    let cells = shape.columns.iter().map(|column| cell(column, value, owner)).collect();
    sink(&Row { table, cells })?;
    for list in &shape.lists {
        let items = find(value, &list.path).and_then(Value::as_array);
        let field = list.path.join(".");
        // A list within a row is at that row.
        let at = if table == 0 { field } else { format!("{}[{}].{field}", owner.at, owner.number) };
        for (n, item) in items.into_iter().flatten().enumerate() {
            let mut own = Owner { at: at.clone(), number: n + 1, ..owner.clone() };
            match tables()[list.table].name {
                "service_lines" => own.line = Some(n + 1),
                "other_payers" => own.other_payer = Some(n + 1),
                _ => {}
            }
            hand_out(list.table, item, &own, sink)?;
        }
    }
    Ok(())
}

fn find<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, key| value.get(key))
}

fn cell<'v>(column: &Column, value: &'v Value, owner: &Owner) -> Cow<'v, str> {
    let number = |number: Option<usize>| number.map_or(Cow::from(""), |number| number.to_string().into());
    if column.path.is_empty() {
        return match &*column.name {
            "claim" => owner.claim.to_string().into(),
            "line" => number(owner.line),
            "other_payer" => number(owner.other_payer),
            "at" => owner.at.clone().into(),
            _ => number(Some(owner.number)),
        };
    }
    match (find(value, &column.path), column.holds) {
        (None | Some(Value::Null), _) => "".into(),
        (Some(value), ColumnType::Json) => value.to_string().into(),
        (Some(Value::Array(values)), _) => {
            let texts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
            texts.join(" ").into()
        }
        (Some(Value::String(text)), _) => text.into(),
        (Some(value), _) => value.to_string().into(),
    }
}
