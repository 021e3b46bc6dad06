//! Randomness that is passed in: the same seed gives the same ids, so a run can be played again.

use std::fmt;
use std::sync::Mutex;

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

/// A shared source of random bytes, seeded once (by the operating system in the binary, by a number in tests).
pub struct Random(Mutex<ChaCha20Rng>);

impl Random {
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(Mutex::new(ChaCha20Rng::from_seed(seed)))
    }

    pub fn from_number(seed: u64) -> Self {
        Self(Mutex::new(ChaCha20Rng::seed_from_u64(seed)))
    }

    pub fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().expect("no one panics while holding the generator").fill_bytes(bytes);
    }

    pub fn array<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    pub fn next_u64(&self) -> u64 {
        u64::from_le_bytes(self.array())
    }

    /// A number in `0..bound`, without bias.
    pub fn below(&self, bound: u64) -> u64 {
        assert!(bound > 0, "an empty range has no number in it");
        let unbiased = u64::MAX - u64::MAX % bound;
        loop {
            let drawn = self.next_u64();
            if drawn < unbiased {
                return drawn % bound;
            }
        }
    }

    /// True once in `n` times on average.
    pub fn one_in(&self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub fn pick<'a, T>(&self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len() as u64) as usize]
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random(‹state›)")
    }
}
