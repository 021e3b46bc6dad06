//! Any bytes as a document: an error or a profile, never a panic.
#![no_main]

use countersign_coa::{Blind, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = read(bytes, &mut Blind(String::new()));
});
