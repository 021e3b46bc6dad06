#![allow(clippy::print_stdout, reason = "x")]
#![allow(dead_code, unused, clippy::all)]
#[path = "../../countersign/src/command/coa/draw.rs"]
mod draw;
#[path = "../tests/it/layouts.rs"]
mod layouts;
#[path = "../tests/it/paper.rs"]
mod paper;
#[path = "../tests/it/spoilt.rs"]
mod spoilt;
#[path = "../tests/it/wide.rs"]
mod wide;
use countersign_photo::paper::Scan;
fn main() {
    let seed: u64 = std::env::args().nth(1).unwrap().parse().unwrap();
    let made = wide::made(seed);
    let native = paper::pdf(&made.sheets, paper::Greek::Sound);
    let page = draw::page(&native, 0, draw::Pixels { wide: 1275.0, high_most: 1650.0 }).expect("a page");
    let rgb = page.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
    let b =
        spoilt::spoilt(spoilt::Way::Scan, u32::from(page.width()), u32::from(page.height()), rgb, made.seed);
    std::fs::write(format!("/tmp/d{seed}.pdf"), &b).unwrap();
    let drawn = draw::page(&b, 0, draw::Pixels { wide: 2550.0, high_most: 6000.0 }).unwrap();
    let light: Vec<u8> = drawn
        .data()
        .iter()
        .map(|p| ((u32::from(p.r) * 299 + u32::from(p.g) * 587 + u32::from(p.b) * 114) / 1000) as u8)
        .collect();
    let scan = Scan { width: usize::from(drawn.width()), height: usize::from(drawn.height()), light };
    std::fs::write(format!("/tmp/d{seed}-raw.pgm"), scan.pgm()).unwrap();
    let t = std::time::Instant::now();
    let p = scan.prepared();
    println!(
        "{} {} {} tilt {} in {:?}",
        made.tags.join(" "),
        p.scan.width,
        p.scan.height,
        p.tilt,
        t.elapsed()
    );
    std::fs::write(format!("/tmp/d{seed}.pgm"), p.scan.pgm()).unwrap();
}
