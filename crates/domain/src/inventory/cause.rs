//! The likely cause of a discrepancy, read from its evidence.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::class::Class;

macro_rules! causes {
    ($($variant:ident $name:literal $words:literal;)*) => {
        /// What most likely happened. It is a suggestion: a person decides.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Cause {
            $(#[serde(rename = $name)] $variant,)*
        }

        impl Cause {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }
        }
    };
}

causes! {
    Usual "usual" "";
    SaleNotInState "sale-not-in-state" "sold in the point of sale, and the sale is not yet posted to the state";
    SaleNotInPos "sale-not-in-pos" "the state has counted a sale or an adjustment that the point of sale does not know";
    FactorThousand "factor-1000" "the figures differ by exactly 1,000: grams against milligrams or kilograms";
    FactorOunce "factor-28.35" "the figures differ by an ounce in grams (28.35): one side counts ounces";
    FactorPound "factor-453.59" "the figures differ by a pound in grams (453.59): one side counts pounds";
    FactorEighth "factor-3.5" "the figures differ by exactly 3.5: one side counts eighths of an ounce, the other grams";
    DigitsSwapped "digits-swapped" "the same digits in another order: swapped while typing";
    PulledApart "pulled-apart" "the two were read too far apart: sales in between";
    SameFigureOtherUnit "same-figure-other-unit" "the same figure in two units: the unit is wrong on one side";
    TagNotHexadecimal "tag-not-hexadecimal" "the tag has a letter that tags do not have: typed by hand, an O for a nought or an I for a one";
    NowhereButOnMenu "nowhere-but-on-menu" "neither the state nor the point of sale has it: a listing that was left behind";
    StillInPos "still-in-pos" "the point of sale still has it and feeds the menu";
    ListedBeforeChange "listed-before-change" "the state changed it after the listing was last written";
    EditedByHand "edited-by-hand" "this channel alone differs: edited by hand there, or it missed the last change";
    PosChanged "pos-changed" "all channels agree with each other and not with the point of sale: changed there and not published";
    FactorHundred "factor-100" "the prices differ by exactly 100: cents against dollars";
    PercentAgainstMilligrams "percent-against-milligrams" "one side is in percent, the other in milligrams";
    RoomsNotTold "rooms-not-told" "the point of sale lists it more than once without naming rooms";
    OtherFacilities "other-facilities" "the entries are at different facilities: a transfer that one side has not finished";
    TwoIntegrations "two-integrations" "the listings name two writers";
    SoldOut "sold-out" "sold out, and the listing was not hidden";
    Spreadsheet "spreadsheet" "a spreadsheet took the tag for a number";
    NoTag "no-tag" "no tag at all: goods the state does not track, or a tag that was lost";
    ChangedOnMenu "changed-on-menu" "we sent other figures: they were changed there";
    NeverSent "never-sent" "we never sent figures for it: they were entered by hand there, or by another system";
    CertificateNewer "certificate-newer" "what is published is of the package's earlier certificate; a newer one is in force";
    OtherBatch "other-batch" "these are the values of another package of the product";
    EmptyExport "empty-export" "nothing came at all";
}

impl Cause {
    /// In a sentence, with the class's usual cause where the evidence says no more.
    pub fn of(self, class: Class) -> &'static str {
        if self == Self::Usual { class.usual_cause() } else { self.words() }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why two counts of one package differ, as far as the figures tell.
pub fn of_counts(state: i64, pos: i64) -> Cause {
    let (small, large) =
        (state.unsigned_abs().min(pos.unsigned_abs()), state.unsigned_abs().max(pos.unsigned_abs()));
    if small > 0 && state.signum() == pos.signum() {
        let factor = FACTORS.iter().find(|(low, high, _)| {
            let scaled = u128::from(large) * 1_000_000;
            let small = u128::from(small);
            scaled >= small * low && scaled <= small * high
        });
        if let Some((_, _, cause)) = factor {
            return *cause;
        }
        if same_digits(small, large) {
            return Cause::DigitsSwapped;
        }
    }
    if state > pos { Cause::SaleNotInState } else { Cause::SaleNotInPos }
}

/// In millionths, from and to: an ounce is written as 28, 28.3, 28.35 or 28.349523.
const FACTORS: &[(u128, u128, Cause)] = &[
    (1_000_000_000, 1_000_000_000, Cause::FactorThousand),
    (453_500_000, 453_600_000, Cause::FactorPound),
    (28_300_000, 28_400_000, Cause::FactorOunce),
    (3_500_000, 3_500_000, Cause::FactorEighth),
];

/// The same digits in another order, two of them at least.
fn same_digits(one: u64, other: u64) -> bool {
    let sorted = |mut number: u64| {
        while number != 0 && number.is_multiple_of(10) {
            number /= 10;
        }
        let mut digits = number.to_string().into_bytes();
        digits.sort_unstable();
        digits
    };
    let (a, b) = (sorted(one), sorted(other));
    // Without its noughts at the end, 5 and 50 would be the same; they are not a swap.
    one != other && a.len() >= 2 && a == b && one.ilog10() == other.ilog10()
}

/// Whether one price is the other in cents taken for dollars.
pub fn is_hundredfold(one: i64, other: i64) -> bool {
    one > 0 && other > 0 && (one.checked_mul(100) == Some(other) || other.checked_mul(100) == Some(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_point_to_their_cause() {
        let of = |state: &str, pos: &str| {
            let micro = |text: &str| text.parse::<super::super::unit::Quantity>().expect("a quantity").0;
            of_counts(micro(state), micro(pos))
        };
        for (state, pos, cause) in [
            ("12", "11", Cause::SaleNotInState),
            ("11", "12", Cause::SaleNotInPos),
            ("12", "0", Cause::SaleNotInState),
            ("3.5", "3500", Cause::FactorThousand),
            ("28.35", "1", Cause::FactorOunce),
            ("2", "56.699", Cause::FactorOunce),
            ("453.59", "1", Cause::FactorPound),
            ("14", "4", Cause::FactorEighth),
            ("54", "45", Cause::DigitsSwapped),
            ("120", "210", Cause::DigitsSwapped),
            ("5", "50", Cause::SaleNotInPos),
            ("50", "5", Cause::SaleNotInState),
            ("-3", "3", Cause::SaleNotInPos),
            ("-3.5", "-1", Cause::FactorEighth),
        ] {
            assert_eq!(of(state, pos), cause, "{state} against {pos}");
        }
        assert!(is_hundredfold(35, 3500) && is_hundredfold(3500, 35) && !is_hundredfold(0, 0));
    }
}
