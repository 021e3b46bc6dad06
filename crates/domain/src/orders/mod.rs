//! Orders: what they are, the ten checks they must pass, and the steps of their life.

pub mod allocate;
pub mod apportion;
pub mod carry;
pub mod change;
pub mod checks;
pub mod facts;
pub mod hand_over;
pub mod incoming;
pub mod lifecycle;
pub mod payment;
pub mod promised;
pub mod quote;
pub mod shelf;
pub mod stands;
pub mod verify;

pub use checks::CheckName;
pub use facts::OrderFacts;
pub use incoming::{Buyer, Cancellation, Channel, Fulfilment, IncomingLine, IncomingOrder};
pub use lifecycle::{State, Step};
pub use payment::Payment;
pub use quote::{QuotedCart, QuotedLine};
pub use verify::{Verification, verify};
