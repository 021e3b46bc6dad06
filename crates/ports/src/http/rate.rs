//! Our own limit towards a vendor, so that theirs is never reached.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use countersign_kernel::Clock;
use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

use super::policy::{Applies, Policy, RateWindow};

/// Our clock, as governor wants to see one.
#[derive(Debug, Clone)]
struct GivenClock(Arc<dyn Clock>);

impl GovernorClock for GivenClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let micros = u64::try_from(self.0.now().micros()).unwrap_or(0);
        Nanos::from(micros.saturating_mul(1_000))
    }
}

type Limiter = RateLimiter<NotKeyed, InMemoryState, GivenClock, NoOpMiddleware<Nanos>>;

#[derive(Debug)]
pub(super) struct Rates {
    clock: GivenClock,
    windows: Vec<(Applies, Limiter)>,
}

impl Rates {
    pub(super) fn new(windows: &[RateWindow], clock: Arc<dyn Clock>) -> Self {
        assert!(
            windows.len() <= Policy::RATES_MAX,
            "a policy has at most {} rate windows",
            Policy::RATES_MAX
        );
        // A burst beyond the window's calls would leave nothing to come back but one call a window.
        assert!(windows.iter().all(|w| w.burst <= w.calls.max(1)), "a burst is a part of its window's calls");
        let clock = GivenClock(clock);
        let limiter = |w: &RateWindow| RateLimiter::direct_with_clock(quota(w), clock.clone());
        let windows = windows.iter().map(|w| (w.applies, limiter(w))).collect();
        Self { clock, windows }
    }

    /// Takes one call's worth, or says how long to wait.
    pub(super) fn take(&self, is_read: bool) -> Result<(), Duration> {
        for (applies, limiter) in &self.windows {
            if *applies == Applies::Reads && !is_read {
                continue;
            }
            limiter.check().map_err(|not_yet| not_yet.wait_time_from(self.clock.now()))?;
        }
        Ok(())
    }
}

/// A bucket of `burst` that refills so slowly that no window of `per_seconds` ever sees more than `calls`:
/// a full bucket plus what comes back within the window is exactly `calls`.
fn quota(window: &RateWindow) -> Quota {
    let calls = window.calls.max(1);
    let burst = window.burst.clamp(1, calls);
    let per = Duration::from_secs(u64::from(window.per_seconds.max(1)));
    let back_after = per / (calls - burst + 1);
    Quota::with_period(back_after)
        .expect("a window is at least a second and has fewer calls than nanoseconds")
        .allow_burst(NonZeroU32::new(burst).expect("clamped to at least 1"))
}

#[cfg(test)]
mod tests {
    use countersign_kernel::{ManualClock, Random, Timestamp};

    use super::*;

    fn window(calls: u32, per_seconds: u32, burst: u32) -> RateWindow {
        RateWindow { calls, per_seconds, burst, applies: Applies::All }
    }

    #[test]
    fn no_window_ever_sees_more_calls_than_its_limit() {
        for seed in 0..40 {
            let random = Random::from_number(seed);
            let calls = 1 + u32::try_from(random.below(60)).expect("small");
            let burst = 1 + u32::try_from(random.below(u64::from(calls))).expect("small");
            let clock = Arc::new(ManualClock::at(Timestamp::from_micros(1_800_000_000_000_000)));
            let rates = Rates::new(&[window(calls, 10, burst)], clock.clone());
            let mut taken: Vec<i64> = Vec::new();
            for _ in 0..3_000 {
                clock.advance_micros(i64::try_from(random.below(120_000)).expect("small"));
                if rates.take(true).is_ok() {
                    taken.push(clock.now().micros());
                }
            }
            for (index, start) in taken.iter().enumerate() {
                let inside = taken[index..].iter().take_while(|t| **t < start + 10_000_000).count();
                assert!(inside <= calls as usize, "{inside} calls in a window of {calls}, seed {seed}");
            }
            assert!(taken.len() > calls as usize, "the limit lets later calls through, seed {seed}");
        }
    }

    #[test]
    #[should_panic(expected = "a burst is a part of its window's calls")]
    fn a_burst_beyond_its_window_is_no_policy() {
        let clock = ManualClock::at(Timestamp::from_micros(1_800_000_000_000_000));
        Rates::new(&[window(8, 1, 12)], Arc::new(clock));
    }

    #[test]
    fn what_is_used_up_comes_back_with_time_and_writes_may_be_free() {
        let clock = Arc::new(ManualClock::at(Timestamp::from_micros(1_800_000_000_000_000)));
        let only_reads = RateWindow { applies: Applies::Reads, ..window(1, 60, 1) };
        let rates = Rates::new(&[only_reads], clock.clone());
        assert_eq!(rates.take(true), Ok(()));
        assert_eq!(rates.take(true), Err(Duration::from_secs(60)));
        assert_eq!(rates.take(false), Ok(()));
        clock.advance_seconds(60);
        assert_eq!(rates.take(true), Ok(()));
    }
}
