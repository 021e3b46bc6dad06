//! Words that are not written as they are meant: misspelt, in figures, censored, run together.

use std::collections::{HashMap, HashSet};

/// Shorter words have too many neighbours.
const LETTERS_MIN: usize = 4;
const LETTERS_MAX: usize = 24;
/// The longest text without spaces that is cut into words.
const RUN_MAX: usize = 48;

/// Looks for watched words behind what is written.
#[derive(Debug)]
pub struct Spelling {
    english: HashSet<&'static str>,
    /// Watched words by their letters without doubles, and by these with one letter left out.
    near: HashMap<String, Vec<usize>>,
    watched: Vec<(String, String)>,
}

impl Spelling {
    pub fn of(watched: &HashSet<String>, english: &'static str) -> Self {
        let mut sorted: Vec<&String> = watched.iter().filter(|word| word.len() >= LETTERS_MIN).collect();
        sorted.sort();
        let watched: Vec<(String, String)> =
            sorted.into_iter().map(|word| (word.clone(), single(word))).collect();
        let mut near: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, (_, plain)) in watched.iter().enumerate() {
            near.entry(plain.clone()).or_default().push(at);
            for shorter in shortened(plain) {
                let places = near.entry(shorter).or_default();
                if !places.contains(&at) {
                    places.push(at);
                }
            }
        }
        Self { english: english.lines().collect(), near, watched }
    }

    pub fn is_english(&self, word: &str) -> bool {
        self.english.contains(word)
    }

    /// The watched word that is one slip away, for a word that is none itself.
    pub fn meant(&self, word: &str) -> Option<&str> {
        let fits =
            (LETTERS_MIN..=LETTERS_MAX).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase());
        if !fits {
            return None;
        }
        let plain = single(word);
        if let Some(at) =
            self.near.get(&plain).and_then(|all| all.iter().find(|at| self.watched[**at].1 == plain))
        {
            return Some(&self.watched[*at].0);
        }
        if plain.len() < LETTERS_MIN {
            return None;
        }
        let mut candidates = vec![plain.clone()];
        candidates.extend(shortened(&plain));
        let found = candidates.iter().filter_map(|key| self.near.get(key)).flatten();
        let close = found.filter(|at| self.is_slip(&plain, &self.watched[**at].1));
        close
            .min_by_key(|at| self.watched[**at].1.len().abs_diff(plain.len()))
            .map(|at| self.watched[*at].0.as_str())
    }

    /// One letter wrong, missing, too many or swapped; short words must at least begin alike.
    fn is_slip(&self, written: &str, meant: &str) -> bool {
        if meant.len() < LETTERS_MIN || strsim::osa_distance(written, meant) > 1 {
            return false;
        }
        // Of the shortest words only the vowels may be wrong: "payn", and not every "bary" for "baby".
        if meant.len() == LETTERS_MIN && consonants(written) != consonants(meant) {
            return false;
        }
        let alike = |a: u8, b: u8| a == b || [a, b] == *b"kc" || [a, b] == *b"zs";
        let same_start = alike(written.as_bytes()[0], meant.as_bytes()[0]);
        let swapped =
            written.as_bytes()[0] == meant.as_bytes()[1] && written.as_bytes()[1] == meant.as_bytes()[0];
        same_start || swapped || meant.len() >= 7
    }

    /// The watched word behind `p*in` or `anx**ty`.
    pub fn censored(&self, word: &str) -> Option<&str> {
        let stars = word.bytes().filter(|b| *b == b'*').count();
        if stars == 0 || stars * 2 > word.len() || word.len() < LETTERS_MIN {
            return None;
        }
        let fits = |meant: &str| {
            meant.len() == word.len() && meant.bytes().zip(word.bytes()).all(|(m, w)| w == b'*' || m == w)
        };
        self.watched.iter().map(|(meant, _)| meant.as_str()).find(|meant| fits(meant))
    }

    /// Cuts a run of letters into known words, of which one is watched unless `any` will do: `painreliefnow`.
    pub fn cut<'w>(
        &self,
        run: &'w str,
        knows: impl Fn(&str) -> bool,
        watched: impl Fn(&str) -> bool,
        any: bool,
    ) -> Option<Vec<&'w str>> {
        let all_letters = run.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if !all_letters || run.len() < 6 || run.len() > RUN_MAX {
            return None;
        }
        // For each end: the cost so far and where the last word began.
        let mut best: Vec<Option<(usize, usize)>> = vec![None; run.len() + 1];
        best[0] = Some((0, 0));
        for end in 1..=run.len() {
            for start in end.saturating_sub(LETTERS_MAX)..end {
                let Some((cost, _)) = best[start] else { continue };
                let piece = &run[start..end];
                let known = watched(piece) || (self.is_english(piece) || knows(piece)) && fits_a_run(piece);
                if known && best[end].is_none_or(|(other, _)| cost + price(piece) < other) {
                    best[end] = Some((cost + price(piece), start));
                }
            }
        }
        let mut pieces = Vec::new();
        let mut end = run.len();
        while end > 0 {
            let (_, start) = best[end]?;
            pieces.push(&run[start..end]);
            end = start;
        }
        pieces.reverse();
        (any || pieces.iter().any(|piece| watched(piece))).then_some(pieces)
    }
}

