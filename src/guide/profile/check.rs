//! What a profile may not ask: what is wider than the guide, and what cannot be met.

use super::super::schema::{Content, Element, Guide, Limit, LoopId, Usage};
use super::read::Term;
use super::resolve::{Wrong, element, wrong};
use super::{Ask, Demand, Picture, Profile, Target};

/// Holds a term against the guide; none if it asks nothing.
pub(super) fn ask(guide: &Guide, of: Target, term: &Term, left: usize) -> Result<Option<Ask>, Wrong> {
    if let Term::Usage(usage) = term {
        usage_fits(usage_of(guide, of), *usage).or_else(|problem| wrong(left, problem))?;
    }
    if let (Target::Loop(id), Term::AtMost(_) | Term::Usage(Usage::Required)) = (of, term)
        && is_level(guide, id)
    {
        return wrong(left, "how often a level stands is not counted; say what has to stand in it, or N");
    }
    if let Term::AtMost(most) = term {
        repeat_fits(repeat_of(guide, of), *most).or_else(|problem| wrong(left, problem))?;
    }
    if let Target::Element(row, spot) = of
        && let Some(element) = element(guide.row(row), spot)
    {
        content_fits(element, term).or_else(|problem| wrong(left, problem))?;
    }
    Ok(term.to_ask())
}

/// Whether a loop is a level of its own: an envelope, a level of the hierarchy, a claim.
fn is_level(guide: &Guide, id: LoopId) -> bool {
    matches!(guide.row(guide.opener(id)).id.as_str(), "ISA" | "GS" | "ST" | "HL" | "CLM")
}

fn usage_of(guide: &Guide, of: Target) -> Usage {
    match of {
        Target::Loop(id) => guide.loop_(id).usage,
        Target::Segment(row) => guide.row(row).usage,
        Target::Element(row, spot) => {
            let row = guide.row(row);
            // A component of an element that is not used is not used.
            let whole = element(row, super::Spot { component: 0, ..spot });
            match (whole, element(row, spot)) {
                (Some(whole), Some(part)) if whole.usage != Usage::NotUsed => part.usage,
                _ => Usage::NotUsed,
            }
        }
    }
}

fn usage_fits(in_guide: Usage, asked: Usage) -> Result<(), String> {
    match (in_guide, asked) {
        (Usage::NotUsed, Usage::Required | Usage::Situational) => Err("the guide does not use it".to_owned()),
        (Usage::Required, Usage::NotUsed | Usage::Situational) => Err("the guide requires it".to_owned()),
        _ => Ok(()),
    }
}

fn repeat_of(guide: &Guide, of: Target) -> Option<u32> {
    match of {
        Target::Loop(id) => guide.loop_(id).max_repeat,
        Target::Segment(row) | Target::Element(row, _) => guide.row(row).max_repeat,
    }
}

fn repeat_fits(in_guide: Option<u32>, asked: u32) -> Result<(), String> {
    match in_guide {
        _ if asked == 0 => Err("a repeat of 0 is written N".to_owned()),
        Some(most) if asked > most => Err(format!("the guide allows {most}; a profile cannot allow more")),
        _ => Ok(()),
    }
}

