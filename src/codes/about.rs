//! What is known of a code of some list, in lines for people, and where the words would come from that are not shipped.

use chrono::NaiveDate;

use super::dated::{
    self, AgeGroup, Complication, Coverage, Dated, Edition, Flag, Presence, Standing, Window,
};
use super::reference::{List, Tables};
use super::{meaning, place_of_service};

/// A kind of code that can be asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeKind {
    /// The word it is asked by.
    pub word: &'static str,
    /// What the list is called.
    pub list: &'static str,
    /// Where its words come from, where none are shipped.
    words_from: Option<&'static str>,
}

const BY_REFERENCE: &str = "bring a table of code and name with --reference";
const NUBC: &str = "the words are of the UB-04 manual (NUBC), which is licensed: bring a table of code and name with --reference";

/// All kinds, as `explain KIND CODE` takes them.
pub const KINDS: &[CodeKind] = &[
    CodeKind { word: "icd10cm", list: "ICD-10-CM", words_from: None },
    CodeKind {
        word: "icd10pcs",
        list: "ICD-10-PCS",
        words_from: Some(
            "CMS names procedures in its yearly code files: bring a table of code and name with --reference",
        ),
    },
    CodeKind {
        word: "hcpcs",
        list: "HCPCS",
        words_from: Some("CMS names HCPCS codes in its quarterly file: bring it with --reference"),
    },
    CodeKind {
        word: "cpt",
        list: "CPT",
        words_from: Some("CPT is the AMA's and licensed: bring a table of code and name with --reference"),
    },
    CodeKind { word: "msdrg", list: "MS-DRG", words_from: None },
    CodeKind { word: "pos", list: "place of service", words_from: None },
    CodeKind { word: "modifier", list: "HCPCS and CPT modifiers", words_from: Some(BY_REFERENCE) },
    CodeKind {
        word: "carc",
        list: "claim adjustment reason codes",
        words_from: Some("X12 owns the wording: bring a table of code and name with --reference"),
    },
    CodeKind {
        word: "rarc",
        list: "remittance advice remark codes",
        words_from: Some(
            "the wording is published with X12's lists: bring a table of code and name with --reference",
        ),
    },
    CodeKind { word: "status", list: "patient discharge status", words_from: Some(NUBC) },
    CodeKind {
        word: "taxonomy",
        list: "provider taxonomy",
        words_from: Some("NUCC owns the list: bring it with --reference"),
    },
    CodeKind { word: "revenue", list: "revenue codes", words_from: Some(NUBC) },
    CodeKind { word: "condition", list: "condition codes", words_from: Some(NUBC) },
    CodeKind { word: "occurrence", list: "occurrence codes", words_from: Some(NUBC) },
    CodeKind { word: "value", list: "value codes", words_from: Some(NUBC) },
];

/// The kind that a word asks for.
pub fn kind(word: &str) -> Option<CodeKind> {
    let plain: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
    KINDS.iter().find(|kind| kind.word.eq_ignore_ascii_case(&plain)).copied()
}

/// What is known of a code on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The code as people write it, with its name where one is known.
    pub title: String,
    /// One statement a line.
    pub facts: Vec<String>,
    /// The list has the code, or nobody can tell.
    pub known: bool,
}

/// What is known of a code on a day: by the tables of the user first, then by those of the program.
pub fn about(kind: CodeKind, code: &str, day: NaiveDate, tables: &Tables) -> About {
    let code: String = code.trim().to_ascii_uppercase().chars().filter(|c| !matches!(c, '.' | '-')).collect();
    let own = tables.code_name(&code).map(str::to_owned);
    let mut page = match kind.word {
        "icd10cm" => diagnosis(&code, day),
        "icd10pcs" => inpatient_procedure(&code, day),
        "hcpcs" | "cpt" => procedure(&code, day),
        "msdrg" => related_group(&code, day),
        "pos" => place(&code),
        "carc" => numbered(dated::adjustment_reasons(), &code, day),
        "rarc" => numbered(dated::remarks(), &code, day),
        "status" => {
            let mut page = numbered(dated::discharge_statuses(), &code, day);
            name(&mut page, meaning("1352", None, &code));
            page
        }
        "modifier" => named(&code, meaning("1339", None, &code)),
        _ => named(&code, None),
    };
    if let Some(own) = own {
        let bare = page.title.split(" · ").next().unwrap_or(&code).to_owned();
        page.title = format!("{bare} · {own}");
        page.facts.push("the name is of a table brought with --reference".to_owned());
        page.known = true;
    } else if let Some(from) = kind.words_from.filter(|_| !page.title.contains(" · ")) {
        page.facts.push(from.to_owned());
    }
    page
}

fn named(code: &str, meaning: Option<&str>) -> About {
    let mut page = About { title: code.to_owned(), facts: Vec::new(), known: true };
    name(&mut page, meaning);
    if meaning.is_none() {
        page.facts.push("checked in form only".to_owned());
    }
    page
}

