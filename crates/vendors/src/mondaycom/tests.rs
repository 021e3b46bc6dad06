//! Odd words and odd shapes, each read to the side that allows less.

use std::collections::BTreeMap;

use countersign_ports::Failure;
use countersign_ports::task_board::{Seen, Wanted};
use serde_json::{Value, json};

use super::{Columns, Plan, map, wire};

const ITEM: &str = include_str!("../../fixtures/mondaycom/item.json");
const LOGS: &str = include_str!("../../fixtures/mondaycom/logs.json");
const INES: &str = "71000002";

fn columns() -> Columns {
    let of = |id: &str| id.to_owned();
    Columns {
        key: of("text_key"),
        notes: of("text_notes"),
        due: of("date_due"),
        people: of("people_who"),
        done: of("checkbox_done"),
    }
}

fn item() -> wire::Item {
    serde_json::from_str(ITEM).expect("an item")
}

fn last() -> BTreeMap<String, (bool, String)> {
    let logs: Vec<wire::Log> = serde_json::from_str(LOGS).expect("logs");
    map::last_of_each(&logs, "checkbox_done")
}

fn seen(item: wire::Item) -> Result<Seen, String> {
    map::seen(item, &columns(), &last())
}

#[test]
fn a_ticked_item_tells_by_which_account_and_when_it_was_made() {
    let seen = seen(item()).expect("readable");
    assert_eq!(seen.key.as_deref(), Some("checklist/2026-11-22/opening/night"));
    assert_eq!((seen.title.as_str(), seen.notes.as_str()), ("The night has been read", "For the associate."));
    assert_eq!(seen.due_at, "2026-11-22T15:45:00Z".parse().ok());
    assert_eq!(seen.made_at, "2026-11-22T14:00:01Z".parse().ok());
    assert_eq!(seen.assignee.as_deref(), Some(INES), "a team is nobody");
    let done = seen.done.expect("ticked");
    assert_eq!((done.mark.as_str(), done.by.as_deref()), ("2026-11-22T15:01:00Z", Some(INES)));
}

#[test]
fn the_last_change_of_a_box_counts_in_whatever_order_it_comes_and_what_is_odd_names_nobody() {
    let mut logs: Vec<wire::Log> = serde_json::from_str(LOGS).expect("logs");
    logs.reverse();
    assert_eq!(map::last_of_each(&logs, "checkbox_done"), last());
    assert!(map::last_of_each(&logs, "another").is_empty());
    for odd in ["", "[]", r#"{"pulse_id": null, "column_id": "checkbox_done"}"#] {
        let log = wire::Log { data: odd.to_owned(), ..logs[0].clone() };
        assert!(map::last_of_each(&[log], "checkbox_done").is_empty(), "{odd}");
    }
    // Taken back in the history, ticked in the list: whose tick that is, nobody knows.
    let back = BTreeMap::from([(item().id, (false, INES.to_owned()))]);
    let seen = map::seen(item(), &columns(), &back).expect("readable");
    assert_eq!(seen.done.expect("ticked").by, None);
}

#[test]
fn an_item_without_a_column_or_with_an_odd_instant_is_no_answer() {
    for gone in 0..5 {
        let mut item = item();
        item.column_values.remove(gone);
        assert!(seen(item).is_err(), "{gone}");
    }
    assert!(seen(wire::Item { created_at: Some("soon".to_owned()), ..item() }).is_err());
    let mut unticked = item();
    unticked.column_values.iter_mut().for_each(|cell| cell.checked = None);
    assert_eq!(seen(unticked).expect("readable").done, None);
}

