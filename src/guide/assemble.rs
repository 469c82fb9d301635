//! Puts the lines of a guide together, and checks what one line alone cannot show.

use std::collections::{HashMap, HashSet};

use crate::model::ClaimType;

use super::format::{ElementLine, Line, LoopLine, SegmentLine, Shape};
use super::schema::{
    Child, Condition, Content, Element, Form, Guide, Loop, LoopId, RowId, SegmentRow, Spot, SyntaxNote,
};

/// More codes than this are not spelt out in a row's label.
const CODES_IN_LABEL: usize = 4;

/// Loops, each counted once for every way to it. The guides have some seventy.
const MOST_PLACES: usize = 1024;

/// Segment rows. The guides have some two hundred.
const MOST_ROWS: usize = 4096;

/// Different segment identifiers. The guides have some fifty.
const MOST_SEGMENTS: usize = 300;

/// The walker compares codes of qualifiers as numbers of four bytes.
const LONGEST_CODE: usize = 4;

/// A guide in the making. Problems are phrases; the caller knows the line.
#[derive(Default)]
pub(super) struct Builder {
    head: Option<(String, ClaimType, String)>,
    form: Option<Form>,
    accepts: Vec<String>,
    loops: Vec<Loop>,
    segments: Vec<SegmentRow>,
    ids: HashMap<String, LoopId>,
    /// Line of the text that is being added.
    line: u32,
    loop_lines: Vec<u32>,
    segment_lines: Vec<u32>,
}

/// What is wrong, and in which line.
pub(super) type Problem = (u32, String);

impl Builder {
    pub(super) fn add(&mut self, number: u32, line: Line<'_>) -> Result<(), Problem> {
        self.line = number;
        self.add_line(line).map_err(|problem| (number, problem))
    }

    fn add_line(&mut self, line: Line<'_>) -> Result<(), String> {
        match line {
            Line::Guide { id, kind, title } => {
                if self.head.replace((id.to_owned(), kind, title.to_owned())).is_some() {
                    return Err("this is the second `guide` line; there must be one".to_owned());
                }
            }
            Line::Form(form) => {
                if self.form.replace(form).is_some() {
                    return Err("this is the second `form` line; there must be one".to_owned());
                }
            }
            Line::Accepts(ids) => self.accepts.extend(ids.into_iter().map(str::to_owned)),
            Line::Loop(line) => self.add_loop(&line)?,
            Line::Segment(line) => self.add_segment(line)?,
            Line::Element(line) => self.add_element(line)?,
        }
        Ok(())
    }

    fn add_loop(&mut self, line: &LoopLine<'_>) -> Result<(), String> {
        let id = LoopId(u16::try_from(self.loops.len()).map_err(|_| "there are too many loops")?);
        let parents = line.parents.iter().map(|p| self.find(p)).collect::<Result<Vec<_>, _>>()?;
        if parents.is_empty() && id.0 > 0 {
            return Err(format!("loop {} needs `in` and the loop it stands in", line.id));
        }
        if self.ids.insert(line.id.to_owned(), id).is_some() {
            return Err(format!("loop {} is there twice", line.id));
        }
        for parent in &parents {
            self.loops[parent.0 as usize].children.push(Child::Loop(id));
        }
        self.loop_lines.push(self.line);
        self.loops.push(Loop {
            id: line.id.to_owned(),
            name: line.name.to_owned(),
            usage: line.standing.usage,
            max_repeat: line.standing.max_repeat,
            parents,
            field: line.field.map(str::to_owned),
            position: line.standing.position,
            children: Vec::new(),
        });
        Ok(())
    }

    fn find(&self, id: &str) -> Result<LoopId, String> {
        self.ids.get(id).copied().ok_or_else(|| format!("no loop {id} stands above this line"))
    }

