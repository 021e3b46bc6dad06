//! The menu: a listing in Leafly's shapes, and what it shows in ours. Pure.

use countersign_domain::menu::{Figure, FigureUnit, Figures, Measured};
use countersign_kernel::{Money, Quantity};
use countersign_ports::books::ShownListing;
use countersign_ports::marketplace::Listing;
use serde_json::value::RawValue;

use super::wire;
use super::words::{self, Filed};
use crate::decimal::Decimal;
use crate::measure::{self, Exact, Told};

/// A listing, with what the menu had of it where we know nothing better: what is left out is taken off.
pub(super) fn new_item<'a>(
    listing: &'a Listing,
    there: Option<&'a wire::ShownItem>,
) -> Result<wire::NewItem<'a>, String> {
    let sku = &listing.sku;
    if there.is_some_and(|there| there.variants.len() > 1) {
        return Err(format!(
            "`{sku}` has several variants there, and only one is ours to write: a person looks"
        ));
    }
    if there.and_then(|there| there.variants.first()).is_some_and(|variant| variant.id != *sku) {
        return Err(format!("the variant of `{sku}` has another name there"));
    }
    if listing.price.0 < 1 {
        return Err(format!("`{sku}` needs a price of at least a cent"));
    }
    let filed = words::filed(listing.kind);
    let (amount, unit) = match (filed.by_the_gram, listing.grams) {
        (false, _) => (Quantity::whole(1), "each"),
        (true, Some(grams)) if grams.0 > 0 => (Quantity(grams.0), "g"),
        (true, _) => return Err(format!("`{sku}` is sold by weight, and its weight is not known")),
    };
    let kept = |of: fn(&wire::ShownItem) -> &Option<String>| there.and_then(|there| of(there).as_deref());
    let figures = &listing.figures;
    Ok(wire::NewItem {
        id: sku,
        kind: filed.word,
        name: &listing.name,
        strain: listing.strain.as_deref().or_else(|| kept(|there| &there.strain)),
        brand: listing.brand.as_deref().or_else(|| kept(|there| &there.brand)),
        description: listing.description.as_deref().or_else(|| kept(|there| &there.description)),
        available_for_pickup: true,
        image_url: listing
            .image
            .as_ref()
            .map(|image| image.url.as_str())
            .or_else(|| kept(|there| &there.image_url)),
        // Never kept: figures are a batch's, and the last one's must not outlive it.
        compounds: compounds(&figures.cannabinoids, filed),
        total_thc: total(figures.total_thc, filed),
        total_cbd: total(figures.total_cbd, filed),
        variants: [wire::NewVariant {
            id: sku,
            medical: listing.medical,
            price: listing.price.0,
            amount: Exact(amount),
            unit,
            inventory_level: listing.available.max(0),
        }],
    })
}

fn compounds(measured: &[Measured], filed: Filed) -> Vec<wire::NewCompound> {
    let fits = |figure: &Figure| filed.compounds == Some(figure.unit);
    let sayable = measure::sayable(measured, words::COMPOUNDS).filter(|(_, figure)| fits(figure));
    let compound = |(kind, figure): (&'static str, Figure)| wire::NewCompound {
        kind,
        content: Exact(figure.amount),
        unit: words::unit(figure.unit),
    };
    sayable.map(compound).collect()
}

/// Nought would be shown as a number that somebody measured.
fn total(figure: Option<Figure>, filed: Filed) -> Option<wire::NewContent> {
    let figure = figure.filter(|figure| figure.amount.0 > 0 && filed.totals == Some(figure.unit))?;
    Some(wire::NewContent { content: Exact(figure.amount), unit: words::unit(figure.unit) })
}

/// Every variant of an item, also without what we would call it by. An item's own id hides it; its first variant often has
/// the same.
pub(super) fn shown(item: &wire::ShownItem) -> impl Iterator<Item = ShownListing> {
    let figures = Figures {
        total_thc: item.total_thc.as_deref().and_then(read).and_then(|(_, figure)| figure),
        total_cbd: item.total_cbd.as_deref().and_then(read).and_then(|(_, figure)| figure),
        cannabinoids: measured(item.compounds.as_deref()),
        // Leafly has no field for them.
        terpenes: Vec::new(),
    };
    item.variants.iter().map(move |variant| ShownListing {
        external_id: Some(item.id.clone().unwrap_or_else(|| variant.id.clone())),
        sku: Some(variant.id.clone()),
        name: item.name.clone(),
        price: Some(Money(variant.price)),
        medical: variant.medical,
        available: variant.inventory_level.as_ref().and_then(Decimal::floor),
        visible: item.available_for_pickup,
        figures: figures.clone(),
        description: item.description.clone(),
    })
}

