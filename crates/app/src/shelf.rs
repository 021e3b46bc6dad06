//! The shelf as people choose from it.

use countersign_kernel::{Actor, Money, Permission};
use countersign_store::{cases, stock as rows};

use crate::app::App;
use crate::error::AppError;
use crate::permit::store_of;
use crate::stock;

/// More products than this are not offered in one list.
pub const PRODUCTS_MAX: i64 = 2_000;

/// One product with everything on the shelf of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    pub sku: String,
    pub name: String,
    pub category: String,
    pub price_adult: Option<Money>,
    pub units: i64,
}

/// What may be put on a phone order, by category and name. The list is read anew when the last reading has aged.
pub async fn products(app: &App, actor: &Actor) -> Result<Vec<Product>, AppError> {
    app.permit(actor, Permission::OrderEnter)?;
    listed(app, actor).await
}

/// What may be put on an order that is changed.
pub async fn products_for_change(app: &App, actor: &Actor) -> Result<Vec<Product>, AppError> {
    app.permit(actor, Permission::OrderChange)?;
    listed(app, actor).await
}

async fn listed(app: &App, actor: &Actor) -> Result<Vec<Product>, AppError> {
    let store = store_of(actor)?;
    stock::on_shelf(app, store).await?;
    let rows = rows::products(app.db(), store, PRODUCTS_MAX).await?;
    let fenced = cases::fenced(app.db(), store).await?;
    let rows: Vec<_> = rows.into_iter().filter(|(sku, ..)| !fenced.contains(sku)).collect();
    let product = |(sku, name, category, price, units)| Product {
        sku,
        name,
        category,
        price_adult: Option::<i64>::map(price, Money),
        units,
    };
    Ok(rows.into_iter().map(product).collect())
}
