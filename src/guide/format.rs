//! The text format of guides, line by line.
//!
//! One row a line; the head of each guide file describes the format. This module reads single lines with nom;
//! `assemble` puts them together and checks what goes beyond one line.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_till1, take_while, take_while1};
use nom::character::complete::{char, space0, space1, u16 as number, u32 as big_number};
use nom::combinator::{eof, map, opt, value};
use nom::error::{ErrorKind, ParseError};
use nom::multi::{many1, separated_list1};
use nom::sequence::{delimited, pair, preceded, separated_pair, terminated};
use nom::{IResult, Parser};

use crate::finding::Side;
use crate::model::ClaimType;

use super::assemble::Builder;
use super::schema::{Condition, DataType, Form, Guide, Limit, PlaceCodes, Relation, Spot, SyntaxNote, Usage};

/// What is wrong with the text of a guide, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {problem}")]
pub struct FormatError {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is expected there, as a phrase.
    pub problem: String,
}

/// Reads a whole guide.
pub fn parse(text: &str) -> Result<Guide, FormatError> {
    // Some editors put a byte order mark before the first line.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut builder = Builder::default();
    let beyond_one_line = |(line, problem)| FormatError { line, column: 1, problem };
    for (number, text) in text.lines().enumerate() {
        let number = number as u32 + 1;
        let line = read_line(line, text).map_err(|e| FormatError {
            line: number,
            column: column(text, e.rest),
            problem: format!("expected {}", e.what),
        })?;
        if let Some(line) = line {
            builder.add(number, line).map_err(beyond_one_line)?;
        }
    }
    builder.finish().map_err(beyond_one_line)
}

/// The column at which the rest of a line begins, from 1.
pub(super) fn column(line: &str, rest: &str) -> u32 {
    line[..line.len() - rest.len()].chars().count() as u32 + 1
}

/// One line of a guide, read but not yet checked against the others.
pub(super) enum Line<'a> {
    Guide { id: &'a str, kind: ClaimType, title: &'a str },
    Form(Form),
    Accepts(Vec<&'a str>),
    Loop(LoopLine<'a>),
    Segment(SegmentLine<'a>),
    Element(ElementLine<'a>),
}

pub(super) struct LoopLine<'a> {
    pub(super) id: &'a str,
    pub(super) parents: Vec<&'a str>,
    pub(super) standing: Standing,
    pub(super) field: Option<&'a str>,
    pub(super) name: &'a str,
}

pub(super) struct SegmentLine<'a> {
    pub(super) id: &'a str,
    pub(super) parent: Option<&'a str>,
    pub(super) standing: Standing,
    pub(super) conditions: Vec<Condition>,
    pub(super) syntax: Vec<SyntaxNote>,
    pub(super) field: Option<&'a str>,
    pub(super) name: &'a str,
}

pub(super) struct ElementLine<'a> {
    pub(super) spot: Spot,
    pub(super) usage: Usage,
    pub(super) data_element: &'a str,
    pub(super) shape: Shape<'a>,
    pub(super) limit: Option<Limit>,
    pub(super) max_repeat: Option<u32>,
    pub(super) field: Option<&'a str>,
    pub(super) name: &'a str,
}

pub(super) enum Shape<'a> {
    Simple { data_type: DataType, min: u16, max: u16, codes: Vec<String>, list: Option<&'a str> },
    Composite(Vec<SyntaxNote>),
}

/// Usage, repeat and position: what loops and segments have in common.
pub(super) struct Standing {
    pub(super) usage: Usage,
    pub(super) max_repeat: Option<u32>,
    pub(super) position: u16,
}

/// Where reading stopped and what should have stood there.
#[derive(Debug)]
pub(super) struct Expected<'a> {
    pub(super) rest: &'a str,
    pub(super) what: &'static str,
}

impl<'a> ParseError<&'a str> for Expected<'a> {
    fn from_error_kind(rest: &'a str, kind: ErrorKind) -> Self {
        let what = if kind == ErrorKind::Eof { "the end of the line" } else { "another word" };
        Self { rest, what }
    }

    fn append(_: &'a str, _: ErrorKind, other: Self) -> Self {
        other
    }
}

