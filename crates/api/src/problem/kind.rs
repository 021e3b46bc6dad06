//! Every problem there is. The `type` of one is `/problems/` and its slug; it never changes its meaning.

use axum::http::StatusCode;

macro_rules! kinds {
    ($($name:ident $status:ident $slug:literal $title:literal;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind { $($name,)* }

        impl Kind {
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            pub fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)* }
            }

            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            pub fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }
        }
    };
}

kinds! {
    Malformed BAD_REQUEST "malformed" "The request cannot be read";
    Unauthenticated UNAUTHORIZED "unauthenticated" "A good access token is needed";
    NotPermitted FORBIDDEN "not-permitted" "This token lacks the scope";
    NotFound NOT_FOUND "not-found" "There is no such thing";
    NoSuchMethod METHOD_NOT_ALLOWED "method-not-allowed" "This cannot be done to that path";
    Gone GONE "gone" "Nobody is behind this door";
    ChecksRefused CONFLICT "checks-refused" "The checks do not let this through";
    OutOfStep CONFLICT "out-of-step" "The order is not where this step begins";
    MovedOn CONFLICT "moved-on" "It has changed since you looked";
    Refused CONFLICT "refused" "A rule says no";
    QuoteEnded CONFLICT "quote-ended" "The quote no longer stands";
    PriceChanged CONFLICT "price-changed" "It costs something else now";
    NotAvailable CONFLICT "not-available" "Some of it can no longer be had";
    NotTakingOrders CONFLICT "not-taking-orders" "The store takes no orders now";
    InFlight CONFLICT "in-flight" "The same request is being worked on";
    TooLarge PAYLOAD_TOO_LARGE "too-large" "The body is too large";
    MediaType UNSUPPORTED_MEDIA_TYPE "media-type" "The body is of another kind than this path reads";
    Invalid UNPROCESSABLE_ENTITY "invalid" "A value cannot be used";
    KeyReused UNPROCESSABLE_ENTITY "key-reused" "The idempotency key belongs to another request";
    TooMany TOO_MANY_REQUESTS "too-many" "Too many requests";
    Internal INTERNAL_SERVER_ERROR "internal" "Something is wrong here";
    Outside SERVICE_UNAVAILABLE "outside" "A system outside did not answer";
    Database SERVICE_UNAVAILABLE "database" "The database did not answer";
    CannotVerify SERVICE_UNAVAILABLE "cannot-verify" "Nothing can be verified here now";
}

impl Kind {
    /// What a bare status means, where a library made the answer.
    pub fn of_status(status: StatusCode) -> Self {
        let first = Self::ALL.iter().copied().find(|kind| kind.status() == status);
        first.unwrap_or(if status.is_client_error() { Self::Malformed } else { Self::Internal })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_explained_and_its_type_is_its_own() {
        let page = include_str!("../../../../docs/reference/api.md");
        let mut slugs = std::collections::BTreeSet::new();
        for kind in Kind::ALL {
            assert!(slugs.insert(kind.slug()), "{} twice", kind.slug());
            let row = format!("| `/problems/{}` | {} |", kind.slug(), kind.status().as_u16());
            assert!(page.contains(&row), "docs/reference/api.md has no row {row}");
        }
    }
}
