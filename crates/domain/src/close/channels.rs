//! One order against what its marketplace says.

use super::books::{ChannelSays, ClosedOrder, Stands};
use super::class::Class;
use super::difference::{Difference, Said};
use super::sum::Gap;
use crate::orders::State;

pub fn compare(order: &ClosedOrder) -> Option<Difference> {
    let ours = where_it_should_stand(order.state);
    let (class, words) = match &order.channel_says {
        ChannelSays::Nobody => return None,
        ChannelSays::Owed { why } => (Class::ChannelOwed, why.clone()),
        ChannelSays::NotRead { why } => (Class::ChannelNotRead, why.clone()),
        ChannelSays::Read { words, stands } | ChannelSays::Told { words, stands } => match (ours, *stands) {
            (_, Stands::Unknown) => (Class::ChannelNotRead, format!("the word `{words}` is not known")),
            (ours, theirs) if ours == theirs => return None,
            (_, Stands::Open) => (Class::ChannelStillOpen, format!("`{words}`")),
            _ => (Class::ChannelOtherwise, format!("`{words}`")),
        },
    };
    let says = vec![Said::new("order", format!("`{}`", order.state.word())), Said::new("marketplace", words)];
    Some(Difference::of(class, order, &order.channel, says, Gap::default()))
}

/// A return is the shop's own affair: for the marketplace the order was completed.
fn where_it_should_stand(state: State) -> Stands {
    match state {
        State::Completed | State::Returned => Stands::Completed,
        State::Refused | State::Cancelled | State::NoShow | State::Expired => Stands::Cancelled,
        State::Arrived | State::Checked | State::Approved | State::Preparing | State::Ready => Stands::Open,
    }
}
