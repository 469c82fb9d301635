//! Claims gathered into bundles that are worked on by several threads, with the results in their order.

use crate::parallel::Lanes;

use super::claims::Form;

/// Claims that are handed to a thread together.
#[derive(Debug)]
pub struct Bundle {
    /// The number of its first claim, from 1.
    pub first: u64,
    /// Its claims.
    pub claims: Vec<Form>,
    /// Bytes of X12, about.
    pub size: usize,
}

/// What is made of bundles; each thread has a clone of its own.
pub trait Make: Clone + Send + 'static {
    /// What is made of one.
    type Made: Send + 'static;

    /// Makes it.
    fn make(&mut self, bundle: Bundle) -> Self::Made;
}

/// Takes claims one after the other and hands out what is made of them. That is the same whatever the number of threads.
///
/// Whoever hands claims over reads them meanwhile, so that is one of the threads; the others work on what has come.
#[derive(Debug)]
pub struct Bundles<M: Make> {
    threads: usize,
    bundle: Bundle,
    /// Opened with the first full bundle: a few claims are not worth a thread.
    lanes: Option<Lanes<Bundle, M::Made>>,
    /// For whom there is no other thread.
    make: M,
}

impl Bundle {
    /// Enough that handing it over costs nothing beside the work, and that a few of them fit into memory.
    const FULL: usize = 1 << 18;
    /// Bytes of a claim that came as JSON, and of what each claim has besides its own segments.
    const ABOUT: usize = 1 << 9;

    fn beginning_at(first: u64) -> Self {
        Self { first, claims: Vec::new(), size: 0 }
    }

    /// The number of the first claim after it.
    fn next(&self) -> u64 {
        self.first + self.claims.len() as u64
    }
}

impl<M: Make> Bundles<M> {
    /// With so many threads.
    pub fn new(make: M, threads: usize) -> Self {
        Self { threads, bundle: Bundle::beginning_at(1), lanes: None, make }
    }

    /// Takes a claim. Gives what was made of an earlier bundle, if one is done and the threads have enough to do.
    pub fn give(&mut self, claim: Form) -> Option<M::Made> {
        self.bundle.size += Bundle::ABOUT;
        if let Form::Segments(raw) = &claim {
            self.bundle.size += raw.size();
        }
        self.bundle.claims.push(claim);
        if self.bundle.size < Bundle::FULL {
            return None;
        }
        let next = Bundle::beginning_at(self.bundle.next());
        let bundle = std::mem::replace(&mut self.bundle, next);
        if self.threads < 2 {
            return Some(self.make.make(bundle));
        }
        let make = &self.make;
        let lanes = self.lanes.get_or_insert_with(|| {
            Lanes::new(self.threads - 1, || {
                let mut make = make.clone();
                move |bundle| make.make(bundle)
            })
        });
        lanes.give(bundle)
    }

    /// What was made of the oldest bundle that has not been taken, when no claim is to come; none if all have.
    pub fn take(&mut self) -> Option<M::Made> {
        let waiting = self.lanes.as_mut().and_then(Lanes::take);
        waiting.or_else(|| {
            let next = Bundle::beginning_at(self.bundle.next());
            let last = std::mem::replace(&mut self.bundle, next);
            (!last.claims.is_empty()).then(|| self.make.make(last))
        })
    }
}
