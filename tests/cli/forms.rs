//! `twinclaim inspect --form`: boxes are read back from the page and held against the segments of the file, found here by
//! a reader of its own. Which element a box shows is from the crosswalks of NUCC (1500 to 837P) and CMS (UB-04 to 837I).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::cargo::cargo_bin_cmd;
use tempfile::TempDir;

/// Text of boxes by number, without blanks. Of service lines all, one behind the other.
pub(super) type Boxes = BTreeMap<String, String>;

/// Boxes that stand once a service line.
const OF_LINES: &[&str] =
    &["24A", "24B", "24C", "24D", "24E", "24F", "24G", "24H", "24J", "42", "44", "45", "46", "47", "48"];

/// The boxes of each claim of an output.
fn read_back(page: &str) -> Vec<Boxes> {
    let mut claims: Vec<Boxes> = Vec::new();
    let (mut columns, mut numbers) = (Vec::new(), Vec::new());
    // Boxes of earlier pages of the claim: the rows that stand on every page are read once.
    let mut before: BTreeSet<String> = BTreeSet::new();
    for line in page.lines() {
        let chars: Vec<char> = line.chars().collect();
        if line.contains(" · page 1 of ") {
            claims.push(Boxes::new());
        }
        if chars.first() == Some(&'┌') {
            before = claims.last().expect("a heading stands above").keys().cloned().collect();
        }
        match chars.first() {
            Some('┌' | '├') => {
                assert_eq!(chars.len(), 80, "{line}");
                columns = (0..79).filter(|n| matches!(chars[*n], '┌' | '├' | '┬' | '┼')).collect::<Vec<_>>();
                let title = |from: &usize| -> String {
                    chars[from + 1..].iter().take_while(|c| !"─┬┴┼┤┐".contains(**c)).collect()
                };
                let titles: Vec<String> = columns.iter().map(title).collect();
                // Without titles the line only parts service lines.
                if titles.iter().any(|title| !title.is_empty()) {
                    numbers = titles.iter().map(|title| number_of(title)).collect::<Vec<_>>();
                }
            }
            Some('│') => {
                let claim = claims.last_mut().expect("a heading stands above");
                for (n, number) in numbers.iter().enumerate() {
                    let to = columns.get(n + 1).copied().unwrap_or(79);
                    let text: String = chars[columns[n] + 1..to].iter().filter(|c| **c != ' ').collect();
                    if !before.contains(number) || OF_LINES.contains(&&**number) {
                        claim.entry(number.clone()).or_default().push_str(&text);
                    }
                }
            }
            _ => {}
        }
    }
    claims
}

fn number_of(title: &str) -> String {
    let mut words = title.split(' ');
    let number = words.next().unwrap_or_default().to_owned();
    if words.next() == Some("shaded") { format!("{number} shaded") } else { number }
}

/// A claim's segments with those above it, each with its loop; service lines by number.
#[derive(Clone, Debug, Default)]
pub(super) struct Raw {
    segments: Vec<(String, Vec<String>)>,
    component: char,
}

