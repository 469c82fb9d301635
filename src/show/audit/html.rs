//! The audit as one page: what is wrong, what it costs, whose it is, whether it gets better.

use std::io;

use serde::Serialize;

use crate::catalog;
use crate::finding::MoneyKind;
use crate::reconcile::{Agreement, Audit, AuditRow, Dimension, Interval, Outcome, Share, Sums, wilson};
use crate::show::Mask;
use crate::show::charges::{Shares, level_table, pictured};
use crate::show::page::{Harmless, Parts};
use crate::show::words::{count, money, thousands};

use super::{by_rule, change, dimensions, name};

const PARTS: Parts = Parts {
    title: "audit",
    body: concat!(include_str!("../page/pictures.html"), include_str!("page.html")),
    style: concat!(include_str!("../page/report.css"), include_str!("../page/pictures.css")),
    script: concat!(include_str!("../page/pictures.js"), include_str!("page.js")),
};

/// Title, heads, rows.
type Block = (&'static str, Vec<&'static str>, Vec<Vec<String>>);
/// Label, and an amount with its words for each of the three sums.
type Bars = Vec<(String, Vec<(f64, String)>)>;
/// Label, share, lower and upper bound, share before, words.
type Range = (String, f64, f64, f64, Option<f64>, String);

/// Groups of a kind that are drawn; tables have all of them.
const DRAWN: usize = 15;

