//! From characters to words: sentences, and in them each word as it is meant, with the place where it stands.

mod fold;

use std::ops::Range;

use crate::language::Language;
use crate::lexicon::FREE_OF;
use crate::spelling::{letters, shortened_runs, single};
use fold::{Folded, fold};

/// Letters that are written apart: `c u r e s`.
const SPACED_MIN: usize = 3;
/// So many of them are looked at together, and so often a later one is tried for the first: a text cannot make it long.
const SPACED_MAX: usize = 64;
const SPACED_STARTS: usize = 8;
/// A sentence without an end is cut after so many words, so that none takes long.
const WORDS_MAX: usize = 256;
/// Marks that may stand for letters inside a word.
const SIGNS: &[char] = &['@', '$', '!', '+', '|', '*'];
/// What is written for a word.
const SHORTHAND: &[(&str, &str)] = &[("&", "and"), ("w/", "with"), ("w/o", "without"), ("b4", "before")];
/// After these a full stop ends nothing.
const SHORT_FORMS: &[&str] =
    &["dr", "st", "vs", "no", "approx", "mr", "mrs", "ms", "e.g", "i.e", "ave", "mt"];

/// One word as it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub word: String,
    pub bytes: Range<usize>,
    pub sentence: usize,
    /// Neither the lexicon nor the common words know it.
    strange: bool,
    /// A sum of money: figures right after a dollar sign.
    money: bool,
}

impl Token {
    /// An emoji or the like, and no word.
    pub fn is_symbol(&self) -> bool {
        self.word.chars().all(is_symbol)
    }

    pub fn is_money(&self) -> bool {
        self.money
    }
}

#[derive(Debug)]
pub struct Reading {
    pub tokens: Vec<Token>,
    /// Where each sentence stands, its marks included.
    pub sentences: Vec<Range<usize>>,
}

/// Characters between spaces.
type Chunk = Range<usize>;

/// A word of letters written apart: what is meant, and how many letters stand there.
struct Apart {
    meant: String,
    letters: usize,
}

struct Reader<'l> {
    language: &'l Language,
    folded: Vec<Folded>,
    tokens: Vec<Token>,
    sentences: Vec<Range<usize>>,
    begun_at: usize,
    /// The first word of the sentence.
    first: usize,
}

pub fn read(text: &str, language: &Language) -> Reading {
    let mut reader = Reader {
        language,
        folded: fold(text),
        tokens: Vec::new(),
        sentences: Vec::new(),
        begun_at: 0,
        first: 0,
    };
    let chunks = chunks(&reader.folded);
    let mut at = 0;
    while at < chunks.len() {
        let new_line =
            at > 0 && reader.folded[chunks[at - 1].end..chunks[at].start].iter().any(|f| f.c == '\n');
        if new_line || reader.words() >= WORDS_MAX {
            reader.end_sentence(reader.folded[chunks[at].start].start);
        }
        let run = reader.letters_apart(&chunks[at..]);
        if run.len() < SPACED_MIN {
            reader.chunk(chunks[at].clone());
            at += 1;
        } else {
            reader.spaced(&chunks[at..at + run.len()], &run);
            at += run.len();
        }
    }
    reader.end_sentence(text.len());
    reader.join_halves();
    Reading { tokens: reader.tokens, sentences: reader.sentences }
}

fn chunks(folded: &[Folded]) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let mut start = None;
    for (at, f) in folded.iter().enumerate() {
        match (f.c.is_whitespace(), start) {
            (false, None) => start = Some(at),
            (true, Some(begun)) => {
                chunks.push(begun..at);
                start = None;
            }
            _ => {}
        }
    }
    chunks.extend(start.map(|begun| begun..folded.len()));
    chunks
}

/// Neither a letter nor a mark of ASCII: emoji and the like, each a word of its own.
fn is_symbol(c: char) -> bool {
    !c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace() && c != '•'
}

