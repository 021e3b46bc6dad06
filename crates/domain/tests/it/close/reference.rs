//! The reference page says of every class what the code says.

use countersign_domain::close::Class;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/close.md");

#[test]
fn the_page_of_the_close_is_what_the_code_says() {
    let mut table = String::from("| class | it means | what resolves it |\n|---|---|---|\n");
    for class in Class::ALL {
        table += &format!("| `{}` | {} | {} |\n", class.name(), class.means(), class.resolved_by());
    }
    let page = std::fs::read_to_string(PAGE).expect("docs/reference/close.md is there");
    assert!(page.contains(&table), "docs/reference/close.md must contain:\n{table}");
}
