//! Items and their categories.

use serde_json::{Value, json};

use super::merged;
use crate::decimal;
use crate::metrc::units;
use crate::world::{Category, Product, Unit, World};

const ITEM_ID_BASE: i64 = 50_001;
/// Item ids differ from facility to facility, as they do at the vendor.
const IDS_PER_FACILITY: i64 = 10_000;
const STRAIN_ID_BASE: i64 = 31_000;

pub(in crate::metrc) fn item_id(facility: usize, product: usize) -> i64 {
    ITEM_ID_BASE + facility as i64 * IDS_PER_FACILITY + product as i64
}

/// The product behind an item id of this facility.
pub(in crate::metrc) fn product_of_item(world: &World, facility: usize, id: i64) -> Option<&Product> {
    let place = usize::try_from(id - item_id(facility, 0)).ok()?;
    world.products.get(place).filter(|product| product.is_cannabis)
}

pub(in crate::metrc) fn product_of_name<'a>(world: &'a World, name: &str) -> Option<&'a Product> {
    world.products.iter().find(|product| product.is_cannabis && item_name(product) == name)
}

pub(in crate::metrc) fn item_name(product: &Product) -> String {
    format!("{} - {}", product.brand, product.name)
}

/// The state's category name and category type.
pub(in crate::metrc) fn category(product: &Product) -> (&'static str, &'static str) {
    match (product.category, product.unit) {
        (Category::Flower, Unit::Grams) => ("Buds", "Buds"),
        (Category::Flower, Unit::Each) => ("Buds (Pre-Packaged)", "Buds"),
        (Category::Preroll, _) => ("Pre-Roll", "ShakeTrim"),
        (Category::InfusedPreroll, _) => ("Infused Pre-Roll", "Concentrate"),
        (Category::Concentrate, _) => ("Concentrate (Each)", "Concentrate"),
        (Category::Vape, _) => ("Vape Product", "Concentrate"),
        (Category::Edible, _) => ("Infused Edible", "InfusedEdible"),
        (Category::Beverage, _) => ("Infused Beverage", "InfusedEdible"),
        (Category::Tincture, _) => ("Tincture", "InfusedEdible"),
        (Category::Topical, _) => ("Infused Topical", "InfusedNonEdible"),
        (Category::Accessory, _) => ("Other", "Other"),
    }
}

/// The same strain has the same id wherever it occurs.
fn strain_id(name: &str) -> i64 {
    STRAIN_ID_BASE + name.bytes().fold(7, |sum, byte| (sum * 31 + i64::from(byte)) % 100_003)
}

fn quantity_type(unit: Unit) -> &'static str {
    match unit {
        Unit::Each => "CountBased",
        Unit::Grams => "WeightBased",
    }
}

/// All categories that the world's goods use.
pub(in crate::metrc) fn categories(world: &World) -> Vec<Value> {
    let mut seen: Vec<&str> = Vec::new();
    let mut rows = Vec::new();
    for product in world.products.iter().filter(|product| product.is_cannabis) {
        let (name, kind) = category(product);
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let plant = matches!(product.category, Category::Flower | Category::Preroll);
        let dosed = product.servings > 0;
        let head = json!({
            "Name": name,
            "ProductCategoryType": kind,
            "QuantityType": quantity_type(product.unit),
            "RequiresStrain": plant,
            "RequiresItemBrand": false,
            "RequiresAdministrationMethod": false,
            "RequiresUnitCbdPercent": false,
            "RequiresUnitCbdContent": false,
            "RequiresUnitCbdContentDose": false,
            "RequiresUnitThcPercent": false,
            "RequiresUnitThcContent": dosed,
            "RequiresUnitThcContentDose": dosed,
            "RequiresUnitVolume": product.volume_ml > 0,
            "RequiresUnitWeight": product.unit == Unit::Each,
            "RequiresServingSize": false,
            "RequiresSupplyDurationDays": false,
            "RequiresNumberOfDoses": dosed,
        });
        let tail = json!({
            "RequiresPublicIngredients": false,
            "RequiresDescription": false,
            "RequiresAllergens": false,
            "RequiresProductPhotos": 0,
            "RequiresLabelPhotos": 0,
            "RequiresPackagingPhotos": 0,
            "RequiresProductPDFDocuments": 0,
            "CanContainSeeds": product.category == Category::Flower,
            "CanBeRemediated": true,
            "CanBeDecontaminated": plant,
            "CanBeDestroyed": false,
            "LabTestBatchNames": [],
        });
        rows.push(merged([head, tail]));
    }
    rows
}

