//! The rulebook: law as data, decided exactly.
//!
//! Rule files under `rules/` say what a sale may be, from when until when, and on whose authority. This crate
//! compiles them ([`Rulebook::load`]), answers limit questions ([`Rulebook::decide`]), says whether an offer may be made
//! ([`Rulebook::promotion`]), and looks up what else the law says about a sale ([`Rulebook::provision`]). All arithmetic is on whole numbers; nothing is rounded before it is
//! compared; and what is not known is never allowed.
//!
//! It never reads a clock, a file or a database, and no jurisdiction is named in its code: a jurisdiction that
//! needs something new needs a new general [`kind`], not a special case. The same question under the same rule
//! files has the same answer for ever, which is what lets a record be replayed.
//!
//! Start reading at [`kind`] for what a rule is made of, then `decide` for how it is applied.

mod adopt;
mod amount;
mod answer;
pub mod ask;
mod book;
mod bulletin;
pub mod cases;
pub mod check;
mod conduct;
mod days;
mod decide;
pub mod diff;
mod file;
mod guard;
pub mod json_lines;
mod kind;
mod label;
pub mod promotion;
mod provision;
mod question;
mod ratio;
mod text;
mod wording;
mod words;

pub use adopt::{Adoption, AdoptionError};
pub use amount::{AMOUNT_MAX, Amount, AmountError, PLACES};
pub use answer::{Answer, Change, Confidence, Effect, Reason, ReasonKind, Remaining, Suggestion, Verdict};
pub use book::{JurisdictionInfo, OpenQuestion, PartInfo, ReadingInfo, RuleInfo, Rulebook};
pub use bulletin::{Bulletin, IN_FORCE, SET_ASIDE};
pub use conduct::ConductEffect;
pub use decide::Count;
pub use file::{RuleError, RuleFile, Status};
pub use kind::Strength;
pub use kind::certified_key::{CertifiedKey, CertifiedKind};
pub use kind::when::When;
pub use label::{CapUnit, LabelRule, PotencyCap, Statement, Tolerance};
pub use promotion::{Practice, PromotionAnswer, PromotionQuestion, PromotionReason, PromotionRule};
pub use provision::{NoSaleCase, Provision, ProvisionValue, Topic};
pub use question::{
    Category, Certified, CertifiedValue, Customer, CustomerClass, Form, LINES_MAX, Line, Measure, Program,
    Purchase, Question, QuestionError, Store,
};
pub use text::Text;
pub use wording::{SpeechKind, Surface, Wording};
