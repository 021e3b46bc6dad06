//! Access tokens for programs: what each may do, and who made it.

use askama::Template;
use serde::Deserialize;

use super::Leaf;
use crate::shell::{Room, Shell, Theme};
use crate::ui::{self, Empty, Field};

/// `POST /settings/tokens`. Scopes come as one `scope_<permission>` each, present when ticked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TokenForm {
    pub csrf: String,
    pub name: String,
    #[serde(flatten)]
    pub scopes: std::collections::BTreeMap<String, String>,
}

impl TokenForm {
    /// The words of the ticked scopes.
    pub fn ticked(&self) -> Vec<&str> {
        self.scopes.keys().filter_map(|name| name.strip_prefix("scope_")).collect()
    }
}

#[derive(Clone, Template)]
#[template(path = "settings/tokens.html")]
pub struct TokensPage {
    pub shell: Shell,
    pub here: Leaf,
    /// The token just made; shown this once.
    pub fresh: Option<String>,
    pub tokens: Vec<TokenLine>,
    pub empty: Option<Empty>,
    pub name: Field,
    /// `(word, words, ticked)` of what a token may be given.
    pub scopes: Vec<(String, String, bool)>,
    pub scopes_error: Option<String>,
}

impl std::fmt::Debug for TokensPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TokensPage({} tokens, fresh: ‹sealed›)", self.tokens.len())
    }
}

#[derive(Debug, Clone)]
pub struct TokenLine {
    pub id: String,
    pub name: String,
    pub scopes: String,
    pub made: String,
    pub by: String,
    /// When it ends by itself.
    pub ends: String,
    pub revoked: bool,
}

impl TokensPage {
    pub fn sample() -> Self {
        let scope = |word: &str, words: &str| (word.to_owned(), words.to_owned(), false);
        Self {
            shell: Shell::sample(Room::Settings, "Access tokens"),
            here: Leaf::Tokens,
            fresh: Some("cst_7Qf2xW9pLr4tYb8KdE3vHm6Z".to_owned()),
            tokens: vec![TokenLine {
                id: "tok_1".to_owned(),
                name: "Website".to_owned(),
                scopes: "limit.ask, order.view".to_owned(),
                made: "2 Mar 2026".to_owned(),
                by: "Mara Lindgren".to_owned(),
                ends: "when revoked".to_owned(),
                revoked: false,
            }],
            empty: None,
            name: Field::text("name", "What it is for").required(),
            scopes: vec![
                scope("order.view", "See orders"),
                scope("limit.ask", "Ask limit questions"),
                scope("record.view", "Read the record"),
            ],
            scopes_error: None,
        }
    }
}
