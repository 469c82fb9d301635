//! Where a large input can be cut into parts that are read apart, each on a machine of its own.

use super::{Error, Item, Piece, Reader, Source};
use crate::span::Span;

/// A part of an input: whole transactions, and what stands around them.
///
/// `before`, the bytes of `span` and `after` are, one behind the other, an input by themselves. What is read of it is what is
/// read of the whole; offsets are those of the whole when the start of `span` is added and the length of `before` taken off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Its bytes in the input.
    pub span: Span,
    /// The headers in force where it begins: ISA and GS, as they are there.
    pub before: Vec<u8>,
    /// The trailers that are missing where it ends: GE and IEA, with counts of the part.
    pub after: Vec<u8>,
    /// Segments CLM in it.
    pub claims: u64,
}

/// Cuts an input into parts of at least so many bytes. A transaction is never cut, and an input that does not begin with ISA
/// is one part.
pub fn cuts<S: Source>(mut reader: Reader<S>, least: u64) -> Result<Vec<Cut>, Error> {
    let mut knife = Knife::new(least);
    while let Some(piece) = reader.next()? {
        match piece {
            Piece::Segment(item) => knife.segment(&item),
            Piece::Noise(noise) => knife.end = noise.offset + noise.raw.len() as u64,
        }
    }
    knife.cut(Vec::new(), Vec::new());
    Ok(knife.cuts)
}

/// A header: its bytes, and how its trailer names it.
struct Header {
    raw: Vec<u8>,
    /// The white space behind it.
    white: Vec<u8>,
    control: Vec<u8>,
    /// What of the next level came since, in this part and at all.
    here: u64,
    ever: bool,
}

impl Header {
    fn new(item: &Item<'_>, control: usize) -> Self {
        let control = item.segment.element(control).to_vec();
        let white = item.raw.get(item.segment.bytes().len() + 1..).unwrap_or_default().to_vec();
        Self { raw: item.raw.to_vec(), white, control, here: 0, ever: false }
    }

    fn trailer(&self, id: &[u8], item: &Item<'_>) -> Vec<u8> {
        let delimiters = item.segment.delimiters();
        let count = self.here.to_string();
        let words = [id, count.as_bytes(), &self.control];
        let mut trailer = words.join(&delimiters.element);
        trailer.push(delimiters.segment);
        trailer.extend_from_slice(&self.white);
        trailer
    }

    fn next(&mut self) {
        self.here += 1;
        self.ever = true;
    }
}

struct Knife {
    least: u64,
    cuts: Vec<Cut>,
    interchange: Option<Header>,
    group: Option<Header>,
    in_transaction: bool,
    /// The part at hand.
    start: u64,
    before: Vec<u8>,
    claims: u64,
    end: u64,
}

impl Knife {
    fn new(least: u64) -> Self {
        Self {
            least,
            cuts: Vec::new(),
            interchange: None,
            group: None,
            in_transaction: false,
            start: 0,
            before: Vec::new(),
            claims: 0,
            end: 0,
        }
    }

    fn segment(&mut self, item: &Item<'_>) {
        let is_due = item.position.offset - self.start >= self.least && !self.in_transaction;
        match item.segment.id() {
            b"ISA" => {
                if is_due && self.interchange.is_none() {
                    self.cut(Vec::new(), Vec::new());
                }
                (self.interchange, self.group) = (Some(Header::new(item, 13)), None);
            }
            b"GS" => {
                if is_due && self.group.is_none() {
                    self.between_groups(item);
                }
                self.interchange.iter_mut().for_each(Header::next);
                self.group = Some(Header::new(item, 6));
            }
            b"ST" => {
                if is_due {
                    self.between_transactions(item);
                }
                self.group.iter_mut().for_each(Header::next);
                self.in_transaction = true;
            }
            b"SE" => self.in_transaction = false,
            b"GE" => (self.group, self.in_transaction) = (None, false),
            b"IEA" => (self.interchange, self.group, self.in_transaction) = (None, None, false),
            b"CLM" => self.claims += 1,
            _ => {}
        }
        self.end = item.end();
    }

    /// Cuts in front of a group that is not the first of its interchange.
    fn between_groups(&mut self, item: &Item<'_>) {
        let Some(interchange) = self.interchange.as_mut().filter(|interchange| interchange.ever) else {
            return;
        };
        let (after, before) = (interchange.trailer(b"IEA", item), interchange.raw.clone());
        interchange.here = 0;
        self.cut(after, before);
    }

