//! The menu: a listing in Weedmaps' shapes, and what it shows in ours. Pure.

use countersign_domain::menu::{Figure, FigureUnit, Figures, Measured};
use countersign_kernel::Quantity;
use countersign_ports::books::{PriceChange, ShownListing};
use countersign_ports::marketplace::Listing;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::{wire, words};
use crate::decimal::Decimal;
use crate::measure::{self, Exact, Told, Words};

/// From this dated version on a share of the weight is called `percentage`; before it, `percent`.
const PERCENTAGE_SINCE: &str = "2025-07";

/// A listing that Weedmaps has nothing of yet.
pub(super) fn new_item<'a>(listing: &'a Listing, version: &str) -> Result<wire::NewItem<'a>, String> {
    item(listing, version, words::categories(listing.kind), wire::RawVariant::new())
}

/// The members to change of an item that is there. What we do not know stays out, and so stays as it is.
pub(super) fn changed_item<'a>(
    there: wire::OneItem,
    listing: &'a Listing,
    version: &str,
) -> Result<wire::NewItem<'a>, String> {
    let wire::RawItem { external_id, category_names, mut variants } = there.data;
    if external_id.as_ref() != Some(&listing.sku) {
        return Err(format!("the item was renamed while `{}` was listed", listing.sku));
    }
    let variant = variants.pop().unwrap_or_default();
    if !variants.is_empty() {
        return Err(several_variants(&listing.sku));
    }
    if name_of(&variant).is_some_and(|name| name != listing.sku) {
        return Err(format!("the variant of `{}` has another name there", listing.sku));
    }
    let wanted = words::categories(listing.kind);
    let stands = category_names.unwrap_or_default();
    // A finer place under the same ones is the owner's choice.
    let is_there = wanted.iter().all(|name| stands.iter().any(|found| found == name));
    item(listing, version, if is_there { &[] } else { wanted }, variant)
}

pub(super) fn several_variants(sku: &str) -> String {
    format!("`{sku}` has several variants there, and only one is ours to write: a person looks")
}

fn item<'a>(
    listing: &'a Listing,
    version: &str,
    category_names: &'static [&'static str],
    variant: wire::RawVariant,
) -> Result<wire::NewItem<'a>, String> {
    let image = listing.image.as_ref();
    Ok(wire::NewItem {
        external_id: &listing.sku,
        name: &listing.name,
        description: listing.description.as_deref(),
        published: true,
        category_names,
        brand_name: listing.brand.as_deref(),
        strain_name: listing.strain.as_deref(),
        image_url: image.map(|image| image.url.as_str()),
        image_updated_at: image.map(|image| image.changed_at.jiff().as_second()),
        // Also without an entry: figures are a batch's, and the last one's must not outlive it.
        cannabinoids: new_measures(&listing.figures.cannabinoids, words::CANNABINOIDS, version),
        terpenes: new_measures(&listing.figures.terpenes, words::TERPENES, version),
        variants: [written(listing, variant)?],
    })
}

/// A variant with what we say of it; its other members as they came.
fn written(listing: &Listing, mut variant: wire::RawVariant) -> Result<wire::RawVariant, String> {
    let in_stock = listing.available > 0;
    let price = wire::NewPrice { amount: listing.price.decimal(), currency: "USD" };
    put(&mut variant, "external_id", &listing.sku)?;
    put(&mut variant, "price", &price)?;
    if let Some(grams) = listing.grams {
        put(&mut variant, "weight", &wire::NewWeight { value: Exact(Quantity(grams.0)), unit: "g" })?;
    }
    // VENDOR(weedmaps): at least 1, or left out.
    variant.remove("inventory_quantity");
    if in_stock {
        put(&mut variant, "inventory_quantity", &listing.available)?;
    }
    put(&mut variant, "online_orderable", &in_stock)?;
    Ok(variant)
}

fn put(variant: &mut wire::RawVariant, member: &str, value: &impl Serialize) -> Result<(), String> {
    let raw = to_raw_value(value).map_err(|why| why.to_string())?;
    variant.insert(member.to_owned(), raw);
    Ok(())
}