#[derive(Serialize)]
struct Page {
    subtitle: String,
    first: Vec<String>,
    tiles: Vec<(String, String)>,
    rules: Block,
    money_by_rule: Bars,
    money_by_payer: Bars,
    /// A picture of shares for each kind of group: title, rows.
    accuracy: Vec<(&'static str, Vec<Range>)>,
    blocks: Vec<Block>,
    level_table: Block,
    levels: Vec<Shares>,
    agreement: Option<Block>,
    sample: usize,
}

pub(super) fn render(
    audit: &Audit,
    outcome: &Outcome,
    mask: Mask,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    PARTS.begin(out)?;
    serde_json::to_writer(Harmless(out), &Page::of(audit, outcome, mask))?;
    PARTS.end(out)
}

impl Page {
    fn of(audit: &Audit, outcome: &Outcome, mask: Mask) -> Self {
        let run = &outcome.summary.run;
        let all = audit.of_dimension(Dimension::All).next();
        let figures = all.map(|row| row.figures.clone()).unwrap_or_default();
        Self {
            subtitle: format!(
                "{} and {} looked at, as of {}; twinclaim {}",
                count(figures.claims, "claim"),
                count(figures.lines, "service line"),
                run.as_of,
                run.version
            ),
            first: first(outcome, mask),
            tiles: tiles(audit, &figures.money, outcome),
            rules: rules(audit, all, outcome),
            money_by_rule: outcome.summary.roll_up.by_rule.iter().filter_map(of_rule).take(DRAWN).collect(),
            money_by_payer: bars(audit.of_dimension(Dimension::Payer), mask),
            accuracy: accuracy(audit, mask),
            blocks: blocks(audit, mask),
            level_table: level_table(&audit.levels, mask),
            levels: pictured(&audit.levels, mask),
            agreement: audit.agreement.as_ref().map(agreed),
            sample: audit.sample.len(),
        }
    }
}

/// What to do first: the rules with the most money, and where most of it is.
fn first(outcome: &Outcome, mask: Mask) -> Vec<String> {
    let mut roll_up = outcome.summary.roll_up.clone();
    mask.roll_up(&mut roll_up);
    let told = roll_up.by_rule.iter().take(3).map(|share| {
        let rule = catalog::by_code(&share.name);
        let title = rule.map_or(share.name.as_str(), |rule| rule.name);
        let help = rule.map_or("", |rule| &rule.help);
        let visits = count(share.visits, "visit");
        let chiefly = roll_up.causes.iter().filter(|cause| cause.code == share.name);
        let chiefly = chiefly.max_by_key(|cause| (cause.money.most(), cause.claims));
        let whose = chiefly.map_or_else(String::new, |cause| {
            let part = if cause.money == share.money { "all" } else { "most" };
            let (biller, claims) = (&cause.biller, cause.claims);
            format!("; {part} at {biller} ({claims} of {})", count(cause.of_claims, "claim"))
        });
        format!("{title} ({}): {}in {visits}{whose}. {help}", share.name, worth(&share.money))
    });
    told.collect()
}

/// `$12.00 overpaid, $3.00 at risk `; nothing where there is no money.
fn worth(sums: &Sums) -> String {
    let parts: Vec<String> =
        sums.parts().map(|(kind, amount)| format!("{} {}", money(amount), kind.words())).collect();
    if parts.is_empty() { String::new() } else { format!("{} ", parts.join(", ")) }
}

fn tiles(audit: &Audit, sums: &Sums, outcome: &Outcome) -> Vec<(String, String)> {
    let mut tiles = Vec::new();
    if let Some(row) = audit.of_dimension(Dimension::All).next() {
        let figures = &row.figures;
        if let Some(one) = wilson(figures.claims_right, figures.claims) {
            tiles.push((
                percent(one.share),
                format!("of claims right ({} to {})", percent(one.low), percent(one.high)),
            ));
        }
        if let Some(one) = wilson(figures.lines_right, figures.lines) {
            tiles.push((percent(one.share), "of lines right".to_owned()));
        }
        if let Some(change) = change(row) {
            tiles.push((points(change), "points against the earlier audit".to_owned()));
        }
    }
    for (kind, label) in [
        (MoneyKind::Overpaid, "overpaid"),
        (MoneyKind::Missed, "not billed"),
        (MoneyKind::Denial, "at risk of denial"),
    ] {
        tiles.push((money(sums.of(kind)), label.to_owned()));
    }
    if let Some(compared) = &outcome.summary.baseline {
        let words = "findings new; open; resolved since the earlier run".to_owned();
        tiles.push((format!("{}; {}; {}", compared.new, compared.open, compared.resolved.len()), words));
    }
    tiles
}

/// Rules that ask for corrections, with their area, name, claims, and what their findings are worth.
fn rules(audit: &Audit, all: Option<&AuditRow>, outcome: &Outcome) -> Block {
    let shares = &outcome.summary.roll_up.by_rule;
    let rows = all.map(by_rule).unwrap_or_default().into_iter().map(|(code, claims)| {
        let share = shares.iter().find(|share| share.name == code);
        let sums = share.map(|share| share.money.clone()).unwrap_or_default();
        let area = audit.areas.get(code).map_or("", |area| area.as_str());
        let name = catalog::by_code(code).map_or("", |rule| rule.name);
        [code.to_owned(), name.to_owned(), area.to_owned(), thousands(claims)]
            .into_iter()
            .chain(amounts(&sums))
            .collect()
    });
    let heads = vec!["Rule", "What it says", "Area", "Claims wrong#", "Overpaid#", "Not billed#", "At risk#"];
    ("Wrong by rule", heads, rows.collect())
}

fn amounts(sums: &Sums) -> [String; 3] {
    MoneyKind::ALL.map(|kind| match sums.of(kind) {
        amount if amount.is_zero() => String::new(),
        amount => money(amount),
    })
}

fn of_rule(share: &Share) -> Option<(String, Vec<(f64, String)>)> {
    let name = catalog::by_code(&share.name).map_or("", |rule| rule.name);
    bar(format!("{} {name}", share.name), &share.money)
}

/// A bar for each of the three sums; none where all are nothing.
fn bar(label: String, sums: &Sums) -> Option<(String, Vec<(f64, String)>)> {
    use rust_decimal::prelude::ToPrimitive;
    sums.parts().next()?;
    let of = |kind| (sums.of(kind).to_f64().unwrap_or(0.0), money(sums.of(kind)));
    Some((label, MoneyKind::ALL.map(of).to_vec()))
}

fn bars<'a>(rows: impl Iterator<Item = &'a AuditRow>, mask: Mask) -> Bars {
    let mut all: Vec<&AuditRow> = rows.collect();
    let most = |row: &AuditRow| row.figures.money.most();
    all.sort_by_key(|row| (std::cmp::Reverse(most(row)), row.who.clone()));
    all.into_iter().filter_map(|row| bar(name(row, mask).into(), &row.figures.money)).take(DRAWN).collect()
}

