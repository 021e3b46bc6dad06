//! The reference page says of every class what the code says.

use countersign_domain::inventory::{Action, Cause, Class};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/discrepancies.md");

/// The table of the page.
fn table() -> String {
    let mut text = String::from(
        "| class | severity | it means | usual cause | what resolves it |\n|---|---|---|---|---|\n",
    );
    for class in Class::ALL {
        let actions: Vec<String> =
            class.actions().iter().map(|a: &Action| format!("`{}`", a.name())).collect();
        text += &format!(
            "| `{class}` | {} | {} | {} | {} ({}) |\n",
            class.severity().name(),
            class.means(),
            class.usual_cause(),
            class.resolved_by(),
            actions.join(", "),
        );
    }
    text
}

/// The causes that evidence can point to.
fn causes() -> String {
    let told = Cause::ALL.iter().filter(|cause| **cause != Cause::Usual);
    told.map(|cause| format!("- `{cause}`: {}\n", cause.of(Class::QuantityMismatch))).collect()
}

#[test]
fn the_page_of_discrepancies_is_what_the_code_says() {
    let page = std::fs::read_to_string(PAGE).expect("docs/reference/discrepancies.md is there");
    for part in [table(), causes()] {
        assert!(page.contains(&part), "docs/reference/discrepancies.md must contain:\n{part}");
    }
}

#[test]
fn names_are_kebab_case_and_one_each() {
    let mut names: Vec<&str> = Class::ALL
        .iter()
        .map(|class| class.name())
        .chain(Cause::ALL.iter().map(|cause| cause.name()))
        .collect();
    let kebab = |name: &&str| {
        name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b))
    };
    assert!(names.iter().all(kebab), "{names:?}");
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    for class in Class::ALL {
        assert_eq!(serde_json::to_value(class).ok(), Some(class.name().into()));
    }
}
