//! How the lines of each encounter stand to each other as a table: CSV, a row for each pair of lines, each line that needs no
//! other, each line without its other half, and each value that differs.

use std::io;

use crate::finding::Side;
use crate::model::{Claim, ServiceLine};
use crate::reconcile::{Difference, LineAt, Outcome, Said, Store};
use crate::show::Mask;
use crate::show::spreadsheet::Sheet;

use super::encounter_view::EncounterView;
use super::worklist::service;

/// Titles of the columns, in their order.
pub const LINE_COLUMNS: &[&str] = &[
    "encounter",
    "encounter_status",
    "kind",
    "what",
    "judged_by",
    "facility_claim",
    "facility_line",
    "revenue_code",
    "facility_service",
    "facility_charge",
    "facility_value",
    "professional_claim",
    "professional_line",
    "place_of_service",
    "professional_service",
    "professional_charge",
    "professional_value",
];

/// Writes the rows, worst encounter first. Errors are those of writing and of reading a claim again.
pub(super) fn render(
    outcome: &Outcome,
    claims: &dyn Store,
    mask: Mask,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut table = Sheet::new(out, LINE_COLUMNS)?;
    for n in 0..outcome.rows().len() {
        let visit = outcome.encounter(n)?;
        let view = EncounterView::of(&visit, outcome, claims, mask)?;
        for row in rows(&view) {
            let head = [(n + 1).to_string(), visit.status.as_str().to_owned()];
            table.row(head.into_iter().chain(row.cells()))?;
        }
    }
    table.finish()
}

/// A row without its encounter.
struct Row<'v> {
    view: &'v EncounterView<'v>,
    kind: &'static str,
    what: String,
    judged_by: String,
    facility: Option<LineAt>,
    professional: Option<LineAt>,
    values: [Option<&'v Said>; 2],
}

fn rows<'v>(view: &'v EncounterView<'v>) -> Vec<Row<'v>> {
    let row = |kind, what: &str| Row {
        view,
        kind,
        what: what.to_owned(),
        judged_by: String::new(),
        facility: None,
        professional: None,
        values: [None, None],
    };
    let on = |side: Side, at: LineAt, row: Row<'v>| match side {
        Side::Facility => Row { facility: Some(at), ..row },
        Side::Professional => Row { professional: Some(at), ..row },
    };
    let lines = &view.visit.lines;
    let pairs = lines.pairs.iter().map(|pair| Row {
        facility: Some(pair.facility),
        professional: Some(pair.professional),
        ..row("pair", pair.relation.as_str())
    });
    let settled = lines.settled.iter().map(|one| on(one.side, one.at, row("needs none", &one.reason)));
    let unpaired = lines.unpaired.iter().map(|lone| {
        let row = row("unpaired", lone.needs.as_str());
        let judged_by = lone.judged_by.as_deref().unwrap_or_default().to_owned();
        on(lone.side, lone.at, Row { judged_by, ..row })
    });
    let differences = view.visit.differences.iter().map(|one| difference(one, row("differs", &one.field)));
    pairs.chain(settled).chain(unpaired).chain(differences).collect()
}

fn difference<'v>(one: &'v Difference, row: Row<'v>) -> Row<'v> {
    let line = |said: &Said| {
        let index = said.path.strip_prefix("service_lines[")?.split(']').next()?.parse().ok()?;
        Some(LineAt { claim: said.claim, line: index })
    };
    Row {
        judged_by: one.explained_by.as_deref().unwrap_or_default().to_owned(),
        facility: one.facility.as_ref().and_then(line),
        professional: one.professional.as_ref().and_then(line),
        values: [one.facility.as_ref(), one.professional.as_ref()],
        ..row
    }
}

impl Row<'_> {
    fn cells(self) -> Vec<String> {
        let [ours, theirs] = self.values;
        let mut cells = vec![self.kind.to_owned(), self.what.clone(), self.judged_by.clone()];
        let revenue =
            |_: &Claim, line: &ServiceLine| line.revenue_code.as_deref().unwrap_or_default().to_owned();
        cells.extend(self.side(self.facility, ours, revenue));
        let place = |claim: &Claim, line: &ServiceLine| {
            claim.line_place_of_service(line).map(ToString::to_string).unwrap_or_default()
        };
        cells.extend(self.side(self.professional, theirs, place));
        cells
    }

    /// Claim, line, where it was, service, charge and value of one side.
    fn side(
        &self,
        at: Option<LineAt>,
        said: Option<&Said>,
        wherever: impl Fn(&Claim, &ServiceLine) -> String,
    ) -> [String; 6] {
        let mask = self.view.mask();
        let position = at.map(|at| at.claim).or(said.map(|said| said.claim));
        let claim = position.and_then(|position| self.view.claim(position));
        let number = claim.and_then(|claim| claim.patient_control_number.as_deref());
        let line = at.and_then(|at| Some((at.line, claim?, claim?.service_lines.get(at.line)?)));
        [
            number.map(|number| mask.hide(number).into_owned()).unwrap_or_default(),
            line.map(|(n, ..)| (n + 1).to_string()).unwrap_or_default(),
            line.map(|(_, claim, line)| wherever(claim, line)).unwrap_or_default(),
            line.map(|(_, _, line)| service(line)).unwrap_or_default(),
            line.and_then(|(_, _, line)| line.charge.as_ref()).map(ToString::to_string).unwrap_or_default(),
            said.map(|said| mask.value_at(&said.path, &said.value).into_owned()).unwrap_or_default(),
        ]
    }
}