/// How enums appear: as words on `items`, as numbers in the item nested in a package.
fn enums(product: &Product, nested: bool) -> Value {
    if nested {
        return json!({
            "ProductCategoryType": 0,
            "QuantityType": 0,
            "DefaultLabTestingState": 0,
            "ApprovalStatus": 0,
        });
    }
    json!({
        "ProductCategoryType": category(product).1,
        "QuantityType": quantity_type(product.unit),
        "DefaultLabTestingState": "NotSubmitted",
        "ApprovalStatus": "Approved",
    })
}

fn potency(product: &Product) -> Value {
    let mut block = serde_json::Map::new();
    for cannabinoid in ["Cbd", "CbdA", "Thc", "ThcA"] {
        for end in
            ["Percent", "Content", "ContentUnitOfMeasureName", "ContentDose", "ContentDoseUnitOfMeasureName"]
        {
            block.insert(format!("Unit{cannabinoid}{end}"), Value::Null);
        }
    }
    if product.thc_milli_percent > 0 {
        block.insert("UnitThcPercent".to_owned(), decimal::number(product.thc_milli_percent, 3));
    } else {
        block.insert("UnitThcContent".to_owned(), decimal::number(product.thc_per_unit.0, 3));
        block.insert("UnitThcContentUnitOfMeasureName".to_owned(), json!("Milligrams"));
        if product.servings > 0 {
            let dose = product.thc_per_unit.0 / i64::from(product.servings);
            block.insert("UnitThcContentDose".to_owned(), decimal::number(dose, 3));
            block.insert("UnitThcContentDoseUnitOfMeasureName".to_owned(), json!("Milligrams"));
        }
    }
    Value::Object(block)
}

fn size(product: &Product) -> Value {
    let each = product.unit == Unit::Each;
    // Grams with three decimal places are enough for every net weight in the world.
    let weight = each.then(|| decimal::number(product.net_weight.0 / 1_000_000, 3));
    let volume = (product.volume_ml > 0).then(|| decimal::number(i64::from(product.volume_ml), 0));
    json!({
        "UnitVolume": volume,
        "UnitVolumeUnitOfMeasureName": (product.volume_ml > 0).then_some("Milliliters"),
        "UnitWeight": weight,
        "UnitWeightUnitOfMeasureName": each.then_some("Grams"),
        "ServingSize": "",
        "SupplyDurationDays": null,
        "NumberOfDoses": (product.servings > 0).then_some(product.servings),
        "UnitQuantity": null,
        "UnitQuantityUnitOfMeasureName": null,
    })
}

pub(in crate::metrc) fn item(facility: usize, product: &Product, nested: bool) -> Value {
    let head = json!({
        "Id": item_id(facility, product.index),
        "Name": item_name(product),
        "GlobalProductName": null,
        "GlobalProductNumber": null,
        "ProductCategoryName": category(product).0,
        "IsExpirationDateRequired": false,
        "HasExpirationDate": false,
        "IsSellByDateRequired": false,
        "HasSellByDate": false,
        "IsUseByDateRequired": false,
        "HasUseByDate": false,
        "UnitOfMeasureName": units::name(product.unit),
        "ApprovalStatusDateTime": super::ZERO_TIME,
        "StrainId": product.strain.map(strain_id),
        "StrainName": product.strain,
        "ItemBrandId": 0,
        "ItemBrandName": product.brand,
        "ProductBrandName": null,
        "AdministrationMethod": "",
    });
    let tail = json!({
        "PublicIngredients": product.ingredients,
        "Description": product.description,
        "Allergens": product.allergens,
        "ProductImages": [],
        "ProductPhotoDescription": "",
        "LabelImages": [],
        "LabelPhotoDescription": "",
        "PackagingImages": [],
        "PackagingPhotoDescription": "",
        "ProductPDFDocuments": [],
        "IsUsed": true,
        "LabTestBatchNames": [],
        "ProcessingJobCategoryName": null,
        "ProcessingJobTypeName": null,
    });
    merged([head, enums(product, nested), potency(product), size(product), tail])
}
