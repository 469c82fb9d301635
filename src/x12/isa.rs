//! The ISA segment at the start of an interchange, where the delimiters come from.
//!
//! ISA is the only X12 segment whose elements have fixed widths, so that its delimiters can be found before they are
//! known. Real files get the widths wrong; then the 16 element separators are counted instead, and the result is
//! believed only if an envelope segment follows.

use nom::branch::alt;
use nom::bytes::complete::{tag, take, take_till, take_while};
use nom::combinator::{eof, verify};
use nom::number::complete::u8 as byte;
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

use super::error::{IsaFault, Role};
use super::{Delimiters, is_white};

/// Widths of ISA01 to ISA16 in bytes (X12.5; the same in all versions).
pub(crate) const WIDTHS: [usize; 16] = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1];

/// Bytes the parser wants to see, fewer only at the end of the input: ISA and what is behind it.
pub(crate) const PROBE: usize = 1024;

/// No element of an ISA with wrong widths is taken to be longer than this, in bytes.
const WIDEST: usize = 80;

/// An ISA segment that could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) delimiters: Delimiters,
    /// Bytes from `ISA` to ISA16, without the terminator; 105 if all widths are right.
    pub(crate) length: usize,
}

/// An ISA segment that could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// All widths are right, so it is an ISA beyond doubt; otherwise it may be any text with these letters.
    pub(crate) certain: bool,
    pub(crate) fault: IsaFault,
}

/// Reads the ISA at the start of `input`, which holds [`PROBE`] bytes or all that are left.
pub(crate) fn header(input: &[u8]) -> Result<Header, Refusal> {
    let input = &input[..input.len().min(PROBE)];
    if let Ok((behind, parts)) = fixed(input) {
        return parts.header(input, behind).map_err(|fault| Refusal { certain: true, fault });
    }
    let doubt = |fault| Refusal { certain: false, fault };
    if start(input).is_err() {
        let cut = input.len() < 4 && b"ISA".starts_with(&input[..input.len().min(3)]);
        return Err(doubt(if cut { IsaFault::CutOff } else { IsaFault::NotIsa }));
    }
    match counted(input) {
        Ok((behind, parts)) => {
            let header = parts.header(input, behind).map_err(doubt)?;
            match envelope(parts.element)(behind) {
                Ok(_) => Ok(header),
                Err(_) => Err(doubt(IsaFault::Elements)),
            }
        }
        Err(_) if input.len() < PROBE && elements_only(input) => Err(doubt(IsaFault::CutOff)),
        Err(_) => Err(doubt(IsaFault::Elements)),
    }
}

/// Whether an ISA with right widths and usable delimiters is at the start of `input`.
pub(crate) fn stands_at(input: &[u8]) -> bool {
    fixed(input).is_ok_and(|(behind, parts)| parts.header(input, behind).is_ok())
}

/// The bytes of an ISA that carry delimiters.
#[derive(Clone, Copy)]
struct Parts {
    element: u8,
    /// ISA11, if it is one byte.
    repetition: Option<u8>,
    component: u8,
    segment: u8,
}

/// `ISA` and the element separator behind it.
fn start(input: &[u8]) -> IResult<&[u8], u8> {
    preceded(tag(&b"ISA"[..]), verify(byte, |&b| is_fit(b) && !is_line_end(b))).parse(input)
}

/// This byte. (`nom`'s `char` would take a byte above 127 for two.)
fn just<'i>(expected: u8) -> impl Parser<&'i [u8], Output = u8, Error = nom::error::Error<&'i [u8]>> {
    verify(byte, move |&b| b == expected)
}

/// An ISA whose elements have the widths of the standard.
fn fixed(input: &[u8]) -> IResult<&[u8], Parts> {
    elements(input, |width, separator| verify(take(width), move |e: &[u8]| !e.contains(&separator)))
}

/// An ISA whose elements have any widths.
fn counted(input: &[u8]) -> IResult<&[u8], Parts> {
    elements(input, |_, separator| verify(take_till(move |b| b == separator), |e: &[u8]| e.len() <= WIDEST))
}

