use std::collections::BTreeSet;

use serde_json::json;

use super::shape::Field;
use super::*;

/// Everything that a claim says is in a cell, and a cell says nothing else.
#[test]
fn each_value_of_a_claim_is_in_one_cell() {
    let claim = json!({
        "schema": "twinclaim/claim/1", "type": "institutional", "patient_control_number": "A-1", "total_charge": "12.50",
        "statement_from": "2026-03-01", "conditions": ["39", "C1"],
        "billing_provider": {"name": "HERON", "address": {"city": "LARKMERE"},
            "contacts": [{"name": "DESK", "numbers": [{"qualifier": "TE", "value": "1"}, {"qualifier": "EM", "value": "a@b"}]}]},
        "diagnoses": [{"kind": "principal", "code": "K8000"}, {"kind": "other", "code": "E119"}],
        "other_payers": [{"payer_responsibility": "S", "paid_amount": "-3",
            "adjustments": [{"group_code": "CO", "adjustments": [{"reason": "45", "amount": "9.5"}]}]}],
        "service_lines": [{"number": "1", "charge": "12.50", "procedure": {"code": "70551", "modifiers": ["26", "RT"]},
            "providers": [{"role": "rendering", "npi": "2000000101"}]}],
        "x12": {"line_end": "\n"}
    });
    let mut batch = Batch::new(Tables::of_claims());
    batch.push(&claim, 7).expect("it is a claim");
    let mut found: Vec<(&str, String, String)> = Vec::new();
    for (table, rows) in batch.iter() {
        for row in 0..rows.len() {
            let cells: Vec<&str> = rows.row(row).collect();
            assert_eq!(cells.len(), table.columns.len());
            let filled = table.columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
            found.extend(filled.map(|(column, cell)| (table.name, column.name.clone(), cell.to_owned())));
        }
    }
    let has = |table: &str, column: &str, cell: &str| {
        let is = |(t, c, x): &(&str, String, String)| *t == table && c == column && x == cell;
        assert!(found.iter().any(is), "{table}.{column} = {cell}: {found:#?}");
    };
    has("claims", "total_charge", "12.50");
    has("claims", "conditions", "39 C1");
    has("claims", "billing_provider_address_city", "LARKMERE");
    has("claims", "x12", "{\"line_end\":\"\\n\"}");
    has("contact_numbers", "at", "billing_provider.contacts[1].numbers");
    has("contact_numbers", "value", "a@b");
    has("diagnoses", "code", "E119");
    has("adjustments", "at", "other_payers[1].adjustments[1].adjustments");
    has("adjustments", "other_payer", "1");
    has("adjustments", "amount", "9.5");
    has("service_lines", "procedure_modifiers", "26 RT");
    has("providers", "line", "1");
    has("providers", "at", "service_lines[1].providers");
    let keys = ["claim", "line", "other_payer", "at", "number"];
    let own = found.iter().filter(|(_, column, _)| !keys.contains(&column.as_str())).count();
    assert_eq!(own, 28, "{found:#?}");
}

#[test]
fn what_repeats_has_a_table_and_columns_have_names_of_their_own() {
    let mut names = BTreeSet::new();
    for table in &Tables::of_claims().all {
        assert!(names.insert(table.name) && !table.about.is_empty(), "{}", table.name);
        let mut columns = BTreeSet::new();
        for column in &table.columns {
            assert!(columns.insert(&column.name), "{}.{}", table.name, column.name);
            assert!(!column.about.is_empty(), "{}.{} says nothing", table.name, column.name);
            let is_extras = column.name == "x12";
            assert!(
                column.holds != ColumnType::Json || is_extras,
                "{}.{}: a table's name",
                table.name,
                column.name
            );
        }
    }
    for name in
        ["claims", "service_lines", "diagnoses", "procedures", "providers", "other_payers", "adjustments"]
    {
        assert!(names.contains(name), "{name}");
    }
}

#[test]
fn what_has_no_column_is_refused() {
    let mut batch = Batch::new(Tables::of_claims());
    let error = batch.push(&json!({"type": "professional", "dreams": "1"}), 1).expect_err("nobody knows it");
    assert_eq!(error.to_string(), "there is no column for dreams");
    let error = batch.push(&json!({"diagnoses": "K8000"}), 1).expect_err("it is no list");
    assert!(error.to_string().contains("list"));
    let error = batch.push(&json!({"total_charge": ["1"]}), 1).expect_err("it is a list");
    assert!(error.to_string().contains("one value"));
}

/// A row of a table is complete before the next one begins, so no row may hold rows of its own table.
#[test]
fn no_table_is_within_itself() {
    fn lists(field: &Field, all: &mut Vec<usize>) {
        match field {
            Field::Fields(fields) => fields.iter().for_each(|(_, field)| lists(field, all)),
            Field::Rows(table, _) => all.push(*table),
            Field::Column(..) | Field::Nowhere => {}
        }
    }
    let tables = &Tables::of_claims().all;
    for first in 0..tables.len() {
        let mut within = Vec::new();
        lists(&tables[first].row, &mut within);
        let mut seen = BTreeSet::new();
        while let Some(next) = within.pop() {
            assert!(next != first, "{}", tables[first].name);
            if seen.insert(next) {
                lists(&tables[next].row, &mut within);
            }
        }
    }
}