    /// Cuts in front of a transaction that is not the first of its group.
    fn between_transactions(&mut self, item: &Item<'_>) {
        let (Some(interchange), Some(group)) = (&mut self.interchange, &mut self.group) else { return };
        if !group.ever {
            return;
        }
        let after = [group.trailer(b"GE", item), interchange.trailer(b"IEA", item)].concat();
        let before = [&*interchange.raw, &group.raw].concat();
        (interchange.here, group.here) = (1, 0);
        self.cut(after, before);
    }

    /// Ends the part at hand, and begins the next one with these headers.
    fn cut(&mut self, after: Vec<u8>, before: Vec<u8>) {
        self.cuts.push(Cut {
            span: Span { start: self.start, end: self.end },
            before: std::mem::replace(&mut self.before, before),
            after,
            claims: std::mem::take(&mut self.claims),
        });
        self.start = self.end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISA: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260331*1200*^*00501*000000007*0*T*:~\n";

    /// Two interchanges: one of two groups with two and one transactions, one of one.
    fn whole() -> String {
        let transaction = |control: &str| format!("ST*837*{control}~\nCLM*A{control}*1~\nSE*3*{control}~\n");
        let group = |control: &str, transactions: &[&str]| {
            let all: String = transactions.iter().map(|control| transaction(control)).collect();
            format!(
                "GS*HC*S*R*20260331*1200*{control}*X*005010X222A1~\n{all}GE*{}*{control}~\n",
                transactions.len()
            )
        };
        let one = format!("{ISA}{}{}IEA*2*000000007~\n", group("1", &["01", "02"]), group("2", &["03"]));
        let other =
            format!("{}{}IEA*1*000000008~\n", ISA.replace("000000007", "000000008"), group("3", &["04"]));
        one + &other
    }

    fn parts(text: &str, least: u64) -> Vec<String> {
        let cuts = cuts(Reader::from_slice(text.as_bytes()), least).expect("it can be read");
        let spans: Vec<&[u8]> =
            cuts.iter().map(|cut| &text.as_bytes()[cut.span.start as usize..cut.span.end as usize]).collect();
        assert_eq!(spans.concat(), text.as_bytes(), "nothing is lost, and nothing is there twice");
        assert_eq!(cuts.iter().map(|cut| cut.claims).sum::<u64>(), text.matches("CLM*").count() as u64);
        let part = |(cut, span): (&Cut, &&[u8])| [&*cut.before, span, &*cut.after].concat();
        cuts.iter().zip(&spans).map(|pair| String::from_utf8(part(pair)).expect("ASCII")).collect()
    }

    #[test]
    fn each_part_is_an_input_by_itself() {
        let text = whole();
        let parts = parts(&text, 1);
        assert_eq!(parts.len(), 4, "one a transaction");
        for (n, part) in parts.iter().enumerate() {
            assert!(part.starts_with("ISA*") && part.contains(&format!("CLM*A0{}*1~", n + 1)), "{part}");
            let mut books = crate::x12::Envelopes::new();
            let mut reader = Reader::from_slice(part.as_bytes());
            while let Some(piece) = reader.next().expect("it can be read") {
                if let Piece::Segment(item) = piece {
                    books.observe(&item);
                }
            }
            let transactions = part.matches("ST*837").count();
            assert_eq!(transactions, 1, "{part}");
            assert!(part.trim_end().ends_with(if n < 3 { "000000007~" } else { "000000008~" }), "{part}");
        }
        assert!(parts[0].ends_with("GE*1*1~\nIEA*1*000000007~\n"), "{}", parts[0]);
        assert!(
            parts[1].ends_with("GE*2*1~\nIEA*1*000000007~\n"),
            "the trailer that is there stays: {}",
            parts[1]
        );
    }

    #[test]
    fn a_transaction_is_never_cut_and_a_small_input_is_one_part() {
        let text = whole();
        assert_eq!(parts(&text, text.len() as u64), [&*text]);
        let one = text.split("ST*837*02").next().expect("a part").to_owned();
        assert_eq!(parts(&one, 1), [&*one]);
        let without_ends = text.replace("SE*3*01~\n", "");
        assert!(parts(&without_ends, 1).iter().all(|part| part.contains("CLM")));
    }
}
