//! The outcome of reconciling as a work list: CSV, a finding a row, worst first, for a spreadsheet or a work queue.
//!
//! Amounts are plain decimals, dates ISO 8601. `work_status`, `owner`, `note` and `verdict`, behind the id, are for those who work
//! the list: what they write there is read back (`--worked`), and rows that are not found any more stay at the end of it.

use std::collections::BTreeMap;
use std::io;

use crate::catalog;
use crate::codes::services;
use crate::finding::{Location, Side};
use crate::model::{Claim, ProviderRole, ServiceLine};
use crate::money::dollars;
use crate::reconcile::{EncounterResult, Outcome, Reported, Standing, Store};

use crate::show::spreadsheet::Sheet;
use crate::show::{Mask, Masked};

use super::encounter_view::{EncounterView, element};
use super::side_by_side;
use crate::show::words::{category, field};

/// Titles of the columns, in their order: what is found and who works on it first, then what it is worth and how it would be
/// denied, the claims of both sides, and how they were linked.
pub const COLUMNS: &[&str] = &[
    "finding_id",
    "work_status",
    "owner",
    "note",
    "verdict",
    "work_standing",
    "standing",
    "severity",
    "code",
    "rule",
    "message",
    "what_to_do",
    "side_to_fix",
    "department",
    "form_box",
    "deadline",
    "money_kind",
    "money_amount",
    "amount_basis",
    "carc",
    "rarc",
    "patient",
    "birth_date",
    "medical_record_number",
    "payer",
    "service_from",
    "service_to",
    "facility",
    "facility_file",
    "facility_claim",
    "facility_bill_type",
    "facility_payer_claim_number",
    "facility_line",
    "facility_service",
    "facility_charge",
    "facility_value",
    "facility_element",
    "facility_form_box",
    "professional",
    "professional_file",
    "professional_claim",
    "professional_payer_claim_number",
    "place_of_service",
    "rendering_npi",
    "professional_line",
    "professional_service",
    "professional_charge",
    "professional_value",
    "professional_element",
    "professional_form_box",
    "category",
    "encounter",
    "encounter_status",
    "amount_at_risk",
    "link_score",
    "link_reasons",
];

/// Writes the findings, a row each. Errors are those of writing and of reading a claim again.
pub(super) fn render(
    outcome: &Outcome,
    claims: &dyn Store,
    mask: Mask,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut sheet = Sheet::new(out, COLUMNS)?;
    for (n, _) in outcome.rows().iter().enumerate().filter(|(_, row)| row.findings > 0) {
        let visit = outcome.encounter(n)?;
        let view = EncounterView::of(&visit, outcome, claims, mask)?;
        for found in &visit.findings {
            let row = row(n + 1, &view, found);
            debug_assert!(row.keys().all(|name| COLUMNS.contains(name)), "a cell without a column is lost");
            let cells = COLUMNS.iter().map(|column| {
                let cell = row.get(column).map(String::as_str).unwrap_or_default();
                shown(column, cell, mask)
            });
            sheet.row(cells)?;
        }
    }
    for (standing, earlier) in outcome.summary.worked.iter().flat_map(|worked| &worked.rows) {
        let cells = COLUMNS.iter().map(|column| {
            let cell = earlier.get(*column).map(String::as_str).unwrap_or_default();
            match *column {
                "work_standing" => Masked::impersonal(standing.as_str()),
                _ => shown(column, cell, mask),
            }
        });
        sheet.row(cells)?;
    }
    sheet.finish()
}

/// A cell; hidden in columns that tell who somebody is where values are to be masked.
fn shown(column: &str, cell: &str, mask: Mask) -> Masked {
    if PERSONAL.contains(&column) { mask.hide(cell) } else { Masked::impersonal(cell) }
}

/// Columns that tell who somebody is: hidden where values are to be masked.
const PERSONAL: &[&str] = &[
    "patient",
    "birth_date",
    "medical_record_number",
    "facility_claim",
    "facility_payer_claim_number",
    "professional_claim",
    "professional_payer_claim_number",
    "owner",
    "note",
];

/// A row: cells by column. Those that are not there are empty.
type Row = BTreeMap<&'static str, String>;

