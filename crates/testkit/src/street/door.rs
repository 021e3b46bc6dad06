//! The shop's door for callbacks: in process, answered with the statuses the HTTP server gives.

use std::fmt;
use std::sync::RwLock;

use async_trait::async_trait;
use countersign_app::inbox::{self, Received};
use countersign_app::{App, AppError};
use countersign_kernel::id::StoreId;
use countersign_sandbox::server::{Answer, Callback, Outbound, OutboundError};

/// Who stands behind the door, and which of a vendor's own keys means which store.
struct Behind {
    app: App,
    /// Vendor, the vendor's key of the store, the store.
    stores: Vec<(String, String, StoreId)>,
}

/// Closed until a shop opens; a closed door is a hub that cannot be reached.
#[derive(Default)]
pub struct Door(RwLock<Option<Behind>>);

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Door")
    }
}

impl Door {
    pub(crate) fn open(&self, app: App, stores: Vec<(String, String, StoreId)>) {
        *self.0.write().expect("nobody panics at the door") = Some(Behind { app, stores });
    }

    /// From now on callbacks find nobody, as when the server has been killed.
    pub fn close(&self) {
        *self.0.write().expect("nobody panics at the door") = None;
    }

    fn find(&self, call: &Callback) -> Option<(App, String, StoreId)> {
        let vendor = ["weedmaps", "leafly"].into_iter().find(|vendor| call.url.contains(vendor))?;
        let key = store_key(vendor, call)?;
        let guard = self.0.read().expect("nobody panics at the door");
        let behind = guard.as_ref()?;
        let (_, _, store) = behind.stores.iter().find(|(v, k, _)| v == vendor && *k == key)?;
        Some((behind.app.clone(), vendor.to_owned(), store.clone()))
    }
}

/// Weedmaps fills its menu id into the address; Leafly has one address and names the store in the body.
fn store_key(vendor: &str, call: &Callback) -> Option<String> {
    if vendor == "weedmaps" {
        return call.url.split_once("merchant_id=").map(|(_, id)| id.to_owned());
    }
    let body: serde_json::Value = serde_json::from_slice(&call.body).ok()?;
    body.get("orderIntegrationKey")?.as_str().map(str::to_owned)
}

#[async_trait]
impl Outbound for Door {
    async fn post(&self, call: Callback) -> Result<Answer, OutboundError> {
        let Some((app, vendor, store)) = self.find(&call) else {
            let reason = "nobody is behind the door".to_owned();
            return Err(OutboundError::Unreachable { url: call.url, reason });
        };
        let headers: Vec<(String, String)> =
            call.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect();
        let (status, body) = match inbox::receive(&app, &store, &vendor, &headers, &call.body).await {
            Ok(Received::Kept | Received::Again) => (200, Vec::new()),
            Ok(Received::Answer(body)) => (200, body),
            Ok(Received::NotBelieved(_)) => (401, Vec::new()),
            Ok(Received::Unreadable(_)) => (400, Vec::new()),
            Err(AppError::NotFound(_)) => (404, Vec::new()),
            Err(_) => (500, Vec::new()),
        };
        Ok(Answer { status, body })
    }
}
