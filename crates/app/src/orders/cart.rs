//! The cart of an order as people look at it: what each line counts as, from which package, how much is free.

use std::collections::BTreeSet;

use countersign_domain::orders::shelf;
use countersign_kernel::{Money, Timestamp};
use countersign_rulebook::{Answer, Effect, Line, Measure, Question, Remaining, Suggestion};
use countersign_store::holds::{self, PackageList};
use countersign_store::stock as rows;

use super::view::OrderView;
use crate::app::App;
use crate::error::AppError;
use crate::stock;

#[derive(Debug, Clone)]
pub struct Cart {
    pub lines: Vec<CartLine>,
    /// The counter that stops the cart, or else the first one that counts it.
    pub counter: Option<Remaining>,
}

#[derive(Debug, Clone)]
pub struct CartLine {
    pub product: String,
    pub sku: String,
    pub quantity: i64,
    pub unit_price: Money,
    pub line_total: Money,
    /// In the law's measures; none for goods that are no cannabis, or whose measures nobody knows.
    pub counted: Option<Line>,
    pub cannabis: bool,
    /// The register's own word for what it is; empty where the product is not on the shelf.
    pub category: String,
    /// What this line adds to the cart's counter, as a plain decimal in its unit.
    pub share: Option<String>,
    /// Package tag and units: those held, or before approval those the checks found.
    pub packages: Vec<(String, i64)>,
    /// Units on the shelf that no other order holds; none where the product is not on the shelf.
    pub free: Option<i64>,
}

impl Cart {
    /// How many packages it comes from; two lines may come from the same one.
    pub fn packages(&self) -> usize {
        let tags = self.lines.iter().flat_map(|line| &line.packages).map(|(tag, _)| tag);
        tags.collect::<BTreeSet<_>>().len()
    }
}

/// A lawful smaller cart, in the order's own lines.
#[derive(Debug, Clone)]
pub struct Smaller {
    /// Line, units now, units then.
    pub changes: Vec<(usize, i64, i64)>,
    pub price_effect: Money,
    pub proven_optimal: bool,
    pub rest_at: Option<Timestamp>,
    pub why: String,
    /// What would be used of the counter in all, as a plain decimal.
    pub together: Option<String>,
}

pub async fn cart(app: &App, view: &OrderView) -> Result<Cart, AppError> {
    let store = &view.order.store_id;
    let skus: Vec<String> = view.lines.iter().map(|line| line.sku.clone()).collect();
    let items = stock::free_items(app, store, &skus).await?;
    let items = stock::offered(app, store, view.order.program(), items);
    let read_at = rows::last_read(app.db(), store).await?.map_or(view.order.arrived_at, |(at, _)| at.into());
    let held = holds::held_units(app.db(), store, PackageList::Shelf, read_at, Some(&view.order.id)).await?;
    let counter = view.checked.as_ref().and_then(|checked| speaking(&checked.verification.limit));
    let program = view.order.program();
    let lines = view.lines.iter().map(|line| {
        let of_sku = || items.iter().filter(|item| item.sku == line.sku);
        let free = shelf::left_of_product(&items, &line.sku, program, |tag| held.of(tag));
        let (mut counted, _) = stock::measured_cart(std::slice::from_ref(line), &items);
        let counted = counted.pop();
        CartLine {
            share: counted.as_ref().zip(counter.as_ref()).and_then(|(line, c)| share(app, view, line, c)),
            packages: packages(view, line.line, |tag| {
                of_sku().any(|i| i.tag.as_ref().is_some_and(|t| t.as_str() == tag))
            }),
            cannabis: of_sku().next().is_none_or(|item| item.cannabis),
            category: of_sku().next().map(|item| item.category.clone()).unwrap_or_default(),
            free: of_sku().next().map(|_| free),
            product: line.product.clone(),
            sku: line.sku.clone(),
            quantity: line.quantity,
            unit_price: line.unit_price,
            line_total: line.line_total,
            counted,
        }
    });
    Ok(Cart { lines: lines.collect(), counter })
}

