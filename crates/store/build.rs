//! Lists `migrations/*.sql` at build time, so that the one binary carries its own schema.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=migrations");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo tells a build script where it is");
    let folder = Path::new(&root).join("migrations");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("the store has a migrations folder")
        .map(|entry| entry.expect("a readable folder").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".sql"))
        .collect();
    names.sort();

    let mut list = String::from("&[\n");
    for name in names {
        let path = folder.join(&name);
        writeln!(list, "    MigrationFile {{ name: {name:?}, sql: include_str!({path:?}) }},")
            .expect("writing to a string cannot fail");
    }
    list.push(']');
    let out = env::var("OUT_DIR").expect("cargo gives a build script a place to write");
    fs::write(Path::new(&out).join("migrations.rs"), list).expect("the build folder is writable");
}
