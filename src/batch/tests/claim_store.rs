//! Claims that were put aside come back as they were, in whatever order they are asked for.

use std::ffi::OsString;
use std::ops::ControlFlow;

use crate::batch::claims::{Event, Form, read_forms};
use crate::batch::{ClaimStore, Inputs};
use crate::finding::Location;
use crate::model::Claim;
use crate::reconcile::Store;
use crate::translate::RawClaim;
use crate::x12::Charset;

const PATHS: &[&str] = &[
    "patient_control_number",
    "billing_provider.npi",
    "patient.birth_date",
    "service_lines[0].charge",
    "nowhere",
];

fn forms(words: &[&str]) -> Vec<Form> {
    let mut forms = Vec::new();
    for source in Inputs::new(words.iter().map(OsString::from)).open() {
        read_forms(source.expect("a sample"), Charset::Auto, &mut |event| {
            if let Event::Claim(form) = event {
                forms.push(form);
            }
            ControlFlow::Continue(())
        })
        .expect("a sample can be read");
    }
    forms
}

fn claim(form: &Form) -> Claim {
    match form {
        Form::Segments(raw) => *raw.to_claim(),
        Form::Json(claim) => (**claim).clone(),
    }
}

fn located(raw: &RawClaim) -> Vec<Location> {
    raw.locate(PATHS)
}

#[test]
fn a_claim_comes_back_with_its_places_from_memory_and_from_a_file() {
    let forms = forms(&[
        "samples/mri",
        "samples/dependent",
        "samples/inpatient",
        "samples/secondary",
        "samples/handwritten",
    ]);
    assert!(forms.iter().any(|form| matches!(form, Form::Json(_))) && forms.len() > 8);
    for memory in [0, usize::MAX] {
        let mut held = ClaimStore::with_memory(None, memory);
        for form in &forms {
            held.push(form).expect("it is put aside");
        }
        assert_eq!(held.len(), forms.len());
        let order = (0..forms.len()).rev().chain(0..forms.len());
        for n in order {
            assert_eq!(*held.claim(n).expect("it is there"), claim(&forms[n]));
            let places = held.locate(n, PATHS).expect("it is there");
            match &forms[n] {
                Form::Segments(raw) => assert_eq!(places, located(raw)),
                Form::Json(_) => assert!(places[0].value.is_some()),
            }
        }
    }
}
