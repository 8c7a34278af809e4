//! Work spread over threads, its results in the order of the work.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// How many pieces of work make a thread worth its while.
const FEWEST: usize = 8;

/// How many threads there are at most, whatever is asked for.
const MOST: usize = 64;

/// How many threads to use: as many as asked for, up to a bound, else as many as the machine runs at once.
pub fn threads(asked: Option<usize>, work: usize) -> usize {
    let wanted = match asked {
        Some(asked) => asked.max(1),
        // Asking costs more than a small run takes.
        None if work < FEWEST => 1,
        None => std::thread::available_parallelism().map_or(1, usize::from),
    };
    wanted.min(work.div_ceil(FEWEST)).clamp(1, MOST)
}

/// Does `work` with each item, on so many threads; what it gives stands in the order of the items.
pub fn spread_out<T: Send, R: Send>(threads: usize, items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    if threads < 2 {
        return items.into_iter().map(work).collect();
    }
    let items: Vec<Mutex<Option<T>>> = items.into_iter().map(|item| Mutex::new(Some(item))).collect();
    let taken = |item: &Mutex<Option<T>>| item.lock().unwrap_or_else(PoisonError::into_inner).take();
    spread(threads, &items, |item| taken(item).map(&work)).into_iter().flatten().collect()
}

/// Does `work` for each item, on so many threads; what it gives stands in the order of the items.
pub fn spread<T: Sync, R: Send>(threads: usize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if threads < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let one = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, work(item)));
        }
    };
    let mut all: Vec<(usize, R)> = std::thread::scope(|scope| {
        let started: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
        started
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, result)| result).collect()
}
