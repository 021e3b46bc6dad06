//! What the website is told.

use countersign_ports::marketplace::ChannelStatus;
use serde::Serialize;

/// Something about an order is no longer as it was. Where it stands is asked of the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Told<'a> {
    /// The same for the same change, however often it is told.
    pub id: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The quote that the order was placed by.
    pub quote: &'a str,
    pub status: &'static str,
    /// Of two about one order the one with the greater is later.
    pub sequence: u8,
}

pub(super) fn told<'a>(quote: &'a str, status: &ChannelStatus) -> Told<'a> {
    let (word, sequence) = (word(status), sequence(status));
    Told { id: format!("{quote}.{word}"), kind: "order.changed", quote, status: word, sequence }
}

pub(super) fn word(status: &ChannelStatus) -> &'static str {
    match status {
        ChannelStatus::Approved => "accepted",
        ChannelStatus::Ready => "ready",
        ChannelStatus::Completed => "completed",
        ChannelStatus::Cancelled(_) => "ended",
    }
}

/// An order ends once: sold or not.
fn sequence(status: &ChannelStatus) -> u8 {
    match status {
        ChannelStatus::Approved => 1,
        ChannelStatus::Ready => 2,
        ChannelStatus::Completed | ChannelStatus::Cancelled(_) => 3,
    }
}

#[cfg(test)]
mod tests {
    use countersign_domain::orders::Cancellation;

    use super::*;

    #[test]
    fn the_same_change_has_the_same_name_and_a_later_one_a_greater_number() {
        let all = [
            ChannelStatus::Approved,
            ChannelStatus::Ready,
            ChannelStatus::Completed,
            ChannelStatus::Cancelled(Cancellation::Identity),
        ];
        let told: Vec<_> = all.iter().map(|status| told("qte_1", status)).collect();
        let numbers: Vec<u8> = told.iter().map(|told| told.sequence).collect();
        assert_eq!(numbers, [1, 2, 3, 3]);
        let text = serde_json::to_string(&told[3]).expect("JSON");
        let expected =
            r#"{"id":"qte_1.ended","type":"order.changed","quote":"qte_1","status":"ended","sequence":3}"#;
        assert_eq!(text, expected, "and not why");
    }
}
