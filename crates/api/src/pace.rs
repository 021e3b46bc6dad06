//! How fast one token may ask.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;

use countersign_app::App;
use countersign_kernel::id::TokenId;
use governor::clock::Clock;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

/// Requests a second, on average.
pub const PER_SECOND_MAX: NonZeroU32 = NonZeroU32::new(50).expect("not zero");
/// Requests at once.
pub const BURST_MAX: NonZeroU32 = NonZeroU32::new(200).expect("not zero");

/// The product's clock, as governor wants to see one.
#[derive(Debug, Clone)]
struct GivenClock(App);

impl Clock for GivenClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let micros = u64::try_from(self.0.now().micros()).unwrap_or(0);
        Nanos::from(micros.saturating_mul(1_000))
    }
}

type Limiter =
    RateLimiter<TokenId, DashMapStateStore<TokenId>, GivenClock, governor::middleware::NoOpMiddleware<Nanos>>;

/// One bucket a token, on this node. Only tokens that are known get one, so there are never more than tokens.
#[derive(Clone)]
pub struct Pace {
    clock: GivenClock,
    limiter: Arc<Limiter>,
}

impl fmt::Debug for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pace")
    }
}

impl Pace {
    pub fn new(app: &App) -> Self {
        let clock = GivenClock(app.clone());
        let quota = Quota::per_second(PER_SECOND_MAX).allow_burst(BURST_MAX);
        let limiter = RateLimiter::new(quota, DashMapStateStore::default(), clock.clone());
        Self { clock, limiter: Arc::new(limiter) }
    }

    /// Counts one request, or says how many seconds to wait.
    pub fn take(&self, token: &TokenId) -> Result<(), i64> {
        self.limiter.check_key(token).map_err(|not_yet| {
            let wait = not_yet.wait_time_from(self.clock.now());
            i64::try_from(wait.as_secs()).unwrap_or(i64::MAX).saturating_add(1)
        })
    }
}
