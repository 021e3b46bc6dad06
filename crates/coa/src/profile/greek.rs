//! Greek letters that the text has lost. The same lost outline is the same letter, and some names have one reading only:
//! what stands before `-Humulene` is alpha, so the `-Pinene` with the same outline is alpha-pinene.

use std::collections::HashMap;

use crate::name::Found;

#[derive(Debug, Default)]
pub struct Letters {
    /// Nothing where one outline would have to be two letters.
    known: HashMap<u64, Option<&'static str>>,
}

impl Letters {
    pub fn learn(&mut self, found: &Found, missing: &[u64]) {
        if let ([(letter, _)], [outline]) = (&found.letters[..], missing) {
            let known = self.known.entry(*outline).or_insert(Some(*letter));
            if *known != Some(*letter) {
                *known = None;
            }
        }
    }

    /// The key, and whether the letter was not seen but what remained.
    pub fn key(&self, found: &Found, missing: &[u64]) -> Option<(&'static str, bool)> {
        if let [key] = found.keys[..] {
            return Some((key, false));
        }
        let [outline] = missing else { return None };
        match self.known.get(outline) {
            Some(Some(letter)) => {
                let (_, key) = found.letters.iter().find(|(of, _)| of == letter)?;
                Some((key, false))
            }
            Some(None) => None,
            None => {
                let taken: Vec<&str> = self.known.values().flatten().copied().collect();
                let mut left = found.letters.iter().filter(|(letter, _)| !taken.contains(letter));
                let (_, key) = left.next()?;
                left.next().is_none().then_some((*key, true))
            }
        }
    }
}
