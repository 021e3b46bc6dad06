//! What a menu shows, held against what it shall show. Counts are never compared: menus cap and lag them.

use std::fmt;

use countersign_domain::menu::{Figure, Figures, Measured};
use countersign_kernel::Money;
use countersign_ports::books::ShownListing;
use countersign_ports::marketplace::Listing;

/// What a shopper reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Name,
    Price,
    Description,
    For,
    TotalThc,
    TotalCbd,
    /// By the key that certificates are read into.
    Compound(String),
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "Name",
            Self::Price => "Price",
            Self::Description => "Description",
            Self::For => "For",
            Self::TotalThc => "Total THC",
            Self::TotalCbd => "Total CBD",
            Self::Compound(key) => key,
        })
    }
}

/// One thing that a shopper sees otherwise than it shall be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub what: What,
    pub shows: String,
    pub shall: String,
}

/// Everything that differs. A figure that the menu does not tell is not held against it: marketplaces have no word for some.
pub fn changes(shall: &Listing, shows: &ShownListing) -> Vec<Change> {
    let mut found = Vec::new();
    let mut hold = |what: What, shows: String, shall: String| {
        if shows != shall {
            found.push(Change { what, shows, shall });
        }
    };
    hold(What::Name, shows.name.clone(), shall.name.clone());
    hold(What::Price, money(shows.price), money(Some(shall.price)));
    if let Some(shall) = &shall.description {
        hold(What::Description, shows.description.clone().unwrap_or_default(), shall.clone());
    }
    let who = |medical: bool| if medical { "patients only" } else { "everybody" }.to_owned();
    hold(What::For, who(shows.medical), who(shall.medical));
    for (what, shows, shall) in figures(&shows.figures, &shall.figures) {
        hold(what, shows.to_string(), shall.map_or("not told".to_owned(), |figure| figure.to_string()));
    }
    found
}

/// Each figure that is shown, beside the one that shall be.
fn figures(shows: &Figures, shall: &Figures) -> Vec<(What, Figure, Option<Figure>)> {
    let totals = [
        (What::TotalThc, shows.total_thc, shall.total_thc),
        (What::TotalCbd, shows.total_cbd, shall.total_cbd),
    ];
    let totals = totals.into_iter().filter_map(|(what, shows, shall)| Some((what, shows?, shall)));
    let shall_of =
        |rows: &[Measured], key: &str| rows.iter().find(|row| row.key == key).map(|row| row.figure);
    let panels = [(&shows.cannabinoids, &shall.cannabinoids), (&shows.terpenes, &shall.terpenes)];
    let rows = panels.into_iter().flat_map(|(shows, shall)| {
        shows.iter().map(move |row| (What::Compound(row.key.clone()), row.figure, shall_of(shall, &row.key)))
    });
    totals.chain(rows).collect()
}

fn money(price: Option<Money>) -> String {
    price.map_or("no price".to_owned(), |price| format!("${}", price.decimal()))
}

#[cfg(test)]
mod tests {
    use countersign_domain::menu::{FigureUnit, Kind};

    use super::*;

    fn figure(amount: &str) -> Figure {
        Figure { amount: amount.parse().expect("a number"), unit: FigureUnit::Percent }
    }

    fn shall() -> Listing {
        let thca = Measured { key: "thca".to_owned(), figure: figure("26.35") };
        let figures =
            Figures { total_thc: Some(figure("23.89")), cannabinoids: vec![thca], ..Figures::default() };
        Listing {
            sku: "GF35".to_owned(),
            name: "Gale Fork".to_owned(),
            kind: Kind::Flower,
            brand: None,
            strain: None,
            description: Some("Pine and pepper.".to_owned()),
            price: Money(2_600),
            medical: false,
            grams: None,
            available: 9,
            figures,
            image: None,
        }
    }

    fn shows(listing: &Listing) -> ShownListing {
        ShownListing {
            external_id: None,
            sku: Some(listing.sku.clone()),
            name: listing.name.clone(),
            price: Some(listing.price),
            medical: false,
            available: Some(1),
            visible: Some(true),
            figures: listing.figures.clone(),
            description: listing.description.clone(),
        }
    }

    #[test]
    fn what_a_shopper_would_read_otherwise_is_found_and_nothing_else() {
        let shall = shall();
        let same = shows(&shall);
        assert_eq!(changes(&shall, &same), [], "a capped count is no difference");
        let silent = ShownListing { figures: Figures::default(), ..same.clone() };
        assert_eq!(changes(&shall, &silent), [], "what a menu does not tell is not held against it");
        let told = ShownListing { description: Some("Old.".to_owned()), ..same.clone() };
        let cleared = Listing { description: Some(String::new()), ..shall.clone() };
        assert_eq!(changes(&cleared, &told).len(), 1, "words that were taken back");
        let ours = Listing { description: None, ..shall.clone() };
        assert_eq!(changes(&ours, &told), [], "words that we never wrote are not ours");
        let mut other = same;
        other.price = None;
        other.figures.total_thc = Some(figure("23.9"));
        other.figures.cannabinoids[0].figure = figure("26.350");
        other.figures.terpenes.push(Measured { key: "linalool".to_owned(), figure: figure("0.1") });
        let found = changes(&shall, &other);
        let told: Vec<String> = found
            .iter()
            .map(|change| format!("{}: {}, {}", change.what, change.shows, change.shall))
            .collect();
        let expected = ["Price: no price, $26.00", "Total THC: 23.9 %, 23.89 %", "linalool: 0.1 %, not told"];
        assert_eq!(told, expected);
    }
}
