//! How long a certificate takes: with sound text, and as a scan where Tesseract is there. Run: `cargo bench -p countersign-coa`.
#![allow(clippy::float_arithmetic, reason = "places on a page that is made here")]
#![allow(clippy::print_stderr, reason = "it says what it does not measure")]
#![allow(dead_code, reason = "the tests' generator and the program's eyes, of which a part is used")]

use std::process::{Command, Stdio};

use countersign_coa::profile::Profile;
use countersign_coa::{Blind, Eyes, read};

#[path = "../../countersign/src/command/coa/draw.rs"]
mod draw;
#[path = "../../countersign/src/command/coa/eyes.rs"]
mod eyes;
#[path = "../tests/it/layouts.rs"]
mod layouts;
#[path = "../tests/it/paper.rs"]
mod paper;
#[path = "../tests/it/spoilt.rs"]
mod spoilt;
#[path = "../../countersign/src/command/coa/tesseract.rs"]
mod tesseract;
#[path = "../tests/it/wide.rs"]
mod wide;

fn main() {
    divan::main();
}

fn native(seed: u64) -> Vec<u8> {
    paper::pdf(&wide::made(seed).sheets, paper::Greek::Sound)
}

fn picture(way: spoilt::Way, seed: u64, dpi: f32) -> Vec<u8> {
    let pixels = draw::Pixels { wide: 8.5 * dpi, high_most: 11.0 * dpi };
    let page = draw::page(&native(seed), 0, pixels).expect("a page");
    let rgb = page.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
    spoilt::spoilt(way, u32::from(page.width()), u32::from(page.height()), rgb, seed)
}

fn profile(bytes: &[u8], eyes: &mut dyn Eyes) -> Profile {
    read(bytes, eyes).expect("a profile")
}

/// Pages of different arrangements.
#[divan::bench(args = [0, 1, 2, 9])]
fn native_page(bencher: divan::Bencher<'_, '_>, seed: u64) {
    let bytes = native(seed);
    bencher.bench_local(|| profile(divan::black_box(&bytes), &mut Blind(String::new())));
}

fn seen(bencher: divan::Bencher<'_, '_>, bytes: &[u8]) {
    let there =
        Command::new("tesseract").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        eprintln!("there is no tesseract: pictures are not measured");
        return;
    }
    bencher.bench_local(|| profile(divan::black_box(bytes), &mut eyes::Tesseract::new(bytes, false)));
}

#[divan::bench(args = [150, 200, 300], sample_count = 5, sample_size = 1)]
fn scanned_page(bencher: divan::Bencher<'_, '_>, dpi: u16) {
    seen(bencher, &picture(spoilt::Way::Scan, 3, f32::from(dpi)));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn photo_of_a_page(bencher: divan::Bencher<'_, '_>) {
    seen(bencher, &picture(spoilt::Way::Photo, 3, 150.0));
}
