//! The ounce that the law does not define: what is decided by the ounce of the file, and told when only a part of a
//! gram made it lawful.

use crate::amount::Amount;
use crate::kind::Strength;
use crate::kind::limit::Limit;
use crate::ratio::Ratio;

/// How many grams an ounce is here, and how few it might be.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Ounce {
    pub grams: Option<Amount>,
    pub low: Option<Amount>,
}

/// The smaller ounce as a share of the one that decides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lower {
    low: Amount,
    share: Ratio,
}

/// A limit at the smaller ounce, as a caution.
#[derive(Debug, Clone)]
pub(crate) struct OunceEdge {
    pub limit: Limit,
    share: Ratio,
}

impl Ounce {
    pub fn check(&self) -> Result<(), String> {
        match (self.grams, self.low) {
            (_, None) => Ok(()),
            (None, Some(_)) => Err("`ounce_low_grams` is given without `ounce_grams`".to_owned()),
            (Some(grams), Some(low)) if low < grams && !low.is_zero() => Ok(()),
            (Some(grams), Some(low)) => {
                Err(format!("`{low}` is not less than `ounce_grams`, which is {grams}"))
            }
        }
    }

    pub fn lower(&self) -> Option<(Amount, Lower)> {
        let (grams, low) = (self.grams?, self.low?);
        Some((low, Lower { low, share: Ratio::new(low.scaled(), grams.scaled())? }))
    }
}

impl Lower {
    pub fn edge(self, at_low: Limit) -> OunceEdge {
        let low = self.low;
        let plain = format!(
            "the rules do not say how many grams an ounce is; this is lawful only because an ounce is more than {low} g"
        );
        let limit = Limit {
            id: format!("{}-ounce", at_low.id).into(),
            name: format!("{} at {low} g to the ounce", at_low.name).into(),
            plain: Some(plain.into()),
            strength: Strength::Caution,
            held: None,
            ..at_low
        };
        OunceEdge { limit, share: self.share }
    }
}

impl OunceEdge {
    /// Below this nothing can be over at the smaller ounce either: a sum is there at most this much more of its cap.
    pub fn is_near(&self, sum: i128, cap: i128) -> bool {
        match (sum.checked_mul(self.share.den), cap.checked_mul(self.share.num)) {
            (Some(sum), Some(least)) => sum > least,
            _ => true,
        }
    }
}
