//! A quote: what a cart costs now, what of it can be had, and what the law says of so much. It holds nothing and promises one
//! thing: an order that names it is taken at this price or is told what has changed.

use countersign_domain::orders::IncomingLine;
use countersign_domain::orders::incoming::{LINES_MAX, QUANTITY_MAX};
use countersign_domain::promotion::CartLine;
use countersign_kernel::id::QuoteId;
use countersign_kernel::{Actor, BusinessDate, Money, Permission, Timestamp};
use countersign_rulebook::{
    Answer, Certified, Customer, CustomerClass, Effect, Measure, Program, Question, Suggestion, Verdict,
};
use countersign_store::storefront::{self as rows, QuoteRow};
use countersign_store::stores::StoreRow;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::menu::{Shown, closed, on_offer};
use super::{CHANNEL, is_connected};
use crate::app::App;
use crate::error::AppError;
use crate::orders::load;
use crate::orders::take_in::lines_of;
use crate::permit::store_of;
use crate::promotions::price;
use crate::record::{self, Note};
use crate::stock;

/// What is quoted goes on the record, and stays there.
const SKU_BYTES_MAX: usize = 100;
/// As long as an order may lie in a site's checkout at the price it was told.
pub const VALID_SECONDS: i64 = 900;
/// What no longer stands is kept so long, so that whoever comes too late is told so.
const FORGOTTEN_SECONDS: i64 = 86_400;
/// A shopper who has not said how old they are is asked about as somebody who is old enough for any program: how old they are is
/// checked on the order and at the counter.
const AGE_ASSUMED: u8 = 21;

#[derive(Debug, Clone)]
pub struct Asked {
    pub program: Program,
    /// Sku and quantity.
    pub lines: Vec<(String, i64)>,
    pub birth_date: Option<BusinessDate>,
}

#[derive(Debug, Clone)]
pub struct Quote {
    /// To order by; none where it cannot be ordered as it is.
    pub id: Option<QuoteId>,
    pub valid_until: Timestamp,
    pub closed: Option<&'static str>,
    /// In the order they were asked for.
    pub lines: Vec<Line>,
    /// What promotions give, by name.
    pub given: Vec<(String, Money)>,
    pub subtotal: Money,
    pub discount: Money,
    /// Before tax, which the till works out.
    pub total: Money,
    pub limit: Limit,
    /// What an order will want beside the name: `birth_date`, `patient_number`.
    pub missing: Vec<&'static str>,
}

/// As it was told, and as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub sku: String,
    pub name: Option<String>,
    pub quantity: i64,
    /// Units that can be had of those asked for.
    pub available: i64,
    pub unit_price: Money,
    pub line_total: Money,
    /// The same less what promotions give.
    pub net: Money,
}

/// What one purchase may be, whatever the shopper bought before: that is theirs, and is counted when the order is checked.
#[derive(Debug, Clone)]
pub struct Limit {
    pub verdict: Verdict,
    /// Each with its citation.
    pub says: Vec<(String, String)>,
    /// Lines and the most units of each that one purchase may have; empty where no smaller cart was found.
    pub reduce: Vec<(usize, i64)>,
}

/// What is kept of a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cart {
    pub lines: Vec<Line>,
    pub subtotal: Money,
    pub discount: Money,
    pub total: Money,
}

impl Cart {
    /// Line by line, and in all.
    pub fn costs_the_same(&self, other: &Self) -> bool {
        let of = |cart: &Self| cart.lines.iter().map(|line| (line.unit_price, line.net)).collect::<Vec<_>>();
        of(self) == of(other) && (self.subtotal, self.discount) == (other.subtotal, other.discount)
    }
}

/// A cart at this moment's prices.
#[derive(Debug, Clone)]
pub(super) struct Costs {
    pub closed: Option<&'static str>,
    pub cart: Cart,
    pub given: Vec<(String, Money)>,
}

impl Costs {
    pub fn can_be_had(&self) -> bool {
        self.closed.is_none() && self.cart.lines.iter().all(|line| line.available == line.quantity)
    }
}

pub async fn quote(app: &App, actor: &Actor, asked: &Asked) -> Result<Quote, AppError> {
    app.permit(actor, Permission::StorefrontView)?;
    let shop = load::store(app.db(), store_of(actor)?).await?;
    is_connected(app, &shop.id)?;
    fits(asked)?;
    let now = app.now();
    let costs = costs(app, &shop, asked.program, &asked.lines).await?;
    let limit = limit(app, &shop, asked, &costs).await?;
    let can_be_ordered = costs.can_be_had() && limit.verdict != Verdict::Deny;
    let id = can_be_ordered.then(|| QuoteId::fresh(app.clock(), app.random()));
    let valid_until = now.plus_seconds(VALID_SECONDS);
    let mut missing = Vec::new();
    if asked.birth_date.is_none() {
        missing.push("birth_date");
    }
    if asked.program == Program::Medical {
        missing.push("patient_number");
    }
    kept(app, &shop, (id.as_ref(), valid_until), asked, &costs).await?;
    let Costs { closed, cart: Cart { lines, subtotal, discount, total }, given } = costs;
    Ok(Quote { id, valid_until, closed, lines, given, subtotal, discount, total, limit, missing })
}

