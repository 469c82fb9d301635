//! The guides against the tables of facts they were made from, cell by cell. The tables are not shipped: the test
//! runs where `TWINCLAIM_CORPUS` is set, with the folder `facts` beside the corpus.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use super::super::registry::{institutional, professional};
use super::super::schema::{
    Child, Content, DataType, Element, Guide, Limit, LoopId, Relation, RowId, SegmentRow, SyntaxNote, Usage,
};

#[test]
fn guides_say_what_the_tables_of_facts_say() {
    let Some(corpus) = std::env::var_os("TWINCLAIM_CORPUS") else {
        println!("skipped: TWINCLAIM_CORPUS is not set");
        return;
    };
    let facts = PathBuf::from(corpus).join("../facts");
    let mut differences = Vec::new();
    for (guide, file, cells_at_least) in
        [(professional(), "837p.tsv", 15_000), (institutional(), "837i.tsv", 15_000)]
    {
        let text = std::fs::read_to_string(facts.join(file)).expect("the table of facts is there");
        let mut check = Check { guide, cells: 0, differences: Vec::new() };
        let table = Table::read(&text);
        check.all(&table);
        println!("{file}: {} cells compared", check.cells);
        assert!(check.cells > cells_at_least, "{file}: only {} cells were compared", check.cells);
        differences.extend(check.differences.into_iter().map(|d| format!("{file} {d}")));
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Rows by path; a path with a qualifier names the row among its neighbours.
struct Table<'a> {
    rows: Vec<HashMap<&'a str, &'a str>>,
}

impl<'a> Table<'a> {
    fn read(text: &'a str) -> Self {
        let mut lines = text.lines();
        let head: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
        let row = |line: &'a str| head.iter().copied().zip(line.split('\t')).collect();
        Self { rows: lines.map(row).collect() }
    }
}

struct Check<'g> {
    guide: &'g Guide,
    cells: usize,
    differences: Vec<String>,
}

impl Check<'_> {
    #[expect(clippy::needless_pass_by_value, reason = "callers compare values they just made")]
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, place: &str, cell: &str, fact: T, guide: T) {
        self.cells += 1;
        if fact != guide {
            self.differences.push(format!("{place} {cell}: facts {fact:?}, guide {guide:?}"));
        }
    }

    fn all(&mut self, table: &Table<'_>) {
        // Rows of one loop come in the same order in both; counting pairs them without trusting qualifiers.
        let mut met: HashMap<(u16, &str), usize> = HashMap::new();
        let mut row: Option<RowId> = None;
        let (mut rows, mut loops, mut elements) = (0, 0, 0);
        for fact in &table.rows {
            let place = fact["path"];
            match fact["kind"] {
                "loop" => {
                    loops += 1;
                    self.loop_(place, fact);
                }
                "segment" => {
                    rows += 1;
                    // The headers open loops here; the table hangs them up under one another.
                    let id = match fact["id"] {
                        "ISA" | "IEA" => "ISA",
                        "GS" | "GE" => "GS",
                        "ST" | "BHT" | "SE" => "ST",
                        _ => fact["parent"],
                    };
                    let in_loop = self.guide.loop_id(id).expect("the loop is in the guide");
                    let n = met.entry((in_loop.0, fact["id"])).or_default();
                    row = self.nth_row(in_loop, fact["id"], *n);
                    *n += 1;
                    let Some(row) = row else { panic!("{place} is not in the guide") };
                    self.segment(place, fact, row);
                }
                _ => {
                    elements += 1;
                    self.element(place, fact, row.expect("a segment comes first"));
                }
            }
        }
        self.same("all", "loops", loops + 3, self.guide.loops.len());
        self.same("all", "segments", rows, self.guide.segments.len());
        let there =
            self.guide.segments.iter().flat_map(|r| &r.elements).map(|e| 1 + components(e).len()).sum();
        self.same("all", "elements", elements, there);
    }

    fn nth_row(&self, in_loop: LoopId, id: &str, n: usize) -> Option<RowId> {
        let children = self.guide.loop_(in_loop).children.iter();
        let rows = children.filter_map(|c| if let Child::Segment(row) = c { Some(*row) } else { None });
        rows.filter(|row| self.guide.row(*row).id == id).nth(n)
    }

    fn loop_(&mut self, place: &str, fact: &HashMap<&str, &str>) {
        let id = self.guide.loop_id(fact["id"]).unwrap_or_else(|| panic!("loop {place} is not in the guide"));
        let l = self.guide.loop_(id);
        self.same(place, "usage", fact["usage"], usage(l.usage));
        self.same(place, "repeat", repeat(fact["max_repeat"]), l.max_repeat);
        let parents: Vec<&str> = l.parents.iter().map(|p| self.guide.loop_(*p).id.as_str()).collect();
        self.same(place, "parents", fact["parent"].split('|').collect(), parents);
        // The rule that selects a loop is the rule of its first segment; one without `=` only names that segment.
        let opener = self.guide.row(self.guide.opener(id));
        if fact["qualifier_rule"].contains('=') {
            self.same(place, "qualifier", rule(fact["qualifier_rule"]), conditions(opener));
        } else {
            self.same(place, "opener", fact["qualifier_rule"], &opener.id);
        }
    }

    fn segment(&mut self, place: &str, fact: &HashMap<&str, &str>, row: RowId) {
        let row = self.guide.row(row);
        // GS and ST repeat as loops.
        let header = matches!(fact["id"], "GS" | "ST");
        self.same(place, "usage", fact["usage"], usage(row.usage));
        self.same(place, "repeat", if header { Some(1) } else { repeat(fact["max_repeat"]) }, row.max_repeat);
        self.same(place, "qualifier", rule(fact["qualifier_rule"]), conditions(row));
        self.same(place, "notes", notes(fact["notes"]), written(&row.syntax));
    }

    fn element(&mut self, place: &str, fact: &HashMap<&str, &str>, row: RowId) {
        let spot = place.rsplit('/').next().unwrap_or_default();
        let (number, component) = spot.split_once('-').unwrap_or((spot, "0"));
        let number: usize = number.parse().expect("an element number");
        let component: usize = component.parse().expect("a component number");
        let mut found = &self.guide.row(row).elements[number - 1];
        if component > 0 {
            found = &components(found)[component - 1];
        }
        self.same(
            place,
            "spot",
            (number, component),
            (found.spot.element.into(), found.spot.component.into()),
        );
        self.same(place, "usage", fact["usage"], usage(found.usage));
        self.same(place, "repeat", repeat(fact["max_repeat"]), found.max_repeat);
        self.same(place, "data element", fact["data_element"], &found.data_element);
        match &found.content {
            Content::Composite { syntax, .. } => {
                self.same(place, "type", fact["data_type"], "composite");
                self.same(place, "notes", notes(fact["notes"]), written(syntax));
            }
            Content::Simple { data_type, min, max, codes, list } => {
                self.same(place, "type", fact["data_type"], type_name(*data_type));
                self.same(place, "min", fact["min_len"], &min.to_string());
                self.same(place, "max", fact["max_len"], &max.to_string());
                let there: BTreeSet<String> = codes.iter().cloned().collect();
                self.same(place, "number of codes", there.len(), codes.len());
                self.same(place, "codes", code_set(fact["codes"]), there);
                // The table copied the lists of a procedure's modifiers to the diagnosis pointers beside it.
                if !place.contains("SV1/07-") {
                    self.same(place, "list", !fact["ext_codes"].is_empty(), list.is_some());
                }
                self.same(place, "limit", limit(fact["notes"]), found.limit);
            }
        }
    }
}

