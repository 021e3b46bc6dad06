//! The difference between what a board shall show, what is known of it and what it shows: pure, so that the same board asks for
//! the same again, and a board that is true asks for nothing.

use std::collections::{BTreeMap, BTreeSet};

use countersign_kernel::Timestamp;
use countersign_ports::task_board::{Completion, Seen, Wanted, reads_the_same};
use countersign_store::boards::TaskRow;

use super::desired::{Desired, is_of};

/// What stands in place of a completion's mark while it is our own.
pub const OURS: &str = "ours";

/// One thing to do about a board, or about what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It is there, under this number; nothing is sent.
    Adopt {
        key: String,
        task_id: String,
        url: Option<String>,
    },
    /// Somebody completed it there while it is open here.
    Answer {
        key: String,
        task_id: String,
        completion: Completion,
    },
    /// Nothing is sent; this completion, or none, is what was answered last.
    Remember {
        key: String,
        answered: Option<String>,
    },
    Create {
        wanted: Wanted,
    },
    /// It differs from what it shall be.
    Set {
        task_id: String,
        wanted: Wanted,
    },
    /// It is over, and the board says so or has it no longer.
    Forget {
        key: String,
    },
}

/// Whose keys are ours on a board that others may use too, and whether what is over is put away there.
#[derive(Debug, Clone, Copy)]
pub struct There<'s> {
    pub store: &'s str,
    pub puts_away: bool,
}

pub fn plan(there: There<'_>, desired: &[Desired], known: &[TaskRow], seen: &[Seen]) -> Vec<Step> {
    let There { store, puts_away } = there;
    let known: BTreeMap<&str, &TaskRow> = known.iter().map(|row| (row.key.as_str(), row)).collect();
    let by_key = by_key(store, &known, seen);
    let mut steps = Vec::new();
    for wanted in desired {
        let row = known.get(wanted.key.as_str()).copied();
        let there = by_key.get(wanted.key.as_str()).and_then(|there| there.first().copied());
        of_wanted(wanted, row, there, &mut steps);
    }
    let wanted: BTreeSet<&str> = desired.iter().map(|wanted| wanted.key.as_str()).collect();
    for (key, there) in &by_key {
        let in_the_way = there.first().filter(|task| task.done.is_none() || puts_away);
        // Of a day that is over, or of a case that is closed. Whoever closed it, it stays as it is otherwise.
        if let Some(task) = in_the_way.filter(|_| !wanted.contains(key)) {
            steps.push(Step::Set { task_id: task.id.clone(), wanted: over(task, key) });
        }
        for copy in there.iter().skip(1) {
            steps.push(Step::Set { task_id: copy.id.clone(), wanted: twice(copy, there[0]) });
        }
    }
    for key in known.keys().filter(|key| !wanted.contains(*key)) {
        let is_open = by_key.get(key).is_some_and(|there| there[0].done.is_none());
        if !is_open {
            steps.push(Step::Forget { key: (*key).to_owned() });
        }
    }
    steps
}

/// The tasks of ours by their keys. The one that is known comes first, then the oldest; what people did to the line with the key does
/// not matter to the one that is known.
fn by_key<'s>(
    store: &str,
    known: &BTreeMap<&'s str, &'s TaskRow>,
    seen: &'s [Seen],
) -> BTreeMap<&'s str, Vec<&'s Seen>> {
    let ids: BTreeMap<&str, &str> = known.iter().map(|(key, row)| (row.task_id.as_str(), *key)).collect();
    let mut found: BTreeMap<&str, Vec<&Seen>> = BTreeMap::new();
    for task in seen {
        let by_mark = task.key.as_deref().filter(|key| is_of(store, key));
        if let Some(key) = ids.get(task.id.as_str()).copied().or(by_mark) {
            found.entry(key).or_default().push(task);
        }
    }
    for tasks in found.values_mut() {
        tasks.sort_by_key(|task| {
            let age = task.made_at.map_or(i64::MAX, Timestamp::micros);
            (!ids.contains_key(task.id.as_str()), age, task.id.clone())
        });
    }
    found
}

