//! Patterns over words: which classes each word has, and where a pattern fits.

use crate::grammar::{Grammar, Part, Pattern, What};
use crate::lexicon::{ClassId, Lexicon};
use crate::reading::Token;

/// The grammar's word for any number.
const NUMBER: &str = "=#";
/// How often one pattern may try at one place; a text cannot make the search long.
const STEPS_MAX: usize = 4_000;

/// The classes of every word, and over how many words each reaches.
#[derive(Debug)]
pub struct Cells {
    all: Vec<Vec<(ClassId, usize)>>,
}

/// Where a pattern was found, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    pub pattern: usize,
    pub start: usize,
    pub end: usize,
    /// Where its last part begins.
    pub last: usize,
}

impl Cells {
    pub fn of(tokens: &[Token], lexicon: &Lexicon) -> Self {
        let number = lexicon.existing(NUMBER);
        let cells = |at: usize| {
            let same = tokens[at..].iter().take_while(|t| t.sentence == tokens[at].sentence);
            let mut found = Vec::new();
            lexicon.classes(same.map(|t| t.word.as_str()), |class, words| found.push((class, words)));
            if tokens[at].word.bytes().all(|b| b.is_ascii_digit()) {
                found.push((number, 1));
            }
            found
        };
        Self { all: (0..tokens.len()).map(cells).collect() }
    }

    /// Takes away whatever touches a masked word.
    pub fn mask(&mut self, masked: &[bool]) {
        for (at, cells) in self.all.iter_mut().enumerate() {
            cells.retain(|(_, words)| !masked[at..at + words].iter().any(|m| *m));
        }
    }

    pub fn has(&self, at: usize, class: ClassId) -> bool {
        self.all[at].iter().any(|(c, _)| *c == class)
    }

    /// Every place where a pattern that `wanted` names fits, the shortest fit of each pattern at each place.
    pub fn matches(
        &self,
        tokens: &[Token],
        grammar: &Grammar,
        wanted: impl Fn(&Pattern) -> bool,
        mut found: impl FnMut(Match),
    ) {
        for start in 0..tokens.len() {
            for &(class, words) in &self.all[start] {
                for &at in grammar.starting.get(&class).into_iter().flatten() {
                    let pattern = &grammar.patterns[at];
                    let mut search =
                        Search { cells: self, tokens, sentence: tokens[start].sentence, steps: 0 };
                    if !wanted(pattern) || pattern.first && !search.edge(start) {
                        continue;
                    }
                    if let Some((end, last)) = search.rest(&pattern.parts[1..], start + words, start) {
                        found(Match { pattern: at, start, end, last });
                    }
                }
            }
        }
    }
}

struct Search<'a> {
    cells: &'a Cells,
    tokens: &'a [Token],
    sentence: usize,
    steps: usize,
}

impl Search<'_> {
    fn rest(&mut self, parts: &[Part], at: usize, last: usize) -> Option<(usize, usize)> {
        let Some((part, later)) = parts.split_first() else { return Some((at, last)) };
        if self.steps >= STEPS_MAX {
            return None;
        }
        let What::Classes(classes) = &part.what else {
            return self.edge(at).then(|| self.rest(later, at, last)).flatten();
        };
        for place in at..=at + part.gap {
            self.steps += 1;
            if self.tokens.get(place).is_none_or(|t| t.sentence != self.sentence) {
                break;
            }
            for &(class, words) in &self.cells.all[place] {
                let fits = classes.contains(&class);
                if let Some(found) = fits.then(|| self.rest(later, place + words, place)).flatten() {
                    return Some(found);
                }
            }
        }
        part.optional.then(|| self.rest(later, at, last)).flatten()
    }

    /// Whether a sentence begins or ends before the word at `at`.
    fn edge(&self, at: usize) -> bool {
        let here = self.tokens.get(at).map(|t| t.sentence);
        let before = at.checked_sub(1).map(|before| self.tokens[before].sentence);
        here != before || here.is_none()
    }
}
