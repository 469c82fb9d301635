//! What happened at the facility, which decides what is on its claim.

use super::super::line::{Drug, Line};
use super::super::lists;
use super::super::random::Random;
use super::super::values::{Day, Number};

/// The kind of visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CareKind {
    /// A stay, some of them long, in a hospital or a skilled nursing facility.
    Stay,
    Emergency,
    /// Clinic, imaging, laboratory.
    Outpatient,
    /// Several days of one treatment on one claim.
    Series,
}

impl CareKind {
    pub(super) fn is_stay(self) -> bool {
        self == Self::Stay
    }
}

/// A visit with its lines.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) kind: CareKind,
    /// First two digits of the type of bill.
    pub(super) facility_type: &'static str,
    /// Last digit of the type of bill.
    pub(super) frequency: char,
    pub(super) admitted: Day,
    /// Statement dates.
    pub(super) from: Day,
    pub(super) to: Day,
    pub(super) admission_type: char,
    pub(super) patient_status: &'static str,
    pub(super) is_surgical: bool,
    pub(super) has_accident: bool,
    pub(super) lines: Vec<Line>,
}

impl Visit {
    /// 40 of 100 are stays. `medicaid`: Medicaid is among the payers, and gets the code of each drug.
    pub(super) fn new(random: &mut Random, today: Day, medicaid: bool) -> Self {
        let kind = random.weighted(&[
            (40, CareKind::Stay),
            (22, CareKind::Emergency),
            (32, CareKind::Outpatient),
            (6, CareKind::Series),
        ]);
        let mut visit =
            if kind.is_stay() { Self::stay(random, today) } else { Self::outpatient(random, today, kind) };
        visit.lines = match kind {
            CareKind::Stay => visit.stay_lines(random, medicaid),
            _ => visit.outpatient_lines(random, medicaid),
        };
        visit
    }

    /// Whether the patient has left; a stay that goes on has a bill for its first part.
    pub(super) fn has_ended(&self) -> bool {
        self.kind.is_stay() && self.patient_status != "30"
    }

    fn stay(random: &mut Random, today: Day) -> Self {
        let days = random.weighted(&[(55, 3), (30, 6), (10, 14), (5, 38)]);
        let days = random.between(1, days);
        let frequency = random.weighted(&[(90, '1'), (3, '2'), (1, '3'), (1, '4'), (4, '7'), (1, '8')]);
        let to = today.before(random.between(3, 100));
        let from = to.before(days);
        // The later bills of a stay begin after its first day.
        let admitted = if matches!(frequency, '3' | '4') { from.before(30) } else { from };
        let status = random.weighted(&[(70, "01"), (12, "06"), (8, "03"), (4, "02"), (3, "62"), (3, "20")]);
        Self {
            kind: CareKind::Stay,
            facility_type: random.weighted(&[(95, "11"), (5, "21")]),
            frequency,
            admitted,
            from,
            to,
            admission_type: random.weighted(&[(55, '1'), (20, '2'), (25, '3')]),
            patient_status: if matches!(frequency, '2' | '3') { "30" } else { status },
            is_surgical: random.chance(45),
            has_accident: random.chance(2),
            lines: Vec::new(),
        }
    }

    fn outpatient(random: &mut Random, today: Day, kind: CareKind) -> Self {
        let to = today.before(random.between(3, 100));
        let from = if kind == CareKind::Series { to.before(random.between(5, 28)) } else { to };
        let is_emergency = kind == CareKind::Emergency;
        Self {
            kind,
            facility_type: random.weighted(&[(88, "13"), (7, "85"), (5, "14")]),
            frequency: random.weighted(&[(95, '1'), (4, '7'), (1, '8')]),
            admitted: from,
            from,
            to,
            admission_type: if is_emergency { '1' } else { '3' },
            patient_status: "01",
            is_surgical: !is_emergency && random.chance(10),
            has_accident: is_emergency && random.chance(6),
            lines: Vec::new(),
        }
    }

    /// Days from the first to the last.
    fn days(&self) -> u64 {
        self.to.0.signed_duration_since(self.from.0).num_days().unsigned_abs()
    }

    /// Days that count: that of the discharge does not, unless the patient is still there.
    pub(super) fn covered_days(&self) -> u64 {
        (self.days() + u64::from(self.patient_status == "30")).max(1)
    }

    /// Room and board first, then whatever else: 3 to 200 lines, more the longer the stay.
    fn stay_lines(&self, random: &mut Random, medicaid: bool) -> Vec<Line> {
        let days = self.days();
        let mut lines = Vec::new();
        let intensive = if days > 4 && random.chance(30) { days / 3 } else { 0 };
        let room_days = self.covered_days();
        for (rooms, days) in [(&lists::ROOMS[..3], room_days - intensive), (&lists::ROOMS[3..], intensive)] {
            if days > 0 {
                let (revenue, rate) = random.pick(rooms);
                let quantity = Number::whole(days);
                let room = Line::new(random, "", rate, days, self.from);
                lines.push(Line { revenue, unit: "DA", quantity, to: self.to, ..room });
            }
        }
        let most = if days > 20 { 198 } else { 6 + 4 * days };
        let count = random.between(most / 3, most).max(2);
        for _ in 0..count {
            let day = self.from.after(random.between(0, days));
            lines.push(service(random, lists::ANCILLARY, day, medicaid));
        }
        lines
    }

    fn outpatient_lines(&self, random: &mut Random, medicaid: bool) -> Vec<Line> {
        let count = match self.kind {
            CareKind::Emergency => random.between(2, 12),
            CareKind::Series => random.between(4, 24),
            _ => random.weighted(&[(40, 1), (25, 2), (20, 4), (15, 9)]),
        };
        let mut lines: Vec<Line> = (0..count)
            .map(|n| {
                let day = self.from.after(n * self.days() / count);
                service(random, lists::OUTPATIENT, day, medicaid)
            })
            .collect();
        // The same service twice on a day would be a duplicate.
        let mut billed = Vec::new();
        lines.retain(|line| {
            let service = (line.revenue, line.procedure, line.from.0);
            let is_new = !billed.contains(&service);
            billed.push(service);
            is_new
        });
        if self.kind == CareKind::Emergency {
            let visit = Line::new(random, "99284", 186_000, 1, self.from);
            lines.insert(0, Line { revenue: "0450", modifiers: ["25", ""], ..visit });
        }
        // Who gives a drug bills for giving it.
        if let Some(drug) = lines.iter().find(|line| line.revenue == "0636") {
            let given = Line::new(random, "96372", 19_850, 1, drug.from);
            if !billed.contains(&("0761", given.procedure, given.from.0)) {
                lines.push(Line { revenue: "0761", ..given });
            }
        }
        lines
    }
}

/// One of a list of services; drugs that are named have their national drug code, most of the time.
fn service(random: &mut Random, list: &'static [(&str, &str, u64)], day: Day, medicaid: bool) -> Line {
    let (revenue, procedure, charge) = random.pick(list);
    let units = if random.chance(70) { 1 } else { random.between(2, 12) };
    let is_named = revenue == "0636" && (random.chance(70) || medicaid);
    let drug = is_named.then(|| Drug::new(random));
    let modifiers = match procedure.as_bytes().first() {
        _ if revenue.starts_with("042") => ["GP", ""],
        Some(b'7') if random.chance(30) => [random.pick(&["RT", "LT", "TC"]), ""],
        Some(_) if random.chance(6) => ["59", ""],
        _ => ["", ""],
    };
    Line { revenue, modifiers, drug, ..Line::new(random, procedure, charge, units, day) }
}
