//! Scenarios as `scenarios.txt` has them, made into claims.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Told;

/// An encounter and what is expected of it.
pub(super) struct Scenario {
    pub(super) title: String,
    pub(super) facility: Vec<String>,
    pub(super) professional: Vec<String>,
    pub(super) expected: Told,
}

pub(super) fn read(text: &str) -> Vec<Scenario> {
    let mut all: Vec<Scenario> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
        if let Some(title) = line.strip_prefix("## ") {
            let title = title.to_owned();
            all.push(Scenario {
                title,
                facility: Vec::new(),
                professional: Vec::new(),
                expected: Told::default(),
            });
            continue;
        }
        let Some(scenario) = all.last_mut() else { continue };
        let (kind, rest) = line.split_once(' ').unwrap_or((line, ""));
        let words = || rest.split_whitespace().map(str::to_owned);
        match kind {
            "F" => scenario.facility.push(claim(rest, true, scenario.facility.len() + 1)),
            "P" => scenario.professional.push(claim(rest, false, scenario.professional.len() + 1)),
            "=" => scenario.expected.rules.extend(words()),
            "i" => scenario.expected.informs.extend(words()),
            "~" => scenario.expected.differs.extend(rest.split(", ").map(str::to_owned)),
            "lone" => scenario.expected.lone = rest.parse().expect("a number"),
            other => panic!("{other} begins no line of a scenario"),
        }
    }
    all
}

/// What a claim is told to have, by key.
struct Keys<'t>(BTreeMap<&'t str, &'t str>);

impl<'t> Keys<'t> {
    fn get(&self, key: &str) -> Option<&'t str> {
        self.0.get(key).copied()
    }

    fn or(&self, key: &str, ordinary: &'t str) -> &'t str {
        self.get(key).unwrap_or(ordinary)
    }

    fn day(&self, key: &str) -> String {
        date(self.or(key, "2"))
    }
}

/// A day of March 2026.
fn date(day: &str) -> String {
    format!("202603{day:0>2}")
}

fn claim(text: &str, is_facility: bool, number: usize) -> String {
    let (head, lines) = text.split_once('|').expect("lines after |");
    let mut words = head.split_whitespace();
    let place = words.next().expect("a type of bill or place");
    let keys = Keys(words.map(|word| word.split_once('=').expect("key=value")).collect());
    let mut out = billing(&keys, is_facility);
    out += &subscriber(&keys);
    out += &if is_facility { facility(place, &keys) } else { professional(place, &keys, number) };
    for (n, line) in lines.split(';').enumerate() {
        write!(out, "\nLX*{}\n{}", n + 1, service(line.trim(), is_facility)).expect("a string");
    }
    out
}

/// The billing provider, where it is not that of every example.
fn billing(keys: &Keys<'_>, is_facility: bool) -> String {
    let mut out = keys.get("taxonomy").map_or(String::new(), |code| format!("PRV*BI*PXC*{code}\n"));
    if let (Some(npi), true) = (keys.get("npi"), is_facility || keys.get("tax").is_some()) {
        let tax = keys.or("tax", "123456789");
        write!(out, "NM1*85*2*OTHER PROVIDER*****XX*{npi}\nREF*EI*{tax}\n").expect("a string");
    }
    out
}

fn subscriber(keys: &Keys<'_>) -> String {
    let (name, member, birth) = match keys.or("who", "") {
        "other" => ("ROE*RICHARD", "2FH5UF6NL84", "19710903*M"),
        "child" => ("LEE*BABY GIRL", "3FH5UF6NL85", "20260302*F"),
        "son" => ("POE*ADAM", "MCD4711002", "20180502*M"),
        "daughter" => ("POE*EVA", "MCD4711002", "20180502*F"),
        _ => ("DOE*JANE", "1EG4TE5MK73", "19580412*F"),
    };
    let (kind, rank) = (keys.or("payer", "MB"), keys.or("rank", "P"));
    let payer = match kind {
        "MA" | "MB" => "MEDICARE*****PI*00123",
        "MC" => "STATE MEDICAID*****PI*77027",
        "WC" => "STATE FUND*****PI*35076",
        "AM" => "ROAD MUTUAL*****PI*90210",
        _ => "LANTERN HEALTH*****PI*77001",
    };
    let case = keys.get("case").map_or(String::new(), |number| format!("\nREF*Y4*{number}"));
    format!(
        "SBR*{rank}*18*{}******{kind}\nNM1*IL*1*{name}****MI*{member}\nN3*2 OAK ST\nN4*BOSTON*MA*021140000\n\
         DMG*D8*{birth}{case}\nNM1*PR*2*{payer}\n",
        keys.or("group", "")
    )
}