fn of_wanted(wanted: &Desired, row: Option<&TaskRow>, there: Option<&Seen>, steps: &mut Vec<Step>) {
    let Some(task) = there else {
        // What was done before the board heard of it need not stand there.
        if !wanted.done {
            steps.push(Step::Create { wanted: as_wanted(wanted) });
        }
        return;
    };
    if row.is_none_or(|row| row.task_id != task.id || (task.url.is_some() && row.url != task.url)) {
        let (key, task_id, url) = (wanted.key.clone(), task.id.clone(), task.url.clone());
        steps.push(Step::Adopt { key, task_id, url });
    }
    let (key, answered) = (wanted.key.clone(), row.and_then(|row| row.answered.as_deref()));
    match &task.done {
        // Done on both sides: taken back here later, it is no new completion, whoever's account it says.
        Some(completion) if wanted.done && answered != Some(completion.mark.as_str()) => {
            steps.push(Step::Remember { key, answered: Some(completion.mark.clone()) });
        }
        // Nobody's tick: it was not followed when it was completed, perhaps by ourselves when it was over for a while.
        Some(completion) if !wanted.done && row.is_none() => {
            steps.push(Step::Remember { key, answered: Some(completion.mark.clone()) });
        }
        Some(completion)
            if !wanted.done && answered != Some(OURS) && answered != Some(completion.mark.as_str()) =>
        {
            let (task_id, completion) = (task.id.clone(), completion.clone());
            steps.push(Step::Answer { key, task_id, completion });
            return;
        }
        None if answered == Some(OURS) => steps.push(Step::Remember { key, answered: None }),
        _ => {}
    }
    if differs(wanted, task) {
        steps.push(Step::Set { task_id: task.id.clone(), wanted: as_wanted(wanted) });
    }
}

fn as_wanted(wanted: &Desired) -> Wanted {
    Wanted {
        key: Some(wanted.key.clone()),
        title: wanted.title.clone(),
        notes: wanted.notes.clone(),
        due_at: wanted.due_at,
        assignee: wanted.assignee.clone(),
        done: wanted.done,
        away: false,
    }
}

fn differs(wanted: &Desired, task: &Seen) -> bool {
    // Boards keep seconds.
    let second = |at: Option<Timestamp>| at.map(|at| at.micros().div_euclid(1_000_000));
    wanted.done != task.done.is_some()
        || task.key.as_deref() != Some(wanted.key.as_str())
        || !reads_the_same(&wanted.title, &task.title)
        || !reads_the_same(&wanted.notes, &task.notes)
        || second(wanted.due_at) != second(task.due_at)
        || wanted.assignee.as_ref().is_some_and(|account| task.assignee.as_ref() != Some(account))
}

fn over(task: &Seen, key: &str) -> Wanted {
    Wanted {
        key: Some(key.to_owned()),
        title: task.title.clone(),
        notes: task.notes.clone(),
        due_at: task.due_at,
        assignee: None,
        done: true,
        away: true,
    }
}

