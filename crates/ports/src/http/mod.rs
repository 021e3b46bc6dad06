//! The HTTP plumbing that every vendor's client uses, and the only place that makes an HTTP client.
//!
//! A [`Line`] leads to one host of one vendor under one [`Policy`]: it limits, repeats what is certain to have had
//! no effect, stops calling a vendor that is down, bounds what it reads, and says of each failure whether anything
//! may have happened. It follows no redirect and reaches no private address unless the connection says so. What it
//! writes to the [`CallLog`] has no room for a header, a path or a body, so there is nothing to redact. Only answers about goods
//! alone are shown to whoever collects them as they came ([`raw`]).
//!
//! Start reading at [`Line::call`].

mod answer;
mod base_url;
mod breaker;
mod budget;
mod call;
mod call_log;
mod layer;
mod line;
mod policy;
mod rate;
pub mod raw;
mod secret;
mod verdict;

pub use answer::Answer;
pub use base_url::{BaseUrl, BaseUrlError, Reach};
pub use call::{Auth, Call};
pub use call_log::{CallEntry, CallLog, NoLog};
pub use layer::{HttpLayer, LayerError, Pace};
pub use line::Line;
pub use policy::{Applies, BreakerPolicy, Policy, RateWindow};
pub use secret::Secret;
