//! Every way in which the books of a day can differ: its name, what it means and what resolves it.

use serde::{Deserialize, Serialize};

macro_rules! classes {
    ($($variant:ident $name:literal means $means:literal resolved $resolved:literal;)*) => {
        /// One kind of difference. The name never changes once it was in a release.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Class {
            $(#[serde(rename = $name)] $variant,)*
        }

        impl Class {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            pub fn means(self) -> &'static str {
                match self { $(Self::$variant => $means,)* }
            }

            pub fn resolved_by(self) -> &'static str {
                match self { $(Self::$variant => $resolved,)* }
            }
        }
    };
}

classes! {
    StateNotRead "state-not-read"
        means "The state's receipts could not be read to the end, so nothing is known of them."
        resolved "Draw the close up again when the state system answers.";
    RegisterNotRead "register-not-read"
        means "The register's sales could not be read to the end, so nothing is known of them."
        resolved "Draw the close up again when the register answers.";
    ReceiptMissing "receipt-missing"
        means "Completed here, and the state has no receipt."
        resolved "Let the outbox post it, or have it posted again here; then draw up again.";
    ReceiptVoided "receipt-voided"
        means "Completed here, and the state's receipt was voided."
        resolved "Have it posted again here, or return the order.";
    ReceiptTwice "receipt-twice"
        means "The state has one receipt more for the same order."
        resolved "Void the one too many in the state system.";
    ReceiptAfterReturn "receipt-after-return"
        means "Returned here, and the receipt still stands in the state."
        resolved "Let the outbox void it, or void it in the state system.";
    ReceiptNotOwed "receipt-not-owed"
        means "The state has a receipt for an order that owes none: it was not sold, or holds nothing that is tracked."
        resolved "Void it in the state system.";
    ReceiptWithoutOrder "receipt-without-order"
        means "The state has a receipt under a number of ours, and there is no such order."
        resolved "Find out who posted it; void it in the state system.";
    ReceiptLine "receipt-line"
        means "A package is on one of order and receipt only."
        resolved "Correct the receipt in the state system.";
    ReceiptPackage "receipt-package"
        means "The receipt names another package than the one that was sold."
        resolved "Correct the receipt in the state system.";
    ReceiptQuantity "receipt-quantity"
        means "The receipt has another quantity of a package."
        resolved "Correct the receipt in the state system.";
    ReceiptAmount "receipt-amount"
        means "The receipt has another amount of money for a package."
        resolved "Correct the receipt in the state system.";
    ReceiptSum "receipt-sum"
        means "The receipt's own total is not the sum of its lines."
        resolved "Ask the state system's support; accept with the reason.";
    ReceiptOtherDay "receipt-other-day"
        means "The receipt stands on another day than its sale."
        resolved "Correct its date in the state system, or accept with the reason.";
    SaleMissing "sale-missing"
        means "Completed here, and the register has no sale."
        resolved "Let the outbox ring it up, or look at why it is stuck; then draw up again.";
    SaleVoided "sale-voided"
        means "Completed here, and the register's sale was voided or returned."
        resolved "Return the order here, or ring it up again.";
    SaleTwice "sale-twice"
        means "The register has one sale more for the same order."
        resolved "Void the one too many at the register.";
    SaleAfterReturn "sale-after-return"
        means "Returned here, and the sale still stands at the register."
        resolved "Return it at the register; where the register books returns apart, accept with that reason.";
    SaleNotCompleted "sale-not-completed"
        means "The register has a sale for an order that was not sold here."
        resolved "Void it at the register.";
    SaleWithoutOrder "sale-without-order"
        means "The register has a sale under a reference of ours, and there is no such order."
        resolved "Find out who rang it up; void it at the register.";
    SaleLine "sale-line"
        means "A product is on one of order and sale only."
        resolved "Correct the sale at the register.";
    SalePackage "sale-package"
        means "The register took the product out of other packages than were handed over."
        resolved "Correct the package at the register, or its stock will differ from the state's.";
    SaleQuantity "sale-quantity"
        means "The register has another quantity of a product."
        resolved "Correct the sale at the register.";
    SaleAmount "sale-amount"
        means "The register took another amount of money for a product."
        resolved "Find the promotion or the price that differs; correct the sale or accept with the reason.";
    SaleTax "sale-tax"
        means "The register took another tax than the order names."
        resolved "Find the rate that differs; accept with the reason.";
    SaleUnpaid "sale-unpaid"
        means "What was taken at the register is not what the sale comes to."
        resolved "Count the drawer; correct the payment at the register.";
    SaleOtherDay "sale-other-day"
        means "The register booked the sale on another day."
        resolved "Accept with the reason; the register's own report has it on that day.";
    ChannelStillOpen "channel-still-open"
        means "Ended here, and the marketplace still shows it as open."
        resolved "End it at the marketplace.";
    ChannelOtherwise "channel-otherwise"
        means "The marketplace says that the order ended otherwise than it did here."
        resolved "Set its status at the marketplace, or accept with the reason.";
    ChannelOwed "channel-owed"
        means "The marketplace has not been told yet, or would not hear it."
        resolved "Let the outbox tell it, or set its status at the marketplace.";
    ChannelNotRead "channel-not-read"
        means "The marketplace could not be asked, or answered in a word that is not known."
        resolved "Draw the close up again when it answers, or look there.";
    OrderOpen "order-open"
        means "The order is still open at the close."
        resolved "Hand it over, cancel it, or accept that it is for another day.";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Class;

    #[test]
    fn every_class_has_a_name_of_its_own_and_says_what_it_means_and_what_to_do() {
        let names: BTreeSet<_> = Class::ALL.iter().map(|class| class.name()).collect();
        assert_eq!(names.len(), Class::ALL.len());
        for class in Class::ALL {
            assert!(class.means().ends_with('.') && class.resolved_by().ends_with('.'), "{class:?}");
            let json = serde_json::to_string(class).expect("a class has a JSON form");
            assert_eq!(json, format!("\"{}\"", class.name()));
        }
    }
}
