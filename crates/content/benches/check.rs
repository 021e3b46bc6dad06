//! How long one text takes, as it would behind an editor or before a reply is sent.

use countersign_content::{Checker, Report};
use countersign_rulebook::{Rulebook, Surface};

fn main() {
    divan::main();
}

const SHORT: &str = "Blue Dream, 3.5 g. Sativa-leaning hybrid with notes of blueberry and pine. THC 22.4%.";
const CLAIM: &str =
    "My wife's m!graines are gone since she switched to these gummies, and she sleeps like a baby.";
const LONG: &str = "Slow-cured for 21 days in glass jars, hand-trimmed and packed to order by the people who grew it. The aroma opens with \
    lemon and fuel, then pepper and fresh bread. Myrcene 0.8%, limonene 0.5%, caryophyllene 0.4%. Lineage: Sour Diesel x an \
    unknown indica. Keep out of reach of children. For use only by adults 21 and older. Do not drive after use. The certificate \
    of analysis is behind the QR code; total THC is computed from THCA. One jar holds an eighth, and the limit is two a customer.";

fn checker() -> Checker {
    let book = Rulebook::shipped().expect("the shipped rules load");
    Checker::new(&book, "us-il", Surface::Menu, "2026-11-18T12:00:00Z".parse().expect("an instant"))
        .expect("it is there")
}

#[divan::bench(args = [SHORT, CLAIM, LONG])]
fn check(bencher: divan::Bencher<'_, '_>, text: &str) {
    let checker = checker();
    bencher.bench_local(|| -> Report { checker.check(divan::black_box(text)) });
}

/// What a text of these many bytes takes must grow as they do, whatever it is made of.
#[divan::bench(args = ["a ", "x y z w. ", "Does it cure pain? ", "free gummies ", "🌿 ", "ab cd "], consts = [4096, 16384, 65536])]
fn long<const BYTES: usize>(bencher: divan::Bencher<'_, '_>, piece: &str) {
    let checker = checker();
    let text = piece.repeat(BYTES / piece.len());
    bencher.bench_local(|| -> Report { checker.check(divan::black_box(&text)) });
}

#[divan::bench]
fn first_use(bencher: divan::Bencher<'_, '_>) {
    bencher.bench_local(checker);
}
