//! Webhooks: made only where a challenge is echoed, then told of each tick. Nothing is signed for the token of an account.

use serde_json::{Value, json};

use super::Monday;
use super::answer::No;
use super::boards::no_field;
use super::graphql::{Field, select};
use super::settings::{DONE, store_of};
use super::state::{Hook, State as Inside};
use crate::callback::{self, Address, DELIVERIES_MAX, Pending, remember};
use crate::server::Callback;

const TIMEOUT_MS: u64 = 10_000;
const HOOKS_MAX: usize = 1_000;

impl Monday {
    pub(super) async fn create_webhook(&self, asked: &Field) -> Result<Value, No> {
        let text = |name: &str| asked.arguments.get(name).and_then(Value::as_str).unwrap_or_default();
        let (board, url) = (text("board_id").to_owned(), text("url").to_owned());
        if store_of(&self.stage.world, &board).is_none() {
            return Err(No::new("InvalidBoardIdException", 200, "The board does not exist"));
        }
        let config: Value = serde_json::from_str(text("config")).unwrap_or(Value::Null);
        if text("event") != "change_specific_column_value" || config["columnId"] != DONE {
            return Err(No::new("InvalidArgumentException", 200, "event or config is not known here"));
        }
        let id = {
            let mut state = self.state();
            assert!(
                state.hooks.len() < HOOKS_MAX,
                "the simulator keeps at most {HOOKS_MAX} webhooks; reset it"
            );
            state.fresh()
        };
        // The state is not locked meanwhile: the hub may call us from its answer.
        let challenge = format!("challenge-{id}");
        let body = json!({"challenge": challenge}).to_string().into_bytes();
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        let call = Callback { url: url.clone(), headers, body, timeout_ms: TIMEOUT_MS };
        let is_theirs = self.stage.outbound.post(call).await.is_ok_and(|told| {
            let echo: Value = serde_json::from_slice(&told.body).unwrap_or(Value::Null);
            told.status == 200 && echo["challenge"] == challenge
        });
        if !is_theirs {
            let said = "Failed to subscribe to the webhook: the challenge was not echoed";
            return Err(No::new("WebhookChallengeException", 200, said));
        }
        let hook = Hook { id, board: board.clone(), url, column: DONE.to_owned() };
        self.state().hooks.insert(id, hook);
        select(&json!({"id": id.to_string(), "board_id": board}), &asked.fields).map_err(no_field)
    }

    pub(super) fn tell(&self, state: &mut Inside, item: u64, by: &str) {
        let Some(item) = state.items.get(&item).filter(|_| !state.settings.loses_webhooks).cloned() else {
            return;
        };
        let now = self.stage.now();
        let due = now.plus_seconds(state.settings.sim_assumption_webhook_delay_seconds);
        let hooks: Vec<u64> =
            state.hooks.values().filter(|hook| hook.board == item.board).map(|hook| hook.id).collect();
        for hook in hooks {
            let number = |text: &str| text.parse::<u64>().unwrap_or_default();
            let body = json!({"event": {
                "userId": number(by), "originalTriggerUuid": null, "boardId": number(&item.board),
                "pulseId": item.id, "pulseName": item.name, "columnId": DONE, "columnType": "boolean",
                "value": {"checked": item.checked}, "app": "monday", "type": "update_column_value",
                "triggerTime": now.to_string(), "subscriptionId": hook,
                "triggerUuid": format!("{:032x}", state.fresh()),
            }});
            state.queue.push(Pending {
                due,
                after_the_rest: false,
                sequence: 0,
                attempt: 1,
                event: "update_column_value",
                order_id: hook.to_string(),
                body: body.to_string().into_bytes(),
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
        let id: u64 = pending.order_id.parse().unwrap_or_default();
        let Some(url) = self.state().hooks.get(&id).map(|hook| hook.url.clone()) else { return };
        let header = ("User-Agent", "monday-webhooks".to_owned());
        let address = Address { url, header, timeout_ms: TIMEOUT_MS };
        let deliveries = callback::deliver(&*self.stage.outbound, &pending, address, self.stage.now()).await;
        let accepted = deliveries.iter().any(callback::Delivery::is_accepted);
        let mut state = self.state();
        let Inside { queue, deliveries: kept, settings, .. } = &mut *state;
        deliveries.into_iter().for_each(|delivery| remember(kept, delivery, DELIVERIES_MAX));
        if !accepted {
            queue.again(pending, &settings.sim_assumption_retry_minutes, self.stage.now());
        }
    }
}
