//! Typed ids: a prefix that says what it names, then a UUIDv7 as 26 base32 characters (`ord_01k…`).
//! They sort by time of making and can be told apart in a log.

use std::fmt;
use std::str::FromStr;

use data_encoding::Encoding;
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::random::Random;

const BODY_CHARS: usize = 26;

fn crockford() -> &'static Encoding {
    static ENCODING: std::sync::OnceLock<Encoding> = std::sync::OnceLock::new();
    ENCODING.get_or_init(|| {
        let mut spec = data_encoding::Specification::new();
        spec.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
        spec.encoding().expect("32 distinct symbols")
    })
}

/// The unprefixed body of a fresh id.
pub fn fresh_body(clock: &dyn Clock, random: &Random) -> String {
    let millis = u64::try_from(clock.now().micros() / 1_000).unwrap_or(0);
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &random.array()).into_uuid();
    crockford().encode(id.as_bytes())
}

/// Why a text is not an id of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an id that starts with `{prefix}_`")]
pub struct IdError {
    pub text: String,
    pub prefix: &'static str,
}

pub fn check(text: &str, prefix: &'static str) -> Result<(), IdError> {
    let body = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_'));
    let good = body.is_some_and(|b| {
        b.len() == BODY_CHARS && b.bytes().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase())
    });
    if good { Ok(()) } else { Err(IdError { text: text.to_owned(), prefix }) }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub const PREFIX: &'static str = $prefix;

            pub fn fresh(clock: &dyn Clock, random: &Random) -> Self {
                Self(format!("{}_{}", $prefix, fresh_body(clock, random)))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                check(text, $prefix)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                check(&text, $prefix)?;
                Ok(Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

ids! {
    /// One licensed shop.
    StoreId "sto";
    /// One order, whatever channel it came over.
    OrderId "ord";
    /// One person who buys.
    CustomerId "cus";
    /// One member of staff.
    StaffId "stf";
    /// One access token of the API.
    TokenId "tok";
    /// One message that came in from a system outside, as it came.
    InboxId "inb";
    /// One act in the outbox.
    ActId "act";
    /// One set of checks over one order at one moment.
    VerificationId "ver";
    /// One hold on a person's allowance and on stock.
    HoldId "hld";
    /// One sign-in on one device.
    SessionId "ses";
    /// One connection of a store to a system outside.
    ConnectionId "con";
    /// One day of one store, closed.
    CloseId "cls";
    /// One sealed picture or file.
    FileId "fil";
    /// One pull of one source's books.
    PullId "pul";
    /// One comparison of a store's books.
    RunId "run";
    /// One disagreement of the books, from when it was found until it is settled.
    CaseId "cas";
    /// One certificate of analysis, as it was given.
    CertificateId "coa";
    /// A product put on the menus.
    PublicationId "pub";
    /// What a store offers for less, in all its versions.
    PromotionId "pmo";
    /// What a cart on the own website was told to cost, for as long as that stands.
    QuoteId "qte";
    /// One product photo, as it was handed in.
    PhotoId "pho";
    /// One tick of a person on a checklist.
    TickId "tik";
    /// One process that works on the database, from its start to its end.
    NodeId "nod";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;
    use crate::time::Timestamp;

    #[test]
    fn ids_are_typed_sortable_and_repeatable() {
        let clock = ManualClock::at(Timestamp::from_micros(1_800_000_000_000_000));
        let first = OrderId::fresh(&clock, &Random::from_number(7));
        assert_eq!(first, OrderId::fresh(&clock, &Random::from_number(7)));
        clock.advance_seconds(1);
        assert!(first < OrderId::fresh(&clock, &Random::from_number(8)));
        assert_eq!(first.as_str().parse(), Ok(first.clone()));
        assert!(first.as_str().parse::<StoreId>().is_err());
        assert!("ord_short".parse::<OrderId>().is_err());
    }
}
