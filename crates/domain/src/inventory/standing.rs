//! What a source's status word means for selling.

use serde::{Deserialize, Serialize};

use super::snapshot::Source;

/// Sorted from the best to the worst, so that the worst of several rows counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Standing {
    /// May be sold; of a listing: is shown.
    Good,
    /// Of a listing or an item of the point of sale: put away.
    Hidden,
    InTransit,
    NotTested,
    Finished,
    Expired,
    OnHold,
    Failed,
    Recalled,
    /// A word we do not know. It is never taken for a good one.
    NotUnderstood,
}

/// The words themselves, without blanks, hyphens and capitals.
const STATE: &[(&str, Standing)] = &[
    ("active", Standing::Good),
    ("available", Standing::Good),
    ("passed", Standing::Good),
    ("testpassed", Standing::Good),
    ("retestpassed", Standing::Good),
    ("notrequired", Standing::Good),
    ("processvalidated", Standing::Good),
    ("instock", Standing::Good),
    ("intransit", Standing::InTransit),
    ("nottested", Standing::NotTested),
    ("notsubmitted", Standing::NotTested),
    ("submittedfortesting", Standing::NotTested),
    ("testing", Standing::NotTested),
    ("pending", Standing::NotTested),
    ("awaitingtesting", Standing::NotTested),
    ("testinginprogress", Standing::NotTested),
    ("awaitingconfirmation", Standing::NotTested),
    ("finished", Standing::Finished),
    ("inactive", Standing::Finished),
    ("archived", Standing::Finished),
    ("discontinued", Standing::Finished),
    ("transferred", Standing::Finished),
    ("destroyed", Standing::Finished),
    ("expired", Standing::Expired),
    ("onhold", Standing::OnHold),
    ("hold", Standing::OnHold),
    ("administrativehold", Standing::OnHold),
    ("quarantine", Standing::OnHold),
    ("quarantined", Standing::OnHold),
    ("investigation", Standing::OnHold),
    ("failed", Standing::Failed),
    ("testfailed", Standing::Failed),
    ("retestfailed", Standing::Failed),
    ("recalled", Standing::Recalled),
    ("recall", Standing::Recalled),
    ("onrecall", Standing::Recalled),
    ("good", Standing::Good),
    ("pass", Standing::Good),
    ("fail", Standing::Failed),
    ("selectedforrandomtesting", Standing::NotTested),
    ("submitted", Standing::NotTested),
    ("untested", Standing::NotTested),
    ("held", Standing::OnHold),
    ("closed", Standing::Finished),
    ("deleted", Standing::Finished),
];

const POINT_OF_SALE: &[(&str, Standing)] = &[
    ("active", Standing::Good),
    ("available", Standing::Good),
    ("instock", Standing::Good),
    ("sellable", Standing::Good),
    ("passed", Standing::Good),
    ("soldout", Standing::Good),
    ("outofstock", Standing::Good),
    ("inactive", Standing::Hidden),
    ("archived", Standing::Hidden),
    ("disabled", Standing::Hidden),
    ("hidden", Standing::Hidden),
    ("finished", Standing::Finished),
    ("intransit", Standing::InTransit),
    ("testing", Standing::NotTested),
    ("pending", Standing::NotTested),
    ("quarantine", Standing::OnHold),
    ("quarantined", Standing::OnHold),
    ("hold", Standing::OnHold),
    ("onhold", Standing::OnHold),
    ("expired", Standing::Expired),
    ("failed", Standing::Failed),
    ("recalled", Standing::Recalled),
    ("good", Standing::Good),
    ("published", Standing::Good),
    ("visible", Standing::Good),
    ("listed", Standing::Good),
    ("live", Standing::Good),
    ("enabled", Standing::Good),
    ("testpassed", Standing::Good),
    ("retestpassed", Standing::Good),
    ("notrequired", Standing::Good),
    ("nottested", Standing::NotTested),
    ("notsubmitted", Standing::NotTested),
    ("submittedfortesting", Standing::NotTested),
    ("testinginprogress", Standing::NotTested),
    ("testfailed", Standing::Failed),
    ("retestfailed", Standing::Failed),
    ("recall", Standing::Recalled),
    ("onrecall", Standing::Recalled),
    ("unpublished", Standing::Hidden),
    ("discontinued", Standing::Hidden),
    ("deleted", Standing::Hidden),
    ("administrativehold", Standing::OnHold),
];

const MENU: &[(&str, Standing)] = &[
    ("active", Standing::Good),
    ("visible", Standing::Good),
    ("published", Standing::Good),
    ("live", Standing::Good),
    ("listed", Standing::Good),
    ("available", Standing::Good),
    ("orderable", Standing::Good),
    ("instock", Standing::Good),
    ("true", Standing::Good),
    ("yes", Standing::Good),
    ("1", Standing::Good),
    ("inactive", Standing::Hidden),
    ("hidden", Standing::Hidden),
    ("unpublished", Standing::Hidden),
    ("unlisted", Standing::Hidden),
    ("draft", Standing::Hidden),
    ("archived", Standing::Hidden),
    ("disabled", Standing::Hidden),
    ("paused", Standing::Hidden),
    ("soldout", Standing::Hidden),
    ("outofstock", Standing::Hidden),
    ("unavailable", Standing::Hidden),
    ("false", Standing::Hidden),
    ("no", Standing::Hidden),
    ("0", Standing::Hidden),
    ("good", Standing::Good),
    ("enabled", Standing::Good),
    ("online", Standing::Good),
    ("public", Standing::Good),
    ("shown", Standing::Good),
    ("onhold", Standing::Hidden),
    ("hold", Standing::Hidden),
    ("finished", Standing::Hidden),
    ("removed", Standing::Hidden),
    ("deleted", Standing::Hidden),
    ("offline", Standing::Hidden),
    ("private", Standing::Hidden),
    ("notvisible", Standing::Hidden),
];

/// A word as it is compared: letters and digits, in lower case.
pub fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Standing {
    /// The meaning of a word in the mouth of a source; a word that is not known is not understood.
    pub fn read(source: Source, word: &str) -> Self {
        let plain = plain(word);
        let words = match source {
            Source::State => STATE,
            Source::Pos => POINT_OF_SALE,
            Source::Menu => MENU,
        };
        words.iter().find(|(known, _)| *known == plain).map_or(Self::NotUnderstood, |(_, standing)| *standing)
    }

    /// Not what a package may be sold from, and known not to be.
    pub fn blocks(self) -> bool {
        !matches!(self, Self::Good | Self::NotUnderstood)
    }
}
