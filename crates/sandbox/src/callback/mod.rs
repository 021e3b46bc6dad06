//! The signed calls a marketplace makes to the shop: one delivery with its copies, and the queue of those owed.

mod queue;

use countersign_kernel::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::server::{Answer, Callback, Outbound};

pub use queue::{Pending, Queue};

/// How many deliveries a simulator remembers; the oldest are forgotten first.
pub const DELIVERIES_MAX: usize = 50_000;
/// Extra copies of one callback that a fault may ask for.
pub const COPIES_MAX: u32 = 200;

/// HMAC-SHA256 of the raw body.
pub fn hmac_sha256(secret: &str, body: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(body);
    mac.finalize().into_bytes().into()
}

/// One attempt to tell the shop something, as the marketplace remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub at: Timestamp,
    pub event: String,
    pub order_id: String,
    pub attempt: u32,
    pub forged: bool,
    /// The shop's HTTP status, or nothing when there was no answer.
    pub status: Option<u16>,
    pub why: Option<String>,
}

impl Delivery {
    pub fn is_accepted(&self) -> bool {
        self.status.is_some_and(|s| (200..300).contains(&s))
    }
}

/// Where one call goes and how it is signed.
#[derive(Debug, Clone)]
pub struct Address {
    /// Empty when nobody configured it.
    pub url: String,
    pub header: (&'static str, String),
    pub timeout_ms: u64,
}

/// Makes one call. The error is the sentence the marketplace keeps.
pub async fn call(outbound: &dyn Outbound, address: Address, body: Vec<u8>) -> Result<Answer, String> {
    if address.url.is_empty() {
        return Err("no callback address is configured".to_owned());
    }
    let json = ("content-type".to_owned(), "application/json".to_owned());
    let headers = vec![json, (address.header.0.to_owned(), address.header.1)];
    let call = Callback { url: address.url, headers, body, timeout_ms: address.timeout_ms };
    outbound.post(call).await.map_err(|e| e.to_string())
}

/// Makes one attempt of an owed call with its extra copies and says how each went.
pub async fn deliver(
    outbound: &dyn Outbound,
    pending: &Pending,
    address: Address,
    now: Timestamp,
) -> Vec<Delivery> {
    let copies = 1 + pending.duplicates.min(COPIES_MAX);
    let mut deliveries = Vec::with_capacity(copies as usize);
    for _ in 0..copies {
        let answer = call(outbound, address.clone(), pending.body.clone()).await;
        deliveries.push(Delivery {
            at: now,
            event: pending.event.to_owned(),
            order_id: pending.order_id.clone(),
            attempt: pending.attempt,
            forged: pending.is_forged(),
            status: answer.as_ref().ok().map(|a| a.status),
            why: answer.err(),
        });
    }
    deliveries
}

/// Appends within a bound, forgetting the oldest.
pub fn remember<T>(list: &mut Vec<T>, entry: T, most: usize) {
    if list.len() >= most {
        list.remove(0);
    }
    list.push(entry);
}
