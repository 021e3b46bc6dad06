//! The shop's door for callbacks: in process, answered with the statuses the HTTP server gives.

use std::fmt;
use std::sync::{Arc, RwLock};

use async_trait::async_trait;
use countersign_app::inbox::{self, Received};
use countersign_app::{App, AppError};
use countersign_sandbox::server::{Answer, Callback, Outbound, OutboundError};

use crate::crashes::Crashes;

/// What the address says in place of a shop.
const ANY_SHOP: &str = "any";

/// Closed until a shop opens; a closed door is a hub that cannot be reached.
#[derive(Default)]
pub struct Door {
    shop: RwLock<Option<App>>,
    crashes: RwLock<Option<Arc<Crashes>>>,
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Door")
    }
}

impl Door {
    pub(crate) fn open(&self, app: App) {
        *self.shop.write().expect("nobody panics at the door") = Some(app);
    }

    /// From now on callbacks find nobody, as when the server has been killed.
    pub fn close(&self) {
        *self.shop.write().expect("nobody panics at the door") = None;
    }

    /// Who stands behind the door may fall.
    pub(crate) fn watch(&self, crashes: Arc<Crashes>) {
        *self.crashes.write().expect("nobody panics at the door") = Some(crashes);
    }

    fn behind(&self) -> Option<App> {
        self.shop.read().expect("nobody panics at the door").clone()
    }
}

/// The vendor and the shop that an address names. Weedmaps fills its menu id in; the others have one address for all shops.
fn named(url: &str) -> Option<(&'static str, &str)> {
    let vendor = ["weedmaps", "leafly", "jane"].into_iter().find(|vendor| url.contains(vendor))?;
    Some((vendor, url.split_once("merchant_id=").map_or(ANY_SHOP, |(_, shop)| shop)))
}

#[async_trait]
impl Outbound for Door {
    async fn post(&self, call: Callback) -> Result<Answer, OutboundError> {
        let (Some(app), Some((vendor, shop))) = (self.behind(), named(&call.url)) else {
            let reason = "nobody is behind the door".to_owned();
            return Err(OutboundError::Unreachable { url: call.url.clone(), reason });
        };
        let headers: Vec<(String, String)> =
            call.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect();
        let store = inbox::address(&app, vendor, shop, &headers, &call.body);
        let Some(store) = store else {
            return Ok(Answer { status: 404, headers: Vec::new(), body: Vec::new() });
        };
        let crashes = self.crashes.read().expect("nobody panics at the door").clone();
        let receiving = inbox::receive(&app, &store, vendor, &headers, &call.body);
        let received = match crashes {
            None => receiving.await,
            Some(crashes) => match crashes.guard(receiving).await {
                Some(received) => received,
                None => {
                    let reason = "the shop's server died while it was told".to_owned();
                    return Err(OutboundError::Unreachable { url: call.url.clone(), reason });
                }
            },
        };
        let (status, body) = match received {
            Ok(Received::Kept | Received::Again) => (200, Vec::new()),
            Ok(Received::Answer(body)) => (200, body),
            Ok(Received::NotBelieved(_)) => (401, Vec::new()),
            Ok(Received::Unreadable(_)) => (400, Vec::new()),
            Err(AppError::NotFound(_)) => (404, Vec::new()),
            Err(_) => (500, Vec::new()),
        };
        Ok(Answer { status, headers: Vec::new(), body })
    }

    /// Marketplaces do not ask, and no board calls a simulated shop.
    async fn head(&self, _url: &str, _timeout_ms: u64) -> Result<u16, OutboundError> {
        Ok(404)
    }
}
