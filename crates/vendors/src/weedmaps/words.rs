//! Weedmaps' own words for what we list. Pure data.

use countersign_domain::menu::Kind;

use crate::measure::Words;

/// The whole chain, with exactly one root. The roots were seen with integrators; the children are assumed, and a name that
/// Weedmaps does not know is dropped there without a word, which leaves the root. Only what a kind says for sure: a vape may
/// be a cartridge or a disposable.
pub(super) fn categories(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Flower => &["Flower"],
        Kind::Preroll => &["Pre Roll"],
        Kind::InfusedPreroll => &["Infused Pre Roll"],
        Kind::Concentrate => &["Concentrates"],
        Kind::Vape => &["Vape Pens"],
        Kind::Edible => &["Edibles"],
        Kind::Beverage => &["Drinks"],
        Kind::Tincture => &["Wellness", "Tinctures"],
        Kind::Capsule => &["Wellness"],
        Kind::Topical => &["Wellness", "Topicals"],
        Kind::Accessory => &["Gear"],
    }
}

/// Our keys and Weedmaps' slugs. That each cannabinoid goes by a slug is documented; which slugs there are is assumed.
pub(super) const CANNABINOIDS: &Words = &[
    ("delta_9_thc", "thc"),
    ("thca", "thca"),
    ("thcv", "thcv"),
    ("delta_8_thc", "delta-8-thc"),
    ("cbd", "cbd"),
    ("cbda", "cbda"),
    ("cbg", "cbg"),
    ("cbga", "cbga"),
    ("cbn", "cbn"),
    ("cbc", "cbc"),
];

/// There is one slug `pinene`, and a certificate has alpha- and beta-pinene apart. Whether it means the first, or both
/// together, is written nowhere: neither is sent, and what stands under it is not read. The same with isomers of ocimene.
pub(super) const TERPENES: &Words = &[
    ("beta_myrcene", "myrcene"),
    ("d_limonene", "limonene"),
    ("beta_caryophyllene", "caryophyllene"),
    ("linalool", "linalool"),
    ("alpha_humulene", "humulene"),
    ("terpinolene", "terpinolene"),
    ("ocimene", "ocimene"),
];
