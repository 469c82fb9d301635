//! Writes segments: the values given, delimiters between them, and nothing that would read back as something else.

use std::io::Write;

use super::error::{Error, ErrorKind, Role};
use super::isa;
use super::piece::Item;
use super::{Delimiters, Segment};

/// Writes segments to a target. It has no buffer: give it a [`std::io::BufWriter`] where writes are expensive.
///
/// ```
/// # use twinclaim::x12::{Delimiters, Writer};
/// let mut writer = Writer::new(Vec::new(), Delimiters::STANDARD).line_end("\n");
/// writer.segment("CLM")?.element(b"A1")?.element(b"100")?.empty().empty().composite(&[b"11", b"B", b"1"])?.end()?;
/// assert_eq!(writer.into_inner(), b"CLM*A1*100***11:B:1~\n");
/// # Ok::<(), twinclaim::x12::Error>(())
/// ```
#[derive(Debug)]
pub struct Writer<W> {
    target: W,
    delimiters: Delimiters,
    line_end: String,
    keep_empty: bool,
    segments: u64,
    line: Vec<u8>,
}

/// A segment that is being written. Nothing reaches the target before [`SegmentWriter::end`].
#[derive(Debug)]
#[must_use = "a segment is written by its `end`"]
pub struct SegmentWriter<'w, W> {
    writer: &'w mut Writer<W>,
    id: String,
    element: usize,
    /// Length of the line up to the last element that is not empty.
    filled: usize,
}

impl<W: Write> Writer<W> {
    /// Writes with these delimiters, and nothing behind the terminators.
    pub fn new(target: W, delimiters: Delimiters) -> Self {
        Self { target, delimiters, line_end: String::new(), keep_empty: false, segments: 0, line: Vec::new() }
    }

    /// Writes this behind each terminator, usually nothing, `\n` or `\r\n`.
    pub fn line_end(mut self, line_end: &str) -> Self {
        line_end.clone_into(&mut self.line_end);
        self
    }

    /// Keeps empty elements and components at the end, which X12 wants left out.
    pub fn keep_empty(mut self, keep: bool) -> Self {
        self.keep_empty = keep;
        self
    }

    /// The delimiters in use.
    pub fn delimiters(&self) -> Delimiters {
        self.delimiters
    }

    /// Segments since the last ST, that one counted. SE01 is one more.
    pub fn segments(&self) -> u64 {
        self.segments
    }

    /// The target. What was written is there already.
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.target
    }

    /// The target, for keeps.
    pub fn into_inner(self) -> W {
        self.target
    }

    /// Begins a segment.
    ///
    /// The elements of `ISA` are padded to their widths, numbers (ISA09, ISA10, ISA13) with zeros in front and all
    /// others with blanks behind; ISA11, if there is a repetition separator, and ISA16 are what the delimiters say.
    pub fn segment(&mut self, id: &str) -> Result<SegmentWriter<'_, W>, Error> {
        let fit = id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if !fit || !matches!(id.len(), 2 | 3) {
            return Err(ErrorKind::Identifier.into());
        }
        self.line.clear();
        self.line.extend_from_slice(id.as_bytes());
        let filled = self.line.len();
        Ok(SegmentWriter { writer: self, id: id.to_owned(), element: 0, filled })
    }

    /// Writes SE with the right count.
    pub fn transaction_end(&mut self, control: &[u8]) -> Result<(), Error> {
        let count = (self.segments + 1).to_string();
        self.segment("SE")?.element(count.as_bytes())?.element(control)?.end()
    }

    /// Writes a segment byte for byte as it was read, white space included.
    pub fn copy(&mut self, item: &Item<'_>) -> Result<(), Error> {
        self.count(item.segment.id());
        self.raw(item.raw)
    }

    /// Writes a segment again with the delimiters and the line end of this writer.
    pub fn rewrite(&mut self, segment: &Segment<'_>) -> Result<(), Error> {
        let id = String::from_utf8_lossy(segment.id());
        let mut out = self.segment(&id)?;
        let old = segment.delimiters();
        for n in 1..=segment.last() {
            let value = segment.element(n);
            if segment.id() == b"ISA" {
                // Where the versions before 00402 have a letter in ISA11, it stays.
                out = out.element(if n == 16 { b"" } else { value })?;
                continue;
            }
            out.separate();
            let repeats: Vec<&[u8]> = match old.repetition {
                Some(separator) => value.split(|&b| b == separator).collect(),
                None => vec![value],
            };
            for (index, repeat) in repeats.into_iter().enumerate() {
                out.repeat_separator(index)?;
                let components: Vec<&[u8]> = repeat.split(|&b| b == old.component).collect();
                out.components(&components)?;
            }
            out.fill();
        }
        out.end()
    }

    /// Writes bytes as they are. They count for nothing.
    pub fn raw(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.target.write_all(bytes).map_err(|source| ErrorKind::Write { source }.into())
    }

    /// Hands everything on that the target has not passed on yet.
    pub fn flush(&mut self) -> Result<(), Error> {
        self.target.flush().map_err(|source| ErrorKind::Write { source }.into())
    }

    fn count(&mut self, id: &[u8]) {
        self.segments = if id == b"ST" { 1 } else { self.segments + 1 };
    }
}