/// A second task for one piece of work: completed, without the key, and it says where the other is.
fn twice(copy: &Seen, first: &Seen) -> Wanted {
    let place = first.url.as_deref().unwrap_or("the other task of this name");
    Wanted {
        key: None,
        title: copy.title.clone(),
        notes: format!("This is a copy and is not followed. The work stands at {place}"),
        due_at: None,
        assignee: None,
        done: true,
        away: true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::desired::Piece;
    use super::*;

    const STORE: &str = "sto_1";
    const THERE: There<'static> = There { store: STORE, puts_away: false };

    fn key(name: &str) -> String {
        format!("{STORE}/photo/{name}")
    }

    fn wanted(name: &str, done: bool) -> Desired {
        Desired {
            key: key(name),
            title: name.to_owned(),
            notes: "Do it.".to_owned(),
            due_at: Some(Timestamp::from_micros(7_000_001)),
            assignee: None,
            done,
            piece: Piece::Photo,
        }
    }

    /// As it was written: the board keeps whole seconds.
    fn seen(name: &str, id: &str, made: i64) -> Seen {
        Seen {
            id: id.to_owned(),
            key: Some(key(name)),
            title: name.to_owned(),
            notes: "Do it.".to_owned(),
            due_at: Some(Timestamp::from_micros(7_000_000)),
            assignee: Some("9".to_owned()),
            done: None,
            made_at: Some(Timestamp::from_micros(made)),
            url: None,
        }
    }

    fn known(name: &str, id: &str, answered: Option<&str>) -> TaskRow {
        let made_at = Timestamp::from_micros(1);
        TaskRow {
            key: key(name),
            task_id: id.to_owned(),
            url: None,
            made_at,
            answered: answered.map(str::to_owned),
        }
    }

    fn completed(task: Seen, mark: &str) -> Seen {
        Seen { done: Some(Completion { mark: mark.to_owned(), by: None }), ..task }
    }

    /// It was over for a while, we completed it and forgot it; that is nobody's tick when it is wanted again.
    #[test]
    fn what_was_not_followed_when_it_was_completed_is_opened_and_nobody_is_answered() {
        let steps = plan(THERE, &[wanted("a", false)], &[], &[completed(seen("a", "1", 1), "m")]);
        assert!(steps.iter().all(|step| !matches!(step, Step::Answer { .. })), "{steps:?}");
        let opened = |step: &Step| matches!(step, Step::Set { wanted, .. } if !wanted.done);
        let kept = |step: &Step| matches!(step, Step::Remember { answered: Some(mark), .. } if mark == "m");
        assert!(steps.iter().any(opened) && steps.iter().any(kept), "{steps:?}");
    }

    #[test]
    fn a_board_that_is_true_asks_for_nothing() {
        let board = [seen("a", "1", 1), completed(seen("b", "2", 1), "m")];
        let rows = [known("a", "1", None), known("b", "2", Some("m"))];
        assert_eq!(plan(THERE, &[wanted("a", false), wanted("b", true)], &rows, &board), []);
        assert_eq!(
            plan(THERE, &[wanted("c", true)], &[], &[]),
            [],
            "what was done before the board knew need not be there"
        );
    }

    #[test]
    fn what_other_shops_and_people_have_there_is_left_alone() {
        let foreign = Seen { key: Some("sto_10/photo/a".to_owned()), ..seen("a", "1", 1) };
        let own = Seen { key: None, ..seen("b", "2", 1) };
        assert_eq!(plan(THERE, &[], &[], &[foreign, own]), []);
    }

    #[test]
    fn the_one_that_is_known_stays_and_else_the_oldest() {
        let twins = [seen("a", "old", 1), seen("a", "new", 2)];
        let retired = |rows: &[TaskRow]| -> Vec<String> {
            let steps = plan(THERE, &[wanted("a", false)], rows, &twins);
            let sets = steps.into_iter().filter_map(|step| match step {
                Step::Set { task_id, wanted } => {
                    assert!(wanted.done && wanted.key.is_none());
                    Some(task_id)
                }
                _ => None,
            });
            sets.collect()
        };
        assert_eq!(retired(&[]), ["new"]);
        assert_eq!(retired(&[known("a", "new", None)]), ["old"]);
        assert_eq!(retired(&[known("a", "gone", None)]), ["new"]);
    }

    #[test]
    fn a_completion_is_answered_once_and_then_put_back() {
        let board = [completed(seen("a", "1", 1), "m2")];
        let first = plan(THERE, &[wanted("a", false)], &[known("a", "1", Some("m1"))], &board);
        assert!(
            matches!(&first[..], [Step::Answer { completion, .. }] if completion.mark == "m2"),
            "{first:?}"
        );
        for answered in ["m2", OURS] {
            let then = plan(THERE, &[wanted("a", false)], &[known("a", "1", Some(answered))], &board);
            assert!(matches!(&then[..], [Step::Set { wanted, .. }] if !wanted.done), "{then:?}");
        }
        let open = plan(THERE, &[wanted("a", false)], &[known("a", "1", Some(OURS))], &[seen("a", "1", 1)]);
        assert_eq!(open, [Step::Remember { key: key("a"), answered: None }]);
    }

    #[test]
    fn what_is_over_is_completed_there_and_then_forgotten() {
        let rows = [known("a", "1", None)];
        let steps = plan(THERE, &[], &rows, &[seen("a", "1", 1)]);
        assert!(matches!(&steps[..], [Step::Set { wanted, .. }] if wanted.done), "{steps:?}");
        let forgotten = [Step::Forget { key: key("a") }];
        assert_eq!(plan(THERE, &[], &rows, &[completed(seen("a", "1", 1), "m")]), forgotten);
        assert_eq!(plan(THERE, &[], &rows, &[]), forgotten, "deleted there");
    }

    /// It has no list of its own for what is completed: all of it would be read at every look, until there is no more room.
    #[test]
    fn where_what_is_over_lies_in_the_way_it_is_put_away_whoever_completed_it() {
        let there = There { puts_away: true, ..THERE };
        let rows = [known("a", "1", None)];
        let board = [completed(seen("a", "1", 1), "m")];
        let steps = plan(there, &[], &rows, &board);
        assert!(
            matches!(&steps[..], [Step::Set { wanted, .. }, Step::Forget { .. }] if wanted.done && wanted.away),
            "{steps:?}"
        );
        assert_eq!(
            plan(there, &[wanted("a", true)], &[known("a", "1", Some("m"))], &board),
            [],
            "of today it stays"
        );
        assert_eq!(plan(there, &[], &rows, &[]), [Step::Forget { key: key("a") }]);
    }

    #[test]
    fn what_a_board_does_to_white_space_is_not_written_again() {
        let tidied = Seen { notes: "Do\n\nit. ".to_owned(), ..seen("a", "1", 1) };
        assert_eq!(plan(THERE, &[wanted("a", false)], &[known("a", "1", None)], &[tidied]), []);
    }
}