/// Shares of right claims, with those of before.
fn accuracy(audit: &Audit, mask: Mask) -> Vec<(&'static str, Vec<Range>)> {
    let mut pictures = Vec::new();
    for (dimension, title, _) in dimensions() {
        let rows = audit.of_dimension(dimension).filter_map(|row| {
            let one = wilson(row.figures.claims_right, row.figures.claims)?;
            let before = row.before.and_then(|[claims, right]| wilson(right, claims));
            let change = change(row).map_or_else(String::new, |change| format!(", {}", points(change)));
            let words = format!("{} of {}{change}", percent(one.share), thousands(row.figures.claims));
            Some((name(row, mask).into(), one.share, one.low, one.high, before.map(|one| one.share), words))
        });
        let rows: Vec<Range> = rows.take(DRAWN).collect();
        if !rows.is_empty() {
            pictures.push((title, rows));
        }
    }
    pictures
}

fn blocks(audit: &Audit, mask: Mask) -> Vec<Block> {
    let block = |(dimension, title, head): (Dimension, &'static str, &'static str)| {
        let heads = vec![
            head,
            "Claims#",
            "Right#",
            "Accuracy#",
            "95 %#",
            "Lines right#",
            "Overpaid#",
            "Not billed#",
            "At risk#",
            "Wrong most often",
        ];
        (title, heads, audit.of_dimension(dimension).map(|row| cells(row, mask)).collect())
    };
    dimensions().map(block).to_vec()
}

fn cells(row: &AuditRow, mask: Mask) -> Vec<String> {
    let figures = &row.figures;
    let one = wilson(figures.claims_right, figures.claims);
    let lines = wilson(figures.lines_right, figures.lines);
    let rules: Vec<String> =
        by_rule(row).into_iter().take(3).map(|(code, claims)| format!("{code} {claims}")).collect();
    let mut cells = vec![
        name(row, mask).into(),
        thousands(figures.claims),
        thousands(figures.claims_right),
        one.map(|one| percent(one.share)).unwrap_or_default(),
        one.map(|one| format!("{} to {}", percent(one.low), percent(one.high))).unwrap_or_default(),
        lines
            .map(|one| format!("{} of {}", percent(one.share), thousands(figures.lines)))
            .unwrap_or_default(),
    ];
    cells.extend(amounts(&figures.money));
    cells.push(rules.join(", "));
    cells
}

fn agreed(agreement: &Agreement) -> Block {
    let of = |one: Option<Interval>| {
        one.map_or_else(
            || "none".to_owned(),
            |one| format!("{} ({} to {})", percent(one.share), percent(one.low), percent(one.high)),
        )
    };
    let row = |label: &str, value: String| vec![label.to_owned(), value];
    let mut rows = vec![
        row("Claims on which both have a verdict", thousands(agreement.judged())),
        row("Agreement", of(agreement.share())),
        row(
            "Cohen's kappa",
            agreement.kappa().map_or_else(|| "none".to_owned(), |kappa| format!("{kappa:.2}")),
        ),
        row("Both right", thousands(agreement.both_right)),
        row("Both wrong", thousands(agreement.both_wrong)),
        row("Wrong by the program alone", thousands(agreement.program_only)),
        row("Wrong by the reviewer alone", thousands(agreement.reviewer_only)),
        row("Of what the program calls wrong, rightly", of(agreement.precision())),
        row("Of what the reviewer calls wrong, found", of(agreement.recall())),
        row("Rows without a verdict", thousands(agreement.without_verdict)),
        row("Rows whose claim was not read", thousands(agreement.not_read)),
    ];
    for (id, (right, codes)) in &agreement.differ {
        let says =
            if *right { "right by the program".to_owned() } else { format!("wrong by {}", codes.join(", ")) };
        rows.push(row(&format!("They differ on {id}"), says));
    }
    ("The reviewer and the program", vec!["", "#"], rows)
}

/// `83.3 %`.
fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// `+1.2` percentage points.
fn points(change: f64) -> String {
    format!("{:+.1}", change * 100.0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_is_whole_and_asks_nobody() {
        crate::show::page::tests::check(super::PARTS);
    }
}
