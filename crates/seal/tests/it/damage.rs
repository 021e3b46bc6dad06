//! Accidents and clumsy hands: whatever happens to the bytes of an export is found, at the entry it happened to.

use std::io::{self, BufReader, Cursor, Read};

use countersign_kernel::Random;
use countersign_seal::chain::{Entry, Link};
use countersign_seal::export::{self, Broken, Fault, Verified, verify};
use countersign_seal::head::Head;

use crate::day;

fn broken(file: &[u8], head: &Head) -> Broken {
    verify(file, head).expect_err("the file is damaged")
}

/// A sound file and its head, to be damaged one bit at a time.
struct Sound {
    file: Vec<u8>,
    head: Head,
}

impl Sound {
    fn flip(&mut self, byte: usize, bit: u8) {
        self.file[byte] ^= 1 << bit;
        let found = broken(&self.file, &self.head);
        self.file[byte] ^= 1 << bit;
        let seq = day::entry_at(&self.file, byte);
        assert_eq!(found.seq, seq, "byte {byte} bit {bit}: {found}");
        assert_eq!(found.line, seq.map_or(1, |seq| seq + 1));
        let line_start = self.file[..byte].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        assert!(found.byte >= line_start as u64, "byte {byte} bit {bit}: {found}");
    }
}

#[test]
fn a_whole_file_holds() {
    let entries = day::entries(200, 1);
    let file = day::file(&entries);
    let last = entries[199].link();
    assert_eq!(
        verify(&*file, &day::head_of(&entries)).unwrap(),
        Verified { entries: 200, last, beyond_head: 0 }
    );
    let read: Vec<Entry> = export::entries(&*file).collect::<Result<_, _>>().unwrap();
    assert_eq!(read, entries);
}

/// 200 entries, every bit of every byte. Each flip is shown only the damaged line and the one after it, as the check
/// would see them after the sound lines before; the tests below flip bits under the whole check.
#[test]
fn every_flipped_bit_is_found_at_its_entry() {
    let entries = day::entries(200, 1);
    let mut flips = 0;
    for (i, entry) in entries.iter().enumerate() {
        let part = &entries[i..(i + 2).min(entries.len())];
        let lines: Vec<u8> = day::file(part).split_off(export::HEADER.len() + 1);
        for byte in 0..=entry.line().len() {
            for bit in 0..8 {
                let mut changed = lines.clone();
                changed[byte] ^= 1 << bit;
                assert!(first_is_refused(&changed, entry), "entry {i} byte {byte} bit {bit}");
                flips += 1;
            }
        }
    }
    assert!(flips > 400_000, "{flips}");
}

/// What `verify` asks of the line it reached: whole, in its place, chained.
fn first_is_refused(lines: &[u8], sound: &Entry) -> bool {
    let before = Link { seq: sound.seq() - 1, hash: sound.prev() };
    match lines.iter().position(|b| *b == b'\n') {
        Some(end) => !Entry::parse(&lines[..end]).is_ok_and(|entry| entry.follows(&before)),
        None => true,
    }
}

#[test]
fn every_flipped_bit_of_a_short_file_is_found_and_located_by_the_whole_check() {
    let entries = day::entries(6, 2);
    let mut sound = Sound { file: day::file(&entries), head: day::head_of(&entries) };
    for byte in 0..sound.file.len() {
        for bit in 0..8 {
            sound.flip(byte, bit);
        }
    }
}

#[test]
fn flipped_bits_anywhere_in_a_long_file_are_found_and_located() {
    let entries = day::entries(1_000, 3);
    let mut sound = Sound { file: day::file(&entries), head: day::head_of(&entries) };
    let random = Random::from_number(3);
    for _ in 0..200 {
        let byte = random.below(sound.file.len() as u64) as usize;
        sound.flip(byte, random.below(8) as u8);
    }
}

#[test]
fn a_file_cut_anywhere_names_the_first_entry_that_is_not_whole() {
    let entries = day::entries(5, 4);
    let (file, head) = (day::file(&entries), day::head_of(&entries));
    for length in 0..file.len() {
        let found = broken(&file[..length], &head);
        let whole = file[..length].iter().filter(|b| **b == b'\n').count() as u64;
        assert_eq!(found.seq, (whole > 0).then_some(whole), "{length}: {found}");
        let at_line_end = length > 0 && file[length - 1] == b'\n';
        match found.why {
            Fault::Header => assert_eq!(whole, 0),
            Fault::Missing { head } => assert!(head == 5 && at_line_end),
            Fault::CutOff => assert!(!at_line_end),
            other => panic!("{length}: {other}"),
        }
    }
}

