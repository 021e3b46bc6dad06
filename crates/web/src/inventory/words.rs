//! What the sides of a case say, in words and cells.

use countersign_app::inventory::plan;
use countersign_app::inventory::view::CaseRow;
use countersign_domain::inventory::{Cause, Class, Severity};
use serde_json::{Value, json};

use crate::orders::name_of;
use crate::orders::words::tag as tag_of;
use crate::ui::{Badge, Tag, Verdict};

/// Listings of one product that a cell shows.
const LINES_MAX: usize = 6;

/// Which systems the three columns are.
#[derive(Debug, Clone)]
pub struct Names {
    pub state: String,
    pub pos: String,
    pub menus: String,
}

/// What one side says.
#[derive(Debug, Clone)]
pub struct Cell {
    pub side: &'static str,
    /// Whether this is where it disagrees; unknown where the side could not be read.
    pub odd: Option<Verdict>,
    /// Value and what stands below it.
    pub lines: Vec<(String, String)>,
}

impl Cell {
    pub fn class(&self) -> &'static str {
        match self.odd {
            Some(Verdict::Unknown) => "odd-unknown",
            Some(_) => "odd",
            None => "",
        }
    }
}

pub fn class(case: &CaseRow) -> Option<Class> {
    Class::ALL.iter().copied().find(|class| class.name() == case.class)
}

/// `on-menu-not-in-state` as people read it.
pub fn class_words(case: &CaseRow) -> String {
    let mut words = case.class.replace('-', " ").replace("pos", "POS");
    if let Some(first) = words.get(..1).map(str::to_uppercase) {
        words.replace_range(..1, &first);
    }
    words
}

pub fn cause(case: &CaseRow) -> String {
    cause_of(&case.class, &case.cause)
}

/// In words; a name of a version that this program does not know stays as it is.
pub fn cause_of(class: &str, cause: &str) -> String {
    let known_class = Class::ALL.iter().find(|known| known.name() == class);
    let known_cause = Cause::ALL.iter().find(|known| known.name() == cause);
    known_class
        .zip(known_cause)
        .map_or_else(|| cause.to_owned(), |(class, known)| known.of(*class).to_owned())
}

/// What it is about, by name where there is one.
pub fn title(case: &CaseRow) -> String {
    if !case.product.is_empty() {
        return case.product.clone();
    }
    match (case.subject.as_str(), case.channel.as_str()) {
        ("state", _) => "The state's packages".to_owned(),
        ("pos", _) => "The point of sale's shelf".to_owned(),
        ("menu", "") => "The menus".to_owned(),
        ("menu", channel) => format!("The menu of {}", name_of(channel)),
        (subject, _) => subject.to_owned(),
    }
}

pub fn tag(case: &CaseRow) -> Tag {
    tag_of(&case.subject)
        .unwrap_or_else(|| Tag::new(case.subject.strip_prefix("sku:").unwrap_or_default(), ""))
}

pub fn badge(case: &CaseRow) -> Badge {
    let severity = plan::severity(&case.severity);
    let verdict = match severity {
        Severity::Critical | Severity::High => Verdict::Stop,
        Severity::Medium => Verdict::Unknown,
        Severity::Low => Verdict::NotNeeded,
    };
    Badge::new(verdict, severity.name())
}

/// The three sides, in the order of the columns.
pub fn cells(case: &CaseRow) -> Vec<Cell> {
    let evidence: Value = serde_json::from_str(&case.evidence).unwrap_or_default();
    let rows = |key: &str| evidence[key].as_array().map(Vec::as_slice).unwrap_or_default();
    let at = evidence["at"].as_str().unwrap_or_default();
    let side = |key: &'static str, name: &'static str, say: fn(&Value) -> (String, String)| {
        let unread = rows("unread").iter().any(|row| row["source"] == key);
        let mut lines: Vec<(String, String)> = rows(key).iter().take(LINES_MAX).map(say).collect();
        if key == "menu" {
            let silent = rows("unread").iter().filter(|row| row["source"] == key);
            lines.extend(silent.map(|row| {
                (format!("Unknown on {}", name_of(word(row, "channel"))), word(row, "why").to_owned())
            }));
        }
        if lines.is_empty() {
            lines.push(match unread {
                true => ("Unknown".to_owned(), "did not come whole".to_owned()),
                false => ("Not there".to_owned(), String::new()),
            });
        }
        let odd = (at == key).then_some(if unread { Verdict::Unknown } else { Verdict::Stop });
        Cell { side: name, odd, lines }
    };
    vec![side("state", "State", of_state), side("pos", "POS", of_pos), side("menu", "Menus", of_menu)]
}

fn word<'v>(row: &'v Value, key: &str) -> &'v str {
    row[key].as_str().unwrap_or_default()
}

fn counted(row: &Value) -> String {
    match (word(row, "quantity"), word(row, "unit")) {
        ("", _) => "No count".to_owned(),
        (quantity, unit) => format!("{} {}", plain(quantity), unit.to_lowercase()),
    }
}

/// `12.0` is twelve.
fn plain(decimal: &str) -> &str {
    if decimal.contains('.') { decimal.trim_end_matches('0').trim_end_matches('.') } else { decimal }
}

/// The word of the comparison for a package, as pages write it. The state's own word for its testing stays as it is.
pub(crate) fn of_package(word: &str) -> &str {
    match word {
        "Recalled" => "recalled",
        "OnHold" => "on hold",
        "Finished" => "finished",
        own => own,
    }
}

fn of_state(row: &Value) -> (String, String) {
    let mut said = vec![match (&row["recalled"], &row["on_hold"], &row["finished"]) {
        (Value::Bool(true), ..) => of_package("Recalled").to_owned(),
        (_, Value::Bool(true), _) => of_package("OnHold").to_owned(),
        (.., Value::Bool(true)) => of_package("Finished").to_owned(),
        _ => word(row, "lab_state").to_owned(),
    }];
    if let Some(day) = row["expires"].as_str() {
        said.push(format!("good until {day}"));
    }
    (counted(row), said.join(", "))
}

fn of_pos(row: &Value) -> (String, String) {
    let status = match word(row, "status") {
        "" => "no status",
        status => status,
    };
    let said = [Some(status.to_owned()), price(&row["price_adult"])];
    (counted(row), said.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

fn of_menu(row: &Value) -> (String, String) {
    let channel = name_of(word(row, "channel"));
    let shown = match &row["visible"] {
        Value::Bool(true) => "Shown",
        Value::Bool(false) => "Hidden",
        _ => "Perhaps shown",
    };
    let on = if channel.is_empty() { shown.to_owned() } else { format!("{shown} on {channel}") };
    (on, price(&row["price"]).unwrap_or_else(|| "no price".to_owned()))
}

fn price(value: &Value) -> Option<String> {
    let price: countersign_kernel::Money = serde_json::from_value(value.clone()).ok()?;
    (*value != json!(null)).then(|| format!("${}", price.decimal()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_reads_as_people_say_it() {
        for (given, said) in [("12.0", "12"), ("12.50", "12.5"), ("120", "120"), ("0.0", "0")] {
            assert_eq!(plain(given), said);
        }
        assert_eq!(counted(&json!({"quantity": null, "unit": "Each"})), "No count");
        assert_eq!(
            of_menu(&json!({"channel": "leafly", "visible": null, "price": null})).0,
            "Perhaps shown on Leafly"
        );
    }
}
