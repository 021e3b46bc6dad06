//! One entry's handler.

use axum::extract::{Path, State};
use axum::response::Response;
use countersign_app::AppError;
use countersign_app::people::names;
use countersign_app::record::browse::{self, RecordRow};
use countersign_app::record::whole;
use countersign_kernel::Permission;
use serde_json::Value;

use super::entry::EntryPage;
use super::read::order_numbers;
use super::say;
use crate::serve::frame::{shell_for, show};
use crate::serve::{Signed, Web, WebError};
use crate::shell::{Keys, Room};
use crate::ui::{Badge, Fact, Verdict};

/// A longer entry (a rule file, say) is shown up to here; the export has it whole.
const SHOWN_CHARS_MAX: usize = 100_000;

/// `GET /record/{sequence}`
pub(super) async fn page(
    State(web): State<Web>,
    signed: Signed,
    Path(sequence): Path<String>,
) -> Result<Response, WebError> {
    signed.must(Permission::RecordView)?;
    let seq: i64 = sequence.parse().map_err(|_| AppError::NotFound("entry"))?;
    let row = browse::one(&web.app, &signed.actor, seq).await?;
    let before = neighbour(&web, &signed, seq - 1).await?;
    let after = neighbour(&web, &signed, seq + 1).await?;
    let link = match whole::agrees(&row) {
        Ok(()) => Badge::new(Verdict::Pass, "Agrees with its hash"),
        Err(why) => Badge::new(Verdict::Stop, &why),
    };
    let entry: Value = serde_json::from_str(&row.line).unwrap_or_default();
    let to = |row: &Option<RecordRow>| row.as_ref().map(|row| format!("/record/{}", row.seq));
    let keys = vec![Keys::new(&["j", "k"], "newer, older"), Keys::new(&["Esc"], "back to the list")];
    let page = EntryPage {
        shell: shell_for(&web, &signed, Room::Record, &format!("Entry {seq}"), keys).await?,
        sequence: seq.to_string(),
        kind: say::log_kind(&row.kind),
        text: say::say(&row.kind, &entry["body"]),
        link,
        facts: facts(&web, &signed, &row, &entry["body"]).await?,
        before: entry["prev"].as_str().unwrap_or("cannot be read").to_owned(),
        hash: row.hash.clone(),
        after: after.as_ref().map(|row| row.hash.clone()),
        body: laid_out(&entry, &row.line),
        previous: to(&before),
        next: to(&after),
    };
    show(&web, &signed, &page)
}

/// None at either end, and where the neighbour belongs to another store.
async fn neighbour(web: &Web, signed: &Signed, seq: i64) -> Result<Option<RecordRow>, WebError> {
    match browse::one(&web.app, &signed.actor, seq).await {
        Ok(row) => Ok(Some(row)),
        Err(AppError::NotFound(_)) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

async fn facts(web: &Web, signed: &Signed, row: &RecordRow, body: &Value) -> Result<Vec<Fact>, WebError> {
    let names = names::of_store(&web.app, &signed.actor).await?;
    let mut facts = vec![
        Fact::new("When", &signed.local().full(row.at)),
        Fact::new("By", &by(signed.who(&names, &row.actor), &row.actor)),
        Fact::new("Kind", &row.kind),
    ];
    let numbers = order_numbers(web, signed, std::slice::from_ref(row)).await?;
    let subject = row.subject.as_str();
    match numbers.get(subject) {
        Some(number) if signed.may(Permission::OrderView) => {
            facts.push(Fact::link("Order", &number.to_string(), &format!("/orders/{subject}")));
        }
        _ if subject.starts_with("cus_") && signed.may(Permission::CustomerView) => {
            facts.push(Fact::link("Customer", subject, &format!("/customers/{subject}")));
        }
        _ if !subject.is_empty() => facts.push(Fact::new("About", subject)),
        _ => {}
    }
    if let Some(hash) = body["rulebook"].as_str() {
        facts.push(Fact::new("Rulebook", &say::stub(hash)));
    }
    Ok(facts)
}

fn by(who: &str, label: &str) -> String {
    if who == label { label.to_owned() } else { format!("{who} ({label})") }
}

/// The entry with its fields below each other; one that cannot be read is shown as it lies.
fn laid_out(entry: &Value, line: &str) -> String {
    let text = match entry {
        Value::Null => line.to_owned(),
        value => serde_json::to_string_pretty(value).expect("a value always has a JSON form"),
    };
    match text.char_indices().nth(SHOWN_CHARS_MAX) {
        Some((end, _)) => format!("{}\n… {} more bytes; the export has them", &text[..end], text.len() - end),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_entry_is_laid_out_and_a_damaged_one_shown_as_it_lies() {
        assert_eq!(laid_out(&json!({"a": 1}), ""), "{\n  \"a\": 1\n}");
        assert_eq!(laid_out(&Value::Null, "{\"a\":"), "{\"a\":");
        let long = laid_out(&Value::Null, &"é".repeat(SHOWN_CHARS_MAX + 7));
        assert!(long.ends_with("14 more bytes; the export has them"), "{}", &long[long.len() - 60..]);
    }
}
