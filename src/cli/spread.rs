//! Work spread over threads, its results in the order of the work.

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::OnceLock;

/// How many pieces of work make a thread worth its while.
const FEWEST: usize = 8;

/// How many threads there are at most, whatever is asked for.
const MOST: usize = 64;

/// How much stack each thread has: what is nested, in files and in rules, is looked at level by level.
const STACK: usize = 4 << 20;

/// The threads of the command: begun once, because each begins with no memory of its own.
static POOL: OnceLock<Option<ThreadPool>> = OnceLock::new();

/// How many threads to use: as many as asked for, up to a bound, else as many as the machine runs at once.
pub fn threads(asked: Option<usize>, work: usize) -> usize {
    // Asking what the machine has costs more than a small run takes.
    if work.div_ceil(FEWEST) < 2 {
        return 1;
    }
    let wanted = asked.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    wanted.clamp(1, MOST)
}

/// The threads, so many as are asked for first; nothing where one is enough or the system gives none.
fn pool(threads: usize) -> Option<&'static ThreadPool> {
    if threads < 2 {
        return None;
    }
    POOL.get_or_init(|| ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build().ok()).as_ref()
}

/// Does `work` with each item, on so many threads; what it gives stands in the order of the items.
pub fn spread_out<T: Send, R: Send>(threads: usize, items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    match pool(threads) {
        Some(pool) => pool.install(|| items.into_par_iter().with_max_len(1).map(work).collect()),
        None => items.into_iter().map(work).collect(),
    }
}

/// Does `work` for each item, on so many threads; what it gives stands in the order of the items.
pub fn spread<T: Sync, R: Send>(threads: usize, items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    match pool(threads) {
        Some(pool) => pool.install(|| items.par_iter().with_max_len(1).map(work).collect()),
        None => items.iter().map(work).collect(),
    }
}