fn measured(list: Option<&RawValue>) -> Vec<Measured> {
    let entries: Option<Vec<&RawValue>> = list.and_then(|list| serde_json::from_str(list.get()).ok());
    let mut told = Told::default();
    for (kind, figure) in entries.into_iter().flatten().filter_map(read) {
        let key = kind.and_then(|kind| measure::key_of(words::COMPOUNDS, &kind));
        if let (Some(key), Some(figure)) = (key, figure) {
            told.tell(key, figure);
        }
    }
    told.measured()
}

/// What an entry is of, and its figure where it was tested and the unit is one that we know.
fn read(entry: &RawValue) -> Option<(Option<String>, Option<Figure>)> {
    let shown: wire::ShownContent = serde_json::from_str(entry.get()).ok()?;
    let unit = match shown.unit.as_str() {
        "percent" => Some(FigureUnit::Percent),
        "mg" => Some(FigureUnit::Milligrams),
        _ => None,
    };
    let figure = unit.and_then(|unit| measure::figure(shown.content.as_ref()?, unit));
    Some((shown.kind, figure))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(members: &str) -> wire::ShownItem {
        let text = format!(
            r#"{{"id":"A","name":"a","variants":[{{"id":"A","medical":false,"price":100}}],{members}}}"#
        );
        serde_json::from_str(&text).expect("it fits")
    }

    fn figures(members: &str) -> Figures {
        shown(&item(members)).next().expect("a variant").figures
    }

    fn percent(text: &str) -> Figure {
        Figure { amount: text.parse().expect("a decimal"), unit: FigureUnit::Percent }
    }

    #[test]
    fn what_is_untested_or_in_another_unit_is_no_figure() {
        let read = figures(
            r#""total_thc":{"content":"19.20","unit":"percent"},"total_cbd":{"content":null,"unit":"percent"},
            "compounds":[{"type":"thca","content":null,"unit":"percent"},{"type":"cbd","content":1,"unit":"%"},
            {"type":"thc","content":20,"unit":"percent"},{"type":"thc_d9","content":0.53,"unit":"percent"},
            {"type":"cbg","content":[1],"unit":"percent"},7]"#,
        );
        let cannabinoids = vec![Measured { key: "delta_9_thc".to_owned(), figure: percent("0.53") }];
        assert_eq!(read, Figures { total_thc: Some(percent("19.2")), cannabinoids, ..Figures::default() });
        for odd in [r#""compounds":null"#, r#""compounds":"thca""#, r#""total_thc":19.2"#] {
            assert!(figures(odd).is_empty(), "{odd}");
        }
    }

    fn listing() -> Listing {
        Listing {
            sku: "A".to_owned(),
            name: "a".to_owned(),
            kind: countersign_domain::menu::Kind::Edible,
            brand: None,
            strain: None,
            description: None,
            price: Money(100),
            medical: false,
            grams: None,
            available: -2,
            figures: Figures::default(),
            image: None,
        }
    }

    #[test]
    fn what_we_do_not_know_is_kept_and_what_is_not_ours_is_left_alone() {
        let there = item(r#""brand":"Mill","description":"Old.","imageUrl":"https://shop.invalid/1.png""#);
        let listing = listing();
        let new = new_item(&listing, Some(&there)).expect("one variant of our name");
        let kept = (new.brand, new.description, new.image_url, new.strain);
        assert_eq!(kept, (Some("Mill"), Some("Old."), Some("https://shop.invalid/1.png"), None));
        assert_eq!(new.variants[0].inventory_level, 0);
        let better = Listing { description: Some("New.".to_owned()), ..listing.clone() };
        assert_eq!(new_item(&better, Some(&there)).expect("sayable").description, Some("New."));
        let variant = |id: &str| wire::ShownVariant {
            id: id.to_owned(),
            medical: true,
            price: 90,
            inventory_level: None,
        };
        for (variants, why) in
            [(vec![variant("A"), variant("A-med")], "several variants"), (vec![variant("B")], "another name")]
        {
            let there = wire::ShownItem { variants, ..item(r#""brand":null"#) };
            let refused = new_item(&listing, Some(&there)).expect_err(why);
            assert!(refused.contains(why), "{refused}");
        }
    }

    #[test]
    fn a_measure_that_its_type_does_not_take_is_left_out() {
        let cannabinoids = vec![Measured { key: "thca".to_owned(), figure: percent("21.3") }];
        let figures = Figures { total_thc: Some(percent("19.2")), cannabinoids, ..Figures::default() };
        let listing = Listing { figures, ..listing() };
        let new = new_item(&listing, None).expect("sayable");
        assert!(new.compounds.is_empty() && new.total_thc.is_none(), "an edible is told in milligrams");
    }
}
