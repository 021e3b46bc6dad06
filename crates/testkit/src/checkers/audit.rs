//! An auditor's comparison of exports told all that was put into them, and nothing else.

use super::Seen;

pub fn looked(seen: &Seen<'_>) -> bool {
    !seen.log.audits.is_empty()
}

pub fn check(seen: &Seen<'_>) -> Vec<String> {
    let mut broken = Vec::new();
    for audit in &seen.log.audits {
        let store = audit.store;
        let (missed, invented) =
            (audit.seeded.difference(&audit.found), audit.found.difference(&audit.seeded));
        broken.extend(missed.map(|key| format!("store {store}: not told: {key:?}")));
        broken.extend(invented.map(|key| format!("store {store}: there is no {key:?}")));
    }
    broken
}
