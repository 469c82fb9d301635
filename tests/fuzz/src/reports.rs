//! Every rendering of claims with odd values: harmless on a terminal, well-formed for programs, harmless in a page.

use std::io::Write;

use twinclaim::internal::batch::ClaimStore;
use twinclaim::internal::batch::claims::Form;
use twinclaim::internal::codes::reference::Tables;
use twinclaim::internal::compare::{self, Ignore, Index, Side};
use twinclaim::internal::config::Config;
use twinclaim::internal::show::terminal::Palette;
use twinclaim::internal::show::{
    Mask, compare as differences, inspect, reconcile as outcome, segment, validate,
};
use twinclaim::model::ClaimFilter;
use twinclaim::reconcile::{Settings, Store, reconcile};
use twinclaim::translate::{Claims, Event, Reader as ClaimReader};
use twinclaim::validate::{Event as Found, RuleSet, Settings as RuleSettings, Validator};
use twinclaim::x12::{Charset, Reader};

use super::seeds;

/// Two files of one visit, each with some of its elements replaced: a byte for the side and for how often the text is
/// repeated, two for the place, one for the length, then the text.
pub fn attack(bytes: &[u8]) {
    let Some((first, edits)) = bytes.split_first() else { return };
    let pairs = seeds::pairs();
    let (facility, professional) = &pairs[usize::from(*first) % pairs.len()];
    let odd = edited([facility, professional], edits);
    for mask in [Mask::new(false), Mask::new(true)] {
        for text in &odd {
            looked_at(text, mask);
            checked(text, mask);
        }
        reconciled(&odd, mask);
    }
    compared(facility.as_bytes(), &odd[0]);
}

/// The texts with elements replaced. Envelopes stay: without them there is nothing to render.
pub fn edited(texts: [&String; 2], mut edits: &[u8]) -> [Vec<u8>; 2] {
    let mut segments = texts.map(|text| text.split('~').map(str::to_owned).collect::<Vec<_>>());
    while let [how, low, high, length, rest @ ..] = edits {
        let (text, behind) = rest.split_at(usize::from(*length).min(rest.len()));
        edits = behind;
        let text = String::from_utf8_lossy(text).replace(['*', '~'], "-");
        let text = text.repeat(1 << (how >> 1 & 7));
        let side = &mut segments[usize::from(how & 1)];
        let place = usize::from(*low) | usize::from(*high) << 8;
        let at = place % side.len();
        let mut elements: Vec<&str> = side[at].split('*').collect();
        let envelope = ["ISA", "GS", "ST", "HL", "SE", "GE", "IEA"];
        if elements.len() < 2 || envelope.contains(&elements[0].trim()) {
            continue;
        }
        let element = 1 + place / side.len() % (elements.len() - 1);
        elements[element] = &text;
        side[at] = elements.join("*");
    }
    segments.map(|segments| segments.join("~").into_bytes())
}

fn looked_at(text: &[u8], mask: Mask) {
    let (plain, name) = (Palette::plain(), "in\u{1b}[31m.837");
    for width in [None, Some(1), Some(40)] {
        let (mut shown, mut json) = (String::new(), String::new());
        let mut outline = inspect::Outline::new(Charset::Auto, mask, ClaimFilter::default());
        let mut writer = inspect::OutlineText::new(&plain, width, name, false, Some(3));
        let mut claims = Claims::new(Reader::from_slice(text), Some("in.837".into()), Charset::Auto);
        let mut reader = ClaimReader::default();
        let mut items = Vec::new();
        let sink = &mut |item| items.push(item);
        while let Some(Ok(event)) = claims.next() {
            match event {
                Event::Opened(block) => outline.opened(&block, sink),
                Event::Claim(raw) => outline.claim(&reader.read(&raw), sink),
                Event::Notice(notice) => outline.notice(&notice, sink),
                Event::Foreign(foreign) => outline.foreign(&foreign, sink),
            }
        }
        let summary = outline.finish(true, sink);
        for item in items {
            json += &inspect::item(name, &item).expect("JSON");
            writer.item(item, &mut shown);
        }
        writer.opening(&summary, &mut shown);
        writer.finish(&summary, &mut shown);
        json += &inspect::summary(name, &summary).expect("JSON");

        let mut annotator = segment::Annotator::new(Charset::Auto, mask);
        let mut segments = inspect::SegmentsText::new(&plain, width, name);
        let mut reader = Reader::from_slice(text);
        let mut views = Vec::new();
        while let Ok(Some(piece)) = reader.next() {
            annotator.piece(&piece, &mut |shown| views.push(shown));
        }
        annotator.finish(&mut |shown| views.push(shown));
        for view in views {
            json += &inspect::shown(name, &view).expect("JSON");
            segments.shown(view, &mut shown);
        }
        segments.finish(&mut shown);
        for_people(&shown);
        for_programs(&json);
    }
}

