//! The session that every call carries in its body: the one thing this connector remembers.

use std::fmt;

use countersign_ports::http::Secret;
use tokio::sync::Mutex;

use super::wire;

pub(super) struct Desk {
    license_number: String,
    username: String,
    password: Secret,
    held: Mutex<Option<Secret>>,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Desk(‹secret›)")
    }
}

impl Desk {
    pub(super) fn new(license_number: String, username: String, password: Secret) -> Self {
        Self { license_number, username, password, held: Mutex::new(None) }
    }

    pub(super) fn login(&self) -> wire::Login<'_> {
        wire::Login {
            api: wire::VERSION,
            action: "login",
            license_number: &self.license_number,
            username: &self.username,
            password: self.password.expose(),
        }
    }

    /// The session in hand, or the one that `open` gets. The lock is held meanwhile, so that many calls at once log in once.
    pub(super) async fn session<E>(
        &self,
        open: impl AsyncFnOnce() -> Result<Secret, E>,
    ) -> Result<Secret, E> {
        let mut held = self.held.lock().await;
        if let Some(session) = held.as_ref() {
            return Ok(session.clone());
        }
        let session = open().await?;
        *held = Some(session.clone());
        Ok(session)
    }

    pub(super) async fn forget(&self, refused: &Secret) {
        let mut held = self.held.lock().await;
        if held.as_ref().is_some_and(|held| held.expose() == refused.expose()) {
            *held = None;
        }
    }
}
