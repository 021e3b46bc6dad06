//! What the shops sell.

use countersign_kernel::{Mass, Money, Random, Thc};

use super::generate::between;
use super::words::{ACCESSORIES, BEVERAGES, BRANDS, CONCENTRATES, EDIBLES, STRAINS, TINCTURES, TOPICALS};
use super::{Category, Product, Unit};

const MILLIGRAM: i64 = 1_000_000;
const GRAM: i64 = 1_000 * MILLIGRAM;

/// Products in a fixed order of kinds; brands, potency and prices come from the seed.
pub(super) fn products(random: &Random) -> Vec<Product> {
    let mut made = Vec::new();
    smoked(random, &mut made);
    extracts(random, &mut made);
    infused(random, &mut made);
    accessories(random, &mut made);
    for (index, product) in made.iter_mut().enumerate() {
        product.index = index;
        product.sku = format!("{}-{:04}", sku_head(product.category), index + 1);
        product.medical_price = Money(product.adult_price.0 * 85 / 100);
        product.cost = Money(product.adult_price.0 * 42 / 100);
        if product.description.is_empty() {
            product.description = describe(product);
        }
    }
    made
}

fn sku_head(category: Category) -> &'static str {
    match category {
        Category::Flower => "FLW",
        Category::Preroll => "PRE",
        Category::InfusedPreroll => "INF",
        Category::Concentrate => "CON",
        Category::Vape => "VAP",
        Category::Edible => "EDI",
        Category::Beverage => "BEV",
        Category::Tincture => "TIN",
        Category::Topical => "TOP",
        Category::Accessory => "ACC",
    }
}

fn describe(product: &Product) -> String {
    let kind = match product.category {
        Category::Flower => "whole flower, slow dried and hand trimmed",
        Category::Preroll => "pre-rolled flower in an unbleached cone",
        Category::InfusedPreroll => "pre-roll with extract mixed in",
        Category::Concentrate => "extract in a glass jar",
        Category::Vape => "510-thread cartridge",
        Category::Edible => "edible in a child-resistant pouch",
        Category::Beverage => "drink, chilled",
        Category::Tincture => "drops with a marked dropper",
        Category::Topical => "for the skin, not to be eaten",
        Category::Accessory => "accessory, no cannabis",
    };
    format!("{} by {}: {kind}.", product.name, product.brand)
}

fn blank(random: &Random, category: Category, name: String, price: (i64, i64)) -> Product {
    // Whole half dollars, as price tags have them.
    let cents = between(random, price.0 / 50, price.1 / 50) * 50;
    Product {
        index: 0,
        sku: String::new(),
        name,
        brand: random.pick::<&str>(BRANDS),
        strain: None,
        genetics: None,
        category,
        unit: Unit::Each,
        net_weight: Mass::ZERO,
        concentrate_weight: Mass::ZERO,
        thc_per_unit: Thc::ZERO,
        cbd_per_unit: Thc::ZERO,
        thc_milli_percent: 0,
        servings: 0,
        volume_ml: 0,
        adult_price: Money(cents),
        medical_price: Money::ZERO,
        cost: Money::ZERO,
        description: String::new(),
        ingredients: "",
        allergens: "",
        medical_only: false,
        is_cannabis: true,
    }
}

/// Sets weight and percentage, and from them the THC in one unit (rounded down to whole micrograms).
fn with_percent(mut product: Product, weight_mg: i64, milli_percent: i64) -> Product {
    product.net_weight = Mass(weight_mg * MILLIGRAM);
    product.thc_milli_percent = milli_percent;
    product.thc_per_unit = Thc(weight_mg * milli_percent / 100);
    product
}

fn of_strain(mut product: Product, strain: (&'static str, &'static str)) -> Product {
    product.strain = Some(strain.0);
    product.genetics = Some(strain.1);
    product
}

fn smoked(random: &Random, made: &mut Vec<Product>) {
    let potency: Vec<i64> = STRAINS.iter().map(|_| between(random, 180, 292) * 100).collect();
    let sizes: [(i64, usize, (i64, i64)); 4] = [
        (1_000, 22, (700, 1_400)),
        (3_500, 22, (2_200, 4_500)),
        (7_000, 14, (4_200, 8_000)),
        (28_000, 6, (14_000, 24_000)),
    ];
    for (weight_mg, strains, price) in sizes {
        for (strain, milli_percent) in STRAINS.iter().zip(&potency).take(strains) {
            let name = format!("{} {} g", strain.0, Mass(weight_mg * MILLIGRAM).decimal());
            let product = blank(random, Category::Flower, name, price);
            made.push(of_strain(with_percent(product, weight_mg, *milli_percent), *strain));
        }
    }
    for (strain, milli_percent) in STRAINS.iter().zip(&potency).take(8) {
        let product = blank(random, Category::Flower, format!("{} Deli Style", strain.0), (800, 1_300));
        let mut product = of_strain(with_percent(product, 1_000, *milli_percent), *strain);
        product.unit = Unit::Grams;
        made.push(product);
    }
    for (pack, strains, price) in
        [("Pre-Roll 1 g", 22, (600, 1_200)), ("Pre-Rolls 5 x 0.5 g", 14, (1_800, 3_200))]
    {
        for (strain, milli_percent) in STRAINS.iter().zip(&potency).take(strains) {
            let weight_mg = if strains == 22 { 1_000 } else { 2_500 };
            let product = blank(random, Category::Preroll, format!("{} {pack}", strain.0), price);
            made.push(of_strain(with_percent(product, weight_mg, *milli_percent), *strain));
        }
    }
    for strain in STRAINS.iter().take(18) {
        let name = format!("{} Infused Pre-Roll 1 g", strain.0);
        let product = blank(random, Category::InfusedPreroll, name, (1_400, 2_600));
        let mut product = of_strain(with_percent(product, 1_000, between(random, 350, 480) * 100), *strain);
        product.concentrate_weight = Mass(between(random, 2, 3) * 100 * MILLIGRAM);
        made.push(product);
    }
}

