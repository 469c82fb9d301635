//! Something for each level above a claim, and for the claim, as long as that level lasts.

use super::event::{Event, Level};

const LEVELS: usize = Level::Claim as usize + 1;

/// What is kept of each level. A level that begins anew begins with nothing, and so do those below it.
#[derive(Debug, Default)]
pub struct ByLevel<T>([Slot<T>; LEVELS]);

#[derive(Debug, Default)]
struct Slot<T> {
    value: T,
    /// The level has ended or its claims have begun: what comes next belongs to another one.
    is_complete: bool,
}

impl<T: Default> ByLevel<T> {
    /// Follows the levels that an event begins or completes. A claim that ends is still kept: see [`Self::end_claim`].
    pub fn follow(&mut self, event: &Event<'_>) {
        match event {
            Event::Opened(opened) => self.restart(opened.level),
            Event::Level(level, _) => {
                if self.0[*level as usize].is_complete {
                    self.restart(*level);
                }
                self.0[*level as usize].is_complete = true;
            }
            Event::Finding(_) | Event::Claim(_) | Event::Again(_) | Event::Foreign(_) | Event::Closed(_) => {}
        }
    }

    /// What is kept of the level at which something was found.
    pub fn found(&mut self, level: Level) -> &mut T {
        // Envelopes are told of before they open and when they close, which completes none of them.
        if self.0[level as usize].is_complete && level.part().is_some() {
            self.restart(level);
        }
        &mut self.0[level as usize].value
    }

    /// The claim is over.
    pub fn end_claim(&mut self) {
        self.restart(Level::Claim);
    }

    /// What is kept of a level and those below it.
    pub fn from(&self, level: Level) -> impl Iterator<Item = &T> {
        self.0[level as usize..].iter().map(|slot| &slot.value)
    }

    /// What is kept of all levels.
    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(|slot| &mut slot.value)
    }

    fn restart(&mut self, level: Level) {
        self.0[level as usize..].fill_with(Slot::default);
    }
}
