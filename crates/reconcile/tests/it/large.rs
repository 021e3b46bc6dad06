//! Exports of many blocks, read on every core: the same rows as line by line on one.

use std::fmt::Write;

use countersign_domain::inventory::row::Told32;
use countersign_domain::inventory::{
    Bench, Finding, Policy, Pulls, Quantity, Row, Source, Standing, TagKey, reconcile,
};
use countersign_reconcile::load::{Load, changes, load};

use super::shop::{A, B, Shop};

const ROWS: u32 = 60_000;

/// An even spread of numbers, the same every time.
fn mixed(number: u32) -> u32 {
    (number ^ (number >> 7)).wrapping_mul(0x9E37_79B1) >> 3
}

/// What one source says of a package: its count, status and price.
fn said(source: Source, serial: u32) -> Option<(u32, &'static str, u32)> {
    let noise = mixed(serial * 3 + source as u32) % 50;
    let status = match (source, noise) {
        (_, 0) => return None,
        (Source::State, 1) => "OnHold",
        (Source::Menu, 1) => "hidden",
        _ => "Active",
    };
    let count = mixed(serial) % 90 + u32::from(noise == 2);
    Some((count, status, 1_000 + serial % 3_000 + u32::from(noise == 3)))
}

fn export(source: Source, quoted: bool) -> String {
    let mut text = String::from("name,tag,qty,status,price\n");
    for at in 0..ROWS {
        // Each source in an order of its own.
        let serial = (at + 17 * source as u32).wrapping_mul([1, 7, 11][source as usize]) % ROWS;
        let Some((count, status, cents)) = said(source, serial) else { continue };
        let name = if quoted && serial.is_multiple_of(3) {
            "\"a, \"\"b\"\"\nc\"".to_owned()
        } else {
            format!("goods {}", serial % 50)
        };
        let _ = writeln!(
            text,
            "{name},1A4060300001A2B{serial:09},{count},{status},{}.{:02}",
            cents / 100,
            cents % 100
        );
    }
    text
}

fn expected() -> Vec<Finding> {
    let rows = Source::ALL.map(|source| {
        let row = |serial: u32| {
            let (count, status, cents) = said(source, serial)?;
            let tag = TagKey::read(format!("1A4060300001A2B{serial:09}").as_bytes())?;
            let mut row = Row::bare(tag, Standing::read(source, status));
            if source != Source::Menu {
                row.quantity = Quantity::whole(count.into()).into();
            }
            row.price = Told32::new(cents.into())?;
            Some(row)
        };
        (0..ROWS).filter_map(row).collect()
    });
    let (pulls, policy) = (Pulls::default(), Policy::default());
    let (now, today) = when();
    reconcile(rows, &Bench::new(&pulls, &policy, now, today))
}

fn when() -> (countersign_kernel::Timestamp, countersign_kernel::BusinessDate) {
    ("2026-11-22T15:00:00Z".parse().expect("an instant"), "2026-11-22".parse().expect("a day"))
}

#[test]
fn blocks_on_many_threads_say_what_one_reading_says() {
    let expected = expected();
    assert!(expected.len() > 5_000, "{}", expected.len());
    for quoted in [false, true] {
        let shop = Shop::good();
        for source in Source::ALL {
            let text = export(source, quoted);
            assert!(text.len() > 2 << 20, "more than two blocks");
            shop.write(source, text);
        }
        let policy = Policy::default();
        let load_again = || {
            load(&Load {
                files: [&shop.job.state, &shop.job.pos, &shop.job.menu],
                policy: &policy,
                keep_going: false,
                pass: 0,
                passes: 1,
                progress: &|_| {},
            })
            .expect("it loads")
        };
        let pulls = Pulls { books: load_again().books, ..Pulls::default() };
        let (now, today) = when();
        let bench = Bench::new(&pulls, &policy, now, today);
        let (found, kept) = load_again().sift(&bench);
        assert_eq!(found, expected, "quoted: {quoted}");
        assert_eq!(kept.findings(&bench), expected, "what is kept shows what was found");
        assert_eq!(load_again().into_shelf().0.findings(&bench), expected, "the whole shelf finds the same");
    }
}

#[test]
fn changed_rows_are_read_into_the_same_books() {
    let shop = Shop::of(
        &format!("tag,facility,qty,status\n{A},north,1,Active\n{B},south,2,Active\n"),
        &format!("tag,facility,qty,status,price\n{A},north,1,Active,5\n{B},south,2,Active,5\n"),
        &format!("tag,channel,status,price\n{A},leaf,visible,5\n{B},green,visible,5\n"),
    );
    let policy = Policy::default();
    let all = |shop: &Shop| [shop.job.state.clone(), shop.job.pos.clone(), shop.job.menu.clone()];
    let of = |files: &[std::path::PathBuf; 3]| {
        let [state, pos, menu] = files;
        let asked = Load {
            files: [state, pos, menu],
            policy: &policy,
            keep_going: false,
            pass: 0,
            passes: 1,
            progress: &|_| {},
        };
        load(&asked).expect("it loads")
    };
    let (mut shelf, books) = of(&all(&shop)).into_shelf();
    let mut pulls = Pulls { books, ..Pulls::default() };
    // The words come in another order, with new ones between them.
    let changed = Shop::of(
        &format!("tag,facility,qty,status\n{B},south,7,Active\n"),
        &format!("tag,facility,qty,status,price\n{B},west,7,Active,5\n{A},north,1,Active,5\n"),
        &format!("tag,channel,status,price\n{B},atlas,visible,4\n{B},green,visible,5\n"),
    );
    let files = all(&changed);
    let [state, pos, menu] = &files;
    let asked = Load {
        files: [state, pos, menu],
        policy: &policy,
        keep_going: false,
        pass: 0,
        passes: 1,
        progress: &|_| {},
    };
    let (delta, loose) = changes(&asked, &mut pulls.books).expect("they are read");
    assert!(loose.is_empty());
    let (now, today) = when();
    let moved = shelf.apply(delta, &Bench::new(&pulls, &policy, now, today));
    let told: Vec<String> = moved
        .opened
        .iter()
        .map(|found| {
            format!(
                "{} {} {}",
                &found.tag.to_string()[23..],
                found.class,
                pulls.books.channels.text(found.channel.into())
            )
        })
        .collect();
    assert_eq!(
        told,
        ["2 wrong-facility ", "2 price-differs-from-pos atlas", "2 price-differs-between-channels "]
    );
    assert_eq!(moved.closed, []);
}
