//! Charge reconciliation as a page: sums by department, family, group, owner and age, levels, and every line.

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::reconcile::{
    AGES, ChargeRow, ChargeShare, ChargeTotals, Charges, LevelRow, Outcome, Store, mean_level,
};
use crate::show::page::{Harmless, Parts};
use crate::show::words::{count, money, thousands};
use crate::show::{Mask, Masked};

use super::{lacks, owner, party, percent};

const PARTS: Parts = Parts {
    title: "charge reconciliation",
    body: concat!(include_str!("../page/pictures.html"), include_str!("page.html")),
    style: concat!(include_str!("../page/report.css"), include_str!("../page/pictures.css")),
    script: concat!(include_str!("../page/pictures.js"), include_str!("page.js")),
};

/// Title, heads, rows.
type Block = (&'static str, Vec<&'static str>, Vec<Vec<String>>);

/// Levels that are drawn; the table has all of them.
const PICTURED: usize = 24;

#[derive(Serialize)]
struct Overview {
    subtitle: String,
    tiles: Vec<(String, &'static str)>,
    blocks: Vec<Block>,
    /// Title, codes, own shares and those of all others in percent.
    levels: Vec<Shares>,
    level_table: Block,
    ages: [&'static str; AGES.len()],
}

/// A line: kind, department, family, group, owner, what is missing, service, day, age, amount, basis, visit, claim, payer.
#[derive(Serialize)]
struct Line(
    &'static str,
    String,
    &'static str,
    Masked,
    Masked,
    String,
    String,
    String,
    Option<i64>,
    String,
    String,
    usize,
    Masked,
    String,
);

pub(super) fn render(
    charges: &Charges<'_>,
    outcome: &Outcome,
    claims: &dyn Store,
    mask: Mask,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    PARTS.begin(out)?;
    let mut out = Harmless(out);
    out.write_all(b"{\"lines\":[")?;
    let mut is_first = true;
    let totals = charges.rows(outcome, claims, &mut |row| {
        if !std::mem::take(&mut is_first) {
            out.write_all(b",\n")?;
        }
        Ok(serde_json::to_writer(&mut out, &line(row, mask))?)
    })?;
    out.write_all(b"],\n")?;
    let overview = serde_json::to_string(&Overview::of(charges, outcome, &totals, mask))?;
    out.write_all(overview.trim_start_matches('{').as_bytes())?;
    PARTS.end(out.0)
}

fn line(row: &ChargeRow, mask: Mask) -> Line {
    let department = match row.revenue.as_str() {
        "" => row.department.to_owned(),
        revenue => format!("{} {revenue}", row.department),
    };
    Line(
        row.kind.as_str(),
        department,
        row.family,
        party(&row.biller, mask),
        owner(&row.owner, mask),
        lacks(row),
        row.service.clone(),
        row.day.map(|day| day.to_string()).unwrap_or_default(),
        row.age,
        row.amount.map(money).unwrap_or_default(),
        row.basis.clone(),
        row.encounter,
        mask.hide(&row.account),
        row.payer.clone(),
    )
}

impl Overview {
    fn of(charges: &Charges<'_>, outcome: &Outcome, totals: &ChargeTotals, mask: Mask) -> Self {
        let levels = charges.levels();
        let looked: usize = totals.looked_at.values().map(|counts| counts[0]).sum();
        let run = &outcome.summary.run;
        let subtitle = format!(
            "{} of {} as of {}; twinclaim {}",
            count(looked, "service line"),
            count(outcome.rows().len(), "visit"),
            run.as_of,
            run.version
        );
        let differ: usize = totals.by_list.values().map(|share| share.lines).sum();
        let mut tiles = vec![
            (thousands(totals.all.lines), "lines without a twin"),
            (money(totals.all.amount), "what is missing is worth"),
            (thousands(totals.all.unpriced), "of them without a price"),
            (thousands(totals.by_age[3].lines + totals.by_age[4].lines), "older than 90 days"),
        ];
        if differ > 0 {
            tiles.push((thousands(differ), "lines that differ from the charge list"));
        }
        Self {
            subtitle,
            tiles,
            blocks: blocks(totals, mask),
            levels: pictured(&levels, mask),
            level_table: level_table(&levels, mask),
            ages: AGES,
        }
    }
}

fn blocks(totals: &ChargeTotals, mask: Mask) -> Vec<Block> {
    let departments = totals.looked_at.iter().map(|(department, [looked, paired, settled])| {
        let share = totals.by_department.get(department).copied().unwrap_or_default();
        let counts = [*looked, *paired, *settled].map(thousands);
        [(*department).to_owned()].into_iter().chain(counts).chain(cells(share)).collect()
    });
    let shares = vec!["Lines#", "Unpriced#", "Worth#"];
    let heads = |first: &'static str| [vec![first], shares.clone()].concat();
    let named = |name: String, share: &ChargeShare| [name].into_iter().chain(cells(*share)).collect();
    let mut blocks: Vec<Block> = vec![
        (
            "By department",
            vec!["Department", "Looked at#", "With twin#", "Needs none#", "Without#", "Unpriced#", "Worth#"],
            departments.collect(),
        ),
        ("Who most likely has to act", heads("Owner"), {
            totals.by_owner.iter().map(|(who, share)| named(owner(who, mask).into(), share)).collect()
        }),
        ("By family of services", heads("Family"), {
            totals.by_family.iter().map(|(family, share)| named((*family).to_owned(), share)).collect()
        }),
        ("By who billed the line that is there", heads("Biller"), {
            totals.by_group.iter().map(|(who, share)| named(party(who, mask).into(), share)).collect()
        }),
        ("By age", heads("Days since the service"), {
            AGES.iter().zip(&totals.by_age).map(|(age, share)| named((*age).to_owned(), share)).collect()
        }),
    ];
    if !totals.by_list.is_empty() {
        blocks.push(("Against the hospital's own charge list", heads("What differs"), {
            totals.by_list.iter().map(|(kind, share)| named(kind.as_str().to_owned(), share)).collect()
        }));
    }
    blocks
}

fn cells(share: ChargeShare) -> [String; 3] {
    [thousands(share.lines), thousands(share.unpriced), money(share.amount)]
}

/// Title, codes, own shares and those of all others in percent.
pub(in crate::show) type Shares = (String, [&'static str; 5], [Option<f64>; 5], [Option<f64>; 5]);

/// Levels that have peers, those with most lines first.
pub(in crate::show) fn pictured(levels: &[LevelRow], mask: Mask) -> Vec<Shares> {
    let mut rows: Vec<&LevelRow> = levels.iter().filter(|row| row.peers.iter().any(|n| *n > 0)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.lines()));
    rows.into_iter().take(PICTURED).map(|row| shares(row, mask)).collect()
}

fn shares(row: &LevelRow, mask: Mask) -> Shares {
    let of = |counts: &[usize; 5]| {
        let all = counts.iter().sum();
        std::array::from_fn(|n| percent(counts[n], all))
    };
    let who = party(&row.who, mask);
    let title =
        format!("{}: {} {}, {}", row.kind.as_str(), row.by.as_str(), &*who, count(row.lines(), "line"));
    (title, row.kind.codes(), of(&row.counts), of(&row.peers))
}

/// Levels as numbers.
pub(in crate::show) fn level_table(levels: &[LevelRow], mask: Mask) -> Block {
    let heads = vec![
        "Visits",
        "By",
        "Who",
        "Level 1#",
        "Level 2#",
        "Level 3#",
        "Level 4#",
        "Level 5#",
        "Mean#",
        "Mean of others#",
    ];
    let mean = |counts: &[usize; 5]| mean_level(counts).map(|mean| format!("{mean:.2}")).unwrap_or_default();
    let rows = levels.iter().map(|row| {
        let mut cells =
            vec![row.kind.as_str().to_owned(), row.by.as_str().to_owned(), party(&row.who, mask).into()];
        cells.extend(row.counts.map(thousands));
        cells.extend([mean(&row.counts), mean(&row.peers)]);
        cells
    });
    ("Levels of visits", heads, rows.collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_is_whole_and_asks_nobody() {
        crate::show::page::tests::check(super::PARTS);
    }
}
