//! Webhooks: made only where somebody answers a HEAD, then told of every action, signed over body and address.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha1::Sha1;

use super::Trello;
use super::answer::{self, Pairs};
use super::boards::told;
use super::settings::{API_SECRET, store_of};
use super::state::{Action, Hook, State as Inside};
use crate::callback::{self, Address, DELIVERIES_MAX, Pending, remember};

const TIMEOUT_MS: u64 = 10_000;
const HOOKS_MAX: usize = 1_000;

fn shown(hook: &Hook) -> Value {
    json!({
        "id": hook.id, "idModel": hook.model, "callbackURL": hook.url, "active": hook.active, "description": "",
        "consecutiveFailures": hook.failures,
    })
}

pub async fn make(
    State(sim): State<Arc<Trello>>,
    query: Pairs,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let (model, url) = (text("idModel"), text("callbackURL"));
    {
        let mut state = sim.state();
        if let Err(refused) = state.enter(&headers, &query, sim.stage.now()) {
            return refused;
        }
        if store_of(&sim.stage.world, &model).is_none() {
            return answer::refused(StatusCode::BAD_REQUEST, "model not found");
        }
        if state.hooks.values().any(|hook| hook.url == url && hook.model == model) {
            let said = "A webhook with that callback, model, and token already exists";
            return answer::refused(StatusCode::BAD_REQUEST, said);
        }
        assert!(state.hooks.len() < HOOKS_MAX, "the simulator keeps at most {HOOKS_MAX} webhooks; reset it");
    }
    // The state is not locked meanwhile: the hub may call us from its answer.
    let status = sim.stage.outbound.head(&url, TIMEOUT_MS).await.unwrap_or_default();
    if status != 200 {
        let said = format!("URL ({url}) did not return 200 status code, got {status}");
        return answer::refused(StatusCode::BAD_REQUEST, &said);
    }
    let mut state = sim.state();
    let id = state.fresh(sim.stage.now());
    let hook = Hook { id: id.clone(), model, url, active: true, failures: 0 };
    let told = shown(&hook);
    state.hooks.insert(id, hook);
    answer::told(told)
}

pub async fn one(
    State(sim): State<Arc<Trello>>,
    Path(id): Path<String>,
    query: Pairs,
    headers: HeaderMap,
) -> Response {
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, &query, sim.stage.now()) {
        return refused;
    }
    state.hooks.get(&id).map_or_else(answer::not_found, |hook| answer::told(shown(hook)))
}

/// The digest in the header: body, then address.
fn signature(secret: &str, body: &[u8], url: &str, low_bytes: bool) -> String {
    let text = format!("{}{url}", String::from_utf8_lossy(body));
    let signed: Vec<u8> = match low_bytes {
        true => text.encode_utf16().map(|unit| unit.to_be_bytes()[1]).collect(),
        false => text.into_bytes(),
    };
    let mut mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(&signed);
    BASE64.encode(&mac.finalize().into_bytes())
}

impl Trello {
    pub(super) fn tell(&self, state: &mut Inside, action: &Action) {
        if state.settings.loses_webhooks {
            return;
        }
        let due = self.stage.now().plus_seconds(state.settings.sim_assumption_webhook_delay_seconds);
        let body =
            json!({"action": told(action, true), "model": {"id": action.board}}).to_string().into_bytes();
        let is_told = |hook: &&Hook| hook.active && hook.model == action.board;
        let hooks: Vec<String> = state.hooks.values().filter(is_told).map(|hook| hook.id.clone()).collect();
        for hook in hooks {
            state.queue.push(Pending {
                due,
                after_the_rest: false,
                sequence: 0,
                attempt: 1,
                event: action.kind,
                order_id: hook,
                body: body.clone(),
                forged_attempts: 0,
                duplicates: 0,
            });
        }
    }

    pub async fn deliver_due(&self) {
        let due = self.state().queue.take_due(self.stage.now());
        for pending in due {
            self.attempt(pending).await;
        }
    }

    async fn attempt(&self, pending: Pending) {
        let id = pending.order_id.clone();
        let address = {
            let state = self.state();
            let Some(hook) = state.hooks.get(&id).filter(|hook| hook.active) else { return };
            let secret = if state.settings.forges_signatures { "another" } else { API_SECRET };
            let low_bytes = state.settings.sim_assumption_signs_low_bytes;
            Address {
                url: hook.url.clone(),
                header: ("X-Trello-Webhook", signature(secret, &pending.body, &hook.url, low_bytes)),
                timeout_ms: TIMEOUT_MS,
            }
        };
        let deliveries = callback::deliver(&*self.stage.outbound, &pending, address, self.stage.now()).await;
        let accepted = deliveries.iter().any(callback::Delivery::is_accepted);
        let is_gone = deliveries.iter().any(|delivery| delivery.status == Some(410));
        let mut state = self.state();
        let Inside { queue, deliveries: kept, settings, hooks, .. } = &mut *state;
        deliveries.into_iter().for_each(|delivery| remember(kept, delivery, DELIVERIES_MAX));
        if is_gone {
            hooks.remove(&id);
        } else if let Some(hook) = hooks.get_mut(&id) {
            hook.failures = if accepted { 0 } else { hook.failures + 1 };
            hook.active = hook.failures < settings.sim_assumption_gives_up_after;
            if !accepted {
                queue.again(pending, &settings.sim_assumption_retry_minutes, self.stage.now());
            }
        }
    }
}
