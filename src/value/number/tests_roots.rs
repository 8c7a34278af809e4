//! Roots, logarithms and powers: values from Python's `decimal`, and laws.

use super::tests_laws::{abs, any_number, half_unit, wide};
use super::*;
use dashu_float::DBig;
use proptest::prelude::*;
use std::str::FromStr;

fn n(text: &str) -> Number {
    Number::parse(text).unwrap()
}

/// Ours is marked, and the nearest to a value of sixty digits.
fn is_near(ours: Result<Number, Fault>, want: &str, what: &str) {
    let ours = ours.unwrap();
    let want = DBig::from_str(want).unwrap().with_precision(0).value();
    assert!(ours.is_rounded(), "{what}");
    assert!(abs(wide(ours) - want) <= half_unit(ours), "{what} = {ours}");
}

fn is_exact(ours: Result<Number, Fault>, want: &str, what: &str) {
    let ours = ours.unwrap();
    assert_eq!((ours, ours.is_rounded()), (Number::parse_literal(want).unwrap(), false), "{what}");
}

// The values of sixty digits here and below are those of, for instance,
// python3 -c 'from decimal import *; print(Context(prec=60).sqrt(Decimal("2")))'
#[test]
fn square_roots() {
    for (x, want) in [
        ("2", "1.41421356237309504880168872420969807856967187537694807317668"),
        ("0.5", "0.707106781186547524400844362104849039284835937688474036588340"),
        ("3", "1.73205080756887729352744634150587236694280525381038062805581"),
        ("1234567.89", "1111.11110605555554405416661433534692458784098601343510714586"),
        ("0.0000000000000000000000000002", "1.41421356237309504880168872420969807856967187537694807317668E-14"),
        ("79228162514264337593543950335", "281474976710655.999999999999998223643160599749535322189331049"),
        ("123456.7", "351.364056215202524804768125339566833405267249656346739662007"),
        ("1000000000000000000000000001", "31622776601683.7933199889354601385736380374480532466359867858"),
    ] {
        is_near(n(x).sqrt(), want, &format!("sqrt({x})"));
    }
    for (x, want) in [
        ("0", "0"),
        ("0.000", "0"),
        ("1", "1"),
        ("4", "2"),
        ("4.00", "2"),
        ("1.44", "1.2"),
        ("1.440", "1.2"),
        ("10000", "100"),
        ("0.0000000000000000000000000001", "0.00000000000001"),
        ("0.0000000000000000000000000009", "0.00000000000003"),
        // 281474976710655 * 281474976710655
        ("79228162514263774643590529025", "281474976710655"),
    ] {
        is_exact(n(x).sqrt(), want, &format!("sqrt({x})"));
    }
    assert_eq!(n("-0.01").sqrt(), Err(Fault::Negative));
}

#[test]
fn powers_of_e() {
    for (x, want) in [
        ("1", "2.71828182845904523536028747135266249775724709369995957496697"),
        ("-1", "0.367879441171442321595523770161460867445811131031767834507837"),
        ("0.5", "1.64872127070012814684865078781416357165377610071014801157508"),
        ("10", "22026.4657948067165169579006452842443663535126185567810742354"),
        ("-10", "0.0000453999297624848515355915155605506102379180888665649692590713"),
        ("-64.5", "9.72760477498771434262665591140484364413531298134556462456170E-29"),
        ("-65", "5.90009054159706139140126029555842253203615324440942540396722E-29"),
        ("-65.2", "4.83058557235003992232382685945629644362480525679902963835470E-29"),
        ("0.0000000000000000000000000001", "1.00000000000000000000000000010000000000000000000000000000500"),
        // half of the last digit, and some more
        ("0.0000000000000000000000000005", "1.00000000000000000000000000050000000000000000000000000012500"),
        ("0.000000000000001", "1.00000000000000100000000000000050000000000000000016666666666667"),
    ] {
        is_near(n(x).exp(), want, &format!("exp({x})"));
    }
    is_exact(n("0.00").exp(), "1", "exp(0)");
    let nothing = n("-79228162514264337593543950335").exp().unwrap();
    assert!(nothing.is_zero() && nothing.is_rounded());
    for x in ["66.6", "67.1", "79228162514264337593543950335"] {
        assert_eq!(n(x).exp(), Err(Fault::TooLarge), "exp({x})");
    }
}

