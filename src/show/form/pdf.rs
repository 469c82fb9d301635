//! Draws forms as pages of a PDF: the same boxes at the same places, letter size, one page a page of the form.
//!
//! Pages are written as they come, so memory grows by a number a page. Fonts are those that every reader has; what their
//! encoding (Windows-1252) does not have stands as its number.

use std::fmt;
use std::io::{self, Write};

use encoding_rs::WINDOWS_1252;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::{Chunk, Content, Filter, Finish, Name, Rect, Ref, Str};

use crate::show::terminal::visible;

use super::text::{RIGHT, cell, title, wrap};
use super::view::{FormView, PageView, RestView, RowView};

/// Points of a page, 72 an inch.
const PAGE: (f32, f32) = (612.0, 792.0);
/// Points that stay free around it.
const MARGIN: f32 = 27.0;
/// Points that a title takes above its box's values.
const TITLE: f32 = 7.5;
/// Points of the heading.
const HEADING: f32 = 22.0;
/// Points that a line of values takes, where there is room.
const LINE: f32 = 12.0;
/// Points of a line of the addendum, the columns it has room for, and the lines a page has.
const REST: (f32, usize, usize) = (10.0, 110, 71);
/// Width of a letter of Courier by its size: all are as wide.
const COURIER: f32 = 0.6;

const CATALOG: Ref = Ref::new(1);
const TREE: Ref = Ref::new(2);
const VALUES: (Ref, Name<'static>) = (Ref::new(3), Name(b"V"));
const LABELS: (Ref, Name<'static>) = (Ref::new(4), Name(b"L"));

/// Writes forms as a PDF.
pub struct FormPdf<'w> {
    out: &'w mut dyn Write,
    /// Bytes so far.
    at: u64,
    /// Offset of each object, by its number from 1; nought while it is not written.
    offsets: Vec<u64>,
    pages: Vec<Ref>,
}

impl<'w> FormPdf<'w> {
    /// Begins the file.
    pub fn begin(out: &'w mut dyn Write) -> io::Result<Self> {
        let mut pdf = Self { out, at: 0, offsets: vec![0; 4], pages: Vec::new() };
        // Bytes that are no text tell programs that carry files that this is none.
        pdf.write(b"%PDF-1.7\n%\x80\x80\x80\x80\n")?;
        for ((font, _), base) in [(VALUES, &b"Courier"[..]), (LABELS, &b"Helvetica"[..])] {
            pdf.object(font, |chunk| {
                chunk.type1_font(font).base_font(Name(base)).encoding_predefined(Name(b"WinAnsiEncoding"));
            })?;
        }
        Ok(pdf)
    }

    /// Adds a claim's form under a heading, and behind it what the form has no box for.
    pub fn form(&mut self, heading: &str, view: &FormView) -> io::Result<()> {
        let of = view.pages.len();
        for (n, page) in view.pages.iter().enumerate() {
            let heading = format!("{} · page {} of {of} · {heading}", view.form, n + 1);
            self.page(&drawn(&heading, page))?;
        }
        let rest: Vec<String> = view.addendum.iter().flat_map(told).collect();
        for part in rest.chunks(REST.2) {
            let heading = format!("{} · addendum: what the form has no box for · {heading}", view.form);
            self.page(&listed(&heading, part))?;
        }
        Ok(())
    }

    /// Ends the file.
    pub fn finish(mut self) -> io::Result<()> {
        let pages = std::mem::take(&mut self.pages);
        self.object(TREE, |chunk| {
            chunk.pages(TREE).count(number(pages.len())).kids(pages.iter().copied());
        })?;
        self.object(CATALOG, |chunk| {
            let mut catalog = chunk.indirect(CATALOG).dict();
            catalog.pair(Name(b"Type"), Name(b"Catalog"));
            catalog.pair(Name(b"Pages"), TREE);
        })?;
        // Where each object is, and where that list is.
        let (start, size) = (self.at, self.offsets.len() + 1);
        let mut table = format!("xref\n0 {size}\n0000000000 65535 f \n");
        for offset in std::mem::take(&mut self.offsets) {
            // Writing to a string cannot fail.
            let _ = fmt::Write::write_fmt(&mut table, format_args!("{offset:010} 00000 n \n"));
        }
        self.write(table.as_bytes())?;
        let trailer = format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        self.write(trailer.as_bytes())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// Writes an object, which a chunk has alone.
    fn object(&mut self, id: Ref, make: impl FnOnce(&mut Chunk)) -> io::Result<()> {
        let mut chunk = Chunk::new();
        make(&mut chunk);
        let n = usize::try_from(id.get()).unwrap_or(1);
        self.offsets[n - 1] = self.at;
        self.write(chunk.as_bytes())
    }

    fn next(&mut self) -> Ref {
        self.offsets.push(0);
        Ref::new(number(self.offsets.len()))
    }

    fn page(&mut self, content: &[u8]) -> io::Result<()> {
        let (page, drawing) = (self.next(), self.next());
        self.pages.push(page);
        self.object(page, |chunk| {
            let mut object = chunk.page(page);
            object.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).parent(TREE).contents(drawing);
            let mut resources = object.resources();
            let mut fonts = resources.fonts();
            fonts.pair(VALUES.1, VALUES.0).pair(LABELS.1, LABELS.0);
            fonts.finish();
        })?;
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        packed.write_all(content)?;
        let packed = packed.finish()?;
        self.object(drawing, |chunk| {
            chunk.stream(drawing, &packed).filter(Filter::FlateDecode);
        })
    }
}

impl fmt::Debug for FormPdf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormPdf").field("pages", &self.pages.len()).finish_non_exhaustive()
    }
}

