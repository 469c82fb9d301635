//! Encounters with the claims of both sides, and the truth about them: for measuring how well claims are linked and
//! reconciled.
//!
//! Claims of a clean encounter agree in everything that the rules compare. Noise is what happens in life and at
//! registration desks: misspelled names, wrong numbers, families, claims that are missing, replaced or voided. A
//! discrepancy is one error that a rule has to find. The truth says of each claim in the files which encounter it belongs
//! to or what became of it.
//!
//! Encounters are made one after the other from a seed; memory does not grow with their number.

mod discrepancies;
mod draft;
mod encounter;
mod file;
mod institutional;
mod names;
mod noise;
mod people;
mod plan;
mod professional;
mod shapes;
mod truth;
mod world;

pub use truth::schema as truth_schema;

use std::io::{self, BufWriter, Write};

use chrono::NaiveDate;

use super::envelope::{Envelope, Limits};
use super::random::Random;
use super::segments::Segments;
use super::values::Day;
use super::{DATE, check_date};
use crate::model::ClaimType;
use discrepancies::Injector;
use encounter::{Encounter, Numbers, Scene};
use file::File;
use plan::{Plan, Planner};
use world::World;

/// Usual name of the file with the facility claims, as the truth names it.
pub const FACILITY: &str = "facility.837";
/// Usual name of the file with the professional claims.
pub const PROFESSIONAL: &str = "professional.837";
/// Usual name of the file with the truth.
pub const TRUTH: &str = "truth.ndjson";

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    encounters: u64,
    seed: u64,
    date: NaiveDate,
    noise: Rate,
    discrepancies: Rate,
}

/// A share, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate(u64);

impl Rate {
    /// None for what is no number from 0 to 1.
    pub fn new(share: f64) -> Option<Self> {
        #[expect(clippy::cast_sign_loss, reason = "it is from 0 to a million")]
        (0.0..=1.0).contains(&share).then_some(Self((share * 1e6).round() as u64))
    }
}

impl Options {
    /// The part of encounters that is noisy, unless told otherwise.
    pub const NOISE: Rate = Rate(200_000);
    /// The part of encounters with a discrepancy, unless told otherwise.
    pub const DISCREPANCIES: Rate = Rate(100_000);

    /// So many encounters, with the seed 0, sent on [`DATE`].
    pub fn new(encounters: u64) -> Self {
        Self { encounters, seed: 0, date: DATE, noise: Self::NOISE, discrepancies: Self::DISCREPANCIES }
    }

    /// Another seed gives other encounters.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The day on which the files are said to be made, as with [`super::Options::date`].
    pub fn date(mut self, date: NaiveDate) -> Self {
        self.date = date;
        self
    }

    /// How many encounters are noisy.
    pub fn noise(mut self, rate: Rate) -> Self {
        self.noise = rate;
        self
    }

    /// How many encounters have a discrepancy.
    pub fn discrepancies(mut self, rate: Rate) -> Self {
        self.discrepancies = rate;
        self
    }
}

/// Writes the facility claims (837I), the professional claims (837P) and the truth (a JSON object a line).
///
/// An error of kind `InvalidInput` says that the date is none that [`Options::date`] allows; all others are of the outputs.
pub fn write(
    options: &Options,
    facility: impl Write,
    professional: impl Write,
    truth: impl Write,
) -> io::Result<()> {
    check_date(options.date)?;
    let today = Day(options.date);
    let mut random = Random::new(options.seed);
    let world = World::new(&mut random, today);
    let control = 1 + random.below(999_999_998);
    let limits = Limits::default();
    let kind = ClaimType::Institutional;
    let mut facility =
        File::new(Envelope::new(kind, today, limits, control, Segments::new(facility, true)), limits);
    let kind = ClaimType::Professional;
    let mut professional =
        File::new(Envelope::new(kind, today, limits, control + 1, Segments::new(professional, true)), limits);
    let mut truth = BufWriter::new(truth);
    let mut maker = Maker::new(options, random, &world);
    for number in 1..=options.encounters {
        let encounter = maker.encounter();
        let mut places = Vec::with_capacity(encounter.claims.len());
        for claim in &encounter.claims {
            places.push(if claim.is_institutional() {
                facility.claim(claim)?
            } else {
                professional.claim(claim)?
            });
        }
        truth::put(&mut truth, number, &encounter, &places)?;
    }
    facility.finish()?;
    professional.finish()?;
    truth.flush()
}

/// Makes encounters.
struct Maker<'w> {
    random: Random,
    numbers: Numbers,
    today: Day,
    planner: Planner<'w>,
    noise: noise::Noises,
    injector: Injector,
}

impl<'w> Maker<'w> {
    fn new(options: &Options, random: Random, world: &'w World) -> Self {
        let today = Day(options.date);
        Self {
            random,
            numbers: Numbers::default(),
            today,
            planner: Planner::new(world, today),
            noise: noise::Noises::new(options.noise.0),
            injector: Injector::new(options.discrepancies.0, options.seed),
        }
    }

    fn encounter(&mut self) -> Encounter<'w> {
        let random = &mut self.random;
        let (life, errors) = if self.planner.goes_on() { (None, 0) } else { self.noise.draw(random) };
        let plan = self.planner.plan(random, life);
        let mut encounter = play(random, &mut self.numbers, plan);
        for _ in 0..errors {
            noise::add(random, &mut self.numbers, self.today, &mut encounter);
        }
        self.injector.inject(&mut encounter);
        encounter
    }
}

/// Lets a plan happen.
fn play<'w>(random: &mut Random, numbers: &mut Numbers, plan: Plan<'w>) -> Encounter<'w> {
    let mut scene = Scene::new(random, numbers, &plan.patient, plan.site, plan.day);
    plan.shape.play(&mut scene);
    let claims = scene.claims;
    let mut encounter = Encounter {
        shape: plan.shape,
        claims,
        patient: plan.patient,
        noise: Vec::new(),
        discrepancies: Vec::new(),
    };
    if let Some(life) = plan.life {
        encounter.note(life.name(), &[], None);
    }
    encounter
}
