//! Entries on wording: loaded, dated, and refused where they cannot mean what they say.

use countersign_rulebook::{ConductEffect, RuleFile, Rulebook, SpeechKind, Surface};

const HEAD: &str =
    "jurisdiction = \"us-zz\"\nname = \"Example\"\nzone = \"America/Chicago\"\ntopic = \"content\"\n";
const LAW: &str = "citation = \"Example Code\"\nsource_title = \"as printed\"\nsource_url = \"https://example.org\"\nread_on = 2026-11-22\nconfidence = \"S\"\n";

fn entry(id: &str, about: &str, dates: &str) -> String {
    format!(
        "\n[[wording]]\nid = \"{id}\"\nabout = {about}\neffect = \"deny\"\nplain = \"p\"\n[wording.law]\n{dates}\n{LAW}"
    )
}

fn load(text: String) -> Result<Rulebook, String> {
    let file = RuleFile { path: "zz/content.toml".to_owned(), text };
    Rulebook::load(vec![file])
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

#[test]
fn an_entry_holds_from_its_day_until_the_day_it_is_closed() {
    let two = entry("old", "[\"slang\"]", "from = 2020-01-01\nuntil = 2026-07-01")
        + &entry("new", "[\"slang\"]", "from = 2026-07-01");
    let book = load(format!("{HEAD}{two}")).expect("it loads");
    let in_force = |at: &str| -> Vec<String> {
        book.wordings("us-zz", at.parse().expect("an instant")).iter().map(|w| w.id.to_string()).collect()
    };
    assert_eq!(in_force("2026-07-01T04:59:59Z"), ["us-zz/content/old"], "local midnight counts");
    assert_eq!(in_force("2026-07-01T05:00:00Z"), ["us-zz/content/new"]);
    assert!(in_force("2019-12-31T00:00:00Z").is_empty());
    assert_eq!(book.all_wordings().len(), 2);
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_line() {
    let fine = entry("a", "[\"slang\"]", "from = 2020-01-01");
    let everywhere = HEAD.replace("us-zz", "us");
    for (text, words) in [
        (format!("{HEAD}{}", entry("a", "[\"swearing\"]", "from = 2020-01-01")), "swearing"),
        (format!("{HEAD}{}", entry("a", "[]", "from = 2020-01-01")), "`about` is empty"),
        (format!("{HEAD}{fine}{fine}"), "used twice"),
        (
            format!("{HEAD}{}", entry("a", "[\"slang\"]", "from = 2020-01-01\nstatus = \"pending\"")),
            "leave it out",
        ),
        (
            format!(
                "{everywhere}\n[[provision]]\nid = \"x\"\nprograms = [\"adult\"]\nplain = \"p\"\nvalue = {{ topic = \"minimum-age\", years = 21 }}\n[provision.law]\nfrom = 2020-01-01\n{LAW}"
            ),
            "`us` is not",
        ),
    ] {
        let said = load(text).expect_err(words);
        assert!(said.contains(words) && said.contains("zz/content.toml:"), "{said}");
    }
}

#[test]
fn what_holds_everywhere_is_no_jurisdiction() {
    let text = format!("{}{}", HEAD.replace("us-zz", "us"), entry("a", "[\"slang\"]", "from = 2020-01-01"));
    let book = load(text).expect("it loads");
    assert!(book.jurisdictions().is_empty());
    let common = book.common_wordings("2026-11-18T12:00:00Z".parse().expect("an instant"));
    assert_eq!((common.len(), common[0].effect), (1, ConductEffect::Deny));
}

#[test]
fn words_of_kinds_and_surfaces_are_read_back() {
    for (at, &kind) in SpeechKind::ALL.iter().enumerate() {
        assert_eq!((SpeechKind::from_word(kind.word()), kind as usize), (Some(kind), at));
    }
    for &surface in Surface::ALL {
        assert_eq!(Surface::from_word(surface.word()), Some(surface));
    }
}
