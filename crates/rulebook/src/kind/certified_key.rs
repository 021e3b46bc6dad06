//! What rules read of a certification, so that whoever asks knows what to say.

use serde::{Deserialize, Serialize};

use crate::kind::limit::Limit;
use crate::kind::when::When;
use crate::text::Text;

/// One key under `customer.certified`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CertifiedKey {
    /// With a dot for an amount per route or category: `order_mg.edible`.
    pub key: Text,
    pub kind: CertifiedKind,
    /// The word that is looked for on a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<Text>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertifiedKind {
    Flag,
    Amount,
    List,
}

impl CertifiedKey {
    fn of(kind: CertifiedKind, key: &str) -> Self {
        Self { key: key.into(), kind, word: None }
    }

    fn listed(key: &str) -> Self {
        let (list, word) = key.split_once('.').unwrap_or((key, ""));
        Self { word: (!word.is_empty()).then(|| word.into()), ..Self::of(CertifiedKind::List, list) }
    }
}

impl When {
    pub(crate) fn certified_keys(&self) -> Vec<CertifiedKey> {
        let all = |keys: [&Option<String>; 2], of: fn(&str) -> CertifiedKey| {
            keys.into_iter().filter_map(|key| key.as_deref().map(of)).collect::<Vec<_>>()
        };
        let flags =
            all([&self.certified, &self.not_certified], |key| CertifiedKey::of(CertifiedKind::Flag, key));
        let lists = all([&self.listed, &self.not_listed], CertifiedKey::listed);
        let whole = all([&self.has_list, &self.no_list], CertifiedKey::listed);
        let amounts =
            all([&self.has_amount, &self.no_amount], |key| CertifiedKey::of(CertifiedKind::Amount, key));
        [flags, lists, whole, amounts].concat()
    }
}

impl Limit {
    pub(crate) fn certified_keys(&self) -> Vec<CertifiedKey> {
        let amount = self.certified.iter().map(|cap| CertifiedKey::of(CertifiedKind::Amount, &cap.key));
        let flag = self.eased_by.iter().map(|key| CertifiedKey::of(CertifiedKind::Flag, key));
        amount.chain(flag).chain(self.when.certified_keys()).collect()
    }
}
