//! Texts become numbers: each thread remembers those it has met, and asks the common books for a new one.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use countersign_domain::inventory::{Books, Policy, Source, Standing, Unit};

/// So few texts are found faster by looking at each than by hashing.
const FEW: usize = 12;

/// Meanings of texts that a thread has met.
#[derive(Debug)]
pub struct Met<M> {
    few: Vec<(Vec<u8>, M)>,
    more: HashMap<Vec<u8>, M>,
}

impl<M> Default for Met<M> {
    fn default() -> Self {
        Self { few: Vec::new(), more: HashMap::new() }
    }
}

impl<M: Copy> Met<M> {
    /// `learn` is asked once for a text.
    pub fn meaning<E>(&mut self, text: &[u8], learn: impl FnOnce(&str) -> Result<M, E>) -> Result<M, E> {
        if let Some((_, meaning)) = self.few.iter().find(|(known, _)| is_same(known, text)) {
            return Ok(*meaning);
        }
        if let Some(meaning) = self.more.get(text) {
            return Ok(*meaning);
        }
        let meaning = learn(&String::from_utf8_lossy(text))?;
        if self.few.len() < FEW {
            self.few.push((text.to_vec(), meaning));
        } else {
            self.more.insert(text.to_vec(), meaning);
        }
        Ok(meaning)
    }
}

/// Words of an export differ in length or in their last letter more often than not.
fn is_same(known: &[u8], text: &[u8]) -> bool {
    known.len() == text.len() && known.last() == text.last() && known == text
}

/// A status as it is written, and what it means.
#[derive(Debug, Clone, Copy)]
pub struct Status {
    pub word: u16,
    pub standing: Standing,
}

/// What one thread remembers.
#[derive(Debug)]
pub struct Memory<'w> {
    books: &'w Mutex<Books>,
    policy: &'w Policy,
    statuses: [Met<Status>; 3],
    units: Met<Unit>,
    facilities: Met<u16>,
    channels: Met<u8>,
    places: Met<u16>,
    names: Met<u16>,
}

impl<'w> Memory<'w> {
    pub fn new(books: &'w Mutex<Books>, policy: &'w Policy) -> Self {
        Self {
            books,
            policy,
            statuses: Default::default(),
            units: Met::default(),
            facilities: Met::default(),
            channels: Met::default(),
            places: Met::default(),
            names: Met::default(),
        }
    }

    pub fn status(&mut self, source: Source, text: &[u8]) -> Result<Status, String> {
        let (books, policy) = (self.books, self.policy);
        self.statuses[source as usize].meaning(text, |word| {
            let number = with(books, |books| number(books.words.number(word, U16), "statuses"))?;
            Ok(Status { word: number, standing: policy.standing(source, word) })
        })
    }

    pub fn unit(&mut self, text: &[u8]) -> Result<Unit, String> {
        if text.is_empty() {
            return Ok(Unit::NotTold);
        }
        let wrong = |word: &str| {
            format!("`{word}` is not a unit; write Each, Grams, Ounces or another of the state's")
        };
        self.units.meaning(text, |word| Unit::read(word).ok_or_else(|| wrong(word)))
    }

    /// Licence numbers are the same in either case.
    pub fn facility(&mut self, text: &[u8]) -> Result<u16, String> {
        if text.is_empty() {
            return Ok(0);
        }
        let books = self.books;
        let learn = |word: &str| {
            with(books, |books| number(books.facilities.number(&word.to_uppercase(), U16), "facilities"))
        };
        self.facilities.meaning(text, learn)
    }

    pub fn channel(&mut self, text: &[u8]) -> Result<u8, String> {
        if text.is_empty() {
            return Ok(0);
        }
        let books = self.books;
        let learn = |word: &str| {
            let word = word.to_lowercase();
            let number = with(books, |books| books.channels.number(&word, CHANNELS_MAX));
            number.and_then(|number| u8::try_from(number).ok()).ok_or_else(|| too_many("channels"))
        };
        self.channels.meaning(text, learn)
    }

    pub fn place(&mut self, text: &[u8]) -> Result<u16, String> {
        if text.is_empty() {
            return Ok(0);
        }
        let books = self.books;
        let learn =
            |word: &str| with(books, |books| number(books.places.number(word, U16), "rooms or writers"));
        self.places.meaning(text, learn)
    }

    /// A name is for the reader's eye; when there are too many, the later ones are left out.
    pub fn name(&mut self, text: &[u8]) -> u16 {
        if text.is_empty() {
            return 0;
        }
        let books = self.books;
        let learn = |word: &str| with(books, |books| number(books.names.number(word, U16), "names"));
        self.names.meaning(text, learn).unwrap_or(0)
    }
}

const U16: usize = u16::MAX as usize;
const CHANNELS_MAX: usize = 254;

fn number(number: Option<usize>, what: &str) -> Result<u16, String> {
    number.and_then(|number| u16::try_from(number).ok()).ok_or_else(|| too_many(what))
}

fn too_many(what: &str) -> String {
    format!("more different {what} than an export of goods can have; is this the right column?")
}

fn with<T>(books: &Mutex<Books>, ask: impl FnOnce(&mut Books) -> T) -> T {
    // A thread that died has told why; the words it left are whole.
    ask(&mut books.lock().unwrap_or_else(PoisonError::into_inner))
}