#[test]
fn a_deleted_entry_is_named() {
    let entries = day::entries(30, 5);
    let head = day::head_of(&entries);
    for gone in 0..30 {
        let mut left = entries.clone();
        left.remove(gone);
        let found = broken(&day::file(&left), &head);
        assert_eq!(found.seq, Some(gone as u64 + 1), "{found}");
    }
}

#[test]
fn a_repeated_or_foreign_entry_is_named() {
    let entries = day::entries(30, 6);
    let foreign = day::entries(30, 7);
    let head = day::head_of(&entries);
    for at in 0..30 {
        let mut more = entries.clone();
        more.insert(at + 1, entries[at].clone());
        assert_eq!(broken(&day::file(&more), &head).seq, Some(at as u64 + 2));
        let mut more = entries.clone();
        more.insert(at, foreign[at].clone());
        assert_eq!(broken(&day::file(&more), &head).seq, Some(at as u64 + 1));
    }
}

#[test]
fn swapped_entries_are_named_by_the_first_of_them() {
    let entries = day::entries(30, 8);
    let head = day::head_of(&entries);
    for first in 0..29 {
        for second in [first + 1, 29] {
            if first < second {
                let mut moved = entries.clone();
                moved.swap(first, second);
                assert_eq!(broken(&day::file(&moved), &head).seq, Some(first as u64 + 1));
            }
        }
    }
}

#[test]
fn other_line_ends_blank_lines_and_a_missing_first_line_are_found() {
    let entries = day::entries(3, 9);
    let head = day::head_of(&entries);
    let file = String::from_utf8(day::file(&entries)).unwrap();
    let seq = |text: String| broken(text.as_bytes(), &head).seq;
    assert_eq!(seq(file.replace('\n', "\r\n")), None);
    assert_eq!(seq(file.replacen("}\n", "}\r\n", 1)), Some(1));
    assert_eq!(seq(file.replacen("}\n", "}\n\n", 1)), Some(2));
    assert_eq!(seq(format!("{file}\n")), Some(4));
    assert_eq!(seq(file.split_once('\n').unwrap().1.to_owned()), None);
    assert_eq!(seq(String::new()), None);
    assert_eq!(seq(format!("\u{feff}{file}")), None);
}

#[test]
fn an_endless_line_is_not_read_into_memory() {
    let header = Cursor::new("countersign-record/1\n");
    let endless = BufReader::new(header.chain(io::repeat(b'x')));
    let found = verify(endless, &day::head_of(&day::entries(3, 9))).unwrap_err();
    assert!(matches!(found, Broken { seq: Some(1), line: 2, why: Fault::LineTooLong, .. }), "{found}");
    assert_eq!(found.byte, 21);
    let found = verify(BufReader::new(io::repeat(b'x')), &day::head_of(&[])).unwrap_err();
    assert!(matches!(found, Broken { seq: None, why: Fault::Header, .. }), "{found}");
}

#[test]
fn replay_stops_at_the_first_entry_that_does_not_follow() {
    let mut entries = day::entries(5, 10);
    entries.remove(2);
    let read: Vec<_> = export::entries(&*day::file(&entries)).collect();
    assert_eq!(read.len(), 3);
    assert!(read[0].is_ok() && read[1].is_ok());
    assert_eq!(read[2].as_ref().unwrap_err().seq, Some(3));
}

#[test]
fn a_fault_is_told_in_one_line_with_its_place() {
    let entries = day::entries(3, 11);
    let file = String::from_utf8(day::file(&entries)).unwrap();
    let head = day::head_of(&entries);
    let told = broken(file.replacen("ord_0002", "ord_0009", 1).as_bytes(), &head).to_string();
    let start = file.find(entries[1].line()).unwrap();
    assert!(
        told.starts_with(&format!("line 3, byte {start}: entry 2: the entry was changed: its hash is ")),
        "{told}"
    );
    let spaced = broken(file.replacen("\"seq\":2", "\"seq\": 2", 1).as_bytes(), &head);
    let at = file.find("\"seq\":2").unwrap() + "\"seq\":".len();
    assert_eq!(spaced.byte, at as u64, "{spaced}");
}