/// A number of an object; a file has no more than that many.
fn number(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// Columns or lines, of which a page has few.
fn float(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}

/// Writes text with its base line's left end there.
fn text(content: &mut Content, (font, size): (Name<'_>, f32), (x, y): (f32, f32), text: &str) {
    let text = visible(text);
    let (bytes, ..) = WINDOWS_1252.encode(&text);
    content.begin_text().set_font(font, size).next_line(x, y).show(Str(&bytes)).end_text();
}

fn heading(content: &mut Content, words: &str) {
    for (n, line) in wrap(words, REST.1).iter().take(2).enumerate() {
        text(content, (LABELS.1, 8.0), (MARGIN, PAGE.1 - MARGIN - 8.0 - 9.0 * float(n)), line);
    }
}

/// A page of the form. Lines are as high as all of them have room.
fn drawn(words: &str, page: &PageView) -> Vec<u8> {
    let mut content = Content::new();
    heading(&mut content, words);
    let rows: Vec<(&RowView, Vec<Vec<String>>)> =
        page.rows.iter().map(|row| (row, row.boxes.iter().map(cell).collect())).collect();
    let height = |cells: &[Vec<String>]| float(cells.iter().map(Vec::len).max().unwrap_or(0).max(1));
    let lines: f32 = rows.iter().map(|(_, cells)| height(cells)).sum();
    let titles: f32 = rows.iter().map(|(row, _)| if row.titled { TITLE } else { 0.0 }).sum();
    let room = PAGE.1 - 2.0 * MARGIN - HEADING;
    let line = LINE.min((room - titles) / lines.max(1.0)).max(2.0);
    let column = (PAGE.0 - 2.0 * MARGIN) / float(RIGHT);
    // A value has its columns, and does not touch the lines above and below it.
    let size = (line * 0.78).min(column / COURIER);
    content.set_line_width(0.5);
    let mut top = PAGE.1 - MARGIN - HEADING;
    for (row, cells) in rows {
        let above = if row.titled { TITLE } else { 0.0 };
        let bottom = top - above - line * height(&cells);
        let mut at = 0;
        for (one, lines) in row.boxes.iter().zip(&cells) {
            let (x, wide) = (MARGIN + column * float(at), column * float(one.width));
            content.rect(x, bottom, wide, top - bottom).stroke();
            if row.titled {
                text(&mut content, (LABELS.1, 5.0), (x + 2.0, top - 6.0), &title(one));
            }
            for (n, value) in lines.iter().enumerate() {
                let base = top - above - line * float(n + 1) + line * 0.3;
                text(&mut content, (VALUES.1, size), (x + 2.0, base), value);
            }
            at += one.width;
        }
        top = bottom;
    }
    content.finish().to_vec()
}

/// A page of the addendum.
fn listed(words: &str, lines: &[String]) -> Vec<u8> {
    let mut content = Content::new();
    heading(&mut content, words);
    for (n, line) in lines.iter().enumerate() {
        let base = PAGE.1 - MARGIN - HEADING - REST.0 * float(n + 1);
        text(&mut content, (VALUES.1, 8.0), (MARGIN, base), line);
    }
    content.finish().to_vec()
}

/// A value that has no box, in lines.
fn told(rest: &RestView) -> Vec<String> {
    let mut lines = wrap(&format!("{}: {}", rest.label, &*rest.value), REST.1 - 4);
    lines.iter_mut().skip(1).for_each(|line| line.insert_str(0, "    "));
    lines
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::model::Claim;
    use crate::show::Mask;

    /// The strings that a PDF shows, page by page, in the order in which they are drawn.
    fn read(pdf: &[u8]) -> Vec<Vec<String>> {
        let find = |from: usize, what: &[u8]| {
            pdf[from..].windows(what.len()).position(|window| window == what).map(|n| from + n)
        };
        let (mut pages, mut at) = (Vec::new(), 0);
        while let Some(begin) = find(at, b"stream\n") {
            let begin = begin + 7;
            let end = find(begin, b"\nendstream").expect("an end");
            let mut content = Vec::new();
            flate2::read::ZlibDecoder::new(&pdf[begin..end]).read_to_end(&mut content).expect("packed");
            pages.push(strings(&content));
            at = end + 10;
        }
        pages
    }

    fn strings(content: &[u8]) -> Vec<String> {
        let (mut all, mut at) = (Vec::new(), 0);
        while let Some(begin) = content[at..].iter().position(|b| matches!(b, b'(' | b'<')).map(|n| at + n) {
            let mut bytes = Vec::new();
            at = begin + 1;
            if content[begin] == b'<' {
                let end = at + content[at..].iter().position(|b| *b == b'>').expect("an end");
                let digits = std::str::from_utf8(&content[at..end]).expect("digits");
                let byte = |n: usize| u8::from_str_radix(&digits[n..n + 2], 16).expect("a byte");
                bytes.extend((0..digits.len()).step_by(2).map(byte));
                at = end + 1;
            } else {
                let mut depth = 1;
                while depth > 0 {
                    match content[at] {
                        b'\\' => {
                            at += 1;
                            bytes.push(content[at]);
                        }
                        b')' if depth == 1 => depth = 0,
                        byte => {
                            depth += i32::from(byte == b'(') - i32::from(byte == b')');
                            bytes.push(byte);
                        }
                    }
                    at += 1;
                }
            }
            all.push(WINDOWS_1252.decode(&bytes).0.into_owned());
        }
        all
    }

    fn sample(name: &str) -> Claim {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
        let bytes = std::fs::read(path).expect("a sample");
        let mut claims = crate::translate::Claims::new(
            crate::x12::Reader::from_slice(&bytes),
            None,
            crate::x12::Charset::Auto,
        );
        loop {
            if let crate::translate::Event::Claim(raw) = claims.next().expect("a claim").expect("readable") {
                return *raw.to_claim();
            }
        }
    }

    #[test]
    fn what_the_boxes_hold_is_read_back_from_the_pages() {
        for name in ["inpatient/facility.837", "secondary/cardiologist.837", "dependent/physician.837"] {
            let mut claim = sample(name);
            // More lines than a page has, and letters of every kind.
            let line = claim.service_lines[0].clone();
            claim.service_lines.extend(std::iter::repeat_n(line, 30));
            if let Some(patient) = &mut claim.patient {
                patient.last_name = Some("(Ø\\ÉTÉ) Ω".into());
            }
            let view = FormView::of(&claim, Mask::default());
            let mut bytes = Vec::new();
            let mut pdf = FormPdf::begin(&mut bytes).expect("written");
            pdf.form("a heading", &view).expect("written");
            pdf.finish().expect("written");
            let pages = read(&bytes);
            assert!(pages.len() > view.pages.len(), "an addendum too");
            for (page, shown) in view.pages.iter().zip(&pages) {
                let mut shown = shown.iter().filter(|text| !text.trim().is_empty());
                for one in page.rows.iter().flat_map(|row| &row.boxes) {
                    for line in cell(one) {
                        let line = line.replace('Ω', "&#937;");
                        assert!(
                            shown.any(|text| text.trim() == line.trim()),
                            "{name} box {}: {line:?}",
                            one.number
                        );
                    }
                }
            }
            let rest: String = pages[view.pages.len()..].iter().flatten().map(|line| line.trim()).collect();
            let rest: String = rest.split_whitespace().collect();
            for one in &view.addendum {
                let value: String = one.value.replace('Ω', "&#937;").split_whitespace().collect();
                assert!(rest.contains(&value), "{name}: {} {:?}", one.label, one.value);
            }
        }
    }
}
