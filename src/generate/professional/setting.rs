//! Where a professional claim comes from, which decides what is on it.

use super::super::line::{Drug, Line};
use super::super::lists::{self, Services};
use super::super::parties::Person;
use super::super::random::Random;
use super::super::values::{Day, Number};

/// The kind of visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    Office,
    Hospital,
    Laboratory,
    Drug,
    Therapy,
    Anesthesia,
    Ambulance,
    Equipment,
    /// As many lines as a claim may have.
    Long,
}

impl Setting {
    pub(super) fn new(random: &mut Random) -> Self {
        random.weighted(&[
            (36, Self::Office),
            (30, Self::Hospital),
            (9, Self::Laboratory),
            (7, Self::Drug),
            (7, Self::Therapy),
            (4, Self::Anesthesia),
            (3, Self::Ambulance),
            (2, Self::Equipment),
            (2, Self::Long),
        ])
    }
}

/// What a claim is made of.
#[derive(Debug)]
pub(super) struct Bill {
    /// Place of service (CMS).
    pub(super) place: &'static str,
    /// How many diagnoses.
    pub(super) diagnoses: u64,
    pub(super) lines: Vec<Line>,
    /// Distance of a transport.
    pub(super) miles: Number,
}

impl Bill {
    pub(super) fn new(random: &mut Random, setting: Setting, day: Day, patient: &Person) -> Self {
        let place = match setting {
            Setting::Office => random.weighted(&[(88, "11"), (6, "02"), (3, "22"), (3, "20")]),
            Setting::Hospital | Setting::Long => {
                random.weighted(&[(35, "21"), (35, "22"), (25, "23"), (5, "24")])
            }
            Setting::Laboratory => "81",
            Setting::Drug => random.weighted(&[(80, "11"), (20, "19")]),
            Setting::Therapy => "11",
            Setting::Anesthesia => random.weighted(&[(50, "21"), (30, "22"), (20, "24")]),
            Setting::Ambulance => "41",
            Setting::Equipment => "12",
        };
        let diagnoses = random.weighted(&[(30, 1), (25, 2), (17, 3), (13, 4), (6, 6), (5, 8), (4, 12)]);
        let miles = random.between(1, 480);
        let lines = Lines { random, day, patient, place }.of(setting, miles);
        Self { place, diagnoses, lines, miles: Number::tenths(miles) }
    }
}

struct Lines<'a> {
    random: &'a mut Random,
    day: Day,
    patient: &'a Person,
    place: &'static str,
}

impl Lines<'_> {
    fn of(mut self, setting: Setting, miles: u64) -> Vec<Line> {
        match setting {
            Setting::Office => self.some(lists::OFFICE, &[(45, 1), (27, 2), (15, 3), (8, 4), (5, 6)]),
            Setting::Hospital => self.some(lists::HOSPITAL, &[(65, 1), (20, 2), (10, 4), (5, 8)]),
            Setting::Long => self.some(lists::HOSPITAL, &[(60, 20), (40, 50)]),
            Setting::Laboratory => self.some(lists::LABORATORY, &[(30, 1), (30, 3), (25, 5), (15, 8)]),
            Setting::Therapy => self.some(lists::THERAPY, &[(20, 1), (40, 2), (30, 3), (10, 8)]),
            Setting::Drug => self.drugs(),
            Setting::Anesthesia => vec![self.anesthesia()],
            Setting::Ambulance => self.transport(miles),
            Setting::Equipment => vec![self.equipment()],
        }
    }

    fn some(&mut self, services: Services, counts: &[(u64, u64)]) -> Vec<Line> {
        let count = self.random.weighted(counts);
        let mut lines: Vec<Line> = Vec::new();
        for n in 0..count {
            let mut line = self.service(services, n);
            let is_same = |other: &Line| {
                (other.procedure, other.modifiers, other.charge, other.from)
                    == (line.procedure, line.modifiers, line.charge, line.from)
            };
            if lines.iter().any(is_same) {
                // Done again, in an encounter of its own.
                line.modifiers[usize::from(!line.modifiers[0].is_empty())] = "XE";
            }
            lines.push(line);
        }
        lines
    }

    fn service(&mut self, services: Services, n: u64) -> Line {
        let (procedure, charge) = self.random.pick(services);
        let units = if self.random.chance(85) { 1 } else { self.random.between(2, 4) };
        // A visit is one.
        let units = if procedure.starts_with("99") { 1 } else { units };
        // A stay has one visit a day; who has many lines on one day stays for no more than three.
        let day = if self.place == "21" { self.day.after(n % 4) } else { self.day };
        let mut line = Line::new(self.random, procedure, charge, units, day);
        line.modifiers = self.modifiers(procedure, n);
        if line.from < self.day.after(3) && self.place == "21" && self.random.chance(8) {
            line.to = line.from.after(1);
        }
        line
    }

    fn modifiers(&mut self, procedure: &str, n: u64) -> [&'static str; 2] {
        let second = if n > 0 && self.random.chance(20) { "59" } else { "" };
        match procedure.as_bytes()[0] {
            b'9' if procedure.starts_with("99") && self.random.chance(25) => ["25", ""],
            b'9' if procedure.starts_with("97") => ["GP", second],
            b'7' if self.place != "11" => ["26", second],
            b'2' if self.random.chance(60) => [self.random.pick(&["RT", "LT"]), second],
            b'8' if self.random.chance(10) => ["90", ""],
            _ => [second, ""],
        }
    }

    fn drugs(&mut self) -> Vec<Line> {
        let count = self.random.between(1, 3);
        let mut lines: Vec<Line> = (0..count)
            .map(|_| {
                let (procedure, charge) = self.random.pick(lists::DRUGS);
                let units = self.random.between(1, 60);
                let drug = Drug::new(self.random);
                // Nothing was left in a container of a single dose.
                let single = matches!(procedure, "J0897" | "J9035" | "J9271");
                let modifiers = if single { ["JZ", ""] } else { ["", ""] };
                let line = Line::new(self.random, procedure, charge, units, self.day);
                Line { drug: Some(drug), modifiers, ..line }
            })
            .collect();
        lines.push(Line::new(self.random, "96372", 4900, 1, self.day));
        lines
    }

    /// Minutes, not units.
    fn anesthesia(&mut self) -> Line {
        let minutes = self.random.between(18, 340);
        let procedure = self.random.pick(&["00790", "00840", "01402"]);
        Line {
            unit: "MJ",
            quantity: Number::whole(minutes),
            modifiers: if self.random.chance(50) { ["AA", "P3"] } else { ["QK", ""] },
            ..Line::new(self.random, procedure, 30_000 + 350 * minutes, 1, self.day)
        }
    }

    fn transport(&mut self, miles: u64) -> Vec<Line> {
        let modifiers = [self.random.pick(&["RH", "SH", "NH", "HN", "HR"]), ""];
        let procedure = self.random.pick(&["A0427", "A0428", "A0429", "A0433"]);
        let base = Line { modifiers, ..Line::new(self.random, procedure, 92_500, 1, self.day) };
        let way = Line {
            modifiers,
            quantity: Number::tenths(miles),
            ..Line::new(self.random, "A0425", 180 * miles, 1, self.day)
        };
        vec![base, way]
    }

    /// A rental for a month; children get the smaller one.
    fn equipment(&mut self) -> Line {
        let is_child = self.patient.birth > self.day.before(18 * 365);
        let procedure = if is_child { "E0570" } else { "E1390" };
        Line { modifiers: ["RR", ""], ..Line::new(self.random, procedure, 18_950, 1, self.day) }
    }
}
