//! Writes the seeds of all targets: `seeds FOLDER` makes FOLDER/TARGET/N.

use std::fs;
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).unwrap_or_else(|| "corpus".into()));
    for (target, seeds, _) in twinclaim_fuzz::seeds::all() {
        fs::create_dir_all(folder.join(target))?;
        for (n, seed) in seeds.iter().enumerate() {
            fs::write(folder.join(target).join(format!("seed-{n:03}")), seed)?;
        }
    }
    Ok(())
}
