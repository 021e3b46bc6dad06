//! How the simulators come up: one port each on loopback, the control API beside the vendor's own paths.

mod clock;
mod endpoints;
mod listen;
mod outbound;
mod roster;
mod simulator;
mod stage;
mod start;
mod vendor;

pub use clock::SkewedClock;
pub use endpoints::{Endpoints, VendorEndpoint};
pub use listen::Hangup;
pub use outbound::{Answer, Callback, HttpOutbound, Outbound, OutboundError};
pub use simulator::{Memory, Simulator, Steered};
pub use stage::Stage;
pub use start::{RunningSandbox, Sandbox, SandboxConfig, SandboxError, VendorRoom, run};
pub use vendor::{ActionDoc, ActionError, Admission, ReadOperation, Vendor};
