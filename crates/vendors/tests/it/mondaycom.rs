//! monday.com from the first item to the webhook: what was written is read back, who ticked it is told by the board's history, each change of a
//! call answers for itself, limits are told in either way, and a knock is only a hint.

use countersign_kernel::Timestamp;
use countersign_ports::Failure;
use countersign_ports::marketplace::WebhookError;
use countersign_ports::task_board::{Change, Heard, Knock, Purse, Seen, TaskBoard, Wanted};
use countersign_sandbox::server::VendorRoom;
use serde_json::{Value, json};

use crate::conformance::{door, task};
use crate::stage::Stage;

const INES: &str = "71000002";

fn since() -> Timestamp {
    "2026-11-21T18:00:00Z".parse().expect("an instant")
}

fn room(stage: &Stage) -> &VendorRoom {
    stage.sandbox.room("mondaycom").expect("it runs")
}

async fn made(board: &dyn TaskBoard, key: &str) -> String {
    let made = board.apply(&[Change::Create(task(key))], &Purse::of(1)).await.remove(0);
    made.expect("made").id
}

async fn seen(board: &dyn TaskBoard) -> Vec<Seen> {
    board.tasks(since(), &Purse::of(9)).await.expect("read")
}

async fn tick(stage: &Stage, id: &str, is: bool) {
    stage.clock.advance_seconds(1);
    stage.act("mondaycom", "change_item", json!({"id": id, "by": INES, "ticked": is})).await;
}

#[tokio::test]
async fn what_was_written_is_read_back_and_who_ticked_it_is_told_in_one_call() {
    let stage = Stage::start().await;
    let connection = stage.connect("mondaycom");
    let board = connection.task_board().expect("a board");
    let id = made(board, "sto_1/case/1").await;
    let wanted = task("sto_1/case/1");
    let purse = Purse::of(9);
    let item = board.tasks(since(), &purse).await.expect("read").remove(0);
    assert_eq!(purse.spent(), 1);
    assert_eq!(
        (&item.id, &item.key, &item.title, &item.notes),
        (&id, &wanted.key, &wanted.title, &wanted.notes)
    );
    assert_eq!((item.due_at, item.done), (wanted.due_at, None));
    assert!(item.made_at.is_some_and(|at| at > since()));

    tick(&stage, &id, true).await;
    let change = json!({"id": id, "by": INES, "name": "Done", "clears_due": true});
    stage.act("mondaycom", "change_item", change).await;
    let item = seen(board).await.remove(0);
    let first = item.done.expect("ticked");
    let by = first.by.as_deref().expect("by an account");
    assert_eq!((by, board.person(by), board.account("ines")), (INES, Some("ines"), Some(INES)));
    assert_eq!((item.title.as_str(), item.due_at), ("Done", None), "so both are put right");
    let back = Change::Set { id: id.clone(), wanted: wanted.clone() };
    board.apply(&[back], &Purse::of(1)).await.remove(0).expect("put right");
    let item = seen(board).await.remove(0);
    assert_eq!((item.title, item.due_at, item.done), (wanted.title, wanted.due_at, None));
    tick(&stage, &id, true).await;
    let second = seen(board).await.remove(0).done.expect("ticked");
    assert_ne!(second.mark, first.mark, "another tick is another one");
    room(&stage).vendor.set_switches(json!({"sim_assumption_tells_ticks": false})).expect("a switch");
    assert_eq!(seen(board).await.remove(0).done.expect("ticked").by, None, "nobody's");
}

#[tokio::test]
async fn changes_go_together_and_each_answers_for_itself() {
    let stage = Stage::start().await;
    let connection = stage.connect("mondaycom");
    let board = connection.task_board().expect("a board");
    let kept = made(board, "sto_1/case/1").await;
    let gone = made(board, "sto_1/case/2").await;
    stage.act("mondaycom", "delete_item", json!({"id": gone})).await;
    let over = Wanted { done: true, away: true, ..task("sto_1/case/1") };
    let changes = [
        Change::Comment { id: kept.clone(), text: "Put back <at once>.".to_owned() },
        Change::Set { id: gone, wanted: task("sto_1/case/2") },
        Change::Create(Wanted { title: String::new(), ..task("sto_1/case/3") }),
        Change::Create(task("sto_1/case/4")),
        Change::Set { id: kept, wanted: over },
    ];
    let purse = Purse::of(9);
    let told = board.apply(&changes, &purse).await;
    assert_eq!(purse.spent(), 1);
    let failures: Vec<Option<&Failure>> =
        told.iter().map(|told| told.as_ref().err().map(|why| &why.failure)).collect();
    assert!(
        matches!(failures[..], [None, Some(Failure::NotFound), Some(Failure::Refused { .. }), None, None]),
        "{failures:?}"
    );
    let ledger = room(&stage).vendor.ledger();
    let item = &ledger["items"][0];
    assert_eq!((&item["complete"], &item["archived"]), (&json!(true), &json!(true)));
    assert_eq!(item["comments"], json!(["Put back &lt;at once&gt;."]));
    let left = seen(board).await;
    assert_eq!(left.len(), 1, "what is over is read no more: {left:?}");
    assert_eq!(left[0].key.as_deref(), Some("sto_1/case/4"));
}

