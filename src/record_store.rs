//! Records put aside one after the other, to be read again by number in any order and from several threads.

use std::io::{self, Read as _};
use std::sync::{Mutex, PoisonError};

use crate::spool::Spool;

/// Records put aside: in memory as long as they are few, then in a temporary file without a name.
#[derive(Debug)]
pub struct RecordStore {
    spool: Mutex<Spool>,
    /// Where each record ends.
    ends: Vec<u64>,
}

impl RecordStore {
    /// An empty shelf whose records go to this spool.
    pub fn new(spool: Spool) -> Self {
        Self { spool: Mutex::new(spool), ends: Vec::new() }
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Adds a record and gives its number, from 0. Errors are those of the temporary file.
    pub fn push(&mut self, record: &[u8]) -> io::Result<usize> {
        self.spool.get_mut().unwrap_or_else(PoisonError::into_inner).push(record)?;
        self.ends.push(self.ends.last().copied().unwrap_or(0) + record.len() as u64);
        Ok(self.ends.len() - 1)
    }

    /// A record by its number. Errors are those of the temporary file, and `NotFound` for a number that was not given.
    pub fn get(&self, n: usize) -> io::Result<Vec<u8>> {
        let end = *self.ends.get(n).ok_or(io::ErrorKind::NotFound)?;
        let start = n.checked_sub(1).map_or(0, |before| self.ends[before]);
        let mut record = vec![0; (end - start) as usize];
        let mut spool = self.spool.lock().unwrap_or_else(PoisonError::into_inner);
        spool.read_from(start)?.read_exact(&mut record)?;
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_by_number_whether_they_fit_into_memory_or_not() {
        for memory in [3, 1 << 20] {
            let mut shelf = RecordStore::new(Spool::with_memory(None, memory));
            let records: Vec<Vec<u8>> = (0..300u32).map(|n| vec![n as u8; (n * 7 % 900) as usize]).collect();
            for (n, record) in records.iter().enumerate() {
                assert_eq!(shelf.push(record).expect("pushed"), n);
                let earlier = n / 2;
                assert_eq!(shelf.get(earlier).expect("read"), records[earlier]);
            }
            for (n, record) in records.iter().enumerate().rev() {
                assert_eq!(shelf.get(n).expect("read"), *record);
            }
            assert_eq!(shelf.get(300).expect_err("not there").kind(), io::ErrorKind::NotFound);
        }
    }
}
