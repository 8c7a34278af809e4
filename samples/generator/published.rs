//! Published figures that the sets meet, in thousands of pounds. A variance is favourable when positive.

/// Codes of the regions.
pub const NORTH: &str = "Y54";
/// Midlands and East.
pub const MIDLANDS_AND_EAST: &str = "Y55";
/// London.
pub const LONDON: &str = "Y56";
/// South.
pub const SOUTH: &str = "Y57";

/// What the groups of a region come to together in the two months of 2016-17.
pub struct Region {
    /// Code of the region.
    pub code: &'static str,
    /// Variance to date in month 6.
    pub ytd_m06: i64,
    /// Variance forecast in month 6.
    pub forecast_m06: i64,
    /// Variance to date in month 7.
    pub ytd_m07: i64,
    /// Variance forecast in month 7.
    pub forecast_m07: i64,
}

/// Month 6: all forecasts and the variances to date of Midlands and East and of London are published, those of North
/// and South as a sum of -99.1m. Month 7: -293m to date, -256m forecast (the 0.2 is ours), and Midlands and East with
/// almost half of the movement; the rest is ours.
pub const REGIONS_2016: [Region; 4] = [
    Region {
        code: MIDLANDS_AND_EAST,
        ytd_m06: -120_600,
        forecast_m06: -35_200,
        ytd_m07: -148_000,
        forecast_m07: -66_900,
    },
    Region { code: LONDON, ytd_m06: -16_000, forecast_m06: -44_000, ytd_m07: -21_500, forecast_m07: -52_000 },
    Region { code: NORTH, ytd_m06: -37_100, forecast_m06: -20_700, ytd_m07: -46_500, forecast_m07: -31_600 },
    Region { code: SOUTH, ytd_m06: -62_000, forecast_m06: -90_300, ytd_m07: -77_000, forecast_m07: -105_700 },
];

/// One of the five groups that were named as most overspent in month 6. The overspends are published to 0.1m with their
/// percentages; the amounts to the thousand, the plans within what the percentages allow, and all of month 7 but the
/// forecast of Stafford and Surrounds are ours.
pub struct Named {
    /// Organisation code.
    pub code: &'static str,
    /// Plan for the year.
    pub annual_plan: i64,
    /// Plan to date in month 6.
    pub ytd_plan: i64,
    /// Variance to date in month 6.
    pub ytd_m06: i64,
    /// Variance forecast in month 6.
    pub forecast_m06: i64,
    /// Variance to date in month 7.
    pub ytd_m07: i64,
    /// Variance forecast in month 7.
    pub forecast_m07: i64,
    /// Planned cumulative surplus.
    pub planned_surplus: i64,
}

/// The five: Cannock Chase, Stafford and Surrounds, Shropshire, East Surrey, South East Staffs and Seisdon.
pub const NAMED_2016: [Named; 5] = [
    Named {
        code: "04Y",
        annual_plan: 160_800,
        ytd_plan: 79_850,
        ytd_m06: -10_300,
        forecast_m06: 0,
        ytd_m07: -12_050,
        forecast_m07: 0,
        planned_surplus: -6_200,
    },
    Named {
        code: "05V",
        annual_plan: 175_000,
        ytd_plan: 86_900,
        ytd_m06: -7_300,
        forecast_m06: 0,
        ytd_m07: -8_740,
        forecast_m07: -12_600,
        planned_surplus: -8_400,
    },
    Named {
        code: "05N",
        annual_plan: 433_379,
        ytd_plan: 215_300,
        ytd_m06: -15_640,
        forecast_m06: -16_251,
        ytd_m07: -18_110,
        forecast_m07: -18_900,
        planned_surplus: -9_900,
    },
    Named {
        code: "09L",
        annual_plan: 214_000,
        ytd_plan: 106_300,
        ytd_m06: -6_700,
        forecast_m06: -7_500,
        ytd_m07: -7_830,
        forecast_m07: -8_300,
        planned_surplus: -5_500,
    },
    Named {
        code: "05Q",
        annual_plan: 256_000,
        ytd_plan: 127_000,
        ytd_m06: -6_100,
        forecast_m06: 0,
        ytd_m07: -7_240,
        forecast_m07: 0,
        planned_surplus: -6_000,
    },
];

/// Risk reserves that the groups held uncommitted in 2016-17.
pub const RISK_RESERVE_2016: i64 = 799_000;
/// Savings planned in 2016-17 as a share of the allocation, in thousandths.
pub const SAVINGS_PER_MILLE_2016: i64 = 30;

