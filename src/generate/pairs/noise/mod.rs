//! What is unclean without being an error that a claim's twin tells of: at registration, in billing, in life.

mod billing;
mod identity;
mod text;

use super::super::random::Random;
use super::super::values::Day;
use super::encounter::{Encounter, Numbers};
use super::plan::{LIVES, Life};
use identity::IDENTITY;

pub(super) use identity::{birth_date, member_id, name, swap_sex};

/// Draws how noisy encounters are.
#[derive(Debug)]
pub(super) struct Noises {
    /// Of encounters that belong to no earlier one, in millionths.
    share: u64,
}

/// Encounters that come with a hundred noisy ones, on average: a twin's, a second visit.
const COMPANIONS: u64 = 31;

impl Noises {
    /// A share of all encounters; those that come with a noisy one are noisy themselves.
    pub(super) fn new(rate: u64) -> Self {
        let million = 1_000_000;
        Self { share: 100 * million * rate / ((100 + COMPANIONS) * million - COMPANIONS * rate) }
    }

    /// What happens in life, and how many errors.
    pub(super) fn draw(&self, random: &mut Random) -> (Option<Life>, usize) {
        if !random.happens(self.share) {
            return (None, 0);
        }
        let (mut life, mut errors) = (None, 0);
        for _ in 0..random.weighted(&[(65, 1), (35, 2)]) {
            if life.is_none() && random.chance(35) {
                life = Some(random.weighted(LIVES));
            } else {
                errors += 1;
            }
        }
        (life, errors)
    }
}

/// Adds one kind of noise.
pub(super) fn add(random: &mut Random, numbers: &mut Numbers, today: Day, encounter: &mut Encounter<'_>) {
    // Not every kind fits every encounter; a wrong number fits all.
    for _ in 0..20 {
        let done = if random.chance(60) {
            identity::add(random, encounter)
        } else {
            billing::add(random, numbers, today, encounter)
        };
        if done {
            return;
        }
    }
    identity::force(random, encounter, &IDENTITY[0]);
}
