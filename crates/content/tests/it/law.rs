//! The shipped law on wording holds its own cases, and every jurisdiction has an answer.

use std::sync::LazyLock;

use countersign_content::{Checker, Verdict, cases};
use countersign_kernel::Timestamp;
use countersign_rulebook::{Rulebook, Surface};

/// Loaded once: it takes a while where nothing is optimised.
pub fn book() -> &'static Rulebook {
    static BOOK: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::shipped().expect("the shipped rules load"));
    &BOOK
}

pub fn now() -> Timestamp {
    "2026-11-18T12:00:00Z".parse().expect("an instant")
}

#[test]
fn every_case_beside_the_law_comes_out_as_it_says() {
    let (errors, passed) = cases::check(&Rulebook::shipped_files());
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
    assert!(passed.len() >= 25, "{} files", passed.len());
}

#[test]
fn where_no_law_was_read_nothing_is_ok() {
    let book = book();
    let read = |id: &str| !book.wordings(id, now()).is_empty();
    let unread: Vec<String> =
        book.jurisdictions().iter().map(|j| j.id.to_string()).filter(|id| !read(id)).collect();
    assert!(!unread.is_empty());
    for id in unread {
        let checker = Checker::new(book, &id, Surface::Menu, now()).expect("it is there");
        let plain = checker.check("Blue Dream, 3.5 g, blueberry and pine.");
        assert_eq!(plain.verdict, Verdict::Review, "{id}");
        assert!(plain.note.is_some_and(|note| note.contains(&id)));
        assert_eq!(checker.check("Cures cancer.").verdict, Verdict::Violation, "{id}");
    }
}
