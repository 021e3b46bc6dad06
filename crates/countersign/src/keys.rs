//! The master key's file. Everything sealed and signed comes from it: without it nobody reads a name again.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use countersign_kernel::Random;
use countersign_seal::keys::{KeyRing, MasterKey};

/// Where the key of a database lies unless it is said: beside a SQLite file, else in the working directory.
pub fn default_path(database: &str) -> PathBuf {
    let file = database.strip_prefix("sqlite:").map(|rest| rest.trim_start_matches("//"));
    match file {
        Some(path) => PathBuf::from(format!("{}.key", path.split('?').next().unwrap_or(path))),
        None => PathBuf::from("countersign.key"),
    }
}

/// Reads the key; makes one, readable by its owner only, when there is none yet.
pub fn open_or_make(path: &Path, random: &Random) -> anyhow::Result<KeyRing> {
    if !path.exists() {
        make(path, random)?;
    }
    open(path)
}

/// The key in use by itself; made when there is none yet.
pub fn master(path: &Path, random: &Random) -> anyhow::Result<MasterKey> {
    if !path.exists() {
        make(path, random)?;
    }
    Ok(read(path)?.swap_remove(0))
}

/// Reads the key of a database that is already in use; a new key would open nothing in it.
pub fn open(path: &Path) -> anyhow::Result<KeyRing> {
    let keys = read(path)?;
    Ok(KeyRing::new(&keys[0], &keys[1..])?)
}

/// The keys of a file, the one in use first; there is at least one.
fn read(path: &Path) -> anyhow::Result<Vec<MasterKey>> {
    let text = std::fs::read_to_string(path).with_context(|| {
        format!("the key file `{}` cannot be read; name it with --key-file", path.display())
    })?;
    let mut keys = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let key = MasterKey::from_hex(line.trim());
        keys.push(key.with_context(|| format!("line {} of the key file `{}`", number + 1, path.display()))?);
    }
    // The first line is the key in use; older ones below it still open what they sealed.
    if keys.is_empty() {
        bail!("the key file `{}` is empty", path.display());
    }
    Ok(keys)
}

fn make(path: &Path, random: &Random) -> anyhow::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file =
        options.open(path).with_context(|| format!("the key file `{}` cannot be made", path.display()))?;
    let hex = MasterKey::fresh(random).to_hex();
    file.write_all(hex.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_lies_beside_its_database() {
        assert_eq!(default_path("sqlite:/var/lib/shop.db"), PathBuf::from("/var/lib/shop.db.key"));
        assert_eq!(default_path("sqlite://shop.db?mode=rwc"), PathBuf::from("shop.db.key"));
        assert_eq!(default_path("postgres://localhost/shop"), PathBuf::from("countersign.key"));
    }
}
