//! Weedmaps: token endpoint, menu API (2025-07 and 2024-01), order callbacks and status updates.
//!
//! Written from the developer portal's public pages and integrators' notes. What those leave open is this
//! simulator's own choice, is named `sim_assumption_…` and is a switch wherever a shop could be built on the other
//! choice. There is no order list and no order read here because none was found at the vendor. Start reading at
//! [`shopper`] for what an order goes through, [`items`] for the menu.

#![expect(clippy::result_large_err, reason = "a refused call ends as the vendor's own answer")]

mod control;
mod errors;
mod guard;
mod item_check;
mod items;
mod menu_pages;
mod order;
mod order_status;
mod quote;
mod seed;
mod settings;
mod shopper;
mod state;
mod taxonomy;
mod token;

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, patch, post, put};
use serde_json::{Map, Value};

use crate::server::{ActionDoc, ActionError, Simulator, Vendor};

pub use settings::Settings;
pub use state::OrderView;

use state::State;

/// The simulated marketplace.
pub type Weedmaps = Simulator<State>;

impl Weedmaps {
    pub const NAME: &'static str = "weedmaps";
}

#[async_trait]
impl Vendor for Weedmaps {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn router(self: Arc<Self>) -> Router {
        let menus = "/wm/{version}/partners/menus";
        let reference = "/wm/{version}/partners";
        Router::new()
            .route("/auth/token", post(token::issue))
            .route(menus, get(menu_pages::list_menus))
            .route(&format!("{menus}/{{menu_id}}"), get(menu_pages::show_menu))
            .route(&format!("{menus}/{{menu_id}}/items"), get(menu_pages::list_items).post(items::create))
            .route(
                &format!("{menus}/{{menu_id}}/items/external/{{external_id}}"),
                put(items::upsert_external).delete(items::delete_external),
            )
            .route(
                &format!("{reference}/menu_items/{{id}}"),
                patch(items::change).get(menu_pages::show_item).delete(items::delete),
            )
            .route(&format!("{reference}/brands"), get(taxonomy::brands))
            .route(&format!("{reference}/brands/{{id}}/products"), get(taxonomy::products_of_brand))
            .route(&format!("{reference}/products/{{id}}"), get(taxonomy::product))
            .route(&format!("{reference}/categories"), get(taxonomy::categories))
            .route(&format!("{reference}/categories/tree"), get(taxonomy::category_tree))
            .route(&format!("{reference}/cannabinoids"), get(taxonomy::cannabinoids))
            .route(&format!("{reference}/terpenes"), get(taxonomy::terpenes))
            .route(&format!("{reference}/strains"), get(taxonomy::strains))
            .route(&format!("{reference}/tags"), get(taxonomy::tags))
            .route("/oos/{version}/merchants/{merchant_id}/orders/{order_id}", put(order_status::update))
            .route("/documents/{order_id}", get(order::document))
            .with_state(self)
    }

    fn endpoints(&self, base_url: &str) -> Map<String, Value> {
        let mut state = self.state();
        state.base_url = base_url.to_owned();
        state.settings.endpoints(&self.stage.world)
    }

    fn ledger(&self) -> Value {
        self.state().ledger()
    }

    fn actions(&self) -> &'static [ActionDoc] {
        control::ACTIONS
    }

    async fn act(&self, name: &str, body: Value) -> Result<Value, ActionError> {
        self.control(name, body).await
    }

    async fn run_due(&self) {
        self.deliver_due().await;
    }

    fn refusal(&self, status: StatusCode) -> Response {
        errors::of_status(status)
    }
}