    fn add_segment(&mut self, line: SegmentLine<'_>) -> Result<(), String> {
        let in_loop = match line.parent {
            Some(parent) => self.find(parent)?,
            None if self.loops.is_empty() => {
                return Err("a `loop` line must stand above the first segment".into());
            }
            None => LoopId(self.loops.len() as u16 - 1),
        };
        if line.id.len() > 3 {
            return Err("a segment's identifier has two or three characters".to_owned());
        }
        if self.segments.len() >= MOST_ROWS {
            return Err(format!("there are more than {MOST_ROWS} segment lines"));
        }
        let row = RowId(self.segments.len() as u16);
        self.loops[in_loop.0 as usize].children.push(Child::Segment(row));
        self.segment_lines.push(self.line);
        self.segments.push(SegmentRow {
            id: line.id.to_owned(),
            label: String::new(),
            name: line.name.to_owned(),
            usage: line.standing.usage,
            max_repeat: line.standing.max_repeat,
            in_loop,
            field: line.field.map(str::to_owned),
            position: line.standing.position,
            conditions: line.conditions,
            syntax: line.syntax,
            elements: Vec::new(),
        });
        Ok(())
    }

    fn add_element(&mut self, line: ElementLine<'_>) -> Result<(), String> {
        let row = self.segments.last_mut().ok_or("a `segment` line must stand above the first element")?;
        let siblings = match line.spot.component {
            0 => &mut row.elements,
            _ => match row.elements.last_mut() {
                Some(Element { spot, content: Content::Composite { components, .. }, .. })
                    if spot.element == line.spot.element =>
                {
                    components
                }
                _ => {
                    return Err(format!(
                        "the composite {:02} must stand above its components",
                        line.spot.element
                    ));
                }
            },
        };
        let number = if line.spot.component == 0 { line.spot.element } else { line.spot.component };
        if usize::from(number) != siblings.len() + 1 {
            return Err(format!("number {} is next here, not {number}", siblings.len() + 1));
        }
        siblings.push(element(line));
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Guide, Problem> {
        let last = self.line.max(1);
        let (id, kind, title) = self.head.take().ok_or((1, "a `guide` line is missing".to_owned()))?;
        self.sort_children();
        self.check_loops()?;
        self.check_size().map_err(|problem| (last, problem))?;
        for (row, line) in self.segments.iter().zip(&self.segment_lines) {
            check_row(row).map_err(|problem| (*line, problem))?;
        }
        self.label_rows()?;
        if !self.ids.contains_key("ST") {
            return Err((last, "the guide has no loop ST".to_owned()));
        }
        let form = self.form.ok_or((1, "a `form` line is missing".to_owned()))?;
        let accepts = if self.accepts.is_empty() { vec![id.clone()] } else { self.accepts };
        Ok(Guide { id, title, kind, form, accepts, loops: self.loops, segments: self.segments })
    }

    /// Trailers stand at the end of the file and loops that float stand once: positions give the order, the file the
    /// order within one position.
    fn sort_children(&mut self) {
        let positions: Vec<u16> = self.loops.iter().map(|l| l.position).collect();
        for in_loop in &mut self.loops {
            in_loop.children.sort_by_key(|child| match child {
                Child::Segment(row) => self.segments[row.0 as usize].position,
                Child::Loop(id) => positions[id.0 as usize],
            });
        }
    }

    fn check_loops(&self) -> Result<(), Problem> {
        for (l, line) in self.loops.iter().zip(&self.loop_lines) {
            if !matches!(l.children.first(), Some(Child::Segment(_))) {
                return Err((*line, format!("loop {} does not begin with a segment", l.id)));
            }
        }
        Ok(())
    }

    /// A loop that floats is unfolded under each parent; many such loops in one another would grow without bound. The
    /// walker's tables grow with places and segments.
    fn check_size(&self) -> Result<(), String> {
        let mut places: Vec<usize> = Vec::with_capacity(self.loops.len());
        for l in &self.loops {
            let here = l.parents.iter().map(|p| places[p.0 as usize]).fold(0, usize::saturating_add);
            places.push(here.max(1));
        }
        let all = places.iter().fold(0, |sum: usize, n| sum.saturating_add(*n));
        if all > MOST_PLACES {
            return Err(format!("loops stand in more than {MOST_PLACES} places"));
        }
        let ids: HashSet<&str> = self.segments.iter().map(|row| row.id.as_str()).collect();
        if ids.len() > MOST_SEGMENTS {
            return Err(format!("there are more than {MOST_SEGMENTS} different segments"));
        }
        Ok(())
    }

    /// Labels are the conditions' codes; they must tell the rows of a loop apart.
    fn label_rows(&mut self) -> Result<(), Problem> {
        for in_loop in &self.loops {
            let mut seen: Vec<String> = Vec::new();
            for (n, child) in in_loop.children.iter().enumerate() {
                let Child::Segment(RowId(at)) = *child else { continue };
                let row = &mut self.segments[at as usize];
                // The segment that opens a loop is the loop; its qualifier says nothing more.
                row.label = if n == 0 { row.id.clone() } else { label(&row.id, &row.conditions) };
                if seen.contains(&row.label) {
                    let problem = format!("loop {} has two rows {}", in_loop.id, row.label);
                    return Err((self.segment_lines[at as usize], problem));
                }
                seen.push(row.label.clone());
            }
        }
        Ok(())
    }
}

fn label(id: &str, conditions: &[Condition]) -> String {
    match conditions.first() {
        None => id.to_owned(),
        Some(c) if c.codes.len() > CODES_IN_LABEL => format!("{id}[{}|..]", c.codes[..2].join("|")),
        Some(c) => format!("{id}[{}]", c.codes.join("|")),
    }
}

fn element(line: ElementLine<'_>) -> Element {
    let content = match line.shape {
        Shape::Simple { data_type, min, max, codes, list } => {
            Content::Simple { data_type, min, max, codes, list: list.map(str::to_owned) }
        }
        Shape::Composite(syntax) => Content::Composite { components: Vec::new(), syntax },
    };
    Element {
        spot: line.spot,
        name: line.name.to_owned(),
        usage: line.usage,
        max_repeat: line.max_repeat,
        data_element: line.data_element.to_owned(),
        field: line.field.map(str::to_owned),
        content,
        limit: line.limit,
    }
}

/// Conditions and syntax notes must speak of elements that the row has.
fn check_row(row: &SegmentRow) -> Result<(), String> {
    for condition in &row.conditions {
        if condition.codes.iter().any(|c| c.len() > LONGEST_CODE) {
            return Err(format!(
                "segment {}: codes of a condition have at most {LONGEST_CODE} characters",
                row.id
            ));
        }
        let Some(codes) = codes_at(row, condition.spot) else {
            return Err(format!(
                "segment {}: the condition speaks of {}, which is not there",
                row.id, condition.spot
            ));
        };
        if condition.codes.iter().any(|c| !codes.contains(c)) {
            return Err(format!(
                "segment {}: the condition has a code that {} does not allow",
                row.id, condition.spot
            ));
        }
    }
    check_notes(&row.id, &row.syntax, row.elements.len())?;
    for element in &row.elements {
        if let Content::Composite { components, syntax } = &element.content
            && !components.is_empty()
        {
            check_notes(&format!("{}{:02}", row.id, element.spot.element), syntax, components.len())?;
        }
    }
    Ok(())
}

fn codes_at(row: &SegmentRow, spot: Spot) -> Option<&[String]> {
    let mut found = row.elements.get(usize::from(spot.element).checked_sub(1)?)?;
    if let (Content::Composite { components, .. }, component @ 1..) = (&found.content, spot.component) {
        found = components.get(usize::from(component) - 1)?;
    }
    match &found.content {
        Content::Simple { codes, .. } => Some(codes),
        Content::Composite { .. } => None,
    }
}

fn check_notes(what: &str, notes: &[SyntaxNote], count: usize) -> Result<(), String> {
    let wrong = notes
        .iter()
        .any(|n| n.elements.len() < 2 || n.elements.iter().any(|&e| e == 0 || usize::from(e) > count));
    if wrong {
        Err(format!("{what}: a syntax note must name two or more of its {count} parts"))
    } else {
        Ok(())
    }
}
