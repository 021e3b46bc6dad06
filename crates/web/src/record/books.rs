//! What happened to the books of goods, in plain words.

use serde_json::Value;

use super::say::{cut, text_in};

/// `None` for what is not about the books.
pub fn say(kind: &str, body: &Value) -> Option<String> {
    let text = |key: &str| cut(body[key].as_str().unwrap_or_default());
    let with = |words: &str, more: String| {
        if more.is_empty() { words.to_owned() } else { format!("{words}: {more}") }
    };
    Some(match kind {
        "fact.snapshot" => {
            let from = if text("channel").is_empty() { text("source") } else { text("channel") };
            format!("Books pulled from {from}: {}, {} rows", text("extent"), body["rows"])
        }
        "note.compared" => {
            let counted = |key: &str| body[key].as_i64().unwrap_or_default();
            let (differ, opened, closed) = (counted("findings"), counted("opened"), counted("closed"));
            format!("Books compared: {differ} differences, {opened} cases opened, {closed} closed")
        }
        "note.case_opened" => with("A case was opened", text("class")),
        "note.case_closed" => with("A case closed by itself, the books agree again", text("class")),
        "note.case" => with("Noted on a case", text_in(body, &["how", "said"])),
        "note.fenced" => with("A ring-fence stands round", text_in(body, &["how", "sku"])),
        "note.books" => with("How the books are pulled was changed; the gate is moved", text("gate")),
        "note.pull" => "The books were asked to be pulled".to_owned(),
        "act.case_taken" => with("A case was taken", text("class")),
        "act.case_accepted" => with("A case was accepted for a time", text_in(body, &["how", "why"])),
        "act.case_adjusted" => {
            with("The state's count is to be set", text_in(body, &["how", "adjustment", "reason"]))
        }
        "act.case_repriced" => with("Prices on menus are to be set to the register's", text("class")),
        "act.case_published" => with("A case's product was published anew", text_in(body, &["how", "sku"])),
        "act.case_shown" => {
            with("What a case had hidden is to be shown again", text_in(body, &["how", "sku"]))
        }
        "act.fence" => with("A ring-fence was put round", text_in(body, &["how", "sku"])),
        "act.listing_off" => listing("A listing is taken off", body),
        "act.listing_on" => listing("A listing is shown again", body),
        "act.gate_hold" if body["held"] == true => with("The gate is held closed", text("reason")),
        "act.gate_hold" => with("The gate was let go of", text("reason")),
        _ => return None,
    })
}

/// `A listing is taken off: GF35 at leafly, 2 can be had and 2 are kept back`
fn listing(what: &str, body: &Value) -> String {
    let text = |key: &str| cut(body[key].as_str().unwrap_or_default());
    let (sku, channel) = (text("sku"), text("channel"));
    format!(
        "{what}: {sku} at {channel}, {} can be had and {} are kept back",
        body["available"], body["safety_stock"]
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_books_are_told_in_plain_words() {
        for (kind, body, said) in [
            (
                "fact.snapshot",
                json!({"source": "menu", "channel": "leafly", "extent": "part", "rows": 25}),
                "Books pulled from leafly: part, 25 rows",
            ),
            (
                "note.compared",
                json!({"findings": 3, "opened": 2, "closed": 1}),
                "Books compared: 3 differences, 2 cases opened, 1 closed",
            ),
            ("act.gate_hold", json!({"held": true, "reason": "a leak"}), "The gate is held closed: a leak"),
            ("act.gate_hold", json!({"held": false, "reason": "mended"}), "The gate was let go of: mended"),
            ("act.fence", json!({"how": {"sku": "GF35"}}), "A ring-fence was put round: GF35"),
        ] {
            assert_eq!(say(kind, &body).as_deref(), Some(said));
        }
        assert_eq!(say("fact.order", &json!({})), None);
    }
}
