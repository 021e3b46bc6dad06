//! Settings: people, what each role may do, stores, access tokens.

pub mod people;
pub mod roles;
pub mod stores;
pub mod tokens;

/// One leaf of the settings; the current one is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaf {
    People,
    Roles,
    Stores,
    Tokens,
}

impl Leaf {
    pub const ALL: [Self; 4] = [Self::People, Self::Roles, Self::Stores, Self::Tokens];

    pub const fn name(self) -> &'static str {
        match self {
            Self::People => "People",
            Self::Roles => "Roles",
            Self::Stores => "Stores",
            Self::Tokens => "Access tokens",
        }
    }

    pub const fn href(self) -> &'static str {
        match self {
            Self::People => "/settings/people",
            Self::Roles => "/settings/roles",
            Self::Stores => "/settings/stores",
            Self::Tokens => "/settings/tokens",
        }
    }
}