impl<W: Write> SegmentWriter<'_, W> {
    /// Writes a simple element. The value must hold no delimiter.
    pub fn element(mut self, value: &[u8]) -> Result<Self, Error> {
        self.separate();
        if self.id == "ISA" {
            self.isa_element(value)?;
        } else {
            self.refuse_delimiters(value, None)?;
            self.writer.line.extend_from_slice(value);
            self.fill();
        }
        Ok(self)
    }

    /// Leaves an element out.
    pub fn empty(mut self) -> Self {
        self.separate();
        self
    }

    /// Writes a composite element.
    pub fn composite(self, components: &[&[u8]]) -> Result<Self, Error> {
        self.repeated(&[components])
    }

    /// Writes an element that repeats. Each repetition has its components; a simple one has one.
    pub fn repeated(mut self, repetitions: &[&[&[u8]]]) -> Result<Self, Error> {
        self.separate();
        for (index, components) in repetitions.iter().enumerate() {
            self.repeat_separator(index)?;
            self.components(components)?;
        }
        self.fill();
        Ok(self)
    }

    /// Writes an element as it was read with the same delimiters, components and repetitions included.
    pub fn verbatim(mut self, value: &[u8]) -> Result<Self, Error> {
        self.separate();
        let Delimiters { element, segment, .. } = self.writer.delimiters;
        self.refuse(value, &[(element, Role::Element), (segment, Role::Segment)], None)?;
        self.writer.line.extend_from_slice(value);
        self.fill();
        Ok(self)
    }

    /// Writes the segment to the target.
    pub fn end(mut self) -> Result<(), Error> {
        while self.id == "ISA" && self.element < isa::WIDTHS.len() {
            self = self.element(b"")?;
        }
        let writer = self.writer;
        if !writer.keep_empty {
            writer.line.truncate(self.filled);
        }
        writer.line.push(writer.delimiters.segment);
        writer.line.extend_from_slice(writer.line_end.as_bytes());
        writer.count(self.id.as_bytes());
        writer.target.write_all(&writer.line).map_err(|source| ErrorKind::Write { source }.into())
    }

    fn separate(&mut self) {
        self.element += 1;
        self.writer.line.push(self.writer.delimiters.element);
    }

    /// The line is now to be kept, if the element at its end is not empty.
    fn fill(&mut self) {
        if self.writer.line.last() != Some(&self.writer.delimiters.element) {
            self.filled = self.writer.line.len();
        }
    }

    fn repeat_separator(&mut self, index: usize) -> Result<(), Error> {
        match (index, self.writer.delimiters.repetition) {
            (0, _) => {}
            (_, Some(separator)) => self.writer.line.push(separator),
            (_, None) => return Err(self.holds(Role::Repetition, None)),
        }
        Ok(())
    }

    fn components(&mut self, components: &[&[u8]]) -> Result<(), Error> {
        let last = components.iter().rposition(|c| !c.is_empty()).map_or(0, |last| last + 1);
        let kept = if self.writer.keep_empty { components.len() } else { last };
        for (index, value) in components[..kept].iter().enumerate() {
            if index > 0 {
                self.writer.line.push(self.writer.delimiters.component);
            }
            self.refuse_delimiters(value, (components.len() > 1).then_some(index + 1))?;
            self.writer.line.extend_from_slice(value);
        }
        Ok(())
    }

    /// An element of ISA, whose widths are fixed.
    fn isa_element(&mut self, value: &[u8]) -> Result<(), Error> {
        let number = self.element;
        let Delimiters { element, component, repetition, segment } = self.writer.delimiters;
        let width = isa::WIDTHS.get(number - 1).copied().unwrap_or(0);
        let own = [component];
        let separator = repetition.map(|separator| [separator]);
        let value = match (number, &separator) {
            (11, Some(separator)) => separator,
            // The standards identifier of the versions before 00402; anything else would be read as a separator.
            (11, None) if !value.iter().all(u8::is_ascii_alphanumeric) || value.is_empty() => b"U",
            (16, _) => &own,
            _ => value,
        };
        if value.len() > width {
            return Err(ErrorKind::IsaWidth { element: number, width }.into());
        }
        self.refuse(value, &[(element, Role::Element), (segment, Role::Segment)], None)?;
        let padding = width - value.len();
        let line = &mut self.writer.line;
        if matches!(number, 9 | 10 | 13) {
            line.resize(line.len() + padding, b'0');
            line.extend_from_slice(value);
        } else {
            line.extend_from_slice(value);
            line.resize(line.len() + padding, b' ');
        }
        self.filled = self.writer.line.len();
        Ok(())
    }

    fn refuse_delimiters(&self, value: &[u8], component: Option<usize>) -> Result<(), Error> {
        let own = self.writer.delimiters;
        let mut roles = vec![
            (own.element, Role::Element),
            (own.component, Role::Component),
            (own.segment, Role::Segment),
        ];
        roles.extend(own.repetition.map(|separator| (separator, Role::Repetition)));
        self.refuse(value, &roles, component)
    }

    fn refuse(&self, value: &[u8], roles: &[(u8, Role)], component: Option<usize>) -> Result<(), Error> {
        match roles.iter().find(|&(delimiter, _)| value.contains(delimiter)) {
            Some(&(_, role)) => Err(self.holds(role, component)),
            None => Ok(()),
        }
    }

    #[cold]
    fn holds(&self, role: Role, component: Option<usize>) -> Error {
        ErrorKind::Delimiter { segment: self.id.clone(), element: self.element, component, role }.into()
    }
}