fn consonants(word: &str) -> String {
    word.chars().filter(|c| !"aeiouy".contains(*c)).collect()
}

/// Few long words are likelier than many short ones.
fn price(piece: &str) -> usize {
    if piece.len() <= 2 { 3 } else { 2 }
}

fn fits_a_run(piece: &str) -> bool {
    const SHORT: &[&str] = &[
        "my", "me", "to", "in", "of", "no", "on", "is", "it", "we", "us", "so", "up", "go", "be", "de", "el",
        "la", "tu", "mi", "a", "i",
    ];
    piece.len() > 2 || SHORT.contains(&piece)
}

/// Every run of one letter as that letter once.
pub fn single(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for c in word.chars() {
        if !plain.ends_with(c) {
            plain.push(c);
        }
    }
    plain
}

/// Runs of three and more letters as two, which is the most that English writes.
pub fn shortened_runs(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    let (mut last, mut run) = ('\0', 0);
    for c in word.chars() {
        run = if c == last { run + 1 } else { 1 };
        last = c;
        if run <= 2 {
            plain.push(c);
        }
    }
    plain
}

fn shortened(word: &str) -> impl Iterator<Item = String> {
    (0..word.len()).map(move |at| format!("{}{}", &word[..at], &word[at + 1..]))
}

/// Letters that figures and signs stand for; `1` may be an `i` or an `l`.
pub fn letters(word: &str, one: char) -> String {
    let letter = |c: char| match c {
        '0' => 'o',
        '1' | '|' => one,
        '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        '8' => 'b',
        '9' => 'g',
        _ => c,
    };
    word.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelling() -> Spelling {
        let watched = ["baby", "anxiety", "relief", "pain", "insomnia", "stress", "cures", "depression"];
        Spelling::of(&watched.iter().map(|w| (*w).to_owned()).collect(), "paint\nmy\ncare\ncares\nnow\n")
    }

    #[test]
    fn slips_are_understood() {
        let spelling = spelling();
        for (written, meant) in [
            ("anxeity", "anxiety"),
            ("releif", "relief"),
            ("insomina", "insomnia"),
            ("stres", "stress"),
            ("deppresion", "depression"),
            ("payn", "pain"),
        ] {
            assert_eq!(spelling.meant(written), Some(meant));
        }
        for fine in ["satisfy", "terp", "society", "barry", "bady"] {
            assert_eq!(spelling.meant(fine), None, "{fine}");
        }
    }

    #[test]
    fn censored_words_and_runs_are_understood() {
        let spelling = spelling();
        assert_eq!(spelling.censored("p*in"), Some("pain"));
        assert_eq!(spelling.censored("****"), None);
        let watched = |word: &str| ["cures", "pain"].contains(&word);
        assert_eq!(
            spelling.cut("curesmypainnow", |_| false, watched, false),
            Some(vec!["cures", "my", "pain", "now"])
        );
        assert_eq!(spelling.cut("painstakingly", |_| false, watched, false), None);
    }
}