impl Raw {
    /// The claims of a file, each with what stands above it.
    pub(super) fn of(content: &str) -> Vec<Self> {
        let at = |n: usize| content.as_bytes()[n] as char;
        let (element, component, terminator) = (at(3), at(104), at(105));
        let mut claims: Vec<Self> = Vec::new();
        let mut above: Vec<(String, Vec<String>)> = Vec::new();
        let (mut at_loop, mut in_claim, mut line) = (String::new(), false, 0);
        for text in content.split(terminator).map(str::trim).filter(|text| !text.is_empty()) {
            let segment: Vec<String> = text.split(element).map(str::to_owned).collect();
            let get = |n: usize| segment.get(n).map_or("", String::as_str);
            match (get(0), get(1), get(3)) {
                ("HL", _, level) => {
                    in_claim = false;
                    let (gone, new) = match level {
                        "20" => (&["2000", "2010"][..], "2000A"),
                        "22" => (&["2000B", "2010B", "2000C", "2010C"][..], "2000B"),
                        _ => (&["2000C", "2010C"][..], "2000C"),
                    };
                    above.retain(|(name, _)| !gone.iter().any(|part| name.starts_with(part)));
                    new.clone_into(&mut at_loop);
                }
                ("CLM", ..) => {
                    (in_claim, line) = (true, 0);
                    "2300".clone_into(&mut at_loop);
                    claims.push(Self { segments: above.clone(), component });
                }
                ("SBR", ..) if in_claim => "2320".clone_into(&mut at_loop),
                ("LX", ..) => {
                    line += 1;
                    at_loop = format!("2400/{line}");
                }
                ("LIN", ..) => at_loop = format!("2410/{line}"),
                ("SVD", ..) => at_loop = format!("2430/{line}"),
                ("SE", ..) => {
                    in_claim = false;
                    above.clear();
                }
                ("NM1", who, _) => {
                    at_loop = match (who, in_claim, line, &*at_loop) {
                        ("85", false, ..) => "2010AA".to_owned(),
                        ("87", false, ..) => "2010AB".to_owned(),
                        ("IL", false, ..) => "2010BA".to_owned(),
                        ("PR", false, ..) => "2010BB".to_owned(),
                        ("QC", false, ..) => "2010CA".to_owned(),
                        (who, true, 0, place) if place.starts_with("2320") || place.starts_with("2330") => {
                            format!("2330/{who}")
                        }
                        (who, true, 0, _) => format!("2310/{who}"),
                        (who, true, line, _) => format!("2420/{line}/{who}"),
                        (who, false, ..) => format!("1000/{who}"),
                    }
                }
                _ => {}
            }
            let entry = (at_loop.clone(), segment);
            match claims.last_mut().filter(|_| in_claim) {
                Some(claim) => claim.segments.push(entry),
                None => above.push(entry),
            }
        }
        claims
    }

    fn all<'r>(
        &'r self,
        at_loop: &'r str,
        id: &'r str,
        first: &'r str,
    ) -> impl Iterator<Item = &'r Vec<String>> {
        let found = self.segments.iter().filter(move |(name, segment)| name == at_loop && segment[0] == id);
        found.map(|(_, segment)| segment).filter(move |segment| first.is_empty() || segment[1] == first)
    }

    /// An element; empty where there is none.
    fn get(&self, at_loop: &str, id: &str, first: &str, element: usize) -> String {
        let segment = self.all(at_loop, id, first).next();
        segment.and_then(|segment| segment.get(element)).cloned().unwrap_or_default()
    }

    fn part(&self, value: &str, n: usize) -> String {
        value.split(self.component).nth(n - 1).unwrap_or_default().to_owned()
    }

    fn name(&self, at_loop: &str) -> String {
        let e = |n| self.get(at_loop, "NM1", "", n);
        let given = format!("{}{}", e(4), e(5));
        let comma = if given.is_empty() { "" } else { "," };
        format!("{}{}{comma}{given}", e(3), e(7))
    }

    fn address(&self, at_loop: &str) -> String {
        let (n3, n4) = (|n| self.get(at_loop, "N3", "", n), |n| self.get(at_loop, "N4", "", n));
        let behind: String = [2, 3, 4, 7].map(n4).concat();
        let comma = if n4(1).is_empty() || behind.is_empty() { "" } else { "," };
        format!("{}{}{}{comma}{behind}", n3(1), n3(2), n4(1))
    }

    /// Name and first telephone number of a contact.
    fn contact(&self, at_loop: &str) -> String {
        let per = |n| self.get(at_loop, "PER", "", n);
        let number = [3, 5, 7].into_iter().find(|n| per(*n) == "TE").map_or(String::new(), |n| per(n + 1));
        per(2) + &number
    }

    /// Codes of HI whose qualifier is one of these, with a further component behind each.
    fn codes(&self, qualifiers: &[&str], more: usize) -> Vec<(String, String)> {
        let all = self.all("2300", "HI", "").flat_map(|segment| segment.iter().skip(1));
        let of = all.filter(|code| qualifiers.contains(&&*self.part(code, 1)));
        of.map(|code| (self.part(code, 2), self.part(code, more))).collect()
    }

    fn lines(&self) -> usize {
        self.segments.iter().filter(|(_, segment)| segment[0] == "LX").count()
    }

    /// What is said of each service line, one behind the other.
    fn of_lines(&self, of: impl Fn(&str, usize) -> String) -> String {
        (1..=self.lines()).map(|n| of(&format!("2400/{n}"), n)).collect()
    }
}

