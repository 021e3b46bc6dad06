//! Webhooks: the handshake while the call that makes one is under way, and events afterwards, signed, at most once.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use data_encoding::HEXLOWER;
use serde_json::{Value, json};

use super::settings::store_of;
use super::state::{Hook, State as Inside};
use super::{Asana, answer};
use crate::callback::{self, Address, DELIVERIES_MAX, Pending, hmac_sha256, remember};
use crate::server::Callback;

/// Documented: an answer must come within ten seconds.
const TIMEOUT_MS: u64 = 10_000;
const HOOKS_MAX: usize = 1_000;

pub async fn make(State(sim): State<Arc<Asana>>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let (project, target) = {
        let mut state = sim.state();
        if let Err(refused) = state.enter(&headers, sim.stage.now()) {
            return refused;
        }
        let text = |name: &str| body["data"][name].as_str().unwrap_or_default().to_owned();
        (text("resource"), text("target"))
    };
    if store_of(&sim.stage.world, &project).is_none() {
        return answer::refused(StatusCode::BAD_REQUEST, "resource: Not a recognized ID");
    }
    let (gid, secret) = {
        let mut state = sim.state();
        assert!(state.hooks.len() < HOOKS_MAX, "the simulator keeps at most {HOOKS_MAX} webhooks; reset it");
        let secret = format!("{:032x}", u128::from_be_bytes(state.random.array()));
        (state.fresh(), secret)
    };
    // The state is not locked meanwhile: the hub may call us from its answer.
    let headers = vec![("X-Hook-Secret".to_owned(), secret.clone())];
    let call = Callback { url: target.clone(), headers, body: Vec::new(), timeout_ms: TIMEOUT_MS };
    let is_theirs = match sim.stage.outbound.post(call).await {
        Ok(told) => {
            let echo = told.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-hook-secret"));
            matches!(told.status, 200 | 204) && echo.is_some_and(|(_, value)| *value == secret)
        }
        Err(_) => false,
    };
    if !is_theirs {
        let said = "The remote server did not respond with the handshake secret.";
        return answer::refused(StatusCode::BAD_REQUEST, said);
    }
    sim.state().hooks.insert(gid, Hook { gid, project: project.clone(), target: target.clone(), secret });
    let told =
        json!({"gid": gid.to_string(), "active": true, "target": target, "resource": {"gid": project}});
    answer::data(StatusCode::CREATED, told)
}

pub async fn one(State(sim): State<Arc<Asana>>, Path(gid): Path<String>, headers: HeaderMap) -> Response {
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, sim.stage.now()) {
        return refused;
    }
    match gid.parse().ok().and_then(|gid: u64| state.hooks.get(&gid)) {
        Some(hook) => {
            answer::data(StatusCode::OK, json!({"gid": gid, "active": true, "target": hook.target}))
        }
        None => answer::refused(StatusCode::NOT_FOUND, &format!("webhook: Unknown object: {gid}")),
    }
}

impl Asana {
    /// Whoever asked to be told of this project will be.
    pub(super) fn changed(&self, state: &mut Inside, task: u64, action: &'static str) {
        let Some(project) = state.tasks.get(&task).map(|task| task.project.clone()) else { return };
        if state.settings.loses_webhooks {
            return;
        }
        let due = self.stage.now().plus_seconds(state.settings.sim_assumption_webhook_delay_seconds);
        let event = json!({
            "action": action, "created_at": self.stage.now().to_string(),
            "resource": {"gid": task.to_string(), "resource_type": "task"},
        });
        let body = json!({"events": [event]}).to_string().into_bytes();
        let hooks: Vec<u64> = state.hooks.values().filter(|h| h.project == project).map(|h| h.gid).collect();
        for hook in hooks {
            state.queue.push(Pending {
                due,
                after_the_rest: false,
                sequence: 0,
                attempt: 1,
                event: action,
                order_id: hook.to_string(),
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
        let gid: u64 = pending.order_id.parse().unwrap_or_default();
        let address = {
            let state = self.state();
            let Some(hook) = state.hooks.get(&gid) else { return };
            let secret = if state.settings.forges_signatures { "another" } else { hook.secret.as_str() };
            let signature = HEXLOWER.encode(&hmac_sha256(secret, &pending.body));
            Address {
                url: hook.target.clone(),
                header: ("X-Hook-Signature", signature),
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
            hooks.remove(&gid);
        } else if !accepted {
            queue.again(pending, &settings.sim_assumption_retry_minutes, self.stage.now());
        }
    }
}
