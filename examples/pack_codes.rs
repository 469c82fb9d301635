//! Packs the code tables that the program carries, from tables with tabs as the agencies' lists are kept:
//!
//! ```text
//! cargo run --example pack_codes FOLDER
//! ```
//!
//! FOLDER holds `icd10cm.tsv`, `icd10cm-names.tsv`, `icd10cm-successors.tsv`, `icd10pcs.tsv`, `hcpcs.tsv`, `msdrg.tsv`,
//! `discharge-status.tsv`, `carc.tsv` and `rarc.tsv`, each plain or as `.gz`: one header line, the code first, its days next
//! (ISO), then flags, as `src/codes/dated/` reads them. The packed files go to `src/codes/dated/`; which editions they are,
//! `editions.txt` beside them says, by hand.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use twinclaim::internal::codes::dated::{pack, pack_names};

const TABLES: [&str; 8] =
    ["icd10cm", "icd10cm-successors", "icd10pcs", "hcpcs", "msdrg", "discharge-status", "carc", "rarc"];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: cargo run --example pack_codes FOLDER")?;
    let folder = Path::new(&folder);
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/codes/dated");
    for table in TABLES {
        let packed = pack(&text(folder, table)?).map_err(|error| format!("{table}: {error}"))?;
        fs::write(target.join(format!("{table}.packed")), packed)?;
    }
    // Names stand in the order of the codes they name.
    let diagnoses = text(folder, "icd10cm")?;
    let mut codes: Vec<&str> = diagnoses.lines().skip(1).filter_map(|row| row.split('\t').next()).collect();
    codes.sort_unstable();
    codes.dedup();
    let names = text(folder, "icd10cm-names")?;
    let names: HashMap<&str, &str> = names.lines().skip(1).filter_map(|row| row.split_once('\t')).collect();
    let in_order = codes.iter().map(|code| names.get(code).copied().unwrap_or_default());
    fs::write(target.join("icd10cm-names.packed"), pack_names(in_order))?;
    Ok(())
}

/// A table, plain or as `.gz`.
fn text(folder: &Path, table: &str) -> Result<String, Box<dyn Error>> {
    let plain = folder.join(format!("{table}.tsv"));
    if plain.exists() {
        return Ok(fs::read_to_string(plain)?);
    }
    let packed = folder.join(format!("{table}.tsv.gz"));
    let file = fs::File::open(&packed).map_err(|error| format!("{}: {error}", packed.display()))?;
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text)?;
    Ok(text)
}