/// ISA01 to ISA15 by the parser that `element` makes of width and separator, then ISA16 and the terminator.
fn elements<'i, P>(input: &'i [u8], element: impl Fn(usize, u8) -> P) -> IResult<&'i [u8], Parts>
where
    P: Parser<&'i [u8], Output = &'i [u8], Error = nom::error::Error<&'i [u8]>>,
{
    let (mut rest, separator) = start(input)?;
    let mut repetition = None;
    for (index, &width) in WIDTHS[..15].iter().enumerate() {
        let value;
        (rest, value) = terminated(element(width, separator), just(separator)).parse(rest)?;
        if index + 1 == 11 && value.len() == 1 {
            repetition = value.first().copied();
        }
    }
    let (rest, (component, segment)) = (byte, byte).parse(rest)?;
    Ok((rest, Parts { element: separator, repetition, component, segment }))
}

/// White space, then the segment that may follow ISA, or the end.
fn envelope<'i>(separator: u8) -> impl Fn(&'i [u8]) -> IResult<&'i [u8], ()> {
    move |input| {
        let follower =
            alt((tag(&b"GS"[..]), tag(&b"TA1"[..]), tag(&b"IEA"[..]), tag(&b"ISA"[..]), tag(&b"ST"[..])));
        let segment = terminated(follower, just(separator));
        preceded(take_while(is_white), alt((segment, eof))).map(|_| ()).parse(input)
    }
}

/// Whether nothing but elements was seen: no 16th separator, so the end of the input is to blame.
fn elements_only(input: &[u8]) -> bool {
    input.get(3).is_some_and(|separator| memchr::memchr_iter(*separator, input).count() <= 16)
}

impl Parts {
    /// The header, if the delimiters can do their work. `behind` is what follows the terminator in `input`.
    fn header(self, input: &[u8], behind: &[u8]) -> Result<Header, IsaFault> {
        // A letter or digit in ISA11 is the standards identifier of the versions before 00402: no separator.
        let repetition = self.repetition.filter(|&b| is_fit(b) && !is_line_end(b));
        if is_line_end(self.component) || self.lines_end_with_component(behind) {
            return Err(IsaFault::NoComponentSeparator);
        }
        for (byte, role) in [(self.component, Role::Component), (self.segment, Role::Segment)] {
            if !is_fit(byte) {
                return Err(IsaFault::Unfit(role));
            }
        }
        let mut roles = vec![
            (self.element, Role::Element),
            (self.component, Role::Component),
            (self.segment, Role::Segment),
        ];
        roles.extend(repetition.map(|byte| (byte, Role::Repetition)));
        for (index, &(byte, role)) in roles.iter().enumerate() {
            if let Some(&(_, other)) = roles[index + 1..].iter().find(|&&(b, _)| b == byte) {
                return Err(IsaFault::Collision(role, other));
            }
        }
        let delimiters = Delimiters {
            element: self.element,
            component: self.component,
            repetition,
            segment: self.segment,
        };
        Ok(Header { delimiters, length: input.len() - behind.len() - 1 })
    }

    /// Whether ISA16 was left out before a terminator and a line end, which then look like ISA16 and a terminator:
    /// the next segment shows the same pair, and a component separator never ends a segment.
    fn lines_end_with_component(self, behind: &[u8]) -> bool {
        if !is_line_end(self.segment) {
            return false;
        }
        let next = behind.trim_ascii_start();
        let end = next.iter().position(|&b| is_line_end(b)).unwrap_or(next.len());
        next[..end].ends_with(&[self.component])
    }
}