fn extracts(random: &Random, made: &mut Vec<Product>) {
    for (place, kind) in CONCENTRATES.iter().enumerate() {
        for step in 0..7 {
            let strain = STRAINS[(place * 3 + step * 2) % STRAINS.len()];
            let name = format!("{} {kind} 1 g", strain.0);
            let product = blank(random, Category::Concentrate, name, (2_000, 6_500));
            made.push(of_strain(with_percent(product, 1_000, between(random, 620, 860) * 100), strain));
        }
    }
    for (weight_mg, strains, price) in [(500, 22, (2_000, 3_800)), (1_000, 18, (3_200, 6_000))] {
        for strain in STRAINS.iter().take(strains) {
            let name = format!("{} Cartridge {} g", strain.0, Mass(weight_mg * MILLIGRAM).decimal());
            let product = blank(random, Category::Vape, name, price);
            made.push(of_strain(with_percent(product, weight_mg, between(random, 720, 900) * 100), *strain));
        }
    }
}

/// A dose of so many milligrams of THC in all, over so many servings.
fn dosed(mut product: Product, thc_mg: i64, servings: u32, weight_g: i64) -> Product {
    product.thc_per_unit = Thc(thc_mg * 1_000);
    product.servings = servings;
    product.net_weight = Mass(weight_g * GRAM);
    product.medical_only = thc_mg > 100;
    product
}

fn infused(random: &Random, made: &mut Vec<Product>) {
    for (pack, thc_mg, servings, price) in [
        ("100 mg, 10 pieces", 100, 10, (1_600, 2_600)),
        ("50 mg, 10 pieces", 50, 10, (1_200, 1_900)),
        ("500 mg, 20 pieces, Medical", 500, 20, (3_500, 5_000)),
    ] {
        for flavour in EDIBLES {
            let product = blank(random, Category::Edible, format!("{flavour} {pack}"), price);
            let mut product = dosed(product, thc_mg, servings, between(random, 40, 80));
            product.ingredients = "sugar, pectin or cocoa, cannabis extract, natural flavour";
            product.allergens = if flavour.contains("Almond") { "tree nuts, milk" } else { "" };
            made.push(product);
        }
    }
    for flavour in EDIBLES.iter().take(8) {
        let product = blank(random, Category::Edible, format!("{flavour} 10 mg, single"), (300, 500));
        made.push(dosed(product, 10, 1, between(random, 4, 12)));
    }
    for (pack, thc_mg, servings, volume_ml, price) in
        [("10 mg", 10, 1, 355, (500, 800)), ("100 mg", 100, 10, 240, (1_600, 2_400))]
    {
        for (place, flavour) in BEVERAGES.iter().chain(BEVERAGES).enumerate() {
            let line = if place < BEVERAGES.len() { "" } else { " Zero" };
            let product = blank(random, Category::Beverage, format!("{flavour}{line} {pack}"), price);
            let mut product = dosed(product, thc_mg, servings, i64::from(volume_ml));
            product.volume_ml = volume_ml;
            made.push(product);
        }
    }
    for (pack, thc_mg, servings, price) in
        [("100 mg", 100, 10, (2_200, 3_500)), ("1000 mg, Medical", 1_000, 40, (5_500, 8_000))]
    {
        for (place, kind) in TINCTURES.iter().chain(TINCTURES).enumerate() {
            let line = if place < TINCTURES.len() { "" } else { " Forte" };
            let product = blank(random, Category::Tincture, format!("{kind}{line} {pack}"), price);
            let mut product = dosed(product, thc_mg, servings, 30);
            product.volume_ml = 30;
            product.cbd_per_unit = if kind.starts_with("1:1") { Thc(thc_mg * 1_000) } else { Thc::ZERO };
            made.push(product);
        }
    }
    for (line, thc_mg) in [("", 100), (" Strong", 300)] {
        for kind in TOPICALS {
            let product = blank(random, Category::Topical, format!("{kind}{line}"), (1_800, 4_200));
            let mut product = dosed(product, thc_mg, 0, 50);
            product.medical_only = false;
            made.push(product);
        }
    }
}

fn accessories(random: &Random, made: &mut Vec<Product>) {
    for name in ACCESSORIES {
        let mut product = blank(random, Category::Accessory, (*name).to_owned(), (200, 3_000));
        product.is_cannabis = false;
        made.push(product);
    }
}
