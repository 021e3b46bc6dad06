//! A release build embeds `assets/`; when `assets.sh` has filled `vendor/` since, it must embed again.
#[expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
fn main() {
    println!("cargo::rerun-if-changed=assets");
}
