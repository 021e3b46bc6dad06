//! Word classes: which words and phrases mean alike, with their inflections.

use std::collections::{HashMap, HashSet};

/// A class of words, or one word that the grammar names itself.
pub type ClassId = u16;

/// Words of all classes in one tree, so that a phrase is found while its words are read.
#[derive(Debug)]
pub struct Lexicon {
    ids: HashMap<String, ClassId>,
    nodes: Vec<Node>,
    /// Words in which a claim hides, also when misspelt or disguised.
    pub watched: HashSet<String>,
    /// Longer words of watched phrases, looked for misspelt only.
    pub within: HashSet<String>,
    watch: HashSet<String>,
    vocabulary: HashSet<String>,
}

#[derive(Debug, Default)]
struct Node {
    next: HashMap<String, usize>,
    classes: Vec<ClassId>,
}

/// The second half of "stem-free", which does not say that something is free.
pub const FREE_OF: &str = "freeof";
/// Shorter words of a phrase are too common to be looked for.
const WITHIN_MIN: usize = 7;

/// How an entry is inflected.
#[derive(Debug, Clone, Copy)]
enum How {
    Noun,
    Verb,
    Spanish,
    Exactly,
}

impl Lexicon {
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut lexicon = Self {
            ids: HashMap::new(),
            nodes: vec![Node::default()],
            watched: HashSet::new(),
            within: HashSet::new(),
            watch: HashSet::new(),
            vocabulary: HashSet::new(),
        };
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            lexicon.take_line(line).map_err(|what| format!("lexicon line {}: {what}", index + 1))?;
        }
        Ok(lexicon)
    }

    fn take_line(&mut self, line: &str) -> Result<(), String> {
        let (head, entries) = line.split_once(':').ok_or("there is no `:`")?;
        if head == "watch" {
            self.watch = entries.split_whitespace().map(str::to_owned).collect();
            return Ok(());
        }
        let (class, how) = head.split_once(' ').ok_or("a class and how it is inflected come first")?;
        let how = match how {
            "n" => How::Noun,
            "v" => How::Verb,
            "e" => How::Spanish,
            "=" => How::Exactly,
            _ => return Err(format!("`{how}` is not one of n, v, e, =")),
        };
        let watched = self.watch.contains(class);
        let id = self.class(class);
        for entry in entries.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            for form in forms(entry, how) {
                self.add(&form, id, watched);
            }
        }
        Ok(())
    }

    /// Names are phrases of one class.
    pub fn take_names(&mut self, text: &str) {
        let (mut id, likeness) = (self.class("NAME"), self.class("LIKENESS"));
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
            if line == "likeness" {
                id = likeness;
                continue;
            }
            for name in line.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                let name = name.replace(['\'', '&'], "");
                self.add(&name, id, false);
                // Who writes `&` writes no word there.
                if name.contains(" and ") {
                    self.add(&name.replace(" and ", " "), id, false);
                }
            }
        }
    }

    fn class(&mut self, name: &str) -> ClassId {
        let next = ClassId::try_from(self.ids.len()).expect("there are fewer than 65,536 classes");
        *self.ids.entry(name.to_owned()).or_insert(next)
    }

    /// The class the grammar means: one of the lexicon's, or a word of its own.
    pub fn named(&mut self, name: &str) -> Result<ClassId, String> {
        let is_class = name.len() > 1 && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if is_class && !name.bytes().all(|b| b.is_ascii_digit()) {
            return self.ids.get(name).copied().ok_or_else(|| format!("there is no class `{name}`"));
        }
        let known = self.ids.len();
        let id = self.class(&format!("={name}"));
        if self.ids.len() > known {
            self.add(name, id, false);
            // The grammar's own `free` is that of "pain-free" too; what costs nothing is never written so.
            if name == "free" {
                self.add(FREE_OF, id, false);
            }
        }
        Ok(id)
    }

    pub fn existing(&self, class: &str) -> ClassId {
        *self.ids.get(class).unwrap_or_else(|| panic!("the lexicon has no class {class}"))
    }

    fn add(&mut self, phrase: &str, class: ClassId, watched: bool) {
        if phrase.ends_with(" free") {
            self.add_words(&format!("{phrase}of"), class, watched);
        }
        self.add_words(phrase, class, watched);
    }

    fn add_words(&mut self, phrase: &str, class: ClassId, watched: bool) {
        let mut at = 0;
        for word in phrase.split([' ', '-']).filter(|word| !word.is_empty()) {
            self.vocabulary.insert(word.to_owned());
            if watched && word.len() >= WITHIN_MIN && word.is_ascii() {
                self.within.insert(word.to_owned());
            }
            at = match self.nodes[at].next.get(word) {
                Some(&next) => next,
                None => {
                    self.nodes.push(Node::default());
                    let next = self.nodes.len() - 1;
                    self.nodes[at].next.insert(word.to_owned(), next);
                    next
                }
            };
        }
        if watched && !phrase.contains([' ', '-']) && phrase.is_ascii() {
            self.watched.insert(phrase.to_owned());
        }
        if !self.nodes[at].classes.contains(&class) {
            self.nodes[at].classes.push(class);
        }
    }

    pub fn knows(&self, word: &str) -> bool {
        self.vocabulary.contains(word)
    }

    /// Every class that some phrase beginning with the first word has, with how many words it takes.
    pub fn classes<'w>(&self, words: impl Iterator<Item = &'w str>, mut found: impl FnMut(ClassId, usize)) {
        let mut at = 0;
        for (index, word) in words.enumerate() {
            let Some(&next) = self.nodes[at].next.get(word) else { return };
            at = next;
            for &class in &self.nodes[at].classes {
                found(class, index + 1);
            }
        }
    }
}