fn rules() -> &'static RuleSet {
    static RULES: std::sync::OnceLock<RuleSet> = std::sync::OnceLock::new();
    RULES.get_or_init(|| RuleSet::new(RuleSettings::default()))
}

fn checked(text: &[u8], mask: Mask) {
    use validate::Report;
    let showing = validate::Showing { charset: Charset::Auto, mask };
    let mut reports: [Box<dyn Report>; 5] = [
        Box::new(validate::Text::new(showing, &Palette::plain(), None)),
        Box::new(validate::Text::new(showing, &Palette::plain(), Some(30))),
        Box::new(validate::Ndjson::new(showing)),
        Box::new(validate::Sarif::new(showing)),
        Box::new(validate::Junit::new(showing, None)),
    ];
    let mut out: [String; 5] = Default::default();
    let each = |reports: &mut [Box<dyn Report>; 5],
                out: &mut [String; 5],
                call: &dyn Fn(&mut dyn Report, &mut String)| {
        reports.iter_mut().zip(out).for_each(|(report, out)| call(&mut **report, out));
    };
    let name = "in\u{1b}[31m<&.837";
    each(&mut reports, &mut out, &|report, out| report.input(name, out));
    let mut validator = Validator::new(rules(), Some(name.into()), Charset::Auto);
    let mut totals = validate::Totals { inputs: 1, ..Default::default() };
    let mut take = |event: Found<'_>| match event {
        Found::Finding(found) => {
            totals.count(&found.finding);
            each(&mut reports, &mut out, &|report, out| report.found(&found, out));
        }
        Found::Claim(end) => {
            totals.claim(&end);
            each(&mut reports, &mut out, &|report, out| report.claim(&end, out));
        }
        _ => {}
    };
    let mut reader = Reader::from_slice(text);
    while let Ok(Some(piece)) = reader.next() {
        validator.piece(&piece, &mut take);
    }
    validator.finish(&mut take);
    each(&mut reports, &mut out, &|report, out| {
        report.input_end(&totals, Some("it \u{1b} broke <off>"), out);
        while report.more(out).expect("memory takes it") {}
        report.passed_over("n\u{202e}<.txt", "is \"no\" X12", out);
        report.finish(&totals, out);
    });
    let [text, narrow, ndjson, sarif, junit] = &out;
    for_people(text);
    for_people(narrow);
    for_programs(ndjson);
    serde_json::from_str::<serde_json::Value>(sarif).expect("SARIF is JSON");
    well_formed(junit);
}

fn held(texts: &[Vec<u8>], each: &mut dyn FnMut(&twinclaim::translate::RawClaim)) -> ClaimStore {
    let mut held = ClaimStore::default();
    for text in texts {
        let mut claims = Claims::new(Reader::from_slice(text), Some("in.837".into()), Charset::Auto);
        while let Some(Ok(event)) = claims.next() {
            if let Event::Claim(raw) = event {
                each(&raw);
                held.push(&Form::Segments(raw)).expect("memory takes it");
            }
        }
    }
    held
}

fn reconciled(texts: &[Vec<u8>; 2], mask: Mask) {
    let claims = held(texts, &mut |_| ());
    if Store::len(&claims) == 0 {
        return;
    }
    let (config, tables) = (Config::default(), Tables::default());
    let day = "2026-04-01".parse().expect("a day");
    let settings = Settings { threads: 1, ..Settings::new(&config, &tables, day) };
    for format in [
        outcome::Format::Diff,
        outcome::Format::Ndjson,
        outcome::Format::Csv,
        outcome::Format::Lines,
        outcome::Format::Html,
    ] {
        let mut made = reconcile(&claims, &settings).expect("memory takes it");
        let look = outcome::Look { palette: &Palette::plain(), width: Some(60), mask, all: true };
        let mut out = Vec::new();
        outcome::export(format, &mut made, &claims, &look, &mut out).expect("memory takes it");
        let out = String::from_utf8(out).expect("UTF-8");
        match format {
            outcome::Format::Diff => for_people(&out),
            outcome::Format::Ndjson => for_programs(&out),
            outcome::Format::Csv => for_spreadsheets(&out, outcome::COLUMNS.len()),
            outcome::Format::Lines => for_spreadsheets(&out, outcome::LINE_COLUMNS.len()),
            outcome::Format::Html => page(&out),
        }
    }
}

