//! Which systems a shop works with. Every simulator runs all the time; a mix says which of them the shop is connected to.

use std::fmt;
use std::str::FromStr;

use countersign_sandbox::world::Naming;

/// One set of systems, as real shops have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mix {
    pub name: &'static str,
    pub state: &'static str,
    pub pos: &'static str,
    /// The first is the busier one.
    pub markets: [&'static str; 2],
    /// Whether a person rings our sales up at the register, since nothing outside can.
    pub rings_by_hand: bool,
}

impl Mix {
    pub const USUAL: Self = Self {
        name: "usual",
        state: "metrc",
        pos: "dutchie_pos",
        markets: ["weedmaps", "leafly"],
        rings_by_hand: false,
    };

    /// The books are upset, compared and closed on the usual systems only: what the others' books hold is not known well
    /// enough to say beforehand what must be found in them.
    pub fn has_known_books(&self) -> bool {
        *self == Self::USUAL
    }

    /// Every mix there is, the usual one first.
    pub const ALL: [Self; 7] = [
        Self::USUAL,
        Self {
            name: "flowhub-jane",
            state: "metrc",
            pos: "flowhub",
            markets: ["weedmaps", "jane"],
            rings_by_hand: true,
        },
        Self {
            name: "dutchie-jane",
            state: "metrc",
            pos: "dutchie_pos",
            markets: ["leafly", "jane"],
            rings_by_hand: false,
        },
        // What Cova's register sold cannot be read, so every limit is unknown there, and nothing may be sold online.
        Self {
            name: "cova",
            state: "metrc",
            pos: "cova",
            markets: ["weedmaps", "leafly"],
            rings_by_hand: false,
        },
        // The system of another state under the law of the world's own, Colorado: the oracle counts no other law by hand.
        Self {
            name: "biotrack",
            state: "biotrack",
            pos: "dutchie_pos",
            markets: ["leafly", "weedmaps"],
            rings_by_hand: false,
        },
        // Nothing tells of Dutchie's orders, and they lie in the register already: staff complete them there.
        Self {
            name: "biotrack-dutchie",
            state: "biotrack",
            pos: "dutchie_pos",
            markets: ["leafly", "dutchie"],
            rings_by_hand: false,
        },
        // Another system that shows no patient's limit, under the world's own law as well. Its lists may lag behind.
        Self {
            name: "leafdata",
            state: "leafdata",
            pos: "dutchie_pos",
            markets: ["leafly", "weedmaps"],
            rings_by_hand: false,
        },
    ];

    /// How packages are named where its state system is.
    pub fn naming(self) -> Naming {
        match self.state {
            "biotrack" => Naming::Barcodes,
            "leafdata" => Naming::GlobalIds,
            _ => Naming::Tags,
        }
    }

    pub fn vendors(self) -> [&'static str; 4] {
        [self.state, self.markets[0], self.markets[1], self.pos]
    }
}

impl fmt::Display for Mix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.vendors().join(", "))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no mix `{asked}`; the mixes are {}", Mix::ALL.map(|mix| mix.name).join(", "))]
pub struct NoSuchMix {
    asked: String,
}

impl FromStr for Mix {
    type Err = NoSuchMix;
    fn from_str(name: &str) -> Result<Self, NoSuchMix> {
        Self::ALL.into_iter().find(|mix| mix.name == name).ok_or_else(|| NoSuchMix { asked: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mix_is_found_by_its_name_and_no_other_is() {
        for mix in Mix::ALL {
            assert_eq!(mix.name.parse(), Ok(mix));
        }
        let why = "utopia".parse::<Mix>().expect_err("no such mix").to_string();
        assert_eq!(
            why,
            "there is no mix `utopia`; the mixes are usual, flowhub-jane, dutchie-jane, cova, biotrack, biotrack-dutchie, leafdata"
        );
    }
}
