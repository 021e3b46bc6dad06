//! The language as it is shipped: lexicon, grammar, names and common English words, read once.

use std::sync::LazyLock;

use crate::grammar::Grammar;
use crate::lexicon::Lexicon;
use crate::spelling::Spelling;

/// Everything the engine knows of words.
#[derive(Debug)]
pub struct Language {
    pub lexicon: Lexicon,
    pub grammar: Grammar,
    pub spelling: Spelling,
}

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| {
    read(
        include_str!("../language/lexicon.txt"),
        include_str!("../language/grammar.txt"),
        include_str!("../language/names.txt"),
    )
    .unwrap_or_else(|why| panic!("the language compiled in cannot be read: {why}"))
});

const ENGLISH: &str = include_str!("../language/english.txt");

pub fn language() -> &'static Language {
    &LANGUAGE
}

fn read(lexicon: &str, grammar: &str, names: &str) -> Result<Language, String> {
    let mut lexicon = Lexicon::parse(lexicon)?;
    lexicon.take_names(names);
    let grammar = Grammar::parse(grammar, &mut lexicon)?;
    let sought = lexicon.watched.union(&lexicon.within).cloned().collect();
    let spelling = Spelling::of(&sought, ENGLISH);
    Ok(Language { lexicon, grammar, spelling })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_line() {
        let lexicon = "A =: one\nB what: two\n";
        assert!(read(lexicon, "", "").is_err_and(|why| why.contains("lexicon line 2")));
        let lexicon = "NAME =: x\nLIKENESS =: y\nA =: one\n";
        for bad in
            ["mask A", "nothing: A", "mask: NONE", "mask loud: A", "mask: ..x A", "mask: A? A", "mask: A|^"]
        {
            let said = read(lexicon, &format!("mask: A\n{bad}\n"), "");
            assert!(said.as_ref().is_err_and(|why| why.contains("grammar line 2")), "{bad}: {said:?}");
        }
    }
}
