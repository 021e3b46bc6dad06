//! Every way in which the books can disagree: its name, how bad it is, what it means and what resolves it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How bad a discrepancy is. Sorted from the mildest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Untidy, or money left lying.
    Low,
    /// A shopper sees something that is not so.
    Medium,
    /// The books do not agree, or not enough is known to say that they do.
    High,
    /// Something is for sale that must not be sold.
    Critical,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// What can be done about a discrepancy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    HideListing,
    CorrectListing,
    PublishListing,
    AdjustPos,
    BlockInPos,
    /// With a reason code of the state.
    AdjustState,
    PostSaleToState,
    ReceiveTransfer,
    CorrectTag,
    PullAgain,
    /// By a person who gives the reason.
    AcceptWithReason,
}

impl Action {
    pub fn name(self) -> &'static str {
        match self {
            Self::HideListing => "hide-listing",
            Self::CorrectListing => "correct-listing",
            Self::PublishListing => "publish-listing",
            Self::AdjustPos => "adjust-pos",
            Self::BlockInPos => "block-in-pos",
            Self::AdjustState => "adjust-state",
            Self::PostSaleToState => "post-sale-to-state",
            Self::ReceiveTransfer => "receive-transfer",
            Self::CorrectTag => "correct-tag",
            Self::PullAgain => "pull-again",
            Self::AcceptWithReason => "accept-with-reason",
        }
    }
}

macro_rules! classes {
    ($($variant:ident $name:literal $severity:ident [$($action:ident),+] means $means:literal usually $usually:literal resolved $resolved:literal;)*) => {
        /// One kind of disagreement. The name never changes once it was in a release.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Class {
            $(#[serde(rename = $name)] $variant,)*
        }

        impl Class {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            pub fn means(self) -> &'static str {
                match self { $(Self::$variant => $means,)* }
            }

            /// The cause when the evidence does not point to another.
            pub fn usual_cause(self) -> &'static str {
                match self { $(Self::$variant => $usually,)* }
            }

            pub fn resolved_by(self) -> &'static str {
                match self { $(Self::$variant => $resolved,)* }
            }

            pub fn actions(self) -> &'static [Action] {
                match self { $(Self::$variant => &[$(Action::$action),+],)* }
            }
        }
    };
}