/// `20260302` as 2026-03-02.
fn day(date: &str) -> String {
    if date.len() < 8 {
        return String::new();
    }
    format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..8])
}

/// Both days of a period, where the second is another one.
fn days(period: &str, between: &str) -> String {
    match period.split_once('-') {
        Some((from, to)) => format!("{}{between}{}", day(from), day(to)),
        None => day(period),
    }
}

fn cents(amount: &str) -> String {
    if amount.is_empty() {
        return String::new();
    }
    let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
    let whole = if whole.is_empty() { "0" } else { whole };
    format!("{whole}.{part:0<2}")
}

/// What boxes of the CMS-1500 have to say.
pub(super) fn of_1500(raw: &Raw) -> Vec<(String, String)> {
    let clm = |n| raw.get("2300", "CLM", "", n);
    let insured_is_patient = raw.get("2000B", "SBR", "", 2) == "18";
    let patient = if insured_is_patient { "2010BA" } else { "2010CA" };
    let reference = |tag: &str, code: &str| {
        let number = raw.get("2300", "REF", code, 2);
        if number.is_empty() { number } else { format!("{tag}{number}") }
    };
    let rendering = raw.get("2310/82", "NM1", "", 9);
    let place = raw.part(&clm(5), 1);
    let service = |at: &str, n| raw.get(at, "SV1", "", n);
    let mut boxes = vec![
        ("carrier", raw.name("2010BB") + &raw.address("2010BB")),
        ("1a", raw.get("2010BA", "NM1", "", 9)),
        ("2", raw.name(patient)),
        ("4", raw.name("2010BA")),
        ("5", raw.address(patient) + &raw.contact(patient)),
        ("7", raw.address("2010BA") + &raw.contact("2010BA")),
        ("9", raw.name("2330/IL")),
        ("11", raw.get("2000B", "SBR", "", 3)),
        ("11c", raw.get("2000B", "SBR", "", 4)),
        ("13", clm(8)),
        ("22", raw.part(&clm(5), 3) + &raw.get("2300", "REF", "F8", 2)),
        (
            "23",
            reference("G1", "G1") + &reference("9F", "9F") + &reference("X4", "X4") + &reference("EW", "EW"),
        ),
        ("26", clm(1)),
        ("28", cents(&clm(2))),
        ("32", raw.name("2310/77") + &raw.address("2310/77")),
        ("32a", raw.get("2310/77", "NM1", "", 9)),
        ("33a", raw.get("2010AA", "NM1", "", 9)),
        ("24A", raw.of_lines(|at, _| days(&raw.get(at, "DTP", "472", 3), ""))),
        (
            "24B",
            raw.of_lines(|at, _| {
                Some(service(at, 5)).filter(|own| !own.is_empty()).unwrap_or_else(|| place.clone())
            }),
        ),
        ("24C", raw.of_lines(|at, _| service(at, 9))),
        ("24D", raw.of_lines(|at, _| (2..=6).map(|n| raw.part(&service(at, 1), n)).collect())),
        (
            "24E",
            raw.of_lines(|at, _| {
                let pointers = service(at, 7);
                let letter =
                    |n: &str| n.parse::<u8>().map_or(String::new(), |n| char::from(b'A' + n - 1).to_string());
                pointers.split(raw.component).map(letter).collect()
            }),
        ),
        ("24F", raw.of_lines(|at, _| cents(&service(at, 2)))),
        (
            "24G",
            raw.of_lines(|at, _| {
                service(at, 4) + Some(&*service(at, 3)).filter(|unit| *unit != "UN").unwrap_or("")
            }),
        ),
        (
            "24J",
            raw.of_lines(|_, n| {
                let own = raw.get(&format!("2420/{n}/82"), "NM1", "", 9);
                if own.is_empty() { rendering.clone() } else { own }
            }),
        ),
    ];
    let diagnoses = raw.codes(&["ABK", "BK", "ABF", "BF"], 2);
    let letters: Vec<String> = ('A'..='L').map(|letter| format!("21{letter}")).collect();
    for (n, letter) in letters.iter().enumerate() {
        boxes.push((letter, diagnoses.get(n).map_or(String::new(), |(code, _)| code.clone())));
    }
    boxes.into_iter().map(|(number, value)| (number.to_owned(), value)).collect()
}