pub(super) type Read<'a, T> = IResult<&'a str, T, Expected<'a>>;

/// Makes a parser that must succeed, and says in which words it did not.
pub(super) fn want<'a, T>(
    what: &'static str,
    mut parser: impl Parser<&'a str, Output = T, Error = Expected<'a>>,
) -> impl FnMut(&'a str) -> Read<'a, T> {
    move |input| {
        parser.parse(input).map_err(|e| match e {
            nom::Err::Error(_) => nom::Err::Failure(Expected { rest: input, what }),
            hard => hard,
        })
    }
}

/// Reads one line; none where it is empty or a comment.
pub(super) fn read_line<'a, T>(
    line: impl Parser<&'a str, Output = T, Error = Expected<'a>>,
    text: &'a str,
) -> Result<Option<T>, Expected<'a>> {
    let body = text.trim_start();
    if body.is_empty() || body.starts_with('#') {
        return Ok(None);
    }
    match terminated(line, (space0, eof)).parse(body) {
        Ok((_, line)) => Ok(Some(line)),
        Err(nom::Err::Error(e) | nom::Err::Failure(e)) => Err(e),
        Err(nom::Err::Incomplete(_)) => Err(Expected { rest: "", what: "more text" }),
    }
}

fn line(input: &str) -> Read<'_, Line<'_>> {
    let element = map(element_line, Line::Element);
    want(
        "`guide`, `form`, `accepts`, `loop`, `segment` or an element number such as 03",
        alt((
            guide_line,
            map(form_line, Line::Form),
            accepts_line,
            map(loop_line, Line::Loop),
            map(segment_line, Line::Segment),
            element,
        )),
    )(input)
}

fn guide_line(input: &str) -> Read<'_, Line<'_>> {
    let kind = alt((
        value(ClaimType::Professional, tag("professional")),
        value(ClaimType::Institutional, tag("institutional")),
    ));
    let (rest, (id, kind, title)) = preceded(
        tag("guide "),
        (
            want("the guide's identifier", word),
            preceded(space1, want("`professional` or `institutional`", kind)),
            name,
        ),
    )
    .parse(input)?;
    Ok((rest, Line::Guide { id, kind, title }))
}

fn form_line(input: &str) -> Read<'_, Form> {
    let side = alt((value(Side::Facility, tag("facility")), value(Side::Professional, tag("professional"))));
    let places = alt((value(PlaceCodes::Service, tag("service")), value(PlaceCodes::Bill, tag("bill"))));
    let (rest, (on_paper, short, side, places, line)) = preceded(
        tag("form"),
        (
            name,
            preceded(space1, want("the short name of the transaction", word)),
            preceded(tag(" side "), want("`facility` or `professional`", side)),
            preceded(tag(" places "), want("`service` or `bill`", places)),
            preceded(tag(" line "), want("the segment of a service line", word)),
        ),
    )
    .parse(input)?;
    Ok((
        rest,
        Form { name: on_paper.to_owned(), short: short.to_owned(), side, places, line: line.to_owned() },
    ))
}

fn accepts_line(input: &str) -> Read<'_, Line<'_>> {
    let ids = want("identifiers of guides", separated_list1(char(' '), word));
    map(preceded(tag("accepts "), ids), Line::Accepts).parse(input)
}

fn loop_line(input: &str) -> Read<'_, LoopLine<'_>> {
    let (rest, id) = preceded(tag("loop "), want("the loop's identifier", word)).parse(input)?;
    let (rest, parents) = opt(preceded(tag(" in"), many1(preceded(char(' '), loop_id)))).parse(rest)?;
    let (rest, (standing, field, name)) = (standing, field, name).parse(rest)?;
    Ok((rest, LoopLine { id, parents: parents.unwrap_or_default(), standing, field, name }))
}