#[test]
fn logarithms() {
    for (x, want) in [
        ("2", "0.693147180559945309417232121458176568075500134360255254120680"),
        ("10", "2.30258509299404568401799145468436420760110148862877297603333"),
        ("0.5", "-0.693147180559945309417232121458176568075500134360255254120680"),
        ("1.0000000000000000000000000001", "9.99999999999999999999999999950000000000000000000000000003333E-29"),
        ("0.9999999999999999999999999999", "-1.00000000000000000000000000005000000000000000000000000000333E-28"),
        ("79228162514264337593543950335", "66.5421293337547497040542836599723287607644767096979167385407"),
        ("0.0000000000000000000000000001", "-64.4723826038332791525037607311621978128308416816056433289332"),
        ("1.05", "0.0487901641694320030653744042231646586079736644155824100400766"),
    ] {
        is_near(n(x).ln(), want, &format!("ln({x})"));
    }
    is_exact(n("1.00").ln(), "0", "ln(1)");
    for x in ["0", "-0.5", "-79228162514264337593543950335"] {
        assert_eq!(n(x).ln(), Err(Fault::Negative), "ln({x})");
    }
}

#[test]
fn powers() {
    for (x, y, want) in [
        ("2", "0.5", "1.41421356237309504880168872420969807856967187537694807317668"),
        ("1.05", "0.25", "1.01227223442903927074326389763062171396448117197566063159549"),
        ("1.035", "12.5", "1.53728493919216054828611915026788757119621937033804922036833"),
        ("1.0001", "365", "1.03717241130255192990202801705632863124371113140569207388100"),
        ("3", "-1", "0.333333333333333333333333333333333333333333333333333333333333"),
        ("7", "-3", "0.00291545189504373177842565597667638483965014577259475218658892"),
        (
            "1.0000000000000000000000000001",
            "10000000000000000000000000000",
            "2.71828182845904523536028747121674840633429483193194520141179",
        ),
        ("0.5", "100", "7.88860905221011805411728565282786229673206435109023004770279E-31"),
        ("0.9", "1000", "1.74787125172265160965997461916466057052906248743518851781189E-46"),
        ("10", "-28.5", "3.16227766016837933199889354443271853371955513932521682685750E-29"),
        ("1.02", "500", "19956.5691354533571055667103841705261664755446232402125608918"),
        ("-1.1", "333", "-60780484505020.0119245030298981150634373053022622656490225360"),
        ("1.000000000000001", "1000000000000000", "2.71828182845904387621937324183129069678488847857900252815029"),
    ] {
        is_near(n(x).power(n(y)), want, &format!("{x} ** {y}"));
    }
    for (x, y, want) in [
        // python3 -c 'from decimal import *; print(Context(prec=60).power(Decimal("3"), 56))'
        ("3", "56", "523347633027360537213511521"),
        ("3", "60", "42391158275216203514294433201"),
        ("1.0001", "7", "1.0007002100350035002100070001"),
        ("0.1", "28", "1E-28"),
        ("1.1", "27", "13.109994191499930367061460371"),
        ("2", "-28", "3.7252902984619140625E-9"),
        ("0.2", "-12", "244140625"),
        ("5", "-28", "2.68435456E-20"),
        ("2", "95", "39614081257132168796771975168"),
        ("20", "-5", "3.125E-7"),
        ("-3", "3", "-27"),
        ("-2", "-3", "-0.125"),
        // and by hand
        ("0", "0", "1"),
        ("0", "2.5", "0"),
        ("-5", "0", "1"),
        ("1", "-79228162514264337593543950335", "1"),
        ("-1", "79228162514264337593543950335", "-1"),
        ("-1", "79228162514264337593543950334", "1"),
        ("1", "0.0000000000000000000000000001", "1"),
        ("100", "0.5", "10"),
        ("1000", "2.0", "1000000"),
        ("32", "0.2", "2"),
        ("32", "-0.2", "0.5"),
        ("2.25", "1.50", "3.375"),
        ("0.00032", "0.4", "0.04"),
        ("10000000000", "0.1", "10"),
        ("10", "28", "10000000000000000000000000000"),
        ("0.01", "-14", "10000000000000000000000000000"),
    ] {
        is_exact(n(x).power(n(y)), want, &format!("{x} ** {y}"));
    }
    for (x, y, fault) in [
        ("3", "1024", Fault::TooLarge),
        ("3", "61", Fault::TooLarge),
        ("2", "96", Fault::TooLarge),
        ("2", "96.5", Fault::TooLarge),
        ("10", "29", Fault::TooLarge),
        ("10", "79228162514264337593543950335", Fault::TooLarge),
        ("-10", "79228162514264337593543950335", Fault::TooLarge),
        ("0.1", "-79228162514264337593543950335", Fault::TooLarge),
        ("79228162514264337593543950335", "79228162514264337593543950334", Fault::TooLarge),
        ("0.9999999999", "-7922816251426433759.3543950335", Fault::TooLarge),
        ("-4", "0.5", Fault::Negative),
        ("-8", "0.2", Fault::Negative),
        ("-1", "-0.5", Fault::Negative),
        ("0", "-1", Fault::DivisionByZero),
        ("0.0", "-0.5", Fault::DivisionByZero),
    ] {
        assert_eq!(n(x).power(n(y)), Err(fault), "{x} ** {y}");
    }
    for (x, y) in [("0.1", "29"), ("10", "-79228162514264337593543950335"), ("-0.3", "79228162514264337593543950335")] {
        let power = n(x).power(n(y)).unwrap();
        assert!(power.is_zero() && power.is_rounded(), "{x} ** {y}");
    }
}

