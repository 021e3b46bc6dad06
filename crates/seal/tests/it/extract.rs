//! A part of the record: it holds as it was written, and nothing in it can be changed, left out or moved unseen.

use std::collections::BTreeMap;

use countersign_kernel::Timestamp;
use countersign_seal::chain::{self, Draft, Entry};
use countersign_seal::export;
use countersign_seal::extract::{self, Broken, Proved};
use countersign_seal::head::{Head, Signer};
use countersign_seal::kind::Kind;
use countersign_seal::tree::Tree;
use serde_json::{Value, json};

const LONG: usize = 37;
const TAKEN: [usize; 4] = [2, 3, 17, 36];

struct Made {
    all: Vec<Entry>,
    head: Head,
    file: String,
}

fn append(all: &[Entry], kind: &str, body: Value) -> Entry {
    let draft = Draft {
        at: Timestamp::from_micros(1_800_000_000_000_000 + all.len() as i64),
        kind: Kind::new(kind).expect("a kind"),
        subject: format!("ord_{}", all.len()),
        actor: "stf_1".to_owned(),
        store: Some("sto_1".to_owned()),
        body,
    };
    chain::append(all.last().map(Entry::link).as_ref(), draft).expect("an entry")
}

fn signer() -> Signer {
    Signer::from_seed(&[7; 32])
}

/// An extract whose closing entry says whatever `spoil` makes of it.
fn made(spoil: impl Fn(&mut Value)) -> Made {
    let mut all = Vec::new();
    for number in 0..LONG {
        all.push(append(&all, "fact.order", json!({"note": "</script><b>&", "number": number})));
    }
    let hashes: Vec<[u8; 32]> = all.iter().map(Entry::hash).collect();
    let tree = Tree::over(&hashes);
    let mut grown = countersign_seal::tree::Growing::default();
    hashes.iter().for_each(|hash| grown.push(hash));
    let root: String = grown.root().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut body = json!({
        "entries": TAKEN.len(), "why": "an inspection", "wanted": {"order": "ord_3"},
        "tree": {"size": LONG, "root": root},
    });
    spoil(&mut body);
    let seal = append(&all, extract::KIND, body);
    let head = signer().sign("log_1", seal.link(), Timestamp::from_micros(1_800_000_100_000_000));
    let proved = TAKEN.iter().map(|place| Proved::new(all[*place].line(), &tree.path(*place))).collect();
    let names = BTreeMap::from([("stf_1".to_owned(), "Ines <Marrow>".to_owned())]);
    let file = extract::write(&head, &seal, proved, names);
    all.push(seal);
    Made { all, head, file }
}

#[test]
fn an_extract_holds_and_reads_as_a_page() {
    let made = made(|_| {});
    let key = signer().public_key();
    let held = extract::verify(&made.file, Some(&key), Some(&made.head)).expect("it holds");
    assert_eq!((held.entries, held.of, held.head.clone()), (TAKEN.len(), LONG as u64, made.head.clone()));
    assert!(made.file.starts_with(extract::FIRST_LINE));
    assert!(made.file.contains("Ines &lt;Marrow&gt; (stf_1)") && made.file.contains("Asked for: order"));
    assert_eq!(made.file.matches("</script>").count(), 1, "the data cannot end its own block");
    assert!(made.file.contains("4 of the 37 entries"));
    let other = Signer::from_seed(&[8; 32]).public_key();
    assert!(matches!(extract::verify(&made.file, Some(&other), None), Err(Broken::Head(_))));
    let elsewhere = signer().sign("log_1", made.all[3].link(), made.head.at());
    assert!(matches!(extract::verify(&made.file, None, Some(&elsewhere)), Err(Broken::OtherHead)));
}

#[test]
fn no_byte_of_it_can_be_changed() {
    let made = made(|_| {});
    let bytes = made.file.as_bytes();
    for at in (0..bytes.len()).step_by(97) {
        let mut changed = bytes.to_vec();
        changed[at] ^= 1;
        let Ok(changed) = String::from_utf8(changed) else { continue };
        let found = extract::verify(&changed, None, None);
        assert!(
            found.is_err(),
            "byte {at} was changed unseen: {:?}",
            &made.file[at.saturating_sub(20)..at + 20]
        );
    }
    for cut in [1, 10, bytes.len() / 2, bytes.len() - 1] {
        assert!(extract::verify(&made.file[..cut], None, None).is_err());
    }
}

