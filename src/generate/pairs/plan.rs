//! Who is treated, where and when; and families and people who come again.

use std::collections::VecDeque;

use super::super::random::Random;
use super::super::values::Day;
use super::people::{Identity, Patient, member_id};
use super::shapes::{Shape, TRANSFER};
use super::world::{Site, World};

/// An encounter that is to be made.
#[derive(Debug)]
pub(super) struct Plan<'w> {
    pub(super) patient: Patient,
    pub(super) site: &'w Site,
    pub(super) day: Day,
    pub(super) shape: Shape,
    /// What makes it more than an ordinary encounter.
    pub(super) life: Option<Life>,
}

/// What happens in life besides one visit of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Life {
    /// Two children born on one day, seen on one day.
    Twins,
    /// Father and son of one name.
    Namesakes,
    /// A child under its mother's number.
    Newborn,
    /// Several people of one family.
    Family,
    SameDay,
    Weeks,
    OfficeOnly,
    Laboratory,
    Transfer,
    Interim,
    Series,
    Therapy,
    CriticalAccess,
}

/// How often each happens, in a hundred.
pub(super) const LIVES: &[(u64, Life)] = &[
    (9, Life::Twins),
    (7, Life::Namesakes),
    (8, Life::Newborn),
    (8, Life::Family),
    (14, Life::SameDay),
    (14, Life::Weeks),
    (10, Life::OfficeOnly),
    (8, Life::Laboratory),
    (6, Life::Transfer),
    (4, Life::Interim),
    (5, Life::Series),
    (3, Life::Therapy),
    (4, Life::CriticalAccess),
];

impl Life {
    /// As the truth calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Twins => "twins",
            Self::Namesakes => "father_and_son",
            Self::Newborn => "newborn",
            Self::Family => "family",
            Self::SameDay => "same_day",
            Self::Weeks => "weeks",
            Self::OfficeOnly => "office_only",
            Self::Laboratory => "laboratory_only",
            Self::Transfer => "transfer",
            Self::Interim => "interim_bills",
            Self::Series => "series",
            Self::Therapy => "series_without_physician",
            Self::CriticalAccess => "physicians_on_facility_claim",
        }
    }
}

/// Makes plans one after the other; what belongs to an earlier one comes right after it.
#[derive(Debug)]
pub(super) struct Planner<'w> {
    world: &'w World,
    today: Day,
    persons: u64,
    next: VecDeque<Plan<'w>>,
}

/// Years in days.
const YEAR: u64 = 365;

impl<'w> Planner<'w> {
    pub(super) fn new(world: &'w World, today: Day) -> Self {
        Self { world, today, persons: 0, next: VecDeque::new() }
    }

    /// Whether there is a plan that belongs to an earlier one.
    pub(super) fn goes_on(&self) -> bool {
        !self.next.is_empty()
    }