fn new_measures(measured: &[Measured], slugs: &Words, version: &str) -> Vec<wire::NewMeasure> {
    let is_old = version < PERCENTAGE_SINCE;
    let entry = |(slug, figure): (&'static str, Figure)| {
        let range = wire::NewRange { min: Exact(figure.amount), max: Exact(figure.amount) };
        let share = (figure.unit == FigureUnit::Percent).then_some(range);
        wire::NewMeasure {
            slug,
            percentage: share.filter(|_| !is_old),
            percent: share.filter(|_| is_old),
            milligrams: (figure.unit == FigureUnit::Milligrams).then_some(range),
        }
    };
    measure::sayable(measured, slugs).map(entry).collect()
}

fn name_of(variant: &wire::RawVariant) -> Option<String> {
    variant.get("external_id").and_then(|id| serde_json::from_str(id.get()).ok()).flatten()
}

/// The variants of an item with the price of the one that is meant changed, and nothing else.
pub(super) fn repriced(item: wire::OneItem, change: &PriceChange) -> Result<Vec<wire::RawVariant>, String> {
    let wire::RawItem { external_id, mut variants, .. } = item.data;
    let name = |variant: &wire::RawVariant| name_of(variant).or_else(|| external_id.clone());
    let mut meant = variants.iter_mut().filter(|variant| name(variant).as_deref() == Some(&change.sku));
    let (Some(variant), None) = (meant.next(), meant.next()) else {
        return Err(format!("not one variant named `{}`", change.sku));
    };
    let shown: Option<wire::Price> = variant.get("price").and_then(|p| serde_json::from_str(p.get()).ok());
    let shown = shown.and_then(|price| price.amount.money());
    if shown != change.from && shown != Some(change.to) {
        return Err(format!("`{}` shows another price than when it was decided", change.sku));
    }
    let price = wire::NewPrice { amount: change.to.decimal(), currency: "USD" };
    put(variant, "price", &price)?;
    Ok(variants)
}

/// Every variant of an item, as a shopper would find it. An item without variants is shown without a price.
pub(super) fn shown(item: &wire::Item) -> Vec<ShownListing> {
    let figures = Figures {
        // Weedmaps takes each cannabinoid by itself; it has no total of its own.
        total_thc: None,
        total_cbd: None,
        cannabinoids: measured(item.cannabinoids.as_deref(), words::CANNABINOIDS),
        terpenes: measured(item.terpenes.as_deref(), words::TERPENES),
    };
    let whole = ShownListing {
        external_id: item.external_id.clone(),
        sku: item.external_id.clone(),
        name: item.name.clone(),
        price: None,
        medical: false,
        available: None,
        visible: item.published,
        figures,
        description: item.description.clone(),
    };
    let variant = |variant: &wire::Variant| ShownListing {
        sku: variant.external_id.clone().or_else(|| item.external_id.clone()),
        price: variant.price.as_ref().and_then(|price| price.amount.money()),
        available: variant.inventory_quantity.as_ref().and_then(Decimal::floor),
        ..whole.clone()
    };
    if item.variants.is_empty() { vec![whole.clone()] } else { item.variants.iter().map(variant).collect() }
}

fn measured(list: Option<&RawValue>, slugs: &Words) -> Vec<Measured> {
    let entries: Option<Vec<&RawValue>> = list.and_then(|list| serde_json::from_str(list.get()).ok());
    let mut told = Told::default();
    for entry in entries.into_iter().flatten() {
        let Ok(shown) = serde_json::from_str::<wire::ShownMeasure>(entry.get()) else { continue };
        let key = shown.slug.as_deref().and_then(|slug| measure::key_of(slugs, slug));
        if let (Some(key), Some(figure)) = (key, one(&shown)) {
            told.tell(key, figure);
        }
    }
    told.measured()
}

/// One number in one unit; a range says that nobody measured it.
fn one(shown: &wire::ShownMeasure) -> Option<Figure> {
    let (range, unit) = match (&shown.percentage, &shown.milligrams) {
        (Some(range), None) => (range, FigureUnit::Percent),
        (None, Some(range)) => (range, FigureUnit::Milligrams),
        _ => return None,
    };
    let (least, most) =
        (measure::figure(range.min.as_ref()?, unit)?, measure::figure(range.max.as_ref()?, unit)?);
    (least == most).then_some(least)
}