/// What boxes of the UB-04 have to say.
pub(super) fn of_ub04(raw: &Raw) -> Vec<(String, String)> {
    let clm = |n| raw.get("2300", "CLM", "", n);
    let is_patient = raw.get("2000B", "SBR", "", 2) == "18";
    let patient = if is_patient { "2010BA" } else { "2010CA" };
    let dtp = |code: &str| raw.get("2300", "DTP", code, 3);
    let hour =
        |time: &str| if time.len() < 4 { String::new() } else { format!("{}:{}", &time[..2], &time[2..4]) };
    let service = |at: &str, n| raw.get(at, "SV2", "", n);
    let bill = raw.part(&clm(5), 1) + &raw.part(&clm(5), 3);
    let text = |pair: &(String, String)| format!("{}{}", pair.0, pair.1);
    let mut boxes = vec![
        ("3a", clm(1)),
        ("3b", raw.get("2300", "REF", "EA", 2)),
        ("4", format!("0{bill}")),
        ("5", raw.get("2010AA", "REF", "EI", 2)),
        ("6", days(&dtp("434"), "to")),
        ("8a", raw.get("2010BA", "NM1", "", 9)),
        ("8b", raw.name(patient)),
        ("9", raw.address(patient)),
        ("10", day(&raw.get(patient, "DMG", "", 2))),
        ("12", day(&dtp("435"))),
        ("13", dtp("435").get(8..).map_or(String::new(), hour)),
        ("14", raw.get("2300", "CL1", "", 1)),
        ("15", raw.get("2300", "CL1", "", 2)),
        ("16", hour(&dtp("096"))),
        ("17", raw.get("2300", "CL1", "", 3)),
        ("23-47", cents(&clm(2))),
        ("56", raw.get("2010AA", "NM1", "", 9)),
        ("69", raw.codes(&["ABJ", "BJ"], 9).first().map_or(String::new(), |code| code.0.clone())),
        ("71", raw.codes(&["DR"], 9).first().map_or(String::new(), |code| code.0.clone())),
        ("67", raw.codes(&["ABK", "BK"], 9).first().map_or(String::new(), text)),
        ("42", raw.of_lines(|at, _| service(at, 1))),
        (
            "44",
            raw.of_lines(|at, _| {
                let qualifier =
                    Some(raw.part(&service(at, 2), 1)).filter(|own| own != "HC").unwrap_or_default();
                (2..=6).fold(qualifier, |all, n| all + &raw.part(&service(at, 2), n))
            }),
        ),
        ("45", raw.of_lines(|at, _| days(&raw.get(at, "DTP", "472", 3), ""))),
        (
            "46",
            raw.of_lines(|at, _| {
                service(at, 5) + Some(&*service(at, 4)).filter(|unit| *unit != "UN").unwrap_or("")
            }),
        ),
        ("47", raw.of_lines(|at, _| cents(&service(at, 3)))),
        ("48", raw.of_lines(|at, _| cents(&service(at, 7)))),
    ];
    let numbers = |from: u32, to: u32| (from..=to).map(|n| n.to_string()).collect::<Vec<_>>();
    let letters =
        |stem: &str, from: char, to: char| (from..=to).map(|c| format!("{stem}{c}")).collect::<Vec<_>>();
    let series: Vec<(Vec<String>, Vec<String>)> = vec![
        (numbers(18, 28), raw.codes(&["BG"], 9).iter().map(|code| code.0.clone()).collect()),
        (letters("67", 'A', 'Q'), raw.codes(&["ABF", "BF"], 9).iter().map(text).collect()),
        (letters("70", 'a', 'c'), raw.codes(&["APR", "PR"], 9).iter().map(|code| code.0.clone()).collect()),
        (letters("72", 'a', 'c'), raw.codes(&["ABN", "BN"], 9).iter().map(text).collect()),
        (
            letters("74", 'a', 'e'),
            raw.codes(&["BBQ", "BQ"], 4).iter().map(|code| code.0.clone() + &day(&code.1)).collect(),
        ),
        (numbers(39, 41), spread(raw.codes(&["BE"], 5).iter().map(|code| code.0.clone() + &code.1), 3, 12)),
        (
            numbers(31, 34),
            spread(raw.codes(&["BH"], 4).iter().map(|code| code.0.clone() + &day(&code.1)), 4, 8),
        ),
        (
            numbers(35, 36),
            spread(raw.codes(&["BI"], 4).iter().map(|code| code.0.clone() + &days(&code.1, "to")), 2, 4),
        ),
    ];
    for (numbers, values) in &series {
        for (n, number) in numbers.iter().enumerate() {
            boxes.push((number, values.get(n).cloned().unwrap_or_default()));
        }
    }
    boxes.into_iter().map(|(number, value)| (number.to_owned(), value)).collect()
}

