//! Wordings: what a shop may not say, as the law lists it. Which words say such a thing is not law but language, and is
//! worked out elsewhere; here stands only what follows when something of a kind is said.

use countersign_kernel::{BusinessDate, Timestamp};
use serde::{Deserialize, Serialize};

use crate::answer::Confidence;
use crate::book::{Jurisdiction, Rulebook};
use crate::conduct::ConductEffect;
use crate::file::{Dated, DatedText, Problems, Status};
use crate::text::Text;
use crate::words::words;

words! {
    /// What a text may say that some law speaks of.
    SpeechKind {
        /// A disease, a symptom, a function of the body, or an authority in medicine.
        MedicalClaim = "medical-claim",
        /// Healing, wellness, therapy, without a named condition.
        WellnessClaim = "wellness-claim",
        /// An effect on mood or mind, such as relaxing.
        EffectClaim = "effect-claim",
        /// The disclaimer that no authority has approved the product to treat or cure.
        ClaimDisclaimer = "claim-disclaimer",
        MinorAppeal = "minor-appeal",
        /// The word candy itself.
        CandyWord = "candy-word",
        /// A strain named after somebody's food, toy or character.
        BrandLikeness = "brand-likeness",
        Overconsumption = "overconsumption",
        Alcohol = "alcohol",
        SafetyClaim = "safety-claim",
        Guarantee = "guarantee",
        GovernmentApproval = "government-approval",
        Potency = "potency",
        /// A bare figure of THC, without praise of it.
        ThcLevel = "thc-level",
        Superlative = "superlative",
        /// Other shops or their goods run down.
        Disparagement = "disparagement",
        Slang = "slang",
        PricePromotion = "price-promotion",
        FreeGoods = "free-goods",
        Contest = "contest",
        /// `organic` and `craft`.
        OrganicWord = "organic-word",
        /// A picture of the plant; among characters, an emoji that stands for it.
        PlantImage = "plant-image",
        /// A picture of somebody smoking, vaping or eating the product.
        ConsumptionImage = "consumption-image",
        /// Delivery or sale across the state's border.
        OutOfState = "out-of-state",
    }
}

words! {
    /// Where a text is shown or sent.
    Surface {
        Menu = "menu",
        Advertisement = "advertisement",
        Promotion = "promotion",
        Social = "social",
        Email = "email",
        Sms = "sms",
        ChatReply = "chat-reply",
        Review = "review",
        ImageText = "image-text",
    }
}

/// One dated entry of law on what may be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// The whole id, e.g. `us-xx/content/health`.
    pub id: Text,
    pub about: Vec<SpeechKind>,
    /// Where it holds; everywhere if empty.
    pub surfaces: Vec<Surface>,
    pub effect: ConductEffect,
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
    effect: ConductEffect,
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
