//! The same work on many things at once, with the results in the order of the things.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// Results of one thread that may wait to be taken.
const WAITING: usize = 4;

/// Does `work` for every number below `count` on so many threads, and hands the results to `take` in the order of the
/// numbers, whatever the number of threads. Ends with the first error of `take`; at most a few results a thread are done
/// then in vain.
pub fn in_order<R: Send, E>(
    count: usize,
    threads: usize,
    work: &(dyn Fn(usize) -> R + Sync),
    take: &mut dyn FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let threads = threads.min(count);
    if threads <= 1 {
        return (0..count).try_for_each(|n| take(work(n)));
    }
    thread::scope(|scope| {
        let lanes: Vec<_> = (0..threads)
            .map(|first| {
                let (send, lane) = sync_channel(WAITING);
                // A lane that nobody reads any more ends the work.
                scope.spawn(move || {
                    (first..count).step_by(threads).map(work).try_for_each(|result| send.send(result))
                });
                lane
            })
            .collect();
        for n in 0..count {
            // A lane is cut off only by a panic, which the scope passes on.
            let Ok(result) = lanes[n % threads].recv() else { break };
            take(result)?;
        }
        Ok(())
    })
}

/// How many threads there are to use: those asked for, else one a core.
pub fn threads(asked: Option<usize>) -> usize {
    asked.or_else(|| thread::available_parallelism().ok().map(Into::into)).unwrap_or(1).max(1)
}

/// Work that is handed over piece by piece and comes back in the same order, done meanwhile on other threads.
///
/// Each thread has a lane of its own, and pieces go round the lanes. As many pieces wait in a lane as it takes to keep its
/// thread busy, so memory follows the number of threads.
#[derive(Debug)]
pub struct Lanes<T, R> {
    all: Vec<Lane<T, R>>,
    given: usize,
    taken: usize,
}

#[derive(Debug)]
struct Lane<T, R> {
    work: SyncSender<T>,
    done: Receiver<R>,
    thread: JoinHandle<()>,
}

/// Pieces that wait in a lane, or have been done there and wait to be taken.
const IN_LANE: usize = 2;

impl<T: Send + 'static, R: Send + 'static> Lanes<T, R> {
    /// Opens so many lanes, each with a worker of its own.
    pub fn new<W: FnMut(T) -> R + Send + 'static>(threads: usize, worker: impl Fn() -> W) -> Self {
        let lane = |_| {
            let (work, pieces) = sync_channel::<T>(IN_LANE);
            let (send, done) = sync_channel(IN_LANE);
            let mut worker = worker();
            let thread = thread::spawn(move || {
                // A lane that nobody reads any more ends the work.
                let _ = pieces.into_iter().map(&mut worker).try_for_each(|result| send.send(result));
            });
            Lane { work, done, thread }
        };
        Self { all: (0..threads.max(1)).map(lane).collect(), given: 0, taken: 0 }
    }

    /// Hands over a piece. Gives the result of the oldest one, if all lanes are full.
    pub fn give(&mut self, piece: T) -> Option<R> {
        let full = self.given - self.taken == self.all.len() * IN_LANE;
        let oldest = if full { self.take() } else { None };
        let lane = self.given % self.all.len();
        // A lane is closed only by a panic, which taking from it passes on.
        let _ = self.all[lane].work.send(piece);
        self.given += 1;
        oldest
    }

    /// The result of the oldest piece that has not been taken; none if all have.
    pub fn take(&mut self) -> Option<R> {
        if self.taken == self.given {
            return None;
        }
        let lane = self.taken % self.all.len();
        let result = self.all[lane].done.recv().ok();
        self.taken += 1;
        if result.is_none()
            && let Err(panic) = self.all.swap_remove(lane).thread.join()
        {
            std::panic::resume_unwind(panic);
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whatever_the_number_of_threads() {
        for threads in [0, 1, 2, 3, 7, 200] {
            let mut taken = Vec::new();
            let work = |n: usize| {
                if n.is_multiple_of(5) {
                    thread::yield_now();
                }
                n * n
            };
            let all = in_order::<_, ()>(100, threads, &work, &mut |result| {
                taken.push(result);
                Ok(())
            });
            assert_eq!((all, taken), (Ok(()), (0..100).map(|n| n * n).collect()));
        }
    }

    #[test]
    fn the_first_error_ends_the_work() {
        let mut taken = 0;
        let result = in_order(1_000_000, 3, &|n| n, &mut |n| {
            taken += 1;
            if n == 10 { Err("enough") } else { Ok(()) }
        });
        assert_eq!((result, taken), (Err("enough"), 11));
    }

    #[test]
    fn what_is_handed_over_comes_back_in_its_order() {
        for threads in [0, 1, 2, 5] {
            for count in [0, 1, 3, 100] {
                let mut lanes = Lanes::new(threads, || {
                    let mut done = 0;
                    move |n: usize| {
                        done += 1;
                        (n * n, done)
                    }
                });
                let mut taken: Vec<_> = (0..count).filter_map(|n| lanes.give(n)).collect();
                taken.extend(std::iter::from_fn(|| lanes.take()));
                let lane = |n: usize| (n * n, n / threads.max(1) + 1);
                assert_eq!(
                    taken,
                    (0..count).map(lane).collect::<Vec<_>>(),
                    "{threads} threads, {count} pieces"
                );
            }
        }
    }

    #[test]
    #[should_panic(expected = "the piece is bad")]
    fn a_panic_in_a_lane_is_passed_on() {
        let mut lanes = Lanes::new(2, || |n: usize| assert!(n != 3, "the piece is bad"));
        for n in 0..10 {
            lanes.give(n);
        }
        while lanes.take().is_some() {}
    }
}