/// The data of a file, changed and put back where it was.
fn with_data(made: &Made, change: impl FnOnce(&mut Value)) -> Result<extract::Held, Broken> {
    let begin = made.file.find("id=\"extract\">").expect("data") + "id=\"extract\">".len();
    let end = made.file.rfind("</script>").expect("its end");
    let mut data: Value = serde_json::from_str(&made.file[begin..end]).expect("JSON");
    change(&mut data);
    let text = serde_json::to_string(&data).expect("JSON").replace('<', "\\u003c");
    extract::verify(&format!("{}{text}{}", &made.file[..begin], &made.file[end..]), None, None)
}

#[test]
fn entries_cannot_be_left_out_moved_or_put_in_place_of_others() {
    let made = made(|_| {});
    let entries = |data: &mut Value| data["entries"].as_array_mut().expect("a list").clone();
    let found = with_data(&made, |data| drop(data["entries"].as_array_mut().expect("a list").remove(1)));
    assert!(matches!(found, Err(Broken::Count { said: 4, found: 3 })), "{found:?}");
    let found = with_data(&made, |data| data["entries"].as_array_mut().expect("a list").swap(0, 2));
    assert!(matches!(found, Err(Broken::Order(_))), "{found:?}");
    let found = with_data(&made, |data| {
        let first = entries(data)[0].clone();
        data["entries"][1] = first;
    });
    assert!(matches!(found, Err(Broken::Order(3))), "{found:?}");
    // An entry that was rewritten, with a hash that fits, is not in the tree.
    let forged = append(&made.all[..17], "fact.order", json!({"number": 99}));
    let found = with_data(&made, |data| data["entries"][2]["line"] = json!(forged.line()));
    assert!(matches!(found, Err(Broken::NotThere(18))), "{found:?}");
    // Nor does another true entry pass for the one at this place.
    let found = with_data(&made, |data| data["entries"][2]["line"] = json!(made.all[18].line()));
    assert!(matches!(found, Err(Broken::NotThere(19))), "{found:?}");
    let found = with_data(&made, |data| data["names"]["stf_1"] = json!("Somebody Else"));
    assert!(matches!(found, Err(Broken::Page)), "{found:?}");
}

/// The verifier in Python, on the file and the whole record.
fn ask_python(file: &[u8], head: &Head) -> Option<(i32, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, head_path) = (folder.path().join("file"), folder.path().join("head"));
    std::fs::write(&path, file).expect("written");
    std::fs::write(&head_path, head.text()).expect("written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/verify_record.py");
    let key = signer().public_key().to_string();
    let output = std::process::Command::new("python3").arg(script).arg(path).arg(head_path).arg(key).output();
    let output = output.ok()?;
    Some((output.status.code().expect("an end"), String::from_utf8_lossy(&output.stdout).into_owned()))
}

fn whole_file(made: &Made) -> Vec<u8> {
    let mut file = Vec::new();
    export::write_header(&mut file).expect("memory");
    made.all.iter().for_each(|entry| export::write_line(&mut file, entry.line()).expect("memory"));
    file
}

#[test]
fn the_independent_verifier_says_the_same() {
    let made = made(|_| {});
    let Some((status, said)) = ask_python(made.file.as_bytes(), &made.head) else {
        eprintln!("python3 is not installed: the independent verifier was not run");
        return;
    };
    assert!(status == 0 && said.starts_with("holds: 4 of 37 entries"), "{said}");
    assert_eq!(ask_python(&whole_file(&made), &made.head).map(|(status, _)| status), Some(0));
    let forged = made.file.replacen("\\\"number\\\":17", "\\\"number\\\":71", 1);
    assert_ne!(forged, made.file);
    assert_eq!(ask_python(forged.as_bytes(), &made.head).map(|(status, _)| status), Some(1));
    let lying = self::made(|body| body["tree"]["root"] = json!("ab".repeat(32)));
    for file in [lying.file.clone().into_bytes(), whole_file(&lying)] {
        let (status, said) = ask_python(&file, &lying.head).expect("it was there before");
        assert!(status == 1 && said.starts_with("BROKEN"), "{said}");
    }
}

#[test]
fn a_root_that_is_not_the_records_own_is_found_by_whoever_has_the_whole() {
    let whole = |made: &Made| export::verify(whole_file(made).as_slice(), &made.head);
    assert!(whole(&made(|_| {})).is_ok());
    let lying = made(|body| body["tree"]["root"] = json!("ab".repeat(32)));
    assert!(matches!(extract::verify(&lying.file, None, None), Err(Broken::NotThere(3))));
    let found = whole(&lying).expect_err("the root is not that of the record");
    assert!(matches!(found.why, export::Fault::Tree) && found.seq == Some(38), "{found}");
    let short = made(|body| body["tree"]["size"] = json!(LONG - 1));
    assert!(matches!(extract::verify(&short.file, None, None), Err(Broken::NoTree)));
    assert!(whole(&short).is_err());
}
