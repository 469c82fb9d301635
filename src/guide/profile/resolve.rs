//! Holds the lines of a profile against its guide.

use super::super::format::{Expected, FormatError, column, read_line};
use super::super::registry;
use super::super::schema::{Condition, Content, Element, Guide, LoopId, RowId, SegmentRow, Spot};
use super::check;
use super::guard::Guard;
use super::read::{At, EditLine, Line, Term, Terms, Test, line};
use super::resolve_edit::Resolver;
use super::{Ask, Demand, Edit, Picture, Profile, Target, When};
use crate::nearest::perhaps;

/// What is wrong, and the length of what is left of the line where it is.
pub(super) type Wrong = At<String>;

pub(super) fn wrong<T>(left: usize, problem: impl Into<String>) -> Result<T, Wrong> {
    Err(At { left, what: problem.into() })
}

pub(super) fn profile(text: &str) -> Result<Profile, FormatError> {
    // Some editors put a byte order mark before the first line.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut profile: Option<Profile> = None;
    let mut at: Option<(RowId, Vec<Condition>)> = None;
    for (number, text) in text.lines().enumerate() {
        let number = number as u32 + 1;
        let error =
            |rest: &str, problem: String| FormatError { line: number, column: column(text, rest), problem };
        let read = read_line(line, text);
        let read = read.map_err(|Expected { rest, what }| {
            let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
            let word: String = rest.chars().take_while(|c| is_word(*c)).collect();
            let known = what.split(|c| !is_word(c)).filter(|word| word.len() > 2);
            error(rest, format!("expected {what}{}", perhaps(&word, known)))
        })?;
        let Some(read) = read else { continue };
        add(&mut profile, &mut at, number, read)
            .map_err(|wrong| error(&text[text.len().saturating_sub(wrong.left)..], wrong.what))?;
    }
    profile.ok_or_else(|| FormatError {
        line: 1,
        column: 1,
        problem: "a `profile` line is missing".to_owned(),
    })
}

fn add(
    profile: &mut Option<Profile>,
    at: &mut Option<(RowId, Vec<Condition>)>,
    number: u32,
    line: Line<'_>,
) -> Result<(), Wrong> {
    if let Line::Profile { id, guide, title } = line {
        if profile.is_some() {
            return wrong(guide.left, "this is the second `profile` line; there must be one");
        }
        let Some(known) = registry::by_version(guide.what) else {
            let ids: Vec<&str> = registry::supported().into_iter().map(|g| g.id.as_str()).collect();
            return wrong(
                guide.left,
                format!("there is no guide {}; there are {}", guide.what, ids.join(" and ")),
            );
        };
        let (id, title) = (id.to_owned(), title.to_owned());
        *profile = Some(Profile {
            id,
            title,
            guide: known,
            payers: Vec::new(),
            claims: None,
            demands: Vec::new(),
            edits: Vec::new(),
        });
        return Ok(());
    }
    let Some(profile) = profile else {
        return wrong(usize::MAX, "a `profile` line must stand above all others");
    };
    match line {
        Line::Profile { .. } => Ok(()),
        Line::Payers(payers) => {
            profile.payers.extend(payers.into_iter().map(str::to_owned));
            Ok(())
        }
        Line::Loop { id, terms } => {
            *at = None;
            let found = find_loop(profile.guide, &id)?;
            demand(profile, number, Target::Loop(found), &[], terms)
        }
        Line::Segment { id, in_loop, conditions, terms } => {
            let in_loop = find_loop(profile.guide, &in_loop)?;
            let row = find_row(profile.guide, in_loop, &id, &conditions)?;
            let only = narrower(profile.guide.row(row), &conditions)?;
            demand(profile, number, Target::Segment(row), &only, terms)?;
            *at = Some((row, only));
            Ok(())
        }
        Line::Element { spot, terms } => {
            let Some((row, only)) = at else {
                return wrong(spot.left, "a `segment` line must stand above the first element");
            };
            if element(profile.guide.row(*row), spot.what).is_none() {
                let id = &profile.guide.row(*row).id;
                return wrong(spot.left, format!("{id} has no {} in the guide", spot.what));
            }
            demand(profile, number, Target::Element(*row, spot.what), only, terms)
        }
        Line::Claims(of) => {
            if profile.claims.is_some() {
                return wrong(usize::MAX, "this is the second `claims` line; join them with `&`");
            }
            let around = profile.guide.transaction_loop();
            profile.claims = Some(Resolver { guide: profile.guide, around, outer: around }.expression(&of)?);
            Ok(())
        }
        Line::Edit(edit) => add_edit(profile, number, *edit),
    }
}