/// Values that go into boxes side by side, line by line, up to `room` of them.
fn spread(values: impl Iterator<Item = String>, boxes: usize, room: usize) -> Vec<String> {
    let mut all = vec![String::new(); boxes];
    for (n, value) in values.take(room).enumerate() {
        all[n % boxes].push_str(&value);
    }
    all
}

/// Holds the pages of a file against its segments; gives the number of claims and of boxes compared.
fn compare(file: &Path) -> (usize, usize) {
    let done = cargo_bin_cmd!("twinclaim").args(["inspect", "--form"]).arg(file).output().expect("it runs");
    assert_eq!(done.status.code(), Some(0), "{}: {}", file.display(), String::from_utf8_lossy(&done.stderr));
    let page = String::from_utf8(done.stdout).expect("UTF-8");
    let (pages, claims) = (read_back(&page), Raw::of(&fs::read_to_string(file).expect("text")));
    assert_eq!(pages.len(), claims.len(), "{}", file.display());
    let mut compared = 0;
    for (boxes, raw) in pages.iter().zip(&claims) {
        let expected = if boxes.contains_key("3a") { of_ub04(raw) } else { of_1500(raw) };
        for (number, value) in expected {
            let value: String = value.chars().filter(|c| *c != ' ').collect();
            let shown = boxes.get(&number).map_or("", String::as_str);
            assert_eq!(shown, value, "box {number} of {}:\n{page}", file.display());
            compared += 1;
        }
    }
    (pages.len(), compared)
}

pub(super) fn samples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let folders = fs::read_dir(root).expect("samples").map(|entry| entry.expect("an entry").path());
    // What is broken on purpose is no claim whose boxes could be known.
    let folders =
        folders.filter(|path| path.is_dir() && !path.ends_with("broken") && !path.ends_with("unread"));
    let files = folders.flat_map(|folder| fs::read_dir(folder).expect("a folder"));
    let files = files.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "837")).collect();
    files.sort();
    files
}

