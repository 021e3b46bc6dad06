//! Which role may do what: `people/roles.toml`, read once at the start and complete, or not at all.

mod page;
mod read;

use countersign_kernel::{Permission, Role};

pub use read::RolesError;

/// The file the program was built with.
const BUILT_IN: &str = include_str!("../../../../../people/roles.toml");

/// The whole matrix: every role, every permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleMatrix {
    /// In the order of [`Role::ALL`].
    roles: Vec<RoleEntry>,
    /// What each permission allows, in words, in the order of [`Permission::ALL`].
    words: Vec<(Permission, String)>,
}

/// What is known of one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleEntry {
    pub role: Role,
    pub title: String,
    pub does: String,
    pub idle_minutes: i64,
    pub appoints: Vec<Role>,
    pub permissions: Vec<Permission>,
}

impl RoleMatrix {
    pub fn built_in() -> Self {
        Self::read(BUILT_IN).expect("a test reads the built-in file")
    }

    /// Reads a file of the same form as `people/roles.toml`.
    pub fn read(text: &str) -> Result<Self, RolesError> {
        read::read(text)
    }

    pub fn entry(&self, role: Role) -> &RoleEntry {
        self.roles.iter().find(|entry| entry.role == role).expect("a matrix is read complete or not at all")
    }

    pub fn entries(&self) -> &[RoleEntry] {
        &self.roles
    }

    pub fn allows(&self, role: Role, permission: Permission) -> bool {
        self.entry(role).permissions.contains(&permission)
    }

    pub fn permissions_of(&self, role: Role) -> &[Permission] {
        &self.entry(role).permissions
    }

    /// What a permission allows, as one sentence for a page.
    pub fn words(&self, permission: Permission) -> &str {
        let found = self.words.iter().find(|(known, _)| *known == permission);
        found.map(|(_, words)| words.as_str()).expect("a matrix is read complete or not at all")
    }

    /// Whether somebody with `own` roles may give or take `role`, and let go its people.
    pub fn may_appoint(&self, own: &[Role], role: Role) -> bool {
        own.iter().any(|own| self.entry(*own).appoints.contains(&role))
    }

    /// How long an untouched page stays signed in. The shortest of the roles; a person without any gets the shortest
    /// there is.
    pub fn idle_minutes(&self, roles: &[Role]) -> i64 {
        let of = |roles: &[Role]| roles.iter().map(|role| self.entry(*role).idle_minutes).min();
        of(roles).or_else(|| of(Role::ALL)).expect("there are roles")
    }

    /// `docs/reference/roles.md`.
    pub fn to_markdown(&self) -> String {
        page::markdown(self)
    }
}