/// Diagnoses, the principal one first.
fn diagnoses(keys: &Keys<'_>) -> String {
    let codes = keys.get("dx").map_or(Vec::new(), |codes| codes.split(',').collect());
    let code = |(n, code): (usize, &&str)| format!("\nHI*{}:{code}", if n == 0 { "ABK" } else { "ABF" });
    codes.iter().enumerate().map(code).collect()
}

/// `P:CI:60054`: a payer of that rank and kind is before.
fn other(keys: &Keys<'_>) -> String {
    keys.get("other").map_or(String::new(), |other| {
        let parts: Vec<&str> = other.split(':').collect();
        let [rank, kind, id] = parts[..] else { panic!("{other}: rank, kind and payer") };
        format!(
            "\nSBR*{rank}*18*******{kind}\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*A1\nNM1*PR*2*PAYER {id}*****PI*{id}"
        )
    })
}

fn facility(bill: &str, keys: &Keys<'_>) -> String {
    let ordinary = if keys.get("who") == Some("other") { "F9" } else { "F1" };
    let (account, frequency) = (keys.or("acct", ordinary), keys.or("freq", "1"));
    let (from, to) = (keys.day("from"), keys.get("to").map_or_else(|| keys.day("from"), date));
    let mut out = format!("CLM*{account}*900***{bill}:A:{frequency}**A*Y*Y\nDTP*434*RD8*{from}-{to}");
    if matches!(bill, "11" | "21") {
        write!(out, "\nDTP*435*DT*{from}0900").expect("a string");
    }
    write!(out, "\nCL1*1*1*{}", keys.or("status", "01")).expect("a string");
    for (qualifier, key) in [("G1", "auth"), ("LU", "state")] {
        if let Some(value) = keys.get(key) {
            write!(out, "\nREF*{qualifier}*{value}").expect("a string");
        }
    }
    out += &diagnoses(keys);
    if let Some(code) = keys.get("occ") {
        write!(out, "\nHI*BH:{code}:D8:{from}").expect("a string");
    }
    if let Some(code) = keys.get("cond") {
        write!(out, "\nHI*BG:{code}").expect("a string");
    }
    out + &other(keys)
}

fn professional(place: &str, keys: &Keys<'_>, number: usize) -> String {
    let own = format!("P{number}");
    let (account, frequency) = (keys.get("acct").unwrap_or(&own), keys.or("freq", "1"));
    let mut out = format!("CLM*{account}*200***{place}:B:{frequency}*Y*A*Y*Y");
    if let Some(cause) = keys.get("cause") {
        let state = keys.get("state").map_or(String::new(), |state| format!(":::{state}"));
        write!(out, "**{cause}{state}\nDTP*439*D8*20260302").expect("a string");
    }
    if matches!(place, "21" | "51" | "61") {
        write!(out, "\nDTP*435*D8*{}", keys.day("adm")).expect("a string");
    }
    if let Some(number) = keys.get("auth") {
        write!(out, "\nREF*G1*{number}").expect("a string");
    }
    out += &diagnoses(keys);
    if let Some(npi) = keys.get("npi") {
        write!(out, "\nNM1*82*1*DAY*ANN****XX*{npi}").expect("a string");
    }
    // Who bills for himself names the facility where it was done.
    if keys.get("tax").is_some()
        && matches!(place, "19" | "21" | "22" | "23" | "24" | "31" | "51" | "52" | "61")
    {
        out += "\nNM1*77*2*PROVIDER*****XX*1234567893\nN3*1 MAIN ST\nN4*BOSTON*MA*021140000";
    }
    out + &other(keys)
}

fn service(text: &str, is_facility: bool) -> String {
    let mut words = text.split_whitespace();
    let revenue = if is_facility { words.next().expect("a revenue code") } else { "" };
    let procedure = words.next().expect("a procedure or -");
    let code = if procedure == "-" { String::new() } else { format!("HC:{procedure}") };
    let (mut units, mut days) = ("1", None);
    for word in words {
        match word.split_at(1) {
            ("x", number) => units = number,
            ("@", day) => days = Some(day),
            _ => panic!("{word}: units or days"),
        }
    }
    let line = if is_facility {
        format!("SV2*{revenue}*{code}*900*UN*{units}")
    } else {
        format!("SV1*{code}*200*UN*{units}***1")
    };
    match days.unwrap_or("2").split_once('-') {
        _ if procedure == "-" && days.is_none() => line,
        Some((first, last)) => format!("{line}\nDTP*472*RD8*{}-{}", date(first), date(last)),
        None => format!("{line}\nDTP*472*D8*{}", date(days.unwrap_or("2"))),
    }
}
