//! `twinclaim explain`: what the rules are.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::catalog::{self, Named};
use crate::finding::Severity;
use crate::guide::Profile;
use crate::guide::profile::medicare;
use crate::rules::{Example, Rule, names};
use crate::show::terminal::{Role, wrap};

use super::Exit;
use super::screen::Screen;

/// Explains a rule, or lists all rules.
///
/// Of a rule it says what it checks, why, its source, and shows an example that it fires on and one that it does not.
/// Of a code of a list (icd10cm, icd10pcs, hcpcs, msdrg, pos, carc, rarc, status, modifier ...) it says what is known.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    twinclaim explain PS-OFFICE\n  \
    twinclaim explain PS\n  \
    twinclaim explain icd10cm I21.4\n  \
    twinclaim explain MEDICAREA\n  \
    twinclaim explain --profile samples/profiles/copper-ridge-medicaid.profile\n  \
    twinclaim explain BAL-LINE --write example\n  \
    twinclaim explain")]
pub(super) struct Args {
    /// Code of a rule, such as PS-OFFICE, or of a family of rules, such as PS.
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// With a list as CODE, such as icd10cm, a code of it.
    #[arg(value_name = "OF_LIST")]
    of_list: Option<String>,
    #[command(flatten)]
    known: super::explain_code::CodeArgs,
    /// List what a payer's profile asks, or with CODE the edit of this reference.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["of_list", "write"])]
    profile: Option<PathBuf>,
    /// Write the example of rule CODE into a folder: claims that break this rule alone, claims that do not, and the tables and
    /// profiles they are looked at with.
    #[arg(long, value_name = "DIR", requires = "code", conflicts_with = "of_list")]
    write: Option<PathBuf>,
    /// Overwrite what is there.
    #[arg(long, requires = "write")]
    force: bool,
}

/// Lines longer than this are hard to read, however wide the window.
const WIDEST: usize = 100;

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let width = screen.width().unwrap_or(WIDEST).min(WIDEST);
    if let Some(path) = &args.profile {
        return of_profile(path, args.code.as_deref(), screen);
    }
    match &args.code {
        None => {
            let all: Vec<&Rule> = catalog::all().collect();
            let column = list(&all, screen);
            screen.print(
                "\nWhat claims alone do not tell (`twinclaim explain CODE` says what it would need):\n",
            );
            for open in catalog::UNDECIDED {
                screen.print(&format!("{:column$} {:8} {}\n", open.code, "", open.name));
            }
            Exit::Clean
        }
        Some(kind) if args.of_list.is_some() => {
            let code = args.of_list.as_deref().unwrap_or_default();
            super::explain_code::run(kind, code, &args.known, screen)
        }
        Some(code) => match &args.write {
            Some(folder) => put(code, folder, args.force, screen),
            None => one(code, screen, width),
        },
    }
}

/// Lists what a profile asks.
fn of_profile(path: &Path, code: Option<&str>, screen: &mut Screen) -> Exit {
    let text = match super::validate_args::profile(path) {
        Ok(profile) => {
            let code = code.unwrap_or(&profile.id);
            let page = profile_page(&[&profile], code);
            page.ok_or_else(|| format!("{}: no line has the reference {code}", path.display()))
        }
        Err(message) => Err(message),
    };
    match text {
        Ok(text) => {
            screen.print(&text);
            Exit::Clean
        }
        Err(message) => {
            screen.failure(&message);
            Exit::Failed
        }
    }
}

/// Writes the example of a rule into a folder.
fn put(code: &str, folder: &Path, force: bool, screen: &mut Screen) -> Exit {
    let written = match catalog::named(code) {
        Named::Rule(rule) => super::explain_write::write(rule, folder, force),
        other => Err(other.refusal(code).unwrap_or_else(|| format!("{code} is several rules; name one"))),
    };
    match written {
        Ok(commands) => {
            for command in commands {
                screen.print(&format!("{command}\n"));
            }
            Exit::Clean
        }
        Err(message) => {
            screen.failure(&message);
            Exit::Failed
        }
    }
}

/// Explains what a code stands for.
fn one(code: &str, screen: &mut Screen, width: usize) -> Exit {
    match catalog::named(code) {
        Named::Rule(rule) => {
            let text = page(rule, screen, width);
            screen.print(&text);
        }
        Named::Undecided(open) => {
            let needs = wrap(open.needs, width, 2);
            screen.print(&format!("{} · {}\n  {}\n", open.code, open.name, needs.trim()));
        }
        Named::Family => {
            let family: Vec<&Rule> = catalog::all().filter(|rule| names(code, rule.code)).collect();
            list(&family, screen);
        }
        Named::Unknown if profile_page(&medicare(), code).is_some() => {
            let text = profile_page(&medicare(), code).unwrap_or_default();
            screen.print(&text);
        }
        unusable @ (Named::Retired(_) | Named::Unknown) => {
            screen.failure(&unusable.refusal(code).unwrap_or_default());
            return Exit::Failed;
        }
    }
    Exit::Clean
}

