//! Closed sets of words in one text column, separated by spaces.

use countersign_kernel::{Permission, Role};

/// A column holds a word this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a word this version knows")]
pub struct UnknownWord(pub String);

macro_rules! word_list {
    ($(#[$doc:meta])* $name:ident of $item:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct $name(Vec<$item>);

        impl $name {
            /// Sorted and each once, so that equal sets are equal texts.
            pub fn new(items: &[$item]) -> Self {
                let mut items = items.to_vec();
                items.sort_unstable();
                items.dedup();
                Self(items)
            }

            pub fn as_slice(&self) -> &[$item] {
                &self.0
            }

            pub fn into_vec(self) -> Vec<$item> {
                self.0
            }

            pub fn to_text(&self) -> String {
                self.0.iter().map(|item| item.word()).collect::<Vec<_>>().join(" ")
            }
        }

        impl TryFrom<String> for $name {
            type Error = UnknownWord;
            fn try_from(text: String) -> Result<Self, UnknownWord> {
                let words = text.split_ascii_whitespace();
                let items: Result<Vec<_>, _> =
                    words.map(|word| $item::from_word(word).ok_or_else(|| UnknownWord(word.to_owned()))).collect();
                Ok(Self::new(&items?))
            }
        }
    };
}

word_list! {
    /// What a person may be.
    Roles of Role
}

word_list! {
    /// What a token may do.
    Scopes of Permission
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_reads_back_as_it_was_written_and_an_unknown_word_is_told() {
        let roles = Roles::new(&[Role::Manager, Role::Associate, Role::Manager]);
        assert_eq!(roles.to_text(), "associate manager");
        assert_eq!(Roles::try_from(roles.to_text()), Ok(roles));
        assert_eq!(Roles::try_from(String::new()), Ok(Roles::default()));
        assert_eq!(Scopes::try_from("order.view boss".to_owned()), Err(UnknownWord("boss".to_owned())));
    }
}