fn forms(entry: &str, how: How) -> Vec<String> {
    match how {
        How::Exactly => vec![entry.to_owned()],
        How::Noun => {
            let (before, last) = entry.rsplit_once(' ').map_or(("", entry), |(before, last)| (before, last));
            let join = |word: String| {
                if before.is_empty() { word } else { format!("{before} {word}") }
            };
            vec![entry.to_owned(), join(plural(last))]
        }
        How::Verb | How::Spanish => {
            let (first, after) = entry.split_once(' ').map_or((entry, ""), |(first, after)| (first, after));
            let words = if matches!(how, How::Verb) { inflected(first) } else { conjugated(first) };
            let join = |word: String| {
                if after.is_empty() { word } else { format!("{word} {after}") }
            };
            words.into_iter().map(join).collect()
        }
    }
}

fn plural(word: &str) -> String {
    let before_y = word.len() > 1 && !word[..word.len() - 1].ends_with(['a', 'e', 'i', 'o', 'u']);
    if word.ends_with('y') && before_y {
        format!("{}ies", &word[..word.len() - 1])
    } else if ["s", "x", "ch", "sh", "z"].iter().any(|end| word.ends_with(end)) {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

fn inflected(word: &str) -> Vec<String> {
    let irregular: &[&str] = match word {
        "fight" => &["fought"],
        "beat" => &["beaten"],
        "take" => &["took", "taken"],
        "feel" => &["felt"],
        "get" => &["got", "gotten", "getting"],
        "find" => &["found"],
        "give" => &["gave", "given"],
        "keep" => &["kept"],
        "put" => &["putting"],
        "eat" => &["ate", "eaten"],
        "do" => &["does", "did", "done"],
        "say" => &["said"],
        "tell" => &["told"],
        "make" => &["made"],
        "break" => &["broke", "broken"],
        "cut" => &["cutting"],
        "shut" => &["shutting"],
        "drive" => &["drove", "driven"],
        "speak" => &["spoke"],
        "hold" => &["held"],
        "bring" => &["brought"],
        "seek" => &["sought"],
        "drink" => &["drank"],
        "swear" => &["swore", "sworn"],
        "shrink" => &["shrank", "shrunk"],
        "undo" => &["undoes", "undid"],
        "knock" => &["knockin"],
        "choose" => &["chose", "chosen"],
        "send" => &["sent"],
        "lose" => &["lost"],
        "shake" => &["shook"],
        "deal" => &["dealt"],
        _ => &[],
    };
    let stem = word.strip_suffix('e').filter(|_| !word.ends_with("ee") && !word.ends_with("oe"));
    let mut all = vec![word.to_owned(), plural(word)];
    match (stem, word.strip_suffix('y')) {
        (Some(stem), _) => all.extend([format!("{stem}ed"), format!("{stem}ing")]),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => {
            all.extend([format!("{stem}ied"), format!("{word}ing")]);
        }
        _ => all.extend([format!("{word}ed"), format!("{word}ing")]),
    }
    if doubles(word) {
        let last = &word[word.len() - 1..];
        all.extend([format!("{word}{last}ed"), format!("{word}{last}ing")]);
    }
    all.extend(irregular.iter().map(|form| (*form).to_owned()));
    all
}

/// `stop`, `rid`, `numb` not: one vowel before one last consonant.
fn doubles(word: &str) -> bool {
    let letters: Vec<char> = word.chars().rev().take(3).collect();
    let vowel = |c: &char| "aeiou".contains(*c);
    letters.len() == 3
        && !vowel(&letters[0])
        && !['w', 'x', 'y'].contains(&letters[0])
        && vowel(&letters[1])
        && !vowel(&letters[2])
}

fn conjugated(infinitive: &str) -> Vec<String> {
    let mut all = vec![infinitive.to_owned()];
    let (stem, ending) = infinitive.split_at(infinitive.len().saturating_sub(2));
    let endings: &[&str] = match ending {
        "ar" => {
            &["a", "an", "as", "o", "e", "en", "ando", "ado", "ada", "ara", "aran", "aron", "arte", "arse"]
        }
        "er" => &["e", "en", "es", "o", "a", "iendo", "ido", "ida", "era", "erte", "io", "ieron"],
        _ => &["e", "en", "es", "o", "a", "iendo", "ido", "ida", "ira", "irte", "io", "ieron"],
    };
    all.extend(endings.iter().map(|ending| format!("{stem}{ending}")));
    // `prevenir`, `reducir`: the few whose stem changes.
    all.extend(match infinitive {
        "prevenir" => vec!["previene".to_owned(), "previenen".to_owned()],
        "fortalecer" => vec!["fortalezca".to_owned()],
        "reforzar" => vec!["refuerza".to_owned(), "refuerzan".to_owned()],
        _ => vec![],
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_and_nouns_are_inflected() {
        for (word, form) in
            [("cure", "curing"), ("stop", "stopped"), ("remedy", "remedies"), ("fight", "fought")]
        {
            assert!(forms(word, How::Verb).contains(&form.to_owned()), "{word}: {form}");
        }
        assert_eq!(forms("panic attack", How::Noun), ["panic attack", "panic attacks"]);
        assert!(forms("aliviar", How::Spanish).contains(&"alivia".to_owned()));
    }
}