fn segment_line(input: &str) -> Read<'_, SegmentLine<'_>> {
    let (rest, id) = preceded(tag("segment "), want("the segment's identifier", word)).parse(input)?;
    let (rest, parent) = opt(preceded(tag(" in "), want("a loop", word))).parse(rest)?;
    let (rest, standing) = standing(rest)?;
    let (rest, conditions) =
        opt(preceded(tag(" when "), separated_list1(tag(" & "), want("a condition, 01=A|B", condition))))
            .parse(rest)?;
    let (rest, (syntax, field, name)) = (syntax_notes, field, name).parse(rest)?;
    let conditions = conditions.unwrap_or_default();
    Ok((rest, SegmentLine { id, parent, standing, conditions, syntax, field, name }))
}

fn element_line(input: &str) -> Read<'_, ElementLine<'_>> {
    let (rest, spot) = spot(input)?;
    let (rest, usage) = preceded(space1, want("a usage: R, S or N", usage)).parse(rest)?;
    let (rest, (data_element, shape)) =
        preceded(space1, want("a type (AN, ID, N0, R, DT, TM) or `composite`", alt((composite, simple))))
            .parse(rest)?;
    let (rest, limit) =
        opt(preceded(tag(" limit "), want("a limit such as `20` or `exactly 9 digits`", limit)))
            .parse(rest)?;
    let (rest, max_repeat) = opt(preceded(tag(" x"), want("a repeat", repeat))).parse(rest)?;
    let (rest, (field, name)) = (field, name).parse(rest)?;
    let max_repeat = max_repeat.unwrap_or(Some(1));
    Ok((rest, ElementLine { spot, usage, data_element, shape, limit, max_repeat, field, name }))
}

fn composite(input: &str) -> Read<'_, (&str, Shape<'_>)> {
    let id = want("the composite's number, such as C022", word);
    let (rest, (id, syntax)) = preceded(tag("composite "), (id, syntax_notes)).parse(input)?;
    Ok((rest, (id, Shape::Composite(syntax))))
}

fn simple(input: &str) -> Read<'_, (&str, Shape<'_>)> {
    let (rest, data_type) = data_type(input)?;
    let length = want("lengths, such as 1..50", separated_pair(number, tag(".."), number));
    let (rest, (min, max)) = preceded(space1, length).parse(rest)?;
    let (rest, data_element) = preceded(space1, want("the data element's number", word)).parse(rest)?;
    let (rest, codes) =
        opt(preceded(tag(" {"), want("codes and `}`", terminated(codes, char('}'))))).parse(rest)?;
    let list = delimited(char('<'), take_till1(|c| c == '>'), char('>'));
    let (rest, list) = opt(preceded(char(' '), list)).parse(rest)?;
    Ok((rest, (data_element, Shape::Simple { data_type, min, max, codes: codes.unwrap_or_default(), list })))
}

fn data_type(input: &str) -> Read<'_, DataType> {
    alt((
        value(DataType::Text, tag("AN")),
        value(DataType::Code, tag("ID")),
        value(DataType::Integer, tag("N0")),
        value(DataType::Decimal, tag("R")),
        value(DataType::Date, tag("DT")),
        value(DataType::Time, tag("TM")),
    ))
    .parse(input)
}

pub(super) fn limit(input: &str) -> Read<'_, Limit> {
    alt((
        map(delimited(tag("exactly "), number, tag(" digits")), Limit::ExactDigits),
        map(terminated(number, tag(" digits with cents")), Limit::DigitsWithCents),
        map(
            (terminated(number, tag(" digits ")), terminated(number, tag(" decimals"))),
            |(digits, decimals)| Limit::Digits { digits, decimals },
        ),
        map(number, Limit::Characters),
    ))
    .parse(input)
}

fn standing(input: &str) -> Read<'_, Standing> {
    let (rest, usage) = preceded(space1, want("a usage: R, S or N", usage)).parse(input)?;
    let (rest, max_repeat) = preceded(space1, want("a repeat: a number or >1", repeat)).parse(rest)?;
    let (rest, position) =
        preceded(space1, want("a position, such as @0150", preceded(char('@'), number))).parse(rest)?;
    Ok((rest, Standing { usage, max_repeat, position }))
}

pub(super) fn usage(input: &str) -> Read<'_, Usage> {
    alt((
        value(Usage::Required, char('R')),
        value(Usage::Situational, char('S')),
        value(Usage::NotUsed, char('N')),
    ))
    .parse(input)
}