/// A deficit planned for 2013-14: the code, the planned and the forecast cumulative surplus. That there were nine,
/// -86.7m together, four of them above 10m, which those are, and Croydon's plan are published; the rest is ours.
pub const PLANNED_DEFICITS_2013: [(&str, i64, i64); 9] = [
    ("07V", -19_900, -19_900),
    ("07M", -14_400, -14_100),
    ("08G", -12_900, -12_500),
    ("08E", -10_600, -10_600),
    ("11T", -9_100, -8_300),
    ("12A", -7_200, -7_200),
    ("99J", -5_400, -4_900),
    ("10J", -4_100, -4_600),
    ("03Q", -3_100, 210),
];
/// Deficits forecast in month 6 of 2013-14 that were not planned, with the forecast cumulative surplus. Their number
/// by region is published (South 3, North 2, London 1, the rest Midlands and East, four of those in Staffordshire);
/// which they are and their size are ours.
pub const UNPLANNED_DEFICITS_2013: [(&str, i64); 16] = [
    ("09L", -2_300),
    ("99H", -3_600),
    ("10G", -900),
    ("01V", -1_100),
    ("02F", -2_700),
    ("07X", -4_200),
    ("04Y", -2_050),
    ("05V", -2_600),
    ("05D", -1_450),
    ("05Q", -1_900),
    ("05N", -3_300),
    ("05F", -1_600),
    ("06F", -4_700),
    ("06H", -6_400),
    ("99E", -2_100),
    ("04M", -650),
];
/// Groups that drew down surplus that was not in plan. The sum is published; who they were is ours.
pub const DRAWDOWN_HOLDERS_2013: &[&str] = &[
    "00D", "00F", "00J", "00K", "00L", "00Y", "01A", "01D", "01W", "01X", "01Y", "02H", "02P", "02R", "02X", "03A",
    "03C", "03F", "03N", "03R", "03T", "03W", "04G", "04J", "04K", "04R", "04X", "05A", "05C", "05L", "05W", "05Y",
    "06A", "06K", "06L", "06N", "06Q", "06T", "07H", "07K", "07P", "07Q", "07R", "07T", "07W", "07Y", "08A", "08D",
    "08F", "08H", "08K", "08M", "08N", "08Q", "08V", "08X", "08Y", "09G", "09J", "09W", "09Y", "10H", "10Q", "10X",
    "11H", "11J", "11N", "11X", "12F", "13P", "99A", "99C", "99N", "99P", "99Q",
];
/// Surplus drawn down in 2013-14 that was not in plan.
pub const DRAWDOWN_2013: i64 = 303_000;
/// What the groups forecast together in month 6 of 2013-14. Published is 596.0m with direct commissioning (-93.2m) and
/// the central budgets; how much of it is the groups' is ours.
pub const GROUPS_SURPLUS_2013: i64 = 830_000;
/// Savings planned in 2013-14.
pub const SAVINGS_2013: i64 = 1_600_000;
/// How far they were forecast to fall short in month 6.
pub const SAVINGS_SHORTFALL_2013: i64 = 176_800;

/// Set-aside for non-recurrent spending in 2013-14 below two per cent of the recurrent allocation, in ten-thousandths.
pub const SET_ASIDE_2013: [(&str, i64); 9] = [
    ("11J", 0),
    ("09P", 60),
    ("09F", 70),
    ("07V", 80),
    ("99E", 100),
    ("09X", 100),
    ("09H", 100),
    ("11H", 100),
    ("10C", 170),
];
/// How much of the set-aside supported the bottom line, in ten-thousandths of the recurrent allocation.
pub const BOTTOM_LINE_2013: [(&str, i64); 17] = [
    ("01C", 200),
    ("10V", 200),
    ("99D", 200),
    ("07X", 176),
    ("99M", 176),
    ("08W", 172),
    ("99K", 158),
    ("99F", 100),
    ("06Q", 100),
    ("99G", 98),
    ("08D", 92),
    ("10Y", 76),
    ("10K", 66),
    ("05T", 50),
    ("05N", 48),
    ("99C", 46),
    ("04E", 4),
];

/// For fifteen groups of 2013-14 two allocations are published, as announced and later in the year. That the
/// difference is adjustments for specialised services is an inference. Thousands of pounds.
pub const SPECIALISED_2013: [(&str, i64); 15] = [
    ("01C", -5630),
    ("01R", -2120),
    ("02D", -5770),
    ("02E", -1274),
    ("02F", -10459),
    ("12F", 1752),
    ("00C", 345),
    ("00D", -1315),
    ("00J", -1030),
    ("00K", -4859),
    ("00M", -6177),
    ("00T", 4617),
    ("00V", -7363),
    ("00W", -2935),
    ("00Y", -4000),
];

/// Whether a few single figures of the return are published, and not only what all returns of the set come to.
pub fn has_single_figures(year: &str, month: i64, code: &str) -> bool {
    match (year, month) {
        ("2016-17", 6) => NAMED_2016.iter().any(|named| named.code == code),
        ("2016-17", _) => code == "05V",
        _ => {
            let shares = SET_ASIDE_2013.iter().chain(&BOTTOM_LINE_2013).chain(&SPECIALISED_2013);
            ["01C", "07V", "08Y"].contains(&code) || shares.into_iter().any(|(listed, _)| *listed == code)
        }
    }
}