#[test]
fn a_power_just_between_two_numbers_is_the_even_one() {
    let power = n("29.5000000000005").power(n("2")).unwrap();
    assert_eq!(
        (power, power.is_rounded()),
        (n("870.2500000000295000000000002"), true),
        "of 870.25000000002950000000000025"
    );
}

/// A whole part of 29 digits may be held, but 28 of them are computed.
#[test]
fn whole_parts_of_29_digits() {
    // 75959666021073336334634473276.0983..., 73922489484648400261770217735.0377...
    for (result, want) in
        [(n("66.5").exp(), "75959666021073336334634473280"), (n("2").power(n("95.9")), "73922489484648400261770217740")]
    {
        let result = result.unwrap();
        assert_eq!((result, result.is_rounded()), (n(want), true));
    }
}

#[test]
fn what_comes_from_a_rounded_number_is_rounded() {
    let third = n("1").divide(n("3")).unwrap();
    let one = third.divide(third).unwrap();
    assert!(one.is_rounded() && one == Number::ONE);
    for result in [one.sqrt(), one.exp(), one.ln(), one.power(n("2")), n("2").power(one), n("4").power(one)] {
        assert!(result.unwrap().is_rounded());
    }
}

proptest! {
    #[test]
    fn the_square_of_a_root_is_near(x in any_number()) {
        let x = x.abs();
        let root = x.sqrt().unwrap();
        let (exact, unit) = (wide(root), half_unit(root));
        if root.is_rounded() {
            prop_assert!(exact.clone() * exact.clone() != wide(x), "sqrt({x}) = {root} is exact");
            let (low, high) = (exact.clone() - unit.clone(), exact + unit);
            prop_assert!(low.clone() * low <= wide(x) && wide(x) <= high.clone() * high, "sqrt({x}) = {root}");
        } else {
            prop_assert_eq!(exact.clone() * exact, wide(x));
        }
    }

    #[test]
    fn the_root_of_a_square_is_exact(digits in 0i64..1 << 47, scale in 0u32..=14) {
        let root = Number::exact(Decimal::new(digits, scale));
        let square = root.multiply(root).unwrap();
        prop_assert!(!square.is_rounded());
        let back = square.sqrt().unwrap();
        prop_assert_eq!((back, back.is_rounded()), (root, false));
        let half = square.power(n("0.5")).unwrap();
        prop_assert_eq!((half, half.is_rounded()), (root, false));
    }

    #[test]
    fn a_logarithm_takes_back_a_power_of_e(digits in 0i64..66_000_000_000_000_000, scale in 15u32..=28) {
        let x = Number::exact(Decimal::new(digits, scale));
        let back = x.exp().unwrap().ln().unwrap();
        let gap = back.subtract(x).unwrap().abs();
        prop_assert!(gap < Number::power_of_ten(-25).unwrap(), "ln(exp({x})) = {back}");
    }

    #[test]
    fn powers_add_up(digits in -3000i64..3000, scale in 0u32..=3, m in 0i64..40, n in 0i64..40) {
        let a = Number::exact(Decimal::new(digits, scale));
        let power = |of: i64| a.power(Number::from_int(of)).ok().filter(|power| !power.is_rounded());
        if let (Some(by_m), Some(by_n), Some(by_both)) = (power(m), power(n), power(m + n)) {
            let product = by_m.multiply(by_n).unwrap();
            prop_assert_eq!((product, product.is_rounded()), (by_both, false));
        }
    }

    /// What repeated multiplication finds to be exact is so.
    #[test]
    fn exact_powers_are_exact(digits in -3000i64..3000, scale in 0u32..=3, times in 0i64..60) {
        let a = Number::exact(Decimal::new(digits, scale));
        let power = a.power(Number::from_int(times));
        let product = (0..times).try_fold(Number::ONE, |product, _| product.multiply(a));
        match (power, product) {
            (Ok(power), Ok(product)) if !product.is_rounded() => prop_assert_eq!((power, power.is_rounded()), (product, false)),
            (Ok(power), Ok(_)) => prop_assert!(power.is_rounded()),
            (power, product) => prop_assert_eq!(power, product),
        }
    }
}
