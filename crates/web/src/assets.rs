//! Stylesheets, scripts, fonts and icons, embedded in the binary and served below a path that holds their hash,
//! so that a browser may keep them for ever and never sees two versions mixed.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// Named in the console's own stylesheet order; a missing one makes `assets.sh` the thing to run.
pub const VENDORED: &[&str] = &[
    "vendor/htmx.min.js",
    "vendor/icons.svg",
    "vendor/inter-latin.woff2",
    "vendor/inter-latin-ext.woff2",
    "vendor/jetbrains-mono-latin.woff2",
    "vendor/LICENSES.txt",
];

const SHEET: &str = "css/console.css";
const FOR_EVER: &str = "public, max-age=31536000, immutable";

static ROOT: LazyLock<String> = LazyLock::new(|| format!("/assets/{}", stamp()));
static STYLES: LazyLock<String> = LazyLock::new(bundle);

/// The path every asset lives below in this build, without a trailing slash.
pub fn root() -> &'static str {
    &ROOT
}

/// Whether `path` (below [`root`]) is served.
pub fn exists(path: &str) -> bool {
    Files::get(path).is_some()
}

pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{stamp}/{*path}", get(serve))
}

async fn serve(Path((stamp, path)): Path<(String, String)>) -> Response {
    let Some(kind) = content_type(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let bytes = match path.as_str() {
        SHEET => STYLES.as_bytes().to_vec(),
        other => match Files::get(other) {
            Some(file) => file.data.into_owned(),
            None => return StatusCode::NOT_FOUND.into_response(),
        },
    };
    // A page of the previous build may still ask below its own stamp: it gets today's file, but may not keep it.
    let current = root().ends_with(&format!("/{stamp}"));
    let keep = if current { FOR_EVER } else { "no-store" };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
    ];
    (headers, bytes).into_response()
}

fn content_type(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    Some(match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

/// The part sheets stay one a component on disk; a browser gets them as one, in the order `console.css` gives.
fn bundle() -> String {
    let order = text_of(SHEET);
    let mut out = String::with_capacity(64 * 1024);
    for line in order.lines() {
        match import(line) {
            Some((file, layer)) => {
                out.push_str(&format!("@layer {layer} {{\n{}}}\n", text_of(&format!("css/{file}"))));
            }
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

/// Reads `@import url("rail.css") layer(parts);` as `("rail.css", "parts")`.
fn import(line: &str) -> Option<(&str, &str)> {
    let (file, rest) = line.strip_prefix("@import url(\"")?.split_once("\") layer(")?;
    Some((file, rest.strip_suffix(");")?))
}

fn text_of(path: &str) -> String {
    let file = Files::get(path).map(|file| file.data.into_owned()).unwrap_or_default();
    String::from_utf8(file).unwrap_or_default()
}

/// FNV-1a over every file's name and SHA-256: it tells builds apart and protects nothing.
fn stamp() -> String {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut feed = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    for name in names {
        if let Some(file) = Files::get(&name) {
            feed(name.as_bytes());
            feed(&file.metadata.sha256_hash());
        }
    }
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundle_holds_every_sheet_that_lies_on_disk() {
        let order = text_of(SHEET);
        for name in Files::iter().filter(|n| n.starts_with("css/") && n != SHEET) {
            let file = name.trim_start_matches("css/");
            assert!(order.contains(&format!("\"{file}\"")), "{file} is not listed in {SHEET}");
            // An unclosed block would swallow the layer it stands in.
            let text = text_of(&name);
            assert_eq!(text.matches('{').count(), text.matches('}').count(), "{file}: braces do not balance");
        }
        assert!(!bundle().contains("@import"), "an import line was not understood");
        assert_eq!(import("@import url(\"rail.css\") layer(parts);"), Some(("rail.css", "parts")));
    }

    #[test]
    fn what_npm_gives_is_in_place() {
        for path in VENDORED {
            assert!(
                exists(path),
                "{path} is missing; run `npm ci --ignore-scripts && sh crates/web/assets.sh`"
            );
        }
    }
}
