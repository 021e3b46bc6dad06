//! The closed word lists of the question.

use crate::words::words;

words! {
    /// Under which law the sale is made.
    Program { Adult = "adult", Medical = "medical", }
}

words! {
    CustomerClass { Adult = "adult", Patient = "patient", Caregiver = "caregiver", }
}

words! {
    /// Where an earlier purchase was made: at this licensee, or elsewhere as the state system knows.
    Store { Same = "same", Other = "other", }
}

words! {
    Form { Solid = "solid", Liquid = "liquid", }
}

words! {
    Category {
        Flower = "flower",
        Preroll = "preroll",
        InfusedPreroll = "infused_preroll",
        Concentrate = "concentrate",
        Vape = "vape",
        Edible = "edible",
        Beverage = "beverage",
        Tincture = "tincture",
        Oral = "oral",
        Sublingual = "sublingual",
        Inhalation = "inhalation",
        Topical = "topical",
        TopicalNontransdermal = "topical_nontransdermal",
        Patch = "patch",
        Suppository = "suppository",
        Seed = "seed",
        Seedling = "seedling",
        ImmaturePlant = "immature_plant",
        MaturePlant = "mature_plant",
    }
}

words! {
    /// What can be measured of a line.
    Measure {
        Grams = "grams",
        ConcentrateGrams = "concentrate_grams",
        MgThc = "mg_thc",
        MgCbd = "mg_cbd",
        UnitMgThc = "unit_mg_thc",
        DoseMgThc = "dose_mg_thc",
        PackageMgThc = "package_mg_thc",
        PackageGrams = "package_grams",
        FlOz = "fl_oz",
        Ml = "ml",
        Count = "count",
        StateEquivalentGrams = "state_equivalent_grams",
    }
}

impl Category {
    pub(crate) const COUNT: usize = Self::ALL.len();

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

impl Measure {
    /// The measures of a whole line, which grow and shrink with it (the others describe one unit of it).
    pub const ADDITIVE: &'static [Self] = &[
        Self::Grams,
        Self::ConcentrateGrams,
        Self::MgThc,
        Self::MgCbd,
        Self::FlOz,
        Self::Ml,
        Self::Count,
        Self::StateEquivalentGrams,
    ];
}