#[test]
fn what_is_written_is_json_in_a_text_and_nobodys_name_is_taken_from_an_item() {
    let wanted = Wanted {
        key: Some("case/cas_1".to_owned()),
        title: "A \"count\" differs".to_owned(),
        notes: "Two lines.\nOf notes.".to_owned(),
        due_at: "2026-11-22T15:45:00.250Z".parse().ok(),
        assignee: None,
        done: false,
        away: false,
    };
    let cells: Value = serde_json::from_str(&map::cells(&wanted, &columns(), true)).expect("JSON");
    let expected = json!({
        "name": wanted.title, "text_key": "case/cas_1", "text_notes": wanted.notes,
        "date_due": {"date": "2026-11-22", "time": "15:45:00"}, "checkbox_done": null,
    });
    assert_eq!(cells, expected);
    let done = Wanted { done: true, due_at: None, key: None, assignee: Some(INES.to_owned()), ..wanted };
    let cells: Value = serde_json::from_str(&map::cells(&done, &columns(), false)).expect("JSON");
    let expected = json!({
        "text_key": "", "text_notes": done.notes, "date_due": null, "checkbox_done": {"checked": "true"},
        "people_who": {"personsAndTeams": [{"id": 71_000_002, "kind": "person"}]},
    });
    assert_eq!(cells, expected);
    assert_eq!(map::comment("a < b & c"), "a &lt; b &amp; c");
}

#[test]
fn each_no_is_read_in_todays_form_and_in_the_one_of_before_and_a_new_word_is_for_a_person() {
    let of = |told: Value| map::wrongs(&told).into_iter().map(|wrong| wrong.failure(200)).collect::<Vec<_>>();
    let today = |code: &str, more: Value| {
        let mut extensions = json!({"code": code});
        extensions.as_object_mut().expect("members").extend(more.as_object().cloned().unwrap_or_default());
        json!({"errors": [{"message": "no", "path": ["c1"], "extensions": extensions}]})
    };
    let limited = |seconds| Failure::RateLimited { retry_after_seconds: seconds };
    let budget = today("COMPLEXITY_BUDGET_EXHAUSTED", json!({"status_code": 429, "retry_in_seconds": 17}));
    assert_eq!(of(budget), [limited(Some(17))]);
    assert_eq!(of(today("DAILY_LIMIT_EXCEEDED", json!({}))), [limited(None)]);
    let before = json!({
        "error_code": "ComplexityException", "status_code": 429, "error_message": "exhausted", "errors": ["exhausted"],
    });
    assert_eq!(of(before), [limited(None)]);
    assert_eq!(of(json!({"error_code": "ComplexityException", "error_message": "x"})), [limited(None)]);
    assert_eq!(of(today("USER_UNAUTHORIZED", json!({"status_code": 403}))), [Failure::NotAllowed]);
    assert_eq!(of(today("ResourceNotFoundException", json!({"status_code": 404}))), [Failure::NotFound]);
    assert_eq!(of(today("INTERNAL_SERVER_ERROR", json!({}))), [Failure::Broken { status: 500 }]);
    let refused = Failure::Refused { status: 200, messages: vec!["no".to_owned()] };
    assert_eq!(of(today("SomethingNew", json!({"status_code": 200}))), [refused]);
    assert!(of(json!({"data": {}})).is_empty() && of(json!({"data": {}, "errors": []})).is_empty());
    assert_eq!(of(json!({"errors": "x"})).len(), 1, "an odd no is a no");
    assert_eq!(map::wrongs(&today("X", json!({})))[0].field.as_deref(), Some("c1"));
}

#[test]
fn a_webhook_at_another_address_is_another_one_and_the_plan_says_how_many_calls_there_are() {
    assert_ne!(map::hook("7", "https://hub/a"), map::hook("7", "https://hub/b"));
    assert_ne!(map::hook("7", "https://hub/a"), map::hook("8", "https://hub/a"));
    assert!(!map::hook("7", "https://hub/a").contains("hub"));
    let plans = [Plan::Free, Plan::Standard, Plan::Pro, Plan::Enterprise];
    assert_eq!(plans.map(Plan::calls_per_day), [160, 800, 8_000, 20_000]);
}