/// What a profile asks, where it has this name, or its lines of this reference: reference, weight and words, and below them the
/// answer in a 277CA.
fn profile_page(profiles: &[&Profile], code: &str) -> Option<String> {
    let mut text = String::new();
    for profile in profiles {
        let whole = profile.id.eq_ignore_ascii_case(code);
        let edits = profile.edits.iter().map(|edit| (edit.line, &edit.answer, "it finds a fault".to_owned()));
        let asks = profile
            .demands
            .iter()
            .map(|demand| (demand.line, &demand.answer, demand.in_words(profile.guide)));
        let mut answers: Vec<_> = asks.chain(edits).collect();
        answers.sort_by_key(|(line, ..)| *line);
        for (line, answer, words) in answers {
            let id = answer.edit.clone().unwrap_or_else(|| format!("line {line}"));
            if !whole && !id.eq_ignore_ascii_case(code) {
                continue;
            }
            let severity = answer.severity.unwrap_or(Severity::Error).as_str();
            let statuses: Vec<String> = answer
                .statuses
                .iter()
                .map(|status| status.join(":").trim_end_matches(':').to_owned())
                .collect();
            let source = if answer.proposed { " (proposed)" } else { "" };
            let message = answer.message.as_deref().unwrap_or(&words);
            let _ = writeln!(text, "{} {id:12} {severity:8} {message}", profile.id);
            if !statuses.is_empty() {
                let _ = writeln!(text, "{:22} 277CA {}{source}", "", statuses.join(" "));
            }
        }
    }
    Some(text).filter(|text| !text.is_empty())
}

/// Lists rules in a line each. Gives the width of the column of codes.
fn list(rules: &[&Rule], screen: &mut Screen) -> usize {
    let column = rules.iter().map(|rule| rule.code.len()).max().unwrap_or(0).max(12);
    for rule in rules {
        screen.print(&format!("{:column$} {:8} {}\n", rule.code, rule.severity.as_str(), rule.name));
    }
    column
}

fn page(rule: &Rule, screen: &Screen, width: usize) -> String {
    let palette = screen.palette();
    let mut text = String::new();
    let mut section = |title: &str, body: &str| {
        let _ =
            write!(text, "{}\n  {}\n\n", palette.paint(Role::Heading, title), wrap(body, width, 2).trim());
    };
    section(&format!("{} · {} · {}", rule.code, rule.name, rule.severity.as_str()), &rule.checks);
    section("Why", &rule.why);
    section("What to do", &rule.help);
    section("Source", &rule.source);
    let force = match (rule.in_force.from, rule.in_force.until) {
        (None, None) => "any date of service".to_owned(),
        (Some(from), None) => format!("dates of service from {from}"),
        (None, Some(until)) => format!("dates of service until {until}"),
        (Some(from), Some(until)) => format!("dates of service from {from} to {until}"),
    };
    section("In force", &force);
    for (title, example) in [("Fires on", &rule.fires), ("Silent on", &rule.silent)] {
        let _ = writeln!(text, "{}", palette.paint(Role::Heading, title));
        match show(example, screen) {
            shown if shown.is_empty() => text.push_str("  What is too large for a page.\n"),
            shown => text.push_str(&shown),
        }
        text.push('\n');
    }
    text
}

fn show(example: &Example, screen: &Screen) -> String {
    let mut text = String::new();
    for (name, table) in &example.tables {
        let _ = writeln!(text, "  --reference {name}:");
        table.lines().for_each(|line| {
            let _ = writeln!(text, "    {line}");
        });
    }
    if !example.config.is_empty() {
        let _ = writeln!(text, "  twinclaim.toml:");
        example.config.lines().for_each(|line| {
            let _ = writeln!(text, "    {line}");
        });
    }
    let sides =
        [("- ", Role::Facility, &example.facility), ("+ ", Role::Professional, &example.professional)];
    for (sign, role, claims) in sides {
        for segment in claims.iter().flat_map(|claim| claim.lines()) {
            let _ = writeln!(text, "  {}", screen.palette().paint(role, &format!("{sign}{segment}")));
        }
    }
    text
}
