//! Just enough of Rust's lexis to tell code from comments and strings, so that the rules need no compiler.

/// What a stretch of source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stretch {
    Code,
    Comment,
    Text,
}

/// The source with the insides of comments, strings and character literals blanked out; lines stay where they are.
pub fn bare(source: &str) -> String {
    let mut bare = String::with_capacity(source.len());
    for (stretch, text) in stretches(source) {
        match stretch {
            Stretch::Code => bare.push_str(text),
            Stretch::Comment | Stretch::Text => {
                bare.extend(text.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            }
        }
    }
    bare
}

/// Every string literal with the line it starts on, quotes and prefix included.
pub fn literals(source: &str) -> Vec<(usize, &str)> {
    let mut line = 1;
    let mut found = Vec::new();
    for (stretch, text) in stretches(source) {
        if stretch == Stretch::Text {
            found.push((line, text));
        }
        line += text.matches('\n').count();
    }
    found
}

/// The source up to its first `#[cfg(test)]`, which by our habit stands at the file's end.
pub fn without_tests(source: &str) -> &str {
    source.find("#[cfg(test)]").map_or(source, |at| &source[..at])
}

fn stretches(source: &str) -> Vec<(Stretch, &str)> {
    let mut found = Vec::new();
    let (mut rest, mut code) = (source, 0);
    while code < rest.len() {
        let here = &rest[code..];
        let before = rest[..code].chars().next_back();
        let (stretch, length) = match special(here, before) {
            Some(special) => special,
            None => {
                code += here.chars().next().map_or(1, char::len_utf8);
                continue;
            }
        };
        found.push((Stretch::Code, &rest[..code]));
        found.push((stretch, &here[..length]));
        rest = &here[length..];
        code = 0;
    }
    found.push((Stretch::Code, rest));
    found
}

/// The comment, string or character literal that starts exactly here, and its length in bytes.
fn special(here: &str, before: Option<char>) -> Option<(Stretch, usize)> {
    if here.starts_with("//") {
        return Some((Stretch::Comment, here.find('\n').unwrap_or(here.len())));
    }
    if here.starts_with("/*") {
        return Some((Stretch::Comment, block_comment(here)));
    }
    if here.starts_with('"') {
        return Some((Stretch::Text, quoted(here)));
    }
    if here.starts_with('\'') {
        return character(here).map(|length| (Stretch::Text, length));
    }
    let in_a_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let prefix = ["br", "cr", "r", "b", "c"].iter().find(|prefix| here.starts_with(**prefix))?;
    if in_a_word {
        return None;
    }
    let after = &here[prefix.len()..];
    let hashes = after.len() - after.trim_start_matches('#').len();
    if !after[hashes..].starts_with('"') || (hashes > 0 && !prefix.ends_with('r')) {
        return None;
    }
    let length = if prefix.ends_with('r') {
        let end = format!("\"{}", "#".repeat(hashes));
        let body = &after[hashes + 1..];
        hashes + 1 + body.find(&end).map_or(body.len(), |at| at + end.len())
    } else {
        quoted(after)
    };
    Some((Stretch::Text, prefix.len() + length))
}

fn block_comment(here: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < here.len() {
        if here[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if here[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += here[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    here.len()
}

/// The length of a string that starts with its quote, backslashes heeded.
fn quoted(here: &str) -> usize {
    let mut escaped = false;
    for (at, c) in here.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    here.len()
}

/// A character literal, or nothing when the quote starts a lifetime.
fn character(here: &str) -> Option<usize> {
    let mut chars = here.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        chars.next()?;
        return chars.find(|(_, c)| *c == '\'').map(|(at, _)| at + 1);
    }
    let (at, second) = chars.next()?;
    (second == '\'').then_some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_blanked_and_lines_stay() {
        let source = "let a = \"{ // no\"; // }\n/* { /* { */ */ let b = '{'; fn f<'a>(x: &'a str) {}\n";
        let bare = bare(source);
        assert_eq!(bare.lines().count(), source.lines().count());
        assert_eq!(bare.matches('{').count(), 1, "{bare}");
        assert_eq!(bare.matches('}').count(), 1, "{bare}");
        assert!(bare.contains("fn f<'a>(x: &'a str)"));
    }

    #[test]
    fn raw_and_byte_strings_end_where_they_end() {
        let source = "x(r#\"a \"quoted\" }\"#, b\"\\\"\", br\"\\\", '\\'', '\\u{7b}'); }";
        assert_eq!(bare(source).matches('}').count(), 1, "{}", bare(source));
    }

    #[test]
    fn literals_know_their_lines() {
        let source = "f(\n\"one\",\nr\"two\nmore\", \"three\")";
        let lines: Vec<usize> = literals(source).iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 3, 4]);
    }
}
