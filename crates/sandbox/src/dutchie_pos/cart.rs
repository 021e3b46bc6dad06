//! `POST /preorder/price-cart`, and the reading and pricing of carts that submit and update share.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};

use super::guard::Kind;
use super::money::{dollars, price_of, quantity, read_quantity, tax_of};
use super::state::State as Inside;
use super::{DutchiePos, errors};

const LINES_MAX: usize = 200;
/// sim_assumption: the ids of customer types are the location's own; here 1 is recreational and 2 medical.
const SIM_ASSUMPTION_MEDICAL_TYPE: u64 = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CartLine {
    pub product_id: u64,
    /// In ten-thousandths.
    pub quantity: i64,
    pub price_cents: i64,
    pub total_cents: i64,
}

/// A cart with its prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Priced {
    pub lines: Vec<CartLine>,
    pub subtotal_cents: i64,
    pub tax_cents: i64,
}

impl Priced {
    pub fn total_cents(&self) -> i64 {
        self.subtotal_cents + self.tax_cents
    }
}

impl Inside {
    /// Reads `[{productId, quantity}]` and prices it; the error is a sentence.
    pub fn priced(&self, listed: &Value, is_medical: bool) -> Result<Priced, String> {
        let listed = listed.as_array().filter(|l| !l.is_empty() && l.len() <= LINES_MAX);
        let listed = listed.ok_or("the cart is empty")?;
        let mut lines: Vec<CartLine> = Vec::with_capacity(listed.len());
        for entry in listed {
            let id = entry["productId"].as_u64().ok_or("productId is required")?;
            let product = self.products.get(&id).ok_or(format!("product {id} does not exist"))?;
            if lines.iter().any(|line| line.product_id == id) {
                return Err(format!("product {id} appears more than once"));
            }
            let units = read_quantity(&entry["quantity"])
                .ok_or(format!("the quantity of product {id} is not valid"))?;
            let cents = if is_medical { product.medical_cents } else { product.adult_cents };
            let total_cents = price_of(cents, units);
            lines.push(CartLine { product_id: id, quantity: units, price_cents: cents, total_cents });
        }
        let subtotal_cents = lines.iter().map(|line| line.total_cents).sum();
        let rate = match is_medical {
            true => self.settings.sim_assumption_medical_tax_basis_points,
            false => self.settings.sim_assumption_adult_tax_basis_points,
        };
        Ok(Priced { lines, subtotal_cents, tax_cents: tax_of(subtotal_cents, rate) })
    }

    fn buyer(&self, asked: &Value) -> Result<bool, String> {
        match (asked["customerId"].as_u64(), asked["customerTypeId"].as_u64()) {
            (Some(id), None) => {
                let customer = self.customers.get(&id).ok_or(format!("customer {id} does not exist"))?;
                Ok(customer.is_medical())
            }
            (None, Some(kind)) => Ok(kind == SIM_ASSUMPTION_MEDICAL_TYPE),
            _ => Err("either customerId or customerTypeId must be given, not both".to_owned()),
        }
    }
}

pub async fn price(State(sim): State<Arc<DutchiePos>>, headers: HeaderMap, body: Bytes) -> Response {
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, Kind::PriceCart, sim.stage.now()) {
        return refused;
    }
    let asked: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let priced = state.buyer(&asked).and_then(|is_medical| state.priced(&asked["cart"], is_medical));
    match priced {
        Ok(priced) => Json(json!({
            "cartItemPrices": priced.lines.iter().map(CartLine::wire).collect::<Vec<_>>(),
            "subTotal": dollars(priced.subtotal_cents),
            "taxes": dollars(priced.tax_cents),
            "discount": dollars(0),
            "total": dollars(priced.total_cents()),
            "originalTotal": dollars(priced.total_cents()),
            "roundedDifference": dollars(0),
        }))
        .into_response(),
        Err(why) => errors::text(StatusCode::BAD_REQUEST, &why),
    }
}

impl CartLine {
    fn wire(&self) -> Value {
        json!({
            "productId": self.product_id,
            "quantity": quantity(self.quantity),
            "unitPrice": dollars(self.price_cents),
            "price": dollars(self.total_cents),
            "discount": dollars(0),
        })
    }
}