fn row(number: usize, view: &EncounterView<'_>, found: &Reported) -> Row {
    let (visit, finding) = (view.visit, view.mask().finding(&found.finding));
    let facility = view.claim_of(found, Side::Facility);
    let professional = view.claim_of(found, Side::Professional);
    let main = facility.or(professional);
    let days = main.and_then(Claim::days);
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let money = finding.money.as_ref();
    let mut row = Row::from([
        ("encounter", number.to_string()),
        ("encounter_status", visit.status.as_str().to_owned()),
        ("finding_id", finding.id.clone()),
        ("standing", standing(found).to_owned()),
        ("severity", finding.severity.as_str().to_owned()),
        ("code", finding.code.clone()),
        ("rule", catalog::by_code(&finding.code).map_or("", |rule| rule.name).to_owned()),
        ("category", category(&finding.code).to_owned()),
        ("message", finding.message.clone()),
        ("amount_at_risk", finding.amount_at_risk.as_deref().map(cents).unwrap_or_default()),
        ("amount_basis", finding.amount_basis.clone().unwrap_or_default()),
        ("patient", view.patient().map(side_by_side::full_name).unwrap_or_default()),
        ("birth_date", day(view.patient().and_then(|patient| patient.birth_date))),
        ("medical_record_number", text(main.and_then(|claim| claim.medical_record_number.as_deref()))),
        (
            "payer",
            text(main.and_then(|c| c.payer.as_ref()).and_then(|p| p.name.as_deref().or(p.id.as_deref()))),
        ),
        ("service_from", day(days.map(|days| days.0))),
        ("service_to", day(days.map(|days| days.1))),
        ("what_to_do", finding.help.clone()),
        ("link_score", visit.score().map(|score| format!("{score:.4}")).unwrap_or_default()),
        ("link_reasons", reasons(visit, found)),
        ("money_kind", money.map(|money| money.kind.as_str().to_owned()).unwrap_or_default()),
        ("money_amount", money.map(|money| cents(&money.amount)).unwrap_or_default()),
        ("carc", text(finding.carc.as_deref())),
        ("rarc", text(finding.rarc.as_deref())),
        ("deadline", day(finding.deadline)),
        ("side_to_fix", finding.side_to_fix.map(|side| side.as_str().to_owned()).unwrap_or_default()),
        ("form_box", text(finding.form_box.as_deref())),
        ("department", facility.and_then(|claim| department(claim, found)).unwrap_or_default().to_owned()),
    ]);
    if let Some(claim) = facility {
        facility_cells(claim, found, view.mask(), &mut row);
    }
    if let Some(claim) = professional {
        professional_cells(claim, found, view.mask(), &mut row);
    }
    if let Some(work) = found.work.clone() {
        row.extend([
            ("work_standing", work.standing.as_str().to_owned()),
            ("verdict", work.verdict),
            ("work_status", work.status),
            ("owner", work.owner),
            ("note", work.note),
        ]);
    }
    row
}

fn facility_cells(claim: &Claim, found: &Reported, mask: Mask, row: &mut Row) {
    let at = at(found, Side::Facility);
    let line = line_of(claim, at);
    row.extend([
        ("facility", biller(claim, mask)),
        ("facility_file", file(claim)),
        ("facility_claim", text(claim.patient_control_number.as_deref())),
        ("facility_bill_type", claim.bill_type().unwrap_or_default()),
        ("facility_payer_claim_number", text(claim.payer_claim_control_number.as_deref())),
        ("facility_line", line_number(line)),
        ("facility_service", line.map(|(_, line)| service(line)).unwrap_or_default()),
        ("facility_charge", charge(claim, line)),
        ("facility_value", at.map(|at| value(at, mask)).unwrap_or_default()),
        ("facility_element", at.map(in_loop).unwrap_or_default()),
        ("facility_form_box", text(at.and_then(|at| at.form_box.as_deref()))),
    ]);
}