impl Reader<'_> {
    /// Of the sentence so far.
    fn words(&self) -> usize {
        self.tokens.len() - self.first
    }

    fn end_sentence(&mut self, at: usize) {
        if at > self.begun_at {
            self.sentences.push(self.begun_at..at);
            self.begun_at = at;
            self.first = self.tokens.len();
        }
    }

    fn chunk(&mut self, chunk: Chunk) {
        let all: String = self.folded[chunk.clone()].iter().map(|f| f.c).collect();
        if let Some((_, word)) = SHORTHAND.iter().find(|(written, _)| *written == all) {
            self.push((*word).to_owned(), chunk, false);
            return;
        }
        let mut start = chunk.start;
        for at in chunk.clone() {
            if is_symbol(self.folded[at].c) {
                self.plain_chunk(start..at);
                self.push(self.folded[at].c.to_string(), at..at + 1, false);
                start = at + 1;
            }
        }
        self.plain_chunk(start..chunk.end);
    }

    /// A chunk without symbols: marks before, the core, marks after.
    fn plain_chunk(&mut self, chunk: Chunk) {
        let inside = |f: &Folded| f.c.is_alphanumeric() || matches!(f.c, '@' | '$' | '*');
        let all = &self.folded[chunk.clone()];
        let Some(first) = all.iter().position(inside) else {
            self.marks(chunk, "");
            return;
        };
        let last = all.iter().rposition(inside).unwrap_or(first) + 1;
        let core = chunk.start + first..chunk.start + last;
        let before = if self.folded[core.clone()].iter().all(|f| f.c.is_alphabetic()) {
            self.word(core.clone())
        } else {
            self.mixed(core.clone())
        };
        // `a.m.` and `U.S.` end nothing either.
        let dotted = self.folded[core.clone()].iter().any(|f| f.c == '.')
            && self.folded[core.clone()].iter().all(|f| f.c == '.' || f.c.is_alphabetic());
        if !(dotted && chunk.end == core.end + 1 && self.folded[core.end].c == '.') {
            self.marks(core.end..chunk.end, &before);
        }
    }

    /// The marks after a word, which may end the sentence.
    fn marks(&mut self, marks: Chunk, before: &str) {
        let all: String = self.folded[marks.clone()].iter().map(|f| f.c).collect();
        let Some(at) = all.chars().position(|c| matches!(c, '.' | '!' | '?' | ';' | '•' | '|')) else {
            return;
        };
        if all == "." && SHORT_FORMS.contains(&before) {
            return;
        }
        let place = marks.start + at;
        if all.contains('?') {
            self.push("?".to_owned(), place..place + 1, false);
        }
        let end = self.folded[marks.end - 1].end;
        self.end_sentence(end);
    }

    /// Letters with figures, signs or marks among them.
    fn mixed(&mut self, core: Chunk) -> String {
        let kept: Vec<usize> = core
            .clone()
            .filter(|at| is_kept(self.folded[*at].c) || SIGNS.contains(&self.folded[*at].c))
            .collect();
        let whole: String = kept.iter().map(|at| self.folded[*at].c).filter(|c| *c != '\'').collect();
        let censored = self.language.spelling.censored(&whole).map(str::to_owned);
        let one = censored.or_else(|| self.decoded(&whole).filter(|_| !self.is_compound(core.clone())));
        if let Some(meant) = one {
            self.push(meant.clone(), core, false);
            return meant;
        }
        let mut last = String::new();
        let mut start = core.start;
        for at in core.clone() {
            let c = self.folded[at].c;
            if !is_kept(c) && !SIGNS.contains(&c) {
                last = self.piece(start..at, last);
                if matches!(c, '?' | ';' | '.') && at > start + 1 && self.folded[at - 1].c.is_alphabetic() {
                    let next = self.folded.get(at + 1).is_some_and(|f| f.c.is_alphabetic());
                    if next && at + 2 < core.end {
                        self.marks(at..at + 1, &last);
                    }
                }
                start = at + 1;
            }
        }
        self.piece(start..core.end, last)
    }

    /// `pain-free`, `and/or`: whole words between hyphens or strokes, and not one word taken apart.
    fn is_compound(&self, core: Chunk) -> bool {
        let text: String = self.folded[core].iter().map(|f| f.c).collect();
        let known = |word: &str| self.language.lexicon.knows(word) || self.language.spelling.is_english(word);
        text.contains(['-', '/']) && text.split(['-', '/']).all(|word| word.len() > 2 && known(word))
    }

    /// What stands between two marks; figures and signs in it may be letters.
    fn piece(&mut self, piece: Chunk, before: String) -> String {
        if piece.is_empty() {
            return before;
        }
        let text: String = self.folded[piece.clone()].iter().map(|f| f.c).collect();
        if text.chars().all(is_kept) && !text.bytes().any(|b| b.is_ascii_digit()) {
            return self.word(piece);
        }
        if let Some(meant) =
            self.language.spelling.censored(&text).map(str::to_owned).or_else(|| self.decoded(&text))
        {
            self.push(meant.clone(), piece, false);
            return meant;
        }
        let mut last = before;
        let mut start = piece.start;
        for at in piece.start..=piece.end {
            if at == piece.end || SIGNS.contains(&self.folded[at].c) {
                if start < at {
                    last = self.word(start..at);
                }
                if at < piece.end && self.folded[at].c == '!' && start < at {
                    self.marks(at..at + 1, &last);
                }
                start = at + 1;
            }
        }
        last
    }

    /// A watched word behind figures, signs and marks; what has none of these is not decoded.
    fn decoded(&self, text: &str) -> Option<String> {
        if !text.chars().any(char::is_alphabetic) || text.len() < 3 {
            return None;
        }
        let lexicon = &self.language.lexicon;
        let ways = ['i', 'l'].map(|one| letters(text, one));
        let exactly = ways.iter().find(|way| lexicon.watched.contains(*way));
        let figures = text.bytes().any(|b| b.is_ascii_digit() || b"@$!+|".contains(&b));
        let signs_only =
            !text.bytes().next().is_some_and(|b| b.is_ascii_digit()) && figures && text.len() > 4;
        let nearly = || ways.iter().find_map(|way| self.language.spelling.meant(way).map(str::to_owned));
        let framed = text.len() == 3
            && !text.starts_with(|c: char| c.is_ascii_digit())
            && text.ends_with(char::is_alphabetic);
        let known = |way: &&String| figures && lexicon.knows(way) && (way.len() > 3 || framed);
        exactly
            .or_else(|| ways.iter().find(known))
            .cloned()
            .or_else(|| if signs_only { nearly() } else { None })
    }

    /// One word of letters, or a run of several.
    fn word(&mut self, place: Chunk) -> String {
        let kept: Vec<usize> = place.clone().filter(|at| self.folded[*at].c != '\'').collect();
        let raw: String = kept.iter().map(|at| self.folded[*at].c).collect();
        if raw.is_empty() {
            return raw;
        }
        if raw == "free" && place.start.checked_sub(1).is_some_and(|before| self.folded[before].c == '-') {
            self.push(FREE_OF.to_owned(), place, false);
            return raw;
        }
        let (lexicon, spelling) = (&self.language.lexicon, &self.language.spelling);
        if lexicon.knows(&raw) || spelling.is_english(&raw) {
            self.push(raw.clone(), place, false);
            return raw;
        }
        if let Some(meant) = self.meant(&raw, place.clone()) {
            self.push(meant.clone(), place, false);
            return meant;
        }
        if let Some(pieces) = self.pieces(&raw, &kept) {
            let last = pieces.last().map(|(piece, _)| piece.clone()).unwrap_or_default();
            for (piece, place) in pieces {
                self.push(piece, place, false);
            }
            return last;
        }
        // A short word with a capital is likelier a name than a slip.
        let name = raw.len() <= 5 && self.folded[kept[0]].upper && !self.folded[kept[kept.len() - 1]].upper;
        let meant = if name { None } else { spelling.meant(&raw) };
        if let Some(meant) = meant.map(str::to_owned) {
            self.push(meant.clone(), place, false);
            return meant;
        }
        self.push(raw.clone(), place, true);
        raw
    }

    /// Drawn-out letters, and the possessive of a word that is known.
    fn meant(&self, raw: &str, place: Chunk) -> Option<String> {
        let lexicon = &self.language.lexicon;
        let apostrophe = self.folded[place].iter().rev().nth(1).is_some_and(|f| f.c == '\'');
        let owner = raw.strip_suffix('s').filter(|_| apostrophe).map(str::to_owned);
        let known = |word: &String| lexicon.knows(word) || self.language.spelling.is_english(word);
        let drawn = shortened_runs(raw);
        let plain = single(raw);
        let mut candidates = owner.into_iter().chain((drawn != raw).then_some(drawn.clone()));
        candidates.find(known).or_else(|| (drawn != raw && known(&plain)).then_some(plain))
    }

    /// `#PainRelief`, `painrelief`.
    fn pieces(&self, raw: &str, kept: &[usize]) -> Option<Vec<(String, Chunk)>> {
        let lexicon = &self.language.lexicon;
        let humps: Vec<usize> = (1..kept.len())
            .filter(|at| self.folded[kept[*at]].upper && !self.folded[kept[*at - 1]].upper)
            .collect();
        let watched = |word: &str| word.len() > 3 && lexicon.watched.contains(word);
        let cut: Vec<usize> = if humps.is_empty() {
            if kept.len() != raw.len() {
                return None;
            }
            // After a `#` nobody writes one long word.
            let tag = kept[0].checked_sub(1).is_some_and(|before| self.folded[before].c == '#');
            let words = self.language.spelling.cut(raw, |word| lexicon.knows(word), watched, tag)?;
            let mut ends: Vec<usize> = words
                .iter()
                .scan(0, |at, word| {
                    *at += word.len();
                    Some(*at)
                })
                .collect();
            ends.pop();
            ends
        } else {
            humps
        };
        let mut pieces = Vec::new();
        let mut start = 0;
        for end in cut.into_iter().chain([kept.len()]) {
            let word: String = kept[start..end].iter().map(|at| self.folded[*at].c).collect();
            pieces.push((word, kept[start]..kept[end - 1] + 1));
            start = end;
        }
        Some(pieces)
    }

    fn push(&mut self, word: String, place: Chunk, strange: bool) {
        let bytes = self.folded[place.start].start..self.folded[place.end - 1].end;
        let after_dollar = place.start.checked_sub(1).is_some_and(|before| self.folded[before].c == '$');
        let money = after_dollar && word.bytes().all(|b| b.is_ascii_digit());
        self.tokens.push(Token { word, bytes, sentence: self.sentences.len(), strange, money });
    }

    /// The letters at the beginning of these chunks that stand alone, one a chunk, on one line.
    fn letters_apart(&self, chunks: &[Chunk]) -> Vec<usize> {
        let mut run: Vec<usize> = Vec::new();
        for (index, chunk) in chunks.iter().take(SPACED_MAX).enumerate() {
            let mut inside =
                chunk.clone().filter(|at| is_kept(self.folded[*at].c) || self.folded[*at].c == '@');
            let (Some(one), None) = (inside.next(), inside.next()) else { break };
            let new_line = |before: &Chunk| self.folded[before.end..chunk.start].iter().any(|f| f.c == '\n');
            if index > 0 && new_line(&chunks[index - 1]) {
                break;
            }
            run.push(one);
        }
        run
    }

    /// Letters written apart become words; what does not is read as it stands.
    fn spaced(&mut self, chunks: &[Chunk], run: &[usize]) {
        let starts = 0..=run.len() - SPACED_MIN;
        let found = starts.take(SPACED_STARTS).find_map(|skip| Some((skip, self.words_apart(&run[skip..])?)));
        let Some((skip, words)) = found else {
            chunks.iter().for_each(|chunk| self.chunk(chunk.clone()));
            return;
        };
        chunks[..skip].iter().for_each(|chunk| self.chunk(chunk.clone()));
        let mut start = skip;
        for word in words {
            let end = start + word.letters;
            self.push(word.meant, run[start]..run[end - 1] + 1, false);
            start = end;
        }
        let last = &chunks[run.len() - 1];
        self.marks(run[run.len() - 1] + 1..last.end, "");
    }

    fn words_apart(&self, run: &[usize]) -> Option<Vec<Apart>> {
        if !run.iter().any(|at| self.folded[*at].c.is_alphabetic()) {
            return None;
        }
        let text: String = run.iter().map(|at| self.folded[*at].c).collect();
        let text = letters(&text, 'i');
        let wide =
            |at: &usize| self.folded[run[*at - 1] + 1..run[*at]].iter().filter(|f| f.c == ' ').count() > 1;
        let gaps: Vec<usize> = (1..run.len()).filter(wide).collect();
        self.apart(&text, &gaps)
    }

    fn apart(&self, text: &str, gaps: &[usize]) -> Option<Vec<Apart>> {
        if !text.is_ascii() {
            return None;
        }
        let (lexicon, spelling) = (&self.language.lexicon, &self.language.spelling);
        let known = |word: &str| lexicon.knows(word) || spelling.is_english(word);
        let watched = |word: &str| lexicon.watched.contains(word);
        let mut words: Vec<&str> = Vec::new();
        let mut start = 0;
        for end in gaps.iter().copied().chain([text.len()]) {
            words.push(&text[start..end]);
            start = end;
        }
        let meant = |word: &&str| {
            let meant = if known(word) { word } else { spelling.meant(word)? };
            Some(Apart { meant: meant.to_owned(), letters: word.len() })
        };
        // Wider gaps between words say where the words are.
        let long = |word: &&str| word.len() >= SPACED_MIN && known(word);
        if words.iter().any(|word| watched(word)) || words.len() > 1 && words.iter().any(long) {
            let all: Option<Vec<Apart>> = words.iter().map(meant).collect();
            if all.is_some() {
                return all;
            }
        }
        let cut = spelling.cut(text, |word| lexicon.knows(word), watched, false)?;
        Some(cut.into_iter().map(|word| Apart { meant: word.to_owned(), letters: word.len() }).collect())
    }

    /// `anx iety`: two halves of which one is no word.
    fn join_halves(&mut self) {
        let mut joined: Vec<Token> = Vec::with_capacity(self.tokens.len());
        for token in self.tokens.drain(..) {
            if let Some(before) = joined.last_mut() {
                let near = before.sentence == token.sentence && token.bytes.start == before.bytes.end + 1;
                let both = format!("{}{}", before.word, token.word);
                let is_word = both.len() > 4 && self.language.lexicon.watched.contains(&both);
                if near && (before.strange || token.strange) && is_word {
                    *before = Token {
                        word: both,
                        bytes: before.bytes.start..token.bytes.end,
                        strange: false,
                        ..token
                    };
                    continue;
                }
            }
            joined.push(token);
        }
        self.tokens = joined;
    }
}

fn is_kept(c: char) -> bool {
    c.is_alphanumeric() || c == '\''
}
