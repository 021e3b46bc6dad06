//! Repeats may add a tenth to the calls we make, and not more, however badly a vendor is doing.

const PER_CALL: u32 = 1;
const PER_REPEAT: u32 = 10;
/// So many repeats may be saved up.
const SAVED_REPEATS_MAX: u32 = 10;

#[derive(Debug)]
pub(super) struct Budget {
    tenths: u32,
}

impl Budget {
    /// A new line may repeat a little before it has earned it.
    pub(super) fn new() -> Self {
        Self { tenths: 4 * PER_REPEAT }
    }

    pub(super) fn earn(&mut self) {
        self.tenths = (self.tenths + PER_CALL).min(SAVED_REPEATS_MAX * PER_REPEAT);
    }

    pub(super) fn spend(&mut self) -> bool {
        let affordable = self.tenths >= PER_REPEAT;
        if affordable {
            self.tenths -= PER_REPEAT;
        }
        affordable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_stay_within_a_tenth_of_the_calls() {
        let mut budget = Budget::new();
        let mut repeats = 0;
        for _ in 0..10_000 {
            budget.earn();
            repeats += usize::from(budget.spend()) + usize::from(budget.spend());
        }
        assert!(repeats <= 1_000 + 4, "{repeats} repeats of 10,000 calls");
    }
}
