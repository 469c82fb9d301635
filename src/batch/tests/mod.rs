//! Tests of inputs and outputs, on files made for each test.

mod claim_store;
mod inputs;
mod outputs;

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::{TempDir, tempdir};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

const X12: &str = "ISA*00*          *00*          *ZZ*S              *ZZ*R              *260302*1200*^*00501*000000001*0*T*:~IEA*0*000000001~";
const CLAIM: &str = r#"{"type":"professional","patient_control_number":"A1","total_charge":"100"}"#;

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(content).unwrap();
    packer.finish().unwrap()
}

fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        if name.ends_with('/') {
            zip.add_directory(*name, SimpleFileOptions::default()).unwrap();
        } else {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

/// A folder with files in it; names may hold folders.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = tempdir().unwrap();
    for (name, content) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    dir
}

fn read(source: Source) -> String {
    let mut text = String::new();
    let mut reader = source.reader;
    reader.read_to_string(&mut text).unwrap();
    text
}

/// Everything one file gives: sources and errors, and how many were skipped.
fn open_words(words: &[&Path]) -> (Vec<Result<Source>>, u64) {
    let mut sources = Inputs::new(words).open();
    let all = sources.by_ref().collect();
    (all, sources.passed_over().len() as u64)
}

/// The error that naming a file of this content gives.
fn refusal(content: &[u8]) -> String {
    let dir = folder(&[("named", content)]);
    let (mut all, _) = open_words(&[&dir.path().join("named")]);
    assert_eq!(all.len(), 1);
    let error = all.remove(0).expect_err("it should be refused");
    assert!(error.path.ends_with("named"));
    error.to_string().split_once("named ").unwrap().1.to_owned()
}

/// The names of sources inside a folder, relative to it, in order.
fn relatives(all: Vec<Result<Source>>) -> Vec<String> {
    all.into_iter().map(|s| s.unwrap().relative.to_string_lossy().replace('\\', "/")).collect()
}
