//! What holds for every text: no panic, spans that lie in it, disguises that do not help, rewrites that pass.

use countersign_content::{Checker, Report, Verdict};
use countersign_rulebook::Surface;
use proptest::prelude::*;

use crate::labelled::{all, checker};
use crate::law::{book, now};

fn illinois() -> Checker {
    let book = book();
    Checker::new(book, "us-il", Surface::Menu, now()).expect("it is there")
}

fn spans_lie_in(text: &str, report: &Report) {
    let characters: Vec<char> = text.chars().collect();
    for hit in &report.hits {
        assert!(hit.bytes.start < hit.bytes.end && hit.bytes.end <= text.len(), "{text:?} {hit:?}");
        assert_eq!(text.get(hit.bytes.clone()), Some(hit.text.as_str()), "{text:?}");
        let by_characters: String = characters[hit.start..hit.end].iter().collect();
        assert_eq!(by_characters, hit.text, "{text:?}");
    }
}

/// Pieces that claims, disguises and harmless texts are made of.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("cures"),
        Just("p.a.i.n"),
        Just("a n x"),
        Just("iety"),
        Just("not"),
        Just("kids"),
        Just("?"),
        Just(". "),
        Just("\u{200b}"),
        Just("🧸"),
        Just("ﬁ"),
        Just("İ"),
        Just("ﷺ"),
        Just("é"),
        Just("e\u{301}"),
        Just("𝐩𝐚𝐢𝐧"),
        Just("#PainRelief"),
        Just("*"),
        Just("p*in"),
        Just("$"),
        Just("1"),
        Just("\n"),
        Just("'"),
        Just("’s"),
        Just("but"),
        Just("we cannot say"),
        Just(" "),
        Just("  "),
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics_and_spans_lie_in_it(text in any::<String>(), odd in pieces(), wide in "\\PC{0,60}") {
        let checker = illinois();
        for text in [text, odd, wide] {
            spans_lie_in(&text, &checker.check(&text));
        }
    }
}

#[test]
fn a_rewrite_passes_where_the_text_did_not() {
    let book = book();
    for it in all() {
        let checker = checker(book, &it);
        let report = checker.check(&it.text);
        spans_lie_in(&it.text, &report);
        let texts = report.hits.iter().map(|hit| hit.rewrite.clone()).chain(report.rewrite.clone());
        for rewrite in texts {
            assert!(!rewrite.is_empty(), "{}", it.text);
            let again = checker.check(&rewrite);
            assert_eq!(again.verdict, Verdict::Ok, "{}: {rewrite} {:?}", it.text, again.hits);
        }
    }
}

/// Changes that a reader would not call a change.
const HARMLESS: &[fn(&str) -> String] = &[
    |text| format!("  {text}\n"),
    |text| text.to_uppercase(),
    |text| format!("{text} 3.5 g."),
    |text| text.replace(' ', "\u{a0}"),
    |text| format!("Batch 24-117. {text}"),
];

#[test]
fn what_is_lawful_stays_so_under_harmless_changes() {
    let book = book();
    for it in all().iter().filter(|it| it.expect == "ok") {
        let checker = checker(book, it);
        if checker.check(&it.text).verdict != Verdict::Ok {
            continue;
        }
        for change in HARMLESS {
            let changed = change(&it.text);
            let report = checker.check(&changed);
            assert_eq!(report.verdict, Verdict::Ok, "{changed}: {:?}", report.hits);
        }
    }
}

/// A name, and what it makes of a word.
type Disguise = (&'static str, fn(&str) -> String);

/// Each replaces the letters of one word so that a reader still reads it.
const DISGUISES: &[Disguise] = &[
    ("spaced", |word| word.chars().map(String::from).collect::<Vec<_>>().join(" ")),
    ("dotted", |word| word.chars().map(String::from).collect::<Vec<_>>().join(".")),
    ("dashed", |word| word.chars().map(String::from).collect::<Vec<_>>().join("-")),
    ("zero width", |word| word.chars().map(String::from).collect::<Vec<_>>().join("\u{200b}")),
    ("figures", |word| word.replace('a', "4").replace('e', "3").replace('i', "1").replace('o', "0")),
    ("signs", |word| word.replace('a', "@").replace('i', "!").replace('s', "$")),
    ("Cyrillic", |word| {
        word.replace('a', "а").replace('e', "е").replace('o', "о").replace('c', "с").replace('p', "р")
    }),
    ("accents", |word| word.replace('a', "á").replace('e', "ë").replace('i', "ï").replace('o', "ö")),
    ("full width", |word| word.chars().filter_map(|c| char::from_u32(c as u32 + 0xfee0)).collect()),
    ("capitals", |word| word.to_uppercase()),
    ("drawn out", |word| word.replace('e', "eee").replace('a', "aaa")),
    ("soft hyphen", |word| word.replacen('e', "e\u{ad}", 1)),
];

#[test]
fn a_disguise_does_not_help() {
    let checker = illinois();
    for (before, word, after) in [
        ("This tincture ", "cures", " insomnia."),
        ("Great for ", "anxiety", " and more."),
        ("Finally free of ", "migraines", ", she says."),
        ("Treats ", "arthritis", ""),
        ("Helps with ", "depression", " every day."),
        ("Infused sweets that ", "children", " love."),
    ] {
        for (name, disguise) in DISGUISES {
            let text = format!("{before}{}{after}", disguise(word));
            assert_eq!(checker.check(&text).verdict, Verdict::Violation, "{name}: {text}");
        }
    }
}

#[test]
fn a_very_long_text_is_read_as_far_as_it_goes_and_put_to_a_person() {
    let checker = illinois();
    let report = checker.check(&"plain flower ".repeat(20_000));
    assert_eq!(report.verdict, Verdict::Review);
    assert!(report.note.is_some_and(|note| note.contains("bytes were read")));
    // Whatever it is made of, none takes long: `cargo bench -p countersign-content long` shows how long.
    for piece in ["help for ", "a ", "x y z w. ", "Does it cure pain? ", "free gummies ", "🌿 ", "🧸 🍭 "]
    {
        let worst = piece.repeat(45_000 / piece.len());
        let report = checker.check(&worst);
        assert!(
            report.hits.iter().all(|hit| worst.get(hit.bytes.clone()) == Some(hit.text.as_str())),
            "{piece}"
        );
    }
}
