//! A release build embeds `assets/`; when `assets.sh` has filled `vendor/` since, it must embed again.
fn main() {
    println!("cargo::rerun-if-changed=assets");
}
