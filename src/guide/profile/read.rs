//! The lines of a profile, read but not yet held against the guide.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while1};
use nom::character::complete::{char, space1, u16 as number, u32 as big_number};
use nom::combinator::{map, opt, rest_len, value};
use nom::multi::{many0, many1, separated_list1};
use nom::sequence::{delimited, preceded, separated_pair, terminated};

use crate::finding::Severity;
use crate::in_force::InForce;

use super::super::format::{Expected, Read, condition, limit, name, spot, usage, want, word};
use super::super::schema::{Condition, Limit, Spot, Usage};
use super::edit::Answer;
use super::read_edit::{Expression, Place, day, expression, place};

/// Something and the length of what is left of the line where it begins: its column.
#[derive(Clone, Debug)]
pub(super) struct At<T> {
    pub(super) left: usize,
    pub(super) what: T,
}

pub(super) enum Line<'a> {
    Profile {
        id: &'a str,
        guide: At<&'a str>,
        title: &'a str,
    },
    Payers(Vec<&'a str>),
    Loop {
        id: At<&'a str>,
        terms: Terms<'a>,
    },
    Segment {
        id: At<&'a str>,
        in_loop: At<&'a str>,
        conditions: Vec<At<Condition>>,
        terms: Terms<'a>,
    },
    Element {
        spot: At<Spot>,
        terms: Terms<'a>,
    },
    /// Only claims for which this holds are looked at.
    Claims(Expression<'a>),
    Edit(Box<EditLine<'a>>),
}

pub(super) struct EditLine<'a> {
    pub(super) id: &'a str,
    pub(super) rule: Option<String>,
    pub(super) in_loop: At<&'a str>,
    pub(super) at: Option<At<Place<'a>>>,
    pub(super) in_force: InForce,
    pub(super) fault: Expression<'a>,
    pub(super) answer: Answer,
}

/// What a line asks, and when, how hard and in which words.
pub(super) struct Terms<'a> {
    pub(super) asks: Vec<At<Term>>,
    pub(super) when: Vec<At<Test<'a>>>,
    pub(super) answer: Answer,
}

#[derive(Clone, Debug)]
pub(super) enum Term {
    Usage(Usage),
    AtMost(u32),
    Length(u16, u16),
    Codes(Vec<String>),
    Limit(Limit),
    Like(String),
}

/// A condition: `CLM05-1=21|51`, `2000B SBR09!=MC`.
#[derive(Clone, Debug)]
pub(super) struct Test<'a> {
    pub(super) in_loop: Option<&'a str>,
    pub(super) segment: &'a str,
    pub(super) spot: Spot,
    pub(super) not: bool,
    pub(super) like: &'a str,
}

pub(super) fn line(input: &str) -> Read<'_, Line<'_>> {
    want(
        "`profile`, `payers`, `claims`, `loop`, `segment`, `edit` or an element number such as 03",
        alt((profile_line, payers_line, claims_line, loop_line, segment_line, edit_line, element_line)),
    )(input)
}

pub(super) fn at<'a, T>(
    parser: impl Parser<&'a str, Output = T, Error = Expected<'a>>,
) -> impl Parser<&'a str, Output = At<T>, Error = Expected<'a>> {
    map((rest_len, parser), |(left, what)| At { left, what })
}

fn profile_line(input: &str) -> Read<'_, Line<'_>> {
    let (rest, id) = preceded(tag("profile "), want("the profile's identifier", word)).parse(input)?;
    let on = want("` on ` and the guide it stands on", preceded(tag(" on "), at(word)));
    let (rest, (guide, title)) = (on, name).parse(rest)?;
    Ok((rest, Line::Profile { id, guide, title }))
}

fn payers_line(input: &str) -> Read<'_, Line<'_>> {
    let quoted = delimited(char('"'), take_while1(|c| c != '"'), char('"'));
    let plain = take_while1(|c: char| !c.is_whitespace() && c != '"');
    let payers = many1(preceded(space1, alt((quoted, plain))));
    map(preceded(tag("payers"), want("identifiers or names of payers", payers)), Line::Payers).parse(input)
}

