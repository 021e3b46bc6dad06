//! What an offer may be made of, as laws on promotions tell it apart.

use crate::words::words;

words! {
    /// One thing about an offer that some law speaks of. An offer usually is several.
    Practice {
        /// One item cheaper for everybody, dated, without a code, not tied to another purchase.
        PriceCut = "price-cut",
        /// A percentage or an amount off that somebody must have or say a code for.
        Coupon = "coupon",
        /// A cut that depends on buying another item or a number of items.
        TiedSale = "tied-sale",
        /// Buy one, another for less, the other still carrying a price.
        SecondUnit = "second-unit",
        /// Several items for one price.
        Bundle = "bundle",
        /// Cannabis whose net unit price is nought.
        FreeGoods = "free-goods",
        /// Something that is not cannabis, for nothing.
        FreeAccessory = "free-accessory",
        /// A net unit price under what the shop paid.
        BelowCost = "below-cost",
        BelowMarket = "below-market",
        Loyalty = "loyalty",
        HappyHour = "happy-hour",
        WebOnly = "web-only",
        /// A discount that patients have.
        MedicalDiscount = "medical-discount",
        /// A discount that patients do not have.
        AdultOnly = "adult-only",
        StaffDiscount = "staff-discount",
        /// The price is shown in public advertising.
        PublicPrice = "public-price",
        /// The old price is shown struck through, or words such as sale, discount or % off stand on a menu.
        StrikeThrough = "strike-through",
        /// Its terms are not stated with the offer.
        NoTerms = "no-terms",
        Contest = "contest",
    }
}

impl Practice {
    /// As one says it in a sentence.
    pub fn told(self) -> &'static str {
        match self {
            Self::PriceCut => "a price cut",
            Self::Coupon => "a coupon or code",
            Self::TiedSale => "a discount tied to another purchase",
            Self::SecondUnit => "a second unit for less",
            Self::Bundle => "several items for one price",
            Self::FreeGoods => "cannabis for nothing",
            Self::FreeAccessory => "an accessory for nothing",
            Self::BelowCost => "a price below cost",
            Self::BelowMarket => "a price below market value",
            Self::Loyalty => "a loyalty program",
            Self::HappyHour => "a discount at certain hours",
            Self::WebOnly => "an offer on the web only",
            Self::MedicalDiscount => "a discount for patients",
            Self::AdultOnly => "a discount that patients do not have",
            Self::StaffDiscount => "a discount for staff",
            Self::PublicPrice => "a price in public advertising",
            Self::StrikeThrough => "a struck-through price or a word for a discount on a menu",
            Self::NoTerms => "an offer without its terms",
            Self::Contest => "a contest or prize",
        }
    }
}
