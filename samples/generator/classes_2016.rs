//! Which organisations of 2016-17 stand for the published counts. How many there are is published; which they are is
//! ours, but for the five that were named, and was drawn once and written down here, so that tests can be held against
//! these lists and not against what the generator makes of them. samples/generator/planted.yaml has the same lists.

/// Overspent to date in month 6 by more than one per cent of the plan to date: 49.
pub const OVER_LIMIT_M06: &[&str] = &[
    "00L", "00W", "01H", "01R", "01V", "01X", "02F", "03E", "04D", "04J", "04L", "04M", "04Q", "04X", "04Y", "05F",
    "05G", "05H", "05L", "05N", "05P", "05Q", "05T", "05V", "05W", "05Y", "06A", "06F", "06T", "07L", "07P", "07V",
    "07X", "08D", "08F", "09D", "09J", "09L", "09P", "09Y", "10J", "10R", "11N", "11T", "12A", "13P", "99C", "99H",
    "99Q",
];
/// The other 35 that are overspent to date in month 6; with those above, 84.
pub const OVERSPENT_M06: &[&str] = &[
    "00C", "00K", "01F", "01T", "02D", "02N", "02P", "02Y", "03K", "03N", "04E", "04K", "04N", "05A", "05D", "05R",
    "06D", "06N", "06W", "07J", "07K", "07M", "08C", "08T", "08V", "09N", "10E", "10T", "10W", "11D", "11E", "11J",
    "99F", "99K", "99N",
];
/// Forecast to end the year worse than plan in month 6: 35.
pub const WORSE_THAN_PLAN_M06: &[&str] = &[
    "00L", "01H", "01R", "02F", "02P", "03N", "04Q", "05A", "05F", "05H", "05N", "05W", "05Y", "06D", "06F", "07L",
    "07M", "07V", "07X", "08F", "08V", "09D", "09L", "10J", "10L", "10T", "11H", "11N", "11T", "12A", "99C", "99H",
    "99K", "99N", "99Q",
];
/// Overspent to date in month 7 by more than one per cent of the plan to date: 53.
pub const OVER_LIMIT_M07: &[&str] = &[
    "00L", "00W", "01H", "01R", "01V", "02F", "02N", "03E", "04D", "04J", "04L", "04M", "04Q", "04X", "04Y", "05D",
    "05F", "05G", "05H", "05L", "05N", "05P", "05Q", "05T", "05V", "05W", "05Y", "06A", "06F", "06T", "07L", "07P",
    "07V", "07X", "08D", "08F", "08T", "09D", "09J", "09L", "09P", "09Y", "10E", "10J", "10R", "11N", "11T", "12A",
    "13P", "99C", "99F", "99H", "99Q",
];
/// The other 40 that are overspent to date in month 7; with those above, 93.
pub const OVERSPENT_M07: &[&str] = &[
    "00C", "00K", "00Y", "01F", "01T", "01W", "01X", "01Y", "02D", "02P", "02Y", "03K", "03N", "03T", "04E", "04H",
    "04K", "04N", "05A", "05C", "05R", "06D", "06W", "07J", "07K", "07M", "08C", "08G", "08V", "10G", "10L", "10T",
    "10W", "11D", "11E", "11H", "11J", "99D", "99K", "99N",
];
/// Forecast to end the year worse than plan in month 7 and not in month 6; the 35 of month 6 still do.
pub const NEWLY_WORSE_M07: &[&str] =
    &["00W", "01V", "04L", "04X", "05L", "05T", "05V", "06A", "06T", "08D", "08N", "09P", "13P"];
/// Of those that forecast worse than plan in month 6, the ones that forecast better in month 7 than then.
pub const IMPROVED_M07: &[&str] = &["01H", "01R", "02P", "05Y", "06D", "07M", "09D", "99N"];
/// Planned a cumulative deficit and forecast one in both months: 39.
pub const PLANNED_DEFICIT: &[&str] = &[
    "00C", "00L", "01F", "01H", "01X", "02N", "02Y", "03Q", "04D", "04K", "04Y", "05F", "05N", "05P", "05Q", "05V",
    "05Y", "06F", "06H", "07J", "08C", "08F", "08Q", "08T", "08W", "09L", "10E", "10J", "10R", "10W", "11D", "11E",
    "11J", "11T", "12A", "99C", "99H", "99P", "99Q",
];
/// Planned none and forecast one in month 6: 11.
pub const UNPLANNED_DEFICIT_M06: &[&str] =
    &["01R", "03N", "04Q", "05H", "06D", "07M", "07X", "08V", "10T", "99K", "99N"];
/// Forecast a deficit in month 7 and not in month 6.
pub const NEW_DEFICIT_M07: &[&str] = &["01V", "04X", "05L"];
/// Forecast a deficit in month 6 and none in month 7.
pub const DEFICIT_GONE_M07: &[&str] = &["01R"];
/// Planned a surplus of less than one per cent, beside those whose deficit was not planned.
pub const SMALL_SURPLUS: &[&str] =
    &["02A", "03J", "03R", "03W", "05J", "06L", "08H", "08R", "08X", "09C", "10Y", "11X"];