fn add_edit(profile: &mut Profile, line: u32, edit: EditLine<'_>) -> Result<(), Wrong> {
    let around = find_loop(profile.guide, &edit.in_loop)?;
    if let Some(old) = profile.edits.iter().find(|old| old.id == edit.id) {
        return wrong(edit.in_loop.left, format!("line {} has an edit {} already", old.line, edit.id));
    }
    let resolver = Resolver { guide: profile.guide, around, outer: around };
    let fault = resolver.expression(&edit.fault)?;
    let edit = Edit {
        line,
        id: edit.id.to_owned(),
        rule: edit.rule,
        in_loop: around,
        at: edit.at.map(|place| resolver.place(&place)).transpose()?,
        in_force: edit.in_force,
        guard: Guard::of(profile.guide, around, &fault),
        lists: Edit::lists_of(&fault),
        fault,
        answer: edit.answer,
    };
    profile.edits.push(edit);
    Ok(())
}

pub(super) fn find_loop(guide: &Guide, id: &At<&str>) -> Result<LoopId, Wrong> {
    match guide.loop_id(id.what) {
        Some(found) => Ok(found),
        None => wrong(id.left, format!("there is no loop {} in {}", id.what, guide.id)),
    }
}

/// Rows of a loop with a segment identifier.
pub(super) fn rows<'g>(guide: &'g Guide, in_loop: LoopId, id: &'g str) -> impl Iterator<Item = RowId> + 'g {
    let rows = guide.segments.iter().enumerate();
    rows.filter(move |(_, row)| row.in_loop == in_loop && row.id == id).map(|(n, _)| RowId(n as u16))
}

fn find_row(
    guide: &Guide,
    in_loop: LoopId,
    id: &At<&str>,
    conditions: &[At<Condition>],
) -> Result<RowId, Wrong> {
    // A row is meant if the codes asked for are among those that make it this row.
    let fits = |row: &RowId| {
        guide.row(*row).conditions.iter().all(|own| {
            let asked = conditions.iter().find(|asked| asked.what.spot == own.spot);
            asked.is_none_or(|asked| asked.what.codes.iter().all(|code| own.codes.contains(code)))
        })
    };
    let found: Vec<RowId> = rows(guide, in_loop, id.what).filter(fits).collect();
    let name = &guide.loop_(in_loop).id;
    match found[..] {
        [row] => Ok(row),
        [] if conditions.is_empty() => wrong(id.left, format!("loop {name} has no segment {}", id.what)),
        [] => wrong(id.left, format!("loop {name} has no segment {} with these codes", id.what)),
        _ => {
            let labels: Vec<&str> = found.iter().map(|row| guide.row(*row).label.as_str()).collect();
            wrong(
                id.left,
                format!("loop {name} has several: {}; pick one with `when 01=...`", labels.join(", ")),
            )
        }
    }
}

/// The conditions that the row does not say already.
fn narrower(row: &SegmentRow, conditions: &[At<Condition>]) -> Result<Vec<Condition>, Wrong> {
    let mut only = Vec::new();
    for asked in conditions {
        let Some(element) = element(row, asked.what.spot) else {
            return wrong(asked.left, format!("{} has no {} in the guide", row.id, asked.what.spot));
        };
        if let Content::Simple { codes, .. } = &element.content
            && let Some(code) =
                asked.what.codes.iter().find(|code| !codes.is_empty() && !codes.contains(code))
        {
            return wrong(asked.left, format!("the guide does not allow {code} there"));
        }
        let same = |own: &Condition| own.spot == asked.what.spot && own.codes.len() == asked.what.codes.len();
        if !row.conditions.iter().any(same) {
            only.push(asked.what.clone());
        }
    }
    Ok(only)
}