#[test]
fn each_box_read_back_from_the_page_equals_the_samples() {
    let files = samples();
    assert!(files.len() > 15, "{files:?}");
    let compared: usize = files.iter().map(|file| compare(file).1).sum();
    assert!(compared > 600, "{compared}");
}

#[test]
fn each_box_read_back_from_the_page_equals_generated_claims() {
    let folder = TempDir::new().expect("a folder");
    for kind in ["professional", "institutional"] {
        let file = folder.path().join(format!("{kind}.837"));
        let mut made = cargo_bin_cmd!("twinclaim");
        made.args(["generate", kind, "--claims", "120", "--seed", "7", "-o"]).arg(&file);
        made.assert().success();
        assert_eq!(compare(&file).0, 120, "{kind}");
    }
}

#[test]
fn a_claim_of_more_lines_than_a_page_has_goes_on() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/office/surgeon.837");
    let content = fs::read_to_string(root).expect("the sample");
    let from = content.find("LX*1~").expect("a service line");
    let to = content[from..].find("SE*").expect("the end") + from;
    let lines: String = (1..=14).fold(String::new(), |all, n| {
        all + &format!("LX*{n}~\nSV1*HC:99213*{n}*UN*1***1~\nDTP*472*D8*20260302~\n")
    });
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("many.837");
    fs::write(&file, format!("{}{lines}{}", &content[..from], &content[to..])).expect("written");
    let done = cargo_bin_cmd!("twinclaim").args(["inspect", "--form"]).arg(&file).output().expect("it runs");
    let page = String::from_utf8(done.stdout).expect("UTF-8");
    for n in 1..=3 {
        assert!(page.contains(&format!("page {n} of 3")), "{page}");
    }
    let boxes = &read_back(&page)[0];
    assert_eq!(boxes["24F"], (1..=14).fold(String::new(), |all, n| all + &format!("{n}.00")));
    assert_eq!(
        boxes["26"].len(),
        Raw::of(&content)[0].get("2300", "CLM", "", 1).len(),
        "once, on the last page"
    );
}

#[test]
fn a_form_of_no_claim_is_a_failure() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("no.837");
    fs::write(&file, "nothing").expect("written");
    let done = cargo_bin_cmd!("twinclaim").args(["inspect", "--form"]).arg(&file).output().expect("it runs");
    assert_eq!(done.status.code(), Some(2));
    let office = samples().into_iter().find(|file| file.ends_with("office/surgeon.837")).expect("the sample");
    let done =
        cargo_bin_cmd!("twinclaim").args(["inspect", "--form", "--claim", "NOBODY"]).arg(office).output();
    assert_eq!(done.expect("it runs").status.code(), Some(2));
}

/// Other people's claims, where they are at hand. What a file leaves out or has twice is theirs; what is there has to be in
/// its box.
#[test]
#[allow(clippy::print_stderr, reason = "a test that is skipped says so")]
fn each_box_read_back_from_the_page_equals_the_corpus() {
    let Some(root) = std::env::var_os("TWINCLAIM_CORPUS") else {
        eprintln!("skipped: TWINCLAIM_CORPUS is not set");
        return;
    };
    let mut folders = vec![PathBuf::from(root)];
    let (mut claims, mut boxes) = (0, 0);
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let Ok(content) = fs::read_to_string(&path) else { continue };
            let whole = content.starts_with("ISA") && content.len() > 200 && content.is_ascii();
            if whole && content.contains("005010X22") && content.contains("CLM") {
                let done = cargo_bin_cmd!("twinclaim").args(["inspect", "--form"]).arg(&path).output();
                let done = done.expect("it runs");
                // What the model cannot hold is in the addendum as it came, and in no box.
                if done.status.success() && !String::from_utf8_lossy(&done.stdout).contains("unmapped") {
                    let (of_file, compared) = compare(&path);
                    (claims, boxes) = (claims + of_file, boxes + compared);
                }
            }
        }
    }
    assert!(claims > 25 && boxes > 1000, "{claims} claims, {boxes} boxes");
}
