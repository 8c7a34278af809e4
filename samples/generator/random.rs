//! A small random number generator, so that the same seed always gives the same files on every machine.

/// Numbers that look random and follow from a seed: splitmix64.
pub struct Random(u64);

impl Random {
    /// A generator whose numbers follow from the text; one text for each purpose keeps purposes independent, so
    /// that drawing one number more for one of them moves nothing else.
    pub fn new(seed: &str) -> Self {
        // FNV-1a turns the text into a number.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in seed.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Self(hash)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = high.abs_diff(low) + 1;
        low + i64::try_from(self.next() % width).expect("the width of a range of amounts is small")
    }

    /// Whether something happens that happens in `per_cent` of a hundred cases.
    pub fn chance(&mut self, per_cent: i64) -> bool {
        self.between(1, 100) <= per_cent
    }

    /// One of several; there must be at least one.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let last = i64::try_from(from.len()).expect("lists are short") - 1;
        &from[usize::try_from(self.between(0, last)).expect("an index is not negative")]
    }

    /// Puts a list into random order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            let high = i64::try_from(end).expect("lists are short");
            let other = usize::try_from(self.between(0, high)).expect("an index is not negative");
            list.swap(end, other);
        }
    }
}
