//! Which keys were met before, however many there are: the last ones in memory, the others in temporary files without a
//! name, sorted, with a filter before them that nearly always knows that a key is not there.

use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::temporary::{self, TemporaryFile};

/// Keys that stay in memory, at 24 bytes or so.
const IN_MEMORY: usize = 1 << 18;
/// Entries between two keys that stay in memory.
const STEP: usize = 256;
/// Bytes of an entry: key and value.
const ENTRY: usize = 16;
/// Bits of the filter for each key: one key in a hundred that is not there is looked for.
const BITS: usize = 10;

/// Keys, each with a value. Keys are hashes already.
#[derive(Debug)]
pub(crate) struct Keys {
    recent: HashMap<u64, u64, foldhash::fast::FixedState>,
    most: usize,
    runs: Vec<Run>,
    folder: Option<PathBuf>,
}

impl Default for Keys {
    fn default() -> Self {
        Self::with_memory(None, IN_MEMORY)
    }
}

impl Keys {
    /// None yet. Files are made in this folder, or else in the system's own.
    pub(crate) fn new(folder: Option<&Path>) -> Self {
        Self::with_memory(folder, IN_MEMORY)
    }

    /// None yet, and so many at most in memory.
    fn with_memory(folder: Option<&Path>, most: usize) -> Self {
        Self { recent: HashMap::default(), most, runs: Vec::new(), folder: folder.map(Path::to_path_buf) }
    }

    /// The value of a key, the last one it was given. Errors are those of the temporary file.
    pub(crate) fn get(&mut self, key: u64) -> io::Result<Option<u64>> {
        if let Some(value) = self.recent.get(&key) {
            return Ok(Some(*value));
        }
        for run in self.runs.iter_mut().rev() {
            if let Some(value) = run.get(key)? {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// Gives a key a value. Errors are those of the temporary file.
    pub(crate) fn insert(&mut self, key: u64, value: u64) -> io::Result<()> {
        self.recent.insert(key, value);
        if self.recent.len() >= self.most {
            let mut entries: Vec<(u64, u64)> = self.recent.drain().collect();
            entries.sort_unstable();
            self.runs.push(Run::new(&entries, self.folder.as_deref())?);
        }
        Ok(())
    }
}

/// Keys in a file, ascending.
#[derive(Debug)]
struct Run {
    file: TemporaryFile,
    length: usize,
    /// Every [`STEP`]th key.
    fences: Vec<u64>,
    filter: Vec<u64>,
}

impl Run {
    fn new(entries: &[(u64, u64)], folder: Option<&Path>) -> io::Result<Self> {
        let mut file = temporary::file(folder)?;
        let mut filter = vec![0; (entries.len() * BITS).div_ceil(64).max(1)];
        let mut bytes = Vec::with_capacity(entries.len() * ENTRY);
        for (key, value) in entries {
            bytes.extend_from_slice(&key.to_le_bytes());
            bytes.extend_from_slice(&value.to_le_bytes());
            for bit in bits(*key, filter.len()) {
                filter[bit / 64] |= 1 << (bit % 64);
            }
        }
        file.write_all(&bytes)?;
        let fences = entries.iter().step_by(STEP).map(|(key, _)| *key).collect();
        Ok(Self { file, length: entries.len(), fences, filter })
    }

    fn get(&mut self, key: u64) -> io::Result<Option<u64>> {
        if !bits(key, self.filter.len()).iter().all(|bit| self.filter[bit / 64] >> (bit % 64) & 1 == 1) {
            return Ok(None);
        }
        let Some(block) = self.fences.partition_point(|fence| *fence <= key).checked_sub(1) else {
            return Ok(None);
        };
        let entries = STEP.min(self.length - block * STEP);
        let mut bytes = vec![0; entries * ENTRY];
        self.file.seek(SeekFrom::Start((block * STEP * ENTRY) as u64))?;
        self.file.read_exact(&mut bytes)?;
        let entry = |n: usize| {
            let number =
                |at: usize| u64::from_le_bytes(std::array::from_fn(|byte| bytes[n * ENTRY + at + byte]));
            (number(0), number(8))
        };
        Ok((0..entries).map(entry).find(|(own, _)| *own == key).map(|(_, value)| value))
    }
}

/// The bits of a key in a filter of so many words.
fn bits(key: u64, words: usize) -> [usize; 4] {
    let all = words as u64 * 64;
    let step = key.rotate_left(32) | 1;
    std::array::from_fn(|n| (key.wrapping_add(step.wrapping_mul(n as u64)) % all) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Spread as hashes are.
    fn key(n: u64) -> u64 {
        n.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(17).wrapping_mul(0xD1B5_4A32_D192_ED03)
    }

    #[test]
    fn keys_are_known_in_memory_and_in_files() {
        for most in [1, 2, 700, 100_000] {
            let mut keys = Keys::with_memory(None, most);
            let all = if most < 100 { 300 } else { 5_000 };
            for n in 0..all {
                assert_eq!(keys.get(key(n)).expect("read"), None, "{n} of {most}");
                keys.insert(key(n), n).expect("written");
            }
            for n in 0..all {
                assert_eq!(keys.get(key(n)).expect("read"), Some(n), "{n} of {most}");
            }
            // The last value holds.
            keys.insert(key(7), 1_000_000).expect("written");
            assert_eq!(keys.get(key(7)).expect("read"), Some(1_000_000));
            assert!((all..all * 2).all(|n| keys.get(key(n)).expect("read").is_none()));
        }
    }
}
