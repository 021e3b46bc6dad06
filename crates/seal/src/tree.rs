//! A Merkle tree over the entries' hashes, as in RFC 9162: with its root and a short path anybody can check that an entry
//! stands in the record at its place, without the entries that are left out.

use sha2::{Digest, Sha256};

type Hash = [u8; 32];

/// Longer paths belong to trees that no record reaches.
pub const PATH_MAX: usize = 64;

fn leaf(entry: &Hash) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// A tree that only grows: it keeps as many hashes as the number of entries has binary digits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Growing {
    size: u64,
    /// Roots of whole subtrees, the largest first.
    whole: Vec<Hash>,
}

impl Growing {
    pub fn push(&mut self, entry: &Hash) {
        let mut hash = leaf(entry);
        // Two subtrees of one size are one of the next.
        for _ in 0..self.size.trailing_ones() {
            let left = self.whole.pop().expect("a subtree for each binary digit");
            hash = node(&left, &hash);
        }
        self.whole.push(hash);
        self.size += 1;
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root over everything pushed so far; of nothing, the hash of nothing.
    pub fn root(&self) -> Hash {
        let mut smallest_first = self.whole.iter().rev();
        let Some(first) = smallest_first.next() else { return Sha256::digest([]).into() };
        smallest_first.fold(*first, |right, left| node(left, &right))
    }
}

/// A tree with all its levels, for finding paths.
#[derive(Debug, Clone)]
pub struct Tree {
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    pub fn over(entries: &[Hash]) -> Self {
        let mut levels = vec![entries.iter().map(leaf).collect::<Vec<_>>()];
        while let Some(last) = levels.last().filter(|level| level.len() > 1) {
            // One that has no neighbour goes up as it is.
            let pair = |pair: &[Hash]| if let [left, right] = pair { node(left, right) } else { pair[0] };
            levels.push(last.chunks(2).map(pair).collect());
        }
        Self { levels }
    }

    /// The neighbours on the way from entry `place` (from 0) to the root.
    pub fn path(&self, place: usize) -> Vec<Hash> {
        let mut path = Vec::new();
        let mut at = place;
        for level in &self.levels {
            path.extend(level.get(at ^ 1));
            at /= 2;
        }
        path
    }
}

/// The root that `path` leads to from the entry at `place` (from 0) of a tree of `size`; none when the path is not of that place.
pub fn root_of(entry: &Hash, place: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    if place >= size || path.len() > PATH_MAX {
        return None;
    }
    let (mut at, mut last, mut hash) = (place, size - 1, leaf(entry));
    for neighbour in path {
        if last == 0 {
            return None;
        }
        if at % 2 == 1 || at == last {
            hash = node(neighbour, &hash);
            // Levels on which it had no neighbour.
            while at % 2 == 0 && at != 0 {
                (at, last) = (at / 2, last / 2);
            }
        } else {
            hash = node(&hash, neighbour);
        }
        (at, last) = (at / 2, last / 2);
    }
    (last == 0).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(count: usize) -> Vec<Hash> {
        (0..count).map(|number| Sha256::digest(number.to_be_bytes()).into()).collect()
    }

    /// The definition, word by word: split at the largest power of two below the size.
    fn by_definition(entries: &[Hash]) -> Hash {
        match entries {
            [] => Sha256::digest([]).into(),
            [one] => leaf(one),
            more => {
                let split = more.len().next_power_of_two() / 2;
                node(&by_definition(&more[..split]), &by_definition(&more[split..]))
            }
        }
    }

    #[test]
    fn every_entry_of_every_small_tree_is_proved_and_no_other_is() {
        let mut growing = Growing::default();
        assert_eq!(growing.root(), by_definition(&[]));
        for size in 1..=70_usize {
            let all = entries(size);
            growing.push(&all[size - 1]);
            let root = by_definition(&all);
            assert_eq!((growing.root(), growing.size()), (root, size as u64), "{size}");
            let tree = Tree::over(&all);
            for (place, entry) in all.iter().enumerate() {
                let path = tree.path(place);
                let led = |entry: &Hash, place: usize, size: usize, path: &[Hash]| {
                    root_of(entry, place as u64, size as u64, path) == Some(root)
                };
                assert!(led(entry, place, size, &path), "{place} of {size}");
                assert!(!led(&[7; 32], place, size, &path));
                for other in (0..size).filter(|other| *other != place) {
                    assert!(!led(entry, other, size, &path), "{place} passes for {other} of {size}");
                }
                assert!(!led(entry, place, size, &[path.as_slice(), &[[0; 32]]].concat()));
                assert!(path.is_empty() || !led(entry, place, size, &path[1..]));
            }
        }
    }
}