fn fits(asked: &Asked) -> Result<(), AppError> {
    if !(1..=LINES_MAX).contains(&asked.lines.len()) {
        return Err(AppError::invalid("lines", format!("needs 1 to {LINES_MAX}")));
    }
    if asked.lines.iter().any(|(_, quantity)| !(1..=QUANTITY_MAX).contains(quantity)) {
        return Err(AppError::invalid("lines", format!("needs a quantity of 1 to {QUANTITY_MAX} in each")));
    }
    if asked.lines.iter().any(|(sku, _)| sku.is_empty() || sku.len() > SKU_BYTES_MAX) {
        return Err(AppError::invalid("lines", format!("needs a sku of 1 to {SKU_BYTES_MAX} bytes in each")));
    }
    let mut skus: Vec<&str> = asked.lines.iter().map(|(sku, _)| sku.as_str()).collect();
    skus.sort_unstable();
    if skus.windows(2).any(|two| two[0] == two[1]) {
        return Err(AppError::invalid("lines", "names a product twice; put its units in one line"));
    }
    Ok(())
}

/// What these lines cost at this moment, and how much of each can be had.
pub(super) async fn costs(
    app: &App,
    shop: &StoreRow,
    program: Program,
    asked: &[(String, i64)],
) -> Result<Costs, AppError> {
    let shelf = stock::on_shelf(app, &shop.id).await?;
    let closed = closed(shop, &shelf);
    let skus: Vec<String> = asked.iter().map(|(sku, _)| sku.clone()).collect();
    let items = stock::items(app.db(), &shop.id, &skus).await?;
    let offer = match closed {
        Some(_) => Vec::new(),
        None => on_offer(app, shop, program, items).await?,
    };
    let mut lines = Vec::new();
    let mut shown = Vec::new();
    for (sku, quantity) in asked {
        let found = offer.iter().find(|shown| shown.sku == *sku);
        let unit_price = found.map_or(Money::ZERO, |shown| shown.price);
        let line_total = unit_price.times(*quantity);
        let line_total = line_total.ok_or_else(|| AppError::invalid("lines", "asks for too much"))?;
        lines.push(Line {
            sku: sku.clone(),
            name: found.map(|shown| shown.name.clone()),
            quantity: *quantity,
            available: found.map_or(0, |shown| shown.available.clamp(0, *quantity)),
            unit_price,
            line_total,
            net: line_total,
        });
        shown.push(found.cloned());
    }
    let given = promoted(app, shop, program, &mut lines, &shown).await?;
    let subtotal: Money = lines.iter().map(|line| line.line_total).sum();
    let discount: Money = given.iter().map(|(_, amount)| *amount).sum();
    let cart = Cart { lines, subtotal, discount, total: subtotal - discount };
    Ok(Costs { closed, cart, given })
}

/// The lines that can be had at all, less what promotions give on them together.
async fn promoted(
    app: &App,
    shop: &StoreRow,
    program: Program,
    lines: &mut [Line],
    shown: &[Option<Shown>],
) -> Result<Vec<(String, Money)>, AppError> {
    let now = app.now();
    let live = price::live(app.db(), shop, now).await?;
    let of = |(line, shown): (&Line, &Option<Shown>)| {
        shown.as_ref().map(|shown| CartLine {
            sku: line.sku.clone(),
            category: shown.category.clone(),
            cannabis: shown.cannabis,
            quantity: line.quantity,
            unit_price: line.unit_price,
        })
    };
    let cart: Vec<CartLine> = lines.iter().zip(shown).filter_map(of).collect();
    let priced = price::priced(shop, &live, (price::place(CHANNEL), program), &cart, now)?;
    let nets = priced.nets_of(&cart);
    let there = lines.iter_mut().zip(shown).filter(|(_, shown)| shown.is_some());
    for ((line, _), net) in there.zip(nets) {
        line.net = net;
    }
    Ok(priced.given.into_iter().map(|given| (given.name, given.amount)).collect())
}