    /// The next encounter: of an earlier plan, or of somebody new.
    pub(super) fn plan(&mut self, random: &mut Random, life: Option<Life>) -> Plan<'w> {
        if let Some(plan) = self.next.pop_front() {
            return plan;
        }
        let day = self.today.before(random.between(45, 115));
        match life {
            None => self.ordinary(random, day),
            Some(life) => self.unusual(random, day, life),
        }
    }

    fn someone(&mut self) -> u64 {
        self.persons += 1;
        self.persons
    }

    fn place(&self, random: &mut Random, shape: Shape) -> &'w Site {
        self.world.pick(random, shape.sites())
    }

    fn ordinary(&mut self, random: &mut Random, day: Day) -> Plan<'w> {
        let patient = Patient::new(random, self.someone(), day);
        let shape = Shape::ordinary(random, patient.is_child(day));
        let site = self.place(random, shape);
        Self::of(patient, site, day, shape, None)
    }

    fn of(patient: Patient, site: &'w Site, day: Day, shape: Shape, life: Option<Life>) -> Plan<'w> {
        Plan { patient, site, day: within_quarter(day, shape.days()), shape, life }
    }

    fn unusual(&mut self, random: &mut Random, day: Day, life: Life) -> Plan<'w> {
        let alone = match life {
            Life::OfficeOnly => Shape::Office,
            Life::Laboratory => Shape::Laboratory,
            Life::Interim => Shape::Interim,
            Life::Series => Shape::Series,
            Life::Therapy => Shape::Therapy,
            Life::CriticalAccess => Shape::CriticalAccess,
            Life::Twins => return self.twins(random, day),
            Life::Namesakes => return self.namesakes(random, day),
            Life::Newborn => return self.newborn(random, day),
            Life::Family => return self.family(random, day),
            Life::SameDay => return self.same_day(random, day),
            Life::Weeks => return self.weeks(random, day),
            Life::Transfer => return self.transfer(random, day),
        };
        let day = if life == Life::Interim { self.today.before(random.between(95, 115)) } else { day };
        let patient = Patient::adult(random, self.someone(), day);
        let site = self.place(random, alone);
        Self::of(patient, site, day, alone, Some(life))
    }

    fn twins(&mut self, random: &mut Random, day: Day) -> Plan<'w> {
        let parent = Patient::adult(random, 0, day);
        let first = parent.child(random, self.someone(), day, (YEAR, 17 * YEAR));
        let mut second = parent.child(random, self.someone(), day, (YEAR, 17 * YEAR));
        second.plan = first.plan.clone();
        second.identity.last.clone_from(&first.identity.last);
        second.identity.birth = first.identity.birth;
        while second.identity.first == first.identity.first {
            second.identity = first.identity.relative(random, day, (YEAR, 17 * YEAR));
            second.identity.last.clone_from(&first.identity.last);
            second.identity.birth = first.identity.birth;
        }
        let site = self.place(random, Shape::Emergency);
        let plan = |patient| Self::of(patient, site, day, Shape::Emergency, Some(Life::Twins));
        let (first, second) = (plan(first), plan(second));
        self.next.push_back(second);
        first
    }

    /// The son is under the father's number, or has his own.
    fn namesakes(&mut self, random: &mut Random, day: Day) -> Plan<'w> {
        let mut father = Patient::man(random, self.someone(), day, (42 * YEAR, 75 * YEAR));
        father.identity.suffix = "SR";
        father.insured = father.identity.clone();
        let mut son = father.clone();
        son.person = self.someone();
        son.identity.suffix = "JR";
        son.identity.birth = day.before(random.between(19 * YEAR, 25 * YEAR));
        if random.chance(60) {
            son.relationship = Some("19");
        } else {
            son.plan.member = member_id(random);
            son.insured = son.identity.clone();
        }
        let site = self.place(random, Shape::Emergency);
        let later = day.after(random.below(15));
        let son = Self::of(son, site, later, Shape::Emergency, Some(Life::Namesakes));
        self.next.push_back(son);
        let shape = Shape::ordinary(random, false);
        let site = self.place(random, shape);
        Self::of(father, site, day, shape, Some(Life::Namesakes))
    }

    fn newborn(&mut self, random: &mut Random, day: Day) -> Plan<'w> {
        let day = within_quarter(day, Shape::Delivery.days());
        let mother = Patient::woman(random, self.someone(), day, (19 * YEAR, 43 * YEAR));
        let mut child = mother.child(random, self.someone(), day, (0, 0));
        child.identity.birth = day;
        child.identity.middle.clear();
        child.identity.last.clone_from(&mother.identity.last);
        if random.chance(60) {
            let name = if child.identity.sex == 'F' { "BABY GIRL" } else { "BABY BOY" };
            name.clone_into(&mut child.identity.first);
        }
        let site = self.place(random, Shape::Delivery);
        let child = Self::of(child, site, day, Shape::Newborn, Some(Life::Newborn));
        self.next.push_back(child);
        Self::of(mother, site, day, Shape::Delivery, Some(Life::Newborn))
    }

    /// A parent, and a child of the same number, near to each other in time.
    fn family(&mut self, random: &mut Random, day: Day) -> Plan<'w> {
        let mut parent = Patient::adult(random, self.someone(), day);
        parent.identity = parent.insured.clone();
        parent.relationship = None;
        let child = parent.child(random, self.someone(), day, (YEAR, 17 * YEAR));
        let site = self.place(random, Shape::Emergency);
        let later = day.after(random.below(4));
        let child = Self::of(child, site, later, Shape::Emergency, Some(Life::Family));
        self.next.push_back(child);
        let shape = Shape::Emergency;
        Self::of(parent, site, day, shape, Some(Life::Family))
    }

    /// The clinic in the morning, something else in the afternoon: at the same place or at another one.
    fn same_day(&mut self, random: &mut Random, day: Day) -> Plan<'w> {
        let patient = Patient::adult(random, self.someone(), day);
        let site = self.place(random, Shape::Clinic);
        let shape = random.pick(&[Shape::Imaging, Shape::Emergency, Shape::Surgery, Shape::Office]);
        let same_site = shape != Shape::Office && random.chance(70);
        let other = if same_site { site } else { self.world.other_hospital(random, site) };
        let second = Self::of(patient.clone(), other, day, shape, Some(Life::SameDay));
        self.next.push_back(second);
        Self::of(patient, site, day, Shape::Clinic, Some(Life::SameDay))
    }

    /// Two or three visits, a week to a fortnight from each other.
    fn weeks(&mut self, random: &mut Random, day: Day) -> Plan<'w> {
        let patient = Patient::adult(random, self.someone(), day);
        let shape = random.pick(&[Shape::Clinic, Shape::Imaging, Shape::Emergency, Shape::Infusion]);
        let site = self.place(random, shape);
        let mut later = day;
        for _ in 0..random.between(1, 2) {
            later = later.after(random.between(5, 16));
            let shape = if random.chance(60) { shape } else { Shape::ordinary(random, false) };
            let site = if shape.sites().contains(&site.kind) { site } else { self.place(random, shape) };
            let again = Self::of(patient.clone(), site, later, shape, Some(Life::Weeks));
            later = again.day.after(shape.days());
            self.next.push_back(again);
        }
        Self::of(patient, site, day, shape, Some(Life::Weeks))
    }

    fn transfer(&mut self, random: &mut Random, day: Day) -> Plan<'w> {
        let day = within_quarter(day, TRANSFER + Shape::TransferIn.days());
        let patient = Patient::adult(random, self.someone(), day);
        let site = self.place(random, Shape::TransferOut);
        let other = self.world.other_hospital(random, site);
        let second = Plan {
            patient: patient.clone(),
            site: other,
            day: day.after(TRANSFER),
            shape: Shape::TransferIn,
            life: Some(Life::Transfer),
        };
        self.next.push_back(second);
        Plan { patient, site, day, shape: Shape::TransferOut, life: Some(Life::Transfer) }
    }
}

