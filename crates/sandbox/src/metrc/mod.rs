//! The state's traceability system, Metrc: API v2, and the v1 subset that older clients use.

use std::sync::Arc;

use axum::Router;
use serde_json::{Map, Value, json};

use crate::server::{Stage, Vendor};

/// The simulated state system.
#[derive(Debug)]
pub struct Metrc {
    stage: Stage,
}

impl Metrc {
    pub const NAME: &'static str = "metrc";

    pub fn new(stage: Stage) -> Self {
        Self { stage }
    }
}

impl Vendor for Metrc {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn router(self: Arc<Self>) -> Router {
        Router::new()
    }

    fn endpoints(&self, _base_url: &str) -> Map<String, Value> {
        Map::from_iter([("license".to_owned(), json!(self.stage.world.stores[0].retail))])
    }

    fn ledger(&self) -> Value {
        json!({})
    }

    fn reset(&self) {}
}
