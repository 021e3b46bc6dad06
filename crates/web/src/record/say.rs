//! One entry of the record in one line of plain words. What it cannot say better it says as it is written.

use serde_json::Value;

use super::books;
use crate::ui::LogKind;

/// Letters of a hash that people compare at a glance, in two groups.
const STUB_GROUP: usize = 4;
/// An error kept from a system outside is cut here.
const WORDS_MAX: usize = 120;

/// By the first word of the entry's kind.
pub fn log_kind(kind: &str) -> LogKind {
    match kind.split('.').next().unwrap_or_default() {
        "fact" => LogKind::Fact,
        "verdict" => LogKind::Check,
        "act" => LogKind::Act,
        "look" => LogKind::Look,
        _ => LogKind::Note,
    }
}

/// `90ce 5512`
pub fn stub(hash: &str) -> String {
    let group = |at: usize| hash.get(at..at + STUB_GROUP).unwrap_or_default();
    format!("{} {}", group(0), group(STUB_GROUP)).trim().to_owned()
}

/// The body of a canonical line.
pub fn body(line: &str) -> Value {
    let mut entry: Value = serde_json::from_str(line).unwrap_or_default();
    entry["body"].take()
}

/// The reading that an entry is about; none means that the question is to be open again.
fn reading(body: &Value) -> String {
    body["reading"].as_str().map_or("open again".to_owned(), cut)
}

/// What happened.
pub fn say(kind: &str, body: &Value) -> String {
    let text = |key: &str| cut(body[key].as_str().unwrap_or_default());
    let said = books::say(kind, body).or_else(|| of_papers(kind, &text));
    if let Some(said) = said.or_else(|| of_promotions(kind, body, &text)) {
        return said;
    }
    match kind {
        "fact.order" => {
            format!("Order {} came in by {}; personal fields sealed", body["number"], text("channel"))
        }
        "fact.cancelled" if body["sold"] == true => {
            with("The marketplace cancelled what was already sold; settle it with them", text("words"))
        }
        "fact.cancelled" => with("The marketplace cancelled", text("words")),
        "fact.inventory" => "Stock was read".to_owned(),
        "fact.message" => with("A message came in", text("source")),
        "fact.message_refused" => with("A message was refused at the door", text("source")),
        "fact.message_stuck" => with("A message could not be worked off", text("error")),
        "fact.notice" => with("The marketplace noted", text("what")),
        "fact.order_changed" => with("Changed in the marketplace's own page; it is now", text("status")),
        "fact.register_sales" => "The register's own sales were read".to_owned(),
        "fact.rule_file" => with("Rule file", text("path")),
        "fact.rulebook" => "The rulebook in force".to_owned(),
        "act.propose_reading" => with("Proposed for the rulebook", reading(body)),
        "act.adopt_reading" => with("Signed for the rulebook by a second person", reading(body)),
        "act.decline_reading" => with("A proposal for the rulebook was turned down", text("why")),
        "verdict.order" if body["proposed"].is_object() => {
            format!("A change was refused, nothing changed. {}", results(body))
        }
        "verdict.order" => results(body),
        "verdict.limit" => with("Limit question answered", text_in(body, &["answer", "verdict"])),
        "verdict.hand_over" => with("The id was scanned at the counter", text_in(body, &["result", "found"])),
        "act.approve" => "Approved: countersigned after its checks, stock and allowance held".to_owned(),
        "act.by_hand" => with("Left to a person, since it cannot be done from here", sent(body)),
        "act.cancel" => with("Cancelled", text("words")),
        "act.complete" => "Handed over and completed; the sale is owed to state and register".to_owned(),
        "act.done_by_hand" => with("A person says it is done there", sent(body)),
        "act.done" => with("Done at", sent(body)),
        "act.gate" => gate(body, &text("reason")),
        "act.order.change" => with("Changed", changed(body)),
        "act.override" => with("Override countersigned", text("check")),
        "act.override_request" => with("Override asked for", text("check")),
        "act.pick" => "Picking began".to_owned(),
        "act.put_off" => with("Not done yet, tried again later", sent(body)),
        "act.quote" => "A cart was quoted to the marketplace".to_owned(),
        "act.ready" => "Ready for the customer".to_owned(),
        "act.refuse" => with("Refused", text("words")),
        "act.return" => with("Returned; the receipt is to be voided", text("words")),
        "act.revived" => "A stuck act was let try again".to_owned(),
        "act.stuck" => with("Given up, a person must look", sent(body)),
        "look.customer" => looked("Customer", body),
        "look.extract" => with("An inspector's file was taken out", text("why")),
        "look.order" => looked("Order page", body),
        "look.queue" => looked("Names in a list", body),
        "look.record" => format!("The record was taken out up to entry {}", body["up_to"]),
        "look.snapshot" => with("The raw answers of a snapshot were taken along", text("source")),
        "note.connection" => with("Connection set up", text("vendor")),
        "note.hours" => with("Hours changed", format!("{} to {}", text("opens"), text("closes"))),
        "note.roles_changed" => {
            format!("Roles changed from {} to {}", words(&body["from"]), words(&body["to"]))
        }
        "note.staff_added" => with("A person was added", words(&body["roles"])),
        "note.store" => with("Store set up", text("name")),
        "note.token_created" => with("Access token made", words(&body["scopes"])),
        other => plain(other),
    }
}

