//! The same work on many things at once, with the results in the order of the things.

use std::sync::mpsc::sync_channel;
use std::thread;

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
}
