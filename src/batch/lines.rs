//! Claims written as lines of JSON, on several threads and in their order.

use std::io::{self, Write};

use crate::parallel::Lanes;
use crate::translate::Ndjson;

use super::claims::Form;

/// Takes claims one after the other and writes each as a line. The bytes are the same whatever the number of threads.
///
/// Whoever hands claims over reads them meanwhile, so that is one of the threads; the others make text of what has come.
#[derive(Debug)]
pub struct Lines<W> {
    out: W,
    threads: usize,
    batch: Batch,
    /// Opened with the first full batch: a few claims are not worth a thread.
    lanes: Option<Lanes<Batch, io::Result<Vec<u8>>>>,
    /// For whom there is no other thread.
    json: Ndjson,
}

/// Claims that are handed to a thread together.
#[derive(Debug, Default)]
struct Batch {
    claims: Vec<Form>,
    /// Bytes of X12, about.
    size: usize,
}

impl Batch {
    /// Enough that handing it over costs nothing beside the work, and that a few of them fit into memory.
    const FULL: usize = 1 << 18;
    /// Bytes of a claim that came as JSON, and of what each claim has besides its own segments.
    const ABOUT: usize = 1 << 9;

    /// The text of its claims.
    fn text(&self, json: &mut Ndjson) -> io::Result<Vec<u8>> {
        // JSON names each value.
        let mut text = Vec::with_capacity(5 * self.size);
        for claim in &self.claims {
            match claim {
                Form::Segments(raw) => json.append(raw, &mut text)?,
                Form::Json(claim) => json.append_claim(claim, &mut text)?,
            }
            text.push(b'\n');
        }
        Ok(text)
    }
}

impl<W: Write> Lines<W> {
    /// Writes into `out`, with so many threads.
    pub fn new(out: W, threads: usize) -> Self {
        Self { out, threads, batch: Batch::default(), lanes: None, json: Ndjson::default() }
    }

    /// Takes a claim. An error is one of an earlier claim's text that could not be written.
    pub fn write(&mut self, claim: Form) -> io::Result<()> {
        self.batch.size += Batch::ABOUT;
        if let Form::Segments(raw) = &claim {
            self.batch.size += raw.size();
        }
        self.batch.claims.push(claim);
        if self.batch.size < Batch::FULL {
            return Ok(());
        }
        let batch = std::mem::take(&mut self.batch);
        if self.threads < 2 {
            return self.out.write_all(&batch.text(&mut self.json)?);
        }
        let lanes = self.lanes.get_or_insert_with(|| {
            Lanes::new(self.threads - 1, || {
                let mut json = Ndjson::default();
                move |batch: Batch| batch.text(&mut json)
            })
        });
        match lanes.give(batch) {
            Some(text) => self.out.write_all(&text?),
            None => Ok(()),
        }
    }

    /// Writes what is left.
    pub fn finish(mut self) -> io::Result<W> {
        while let Some(text) = self.lanes.as_mut().and_then(Lanes::take) {
            self.out.write_all(&text?)?;
        }
        self.out.write_all(&self.batch.text(&mut self.json)?)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

#[cfg(test)]
mod tests {
    use crate::generate::{Options, write};
    use crate::model::ClaimType;
    use crate::translate::{Claims, Event};
    use crate::x12::{Charset, Reader};

    use super::*;

    fn lines(text: &[u8], threads: usize) -> Vec<u8> {
        let mut claims = Claims::new(Reader::from_slice(text), None, Charset::Auto);
        let mut lines = Lines::new(Vec::new(), threads);
        while let Some(event) = claims.next().transpose().expect("a generated file is X12") {
            if let Event::Claim(raw) = event {
                lines.write(Form::Segments(raw)).expect("memory takes it");
            }
        }
        lines.finish().expect("memory takes it")
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let mut text = Vec::new();
        write(&Options::new(ClaimType::Professional, 1500), &mut text).expect("memory takes it");
        let one = lines(&text, 1);
        assert_eq!(memchr::memchr_iter(b'\n', &one).count(), 1500);
        for threads in [2, 3, 7] {
            assert!(lines(&text, threads) == one, "{threads} threads");
        }
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert!(Lines::new(Vec::new(), 2).finish().is_ok_and(|text| text.is_empty()));
    }
}