/// What is offered for less.
fn of_promotions(kind: &str, body: &Value, text: &impl Fn(&str) -> String) -> Option<String> {
    Some(match kind {
        "fact.promotion" => format!("A promotion was written, version {}", body["version"]),
        "verdict.promotion" => {
            with("What the law says to a promotion", text_in(body, &["law", "answer", "effect"]))
        }
        "act.promotion.ask" => {
            format!("A promotion is to go live, version {}; somebody else must sign", body["version"])
        }
        "act.promotion.live" => format!("A promotion is live, version {}", body["version"]),
        "act.promotion.refuse" => with("A promotion was turned down", text("why")),
        "act.promotion.end" => with("A promotion ended", text("why")),
        _ => return None,
    })
}

/// Certificates, checklists and the close of a day.
fn of_papers(kind: &str, text: &impl Fn(&str) -> String) -> Option<String> {
    Some(match kind {
        "fact.certificate" => with("Certificate handed in", text("file")),
        "fact.certificate_read" => with("Certificate read", text("unreadable")),
        "fact.photo" => with("Photo handed in", text("product")),
        "fact.photo_judged" => with("Photo judged", text("shoot_again")),
        "act.receipt_again" => with("A missing receipt is posted again", text("class")),
        "act.accept_difference" => with("A difference of a day was accepted", text("reason")),
        "act.checklist_take_back" => "A tick on a checklist was taken back".to_owned(),
        "act.checklist_tick" => with("Ticked on a checklist", text("says")),
        "act.certificate.confirm" => with("Certificate confirmed", text("file")),
        "act.certificate.first_hand" => "Certificate confirmed by the first of two".to_owned(),
        "act.certificate.refuse" => with("Certificate refused", text("reason")),
        "act.photo.refuse" => with("Photo refused", text("reason")),
        "act.photo.sign_off" => with("Photo signed off", text("product")),
        "act.photo.take_again" => with("A photo will be taken again", text("sku")),
        "act.sign_day" => with("Day signed", text("day")),
        "note.close_corrected" => with("Something came after a day was signed", text("day")),
        "note.close_drawn" => with("Close drawn up", text("day")),
        _ => return None,
    })
}

fn with(words: &str, more: String) -> String {
    if more.is_empty() { words.to_owned() } else { format!("{words}: {more}") }
}

