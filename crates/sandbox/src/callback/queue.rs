use countersign_kernel::Timestamp;

/// Calls a marketplace may owe at one time.
pub const QUEUE_MAX: usize = 20_000;

/// One call that is owed, now or later.
#[derive(Debug, Clone)]
pub struct Pending {
    pub due: Timestamp,
    /// Sent after everything else that is due at the same tick: how reordering is made.
    pub after_the_rest: bool,
    pub sequence: u64,
    /// 1 for the first try.
    pub attempt: u32,
    pub event: &'static str,
    pub order_id: String,
    pub body: Vec<u8>,
    /// This many attempts, counted from the first, carry a signature made with a wrong secret.
    pub forged_attempts: u32,
    /// Identical extra copies sent right after each accepted attempt.
    pub duplicates: u32,
}

impl Pending {
    pub fn is_forged(&self) -> bool {
        self.attempt <= self.forged_attempts
    }
}

/// The calls still owed, handed out in the order they fall due.
#[derive(Debug, Default)]
pub struct Queue {
    owed: Vec<Pending>,
    next: u64,
}

impl Queue {
    pub fn push(&mut self, mut pending: Pending) {
        assert!(
            self.owed.len() < QUEUE_MAX,
            "the shop owes answers to {QUEUE_MAX} callbacks; advance the clock"
        );
        pending.sequence = self.next;
        self.next += 1;
        self.owed.push(pending);
    }

    /// A call that nobody accepted is owed again while the schedule of minutes lasts.
    pub fn again(&mut self, mut pending: Pending, schedule: &[i64], now: Timestamp) {
        let Some(minutes) = schedule.get(pending.attempt as usize - 1) else { return };
        pending.attempt += 1;
        pending.after_the_rest = false;
        pending.due = now.plus_minutes(*minutes);
        self.push(pending);
    }

    /// Takes what is due at `now`, in order.
    pub fn take_due(&mut self, now: Timestamp) -> Vec<Pending> {
        let (mut due, later): (Vec<_>, Vec<_>) = self.owed.drain(..).partition(|p| p.due <= now);
        self.owed = later;
        due.sort_by_key(|p| (p.after_the_rest, p.due, p.sequence));
        due
    }

    pub fn next_due(&self) -> Option<Timestamp> {
        self.owed.iter().map(|p| p.due).min()
    }

    pub fn len(&self) -> usize {
        self.owed.len()
    }

    pub fn is_empty(&self) -> bool {
        self.owed.is_empty()
    }
}
