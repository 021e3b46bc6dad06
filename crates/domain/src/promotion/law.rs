//! What a promotion is in the law's words, worked out from what example carts cost under it and not from its name.

use std::collections::BTreeSet;

use countersign_kernel::{BusinessDate, Money};
use countersign_rulebook::Program;
use countersign_rulebook::promotion::{Practice, PromotionQuestion};
use serde::{Deserialize, Serialize};

use super::engine::{UNITS_MAX, price};
use super::{
    Cart, CartLine, Gives, Goods, Moment, Place, Places, Priced, PricedLine, Promotion, Terms, Whom,
};

/// A product as it is for sale. Without a cost nobody can say that it is not sold below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnShelf {
    pub sku: String,
    pub name: String,
    pub category: String,
    pub cannabis: bool,
    pub adult: Option<Money>,
    pub medical: Option<Money>,
    pub cost: Option<Money>,
}

impl OnShelf {
    pub fn price(&self, program: Program) -> Option<Money> {
        match program {
            Program::Adult => self.adult,
            Program::Medical => self.medical.or(self.adult),
        }
    }
}

/// A cart in which a product costs as little as this promotion makes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The product it is about.
    pub sku: String,
    pub program: Program,
    pub place: Place,
    pub priced: Priced,
}

impl Example {
    pub fn about(&self) -> Option<&PricedLine> {
        self.priced.lines.iter().find(|line| line.sku == self.sku)
    }
}

/// One for each product that it touches, program and place, together with whatever else may be in force beside it.
pub fn examples(promotion: &Promotion, others: &[Promotion], shelf: &[OnShelf]) -> Vec<Example> {
    let mine = always(promotion);
    let all: Vec<Promotion> = std::iter::once(mine.clone()).chain(others.iter().map(always)).collect();
    let mut examples = Vec::new();
    for program in promotion.terms.whom.programs() {
        for place in Place::ALL.iter().copied().filter(|place| promotion.terms.places.hold(*place)) {
            let ask = |lines| Cart { lines, program, place, at: AT_ANY_TIME };
            for (sku, lines) in carts(&mine.terms, shelf, program) {
                // Alone it gives nothing here: then it is no example of it.
                if price(&ask(lines.clone()), std::slice::from_ref(&mine)).given.is_empty() {
                    continue;
                }
                examples.push(Example { sku, program, place, priced: price(&ask(lines), &all) });
            }
        }
    }
    examples
}

const AT_ANY_TIME: Moment = Moment { date: BusinessDate(jiff::civil::Date::MAX), minute: 0 };

/// Whether two run at the same hour is not gone into: they might.
fn always(promotion: &Promotion) -> Promotion {
    let terms = Terms {
        from: BusinessDate(jiff::civil::Date::MIN),
        until: None,
        weekdays: Vec::new(),
        hours: None,
        ..promotion.terms.clone()
    };
    Promotion { terms, ..promotion.clone() }
}

/// For each product the cart in which this promotion makes one unit of it cheapest.
fn carts(terms: &Terms, shelf: &[OnShelf], program: Program) -> Vec<(String, Vec<CartLine>)> {
    let of = |goods: &Goods| -> Vec<&OnShelf> {
        let priced = shelf.iter().filter(|product| product.price(program).is_some());
        priced.filter(|product| goods.holds(&product.sku, &product.category)).collect()
    };
    let line = |product: &OnShelf, quantity: i64| CartLine {
        sku: product.sku.clone(),
        category: product.category.clone(),
        cannabis: product.cannabis,
        quantity,
        unit_price: product.price(program).unwrap_or_default(),
    };
    let mine = of(&terms.goods);
    let dearest = mine.iter().max_by_key(|product| (product.price(program), &product.sku)).copied();
    // The others of a set are the dearest there are; where that is the product itself, all are.
    let beside = |product: &OnShelf, quantity: i64, others: Option<&OnShelf>, count: i64| match others {
        Some(other) if other.sku != product.sku => vec![line(product, quantity), line(other, count)],
        _ => vec![line(product, quantity + count)],
    };
    let cart = |product: &OnShelf| match &terms.gives {
        Gives::PercentOff { .. } | Gives::AmountOff { .. } | Gives::FixedPrice { .. } => {
            vec![line(product, 1)]
        }
        Gives::CartOff { minimum, .. } => {
            let each = product.price(program).unwrap_or_default().0.max(1);
            vec![line(product, (minimum.0 + each - 1).div_euclid(each).clamp(1, UNITS_MAX))]
        }
        Gives::Bundle { units, .. } => beside(product, 1, dearest, i64::from(*units) - 1),
        Gives::SecondUnit { buy, get, others: None, .. } => {
            beside(product, i64::from(*get), dearest, i64::from(*buy))
        }
        Gives::SecondUnit { buy, get, others: Some(_), .. } => {
            beside(product, i64::from(*get), dearest, i64::from(*buy))
        }
    };
    let about = match &terms.gives {
        Gives::SecondUnit { others: Some(others), .. } => of(others),
        _ => mine.clone(),
    };
    about.into_iter().map(|product| (product.sku.clone(), cart(product))).collect()
}