/// The law on so much in one purchase of somebody who bought nothing before.
async fn limit(app: &App, shop: &StoreRow, asked: &Asked, costs: &Costs) -> Result<Limit, AppError> {
    let skus: Vec<String> = asked.lines.iter().map(|(sku, _)| sku.clone()).collect();
    let items = stock::items(app.db(), &shop.id, &skus).await?;
    let items = stock::offered(app, &shop.id, asked.program, items);
    let rows = lines_of(&incoming(&costs.cart.lines));
    let (cart, unknown) = stock::measured_cart(&rows, &items);
    // The places of the counted lines among those that were asked for.
    let is_counted = |sku: &str| items.iter().find(|item| item.sku == sku).is_some_and(|item| item.cannabis);
    let places: Vec<usize> = (0..rows.len()).filter(|place| is_counted(&rows[*place].sku)).collect();
    let now = app.now();
    let today = now.date_in(&load::zone(shop)?);
    let age = match asked.birth_date {
        Some(birth) => u8::try_from(today.age_of(birth)).ok(),
        None => Some(AGE_ASSUMED),
    };
    let class = match asked.program {
        Program::Adult => CustomerClass::Adult,
        Program::Medical => CustomerClass::Patient,
    };
    let question = Question {
        id: String::new(),
        jurisdiction: shop.jurisdiction.clone(),
        program: asked.program,
        at: now,
        customer: Customer { class, birth_date: None, age, resident: None, certified: Certified::default() },
        history: Vec::new(),
        cart,
    };
    let answer = app.rulebook().decide(&question);
    let verdict = match answer.verdict {
        Verdict::Allow if !unknown.is_empty() => Verdict::Unknown,
        verdict => verdict,
    };
    let reduce = match unknown.is_empty() {
        true => reduced(&answer, &places, &costs.cart.lines),
        false => Vec::new(),
    };
    Ok(Limit { verdict, says: says(&answer, verdict), reduce })
}

fn says(answer: &Answer, verdict: Verdict) -> Vec<(String, String)> {
    let speaks = |effect: Effect| match verdict {
        Verdict::Allow => false,
        Verdict::Deny => effect == Effect::Deny,
        Verdict::Unknown => effect == Effect::Unknown,
    };
    let reasons = answer.reasons.iter().filter(|reason| speaks(reason.effect));
    reasons.map(|reason| (reason.text.clone(), reason.citation.to_string())).collect()
}

fn reduced(answer: &Answer, places: &[usize], lines: &[Line]) -> Vec<(usize, i64)> {
    let units = |suggestion: &Suggestion| -> Option<Vec<(usize, i64)>> {
        let one = |change: &countersign_rulebook::Change| {
            let place = *places.get(change.line)?;
            let units =
                change.to.get(&Measure::Count).map_or(Some(0), |count| count.to_string().parse().ok())?;
            Some((place, units))
        };
        suggestion.change.iter().map(one).collect()
    };
    let first = answer.suggestions.first().and_then(units).unwrap_or_default();
    first
        .into_iter()
        .filter(|(place, units)| lines.get(*place).is_some_and(|l| *units < l.quantity))
        .collect()
}

/// As an order has them.
pub(super) fn incoming(lines: &[Line]) -> Vec<IncomingLine> {
    let line = |(index, line): (usize, &Line)| IncomingLine {
        external_id: index.to_string(),
        sku: line.sku.clone(),
        name: line.name.clone().unwrap_or_else(|| line.sku.clone()),
        quantity: line.quantity,
        unit_price: line.unit_price,
        line_total: line.line_total,
    };
    lines.iter().enumerate().map(line).collect()
}

async fn kept(
    app: &App,
    shop: &StoreRow,
    (id, valid_until): (Option<&QuoteId>, Timestamp),
    asked: &Asked,
    costs: &Costs,
) -> Result<(), AppError> {
    let now = app.now();
    let cart = serde_json::to_string(&costs.cart).expect("a cart always has a JSON form");
    let row = id.map(|id| QuoteRow {
        id: id.clone(),
        store_id: shop.id.clone(),
        program: asked.program.word().to_owned(),
        cart,
        made_at: now,
        valid_until,
    });
    let row = &row;
    let body = json!({
        "source": CHANNEL.word(), "program": asked.program.word(), "quoted": costs.cart,
        "gate_open": shop.gate_open, "valid_until": valid_until,
    });
    app.db()
        .write(|tx| {
            let body = body.clone();
            Box::pin(async move {
                if let Some(row) = row {
                    rows::keep_quote(tx, row).await?;
                }
                let (actor, store) = (Actor::system("storefront"), Some(&shop.id));
                let subject = id.map_or("", |id| id.as_str());
                let note = Note { at: now, kind: "act.quote", subject, actor: &actor, store, body };
                record::write(tx, note).await?;
                Ok::<_, AppError>(())
            })
        })
        .await
}

/// Forgets what nobody can order by any more. A job's work.
pub async fn forget_old(app: &App) -> Result<u64, AppError> {
    let before = app.now().plus_seconds(-FORGOTTEN_SECONDS);
    Ok(app.db().write(|tx| Box::pin(async move { rows::forget_quotes(tx, before).await })).await?)
}
