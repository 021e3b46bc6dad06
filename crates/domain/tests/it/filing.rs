//! What was handed in to a state that cannot be asked: where each row stands, and what goes out next.

use countersign_domain::filing::{
    Answer, Book, Due, Entry, FiledRow, Held, Left, Named, Operation, Refusal, RefusalClass, RefusedRow,
    Standing, Step, Terms, Wanted, draw, due,
};
use countersign_kernel::Timestamp;
use proptest::prelude::*;

const AT: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);
const DAY: i64 = 24 * 60;

fn named(key: &str) -> Named {
    Named { table: "Sale".to_owned(), key: key.to_owned() }
}

fn wanted(key: &str, content: &str) -> Wanted {
    Wanted {
        row: named(key),
        content: content.to_owned(),
        is_gone: false,
        may_change: true,
        parents: Vec::new(),
    }
}

fn drawn(file: &str, rows: &[(&str, Operation, &str)]) -> Entry {
    let rows = rows.iter().map(|(key, operation, content)| FiledRow {
        row: named(key),
        operation: *operation,
        content: (*content).to_owned(),
    });
    Entry::Drawn { at: AT, file: file.to_owned(), rows: rows.collect() }
}

fn inserted(file: &str, key: &str) -> Entry {
    drawn(file, &[(key, Operation::Insert, "a")])
}

fn answered(file: &str, mail: &str, answer: Answer) -> Entry {
    Entry::Answered { at: AT, file: file.to_owned(), mail: mail.to_owned(), answer }
}

fn refused(key: &str, class: RefusalClass) -> Answer {
    let reasons = vec![Refusal { class, said: class.word().to_owned() }];
    Answer::RowsRefused { rows: vec![RefusedRow { row: named(key), reasons }], unread: 0 }
}

fn refused_whole() -> Answer {
    let reason = Refusal { class: RefusalClass::File, said: "no".to_owned() };
    Answer::FileRefused { reasons: vec![reason] }
}

fn step(entries: Vec<Entry>, wanted: &Wanted) -> Step {
    let book = Book::of(entries).expect("a book");
    draw(&book, std::slice::from_ref(wanted)).remove(0)
}

#[test]
fn each_standing_says_what_goes_out_next() {
    let same = wanted("1", "a");
    let other = wanted("1", "b");
    let gone = Wanted { is_gone: true, ..wanted("1", "a") };
    let yes = || answered("f", "m", Answer::Accepted);
    let no = |class| answered("f", "m", refused("1", class));
    let up = || Entry::Uploaded { at: AT, file: "f".to_owned() };
    let given_up = || Entry::GivenUp { at: AT, file: "f".to_owned() };
    use Operation::{Delete, Insert, Update};
    let f = || inserted("f", "1");
    for (entries, wanted, expected) in [
        (vec![], &same, Step::HandIn(Insert)),
        (vec![f()], &same, Step::Leave(Left::OnItsWay)),
        (vec![f(), up()], &other, Step::Hold(Held::AwaitsAnswer)),
        (vec![f(), yes()], &same, Step::Leave(Left::Taken)),
        (vec![f(), yes()], &other, Step::HandIn(Update)),
        (vec![f(), yes()], &gone, Step::HandIn(Delete)),
        (vec![f(), no(RefusalClass::Duplicate)], &same, Step::HandIn(Update)),
        (vec![f(), no(RefusalClass::InvalidParent)], &same, Step::HandIn(Insert)),
        (vec![f(), no(RefusalClass::Field)], &other, Step::HandIn(Insert)),
        (vec![f(), no(RefusalClass::Field)], &gone, Step::Leave(Left::Gone)),
        (vec![f(), answered("f", "m", refused_whole())], &same, Step::HandIn(Insert)),
        (vec![f(), up(), given_up()], &same, Step::HandIn(Insert)),
        (vec![f(), up(), given_up(), yes()], &same, Step::Leave(Left::Taken)),
        (vec![f(), yes(), answered("f", "n", refused_whole())], &same, Step::Hold(Held::Unclear)),
    ] {
        assert_eq!(step(entries.clone(), wanted), expected, "{entries:?}");
    }
    for class in [RefusalClass::Field, RefusalClass::Tax, RefusalClass::Unknown] {
        let step = step(vec![f(), no(class)], &same);
        assert!(matches!(step, Step::Hold(Held::Refused(_))), "{class:?}: {step:?}");
    }
}

/// The answer was lost, so the row goes out again as new; "duplicate" then says that the first one arrived.
#[test]
fn what_is_handed_in_twice_and_was_there_is_taken() {
    let lost = || {
        vec![
            inserted("f", "1"),
            Entry::GivenUp { at: AT, file: "f".to_owned() },
            inserted("g", "1"),
            answered("g", "m", refused("1", RefusalClass::Duplicate)),
        ]
    };
    assert_eq!(step(lost(), &wanted("1", "a")), Step::Leave(Left::Taken));
    assert_eq!(step(lost(), &wanted("1", "b")), Step::HandIn(Operation::Update));
}

#[test]
fn an_update_of_what_is_not_there_goes_out_as_new() {
    let entries = vec![
        inserted("f", "1"),
        answered("f", "m", Answer::Accepted),
        drawn("g", &[("1", Operation::Update, "b")]),
        answered("g", "n", refused("1", RefusalClass::NotFound)),
    ];
    assert_eq!(step(entries, &wanted("1", "b")), Step::HandIn(Operation::Insert));
}