/// An element or component of a row.
pub(super) fn element(row: &SegmentRow, spot: Spot) -> Option<&Element> {
    let element = row.elements.get(usize::from(spot.element).checked_sub(1)?)?;
    match (&element.content, spot.component) {
        (_, 0) => Some(element),
        (Content::Composite { components, .. }, n) => components.get(usize::from(n) - 1),
        (Content::Simple { .. }, _) => None,
    }
}

fn demand(
    profile: &mut Profile,
    line: u32,
    of: Target,
    only: &[Condition],
    terms: Terms<'_>,
) -> Result<(), Wrong> {
    let around = of.around(profile.guide);
    let tests = terms.when.iter().map(|test| when(profile.guide, around, test));
    let when = tests.collect::<Result<Vec<_>, _>>()?;
    for At { left, what } in terms.asks {
        let Some(ask) = check::ask(profile.guide, of, &what, left)? else { continue };
        let demand =
            Demand { line, of, only: only.to_vec(), ask, when: when.clone(), answer: terms.answer.clone() };
        check::against(profile, &demand, left)?;
        profile.demands.push(demand);
    }
    Ok(())
}

/// Loops in which the segment of a condition may be: the loop itself and those around it, from the inside out, and for
/// a condition that names its loop also those directly in one of them.
fn when(guide: &Guide, around: LoopId, test: &At<Test<'_>>) -> Result<When, Wrong> {
    let Test { in_loop, segment, spot, not, like } = test.what;
    let outward = outward(guide, around);
    let found = match in_loop {
        None => outward.iter().copied().find(|id| rows(guide, *id, segment).next().is_some()),
        Some(name) => {
            let id = find_loop(guide, &At { left: test.left, what: name })?;
            let near = outward.contains(&id) || guide.loop_(id).parents.iter().any(|p| outward.contains(p));
            if !near {
                let here = &guide.loop_(around).id;
                return wrong(test.left, format!("loop {name} stands neither around {here} nor beside it"));
            }
            Some(id)
        }
    };
    let here = &guide.loop_(around).id;
    let Some(in_loop) = found else {
        return wrong(test.left, format!("there is no segment {segment} in loop {here} or around it"));
    };
    let rows: Vec<RowId> = rows(guide, in_loop, segment).collect();
    let elements: Vec<&Element> = rows.iter().filter_map(|row| element(guide.row(*row), spot)).collect();
    if elements.is_empty() {
        return wrong(
            test.left,
            format!("{segment}{spot} is not in loop {} of the guide", guide.loop_(in_loop).id),
        );
    }
    let like = Picture::new(like);
    if let Some(fault) = like.fault() {
        return wrong(test.left, fault);
    }
    let possible = |element: &&Element| match &element.content {
        Content::Simple { codes, .. } => {
            codes.is_empty() || codes.iter().any(|code| like.fits(code.as_bytes()))
        }
        Content::Composite { .. } => false,
    };
    if !elements.iter().any(possible) {
        return wrong(test.left, format!("nothing that the guide allows in {segment}{spot} looks like that"));
    }
    Ok(When { in_loop, rows, spot, like, not })
}

pub(super) fn outward(guide: &Guide, from: LoopId) -> Vec<LoopId> {
    let mut found = vec![from];
    let mut next = 0;
    while let Some(id) = found.get(next) {
        for parent in &guide.loop_(*id).parents {
            if !found.contains(parent) {
                found.push(*parent);
            }
        }
        next += 1;
    }
    found
}

impl Term {
    /// What is asked, as the guide's rows have it.
    pub(super) fn to_ask(&self) -> Option<Ask> {
        use super::super::schema::Usage;
        Some(match self {
            Self::Usage(Usage::Required) => Ask::Required,
            Self::Usage(Usage::NotUsed) => Ask::NotUsed,
            // As the guide has it.
            Self::Usage(Usage::Situational) => return None,
            Self::AtMost(most) => Ask::AtMost(*most),
            Self::Length(min, max) => Ask::Length { min: *min, max: *max },
            Self::Codes(codes) => Ask::Codes(codes.clone()),
            Self::Limit(limit) => Ask::Limit(*limit),
            Self::Like(like) => Ask::Like(Picture::new(like.clone())),
        })
    }
}
