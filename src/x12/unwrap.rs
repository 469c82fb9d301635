//! Files that were cut into lines of one length, as mainframes write them.

use std::io::{self, Read};

use memchr::memchr2;

/// So many bytes show whether a file is wrapped: its ISA has a line end in it.
const HEAD: usize = 128;
/// An ISA that is not wrapped is so long, without its terminator.
const ISA: u64 = 105;
/// No shorter records are known; a line end before is a fault of its own.
const SHORTEST: usize = 40;

/// An input without the line ends of its records, if it is cut into such. Other inputs come as they are.
#[derive(Debug)]
pub struct Unwrapped<R> {
    head: io::Cursor<Vec<u8>>,
    rest: R,
    record: Option<usize>,
}

impl<R: Read> Unwrapped<R> {
    /// Looks at the start of an input.
    pub fn new(mut input: R) -> io::Result<Self> {
        let mut head = Vec::with_capacity(HEAD);
        input.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        let visible = &head[..head.len().min(ISA as usize)];
        let record = memchr2(b'\r', b'\n', visible).filter(|at| head.starts_with(b"ISA") && *at >= SHORTEST);
        Ok(Self { head: io::Cursor::new(head), rest: input, record })
    }

    /// Bytes of a record, if the input is cut into such.
    pub fn record(&self) -> Option<usize> {
        self.record
    }
}

impl<R: Read> Read for Unwrapped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let from_head = self.head.read(buffer)?;
            let read = if from_head > 0 { from_head } else { self.rest.read(buffer)? };
            if self.record.is_none() || read == 0 {
                return Ok(read);
            }
            let mut kept = 0;
            for n in 0..read {
                if !matches!(buffer[n], b'\r' | b'\n') {
                    buffer[kept] = buffer[n];
                    kept += 1;
                }
            }
            // Nothing but line ends is not yet the end.
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Option<usize>) {
        let mut input = Unwrapped::new(text.as_bytes()).expect("memory");
        let record = input.record();
        let mut out = String::new();
        input.read_to_string(&mut out).expect("memory");
        (out, record)
    }

    const FLAT: &str = "ISA*00*          *00*          *ZZ*HERONBILL      *ZZ*ALDERPLAN      *260402*0830*^*00501*000000207*0*T*:~\
                        GS*HC*HERONBILL*ALDERPLAN*20260402*0830*207*X*005010X222A1~GE*0*207~IEA*1*000000207~";

    #[test]
    fn records_of_any_length_are_joined() {
        for length in [64, 80, 96] {
            for end in ["\n", "\r\n"] {
                let lines = FLAT.as_bytes().chunks(length).map(|line| String::from_utf8_lossy(line) + end);
                assert_eq!(read(&lines.collect::<String>()), (FLAT.to_owned(), Some(length)));
            }
        }
    }

    #[test]
    fn other_inputs_come_as_they_are() {
        let lines = FLAT.replace('~', "~\n");
        for text in [FLAT, &lines, "", "ISA*00\n", "GS*HC\nST*837"] {
            assert_eq!(read(text), (text.to_owned(), None));
        }
    }
}
