//! Rules every page keeps, checked on its rendered sample.

use countersign_web::{assets, preview};

/// One opening tag: its name and its text between the angle brackets.
struct Tag<'a> {
    name: &'a str,
    text: &'a str,
}

impl Tag<'_> {
    fn value(&self, attribute: &str) -> Option<&str> {
        let start = self.text.find(&format!(" {attribute}=\""))? + attribute.len() + 3;
        let end = self.text[start..].find('"')?;
        Some(&self.text[start..start + end])
    }

    fn has(&self, attribute: &str) -> bool {
        self.value(attribute).is_some() || self.text.split_ascii_whitespace().any(|word| word == attribute)
    }
}

fn tags(html: &str) -> Vec<Tag<'_>> {
    html.match_indices('<')
        .filter_map(|(at, _)| {
            let rest = &html[at + 1..];
            let text = &rest[..rest.find('>')?];
            let name = text.split(|c: char| c.is_whitespace() || c == '/').next()?;
            name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(Tag { name, text })
        })
        .collect()
}

fn each(mut look: impl FnMut(&str, &str, &[Tag<'_>])) {
    let pages = preview::all().expect("every sample renders");
    assert!(pages.len() > 30, "the preview lost its pages");
    for page in &pages {
        look(page.path, &page.html, &tags(&page.html));
    }
}

#[test]
fn every_page_has_one_heading_a_title_and_a_main() {
    each(|path, _, tags| {
        let count = |name: &str| tags.iter().filter(|t| t.name == name).count();
        assert_eq!((count("h1"), count("title"), count("main")), (1, 1, 1), "{path}");
    });
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    each(|path, html, tags| {
        for tag in tags {
            assert_ne!(tag.name, "style", "{path}");
            assert!(!tag.has("style"), "{path}: <{}>", tag.text);
            assert!(!tag.text.contains(" on") || !tag.text.contains("on=\""), "{path}: <{}>", tag.text);
            for handler in ["onclick", "onsubmit", "onchange", "onload", "oninput", "hx-on"] {
                assert!(!tag.has(handler), "{path}: <{}>", tag.text);
            }
            if tag.name == "script" {
                let src = tag.value("src").unwrap_or_else(|| panic!("{path}: an inline script"));
                assert!(src.starts_with(assets::root()), "{path}: {src}");
            }
        }
        assert!(!html.contains("javascript:"), "{path}");
    });
}

#[test]
fn every_asset_a_page_names_is_served() {
    each(|path, _, tags| {
        for tag in tags {
            for attribute in ["href", "src"] {
                let Some(rest) = tag.value(attribute).and_then(|v| v.strip_prefix(assets::root())) else {
                    continue;
                };
                let file = rest.trim_start_matches('/').split('#').next().unwrap_or_default();
                assert!(assets::exists(file), "{path}: {file} is not there; run `sh crates/web/assets.sh`");
            }
        }
    });
}

#[test]
fn every_icon_a_page_shows_is_in_the_sprite() {
    let list = include_str!("../../assets/icons.txt");
    let known: Vec<_> = list.lines().filter_map(|l| l.split(' ').next()).collect();
    each(|path, html, tags| {
        for tag in tags.iter().filter(|t| t.name == "use") {
            let href = tag.value("href").expect("a use has a href");
            let (file, id) = href.split_once('#').expect("a use names a symbol");
            let there =
                if file.is_empty() { html.contains(&format!("id=\"{id}\"")) } else { known.contains(&id) };
            assert!(there, "{path}: {href}");
        }
    });
}

#[test]
fn every_input_has_a_label() {
    each(|path, html, tags| {
        for tag in tags.iter().filter(|t| matches!(t.name, "input" | "select" | "textarea")) {
            if tag.value("type") == Some("hidden") || tag.has("aria-label") {
                continue;
            }
            let wrapped = matches!(tag.value("type"), Some("radio" | "checkbox")) && !tag.has("id");
            let named = tag.value("id").is_some_and(|id| {
                html.contains(&format!("<label for=\"{id}\"")) || html.contains(&format!("for=\"{id}\">"))
            });
            assert!(wrapped || named, "{path}: <{}>", tag.text);
        }
    });
}

#[test]
fn every_id_is_used_once_and_every_reference_finds_its_id() {
    each(|path, _, tags| {
        let mut ids: Vec<_> = tags.iter().filter_map(|t| t.value("id")).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{path}: an id is used twice");
        for tag in tags {
            for by in tag.value("aria-describedby").unwrap_or_default().split_ascii_whitespace() {
                assert!(ids.contains(&by), "{path}: nothing has the id `{by}`");
            }
        }
    });
}

#[test]
fn every_form_that_posts_carries_the_csrf_value() {
    each(|path, html, _| {
        for form in html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            if form.contains("method=\"post\"") {
                assert!(
                    form.contains("name=\"csrf\" value=\"sample-csrf\""),
                    "{path}: a form without a CSRF value"
                );
            } else {
                assert!(form.contains("method=\"get\""), "{path}: a form without a method");
            }
        }
    });
}

#[test]
fn a_locked_button_always_says_why() {
    each(|path, _, tags| {
        for tag in tags.iter().filter(|t| t.value("aria-disabled") == Some("true")) {
            assert!(tag.has("aria-describedby"), "{path}: <{}>", tag.text);
        }
    });
}

#[test]
fn elements_are_closed_in_the_order_they_were_opened() {
    const VOID: [&str; 6] = ["input", "meta", "link", "br", "col", "img"];
    each(|path, html, _| {
        let mut open: Vec<&str> = Vec::new();
        for (at, _) in html.match_indices('<') {
            let rest = &html[at + 1..];
            let Some(text) = rest.find('>').map(|end| &rest[..end]) else { continue };
            if let Some(name) = text.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name), "{path}: near `{}`", &rest[..rest.len().min(80)]);
            } else if !text.starts_with('!') && !text.ends_with('/') {
                let name = text.split(|c: char| c.is_whitespace()).next().unwrap_or_default();
                if !VOID.contains(&name) {
                    open.push(name);
                }
            }
        }
        assert!(open.is_empty(), "{path}: {open:?} left open");
    });
}

#[test]
fn sealed_values_stay_out_of_debug_output() {
    let page = countersign_web::customers::customer::CustomerPage::sample_opened();
    assert!(!format!("{page:?}").contains("Brandvold"), "a debug line shows a sealed name");
}
