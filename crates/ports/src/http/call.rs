//! One question to a vendor, before it is sent.

use std::fmt;

use reqwest::Method;
use serde::Serialize;

use super::secret::Secret;

/// How a call proves who asks.
#[derive(Debug, Clone)]
pub enum Auth {
    None,
    Basic { user: Secret, password: Secret },
    Bearer(Secret),
}

/// One call. `operation` names it in errors and logs, so it holds no value from outside.
#[derive(Clone)]
pub struct Call {
    pub(super) operation: &'static str,
    pub(super) method: Method,
    pub(super) is_read: bool,
    pub(super) is_of_goods: bool,
    pub(super) path: Vec<String>,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Option<(&'static str, Vec<u8>)>,
    pub(super) auth: Auth,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Paths hold patient numbers, headers keys, bodies people.
        write!(f, "Call({} {})", self.method, self.operation)
    }
}

impl Call {
    fn new(operation: &'static str, method: Method, path: &[&str]) -> Self {
        Self {
            operation,
            is_read: method == Method::GET,
            is_of_goods: false,
            method,
            path: path.iter().map(|s| (*s).to_owned()).collect(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            auth: Auth::None,
        }
    }

    /// `path` is segments, each of which is escaped: a value in it can never reach another path.
    pub fn get(operation: &'static str, path: &[&str]) -> Self {
        Self::new(operation, Method::GET, path)
    }

    pub fn post(operation: &'static str, path: &[&str]) -> Self {
        Self::new(operation, Method::POST, path)
    }

    pub fn put(operation: &'static str, path: &[&str]) -> Self {
        Self::new(operation, Method::PUT, path)
    }

    pub fn patch(operation: &'static str, path: &[&str]) -> Self {
        Self::new(operation, Method::PATCH, path)
    }

    pub fn delete(operation: &'static str, path: &[&str]) -> Self {
        Self::new(operation, Method::DELETE, path)
    }

    /// Says that this call changes nothing although its method is not GET (a search, a price question, a token).
    pub fn changes_nothing(mut self) -> Self {
        self.is_read = true;
        self
    }

    /// Says that this call reads goods and nothing else: neither its path nor its answer names a customer or holds a key, so the
    /// answer may be kept as it came.
    pub fn of_goods(mut self) -> Self {
        self.is_of_goods = true;
        self
    }

    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn json<T: Serialize>(self, body: &T) -> Self {
        self.json_as("application/json", body)
    }

    /// JSON under the name that a vendor wants it to have.
    pub fn json_as<T: Serialize>(mut self, media_type: &'static str, body: &T) -> Self {
        let bytes = serde_json::to_vec(body).expect("our own wire types always serialise");
        self.body = Some((media_type, bytes));
        self
    }

    pub fn form(mut self, pairs: &[(&str, &str)]) -> Self {
        let mut scratch = reqwest::Url::parse("http://form.invalid/").expect("a constant URL");
        scratch.query_pairs_mut().extend_pairs(pairs);
        let text = scratch.query().unwrap_or_default().to_owned();
        self.body = Some(("application/x-www-form-urlencoded", text.into_bytes()));
        self
    }

    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = auth;
        self
    }
}