#[tokio::test]
async fn a_used_up_budget_waits_as_long_as_it_is_told_whatever_the_status() {
    let stage = Stage::start().await;
    let connection = stage.connect("mondaycom");
    let board = connection.task_board().expect("a board");
    for in_success in [false, true] {
        let switches =
            json!({"complexity_per_minute": 5_000, "sim_assumption_limits_in_success": in_success});
        room(&stage).vendor.set_switches(switches).expect("switches");
        let made = board.apply(&[Change::Create(task("sto_1/case/1"))], &Purse::of(1)).await.remove(0);
        let limited = made.expect_err("it costs more");
        let Failure::RateLimited { retry_after_seconds: Some(seconds) } = limited.failure else {
            panic!("{in_success}: {limited:?}");
        };
        assert!((1..=60).contains(&seconds) && limited.effect == countersign_ports::Effect::None);
        stage.clock.advance_seconds(61);
    }
    assert_eq!(room(&stage).vendor.ledger()["items"], json!([]));
}

#[tokio::test]
async fn how_often_it_is_looked_at_follows_the_plan() {
    let stage = Stage::start().await;
    for (plan, seconds, calls) in
        [("free", 1_080, 160), ("standard", 300, 800), ("pro", 300, 8_000), ("enterprise", 300, 20_000)]
    {
        let mut config = stage.config("mondaycom");
        config.settings["plan"] = json!(plan);
        let connection = countersign_vendors::connect(config, &stage.layer).expect("a good form");
        let habits = connection.task_board().expect("a board").habits();
        assert_eq!((habits.sweep_seconds, habits.calls_per_day), (seconds, Some(calls)), "{plan}");
        let looks = 86_400 / habits.sweep_seconds;
        assert!(looks <= i64::from(calls) / 2, "half is left for changes: {plan}");
    }
}

#[tokio::test]
async fn a_column_that_is_not_of_its_type_is_said_when_it_is_connected() {
    let stage = Stage::start().await;
    for (setting, id) in
        [("done_column", "color_status"), ("due_column", "none"), ("notes_column", "date_due")]
    {
        let mut config = stage.config("mondaycom");
        config.settings[setting] = json!(id);
        let connection = countersign_vendors::connect(config, &stage.layer).expect("a good form");
        let board = connection.task_board().expect("a board");
        let refused = board.board(&Purse::of(1)).await.expect_err("no such column");
        assert!(
            matches!(&refused.failure, Failure::Refused { messages, .. } if messages[0].contains(setting)),
            "{refused:?}"
        );
    }
    for wrong in ["", "abc", "../5090000001"] {
        let mut config = stage.config("mondaycom");
        config.settings["board_id"] = json!(wrong);
        assert!(countersign_vendors::connect(config, &stage.layer).is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn a_knock_is_a_hint_of_this_board_and_a_webhook_that_moved_or_went_is_none() {
    let stage = Stage::start().await;
    let connection = stage.connect("mondaycom");
    let board = connection.task_board().expect("a board");
    assert!(!board.habits().signs, "so the record never says that it was");
    let hook = board.watch(&door("mondaycom"), &Purse::of(1)).await.expect("watched");
    let id = made(board, "sto_1/case/1").await;
    tick(&stage, &id, true).await;
    stage.clock.advance_seconds(61);
    room(&stage).vendor.run_due().await;
    let last = stage.hub.heard.lock().expect("not poisoned").last().cloned().expect("something was heard");
    assert!(matches!(last, Ok(Heard::Changed)), "{last:?}");

    let hear = |body: Value| {
        let body = body.to_string();
        board.hear(Knock { address: &door("mondaycom"), headers: &[], body: body.as_bytes(), hook: None })
    };
    assert!(matches!(hear(json!({"event": {"boardId": 1}})), Ok(Heard::Nothing)), "another board's");
    for odd in [json!({}), json!([]), json!({"event": null}), json!({"challenge": 7})] {
        assert!(matches!(hear(odd), Err(WebhookError::Unreadable(_))));
    }
    let Ok(Heard::Handshake { body, hook: None, .. }) = hear(json!({"challenge": "x\"y"})) else {
        panic!("a challenge is echoed");
    };
    assert_eq!(serde_json::from_slice::<Value>(&body).expect("JSON"), json!({"challenge": "x\"y"}));

    let purse = &Purse::of(9);
    assert!(board.is_watching(&hook, &door("mondaycom"), purse).await.expect("told"));
    assert!(!board.is_watching(&hook, &door("moved"), purse).await.expect("told"), "nor at another address");
    stage.act("mondaycom", "delete_webhooks", json!({"id": "0"})).await;
    assert!(!board.is_watching(&hook, &door("mondaycom"), purse).await.expect("told"));
}
