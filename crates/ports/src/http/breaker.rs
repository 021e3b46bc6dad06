//! Stops calling a vendor that is down, and tries again one call at a time.

use countersign_kernel::Timestamp;

use super::policy::BreakerPolicy;

#[derive(Debug)]
pub(super) struct Breaker {
    failures_max: u32,
    open_seconds: u32,
    failures: u32,
    open_until: Option<Timestamp>,
}

impl Breaker {
    pub(super) fn new(policy: BreakerPolicy) -> Self {
        Self {
            failures_max: policy.failures.clamp(1, BreakerPolicy::FAILURES_MAX),
            open_seconds: policy.open_seconds.clamp(1, BreakerPolicy::OPEN_SECONDS_MAX),
            failures: 0,
            open_until: None,
        }
    }

    /// Whether a call may go out now. Once the pause is over, one call may; the others wait for its outcome,
    /// or for another pause if it never has one.
    pub(super) fn admits(&mut self, now: Timestamp) -> bool {
        match self.open_until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                self.open_until = Some(now.plus_seconds(i64::from(self.open_seconds)));
                true
            }
        }
    }

    pub(super) fn succeeded(&mut self) {
        self.failures = 0;
        self.open_until = None;
    }

    pub(super) fn failed(&mut self, now: Timestamp) {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= self.failures_max {
            self.open_until = Some(now.plus_seconds(i64::from(self.open_seconds)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    #[test]
    fn it_opens_after_five_failures_and_lets_one_call_try_after_the_pause() {
        let mut breaker = Breaker::new(BreakerPolicy { failures: 9, open_seconds: 900 });
        for _ in 0..5 {
            assert!(breaker.admits(START));
            breaker.failed(START);
        }
        assert!(!breaker.admits(START.plus_seconds(59)));
        let later = START.plus_seconds(60);
        assert!(breaker.admits(later));
        assert!(!breaker.admits(later), "only one call tries");
        breaker.failed(later);
        assert!(!breaker.admits(later.plus_seconds(59)));
        assert!(breaker.admits(later.plus_seconds(60)));
        breaker.succeeded();
        assert!(breaker.admits(later) && breaker.admits(later));
    }

    #[test]
    fn a_success_in_between_starts_the_count_again() {
        let mut breaker = Breaker::new(BreakerPolicy { failures: 5, open_seconds: 30 });
        for _ in 0..20 {
            for _ in 0..4 {
                breaker.failed(START);
            }
            breaker.succeeded();
            assert!(breaker.admits(START));
        }
    }
}
