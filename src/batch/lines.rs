//! Claims written as lines of JSON, on several threads and in their order.

use std::io::{self, Write};

use crate::translate::Ndjson;

use super::bundles::{Bundle, Bundles, Make};
use super::claims::Form;

/// Takes claims one after the other and writes each as a line. The bytes are the same whatever the number of threads.
#[derive(Debug)]
pub struct Lines<W> {
    out: W,
    bundles: Bundles<Text>,
}

/// Makes text of claims.
#[derive(Debug, Default)]
struct Text(Ndjson);

impl Clone for Text {
    /// Another one, that has written nothing yet.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Make for Text {
    type Made = io::Result<Vec<u8>>;

    fn make(&mut self, bundle: Bundle) -> Self::Made {
        // JSON names each value.
        let mut text = Vec::with_capacity(5 * bundle.size);
        for claim in &bundle.claims {
            match claim {
                Form::Segments(raw) => self.0.append(raw, &mut text)?,
                Form::Json(claim) => self.0.append_claim(claim, &mut text)?,
            }
            text.push(b'\n');
        }
        Ok(text)
    }
}

impl<W: Write> Lines<W> {
    /// Writes into `out`, with so many threads.
    pub fn new(out: W, threads: usize) -> Self {
        Self { out, bundles: Bundles::new(Text::default(), threads) }
    }

    /// Takes a claim. An error is one of an earlier claim's text that could not be written.
    pub fn write(&mut self, claim: Form) -> io::Result<()> {
        match self.bundles.give(claim) {
            Some(text) => self.out.write_all(&text?),
            None => Ok(()),
        }
    }

    /// Writes what is left.
    pub fn finish(mut self) -> io::Result<W> {
        while let Some(text) = self.bundles.take() {
            self.out.write_all(&text?)?;
        }
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