#[test]
fn a_row_waits_for_its_parent_unless_that_goes_out_with_it() {
    let book = |class| {
        let entries = [inserted("f", "parent"), answered("f", "m", refused("parent", class))];
        Book::of(entries).expect("a book")
    };
    let child = Wanted { parents: vec![named("parent")], ..wanted("child", "a") };
    let both = [wanted("parent", "a"), child.clone()];
    let held = Step::Hold(Held::Parent(named("parent")));
    assert_eq!(draw(&book(RefusalClass::Field), &both)[1], held);
    assert_eq!(draw(&book(RefusalClass::Field), std::slice::from_ref(&child)), [held]);
    assert_eq!(draw(&book(RefusalClass::File), &both)[1], Step::HandIn(Operation::Insert));
    let mended = [wanted("parent", "b"), child];
    assert_eq!(draw(&book(RefusalClass::Field), &mended)[1], Step::HandIn(Operation::Insert));
}

#[test]
fn rows_beside_ones_that_cannot_be_told_apart_are_open() {
    let rows = [("1", Operation::Insert, "a"), ("2", Operation::Insert, "a")];
    let of = |unread| {
        let answer = match refused("1", RefusalClass::Field) {
            Answer::RowsRefused { rows, .. } => Answer::RowsRefused { rows, unread },
            other => other,
        };
        Book::of([drawn("f", &rows), answered("f", "m", answer)]).expect("a book").standing(&named("2"))
    };
    assert_eq!(of(0), Some(Standing::NotNamed));
    assert_eq!(of(1), Some(Standing::Unclear));
}

#[test]
fn what_is_late_is_said() {
    let terms = Terms { file_every_days: 7, answer_within_days: 3 };
    let mut book = Book::default();
    assert_eq!(due(&book, &terms, AT), [], "nothing was begun");
    book.add(inserted("f", "1")).expect("added");
    assert_eq!(due(&book, &terms, AT), [Due::Upload("f".to_owned())]);
    book.add(Entry::Uploaded { at: AT, file: "f".to_owned() }).expect("added");
    assert_eq!(due(&book, &terms, AT.plus_minutes(3 * DAY)), []);
    assert_eq!(due(&book, &terms, AT.plus_minutes(3 * DAY + 1)), [Due::Answer("f".to_owned())]);
    book.add(answered("f", "m", Answer::Accepted)).expect("added");
    assert_eq!(due(&book, &terms, AT.plus_minutes(7 * DAY)), []);
    assert_eq!(due(&book, &terms, AT.plus_minutes(7 * DAY + 1)), [Due::Files]);
}

#[test]
fn a_book_of_another_shop_is_refused() {
    assert!(Book::of([Entry::Uploaded { at: AT, file: "f".to_owned() }]).is_err());
    assert!(Book::of([inserted("f", "1"), inserted("f", "2")]).is_err());
}

fn an_answer() -> impl Strategy<Value = Answer> {
    let class = prop::sample::select(RefusalClass::ALL.to_vec());
    prop_oneof![
        Just(Answer::Accepted),
        Just(refused_whole()),
        ("[12]", class).prop_map(|(key, class)| refused(&key, class)),
    ]
}

proptest! {
    /// Mails come late, twice and in any order; where a row stands does not hang on that.
    #[test]
    fn the_order_of_the_mails_and_their_repeats_change_nothing(
        answers in prop::collection::vec(an_answer(), 0..5),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let rows = [("1", Operation::Insert, "a"), ("2", Operation::Insert, "a")];
        let mail = |place: usize| answered("f", &place.to_string(), answers[place].clone());
        let straight = Book::of(
            std::iter::once(drawn("f", &rows)).chain((0..answers.len()).map(mail)),
        ).expect("a book");
        let mixed: Vec<usize> = if answers.is_empty() {
            Vec::new()
        } else {
            order.iter().map(|index| index.index(answers.len())).chain(0..answers.len()).collect()
        };
        let mixed = Book::of(std::iter::once(drawn("f", &rows)).chain(mixed.into_iter().map(mail))).expect("a book");
        for key in ["1", "2"] {
            let same = |a: Option<Standing>, b: Option<Standing>| match (a, b) {
                (Some(Standing::Refused(a)), Some(Standing::Refused(b))) => {
                    a.len() == b.len() && a.iter().all(|reason| b.contains(reason))
                }
                (a, b) => a == b,
            };
            prop_assert!(same(straight.standing(&named(key)), mixed.standing(&named(key))));
        }
    }

    /// Without an answer nothing is ever taken.
    #[test]
    fn nothing_is_taken_without_an_answer(uploaded in any::<bool>(), given_up in any::<bool>()) {
        let mut book = Book::of([inserted("f", "1")]).expect("a book");
        if uploaded {
            book.add(Entry::Uploaded { at: AT, file: "f".to_owned() }).expect("added");
        }
        if given_up {
            book.add(Entry::GivenUp { at: AT, file: "f".to_owned() }).expect("added");
        }
        prop_assert!(!book.standing(&named("1")).is_some_and(|standing| standing.is_taken()));
        prop_assert_ne!(draw(&book, &[wanted("1", "a")]), [Step::Leave(Left::Taken)]);
    }
}
