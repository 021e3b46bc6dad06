//! A sliding window over calls, for the rate limits that vendors state as so many per so many seconds.

use std::collections::VecDeque;

use countersign_kernel::Timestamp;

/// Calls inside the window; one that would exceed `most` is refused and not counted.
#[derive(Debug, Clone, Default)]
pub struct Window(VecDeque<Timestamp>);

impl Window {
    /// Counts a call, or says how many whole seconds to wait.
    pub fn admit(&mut self, now: Timestamp, most: usize, seconds: i64) -> Result<(), i64> {
        while self.0.front().is_some_and(|first| first.plus_seconds(seconds) <= now) {
            self.0.pop_front();
        }
        if self.0.len() >= most {
            let wait = self.0.front().map_or(seconds, |first| seconds - now.seconds_since(*first));
            return Err(wait.clamp(1, seconds));
        }
        self.0.push_back(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_too_many_waits_until_the_first_leaves_the_window() {
        let at = |s: i64| Timestamp::from_micros(s * 1_000_000);
        let mut window = Window::default();
        assert_eq!(window.admit(at(0), 2, 10), Ok(()));
        assert_eq!(window.admit(at(4), 2, 10), Ok(()));
        assert_eq!(window.admit(at(5), 2, 10), Err(5));
        assert_eq!(window.admit(at(10), 2, 10), Ok(()));
    }
}
