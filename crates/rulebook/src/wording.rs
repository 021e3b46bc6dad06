//! Wordings: what a shop may not say, as the law lists it. Which words say such a thing is not law but language, and is
//! worked out elsewhere; here stands only what follows when something of a kind is said.

use countersign_kernel::{BusinessDate, Timestamp};
use serde::{Deserialize, Serialize};

use crate::answer::Confidence;
use crate::book::{Jurisdiction, Rulebook};
use crate::file::{Dated, DatedText, Problems, Status};
use crate::text::Text;

/// What a text may say that some law speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpeechKind {
    /// A disease, a symptom, a function of the body, or an authority in medicine.
    MedicalClaim,
    /// Healing, wellness, therapy, without a named condition.
    WellnessClaim,
    /// An effect on mood or mind, such as relaxing.
    EffectClaim,
    /// The disclaimer that no authority has approved the product to treat or cure.
    ClaimDisclaimer,
    MinorAppeal,
    /// The word candy itself.
    CandyWord,
    /// A strain named after somebody's food, toy or character.
    BrandLikeness,
    Overconsumption,
    Alcohol,
    SafetyClaim,
    Guarantee,
    GovernmentApproval,
    Potency,
    Superlative,
    Slang,
    PricePromotion,
    FreeGoods,
    Contest,
    /// `organic` and `craft`.
    OrganicWord,
    /// A picture of the plant; among characters, an emoji that stands for it.
    PlantImage,
    /// Delivery or sale across the state's border.
    OutOfState,
}

impl SpeechKind {
    pub const ALL: [Self; 21] = [
        Self::MedicalClaim,
        Self::WellnessClaim,
        Self::EffectClaim,
        Self::ClaimDisclaimer,
        Self::MinorAppeal,
        Self::CandyWord,
        Self::BrandLikeness,
        Self::Overconsumption,
        Self::Alcohol,
        Self::SafetyClaim,
        Self::Guarantee,
        Self::GovernmentApproval,
        Self::Potency,
        Self::Superlative,
        Self::Slang,
        Self::PricePromotion,
        Self::FreeGoods,
        Self::Contest,
        Self::OrganicWord,
        Self::PlantImage,
        Self::OutOfState,
    ];

    /// As rule files write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::MedicalClaim => "medical-claim",
            Self::WellnessClaim => "wellness-claim",
            Self::EffectClaim => "effect-claim",
            Self::ClaimDisclaimer => "claim-disclaimer",
            Self::MinorAppeal => "minor-appeal",
            Self::CandyWord => "candy-word",
            Self::BrandLikeness => "brand-likeness",
            Self::Overconsumption => "overconsumption",
            Self::Alcohol => "alcohol",
            Self::SafetyClaim => "safety-claim",
            Self::Guarantee => "guarantee",
            Self::GovernmentApproval => "government-approval",
            Self::Potency => "potency",
            Self::Superlative => "superlative",
            Self::Slang => "slang",
            Self::PricePromotion => "price-promotion",
            Self::FreeGoods => "free-goods",
            Self::Contest => "contest",
            Self::OrganicWord => "organic-word",
            Self::PlantImage => "plant-image",
            Self::OutOfState => "out-of-state",
        }
    }

    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Where a text is shown or sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Surface {
    Menu,
    Advertisement,
    Promotion,
    Social,
    Email,
    Sms,
    ChatReply,
    Review,
    ImageText,
}

impl Surface {
    pub const ALL: [Self; 9] = [
        Self::Menu,
        Self::Advertisement,
        Self::Promotion,
        Self::Social,
        Self::Email,
        Self::Sms,
        Self::ChatReply,
        Self::Review,
        Self::ImageText,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Menu => "menu",
            Self::Advertisement => "advertisement",
            Self::Promotion => "promotion",
            Self::Social => "social",
            Self::Email => "email",
            Self::Sms => "sms",
            Self::ChatReply => "chat-reply",
            Self::Review => "review",
            Self::ImageText => "image-text",
        }
    }

    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|surface| surface.word() == word)
    }
}

