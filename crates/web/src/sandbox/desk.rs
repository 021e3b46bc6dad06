//! What a demo lets a newcomer do to the simulated systems. The binary brings it; without one there is no sandbox.

use std::fmt;

use crate::session::sign_in::DemoAccount;

pub trait SandboxDesk: Send + Sync + fmt::Debug {
    /// Whom a newcomer may sign in as.
    fn accounts(&self) -> Vec<DemoAccount>;
}
