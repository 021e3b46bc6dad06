//! What somebody who connects a vendor has to say, as data beside each connector: the form in the browser, the check of what
//! was typed and the documentation are made of it.

/// One thing to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// As the connection's configuration names it.
    pub name: &'static str,
    /// As people call it.
    pub title: &'static str,
    pub kind: FieldKind,
    pub is_needed: bool,
    /// What it is and where it is found, in a sentence or two.
    pub what: &'static str,
    /// What such a value looks like.
    pub example: &'static str,
}

/// How a field is typed, and what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A key: sealed, and never shown again.
    Secret,
    Text,
    /// A whole number of nought or more.
    Number,
    YesOrNo,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// `https://` and what follows.
    Address,
    /// A day, such as 2026-01-31.
    Day,
    /// Words with commas between them.
    Words,
    /// A line each, `name = value`.
    Pairs,
}

impl Field {
    pub const fn secret(name: &'static str, title: &'static str, what: &'static str) -> Self {
        Self { name, title, kind: FieldKind::Secret, is_needed: true, what, example: "" }
    }

    pub const fn needed(
        name: &'static str,
        title: &'static str,
        kind: FieldKind,
        what: &'static str,
        example: &'static str,
    ) -> Self {
        Self { name, title, kind, is_needed: true, what, example }
    }

    pub const fn or_not(
        name: &'static str,
        title: &'static str,
        kind: FieldKind,
        what: &'static str,
        example: &'static str,
    ) -> Self {
        Self { name, title, kind, is_needed: false, what, example }
    }

    pub const fn unneeded(self) -> Self {
        Self { is_needed: false, ..self }
    }

    pub fn is_secret(&self) -> bool {
        self.kind == FieldKind::Secret
    }
}

/// What a vendor is and what it wants to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// As a configuration names it.
    pub vendor: &'static str,
    /// As people call it.
    pub title: &'static str,
    /// What it is to a shop, such as `State system`.
    pub kinds: Vec<&'static str>,
    /// Where it answers, where that is the same for every shop; an example where it is not.
    pub address: Address,
    pub fields: Vec<Field>,
}

/// Where a vendor answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    Always(&'static str),
    /// It hangs on the state or the contract; an example.
    Such(&'static str),
}