fn professional_cells(claim: &Claim, found: &Reported, mask: Mask, row: &mut Row) {
    let at = at(found, Side::Professional);
    let line = line_of(claim, at);
    let place = match line {
        Some((_, line)) => claim.line_place_of_service(line),
        None => claim.place_of_service.as_ref(),
    };
    let rendering = |providers: &[crate::model::Provider]| {
        let rendering = providers.iter().find(|provider| provider.role == ProviderRole::Rendering);
        rendering.and_then(|provider| provider.npi.as_deref()).map(str::to_owned)
    };
    let of_line = line.and_then(|(_, line)| rendering(&line.providers));
    row.extend([
        ("professional", biller(claim, mask)),
        ("professional_file", file(claim)),
        ("professional_claim", text(claim.patient_control_number.as_deref())),
        ("professional_payer_claim_number", text(claim.payer_claim_control_number.as_deref())),
        ("place_of_service", text(place.map(crate::model::Text::as_str))),
        ("rendering_npi", of_line.or_else(|| rendering(&claim.providers)).unwrap_or_default()),
        ("professional_line", line_number(line)),
        ("professional_service", line.map(|(_, line)| service(line)).unwrap_or_default()),
        ("professional_charge", charge(claim, line)),
        ("professional_value", at.map(|at| value(at, mask)).unwrap_or_default()),
        ("professional_element", at.map(in_loop).unwrap_or_default()),
        ("professional_form_box", text(at.and_then(|at| at.form_box.as_deref()))),
    ]);
}

/// The value at a place; hidden where it tells who somebody is.
fn value(at: &Location, mask: Mask) -> String {
    let value = text(at.value.as_deref());
    if mask.hides(at) { mask.hide(&value).into() } else { value }
}

fn text(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

/// The first place of the finding on that side.
fn at(found: &Reported, side: Side) -> Option<&Location> {
    found.finding.locations.iter().find(|at| at.side == Some(side))
}

/// The service line a place is on, with its number from 1.
fn line_of<'c>(claim: &'c Claim, at: Option<&Location>) -> Option<(usize, &'c ServiceLine)> {
    let number = at?.service_line? as usize;
    Some((number, claim.service_lines.get(number.checked_sub(1)?)?))
}

fn line_number(line: Option<(usize, &ServiceLine)>) -> String {
    line.map(|(number, _)| number.to_string()).unwrap_or_default()
}

/// Code, modifiers and units: `70551-26 x1`; the revenue code where there is no procedure.
pub(super) fn service(line: &ServiceLine) -> String {
    let code = match &line.procedure {
        Some(procedure) => procedure
            .modifiers
            .iter()
            .fold(text(procedure.code.as_deref()), |code, modifier| code + "-" + modifier.as_str()),
        None => text(line.revenue_code.as_deref()),
    };
    match &line.units {
        Some(units) => format!("{code} x{units}"),
        None => code,
    }
}

fn charge(claim: &Claim, line: Option<(usize, &ServiceLine)>) -> String {
    let charge = match line {
        Some((_, line)) => &line.charge,
        None => &claim.total_charge,
    };
    charge.as_ref().map(|charge| dollars(charge.value())).unwrap_or_default()
}

/// An amount with two decimals.
fn cents(amount: &str) -> String {
    amount.parse().map_or_else(|_| amount.to_owned(), dollars)
}

/// The hospital's department that a finding is about, by the revenue code of its line; where it names none and all lines
/// are of one department, that one.
fn department(claim: &Claim, found: &Reported) -> Option<&'static str> {
    let of = |line: &ServiceLine| line.revenue_code.as_deref().map(services::department);
    if let Some((_, line)) = line_of(claim, at(found, Side::Facility)) {
        return of(line);
    }
    let mut all = claim.service_lines.iter().filter_map(of);
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

fn biller(claim: &Claim, mask: Mask) -> String {
    let biller = claim.billing_provider.as_ref();
    let person = |name: &str| mask.hide(name).into();
    biller
        .and_then(|b| b.name.as_deref().map(str::to_owned).or(b.last_name.as_deref().map(person)))
        .unwrap_or_default()
}

fn file(claim: &Claim) -> String {
    text(claim.source.as_ref().and_then(|source| source.file.as_deref()))
}

/// `2300 CLM05-1`: the element with the loop it is in.
fn in_loop(at: &Location) -> String {
    match &at.r#loop {
        Some(name) => format!("{name} {}", element(at)),
        None => element(at),
    }
}

fn standing(found: &Reported) -> &'static str {
    match found.standing {
        Some(Standing::New) => "new",
        Some(Standing::Open) => "open",
        None => "",
    }
}

/// Why the professional claim that the finding is about was held to belong to the visit.
fn reasons(visit: &EncounterResult, found: &Reported) -> String {
    let attached = visit.professional.iter().find(|attached| found.about.contains(&attached.claim));
    let evidence =
        attached.or(visit.professional.first()).into_iter().flat_map(|attached| &attached.evidence);
    let reasons: Vec<String> =
        evidence.map(|evidence| format!("{} {}", field(&evidence.field), evidence.agreement)).collect();
    reasons.join("; ")
}
