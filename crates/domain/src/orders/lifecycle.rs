//! The steps of an order's life. Every change of state goes through [`State::after`].

use serde::{Deserialize, Serialize};

use super::incoming::word_enum;

word_enum! {
    /// Where an order is. `arrived` and `checked` are before the countersignature, the last six are final; what
    /// was completed may still be returned.
    State {
        Arrived = "arrived",
        Checked = "checked",
        Approved = "approved",
        Preparing = "preparing",
        Ready = "ready",
        Completed = "completed",
        Returned = "returned",
        Refused = "refused",
        Cancelled = "cancelled",
        NoShow = "no_show",
        Expired = "expired",
    }
}

word_enum! {
    Step {
        Check = "check",
        Approve = "approve",
        Refuse = "refuse",
        // What is in it, how it is handed over or paid. Where that is checked anew, a `Check` follows.
        Change = "change",
        // What is held is from other packages than before.
        PickAnew = "pick_anew",
        Pick = "pick",
        MakeReady = "make_ready",
        Complete = "complete",
        Cancel = "cancel",
        MissPickup = "miss_pickup",
        Expire = "expire",
        Return = "return",
    }
}

/// A step that cannot be taken from where the order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an order that is `{}` cannot `{}`", .state.word(), .step.word())]
pub struct OutOfStep {
    pub state: State,
    pub step: Step,
}

impl State {
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Completed | Self::Returned | Self::Refused | Self::Cancelled | Self::NoShow | Self::Expired
        )
    }

    /// From approval until the end, stock and allowance are held.
    pub fn holds(self) -> bool {
        matches!(self, Self::Approved | Self::Preparing | Self::Ready)
    }

    pub fn after(self, step: Step) -> Result<Self, OutOfStep> {
        let next = match (self, step) {
            (Self::Arrived | Self::Checked, Step::Check) => Self::Checked,
            (Self::Checked, Step::Approve) => Self::Approved,
            (Self::Arrived | Self::Checked, Step::Refuse) => Self::Refused,
            (state, Step::Change) if !state.is_final() => state,
            (state, Step::PickAnew) if state.holds() => Self::Approved,
            (Self::Approved, Step::Pick) => Self::Preparing,
            (Self::Approved | Self::Preparing, Step::MakeReady) => Self::Ready,
            (Self::Ready, Step::Complete) => Self::Completed,
            (Self::Completed, Step::Return) => Self::Returned,
            (Self::Ready, Step::MissPickup) => Self::NoShow,
            (state, Step::Cancel) if !state.is_final() => Self::Cancelled,
            (state, Step::Expire) if state.holds() => Self::Expired,
            (state, step) => return Err(OutOfStep { state, step }),
        };
        Ok(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_approved_before_it_is_checked_nor_completed_before_it_is_ready() {
        assert!(State::Arrived.after(Step::Approve).is_err());
        assert!(State::Approved.after(Step::Complete).is_err());
        assert!(State::Preparing.after(Step::Complete).is_err());
        assert_eq!(State::Ready.after(Step::Complete), Ok(State::Completed));
    }

    #[test]
    fn the_only_way_out_of_a_final_state_is_a_return_of_what_was_sold() {
        assert_eq!(State::Completed.after(Step::Return), Ok(State::Returned));
        for state in State::ALL.iter().filter(|s| s.is_final()) {
            for step in Step::ALL.iter().filter(|step| (*state, **step) != (State::Completed, Step::Return)) {
                assert_eq!(state.after(*step), Err(OutOfStep { state: *state, step: *step }));
            }
        }
    }

    #[test]
    fn an_open_order_is_changed_where_it_is_and_picked_anew_only_when_it_holds() {
        for state in State::ALL.iter().copied() {
            let changed = state.after(Step::Change);
            assert_eq!(changed.ok(), (!state.is_final()).then_some(state), "{state:?}");
            assert_eq!(
                state.after(Step::PickAnew).ok(),
                state.holds().then_some(State::Approved),
                "{state:?}"
            );
        }
    }

    #[test]
    fn only_a_countersigned_order_holds_anything() {
        for state in State::ALL {
            let expected = matches!(state, State::Approved | State::Preparing | State::Ready);
            assert_eq!(state.holds(), expected, "{state:?}");
            assert!(!(state.holds() && state.is_final()));
        }
    }
}