fn compared(left: &[u8], right: &[u8]) {
    use differences::Report;
    let ignore = Ignore::default();
    let mut sides = [left, right].map(|text| {
        let mut index = Index::new(ignore.clone());
        let held = held(&[text.to_vec()], &mut |raw| index.push(raw));
        (held, index)
    });
    let [left, right] = &mut sides;
    let reports: [Box<dyn Report>; 4] = [
        Box::new(differences::Text::new(Palette::plain())),
        Box::new(differences::Ndjson),
        Box::new(differences::Junit::default()),
        Box::new(differences::Html::default()),
    ];
    for (n, mut report) in reports.into_iter().enumerate() {
        let mut out = Vec::new();
        let sides = (Side { store: &left.0, index: &left.1 }, Side { store: &right.0, index: &right.1 });
        let summary = compare::compare(sides.0, sides.1, &ignore, &mut |event| match event {
            compare::Event::Changed(changed) => report.changed(&changed, &mut out),
            compare::Event::OnlyLeft(claim) => report.alone(true, &claim, &mut out),
            compare::Event::OnlyRight(claim) => report.alone(false, &claim, &mut out),
        });
        report.finish(&summary.expect("memory takes it"), &mut out).expect("memory takes it");
        out.flush().expect("memory takes it");
        let out = String::from_utf8(out).expect("UTF-8");
        match n {
            0 => for_people(&out),
            1 => for_programs(&out),
            2 => well_formed(&out),
            _ => assert!(!out.contains("<script") && !out.contains("<img"), "no element but ours"),
        }
    }
}

/// Nothing that acts on a terminal.
pub fn for_people(text: &str) {
    let acts = |c: char| {
        c != '\n' && c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    if let Some(at) = text.find(acts) {
        let line = text[..at].rsplit('\n').next().unwrap_or_default();
        panic!("{:?} behind {line:?}", text[at..].chars().next());
    }
}

/// A JSON value a line.
fn for_programs(text: &str) {
    for line in text.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("each line is JSON");
    }
}

/// Rows of one width, by a reader of its own; no cell is a formula.
fn for_spreadsheets(text: &str, columns: usize) {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match (quoted, sign) {
            (true, '"') if signs.peek() == Some(&'"') => cell.extend(signs.next()),
            (_, '"') => quoted = !quoted,
            (false, ',') => row.push(std::mem::take(&mut cell)),
            (false, '\n') => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            _ => cell.push(sign),
        }
    }
    assert!(!quoted && cell.is_empty(), "the last row has ended");
    for row in &rows {
        assert_eq!(row.len(), columns, "{row:?}");
        for cell in row {
            let begins =
                cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\u{2212}']);
            let number = !cell.is_empty()
                && cell.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.'));
            assert!(!begins || number, "a formula: {cell:?}");
        }
    }
}

/// XML with its elements nested, its attributes quoted, and no character that it has no place for.
pub fn well_formed(xml: &str) {
    let mut open = Vec::new();
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        harmless_text(&rest[..at]);
        let end = rest[at..].find('>').expect("a tag ends") + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if tag.starts_with('?') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "tags are nested");
            continue;
        }
        let name = tag.split([' ', '/', '\n']).next().expect("a name");
        assert!(!name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase()), "{tag:?}");
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag:?}");
        for value in tag.split('"').skip(1).step_by(2) {
            assert!(!value.contains('<'));
            harmless_text(value);
        }
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    harmless_text(rest);
    assert!(open.is_empty(), "all tags are closed: {open:?}");
}

fn harmless_text(text: &str) {
    for (at, _) in text.match_indices('&') {
        let entity = text[at + 1..].split(';').next().unwrap_or_default();
        assert!(["amp", "lt", "gt", "quot", "#39"].contains(&entity), "{entity:?}");
    }
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{fffe}' | '\u{ffff}');
    assert!(!text.contains(odd), "{text:?}");
}

/// The page's data ends no element, and is JSON.
fn page(html: &str) {
    let begin = html.find("type=\"application/json\"").expect("the data");
    let data = &html[begin..];
    let data = &data[data.find('>').expect("its tag ends") + 1..];
    let data = &data[..data.find('<').expect("it ends")];
    serde_json::from_str::<serde_json::Value>(data).expect("the data is JSON");
    assert_eq!(html.matches("<script").count(), 2, "no script but ours");
}