fn content_fits(element: &Element, term: &Term) -> Result<(), String> {
    let Content::Simple { min, max, codes: allowed, .. } = &element.content else {
        return match term {
            Term::Usage(_) => Ok(()),
            _ => Err("this is a composite; name one of its components".to_owned()),
        };
    };
    let (min, max) = (*min, longest(element).unwrap_or(*max).min(*max));
    match term {
        Term::Length(from, to) if from > to => Err(format!("{from} is more than {to}")),
        Term::Length(_, to) if *to > max => {
            Err(format!("the guide allows {max} characters; a profile cannot allow more"))
        }
        Term::Length(from, _) if *from < min => {
            Err(format!("the guide asks for {min} characters; a profile cannot ask for fewer"))
        }
        Term::Codes(codes) => codes.iter().try_for_each(|code| code_fits(code, allowed, min, max)),
        Term::Limit(asked) => limit_fits(element.limit, max, *asked),
        Term::Like(picture) => {
            let picture = Picture::new(picture.clone());
            let (shortest, longest) = picture.lengths();
            let lengths = shortest <= usize::from(max) && longest.is_none_or(|most| most >= usize::from(min));
            if !lengths || !(allowed.is_empty() || allowed.iter().any(|code| picture.fits(code.as_bytes()))) {
                return Err("nothing that the guide allows looks like that".to_owned());
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn code_fits(code: &str, allowed: &[String], min: u16, max: u16) -> Result<(), String> {
    let length = code.chars().count();
    // Elements of fixed width, those of ISA, are filled up with blanks.
    let too_short = length < usize::from(min) && min != max;
    if !(allowed.is_empty() || allowed.iter().any(|one| one == code)) {
        Err(format!("the guide does not allow {code} there"))
    } else if too_short || length > usize::from(max) {
        Err(format!("{code} does not have the length that the guide allows"))
    } else {
        Ok(())
    }
}

/// The most characters by the guide's own limit.
fn longest(element: &Element) -> Option<u16> {
    match element.limit? {
        Limit::Characters(most) | Limit::ExactDigits(most) => Some(most),
        Limit::Digits { .. } | Limit::DigitsWithCents(_) => None,
    }
}

fn limit_fits(in_guide: Option<Limit>, max: u16, asked: Limit) -> Result<(), String> {
    let size = |limit: Limit| match limit {
        Limit::Characters(n) | Limit::DigitsWithCents(n) | Limit::ExactDigits(n) => n,
        Limit::Digits { digits, .. } => digits,
    };
    let most = in_guide.map_or(max, |limit| size(limit).min(max));
    if size(asked) > most {
        return Err(format!("the guide allows {most}; a profile cannot allow more"));
    }
    Ok(())
}

/// Holds a demand against those before it.
pub(super) fn against(profile: &Profile, new: &Demand, left: usize) -> Result<(), Wrong> {
    for old in &profile.demands {
        let meets = old.when.is_empty() || new.when.is_empty() || same_line(old, new);
        if meets && contradicts(profile.guide, old, new) {
            return wrong(left, format!("this contradicts line {}", old.line));
        }
    }
    Ok(())
}

fn same_line(old: &Demand, new: &Demand) -> bool {
    old.line == new.line
}

fn contradicts(guide: &Guide, old: &Demand, new: &Demand) -> bool {
    if forbids(guide, old, new) || forbids(guide, new, old) {
        return true;
    }
    old.of == new.of && !disjoint_conditions(old, new) && excludes(&old.ask, &new.ask)
}

/// Whether one says that something is not used which the other demands, or in which the other demands something.
fn forbids(guide: &Guide, one: &Demand, other: &Demand) -> bool {
    if one.ask != Ask::NotUsed || !one.when.is_empty() || disjoint_conditions(one, other) {
        return false;
    }
    let asks = other.ask == Ask::Required;
    match (one.of, other.of) {
        (Target::Loop(id), Target::Segment(row) | Target::Element(row, _)) => guide.row(row).in_loop == id,
        (Target::Loop(id), Target::Loop(inner)) => {
            (id == inner && asks) || guide.loop_(inner).parents.contains(&id)
        }
        (Target::Segment(row), Target::Element(same, _)) => row == same,
        (Target::Segment(row), Target::Segment(same)) => row == same && asks,
        (Target::Element(row, spot), Target::Element(same, part)) if row == same => {
            (spot == part && asks)
                || (spot.component == 0 && part.component > 0 && spot.element == part.element)
        }
        _ => false,
    }
}

/// Whether the two speak of different segments of one row.
fn disjoint_conditions(one: &Demand, other: &Demand) -> bool {
    one.only.iter().any(|a| {
        other.only.iter().any(|b| a.spot == b.spot && a.codes.iter().all(|code| !b.codes.contains(code)))
    })
}

/// Whether nothing can meet both.
fn excludes(one: &Ask, other: &Ask) -> bool {
    match (one, other) {
        (Ask::Codes(a), Ask::Codes(b)) => a.iter().all(|code| !b.contains(code)),
        (Ask::Codes(codes), Ask::Like(picture)) | (Ask::Like(picture), Ask::Codes(codes)) => {
            codes.iter().all(|code| !picture.fits(code.as_bytes()))
        }
        (Ask::Codes(codes), Ask::Length { min, max }) | (Ask::Length { min, max }, Ask::Codes(codes)) => {
            codes.iter().all(|code| !(usize::from(*min)..=usize::from(*max)).contains(&code.chars().count()))
        }
        (Ask::Length { min: a, max: b }, Ask::Length { min: c, max: d }) => a > d || c > b,
        (Ask::Length { min, max }, Ask::Like(picture)) | (Ask::Like(picture), Ask::Length { min, max }) => {
            let (shortest, longest) = picture.lengths();
            shortest > usize::from(*max) || longest.is_some_and(|most| most < usize::from(*min))
        }
        _ => false,
    }
}