pub(super) fn repeat(input: &str) -> Read<'_, Option<u32>> {
    alt((value(None, tag(">1")), map(big_number, Some))).parse(input)
}

pub(super) fn condition(input: &str) -> Read<'_, Condition> {
    let codes = map(separated_list1(char('|'), code), |codes| codes.into_iter().map(String::from).collect());
    map(separated_pair(spot, char('='), codes), |(spot, codes)| Condition { spot, codes }).parse(input)
}

pub(super) fn spot(input: &str) -> Read<'_, Spot> {
    let digits = |input| nom::character::complete::u8(input);
    map(pair(digits, opt(preceded(char('-'), digits))), |(element, component)| Spot {
        element,
        component: component.unwrap_or(0),
    })
    .parse(input)
}

fn syntax_notes(input: &str) -> Read<'_, Vec<SyntaxNote>> {
    let notes = want("syntax notes, such as P0304", separated_list1(char(' '), syntax_note));
    map(opt(preceded(tag(" syntax "), notes)), Option::unwrap_or_default).parse(input)
}

fn syntax_note(input: &str) -> Read<'_, SyntaxNote> {
    let relation = alt((
        value(Relation::Paired, char('P')),
        value(Relation::Required, char('R')),
        value(Relation::Exclusion, char('E')),
        value(Relation::Conditional, char('C')),
        value(Relation::ListConditional, char('L')),
    ));
    map(pair(relation, many1(two_digits)), |(relation, elements)| SyntaxNote { relation, elements })
        .parse(input)
}

fn two_digits(input: &str) -> Read<'_, u8> {
    match input.as_bytes() {
        [a @ b'0'..=b'9', b @ b'0'..=b'9', ..] => Ok((&input[2..], (a - b'0') * 10 + (b - b'0'))),
        _ => Err(nom::Err::Error(Expected { rest: input, what: "an element number of two digits" })),
    }
}

fn codes(input: &str) -> Read<'_, Vec<String>> {
    map(separated_list1(char(' '), code_or_range), |lists| lists.concat()).parse(input)
}

/// A code, or a range of numbers: `2..12`; leading zeros of the first one are kept (`00..14`).
fn code_or_range(input: &str) -> Read<'_, Vec<String>> {
    let (rest, first) = code(input)?;
    let Ok((rest, last)) = preceded(tag(".."), code).parse(rest) else {
        return Ok((rest, vec![first.to_owned()]));
    };
    let wrong = nom::Err::Failure(Expected { rest: input, what: "a range of rising numbers, such as 2..12" });
    let (Ok(from), Ok(to)) = (first.parse::<u16>(), last.parse::<u16>()) else { return Err(wrong) };
    if from > to {
        return Err(wrong);
    }
    let width = if first.starts_with('0') { first.len() } else { 0 };
    Ok((rest, (from..=to).map(|n| format!("{n:0width$}")).collect()))
}

fn code(input: &str) -> Read<'_, &str> {
    take_while1(|c: char| c.is_ascii_alphanumeric()).parse(input)
}

fn field(input: &str) -> Read<'_, Option<&str>> {
    let name = want(
        "a field name in small letters",
        take_while1(|c: char| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit()),
    );
    opt(preceded(tag(" as "), name)).parse(input)
}

pub(super) fn name(input: &str) -> Read<'_, &str> {
    let quoted = delimited(char('"'), take_while(|c| c != '"'), char('"'));
    preceded(space0, want("a name in double quotes", quoted)).parse(input)
}

/// A loop's identifier in a list of parents. A single letter ends the list: it is a usage, or should be one.
pub(super) fn loop_id(input: &str) -> Read<'_, &str> {
    let (rest, found) = word(input)?;
    if found.len() < 2 {
        return Err(nom::Err::Error(Expected { rest: input, what: "a loop" }));
    }
    Ok((rest, found))
}

pub(super) fn word(input: &str) -> Read<'_, &str> {
    take_while1(|c: char| c.is_ascii_alphanumeric()).parse(input)
}
