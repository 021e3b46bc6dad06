//! A day's record to damage: entries of every family, with the text a real one carries.

use countersign_kernel::{Random, Timestamp};
use countersign_seal::chain::{Draft, Entry, Link, append};
use countersign_seal::export;
use countersign_seal::head::{Head, Signer};
use countersign_seal::kind::Kind;
use serde_json::json;

pub const LOG: &str = "log_day";

pub fn signer() -> Signer {
    Signer::from_seed(&[42; 32])
}

pub fn draft(n: u64, random: &Random) -> Draft {
    let kinds = ["fact.order", "verdict.limit", "act.metrc.receipt", "look.birth_date", "note.sign_in"];
    Draft {
        at: Timestamp::from_micros(1_800_000_000_000_000).plus_seconds(n as i64 * 7),
        kind: Kind::new(random.pick::<&str>(&kinds)).unwrap(),
        subject: format!("ord_{n:04}"),
        actor: random.pick(&["weedmaps", "checks", "stf_ana"]).to_string(),
        store: (!random.one_in(4)).then(|| "sto_1".to_owned()),
        body: json!({
            "cents": random.below(20_000),
            "lines": [{"name": "Grün \"Haze\" \\ 3.5 g\n", "mass_ng": -3_500_000_000_i64}],
            "passed": random.one_in(2),
            "ground": null,
        }),
    }
}

pub fn entries(count: u64, seed: u64) -> Vec<Entry> {
    let random = Random::from_number(seed);
    chain(None, (1..=count).map(|n| draft(n, &random)))
}

pub fn chain(start: Option<Link>, drafts: impl IntoIterator<Item = Draft>) -> Vec<Entry> {
    let mut last = start;
    let next = |draft| {
        let entry = append(last.as_ref(), draft).unwrap();
        last = Some(entry.link());
        entry
    };
    drafts.into_iter().map(next).collect()
}

pub fn file<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<u8> {
    let mut out = Vec::new();
    export::write_header(&mut out).unwrap();
    for entry in entries {
        export::write_line(&mut out, entry.line()).unwrap();
    }
    out
}

pub fn head_of(entries: &[Entry]) -> Head {
    let link = entries.last().map_or(Link::START, Entry::link);
    signer().sign(LOG, link, Timestamp::from_micros(1_800_000_100_000_000))
}

/// The entry whose line (its line feed included) holds a byte of the file; none for the first line.
pub fn entry_at(file: &[u8], byte: usize) -> Option<u64> {
    let line = file[..byte].iter().filter(|b| **b == b'\n').count() as u64;
    (line > 0).then_some(line)
}