/// What is held by the order; before approval, what its newest checks would take.
fn packages(view: &OrderView, line: i64, is_of_line: impl Fn(&str) -> bool) -> Vec<(String, i64)> {
    if !view.held.is_empty() {
        let held = view.held.iter().filter(|held| held.line == line);
        return held.map(|held| (held.tag.clone(), held.quantity)).collect();
    }
    let found = view.checked.iter().flat_map(|checked| &checked.facts.stock.packages);
    let of_line = found.filter(|package| is_of_line(package.tag.as_str()));
    of_line.map(|package| (package.tag.to_string(), package.wanted)).collect()
}

/// The counter that stops the cart, or else the first one that counts it.
pub fn speaking(answer: &Answer) -> Option<Remaining> {
    let stops = answer.reasons.iter().find(|reason| reason.effect == Effect::Deny);
    let stopping = stops.and_then(|reason| answer.remaining.iter().find(|left| left.part == reason.part));
    stopping.or_else(|| answer.remaining.first()).cloned()
}

/// Asks the rulebook itself what one line counts as, so that no page has arithmetic of its own.
fn share(app: &App, view: &OrderView, line: &Line, counter: &Remaining) -> Option<String> {
    let asked = &view.checked.as_ref()?.facts.limit.question;
    let alone = Question { history: Vec::new(), cart: vec![line.clone()], ..asked.clone() };
    let answer = app.rulebook().decide(&alone);
    let found =
        answer.remaining.into_iter().find(|left| left.part == counter.part && left.rule == counter.rule);
    found.map(|left| left.cart)
}

/// The rulebook's suggestions in the order's own lines. A suggestion that the cart cannot follow line by line is left
/// out.
pub fn smaller(app: &App, view: &OrderView, cart: &Cart) -> Vec<Smaller> {
    let Some(checked) = &view.checked else { return Vec::new() };
    let suggestions = &checked.verification.limit.suggestions;
    suggestions.iter().filter_map(|one| in_lines(app, view, cart, one)).collect()
}

fn in_lines(app: &App, view: &OrderView, cart: &Cart, one: &Suggestion) -> Option<Smaller> {
    let asked = &view.checked.as_ref()?.facts.limit.question;
    // INVARIANT: the question's cart holds the counted lines of the order, in their order.
    let counted: Vec<usize> =
        cart.lines.iter().enumerate().filter(|(_, line)| line.counted.is_some()).map(|(at, _)| at).collect();
    if counted.len() != asked.cart.len() {
        return None;
    }
    let mut changes = Vec::new();
    let mut effect = Money::ZERO;
    let mut smaller = asked.cart.clone();
    for change in &one.change {
        let at = *counted.get(change.line)?;
        let line = &cart.lines[at];
        let units: i64 =
            change.to.get(&Measure::Count).map_or(Some(0), |count| count.to_string().parse().ok())?;
        changes.push((at, line.quantity, units));
        effect = effect - line.unit_price.times(line.quantity - units)?;
        for (measure, amount) in &change.to {
            smaller[change.line] = smaller[change.line].clone().with(*measure, *amount);
        }
    }
    let then = app.rulebook().decide(&Question { cart: smaller, ..asked.clone() });
    let counter = cart.counter.as_ref();
    let found = then.remaining.iter().find(|left| counter.is_some_and(|c| left.part == c.part));
    Some(Smaller {
        changes,
        price_effect: effect,
        proven_optimal: one.proven_optimal,
        rest_at: one.rest_at,
        why: one.why.clone(),
        together: found.and_then(|left| plus(&left.used, &left.cart)),
    })
}

/// The sum of two plain decimals.
pub fn plus(one: &str, other: &str) -> Option<String> {
    let read = |text: &str| text.parse::<countersign_rulebook::Amount>().ok();
    Some(read(one)?.checked_add(read(other)?)?.to_string())
}
