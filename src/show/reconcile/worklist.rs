//! The outcome of reconciling as a work list: CSV, a finding a row, worst first, for a spreadsheet or a work queue.
//!
//! Amounts are plain decimals, dates ISO 8601. The last four columns are for those who work the list: what they write there is
//! read back (`--worked`), and rows that are not found any more stay at the end of it.

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

/// Titles of the columns, in their order.
pub const COLUMNS: &[&str] = &[
    "encounter",
    "encounter_status",
    "finding_id",
    "standing",
    "severity",
    "code",
    "rule",
    "category",
    "message",
    "amount_at_risk",
    "amount_basis",
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
    "what_to_do",
    "link_score",
    "link_reasons",
    "money_kind",
    "money_amount",
    "carc",
    "rarc",
    "deadline",
    "side_to_fix",
    "department",
    "form_box",
    "facility_form_box",
    "professional_form_box",
    "work_standing",
    "verdict",
    "work_status",
    "owner",
    "note",
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
            sheet.row(COLUMNS.iter().zip(row).map(|(column, cell)| shown(column, &cell, mask)))?;
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

fn row(number: usize, view: &EncounterView<'_>, found: &Reported) -> Vec<String> {
    let (visit, finding) = (view.visit, view.mask().finding(&found.finding));
    let facility = view.claim_of(found, Side::Facility);
    let professional = view.claim_of(found, Side::Professional);
    let main = facility.or(professional);
    let days = main.and_then(Claim::days);
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let mut row = vec![
        number.to_string(),
        visit.status.as_str().to_owned(),
        finding.id.clone(),
        standing(found).to_owned(),
        finding.severity.as_str().to_owned(),
        finding.code.clone(),
        catalog::by_code(&finding.code).map_or("", |rule| rule.name).to_owned(),
        category(&finding.code).to_owned(),
        finding.message.clone(),
        finding.amount_at_risk.as_deref().map(cents).unwrap_or_default(),
        finding.amount_basis.clone().unwrap_or_default(),
        view.patient().map(side_by_side::full_name).unwrap_or_default(),
        day(view.patient().and_then(|patient| patient.birth_date)),
        text(main.and_then(|claim| claim.medical_record_number.as_deref())),
        text(main.and_then(|c| c.payer.as_ref()).and_then(|p| p.name.as_deref().or(p.id.as_deref()))),
        day(days.map(|days| days.0)),
        day(days.map(|days| days.1)),
    ];
    row.extend(facility_cells(facility, found, view.mask()));
    row.extend(professional_cells(professional, found, view.mask()));
    row.extend([
        finding.help.clone(),
        visit.score().map(|score| format!("{score:.4}")).unwrap_or_default(),
        reasons(visit, found),
    ]);
    let money = finding.money.as_ref();
    row.extend([
        money.map(|money| money.kind.as_str().to_owned()).unwrap_or_default(),
        money.map(|money| cents(&money.amount)).unwrap_or_default(),
        text(finding.carc.as_deref()),
        text(finding.rarc.as_deref()),
        day(finding.deadline),
        finding.side_to_fix.map(|side| side.as_str().to_owned()).unwrap_or_default(),
        facility.and_then(|claim| department(claim, found)).unwrap_or_default().to_owned(),
        text(finding.form_box.as_deref()),
        text(at(found, Side::Facility).and_then(|at| at.form_box.as_deref())),
        text(at(found, Side::Professional).and_then(|at| at.form_box.as_deref())),
    ]);
    let work = found.work.clone();
    row.extend(
        work.map(|work| {
            [work.standing.as_str().to_owned(), work.verdict, work.status, work.owner, work.note]
        })
        .into_iter()
        .flatten(),
    );
    row.resize(COLUMNS.len(), String::new());
    row
}

fn facility_cells(claim: Option<&Claim>, found: &Reported, mask: Mask) -> [String; 10] {
    let Some(claim) = claim else { return Default::default() };
    let at = at(found, Side::Facility);
    let line = line_of(claim, at);
    [
        biller(claim, mask),
        file(claim),
        text(claim.patient_control_number.as_deref()),
        claim.bill_type().unwrap_or_default(),
        text(claim.payer_claim_control_number.as_deref()),
        line_number(line),
        line.map(|(_, line)| service(line)).unwrap_or_default(),
        charge(claim, line),
        at.map(|at| value(at, mask)).unwrap_or_default(),
        at.map(in_loop).unwrap_or_default(),
    ]
}

fn professional_cells(claim: Option<&Claim>, found: &Reported, mask: Mask) -> [String; 11] {
    let Some(claim) = claim else { return Default::default() };
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
    [
        biller(claim, mask),
        file(claim),
        text(claim.patient_control_number.as_deref()),
        text(claim.payer_claim_control_number.as_deref()),
        text(place.map(crate::model::Text::as_str)),
        of_line.or_else(|| rendering(&claim.providers)).unwrap_or_default(),
        line_number(line),
        line.map(|(_, line)| service(line)).unwrap_or_default(),
        charge(claim, line),
        at.map(|at| value(at, mask)).unwrap_or_default(),
        at.map(in_loop).unwrap_or_default(),
    ]
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
