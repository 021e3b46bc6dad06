//! An access token kept until it expires: the one thing a connector remembers.

use std::fmt;

use countersign_kernel::Timestamp;
use countersign_ports::CallError;
use countersign_ports::http::{Answer, Auth, Call, Line, Secret};
use serde::Deserialize;
use tokio::sync::Mutex;

/// No token is trusted longer than this, whatever its issuer says.
const LIFE_SECONDS_MAX: i64 = 14 * 24 * 3_600;

#[derive(Deserialize)]
struct Granted {
    access_token: Secret,
    expires_in: i64,
}

struct Held {
    token: Secret,
    good_until: Timestamp,
}

/// Asks for tokens over its own line, since issuers have limits of their own.
pub(crate) struct TokenDesk {
    line: Line,
    request: Call,
    held: Mutex<Option<Held>>,
}

impl fmt::Debug for TokenDesk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenDesk(‹secret›)")
    }
}

impl TokenDesk {
    pub(crate) fn new(line: Line, request: Call) -> Self {
        Self { line, request, held: Mutex::new(None) }
    }

    /// Makes a call with a bearer token. On 401 the call is made once more with a new token: a 401 comes before
    /// anything is done, so repeating it is safe for writes too.
    pub(crate) async fn call(&self, line: &Line, call: Call) -> Result<Answer, CallError> {
        let token = self.token().await?;
        let answer = line.call(call.clone().auth(Auth::Bearer(token.clone()))).await?;
        if answer.status != 401 {
            return Ok(answer);
        }
        self.forget(&token).await;
        let token = self.token().await?;
        line.call(call.auth(Auth::Bearer(token))).await
    }

    async fn token(&self) -> Result<Secret, CallError> {
        // The lock is held while asking, so that many calls at once ask for one token.
        let mut held = self.held.lock().await;
        let now = self.line.layer().clock.now();
        if let Some(held) = held.as_ref().filter(|held| now < held.good_until) {
            return Ok(held.token.clone());
        }
        let answer = self.line.call(self.request.clone()).await?.accepted(|_| Vec::new())?;
        let granted: Granted = answer.read()?;
        let life = granted.expires_in.clamp(0, LIFE_SECONDS_MAX);
        // A tenth early: clocks differ, and calls take time.
        let good_until = now.plus_seconds(life - life / 10);
        let token = granted.access_token;
        *held = Some(Held { token: token.clone(), good_until });
        Ok(token)
    }

    async fn forget(&self, refused: &Secret) {
        let mut held = self.held.lock().await;
        if held.as_ref().is_some_and(|held| held.token.expose() == refused.expose()) {
            *held = None;
        }
    }
}
