//! Patterns over words: which classes each word has, and where a pattern fits.

use crate::grammar::{Grammar, Part, Pattern, What};
use crate::lexicon::{ClassId, Lexicon};
use crate::reading::Token;

/// The grammar's word for any number.
const NUMBER: &str = "=#";
/// How often one pattern may try at one place; a text cannot make the search long.
const STEPS_MAX: usize = 4_000;
/// More emoji than these between two words part them after all.
const SYMBOLS_MAX: usize = 8;

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
            // An emoji between two words of a phrase does not part them.
            let mut symbols = 0;
            let words = same.enumerate().take_while(|(_, t)| {
                symbols += usize::from(t.is_symbol());
                symbols <= SYMBOLS_MAX
            });
            let words = words.filter(|(index, t)| *index == 0 || !t.is_symbol());
            let mut reach = Vec::new();
            let mut found = Vec::new();
            let words = words.map(|(index, t)| (index + 1, t.word.as_str()));
            lexicon.classes(
                words.inspect(|(end, _)| reach.push(*end)).map(|(_, word)| word),
                |class, words| {
                    found.push((class, words));
                },
            );
            found.iter_mut().for_each(|(_, words)| *words = reach[*words - 1]);
            // "$18 and up" is a price and nobody's age.
            if tokens[at].is_money() {
                found.retain(|(_, words)| *words > 1);
            }
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

    /// Where a phrase of this class stands, its words are nothing else, unless the whole of it is also one of `rival`.
    pub fn only(&mut self, class: ClassId, rival: ClassId) {
        let longest = |cells: &[(ClassId, usize)], class: ClassId| {
            cells.iter().filter(|(c, _)| *c == class).map(|(_, words)| *words).max().unwrap_or(0)
        };
        let reaches = |(at, cells): (usize, &Vec<(ClassId, usize)>)| {
            let words = longest(cells, class);
            (words > longest(cells, rival)).then(|| at..at + words)
        };
        let names: Vec<_> = self.all.iter().enumerate().filter_map(reaches).collect();
        for name in names {
            for at in name.clone() {
                self.all[at].retain(|(c, words)| *c == class || at + words > name.end);
            }
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
        let mut passed = 0;
        for place in at..=at + part.gap + SYMBOLS_MAX {
            self.steps += 1;
            let Some(token) = self.tokens.get(place).filter(|t| t.sentence == self.sentence) else { break };
            if passed > part.gap || self.steps >= STEPS_MAX {
                break;
            }
            passed += usize::from(!token.is_symbol());
            for &(class, words) in &self.cells.all[place] {
                let fits = classes.contains(&class);
                if let Some(found) = fits.then(|| self.rest(later, place + words, place)).flatten() {
                    return Some(found);
                }
            }
        }
        part.optional.then(|| self.rest(later, at, last)).flatten()
    }

    /// Whether a sentence begins or ends before the word at `at`; emoji around it are no words of it.
    fn edge(&self, at: usize) -> bool {
        let inside = |token: &&Token| token.sentence == self.sentence;
        let mut after = self.tokens[at..].iter().take_while(inside);
        let mut before = self.tokens[..at].iter().rev().take_while(inside);
        after.all(Token::is_symbol) || before.all(Token::is_symbol)
    }
}
