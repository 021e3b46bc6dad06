//! The verifier in `docs/reference/verify_record.py`, written from the documentation in another language, comes to
//! the same answers. Where there is no Python the comparison cannot be made and the test says so.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use countersign_kernel::{Random, Timestamp};
use countersign_seal::export::verify;
use countersign_seal::head::{Head, Signer};

use crate::day;

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/verify_record.py")
}

/// Its exit status and what it said; none where there is no Python.
fn ask(folder: &Path, file: &[u8], head: &str, pinned: Option<&str>) -> Option<(i32, String)> {
    let (export, head_file) = (folder.join("export"), folder.join("head"));
    std::fs::write(&export, file).unwrap();
    std::fs::write(&head_file, head).unwrap();
    let mut python = Command::new("python3");
    python.arg(script()).arg(export).arg(head_file).args(pinned).env("PYTHONIOENCODING", "utf-8");
    match python.output() {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            let trouble = String::from_utf8_lossy(&output.stderr);
            assert!(trouble.is_empty(), "{trouble}");
            Some((output.status.code().unwrap(), said))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!("python3 is not installed: the independent verifier was not run");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn the_independent_verifier_accepts_what_holds() {
    let folder = tempfile::tempdir().unwrap();
    let entries = day::entries(200, 30);
    let file = day::file(&entries);
    let key = day::signer().public_key().to_string();
    let Some((status, said)) = ask(folder.path(), &file, &day::head_of(&entries).text(), Some(&key)) else {
        return;
    };
    assert!(status == 0 && said.starts_with("holds: 200 entries, signed "), "{said}");
    let (status, said) = ask(folder.path(), &file, &day::head_of(&entries[..150]).text(), None).unwrap();
    assert!(status == 0 && said.contains("50 later entries") && said.contains("who signed"), "{said}");
}

#[test]
fn both_verifiers_find_the_same_damage_at_the_same_entry() {
    let folder = tempfile::tempdir().unwrap();
    let entries = day::entries(12, 31);
    let (file, head) = (day::file(&entries), day::head_of(&entries));
    let random = Random::from_number(31);
    for _ in 0..25 {
        let mut changed = file.clone();
        match random.below(3) {
            0 => changed.truncate(random.below(file.len() as u64) as usize),
            1 => drop(changed.remove(random.below(file.len() as u64) as usize)),
            _ => changed[random.below(file.len() as u64) as usize] ^= 1 << random.below(8),
        }
        let ours = verify(&*changed, &head).unwrap_err();
        let Some((status, said)) = ask(folder.path(), &changed, &head.text(), None) else { return };
        let place = ours.seq.map_or("BROKEN: line 1:".to_owned(), |seq| format!("BROKEN: entry {seq}"));
        assert!(status == 1 && said.starts_with(&place), "ours: {ours}; theirs: {said}");
    }
}

#[test]
fn the_independent_verifier_checks_the_signature_and_the_pinned_key() {
    let folder = tempfile::tempdir().unwrap();
    let entries = day::entries(3, 32);
    let file = day::file(&entries);
    let thief = Signer::from_seed(&[13; 32]);
    let at = Timestamp::from_micros(1_800_000_100_000_000);
    for seed in 0..8 {
        let text = Signer::from_seed(&[seed; 32]).sign("log \"é\"", entries[2].link(), at).text();
        let Some((status, said)) = ask(folder.path(), &file, &text, None) else { return };
        assert_eq!(status, 0, "{said}");
        let moved = text.replace("2027-", "2028-");
        assert_ne!(moved, text);
        assert!(Head::parse(&moved, None).is_err());
        let (status, said) = ask(folder.path(), &file, &moved, None).unwrap();
        assert!(status == 1 && said.contains("signature"), "{said}");
    }
    let pinned = day::signer().public_key().to_string();
    let head = thief.sign(day::LOG, entries[2].link(), at).text();
    let (status, said) = ask(folder.path(), &file, &head, Some(&pinned)).unwrap();
    assert!(status == 1 && said.contains("another key"), "{said}");
}
