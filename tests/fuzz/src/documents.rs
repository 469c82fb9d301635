//! What users write and others publish: guides, profiles, configurations, tables, earlier outcomes. Each is taken, or
//! refused in words; never anything else.

use twinclaim::ack::AckReader;
use twinclaim::guide::{self, Profile};
use twinclaim::internal::codes::reference::Tables;
use twinclaim::internal::compare::Ignore;
use twinclaim::internal::config::Config;
use twinclaim::reconcile::Baseline;
use twinclaim::x12::{Charset, Reader};

/// Names of files by which tables are known; the content decides, too.
const TABLES: [&str; 8] = [
    "PPRRVU26_JAN.csv",
    "MCR_MUE_PractitionerServices.csv",
    "MCR_MUE_OutpatientHospitalServices.csv",
    "ccipra-v321r0-f1.txt",
    "Addendum_B_January_2026.csv",
    "HCPC2026_JAN_ANWEB.txt",
    "icd10cm_order_2026.txt",
    "table.csv",
];

/// The first byte says what the others are.
pub fn attack(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let text = || String::from_utf8_lossy(rest).into_owned();
    let refused = match kind % 8 {
        0 => guide::parse(&text()).err().map(|error| error.to_string()),
        1 => Profile::parse(&text()).err().map(|error| error.to_string()),
        2 => Config::parse(&text()).err().map(|error| error.to_string()),
        3 | 4 => {
            let mut tables = Tables::default();
            let name = TABLES[usize::from(kind / 8) % TABLES.len()];
            tables.add(name, rest).err().map(|error| error.to_string())
        }
        5 => Baseline::parse(&text()).err().map(|error| error.to_string()),
        6 => Ignore::parse(text().lines()).err().map(|error| error.to_string()),
        _ => {
            acknowledgment(rest);
            None
        }
    };
    assert!(refused.is_none_or(|words| !words.trim().is_empty()), "a refusal has a reason");
}

fn acknowledgment(bytes: &[u8]) {
    let mut reader = Reader::from_slice(bytes);
    let mut answers = AckReader::new(Charset::Auto);
    while let Ok(Some(piece)) = reader.next() {
        if let Some(item) = piece.segment() {
            answers.take(&item.segment, &mut |_| ());
        }
    }
    answers.finish(&mut |_| ());
}
