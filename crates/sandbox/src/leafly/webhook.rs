//! The webhooks Leafly sends, ready to be owed, and their signature.

use countersign_kernel::Timestamp;
use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value, json};

use super::order::Order;
use super::settings::{Settings, SignatureEncoding};
use crate::callback::{Address, Pending, hmac_sha256};
use crate::shopper::CallbackFault;

pub const UNACKNOWLEDGED: &str = "order_api_unacknowledged";
const SIGNATURE: &str = "X-Leafly-Signature";
const FORGED_KEY: &str = "not-the-key";

pub fn submit(order: &Order, fault: CallbackFault) -> Pending {
    let body = json!({
        "eventTime": order.created_at,
        "eventType": "order_submit",
        "orderIntegrationKey": order.key(),
        "orderId": order.id,
        "acknowledgeBy": order.acknowledge_by,
    });
    owed("order_submit", &order.id, order.created_at, body, fault)
}

pub fn cancel(order: &Order, reason: &str, fault: CallbackFault) -> Pending {
    let at = order.history.last().map_or(order.created_at, |step| step.at);
    let body = json!({
        "eventTime": at,
        "eventType": "order_cancel",
        "orderIntegrationKey": order.key(),
        "orderId": order.id,
        "cancelReason": reason,
    });
    owed("order_cancel", &order.id, at, body, fault)
}

pub fn status(order: &Order, at: Timestamp) -> Pending {
    let body = json!({
        "eventTime": at,
        "eventType": "order_status",
        "orderIntegrationKey": order.key(),
        "orderId": order.id,
        "status": order.status(),
    });
    owed("order_status", &order.id, at, body, CallbackFault::default())
}

fn owed(event: &'static str, order_id: &str, at: Timestamp, body: Value, fault: CallbackFault) -> Pending {
    Pending {
        due: at.plus_seconds(fault.delay_seconds),
        after_the_rest: fault.reorder,
        sequence: 0,
        attempt: 1,
        event,
        order_id: order_id.to_owned(),
        body: body.to_string().into_bytes(),
        forged_attempts: fault.forged_attempts,
        duplicates: fault.duplicates,
    }
}

pub fn address(settings: &Settings, body: &[u8], forged: bool) -> Address {
    let key = if forged { FORGED_KEY } else { &settings.hmac_key };
    let digest = hmac_sha256(key, body);
    let signature = match settings.sim_assumption_signature_encoding {
        SignatureEncoding::Hex => HEXLOWER.encode(&digest),
        SignatureEncoding::Base64 => BASE64.encode(&digest),
    };
    Address {
        url: settings.webhook_url.clone(),
        header: (SIGNATURE, signature),
        timeout_ms: settings.sim_assumption_preview_timeout_ms,
    }
}
