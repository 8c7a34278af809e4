//! Whole numbers that add up to a given total exactly: shares by weight, and amounts between bounds.

/// Splits a total by weights so that the parts add up to it exactly. What rounding leaves over goes to the largest
/// remainders. Weights are not negative and not all zero.
pub fn apportion(total: i64, weights: &[i64]) -> Vec<i64> {
    if total < 0 {
        return apportion(-total, weights).into_iter().map(|part| -part).collect();
    }
    let all: i128 = weights.iter().map(|&weight| i128::from(weight)).sum();
    assert!(all > 0, "an amount cannot be split by weights that are all zero");
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    for (index, &weight) in weights.iter().enumerate() {
        let product = i128::from(total) * i128::from(weight);
        parts.push(narrow(product / all));
        remainders.push((product % all, index));
    }
    remainders.sort_by_key(|&(remainder, index)| (std::cmp::Reverse(remainder), index));
    let left = total - parts.iter().sum::<i64>();
    for &(_, index) in remainders.iter().take(usize::try_from(left).expect("less is left over than there are parts")) {
        parts[index] += 1;
    }
    parts
}

/// An amount to be found: what it is in proportion to, and the bounds that it must keep, which are included.
#[derive(Clone, Copy, Debug)]
pub struct Bounded {
    /// The amount is in proportion to this, which is greater than zero.
    pub base: i64,
    /// The smallest amount.
    pub low: i64,
    /// The largest amount.
    pub high: i64,
}

impl Bounded {
    fn at(&self, factor: i64) -> i64 {
        let wanted = i128::from(self.base) * i128::from(factor) / 1_000_000;
        narrow(wanted.clamp(i128::from(self.low), i128::from(self.high)))
    }
}

/// Finds amounts that are in proportion to their bases as far as their bounds allow and that add up to the total
/// exactly. `what` names them, for the message when no such amounts exist.
pub fn fit(what: &str, total: i64, amounts: &[Bounded]) -> Vec<i64> {
    let lowest: i64 = amounts.iter().map(|amount| amount.low).sum();
    let highest: i64 = amounts.iter().map(|amount| amount.high).sum();
    let ordered = amounts.iter().all(|amount| amount.low <= amount.high);
    assert!(ordered && lowest <= total && total <= highest, "{what}: {total} is not within {lowest} and {highest}");
    // The sum grows with the factor, so the largest factor that does not overshoot is found by halving.
    let (mut low, mut high) = (0, 1_000_000_000_000);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        let sum: i64 = amounts.iter().map(|amount| amount.at(middle)).sum();
        if sum <= total { low = middle } else { high = middle }
    }
    let mut found: Vec<i64> = amounts.iter().map(|amount| amount.at(low)).collect();
    let mut left = total - found.iter().sum::<i64>();
    while left > 0 {
        for (value, amount) in found.iter_mut().zip(amounts) {
            if left > 0 && *value < amount.high {
                *value += 1;
                left -= 1;
            }
        }
    }
    found
}

/// `amount` times `part` over `whole`, rounded down in size.
pub fn part_of(amount: i64, part: i64, whole: i64) -> i64 {
    narrow(i128::from(amount) * i128::from(part) / i128::from(whole))
}

/// `amount` times `part` over `whole`, rounded away from zero.
pub fn part_above(amount: i64, part: i64, whole: i64) -> i64 {
    let product = i128::from(amount) * i128::from(part);
    let quotient = product / i128::from(whole);
    narrow(if product % i128::from(whole) == 0 { quotient } else { quotient + product.signum() })
}

fn narrow(wide: i128) -> i64 {
    i64::try_from(wide).expect("amounts of money in thousands of pounds are far smaller than the largest number")
}
