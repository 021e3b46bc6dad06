//! Between Asana's words and ours, pure.

use countersign_kernel::Timestamp;
use countersign_ports::task_board::{Completion, Seen, Wanted, marked, unmarked};
use serde_json::Value;

use super::wire;
use crate::date;

/// A task as it stands there. An instant that cannot be read is an answer that cannot be read.
pub(super) fn seen(task: wire::Task) -> Result<Seen, String> {
    let at = |text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => date::instant(text).map(Some).ok_or_else(|| "an instant that is none".to_owned()),
    };
    let due_at = at(&task.due_at)?;
    let made_at = at(&task.created_at)?;
    let (notes, key) = unmarked(&task.notes);
    let done = task.completed.then(|| Completion {
        mark: task.completed_at.unwrap_or_default(),
        by: task.completed_by.map(|account| account.gid),
    });
    Ok(Seen {
        id: task.gid,
        key,
        title: task.name.trim().to_owned(),
        notes,
        due_at,
        assignee: task.assignee.map(|account| account.gid),
        done,
        made_at,
        url: task.permalink_url,
    })
}

pub(super) fn new_task(wanted: &Wanted, project: &str) -> wire::NewTask {
    wire::NewTask {
        name: wanted.title.clone(),
        notes: marked(&wanted.notes, wanted.key.as_deref()),
        due_at: wanted.due_at.map(instant),
        completed: wanted.done,
        projects: vec![project.to_owned()],
        assignee: wanted.assignee.clone(),
    }
}

pub(super) fn set_task(wanted: &Wanted) -> wire::SetTask {
    wire::SetTask {
        name: wanted.title.clone(),
        notes: marked(&wanted.notes, wanted.key.as_deref()),
        due_at: wanted.due_at.map(instant),
        completed: wanted.done,
        assignee: wanted.assignee.clone(),
    }
}

pub(super) fn instant(at: Timestamp) -> String {
    at.to_string()
}

/// Asana's own words about a refusal.
pub(super) fn messages(body: &[u8]) -> Vec<String> {
    let Ok(told) = serde_json::from_slice::<Value>(body) else {
        let text = String::from_utf8_lossy(body).trim().to_owned();
        return (!text.is_empty()).then_some(text).into_iter().collect();
    };
    let errors = told["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    errors.iter().filter_map(|error| error["message"].as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASK: &str = include_str!("../../fixtures/asana/task.json");

    fn task() -> wire::Task {
        serde_json::from_str::<wire::Told<wire::Task>>(TASK).expect("a task").data
    }

    #[test]
    fn a_completed_task_tells_when_and_by_which_account() {
        let seen = seen(task()).expect("readable");
        assert_eq!(seen.key.as_deref(), Some("checklist/2026-11-22/opening/night"));
        assert_eq!(
            (seen.title.as_str(), seen.notes.as_str()),
            ("The night has been read", "For the associate.")
        );
        assert_eq!(seen.due_at, "2026-11-22T15:45:00Z".parse().ok());
        let done = seen.done.expect("it is completed");
        assert_eq!(
            (done.mark.as_str(), done.by.as_deref()),
            ("2026-11-22T15:01:02.345Z", Some("1208000000000002"))
        );
    }

    #[test]
    fn a_task_that_nobody_is_said_to_have_completed_is_still_completed() {
        let told = wire::Task { completed_by: None, completed_at: None, ..task() };
        let done = seen(told).expect("readable").done.expect("completed");
        assert_eq!((done.mark.as_str(), done.by), ("", None));
        let open = wire::Task { completed: false, ..task() };
        assert_eq!(
            seen(open).expect("readable").done,
            None,
            "what is not completed has no completion, whatever else it says"
        );
    }

    #[test]
    fn an_odd_instant_is_no_answer_and_a_due_day_is_no_due_time() {
        assert!(seen(wire::Task { due_at: Some("soon".to_owned()), ..task() }).is_err());
        let by_day = wire::Task { due_at: None, due_on: Some("2026-11-22".to_owned()), ..task() };
        assert_eq!(
            seen(by_day).expect("readable").due_at,
            None,
            "so it differs from what was asked for, and is put right"
        );
    }

    #[test]
    fn what_is_written_is_read_back_the_same() {
        let wanted = Wanted {
            key: Some("case/cas_1".to_owned()),
            title: "A count differs".to_owned(),
            notes: "Two lines.\nOf notes.".to_owned(),
            due_at: "2026-11-22T15:45:00Z".parse().ok(),
            assignee: None,
            done: false,
            away: false,
        };
        let written = set_task(&wanted);
        let back = wire::Task { name: written.name, notes: written.notes, due_at: written.due_at, ..task() };
        let back = seen(back).expect("readable");
        assert_eq!(
            (back.key, back.title, back.notes, back.due_at),
            (wanted.key, wanted.title, wanted.notes, wanted.due_at)
        );
    }

    #[test]
    fn a_refusal_is_said_in_its_own_words() {
        let body = br#"{"errors":[{"message":"project: Not a recognized ID: 7","help":"see the docs"}]}"#;
        assert_eq!(messages(body), ["project: Not a recognized ID: 7"]);
        assert_eq!(messages(b"Bad gateway "), ["Bad gateway"]);
        assert_eq!(messages(b""), [""; 0]);
    }
}