/// What the law is asked. `also_possible` is what nobody can rule out about any price here, such as that it is below the
/// market's where some law speaks of that.
pub fn question(
    promotion: &Promotion,
    others: &[Promotion],
    shelf: &[OnShelf],
    jurisdiction: &str,
    also_possible: &[Practice],
) -> PromotionQuestion {
    let terms = &promotion.terms;
    let mut sure = by_terms(terms);
    let mut possible: BTreeSet<Practice> = also_possible.iter().copied().collect();
    let examples = examples(promotion, others, shelf);
    if examples.is_empty() {
        possible.extend([Practice::FreeGoods, Practice::BelowCost]);
    }
    for line in examples.iter().flat_map(|example| &example.priced.lines) {
        let (Some(least), Some(product)) =
            (line.cheapest(), shelf.iter().find(|product| product.sku == line.sku))
        else {
            continue;
        };
        if least >= line.unit_price {
            continue;
        }
        match (least == Money::ZERO, product.cannabis) {
            (true, true) => drop(sure.insert(Practice::FreeGoods)),
            (true, false) => drop(sure.insert(Practice::FreeAccessory)),
            (false, _) => {}
        }
        match product.cost {
            Some(cost) if least < cost => drop(sure.insert(Practice::BelowCost)),
            Some(_) => {}
            None => drop(possible.insert(Practice::BelowCost)),
        }
    }
    PromotionQuestion {
        jurisdiction: jurisdiction.to_owned(),
        from: terms.from,
        until: terms.until,
        programs: terms.whom.programs(),
        possible: possible.difference(&sure).copied().collect(),
        practices: sure.into_iter().collect(),
    }
}

/// What it is whatever the prices are. A cut of one product for everybody is no tied sale and no coupon.
fn by_terms(terms: &Terms) -> BTreeSet<Practice> {
    let mut sure = BTreeSet::new();
    sure.insert(match &terms.gives {
        Gives::PercentOff { .. } | Gives::AmountOff { .. } | Gives::FixedPrice { .. } => Practice::PriceCut,
        Gives::CartOff { .. } | Gives::SecondUnit { others: Some(_), .. } => Practice::TiedSale,
        Gives::Bundle { .. } => Practice::Bundle,
        Gives::SecondUnit { others: None, .. } => Practice::SecondUnit,
    });
    match terms.whom {
        Whom::Everybody => {}
        Whom::Adult => drop(sure.insert(Practice::AdultOnly)),
        Whom::Medical => drop(sure.insert(Practice::MedicalDiscount)),
    }
    if terms.hours.is_some() {
        sure.insert(Practice::HappyHour);
    }
    if terms.places == Places::Web {
        sure.insert(Practice::WebOnly);
    }
    if terms.places.hold(Place::Web) {
        sure.insert(Practice::PublicPrice);
        if says_cheaper(&terms.name) || says_cheaper(&terms.words) {
            sure.insert(Practice::StrikeThrough);
        }
    }
    if terms.words.trim().is_empty() {
        sure.insert(Practice::NoTerms);
    }
    sure
}

/// Words that some laws ban beside a price on a menu.
fn says_cheaper(text: &str) -> bool {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|letter: char| !letter.is_alphanumeric()).collect();
    let has = |word: &str| words.contains(&word);
    let percent_off = text.contains('%') && has("off");
    percent_off
        || ["sale", "sales", "discount", "discounts", "discounted", "markdown"].iter().any(|word| has(word))
}