/// `note.second_factor_added` reads `Second factor added`.
fn plain(kind: &str) -> String {
    let rest = kind.split_once('.').map_or(kind, |(_, rest)| rest);
    let spaced = rest.replace(['_', '.'], " ");
    let mut letters = spaced.chars();
    letters.next().map(|first| format!("{}{}", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}

pub fn cut(text: &str) -> String {
    match text.char_indices().nth(WORDS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

pub fn text_in(body: &Value, path: &[&str]) -> String {
    let found = path.iter().try_fold(body, |value, key| value.get(key));
    found.and_then(Value::as_str).map(cut).unwrap_or_default()
}

/// A list of words as a sentence has them.
fn words(list: &Value) -> String {
    let words: Vec<_> = list.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    words.join(", ").replace('_', " ")
}

/// `7 pass, 1 stop, 2 not needed`, the stops named first.
fn results(body: &Value) -> String {
    let results = body["results"].as_array().map(Vec::as_slice).unwrap_or_default();
    let count = |outcome: &str| results.iter().filter(|r| r["verdict"].as_str() == Some(outcome)).count();
    let said = [("stop", "stop"), ("unknown", "unknown"), ("pass", "pass"), ("not_needed", "not needed")];
    let parts: Vec<String> = said
        .iter()
        .map(|(key, words)| (count(key), words))
        .filter(|(n, _)| *n > 0)
        .map(|(n, w)| format!("{n} {w}"))
        .collect();
    let verdict = body["verdict"].as_str().unwrap_or_default();
    if parts.is_empty() { format!("Checked: {verdict}") } else { format!("Checked: {}", parts.join(", ")) }
}

/// `quantity, window: the customer called`
fn changed(body: &Value) -> String {
    let why = cut(body["why"].as_str().unwrap_or_default());
    [words(&body["kinds"]), why].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

/// `metrc, state.receipt`
fn sent(body: &Value) -> String {
    let parts: Vec<_> = ["target", "kind"].iter().filter_map(|key| body[*key].as_str()).collect();
    cut(&parts.join(", "))
}

fn gate(body: &Value, reason: &str) -> String {
    let word = if body["open"].as_bool() == Some(true) { "opened" } else { "closed" };
    format!("Gate {word}: {reason}")
}

fn looked(what: &str, body: &Value) -> String {
    let of = body["of"].as_array().map_or(0, Vec::len);
    let many = if of > 1 { format!(" ({of})") } else { String::new() };
    let field = body["field"].as_str().map(|f| format!(", {}", f.replace('_', " "))).unwrap_or_default();
    let why = body["why"].as_str().filter(|why| !why.is_empty()).map(|why| format!(": {}", cut(why)));
    format!("{what} looked at{many}{field}{}", why.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn entries_are_said_in_plain_words() {
        for (kind, body, said) in [
            ("act.gate", json!({"open": false, "reason": "no power"}), "Gate closed: no power"),
            (
                "look.customer",
                json!({"of": ["cus_1"], "field": "id_number", "why": "An inspector asked", "order": null}),
                "Customer looked at, id number: An inspector asked",
            ),
            (
                "look.queue",
                json!({"of": ["a", "b"], "why": "working the queue"}),
                "Names in a list looked at (2): working the queue",
            ),
            ("note.second_factor_added", json!({}), "Second factor added"),
            (
                "note.roles_changed",
                json!({"from": ["csr"], "to": ["inventory_manager"]}),
                "Roles changed from csr to inventory manager",
            ),
            (
                "act.order.change",
                json!({"kinds": ["swap", "quantity"], "why": "She called"}),
                "Changed: swap, quantity; She called",
            ),
            ("act.something.new", json!({}), "Something new"),
            (
                "verdict.order",
                json!({"verdict": "stop", "results": [{"verdict": "pass"}, {"verdict": "stop"}, {"verdict": "pass"}]}),
                "Checked: 1 stop, 2 pass",
            ),
        ] {
            assert_eq!(say(kind, &body), said);
        }
    }

    #[test]
    fn a_body_of_any_shape_is_said_without_a_fault() {
        let kinds = [
            "fact.order",
            "verdict.order",
            "verdict.limit",
            "act.done",
            "act.gate",
            "look.queue",
            "note.token_created",
        ];
        for body in [Value::Null, json!([]), json!("text"), json!({"results": 7, "of": "x", "open": "yes"})] {
            for kind in kinds {
                assert!(!say(kind, &body).is_empty(), "{kind} {body}");
            }
        }
    }

    #[test]
    fn a_stub_is_two_groups_and_short_hashes_do_not_fail() {
        assert_eq!(stub("90ce55120a4b"), "90ce 5512");
        assert_eq!(stub("90"), "");
    }

    #[test]
    fn every_family_has_its_mark() {
        let kinds = ["fact.a", "verdict.a", "act.a", "look.a", "note.a", "odd"].map(log_kind);
        use LogKind::{Act, Check, Fact, Look, Note};
        assert_eq!(kinds, [Fact, Check, Act, Look, Note, Note]);
    }
}
