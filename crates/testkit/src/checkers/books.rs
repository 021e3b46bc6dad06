//! What was made to disagree overnight is found, each under its name; nothing else is; and the gate is never open with
//! something unresolved.

use std::collections::{BTreeMap, BTreeSet};

use countersign_sandbox::world::{LabState, World};
use serde::Serialize;

use super::Seen;
use super::inside::RecordLine;
use crate::simulate::OF_CLASSES;

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

/// Class, what it is about, and the channel.
type Key = (String, String, String);
/// How often something is there, by the store's place and its name.
type Counted = BTreeMap<(usize, Key), usize>;

fn key(line: &RecordLine) -> Key {
    let text = |name: &str| line.body[name].as_str().unwrap_or_default().to_owned();
    (text("class"), text("about"), text("channel"))
}

/// What a store's record says until its gate first opens.
fn morning<'a>(seen: &'a Seen<'_>, store: usize) -> Vec<&'a RecordLine> {
    let id = seen.log.stores.get(store).map(String::as_str);
    let of_it = seen.inside.entries.iter().filter(|line| line.store.as_deref() == id);
    of_it.take_while(|line| !(line.kind == "act.gate" && line.body["open"] == true)).collect()
}

/// Each thing that was found before a store opened, once: what is found again after it was gone is the same.
fn opened_in<'a>(morning: &[&'a RecordLine]) -> BTreeMap<Key, &'a str> {
    let opened = morning.iter().filter(|line| line.kind == "note.case_opened");
    opened.map(|line| (key(line), line.subject.as_str())).collect()
}

/// Everything that was found in a store before its gate first opened is what there was to find in it.
fn found(seen: &Seen<'_>) -> Vec<String> {
    let mut broken = Vec::new();
    let expected = expected(seen);
    for store in 0..seen.log.stores.len() {
        let morning = morning(seen, store);
        let found: BTreeSet<Key> = opened_in(&morning).into_keys().collect();
        let of_store: Vec<(&Key, usize)> = expected
            .iter()
            .filter(|((place, _), _)| *place == store)
            .map(|((_, key), times)| (key, *times))
            .collect();
        // A menu that could not be read at first was told to hide the product because of another case, and shows it no more.
        let is_gone = |(_, about, channel): &Key| {
            let fenced = |line: &&RecordLine| {
                let how = &line.body["how"];
                let on =
                    how["hidden_on"].as_array().is_some_and(|on| on.iter().any(|c| c == channel.as_str()));
                line.kind == "act.fence" && on && about.strip_prefix("sku:") == how["sku"].as_str()
            };
            morning.iter().any(fenced)
        };
        for (key, times) in &of_store {
            if *times != 1 {
                broken.push(format!("store {store}: the night did one thing {times} times: {key:?}"));
            }
            if !found.contains(*key) && !is_gone(key) {
                broken.push(format!("store {store}: not found: {key:?}"));
            }
        }
        let invented = found.iter().filter(|(class, ..)| !OF_PULLS.contains(&class.as_str()));
        let invented = invented.filter(|key| !of_store.iter().any(|(known, _)| known == key));
        broken.extend(invented.map(|key| format!("store {store}: there is no {key:?}")));
    }
    broken
}

/// What the night did, what follows from it, and what every world has.
fn expected(seen: &Seen<'_>) -> Counted {
    let mut expected = Counted::new();
    let seeded = seen.log.seeded.iter();
    let seeded = seeded.map(|s| (s.store, (s.class.to_owned(), s.about.clone(), s.channel.to_owned())));
    for it in seeded.chain(leftovers(seen.world, &seen.log.seeded)) {
        *expected.entry(it).or_default() += 1;
    }
    expected
}

/// What became of one class until the gates first opened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OfClass {
    /// What happens, and what is done about it.
    pub night: &'static str,
    pub then: &'static str,
    /// What the night did and what every world has.
    pub seeded: usize,
    /// What follows from what the night did elsewhere.
    pub follows: usize,
    pub found: usize,
    /// How those that were found stood when the gate opened.
    pub closed: usize,
    pub fenced: usize,
    pub accepted: usize,
    /// No gate waits for these.
    pub waiting: usize,
    /// Told in the report of an auditor's exports; no gate hangs on it.
    pub reported: usize,
}

/// Every class, with what became of it; nothing where the books are not upset.
pub fn by_class(seen: &Seen<'_>) -> BTreeMap<String, OfClass> {
    let mut classes: BTreeMap<String, OfClass> = BTreeMap::new();
    if !seen.log.keeps_books {
        return classes;
    }
    for (class, place) in OF_CLASSES {
        let (night, then) = place.words();
        classes.insert(class.name().to_owned(), OfClass { night, then, ..OfClass::default() });
    }
    for s in &seen.log.seeded {
        let row = classes.entry(s.class.to_owned()).or_default();
        match s.because {
            None => row.seeded += 1,
            Some(_) => row.follows += 1,
        }
    }
    for (_, (class, ..)) in leftovers(seen.world, &seen.log.seeded) {
        classes.entry(class).or_default().seeded += 1;
    }
    for audit in &seen.log.audits {
        for (class, ..) in &audit.seeded {
            classes.entry(class.clone()).or_default().seeded += 1;
        }
        for (class, ..) in &audit.found {
            let row = classes.entry(class.clone()).or_default();
            row.found += 1;
            row.reported += 1;
        }
    }
    for store in 0..seen.log.stores.len() {
        let morning = morning(seen, store);
        for ((class, ..), case) in opened_in(&morning) {
            let row = classes.entry(class).or_default();
            row.found += 1;
            let of_it = |kind: &str| morning.iter().any(|line| line.kind == kind && line.subject == case);
            match () {
                () if of_it("note.case_closed") => row.closed += 1,
                () if of_it("note.fenced") || of_it("act.fence") => row.fenced += 1,
                () if of_it("act.case_accepted") => row.accepted += 1,
                () => row.waiting += 1,
            }
        }
    }
    classes
}

/// Packages past their date that the till still sells: every world has some.
fn leftovers(world: &World, seeded: &[crate::simulate::Seeded]) -> Vec<(usize, Key)> {
    let past = world.packages.iter().filter(|p| {
        let tested =
            matches!(p.lab.state, LabState::TestPassed | LabState::RetestPassed | LabState::NotRequired);
        let held = p.on_hold || p.on_recall || p.finished_on.is_some();
        tested && !held && p.quantity > 0 && p.expires_on.is_some_and(|on| on < world.today)
    });
    let is_new = |tag: &str| !seeded.iter().any(|s| s.about == tag);
    let tags = past.map(|package| (package.store, package.tag.to_string())).filter(|(_, tag)| is_new(tag));
    tags.map(|(store, tag)| (store, ("expired-for-sale".to_owned(), tag, String::new()))).collect()
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