classes! {
    OnMenuNotInState "on-menu-not-in-state" Critical [HideListing, ReceiveTransfer, CorrectTag]
        means "A listing is shown for a package that the state does not list for the shop."
        usually "the package is finished or gone, and the listing was not hidden"
        resolved "Hide the listing; if the goods are there, receive the transfer or correct the tag first.";
    InPosNotInState "in-pos-not-in-state" Critical [BlockInPos, ReceiveTransfer, CorrectTag]
        means "The point of sale has stock of a package that the state does not list for the shop."
        usually "taken into the point of sale before the transfer was received in the state system, or finished there too early"
        resolved "Block it in the point of sale; receive the transfer, unfinish the package or correct the tag.";
    RecalledForSale "recalled-for-sale" Critical [HideListing, BlockInPos]
        means "The state has recalled the package, and it can be bought."
        usually "the recall came after the package was put on sale"
        resolved "Hide it everywhere, block it in the point of sale, and follow the recall notice.";
    FailedForSale "failed-for-sale" Critical [HideListing, BlockInPos]
        means "The package failed its test, and it can be bought."
        usually "it was put on sale before the result came"
        resolved "Hide it everywhere and block it in the point of sale until it is remediated and passes, or is destroyed.";
    OnHoldForSale "on-hold-for-sale" Critical [HideListing, BlockInPos]
        means "The state has the package on hold, and it can be bought."
        usually "the hold came after the package was put on sale"
        resolved "Hide it everywhere and block it in the point of sale until the hold is lifted.";
    ExpiredForSale "expired-for-sale" Critical [HideListing, BlockInPos]
        means "The package is past its date, and it can be bought."
        usually "nobody took it down on its last day"
        resolved "Hide it everywhere, block it in the point of sale, and dispose of it as the state wants it.";
    NotTestedForSale "not-tested-for-sale" Critical [HideListing, BlockInPos]
        means "No passed test is on file for the package, and it can be bought."
        usually "it was put on sale while the test was still running"
        resolved "Hide it everywhere and block it in the point of sale until the test has passed.";
    FinishedForSale "finished-for-sale" Critical [HideListing, AdjustPos]
        means "The state has the package as finished, and it can be bought."
        usually "it was finished in the state system and not taken out elsewhere"
        resolved "Hide it and take it out of the point of sale; if goods are left, unfinish the package.";
    InTransitForSale "in-transit-for-sale" Critical [HideListing, BlockInPos, ReceiveTransfer]
        means "The package is still on the road by the state's books, and it can be bought."
        usually "the goods were unpacked before the transfer was received"
        resolved "Receive the transfer, or hide the package until it is received.";
    StatusNotUnderstood "status-not-understood" High [PullAgain, AcceptWithReason]
        means "A source gives the package a status we do not know, so nobody can say whether it may be sold."
        usually "a new word of that system, or an empty field"
        resolved "Look it up at the source; add the word to the policy if it will come again.";
    DuplicateTag "duplicate-tag" High [AdjustPos, PullAgain]
        means "One source has the same tag more than once, so its count cannot be compared."
        usually "taken in twice, or an export that has a row for each room without saying so"
        resolved "Merge the entries at the source; if they are rooms, export the room column.";
    QuantityMismatch "quantity-mismatch" High [PostSaleToState, AdjustPos, AdjustState, AcceptWithReason]
        means "State and point of sale count differently, by more than the policy tolerates."
        usually "a sale that reached one of the two only"
        resolved "Post the missing sale, or recount and adjust the side that is wrong, the state's with a reason code.";
    UnitMismatch "unit-mismatch" High [AdjustPos, AdjustState]
        means "State and point of sale count in units that do not fit, or write the same figure in different units."
        usually "the item was set up with another unit"
        resolved "Correct the unit of the item on the side that is wrong, then compare again.";
    QuantityUnknown "quantity-unknown" High [PullAgain, AdjustPos]
        means "State or point of sale has the package without a count."
        usually "an empty field in the export"
        resolved "Pull again; if it is empty at the source, count and enter it there.";
    NegativeQuantity "negative-quantity" High [AdjustPos, AdjustState]
        means "A source counts less than none of the package."
        usually "more was sold than had been taken in"
        resolved "Count what is there and adjust the side that is wrong.";
    InStateNotInPos "in-state-not-in-pos" High [ReceiveTransfer, AdjustPos, AdjustState]
        means "The state lists the package with goods in it, and the point of sale does not have it."
        usually "a transfer was received in the state system and not yet taken into the point of sale"
        resolved "Take it into the point of sale; if it is sold out, adjust and finish it in the state system.";
    OnMenuNotInPos "on-menu-not-in-pos" High [HideListing, AdjustPos]
        means "A listing is shown for a package that the point of sale does not have, so no order for it can be rung up."
        usually "it was removed from the point of sale and the listing was left"
        resolved "Hide the listing, or take the package into the point of sale.";
    BlockedInPosForSale "blocked-in-pos-for-sale" High [HideListing, AcceptWithReason]
        means "The shop has blocked the package in the point of sale, and a listing for it is shown."
        usually "it was put aside in the shop and the menu was not told"
        resolved "Hide the listing, or lift the block.";
    OrderableAtZero "orderable-at-zero" High [HideListing, AdjustPos]
        means "A listing is shown though none of the package is left."
        usually "a quantity of nought was sent, which does not hide a listing everywhere"
        resolved "Hide the listing.";
    WrongFacility "wrong-facility" High [HideListing, AdjustPos, ReceiveTransfer]
        means "A source has the package at another facility than the state."
        usually "goods were moved between shops without a transfer"
        resolved "Transfer it in the state system, or move it back at the source.";
    PotencyDiffers "potency-differs" High [CorrectListing]
        means "The THC on the menu is not what the certificate or the state says."
        usually "the listing still shows another batch"
        resolved "Publish the figure of the certificate.";
    TwoWriters "two-writers" High [HideListing, CorrectListing]
        means "Two writers keep a listing of the same package on one channel, and each undoes what the other did."
        usually "two integrations feed the same menu"
        resolved "Leave one of them in charge of the channel and take the other's listing down.";
    LabValuesDiffer "lab-values-differ" Medium [CorrectListing, HideListing]
        means "A listing shows figures that are not those of the certificate in force for the package that the next units come from."
        usually "the product's kind or weight was changed in the point of sale after it was published"
        resolved "Publish it anew with the certificate's figures, or hide it until then.";
    PriceDiffersFromPos "price-differs-from-pos" Medium [CorrectListing, AdjustPos]
        means "A listing shows another price than the point of sale will charge."
        usually "a price changed on one side only"
        resolved "Publish the right price, or correct it in the point of sale.";
    PriceDiffersBetweenChannels "price-differs-between-channels" Medium [CorrectListing, AcceptWithReason]
        means "The same package has different prices on different channels."
        usually "one channel missed a price change"
        resolved "Publish one price everywhere; accept it if a web-only promotion says so.";
    PricedAtZero "priced-at-zero" Medium [CorrectListing, HideListing]
        means "A listing is shown with a price of nought or less."
        usually "nought was entered where the listing was made"
        resolved "Hide the listing until it has its price.";
    DuplicateListing "duplicate-listing" Medium [HideListing]
        means "One channel shows the package more than once."
        usually "a listing was made anew instead of being changed"
        resolved "Keep one of them and hide the others.";
    StaleListing "stale-listing" Medium [CorrectListing]
        means "A listing was not written for longer than the policy allows, so nothing on it can be relied on."
        usually "the feed to that channel stopped"
        resolved "Publish it again; if many are stale, look at the connection.";
    FiguresWithoutCertificate "figures-without-certificate" Low [CorrectListing, HideListing]
        means "Listings of a channel tell figures of packages that have no confirmed certificate in force. Whether the figures are true is unknown."
        usually "the listings were there before the certificates were handed in"
        resolved "Hand in the certificates, confirm them and publish the listings with their figures, or take them off.";
    MissingListing "missing-listing" Low [PublishListing, AcceptWithReason]
        means "The package is tested, in stock and free to be sold, and it is on no menu, shown or hidden."
        usually "a new package nobody has published yet"
        resolved "Publish it, or accept that it is sold in the shop only.";
    MalformedTag "malformed-tag" High [CorrectTag, PullAgain]
        means "What stands in the tag column is not a package tag, so the row cannot be matched with anything."
        usually "typed or scanned wrong"
        resolved "Correct the tag at the source; export tags as text.";
    UnreadableRow "unreadable-row" High [PullAgain]
        means "A row could not be read and was left out by request; what it says is unknown."
        usually "a field that is not what its column says"
        resolved "Mend the row at the source and export again.";
    SnapshotIncomplete "snapshot-incomplete" High [PullAgain]
        means "A source did not come whole. What is missing from it is unknown, and nothing is concluded from it."
        usually "a page of the pull failed, or the export was empty"
        resolved "Pull that source again.";
    PullsApart "pulls-apart" High [PullAgain]
        means "State and point of sale were read too far apart in time, so counts may differ by the sales in between."
        usually "one of the exports is from an earlier run"
        resolved "Pull both again, one right after the other.";
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
