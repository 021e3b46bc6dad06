//! What was worked out once, with the state of the source it was worked out of. It only saves work: losing it costs
//! time, and it is never an answer for another state of the source.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

pub(crate) struct Kept<K, S, V>(Mutex<BTreeMap<K, (S, V)>>);

impl<K, S, V> Default for Kept<K, S, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Ord, S: PartialEq, V: Clone> Kept<K, S, V> {
    /// What was worked out of this very state, if it was the last.
    pub fn of(&self, key: &K, state: &S) -> Option<V> {
        self.all().get(key).filter(|kept| kept.0 == *state).map(|kept| kept.1.clone())
    }

    /// In place of what was kept before.
    pub fn keep(&self, key: K, state: S, value: V) {
        self.all().insert(key, (state, value));
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<K, (S, V)>> {
        self.0.lock().expect("nobody panics while holding it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_for_one_state_of_its_source() {
        let kept = Kept::default();
        kept.keep("a", 1, "one");
        assert_eq!((kept.of(&"a", &1), kept.of(&"b", &1)), (Some("one"), None));
        kept.keep("a", 2, "two");
        assert_eq!((kept.of(&"a", &1), kept.of(&"a", &2)), (None, Some("two")));
    }
}