fn claims_line(input: &str) -> Read<'_, Line<'_>> {
    let of = want("what holds of the claims, such as 2000B SBR09=MB", expression);
    map(preceded(tag("claims "), of), Line::Claims).parse(input)
}

fn edit_line(input: &str) -> Read<'_, Line<'_>> {
    let name = take_while1(|c: char| c.is_ascii_alphanumeric() || c == '-');
    let (rest, id) = preceded(tag("edit "), want("the edit's own reference", name)).parse(input)?;
    let in_loop = want("` in ` and the loop it looks at", preceded(tag(" in "), at(word)));
    let at_place = preceded(tag(" at "), want("a place, such as CLM05-3", at(place)));
    let from = preceded(tag(" from "), want("a day, such as 2023-01-01", day));
    let until = preceded(tag(" until "), want("a day, such as 2023-01-01", day));
    let fault =
        preceded(tag(" if "), want("when it is a fault, such as CLM05-3=7 & not REF[F8]02", expression));
    let fault = want("` if ` and when it is a fault", fault);
    let (rest, (in_loop, at, from, until, fault)) =
        (in_loop, opt(at_place), opt(from), opt(until), fault).parse(rest)?;
    let (rest, mut answer) = tail(rest)?;
    let rule = answer.edit.replace(id.to_owned());
    let edit = EditLine { id, rule, in_loop, at, in_force: InForce { from, until }, fault, answer };
    Ok((rest, Line::Edit(Box::new(edit))))
}

fn loop_line(input: &str) -> Read<'_, Line<'_>> {
    let (rest, id) = preceded(tag("loop "), want("the loop's identifier", at(word))).parse(input)?;
    let (rest, asks) = standing(rest)?;
    let (rest, terms) = terms(rest, asks)?;
    Ok((rest, Line::Loop { id, terms }))
}

fn segment_line(input: &str) -> Read<'_, Line<'_>> {
    let (rest, id) = preceded(tag("segment "), want("the segment's identifier", at(word))).parse(input)?;
    let in_loop = want("` in ` and the loop it stands in", preceded(tag(" in "), at(word)));
    let (rest, (in_loop, mut asks)) = (in_loop, standing).parse(rest)?;
    let when = want("a condition, 01=A|B", at(condition));
    let (rest, conditions) = opt(preceded(tag(" when "), separated_list1(tag(" & "), when))).parse(rest)?;
    let (rest, more) = standing(rest)?;
    asks.extend(more);
    let (rest, terms) = terms(rest, asks)?;
    Ok((rest, Line::Segment { id, in_loop, conditions: conditions.unwrap_or_default(), terms }))
}

fn element_line(input: &str) -> Read<'_, Line<'_>> {
    let (rest, spot) = at(spot).parse(input)?;
    let usage = map(usage, Term::Usage);
    let length = map(separated_pair(number, tag(".."), number), |(min, max)| Term::Length(min, max));
    let codes = map(preceded(char('{'), want("codes and `}`", terminated(codes, char('}')))), Term::Codes);
    let limit = map(preceded(tag("limit "), want("a limit such as `20`", limit)), Term::Limit);
    let like = preceded(tag("like"), want("a picture in double quotes", name));
    let like = map(like, |picture: &str| Term::Like(picture.to_owned()));
    let ask = at(alt((usage, length, codes, limit, like)));
    let (rest, asks) = many0(preceded(char(' '), ask)).parse(rest)?;
    let (rest, terms) = terms(rest, asks)?;
    Ok((rest, Line::Element { spot, terms }))
}

/// Usage and repeat.
fn standing(input: &str) -> Read<'_, Vec<At<Term>>> {
    let usage = map(usage, Term::Usage);
    let most = map(big_number, Term::AtMost);
    many0(preceded(char(' '), at(alt((usage, most))))).parse(input)
}

fn terms(input: &str, asks: Vec<At<Term>>) -> Read<'_, Terms<'_>> {
    let test = want("a condition, such as CLM05-1=21|51", at(test));
    let (rest, when) = opt(preceded(tag(" if "), separated_list1(tag(" & "), test))).parse(input)?;
    let (rest, answer) = tail(rest)?;
    Ok((rest, Terms { asks, when: when.unwrap_or_default(), answer }))
}