#[cfg(test)]
mod tests {
    use countersign_domain::menu::Kind;
    use countersign_kernel::Money;

    use super::*;

    fn listing() -> Listing {
        let amount = "21.30".parse().expect("a decimal");
        let thca = Measured { key: "thca".to_owned(), figure: Figure { amount, unit: FigureUnit::Percent } };
        let pinene = Measured { key: "alpha_pinene".to_owned(), ..thca.clone() };
        Listing {
            sku: "FLW-0001".to_owned(),
            name: "Pine Haze".to_owned(),
            kind: Kind::Tincture,
            brand: None,
            strain: None,
            description: None,
            price: Money(2_000),
            medical: false,
            grams: "3.50".parse().ok(),
            available: 4,
            figures: Figures {
                total_thc: Some(thca.figure),
                cannabinoids: vec![thca],
                terpenes: vec![pinene],
                ..Figures::default()
            },
            image: None,
        }
    }

    fn written(version: &str) -> String {
        let listing = listing();
        let item = new_item(&listing, version).expect("can be said");
        serde_json::to_string(&item).expect("serialises")
    }

    #[test]
    fn numbers_are_exact_and_what_has_no_slug_is_left_out() {
        let item = written("2025-07");
        let measured =
            r#""cannabinoids":[{"slug":"thca","percentage":{"min":21.3,"max":21.3}}],"terpenes":[]"#;
        assert!(item.contains(measured), "{item}");
        assert!(item.contains(r#""category_names":["Wellness","Tinctures"]"#), "{item}");
        assert!(item.contains(r#""weight":{"value":3.5,"unit":"g"}"#), "{item}");
        assert!(item.contains(r#""price":{"amount":"20.00","currency":"USD"}"#), "{item}");
        assert!(!item.contains("genetics") && !item.contains("image"), "{item}");
    }

    #[test]
    fn a_share_of_the_weight_has_the_name_of_its_version() {
        assert!(written("2024-01").contains(r#"{"slug":"thca","percent":{"min":21.3,"max":21.3}}"#));
    }

    fn there(members: &str) -> wire::OneItem {
        let text = format!(r#"{{"data":{{"external_id":"FLW-0001",{members}}}}}"#);
        serde_json::from_str(&text).expect("it fits")
    }

    #[test]
    fn digits_that_are_not_ours_stay_and_a_variant_of_another_name_is_left_alone() {
        let listing = Listing { grams: None, ..listing() };
        let named = |name: &str| {
            let variant =
                r#"{"external_id":NAME,"weight":{"value":3.500,"unit":"g"},"inventory_quantity":9}"#;
            there(&format!(r#""variants":[{}]"#, variant.replace("NAME", name)))
        };
        for name in ["null", r#""FLW-0001""#] {
            let item = changed_item(named(name), &listing, "2025-07").expect("ours");
            let variant = serde_json::to_string(&item.variants[0]).expect("serialises");
            assert!(variant.contains(r#""weight":{"value":3.500,"unit":"g"}"#), "{variant}");
            assert!(variant.contains(r#""inventory_quantity":4"#), "{variant}");
        }
        let refused = changed_item(named(r#""FLW-0002""#), &listing, "2025-07").expect_err("not ours");
        assert!(refused.contains("another name"), "{refused}");
        let renamed = there(r#""variants":[]"#);
        let other = Listing { sku: "FLW-0009".to_owned(), ..listing };
        assert!(changed_item(renamed, &other, "2025-07").is_err());
    }

    #[test]
    fn a_finer_category_stays_and_a_wrong_one_is_mended() {
        let listing = listing();
        for (stands, sent) in [
            (r#""category_names":["Wellness","Tinctures","Sublingual"]"#, &[][..]),
            (r#""category_names":["Edibles"]"#, &["Wellness", "Tinctures"]),
            (r#""category_names":null"#, &["Wellness", "Tinctures"]),
        ] {
            let item = changed_item(there(stands), &listing, "2025-07").expect("ours");
            assert_eq!(item.category_names, sent, "{stands}");
        }
    }
}