fn name(page: &mut About, name: Option<&str>) {
    if let Some(name) = name {
        page.title = format!("{} · {name}", page.title);
    }
}

fn place(code: &str) -> About {
    let Some(place) = place_of_service(code) else {
        return About {
            title: code.to_owned(),
            facts: vec!["CMS has not assigned this place".to_owned()],
            known: false,
        };
    };
    let rate = match place.rate {
        Some(super::PaymentRate::Facility) => Some("Medicare pays physicians the facility rate here"),
        Some(super::PaymentRate::NonFacility) => Some("Medicare pays physicians the non-facility rate here"),
        None => None,
    };
    let facts = std::iter::once(place.description.to_owned()).chain(rate.map(str::to_owned));
    About {
        title: format!("{code} · {}", place.name),
        facts: facts.filter(|fact| !fact.is_empty()).collect(),
        known: true,
    }
}

/// Which lists are not at hand, so that their codes were checked in form only, and why.
pub fn form_only(tables: &Tables) -> String {
    let licensed = [
        (List::Cpt, "CPT"),
        (List::Revenue, "revenue"),
        (List::Condition, "condition"),
        (List::Occurrence, "occurrence"),
        (List::ValueCode, "value"),
        (List::Taxonomy, "taxonomy"),
    ];
    let open: Vec<&str> =
        licensed.into_iter().filter(|(list, _)| !tables.has_list(*list)).map(|(_, name)| name).collect();
    let lists = if open.is_empty() {
        "national drug codes".to_owned()
    } else {
        format!(
            "{} codes, whose lists are licensed (--reference brings them), and national drug codes",
            open.join(", ")
        )
    };
    let dated = [
        (List::Icd10Cm, "icd10cm"),
        (List::Icd10Pcs, "icd10pcs"),
        (List::Hcpcs, "hcpcs"),
        (List::MsDrg, "msdrg"),
    ];
    let own =
        dated.into_iter().filter(|(list, _)| !tables.has_list(*list)).map(|(_, table)| Edition::of(table));
    let after: Vec<String> = own.map(|edition| format!("{} after {}", edition.list, edition.until)).collect();
    let after = if after.is_empty() { String::new() } else { format!("; {}", after.join(", ")) };
    format!("checked in form only: {lists}{after}")
}

/// How a code is, in words: `valid on 2026-03-02`.
pub fn in_words(standing: Standing, day: NaiveDate, edition: &Edition) -> String {
    match standing {
        Standing::Valid => format!("valid on {day}"),
        Standing::NotYet(from) => format!("not yet valid on {day}: from {from} on"),
        Standing::Ended(until) => format!("ended {until}"),
        Standing::Category => "a category, not a code to bill; codes below it are".to_owned(),
        Standing::Unknown => format!("no edition from {} to {} has this code", edition.from, edition.until),
        Standing::Beyond => format!(
            "the table ({} {}) speaks of {} to {}; whether the code is valid on {day} cannot be known from it",
            edition.list, edition.edition, edition.from, edition.until
        ),
    }
}