/// How it is told and answered: weight, the payer's reference, statuses, words.
fn tail(input: &str) -> Read<'_, Answer> {
    let severity = alt((
        value(Severity::Error, tag("error")),
        value(Severity::Warning, tag("warning")),
        value(Severity::Info, tag("info")),
    ));
    let (rest, severity) = opt(preceded(char(' '), severity)).parse(input)?;
    let name = take_while1(|c: char| c.is_ascii_alphanumeric() || c == '-');
    let (rest, edit) = opt(preceded(tag(" as "), want("the payer's own reference", name))).parse(rest)?;
    let statuses = separated_list1(char('+'), status);
    let (rest, statuses) =
        opt(preceded(tag(" ack "), want("a status, such as A7:562:85", statuses))).parse(rest)?;
    let (rest, proposed) = opt(tag(" proposed")).parse(rest)?;
    let quoted = delimited(char('"'), take_while1(|c| c != '"'), char('"'));
    let (rest, message) = opt(preceded(char(' '), quoted)).parse(rest)?;
    let answer = Answer {
        severity,
        edit: edit.map(str::to_owned),
        statuses: statuses.unwrap_or_default(),
        proposed: proposed.is_some(),
        message: message.map(str::to_owned),
    };
    Ok((rest, answer))
}

/// `A7:562:85`, or without whom it is about.
fn status(input: &str) -> Read<'_, [String; 3]> {
    let (rest, (category, code, entity)) =
        (word, preceded(char(':'), word), opt(preceded(char(':'), word))).parse(input)?;
    Ok((rest, [category, code, entity.unwrap_or_default()].map(str::to_owned)))
}

fn test(input: &str) -> Read<'_, Test<'_>> {
    let (rest, in_loop) = opt(terminated(word, char(' '))).parse(input)?;
    let (rest, (segment, spot)) = element_id(rest)?;
    let (rest, not) = alt((value(true, tag("!=")), value(false, tag("=")))).parse(rest)?;
    let (rest, like) = take_while1(|c: char| !c.is_whitespace() && c != '"').parse(rest)?;
    Ok((rest, Test { in_loop, segment, spot, not, like }))
}

/// Segment, element and component: `CLM05-1`, `N301`.
fn element_id(input: &str) -> Read<'_, (&str, Spot)> {
    let wrong = nom::Err::Error(Expected { rest: input, what: "an element, such as CLM05-1" });
    let (rest, text) = word(input)?;
    let Some((segment, element)) = text.len().checked_sub(2).and_then(|cut| text.split_at_checked(cut))
    else {
        return Err(wrong);
    };
    let Ok(element) = element.parse::<u8>() else { return Err(wrong) };
    if segment.len() < 2 || element == 0 {
        return Err(wrong);
    }
    let component = |input| nom::character::complete::u8(input);
    let (rest, component) = opt(preceded(char('-'), component)).parse(rest)?;
    Ok((rest, (segment, Spot { element, component: component.unwrap_or(0) })))
}

/// Codes, or ranges of numbers of one width or of letters: `01..05`, `A..E`.
fn codes(input: &str) -> Read<'_, Vec<String>> {
    let one = take_while1(|c: char| !c.is_whitespace() && c != '}' && c != '"');
    let (rest, words) = separated_list1(char(' '), one).parse(input)?;
    let mut codes = Vec::new();
    for word in words {
        match range(word) {
            Some(range) => codes.extend(range),
            None => codes.push(word.to_owned()),
        }
    }
    Ok((rest, codes))
}

fn range(word: &str) -> Option<Vec<String>> {
    let (first, last) = word.split_once("..")?;
    if let ([from @ b'A'..=b'Z'], [to @ b'A'..=b'Z']) = (first.as_bytes(), last.as_bytes()) {
        return (from <= to).then(|| (*from..=*to).map(|letter| char::from(letter).to_string()).collect());
    }
    let (from, to) = (first.parse::<u16>().ok()?, last.parse::<u16>().ok()?);
    let width = if first.starts_with('0') { first.len() } else { 0 };
    (from <= to).then(|| (from..=to).map(|n| format!("{n:0width$}")).collect())
}
