//! The words of an edit, read but not yet held against the guide.

use chrono::NaiveDate;
use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while1};
use nom::character::complete::{char, u8 as small};
use nom::combinator::{map, map_opt, opt, value, verify};
use nom::multi::{many0, separated_list1};
use nom::sequence::{delimited, preceded, separated_pair, terminated};
use rust_decimal::Decimal;

use super::super::format::{Expected, Read, want, word};
use super::edit::Comparison;
use super::read::{At, at};

/// A place as it is written.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    pub(super) outer: bool,
    pub(super) in_loop: Option<&'a str>,
    pub(super) segment: &'a str,
    pub(super) qualifier: Option<&'a str>,
    pub(super) code: Option<&'a str>,
    pub(super) elements: (u8, u8),
    pub(super) components: (u8, u8),
}

#[derive(Clone, Debug)]
pub(super) enum Expression<'a> {
    All(Vec<Expression<'a>>),
    Any(Vec<Expression<'a>>),
    Not(Box<Expression<'a>>),
    There(At<Place<'a>>),
    Like(At<Place<'a>>, At<&'a str>, bool),
    Compare(Value<'a>, Comparison, Value<'a>),
    Twice(At<Place<'a>>),
    Repeated(At<&'a str>, Vec<At<Place<'a>>>),
    Some(At<&'a str>, Box<Expression<'a>>),
    Listed(Vec<At<Place<'a>>>, &'a str),
}

#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    At(At<Place<'a>>),
    Number(Decimal),
    Day(NaiveDate),
    ServiceDay,
    Created,
    Count(At<Place<'a>>, Option<At<&'a str>>),
    CountLoops(At<&'a str>, Box<Expression<'a>>),
    Of(&'a str, At<Place<'a>>),
    MonthEnd(Box<Value<'a>>),
    Between(&'a str, Box<Value<'a>>, Box<Value<'a>>),
    Plus(Box<Value<'a>>, Box<Value<'a>>),
    Minus(Box<Value<'a>>, Box<Value<'a>>),
}

pub(super) fn expression(input: &str) -> Read<'_, Expression<'_>> {
    let (rest, mut parts) = separated_list1(tag(" or "), all).parse(input)?;
    let one = if parts.len() == 1 { parts.pop() } else { None };
    Ok((rest, one.unwrap_or(Expression::Any(parts))))
}

fn all(input: &str) -> Read<'_, Expression<'_>> {
    let (rest, mut parts) = separated_list1(tag(" & "), one).parse(input)?;
    let one = if parts.len() == 1 { parts.pop() } else { None };
    Ok((rest, one.unwrap_or(Expression::All(parts))))
}

fn one(input: &str) -> Read<'_, Expression<'_>> {
    let not = preceded(tag("not "), want("what must not hold", one));
    let some = preceded(tag("some "), (at(word), preceded(char(' '), in_parentheses)));
    let places = delimited(char('('), separated_list1(tag(", "), at(place)), char(')'));
    let repeated = preceded(tag("repeated "), (at(word), preceded(char(' '), places)));
    alt((
        listed,
        map(repeated, |(id, places)| Expression::Repeated(id, places)),
        map(not, |inner| Expression::Not(Box::new(inner))),
        map(some, |(id, inner)| Expression::Some(id, Box::new(inner))),
        map(delimited(tag("twice("), at(place), char(')')), Expression::Twice),
        in_parentheses,
        like,
        compare,
        map(at(place), Expression::There),
    ))
    .parse(input)
}

/// `PLACE in LIST`, `(PLACE, PLACE) in LIST`.
fn listed(input: &str) -> Read<'_, Expression<'_>> {
    let several = delimited(char('('), separated_list1(tag(", "), at(place)), char(')'));
    let places = alt((several, map(at(place), |place| vec![place])));
    let list = take_while1(|c: char| c.is_ascii_alphanumeric() || c == '-');
    let list = preceded(tag(" in "), want("the name of a list, such as waived-tests", list));
    map((places, list), |(places, list)| Expression::Listed(places, list)).parse(input)
}

fn in_parentheses(input: &str) -> Read<'_, Expression<'_>> {
    delimited(char('('), want("an expression", expression), want("a `)`", char(')'))).parse(input)
}

fn like(input: &str) -> Read<'_, Expression<'_>> {
    let sign =
        alt((value(false, tag("!=")), value(true, terminated(char('='), nom::combinator::not(char('='))))));
    map((at(place), sign, at(picture)), |(place, sign, picture)| Expression::Like(place, picture, sign))
        .parse(input)
}

/// A picture ends at a blank or a parenthesis.
fn picture(input: &str) -> Read<'_, &str> {
    take_while1(|c: char| !c.is_whitespace() && !matches!(c, '"' | '(' | ')' | ',')).parse(input)
}

fn compare(input: &str) -> Read<'_, Expression<'_>> {
    let sign = alt((
        value(Comparison::Equal, tag("==")),
        value(Comparison::Unequal, tag("<>")),
        value(Comparison::AtMost, tag("<=")),
        value(Comparison::AtLeast, tag(">=")),
        value(Comparison::Less, tag("<")),
        value(Comparison::More, tag(">")),
    ));
    let right = want("a value to compare with", sum);
    map((sum, delimited(char(' '), sign, char(' ')), right), |(left, sign, right)| {
        Expression::Compare(left, sign, right)
    })
    .parse(input)
}

fn sum(input: &str) -> Read<'_, Value<'_>> {
    let (rest, first) = term(input)?;
    let sign = delimited(char(' '), alt((char('+'), char('-'))), char(' '));
    let (rest, more) = many0((sign, want("a value", term))).parse(rest)?;
    let all = more.into_iter().fold(first, |left, (sign, right)| match sign {
        '+' => Value::Plus(Box::new(left), Box::new(right)),
        _ => Value::Minus(Box::new(left), Box::new(right)),
    });
    Ok((rest, all))
}

fn term(input: &str) -> Read<'_, Value<'_>> {
    let number = take_while1(|c: char| c.is_ascii_digit() || c == '.');
    let number = map_opt(number, |text: &str| text.parse().ok());
    // A loop's name before a place begins with digits, too.
    let number = terminated(number, nom::combinator::not(take_while1(|c: char| c.is_ascii_alphanumeric())));
    let one_place = alt((tag("sum"), tag("most"), tag("size"), tag("from"), tag("to")));
    let two = alt((tag("days"), tag("years")));
    let pair = separated_pair(sum, tag(", "), sum);
    let counted = (at(place), opt(preceded(char('='), at(picture))));
    let loops = preceded(tag("count "), (at(word), preceded(char(' '), in_parentheses)));
    alt((
        map(day, Value::Day),
        map(at(place), Value::At),
        map(number, Value::Number),
        map(preceded(tag("count"), delimited(char('('), counted, char(')'))), |(place, like)| {
            Value::Count(place, like)
        }),
        map(loops, |(id, inner)| Value::CountLoops(id, Box::new(inner))),
        map((one_place, delimited(char('('), at(place), char(')'))), |(of, place)| Value::Of(of, place)),
        map((two, delimited(char('('), pair, char(')'))), |(of, (from, to))| {
            Value::Between(of, Box::new(from), Box::new(to))
        }),
        map(delimited(tag("monthend("), sum, char(')')), |day| Value::MonthEnd(Box::new(day))),
        value(Value::ServiceDay, tag("day")),
        value(Value::Created, tag("created")),
    ))
    .parse(input)
}

/// `2023-01-01`.
pub(super) fn day(input: &str) -> Read<'_, NaiveDate> {
    let text = verify(take_while1(|c: char| c.is_ascii_digit() || c == '-'), |text: &str| text.len() == 10);
    map_opt(text, |text: &str| text.parse().ok()).parse(input)
}

/// `CLM05-3`, `2000B SBR09`, `HI[BE:80]*-5`.
pub(super) fn place(input: &str) -> Read<'_, Place<'_>> {
    let (rest, outer) = map(opt(tag("outer ")), |found| found.is_some()).parse(input)?;
    let (rest, in_loop) = opt(terminated(loop_name, char(' '))).parse(rest)?;
    let wrong = nom::Err::Error(Expected { rest, what: "an element, such as CLM05-1" });
    let (behind, text) = word(rest)?;
    let qualifier = take_while1(|c: char| !c.is_whitespace() && !matches!(c, ']' | ':'));
    let code = preceded(char(':'), take_while1(|c: char| !c.is_whitespace() && c != ']'));
    let (behind, in_brackets) = opt(delimited(char('['), (qualifier, opt(code)), char(']'))).parse(behind)?;
    let (segment, element, behind) = if in_brackets.is_some() || behind.starts_with('*') {
        let (behind, element) = alt((value(0, char('*')), two_digits)).parse(behind)?;
        (text, element, behind)
    } else {
        let Some((segment, element)) = text.len().checked_sub(2).and_then(|cut| text.split_at_checked(cut))
        else {
            return Err(wrong);
        };
        let Ok(element) = element.parse::<u8>() else { return Err(wrong) };
        (segment, element, behind)
    };
    if !(2..=3).contains(&segment.len()) || !segment.starts_with(|c: char| c.is_ascii_uppercase()) {
        return Err(wrong);
    }
    let (behind, last) = opt(preceded(tag(".."), two_digits)).parse(behind)?;
    let elements = if element == 0 { (1, u8::MAX) } else { (element, last.unwrap_or(element)) };
    let range = (small, opt(preceded(tag(".."), small)));
    let (behind, components) = opt(preceded(char('-'), range)).parse(behind)?;
    let components = components.map_or((0, 0), |(first, last)| (first, last.unwrap_or(first)));
    let (qualifier, code) = in_brackets.map_or((None, None), |(qualifier, code)| (Some(qualifier), code));
    Ok((behind, Place { outer, in_loop, segment, qualifier, code, elements, components }))
}

fn two_digits(input: &str) -> Read<'_, u8> {
    let digits = verify(take_while1(|c: char| c.is_ascii_digit()), |digits: &str| digits.len() == 2);
    map_opt(digits, |digits: &str| digits.parse().ok().filter(|number| *number > 0)).parse(input)
}

/// A loop before a place: `2000B`; an envelope's is named like its segment.
fn loop_name(input: &str) -> Read<'_, &str> {
    verify(word, |name: &str| {
        matches!(name, "ISA" | "GS" | "ST")
            || (name.len() >= 4 && name.starts_with(|c: char| c.is_ascii_digit()))
    })
    .parse(input)
}
