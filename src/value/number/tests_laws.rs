//! Laws of numbers, on numbers of all sizes. What is exact is computed with `dashu-float` without
//! a bound of digits.

use super::*;
use dashu_float::DBig;
use proptest::prelude::*;

fn n(text: &str) -> Number {
    Number::parse(text).unwrap()
}

/// Any number: of 1 to 29 digits, of 0 to 28 places, now and then with noughts at its end.
pub(super) fn any_number() -> impl Strategy<Value = Number> {
    (0u128..1 << 96, 0u32..96, 0u32..=28, any::<bool>(), 0u32..=2).prop_map(
        |(digits, cut, scale, negative, noughts)| {
            let digits = (digits >> cut) as i128;
            let longer = digits * 10i128.pow(noughts * 4);
            let digits = if longer < 1 << 96 { longer } else { digits };
            Number::exact(Decimal::from_i128_with_scale(if negative { -digits } else { digits }, scale))
        },
    )
}

/// Any number but zero.
fn nonzero() -> impl Strategy<Value = Number> {
    any_number().prop_map(|number| if number.is_zero() { Number::ONE } else { number })
}

/// The same value without a bound of digits.
pub(super) fn wide(number: Number) -> DBig {
    DBig::from_parts(number.value.mantissa().into(), -(number.places() as isize)).with_precision(0).value()
}

/// Whether a decimal holds a value exactly.
fn holds(value: &DBig) -> bool {
    let (digits, power) = value.repr().clone().into_parts();
    let digits = digits * DBig::from_parts(1.into(), power.max(0)).to_int().value();
    i128::try_from(digits)
        .is_ok_and(|d| Decimal::try_from_i128_with_scale(d, u32::try_from(-power.min(0)).unwrap()).is_ok())
}

/// Half of what the last digit counts, where there are 28, otherwise of what the 28th would count
/// or the 28th decimal place.
pub(super) fn half_unit(number: Number) -> DBig {
    let digits = number.value.mantissa().unsigned_abs().checked_ilog10().map_or(0, |log| log as isize + 1);
    let places = number.places() as isize;
    let places = if number.is_zero() { 28 } else { (places + (28 - digits).max(0)).min(28) };
    DBig::from_parts(5.into(), -places - 1).with_precision(0).value()
}

pub(super) fn abs(value: DBig) -> DBig {
    if value < DBig::ZERO { -value } else { value }
}

/// The result is the exact one, or says that it is not and is the nearest.
fn is_nearest(ours: Result<Number, Fault>, exact: &DBig) {
    let largest = wide(n("79228162514264337593543950335"));
    match ours {
        Err(fault) => {
            assert_eq!(fault, Fault::TooLarge);
            assert!(abs(exact.clone()) > largest, "{exact} is not too large");
        }
        Ok(ours) if ours.is_rounded() => {
            assert!(!holds(exact), "{exact} is held, but {ours} is marked as rounded");
            assert!(abs(wide(ours) - exact) <= half_unit(ours), "{ours} is not the nearest to {exact}");
        }
        Ok(ours) => assert_eq!(wide(ours), *exact),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn sums_and_products_are_the_nearest(a in any_number(), b in any_number()) {
        is_nearest(a.add(b), &(wide(a) + wide(b)));
        is_nearest(a.subtract(b), &(wide(a) - wide(b)));
        is_nearest(a.multiply(b), &(wide(a) * wide(b)));
    }

    #[test]
    fn quotients_are_the_nearest(a in any_number(), b in nonzero()) {
        match a.divide(b) {
            Err(fault) => {
                prop_assert_eq!(fault, Fault::TooLarge);
                prop_assert!(abs(wide(a)) > abs(wide(n("79228162514264337593543950334")) * wide(b)));
            }
            Ok(ours) => {
                let gap = abs(wide(ours) * wide(b) - wide(a));
                if ours.is_rounded() {
                    prop_assert!(gap > DBig::ZERO, "{a} / {b} = {ours} is exact");
                    prop_assert!(gap <= half_unit(ours) * abs(wide(b)), "{a} / {b} = {ours} is not the nearest");
                } else {
                    prop_assert_eq!(gap, DBig::ZERO);
                }
            }
        }
    }

    #[test]
    fn what_modulo_leaves_is_below_the_divisor(a in any_number(), b in nonzero()) {
        if let Ok(rest) = a.modulo(b) {
            // Just below the divisor, 28 digits may not tell the rest from it.
            prop_assert!(rest.abs() < b.abs() || (rest.is_rounded() && rest == b), "{a} mod {b} = {rest}");
            prop_assert!(rest.is_zero() || rest.is_negative() == b.is_negative());
            if !rest.is_rounded() {
                prop_assert_eq!((wide(a) - wide(rest)) % wide(b), DBig::ZERO);
            }
        }
    }
}
