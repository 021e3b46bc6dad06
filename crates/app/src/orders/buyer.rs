//! The buyer's particulars on an order: sealed on the way in, opened for one purpose at a time.

use countersign_domain::orders::Buyer;
use countersign_kernel::id::OrderId;
use countersign_seal::sealed::{self, Place, Sealed};

use crate::app::App;
use crate::error::AppError;

fn place(order: &OrderId) -> Place<'_> {
    Place::new("orders", "sealed_buyer", order.as_str())
}

pub fn seal(app: &App, order: &OrderId, buyer: &Buyer) -> Vec<u8> {
    let text = serde_json::to_vec(buyer).expect("a buyer always has a JSON form");
    sealed::seal(app.keys(), &place(order), &text, app.random()).into_bytes()
}

/// For the product's own work. A person who looks goes through [`crate::customers::looked_at`] first.
pub fn open(app: &App, order: &OrderId, bytes: &[u8]) -> Result<Buyer, AppError> {
    let sealed = Sealed::from_bytes(bytes.to_vec());
    let opened = sealed::unseal(app.keys(), &place(order), &sealed)
        .map_err(|why| AppError::Damaged(format!("the buyer of {order}: {why}")))?;
    serde_json::from_slice(opened.expose())
        .map_err(|why| AppError::Damaged(format!("the buyer of {order}: {why}")))
}
