//! The page of an extract. It is made from the data alone, so that a check can make it again and compare: whatever is changed
//! here needs another number of the format.

use std::fmt::Write as _;

use serde_json::Value;

use super::Extract;

const DATA_BEGIN: &str = "<script type=\"application/json\" id=\"extract\">";
const DATA_END: &str = "</script>\n</body>\n</html>\n";

const STYLE: &str = "body{font:14px/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}\
h1{font-size:21px;border-bottom:4px double #444;padding-bottom:6px}h2{font-size:16px;margin:1.6rem 0 .4rem}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 14px}dt{color:#555}dd{margin:0;overflow-wrap:anywhere}\
article{border-top:1px solid #bbb;padding:.6rem 0;break-inside:avoid}h3{font-size:14px;margin:0 0 .2rem}\
pre{font-size:12px;white-space:pre-wrap;overflow-wrap:anywhere;background:#f5f4f0;padding:.5rem;margin:.3rem 0}\
.m{font-family:ui-monospace,monospace;font-size:12px}";

/// The JSON that lies in a page.
pub(super) fn data(file: &str) -> Option<&str> {
    if file.len() > super::BYTES_MAX {
        return None;
    }
    let (_, rest) = file.split_once(DATA_BEGIN)?;
    rest.strip_suffix(DATA_END)
}

/// The whole file.
pub(super) fn page(extract: &Extract) -> String {
    let mut out = String::new();
    let seal: Value = serde_json::from_str(&extract.seal).unwrap_or_default();
    let head: Value = serde_json::from_str(&extract.head).unwrap_or_default();
    let title = "Extract from the record";
    let _ = write!(
        out,
        "{}\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n",
        super::FIRST_LINE
    );
    let count = extract.entries.len();
    let of = seal["body"]["tree"]["size"].as_u64().unwrap_or_default();
    let _ = writeln!(
        out,
        "<p>{count} of the {of} entries that the record had. Each stands here as it was written; the others are left out, and the \
         proof binds every one of them to its place. Sealed personal data stays sealed. Check this file with <span \
         class=\"m\">countersign record verify FILE --key KEY</span>, with the public key that you were given by another way.</p>"
    );
    facts(&mut out, extract, &seal, &head);
    out.push_str("<h2>Entries</h2>\n");
    if count == 0 {
        out.push_str("<p>No entry matches.</p>\n");
    }
    for proved in &extract.entries {
        entry(&mut out, extract, &serde_json::from_str(&proved.line).unwrap_or_default());
    }
    out.push_str("<h2>The entry that closes this extract</h2>\n");
    entry(&mut out, extract, &seal);
    let json = serde_json::to_string(extract).expect("an extract always has a JSON form");
    // Nothing in the data may end the block that it lies in.
    let _ = write!(out, "{DATA_BEGIN}{}{DATA_END}", json.replace('<', "\\u003c"));
    out
}

fn facts(out: &mut String, extract: &Extract, seal: &Value, head: &Value) {
    out.push_str("<dl>\n");
    let mut fact = |name: &str, value: &str| {
        let _ = writeln!(out, "<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(value));
    };
    if let Some(wanted) = seal["body"]["wanted"].as_object() {
        for (name, value) in wanted {
            fact(&format!("Asked for: {name}"), value.as_str().unwrap_or_default());
        }
    }
    fact("Purpose", seal["body"]["why"].as_str().unwrap_or_default());
    fact("Taken out", &format!("{} by {}", text(seal, "at"), named(extract, &text(seal, "actor"))));
    fact("Record", &text(head, "log_id"));
    fact("Vouched for up to entry", &head["seq"].as_u64().unwrap_or_default().to_string());
    fact("Signed", &text(head, "at"));
    fact("By the key", &text(head, "public_key"));
    out.push_str("</dl>\n");
}

fn entry(out: &mut String, extract: &Extract, entry: &Value) {
    let seq = entry["seq"].as_u64().unwrap_or_default();
    let _ = writeln!(
        out,
        "<article>\n<h3>{seq} · {} · {}</h3>",
        escaped(&text(entry, "at")),
        escaped(&text(entry, "kind"))
    );
    let (by, about) = (named(extract, &text(entry, "actor")), text(entry, "subject"));
    let _ = write!(out, "<p>By {}", escaped(&by));
    if !about.is_empty() {
        let _ = write!(out, ", about <span class=\"m\">{}</span>", escaped(&about));
    }
    if let Some(store) = entry["store"].as_str() {
        let _ = write!(out, ", at {}", escaped(&named(extract, store)));
    }
    let body = serde_json::to_string_pretty(&entry["body"]).expect("a body always has a JSON form");
    let _ = writeln!(
        out,
        "</p>\n<pre>{}</pre>\n<p class=\"m\">{}</p>\n</article>",
        escaped(&body),
        escaped(&text(entry, "hash"))
    );
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_default().to_owned()
}

fn named(extract: &Extract, label: &str) -> String {
    match extract.names.get(label) {
        Some(name) => format!("{name} ({label})"),
        None => label.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