/// What follows when it is said. The later one wins where several entries speak of the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpeechEffect {
    Allow,
    Review,
    Deny,
}

/// One dated entry of law on what may be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// The whole id, e.g. `us-xx/content/health`.
    pub id: Text,
    pub about: Vec<SpeechKind>,
    /// Where it holds; everywhere if empty.
    pub surfaces: Vec<Surface>,
    pub effect: SpeechEffect,
    pub plain: Text,
    /// What to say in its place; the engine has words of its own where the entry has none.
    pub instead: Option<Text>,
    pub from: BusinessDate,
    pub until: Option<BusinessDate>,
    pub status: Status,
    pub citation: Text,
    pub source_title: Text,
    pub source_url: Text,
    pub read_on: BusinessDate,
    pub confidence: Confidence,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WordingText {
    id: toml::Spanned<String>,
    about: Vec<SpeechKind>,
    #[serde(default)]
    surfaces: Vec<Surface>,
    effect: SpeechEffect,
    plain: String,
    instead: Option<String>,
    law: DatedText,
}

#[derive(Debug, Clone)]
pub(crate) struct DatedWording {
    pub wording: Wording,
    dated: Dated,
}

impl WordingText {
    /// Adds the entry to its place, or says why it cannot be.
    pub fn take(&self, prefix: &str, place: &mut Jurisdiction, problems: &mut Problems<'_>) {
        let Some(dated) = self.law.compile(self.id.span(), &place.days.zone, problems) else { return };
        if self.about.is_empty() {
            problems.add(self.id.span(), "`about` is empty", "name at least one kind of speech");
        }
        if dated.announced {
            let todo = "leave it out until it is law";
            problems.add(self.id.span(), "announced law on wording cannot be adopted", todo);
        }
        let compiled = self.compile(format!("{prefix}/{}", self.id.get_ref()), dated);
        if place.wordings.iter().any(|other| other.wording.id == compiled.wording.id) {
            let what = format!("`{}` is used twice", compiled.wording.id);
            problems.add(self.id.span(), what, "give each version its own id");
        }
        place.wordings.push(compiled);
    }

    fn compile(&self, id: String, dated: Dated) -> DatedWording {
        let source = dated.source.clone();
        let wording = Wording {
            id: id.into(),
            about: self.about.clone(),
            surfaces: self.surfaces.clone(),
            effect: self.effect,
            plain: self.plain.as_str().into(),
            instead: self.instead.as_deref().map(Text::from),
            from: dated.from,
            until: dated.until,
            status: dated.status,
            citation: source.citation,
            source_title: source.title,
            source_url: source.url,
            read_on: source.read_on,
            confidence: source.confidence,
        };
        DatedWording { wording, dated }
    }
}

impl Rulebook {
    /// What the law of a jurisdiction says at `at` on what may be said; none if no such law was read.
    pub fn wordings(&self, jurisdiction: &str, at: Timestamp) -> Vec<&Wording> {
        in_force(self.jurisdiction(jurisdiction), at)
    }

    /// What holds everywhere, and where nothing narrower is on file.
    pub fn common_wordings(&self, at: Timestamp) -> Vec<&Wording> {
        in_force(self.common(), at)
    }

    /// Every entry on wording, past ones too, by id.
    pub fn all_wordings(&self) -> Vec<&Wording> {
        let all = self.places().chain(self.common()).flat_map(|place| &place.wordings);
        let mut all: Vec<&Wording> = all.map(|entry| &entry.wording).collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }
}

fn in_force(place: Option<&Jurisdiction>, at: Timestamp) -> Vec<&Wording> {
    let entries = place.into_iter().flat_map(|place| &place.wordings);
    entries.filter(|entry| entry.dated.holds_at(at)).map(|entry| &entry.wording).collect()
}
