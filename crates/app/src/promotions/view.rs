//! The promotions as people look at them.

use countersign_content::Report;
use countersign_domain::catalogue::StockItem;
use countersign_domain::promotion::law::Example;
use countersign_domain::promotion::{Place, Priced, Terms};
use countersign_kernel::id::PromotionId;
use countersign_kernel::{Actor, BusinessDate, Permission};
use countersign_rulebook::Program;
use countersign_store::promotions as rows;

use super::law::{self, Law};
use super::obstacles::obstacles;
use super::price::{self, at_the_shelf};
use super::{PromotionRow, promotion, terms};
use crate::app::App;
use crate::error::AppError;
use crate::orders::load;
use crate::permit::store_of;
use crate::stock;

const LIST_MAX: i64 = 500;

/// How one stands on the day that somebody looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stands {
    Live,
    /// Live from a later day on.
    Coming,
    /// A second person must say yes.
    Asked,
    Draft,
    Ended,
    Refused,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub row: PromotionRow,
    pub terms: Terms,
    pub stands: Stands,
}

pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Line>, AppError> {
    app.permit(actor, Permission::PromotionView)?;
    let store = load::store(app.db(), store_of(actor)?).await?;
    let today = app.now().date_in(&load::zone(&store)?);
    let mut lines = Vec::new();
    for row in rows::of_store(app.db(), &store.id, LIST_MAX).await? {
        let terms = terms(&row)?;
        lines.push(Line { stands: stands(&row, &terms, today), terms, row });
    }
    lines.sort_by_key(|line| line.stands);
    Ok(lines)
}

fn stands(row: &PromotionRow, terms: &Terms, today: BusinessDate) -> Stands {
    match row.state.as_str() {
        "live" if terms.until.is_some_and(|until| until < today) => Stands::Ended,
        "live" if today < terms.from => Stands::Coming,
        "live" => Stands::Live,
        "draft" if row.asked_by.is_some() => Stands::Asked,
        "draft" => Stands::Draft,
        "refused" => Stands::Refused,
        _ => Stands::Ended,
    }
}

#[derive(Debug, Clone)]
pub struct Whole {
    pub line: Line,
    /// Another version of it that is live, where this one is not.
    pub live: Option<i64>,
    /// What the law says now.
    pub law: Law,
    pub wording: Option<Report>,
    /// Products that it touches at the prices of now, with their names.
    pub examples: Vec<(String, Example)>,
    pub obstacles: Vec<String>,
    pub versions: Vec<PromotionRow>,
}

/// The newest version, looked at as it would be if it went live now.
pub async fn one(app: &App, actor: &Actor, id: &PromotionId) -> Result<Whole, AppError> {
    app.permit(actor, Permission::PromotionView)?;
    let store = load::store(app.db(), store_of(actor)?).await?;
    let versions = rows::versions(app.db(), &store.id, id).await?;
    let row = versions.first().cloned().ok_or(AppError::NotFound("promotion"))?;
    let of = promotion(&row)?;
    let others = law::others(app, &store, &of.id).await?;
    let looked = law::look(app, &store, &of, others).await?;
    let name = |sku: &str| {
        let product = looked.shelf.iter().find(|product| product.sku == sku);
        product.map_or_else(|| sku.to_owned(), |product| product.name.clone())
    };
    let today = app.now().date_in(&load::zone(&store)?);
    Ok(Whole {
        live: versions.iter().skip(1).find(|row| row.state == "live").map(|row| row.version),
        obstacles: obstacles(app, &store.id, &of.terms, &looked.others),
        examples: looked.examples.into_iter().map(|example| (name(&example.sku), example)).collect(),
        law: looked.law,
        wording: looked.wording,
        line: Line { stands: stands(&row, &of.terms, today), terms: of.terms, row },
        versions,
    })
}

/// What one unit of a product costs at one place, and why.
#[derive(Debug, Clone)]
pub struct Asked {
    pub place: Place,
    pub program: Program,
    pub priced: Priced,
    /// The terms of those that give something on it now.
    pub given: Vec<Terms>,
}

/// What one unit of a product costs where, now. Empty where no promotion touches it or the till has no price for it.
pub async fn of_product(app: &App, actor: &Actor, sku: &str) -> Result<Vec<Asked>, AppError> {
    app.permit(actor, Permission::MenuView)?;
    let store = load::store(app.db(), store_of(actor)?).await?;
    let now = app.now();
    let live = price::live(app.db(), &store, now).await?;
    let items = stock::items(app.db(), &store.id, &[sku.to_owned()]).await?;
    let category = items.first().map(|item| item.category.clone()).unwrap_or_default();
    if !live.iter().any(|live| live.promotion.terms.touches(sku, &category)) {
        return Ok(Vec::new());
    }
    let mut asked = Vec::new();
    for place in Place::ALL.iter().copied() {
        for program in [Program::Adult, Program::Medical] {
            let fits: Vec<StockItem> = items
                .iter()
                .filter(|item| program == Program::Medical || !item.medical_only)
                .cloned()
                .collect();
            let Some(lines) = at_the_shelf(&fits, program, std::iter::once((sku, 1))) else { continue };
            let priced = price::priced(&store, &live, (place, program), &lines, now)?;
            let gives = |live: &&price::Live| priced.given.iter().any(|given| given.id == live.promotion.id);
            let given = live.iter().filter(gives).map(|live| live.promotion.terms.clone()).collect();
            asked.push(Asked { place, program, priced, given });
        }
    }
    Ok(asked)
}