fn spans(windows: &[Window]) -> String {
    let one = |window: &Window| match window.until {
        Some(until) => format!("{} to {until}", window.from),
        None => format!("from {}", window.from),
    };
    format!("in force {}", windows.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// The windows as one where they meet.
fn joined(windows: &[Window]) -> Vec<Window> {
    let mut all: Vec<Window> = Vec::new();
    for window in windows {
        match all.last_mut() {
            Some(last) if last.until.and_then(|day| day.succ_opt()) == Some(window.from) => {
                last.until = window.until;
            }
            _ => all.push(*window),
        }
    }
    all
}

/// What every dated table says of a code.
fn numbered<C: Dated>(table: &dated::Table<C>, code: &str, day: NaiveDate) -> About {
    let standing = table.standing(code, day);
    let mut facts = vec![in_words(standing, day, table.edition())];
    if let Some(found) = table.find(code) {
        facts.push(spans(&joined(found.windows())));
    }
    let edition = table.edition();
    facts.push(format!("by {}, edition {}", edition.list, edition.edition));
    About { title: code.to_owned(), facts, known: !matches!(standing, Standing::Unknown) }
}

fn diagnosis(code: &str, day: NaiveDate) -> About {
    let table = dated::diagnoses();
    let mut page = numbered(table, code, day);
    page.title = dated::with_point(code);
    name(&mut page, dated::diagnosis_name(code).as_deref());
    let written = |codes: &[String]| {
        codes.iter().take(12).map(|code| dated::with_point(code)).collect::<Vec<_>>().join(", ")
    };
    if !dated::successors(code).is_empty() {
        page.facts.insert(1, format!("since then: {}", written(dated::successors(code))));
    }
    if matches!(table.standing(code, day), Standing::Category) {
        let below: Vec<String> = table.below(code).map(|(code, _)| code).collect();
        page.facts.insert(1, format!("{} codes below it, such as {}", below.len(), written(&below)));
    }
    let Some(found) = table.find(code) else { return page };
    let flags = [
        (
            Flag::Manifestation,
            "a manifestation: not as principal diagnosis; the underlying disease comes first",
        ),
        (Flag::ExternalCause, "an external cause: not as principal diagnosis"),
        (Flag::Unacceptable, "unacceptable as principal diagnosis of a stay (Medicare code editor)"),
        (Flag::NeedsSecondary, "acceptable as principal diagnosis with a secondary one beside it"),
        (
            Flag::QuestionableAdmission,
            "as principal diagnosis a questionable admission (Medicare code editor)",
        ),
        (
            Flag::UnspecifiedSide,
            "names no side; Medicare returns stays with it where a code with a side exists",
        ),
        (Flag::WrongProcedure, "a wrong procedure was performed"),
        (Flag::DeliveryOutcome, "outcome of a delivery"),
    ];
    let held = flags.into_iter().filter(|(flag, _)| found.has(*flag, day));
    page.facts.extend(held.map(|(_, words)| words.to_owned()));
    if let Some(sex) = found.sex(day) {
        page.facts.push(format!("for {} patients (Medicare code editor, until 2024-09-30)", sex.word()));
    }
    if let Some(age) = found.age(day) {
        page.facts.push(age_words(age, day));
    }
    match found.complication(day) {
        Some(Complication::Cc) => page.facts.push("complication or comorbidity (CC)".to_owned()),
        Some(Complication::Mcc) => page.facts.push("major complication or comorbidity (MCC)".to_owned()),
        _ => {}
    }
    match found.presence(day) {
        Presence::Exempt => page.facts.push("exempt from present on admission".to_owned()),
        Presence::Unknown => {
            page.facts.push("whether exempt from present on admission is not known here".to_owned());
        }
        Presence::Needed => {}
    }
    page
}

fn age_words(age: AgeGroup, day: NaiveDate) -> String {
    let (from, to) = age.years(day);
    format!("for {} patients, {from} to {to} years (Medicare code editor)", age.word())
}

fn inpatient_procedure(code: &str, day: NaiveDate) -> About {
    let mut page = numbered(dated::inpatient_procedures(), code, day);
    let Some(found) = dated::inpatient_procedures().find(code) else { return page };
    if let Some(sex) = found.sex(day) {
        page.facts.push(format!("for {} patients (Medicare code editor, until 2024-09-30)", sex.word()));
    }
    let coverage = found.coverage(day).map(|coverage| match coverage {
        Coverage::NotCovered => "Medicare does not cover it",
        Coverage::Sterilization => "Medicare does not cover it with Z30.2 (sterilization)",
        Coverage::Limited => "Medicare covers it under conditions",
        Coverage::VaginalDelivery => "a vaginal delivery",
        Coverage::Cesarean => "a cesarean",
    });
    page.facts.extend(coverage.map(str::to_owned));
    page
}

fn procedure(code: &str, day: NaiveDate) -> About {
    if dated::is_level_two(code) || code.len() == 2 {
        let mut page = numbered(dated::hcpcs(), code, day);
        if dated::hcpcs().find(code).is_some_and(|found| found.inferred) {
            page.facts.push("a day is inferred from the quarterly lists that name the code".to_owned());
        }
        return page;
    }
    let is_cpt = code.len() == 5 && code.as_bytes()[..4].iter().all(u8::is_ascii_digit);
    let fact = if is_cpt {
        "a CPT code by its form; whether it exists cannot be known from the program's own tables"
    } else {
        "neither the form of HCPCS level II (a letter and four digits) nor of CPT"
    };
    About { title: code.to_owned(), facts: vec![fact.to_owned()], known: is_cpt }
}

fn related_group(code: &str, day: NaiveDate) -> About {
    let mut page = numbered(dated::related_groups(), code, day);
    let Some(found) = dated::related_groups().find(code) else { return page };
    name(&mut page, Some(&found.title));
    let kind = match found.surgical {
        Some(true) => ", surgical",
        Some(false) => ", medical",
        None => "",
    };
    if !found.category.is_empty() {
        page.facts.push(format!("major diagnostic category {}{kind}", found.category));
    }
    if let Some(weight) = &found.weight {
        page.facts.push(format!("relative weight {weight} in fiscal year 2026"));
    }
    if let Some(days) = &found.mean_stay {
        page.facts.push(format!("geometric mean length of stay {days} days in fiscal year 2026"));
    }
    if found.post_acute {
        page.facts
            .push("Medicare pays it by the day where the patient goes on to post-acute care".to_owned());
    }
    page
}