fn components(element: &Element) -> &[Element] {
    match &element.content {
        Content::Composite { components, .. } => components,
        Content::Simple { .. } => &[],
    }
}

fn usage(usage: Usage) -> &'static str {
    match usage {
        Usage::Required => "R",
        Usage::Situational => "S",
        Usage::NotUsed => "N",
    }
}

fn type_name(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Text => "AN",
        DataType::Code => "ID",
        DataType::Integer => "N0",
        DataType::Decimal => "R",
        DataType::Date => "DT",
        DataType::Time => "TM",
    }
}

fn repeat(text: &str) -> Option<u32> {
    if text == ">1" { None } else { Some(text.parse().expect("a number")) }
}

fn rule(text: &str) -> String {
    if text.contains('=') { text.to_owned() } else { String::new() }
}

fn conditions(row: &SegmentRow) -> String {
    let one = |c: &super::super::schema::Condition| match c.spot.component {
        0 => format!("{}{:02}={}", row.id, c.spot.element, c.codes.join("|")),
        n => format!("{}{:02}-{n:02}={}", row.id, c.spot.element, c.codes.join("|")),
    };
    row.conditions.iter().map(one).collect::<Vec<_>>().join("&")
}

fn notes(text: &str) -> Vec<String> {
    let is_note = |word: &&str| {
        let (letter, digits) = word.split_at(word.len().min(1));
        "PRECL".contains(letter) && digits.len() > 3 && digits.bytes().all(|b| b.is_ascii_digit())
    };
    text.split([',', ';', ' ']).filter(is_note).map(str::to_owned).collect()
}

fn written(notes: &[SyntaxNote]) -> Vec<String> {
    let letter = |r| match r {
        Relation::Paired => 'P',
        Relation::Required => 'R',
        Relation::Exclusion => 'E',
        Relation::Conditional => 'C',
        Relation::ListConditional => 'L',
    };
    let digits = |n: &SyntaxNote| n.elements.iter().map(|e| format!("{e:02}")).collect::<Vec<_>>().concat();
    notes.iter().map(|n| format!("{}{}", letter(n.relation), digits(n))).collect()
}

fn code_set(text: &str) -> BTreeSet<String> {
    match text.split_once("..") {
        Some((from, to)) => {
            let (from, to): (u32, u32) = (from.parse().expect("a number"), to.parse().expect("a number"));
            (from..=to).map(|n| n.to_string()).collect()
        }
        None if text.is_empty() || text == "*" => BTreeSet::new(),
        None => text.split(',').map(str::to_owned).collect(),
    }
}

fn limit(notes: &str) -> Option<Limit> {
    match notes {
        "HIPAA: <=10 chars incl. decimal point and cents" => Some(Limit::DigitsWithCents(10)),
        "guide limit 8 digits, 3 decimals" => Some(Limit::Digits { digits: 8, decimals: 3 }),
        "regex [0-9]{9}" => Some(Limit::ExactDigits(9)),
        _ => {
            let characters = notes.strip_prefix("guide limit ")?.strip_suffix(" positions")?;
            Some(Limit::Characters(characters.parse().expect("a number")))
        }
    }
}