/// Whether a byte can delimit at all: values are full of letters, digits and blanks.
fn is_fit(byte: u8) -> bool {
    !byte.is_ascii_alphanumeric() && byte != b' '
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISA: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250102*1253*^*00501*000000905*0*P*:~";

    fn refused(text: &str) -> IsaFault {
        header(text.as_bytes()).expect_err("this ISA cannot be used").fault
    }

    #[test]
    fn reads_the_fixed_form_without_looking_further() {
        let found = header(format!("{ISA}ZZZ*").as_bytes());
        assert_eq!(found, Ok(Header { delimiters: Delimiters::STANDARD, length: 105 }));
    }

    #[test]
    fn takes_any_delimiters_and_no_repetition_separator_before_00402() {
        let text = ISA.replace('^', "U").replace('*', "\x1d").replace(':', "\x1f").replace('~', "\x1c");
        let delimiters = Delimiters { element: 0x1d, component: 0x1f, repetition: None, segment: 0x1c };
        assert_eq!(header(text.as_bytes()), Ok(Header { delimiters, length: 105 }));
        assert_eq!(header(ISA.replace('^', " ").as_bytes()).map(|h| h.delimiters.repetition), Ok(None));
    }

    #[test]
    fn takes_a_high_byte_as_delimiter() {
        let mut bytes = ISA.as_bytes().to_vec();
        bytes.iter_mut().filter(|b| **b == b'*').for_each(|b| *b = 0xa6);
        bytes[105] = 0x85;
        assert_eq!(header(&bytes).map(|h| (h.delimiters.element, h.delimiters.segment)), Ok((0xa6, 0x85)));
    }

    #[test]
    fn counts_separators_where_widths_are_wrong() {
        for (from, to) in [("*00*          *00", "*00**00"), ("SENDER         ", "SENDER"), ("*0*P", "*0*PP")]
        {
            for behind in ["GS*HC", "\r\n  GS*HC", "\nTA1*", "IEA*0", "", "\n"] {
                let text = ISA.replacen(from, to, 1) + behind;
                let length = text.find('~').expect("the terminator stands there");
                assert_eq!(
                    header(text.as_bytes()),
                    Ok(Header { delimiters: Delimiters::STANDARD, length }),
                    "{text}"
                );
            }
            assert_eq!(refused(&(ISA.replacen(from, to, 1) + "NM1*85")), IsaFault::Elements);
        }
    }

    #[test]
    fn refuses_delimiters_that_cannot_work() {
        use Role::{Component, Element, Repetition, Segment};
        assert_eq!(refused(&ISA.replace(":~", "~~")), IsaFault::Collision(Component, Segment));
        assert_eq!(refused(&ISA.replace('^', ":")), IsaFault::Collision(Component, Repetition));
        assert_eq!(refused(&ISA.replace(":~", ":*")), IsaFault::Collision(Element, Segment));
        assert_eq!(refused(&ISA.replace('^', "~")), IsaFault::Collision(Segment, Repetition));
        assert_eq!(refused(&ISA.replace(':', "A")), IsaFault::Unfit(Component));
        assert_eq!(refused(&ISA.replace('~', " ")), IsaFault::Unfit(Segment));
        assert_eq!(refused(&ISA.replace(":~", "~GS*")), IsaFault::Unfit(Segment));
    }

    #[test]
    fn sees_that_isa16_was_left_out() {
        assert_eq!(refused(&ISA.replace(":~", "~\nGS*HC*1~\nST*837~\n")), IsaFault::NoComponentSeparator);
        assert_eq!(refused(&ISA.replace(":~", "\r\nGS*HC*1\r\n")), IsaFault::NoComponentSeparator);
        // The same bytes with a real component separator and the line end as terminator.
        assert!(header(ISA.replace(":~", "~\nGS*HC*1\nST*837\n").as_bytes()).is_ok());
    }

    #[test]
    fn tells_cut_off_from_not_isa() {
        for length in 4..105 {
            assert_eq!(refused(&ISA[..length]), IsaFault::CutOff, "{length}");
        }
        assert_eq!(refused("ISABEL"), IsaFault::NotIsa);
        assert_eq!(refused("GS*HC"), IsaFault::NotIsa);
        assert_eq!(refused(&format!("ISA*00*{}", "x".repeat(2000))), IsaFault::Elements);
    }
}