/// The day, or the first one of the next quarter if so many days reach into it: tables change with quarters, and a claim
/// over two of them is a discrepancy of its own.
fn within_quarter(day: Day, days: u64) -> Day {
    let last = day.after(days);
    if day.quarter_begins() == last.quarter_begins() { day } else { last.quarter_begins() }
}

/// An adult, insured through nobody else.
impl Patient {
    pub(super) fn adult(random: &mut Random, person: u64, on: Day) -> Self {
        loop {
            let patient = Self::new(random, person, on);
            if patient.relationship.is_none() {
                return patient;
            }
        }
    }

    fn man(random: &mut Random, person: u64, on: Day, ages: (u64, u64)) -> Self {
        Self::of_sex(random, person, on, ages, 'M')
    }

    fn woman(random: &mut Random, person: u64, on: Day, ages: (u64, u64)) -> Self {
        Self::of_sex(random, person, on, ages, 'F')
    }

    fn of_sex(random: &mut Random, person: u64, on: Day, ages: (u64, u64), sex: char) -> Self {
        let mut patient = Self::adult(random, person, on);
        while patient.identity.sex != sex {
            patient.identity = Identity::new(random, on, ages);
        }
        patient.identity.birth = on.before(random.between(ages.0, ages.1));
        patient.identity.suffix = "";
        patient.insured = patient.identity.clone();
        patient
    }

    /// Whether somebody is under 18.
    pub(super) fn is_child(&self, on: Day) -> bool {
        self.identity.birth > on.before(18 * YEAR)
    }
}
