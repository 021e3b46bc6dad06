//! What can be switched, and the invented keys.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::world::World;

pub const KEY: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
pub const TOKEN: &str = "ATTA0123456789abcdef0123456789abcdef0123456789abcdef";
/// What webhooks are signed with.
pub const API_SECRET: &str = "5eed0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab";
/// The account that the token belongs to.
pub const ROBOT: &str = "5f0a000000000000000000a1";

const BOARDS: u128 = 0x5f0c_0000_0000_0000_0000_b000;
const LISTS: u128 = 0x5f0c_0000_0000_0000_0000_c000;
/// sim_assumption: so many lists a board, the first for what is new.
pub const LISTS_OF_A_BOARD: [&str; 2] = ["To do", "Done"];

/// Switches of the Trello simulator; the control API shows and takes exactly these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub enforce_rate_limits: bool,
    /// Documented: 100 in ten seconds for each token.
    pub calls_per_ten_seconds: usize,
    /// These do not come at all.
    pub loses_webhooks: bool,
    pub forges_signatures: bool,
    /// The bytes that are signed are the low ones of each character's number, as Trello's programs do it by what others report.
    pub sim_assumption_signs_low_bytes: bool,
    pub sim_assumption_webhook_delay_seconds: i64,
    pub sim_assumption_retry_minutes: Vec<i64>,
    /// Calls without a good answer in a row, after which a webhook is no longer active.
    pub sim_assumption_gives_up_after: u32,
    /// White space around names and descriptions goes.
    pub sim_assumption_trims: bool,
    /// A completion is found among the actions of the board.
    pub sim_assumption_tells_completions: bool,
    /// A card that was just made is not in lists for so long.
    pub sim_assumption_list_lags_seconds: i64,
    /// Documented is 1,000.
    pub sim_assumption_page_size_max: usize,
}

impl Settings {
    pub fn seeded() -> Self {
        Self {
            enforce_rate_limits: true,
            calls_per_ten_seconds: 100,
            loses_webhooks: false,
            forges_signatures: false,
            sim_assumption_signs_low_bytes: false,
            sim_assumption_webhook_delay_seconds: 1,
            sim_assumption_retry_minutes: vec![1, 1, 2],
            sim_assumption_gives_up_after: 1_000,
            sim_assumption_trims: true,
            sim_assumption_tells_completions: true,
            sim_assumption_list_lags_seconds: 0,
            sim_assumption_page_size_max: 1_000,
        }
    }
}

pub fn endpoints(world: &World) -> Map<String, Value> {
    let of = |store: usize| json!({"board_id": board(store), "list_id": list(store, 0)});
    let stores: Vec<Value> = (0..world.stores.len()).map(of).collect();
    let mut more = Map::new();
    more.insert("key".into(), json!(KEY));
    more.insert("token".into(), json!(TOKEN));
    more.insert("api_secret".into(), json!(API_SECRET));
    more.insert("board_id".into(), json!(board(0)));
    more.insert("list_id".into(), json!(list(0, 0)));
    more.insert("stores".into(), json!(stores));
    more
}

/// sim_assumption: one board a store.
pub fn board(store: usize) -> String {
    format!("{:024x}", BOARDS + store as u128)
}

pub fn list(store: usize, number: usize) -> String {
    format!("{:024x}", LISTS + (store * LISTS_OF_A_BOARD.len() + number) as u128)
}

pub fn store_of(world: &World, id: &str) -> Option<usize> {
    (0..world.stores.len()).find(|store| board(*store) == id)
}

/// The board that a list is on.
pub fn board_of(world: &World, id: &str) -> Option<String> {
    let has = |store: &usize| (0..LISTS_OF_A_BOARD.len()).any(|number| list(*store, number) == id);
    (0..world.stores.len()).find(has).map(board)
}
