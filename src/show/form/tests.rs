//! Pages are as wide as they should be, and say nothing personal where that is hidden.

use crate::model::Claim;
use crate::show::Mask;
use crate::show::terminal::{Palette, width};

use super::{FormText, FormView};

fn drawn(claim: &Claim, mask: bool) -> String {
    let mut out = String::new();
    let view = FormView::of(claim, Mask::new(mask));
    FormText::new(&Palette::plain()).form("a claim", &view, &mut out);
    out
}

fn claim(json: &serde_json::Value) -> Claim {
    serde_json::from_value(json.clone()).expect("a claim")
}

#[test]
fn a_page_is_eighty_columns_wide_and_boxes_grow() {
    let name = "A VERY LONG NAME ".repeat(12);
    let text = drawn(
        &claim(&serde_json::json!({
            "type": "professional", "patient_control_number": "@".repeat(90),
            "patient": {"last_name": name.trim_end(), "first_name": "ÅSA"},
            "service_lines": [{"number": "1", "charge": "123456789.123", "note": {"code": "ADD", "text": "word ".repeat(60)}}],
        })),
        false,
    );
    for line in text.lines().filter(|line| line.starts_with(['┌', '├', '│', '└'])) {
        assert_eq!(width(line), 80, "{line}");
    }
    assert_eq!(text.matches('@').count(), 90, "the account number is whole: {text}");
    assert_eq!(text.matches("word").count(), 60, "{text}");
    assert!(text.contains("│123456789.│") && text.contains("│123       │"), "{text}");
}

#[test]
fn a_masked_form_shows_codes_and_amounts_and_nobody() {
    let json = serde_json::json!({
        "type": "institutional", "patient_control_number": "LGH-0117", "total_charge": "1840",
        "facility_type": "13", "frequency_code": "1", "admission_date": "2026-02-09T14:40",
        "patient": {"last_name": "QUILLWORTH", "first_name": "MARTHA", "birth_date": "1961-07-23", "sex": "F",
            "address": {"line1": "14 MILLRACE LANE", "city": "LARKMERE"}},
        "subscriber": {"member_id": "PLH99", "relationship": "18"},
        "payer": {"name": "PRAIRIE LANTERN"}, "billing_provider": {"name": "LARKMERE GENERAL", "npi": "2000000101"},
        "occurrences": [{"code": "11", "date": "2026-02-08"}],
        "diagnoses": [{"kind": "principal", "code": "K8000"}],
        "x12": {"unmapped": [{"after": "2300/CLM", "segment": "NTE*ADD*MARTHA CALLED"}]},
    });
    let text = drawn(&claim(&json), true);
    for hidden in
        ["QUILLWORTH", "MARTHA", "1961", "MILLRACE", "LARKMERE", "PLH99", "PRAIRIE", "2000000101", "0117"]
    {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
    for kept in ["1840.00", "0131", "2026-02-09", "14:40", "11 2026-02-08", "K8000", "[X] F"] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
}
