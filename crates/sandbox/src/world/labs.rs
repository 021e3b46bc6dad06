//! Laboratory reports: enough lines that a menu has potency and a check has something to find.

use countersign_kernel::{BusinessDate, PackageTag, Random};

use super::generate::{between, day};
use super::words::LABORATORIES;
use super::{Category, LabLine, LabReport, LabState, Product};

/// Limits in thousandths of the unit, as a state would set them.
const LEAD_PPB_LIMIT_MILLI: i64 = 500_000;
const YEAST_AND_MOLD_LIMIT_MILLI: i64 = 10_000_000;

pub(super) fn report(
    random: &Random,
    product: &Product,
    state: LabState,
    packaged_on: BusinessDate,
    source_tag: PackageTag,
) -> LabReport {
    let (license, name) = *random.pick(LABORATORIES);
    let mut lines = potency(random, product);
    lines.extend(safety(random, state));
    LabReport {
        state,
        laboratory: name,
        laboratory_license: license,
        tested_on: day(packaged_on, -between(random, 2, 9)),
        source_tag,
        lines,
    }
}

fn line(analyte: &'static str, unit: &'static str, value_milli: i64) -> LabLine {
    LabLine { analyte, unit, value_milli, passed: true }
}

fn potency(random: &Random, product: &Product) -> Vec<LabLine> {
    let by_weight = matches!(
        product.category,
        Category::Flower
            | Category::Preroll
            | Category::InfusedPreroll
            | Category::Concentrate
            | Category::Vape
    );
    if !by_weight {
        return vec![
            line("Total THC", "mg", product.thc_per_unit.0),
            line("Total CBD", "mg", product.cbd_per_unit.0),
        ];
    }
    // Total THC = THC + 0.877 x THCA; a batch differs a little from what the product says.
    let total = product.thc_milli_percent + between(random, -6, 6) * 100;
    let delta9 = if product.category == Category::Vape { total } else { total / 20 };
    let acid = (total - delta9) * 1_000 / 877;
    vec![
        line("THCA", "%", acid),
        line("Delta-9 THC", "%", delta9),
        line("Total THC", "%", delta9 + acid * 877 / 1_000),
        line("CBD", "%", between(random, 0, 9) * 100),
        line("Limonene", "%", between(random, 1, 90) * 10),
        line("Beta-Myrcene", "%", between(random, 1, 120) * 10),
        line("Beta-Caryophyllene", "%", between(random, 1, 60) * 10),
    ]
}

fn safety(random: &Random, state: LabState) -> Vec<LabLine> {
    let failed = state == LabState::TestFailed;
    let yeast = if failed { YEAST_AND_MOLD_LIMIT_MILLI * 3 } else { between(random, 0, 9_000) * 1_000 };
    vec![
        line("Lead", "ppb", between(random, 0, 400) * 1_000 % LEAD_PPB_LIMIT_MILLI),
        line("Arsenic", "ppb", between(random, 0, 150) * 1_000),
        LabLine { passed: !failed, ..line("Total Yeast and Mold", "CFU/g", yeast) },
        line("STEC", "CFU/g", 0),
        line("Salmonella", "CFU/g", 0),
    ]
}
