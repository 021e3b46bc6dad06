//! Promotions of a store: drafted, held against the law, taken live by one person or two, priced alike wherever somebody asks
//! for a price, and ended. Start reading at [`price::priced`] for what a cart costs, at [`deeds`] for how one goes live.

pub mod deeds;
mod ended;
pub mod law;
pub mod obstacles;
pub mod price;
pub mod promised;
pub mod recheck;
pub mod view;

use countersign_domain::promotion::{Promotion, Terms};
pub use countersign_store::promotions::PromotionRow;

use crate::error::AppError;

/// A version as the engine takes it.
pub fn promotion(row: &PromotionRow) -> Result<Promotion, AppError> {
    Ok(Promotion { id: row.id.to_string(), version: row.version, terms: terms(row)? })
}

pub fn terms(row: &PromotionRow) -> Result<Terms, AppError> {
    let damaged = |why| AppError::Damaged(format!("the terms of {} version {}: {why}", row.id, row.version));
    serde_json::from_str(&row.terms).map_err(damaged)
}
