//! What was made to disagree overnight is found, each under its name; nothing else is; and the gate is never open with
//! something unresolved.

use std::collections::{BTreeMap, BTreeSet};

use countersign_sandbox::world::{LabState, World};

use super::Seen;
use super::inside::RecordLine;

/// These tell of the pulls and not of the goods: whether there are any depends on the weather.
const OF_PULLS: [&str; 2] = ["snapshot-incomplete", "pulls-apart"];
/// Nothing is for sale that should not be.
const HARMLESS: [&str; 3] = ["missing-listing", "lab-values-differ", "figures-without-certificate"];

pub fn check(seen: &Seen<'_>) -> Vec<String> {
    if !seen.log.keeps_books {
        return Vec::new();
    }
    let mut broken = found(seen);
    broken.extend(gates(&seen.inside.entries));
    broken
}

type Key = (String, String, String);

fn key(line: &RecordLine) -> Key {
    let text = |name: &str| line.body[name].as_str().unwrap_or_default().to_owned();
    (text("class"), text("about"), text("channel"))
}

/// Everything that was found before the first gate opened is what there was to find.
fn found(seen: &Seen<'_>) -> Vec<String> {
    let entries = &seen.inside.entries;
    let morning = entries.iter().take_while(|line| !(line.kind == "act.gate" && line.body["open"] == true));
    let morning: Vec<&RecordLine> = morning.collect();
    let opened = morning.iter().filter(|line| line.kind == "note.case_opened").map(|line| key(line));
    let found: BTreeSet<Key> = opened.filter(|(class, ..)| !OF_PULLS.contains(&class.as_str())).collect();
    let seeded = seen.log.seeded.iter();
    let mut expected: BTreeSet<Key> =
        seeded.map(|s| (s.class.to_owned(), s.about.clone(), s.channel.to_owned())).collect();
    expected.extend(leftovers(seen.world, &seen.log.seeded));
    // A menu that could not be read at first was told to hide the product because of another case, and shows it no more.
    let is_gone = |(_, about, channel): &&Key| {
        let fenced = |line: &&&RecordLine| {
            let how = &line.body["how"];
            let on = how["hidden_on"].as_array().is_some_and(|on| on.iter().any(|c| c == channel.as_str()));
            line.kind == "act.fence" && on && about.strip_prefix("sku:") == how["sku"].as_str()
        };
        morning.iter().any(|line| fenced(&line))
    };
    let missed =
        expected.difference(&found).filter(|key| !is_gone(key)).map(|key| format!("not found: {key:?}"));
    let invented = found.difference(&expected).map(|key| format!("there is no {key:?}"));
    missed.chain(invented).collect()
}

/// Packages past their date that the till still sells: every world has some.
fn leftovers(world: &World, seeded: &[crate::simulate::Seeded]) -> Vec<Key> {
    let past = world.packages.iter().filter(|p| {
        let tested =
            matches!(p.lab.state, LabState::TestPassed | LabState::RetestPassed | LabState::NotRequired);
        let held = p.on_hold || p.on_recall || p.finished_on.is_some();
        tested && !held && p.quantity > 0 && p.expires_on.is_some_and(|on| on < world.today)
    });
    let is_new = |tag: &str| !seeded.iter().any(|s| s.about == tag);
    let tags = past.map(|package| package.tag.to_string()).filter(|tag| is_new(tag));
    tags.map(|tag| ("expired-for-sale".to_owned(), tag, String::new())).collect()
}

/// Goes through the record as it was written and keeps for each store what is unresolved.
fn gates(entries: &[RecordLine]) -> Vec<String> {
    let mut broken = Vec::new();
    let mut unresolved: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut moved = 0;
    for line in entries {
        let Some(store) = line.store.as_deref() else { continue };
        let open = unresolved.entry(store).or_default();
        let class = line.body["class"].as_str().unwrap_or_default();
        match line.kind.as_str() {
            "note.case_opened" if !OF_PULLS.contains(&class) && !HARMLESS.contains(&class) => {
                open.insert(&line.subject);
            }
            "note.case_closed" | "note.fenced" | "act.case_accepted" => {
                open.remove(line.subject.as_str());
            }
            // A fence round what no menu shows stands at once.
            "act.fence" if line.body["how"]["hidden_on"].as_array().is_some_and(Vec::is_empty) => {
                open.remove(line.subject.as_str());
            }
            "act.gate" if line.body["open"] == true => {
                moved += 1;
                if !open.is_empty() {
                    broken
                        .push(format!("the gate of {store} opened at {} with {open:?} unresolved", line.at));
                }
            }
            _ => {}
        }
    }
    if moved == 0 {
        broken.push("no gate opened all day".to_owned());
    }
    broken
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn line(kind: &str, subject: &str, body: serde_json::Value) -> RecordLine {
        RecordLine {
            at: "2026-11-21T16:00:00Z".to_owned(),
            kind: kind.to_owned(),
            subject: subject.to_owned(),
            actor: "system:books".to_owned(),
            store: Some("sto_1".to_owned()),
            body,
        }
    }

    #[test]
    fn a_gate_that_opens_too_early_is_seen() {
        let opened = || line("note.case_opened", "cas_1", json!({"class": "recalled-for-sale"}));
        let gate = || line("act.gate", "sto_1", json!({"open": true}));
        let fence = |on: &[&str]| line("act.fence", "cas_1", json!({"how": {"hidden_on": on}}));
        assert_eq!(gates(&[opened(), gate()]).len(), 1);
        assert_eq!(gates(&[opened(), fence(&["leafly"]), gate()]).len(), 1, "told, and not yet hidden");
        assert!(gates(&[opened(), fence(&[]), gate()]).is_empty());
        assert!(
            gates(&[opened(), fence(&["leafly"]), line("note.fenced", "cas_1", json!({})), gate()])
                .is_empty()
        );
        assert!(gates(&[opened(), line("note.case_closed", "cas_1", json!({})), gate()]).is_empty());
        assert_eq!(gates(&[]).len(), 1, "a shop that never opens proves nothing");
    }
}
