//! Fields nobody can read without the ring: names, birth dates, addresses, numbers, pictures.

use std::fmt;

use countersign_kernel::Random;
use data_encoding::BASE64;
use zeroize::Zeroizing;

use crate::envelope::{self, Wrap, Wrapper};
use crate::keys::{KeyId, KeyRing};
use crate::secret::{SHOWN, Secret};

/// The largest value that is sealed in one piece; a scanned document fits.
pub const PLAINTEXT_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Where a sealed value stands. A value opens only in the place it was sealed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    pub table: &'a str,
    pub column: &'a str,
    pub row: &'a str,
}

impl<'a> Place<'a> {
    pub const fn new(table: &'a str, column: &'a str, row: &'a str) -> Self {
        Self { table, column, row }
    }

    /// Each part after its length, so that no two places have the same bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for part in [self.table, self.column, self.row] {
            out.extend((part.len() as u64).to_be_bytes());
            out.extend(part.as_bytes());
        }
        out
    }
}

/// Bytes as they lie in the database. Printing one shows nothing of them.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Base64, the form a sealed value takes inside an entry of the record.
    pub fn to_base64(&self) -> String {
        BASE64.encode(&self.0)
    }

    pub fn from_base64(text: &str) -> Result<Self, UnsealError> {
        BASE64.decode(text.as_bytes()).map(Self).map_err(|_| UnsealError::Malformed)
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SHOWN)
    }
}

impl fmt::Display for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SHOWN)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnsealError {
    #[error("the bytes are not a sealed value of a form this version knows")]
    Malformed,
    #[error(
        "the value is sealed under key {0}, which is not at hand; add that key or accept that it is gone"
    )]
    UnknownKey(KeyId),
    #[error("the value was changed after it was sealed, or was sealed for another place")]
    NotAuthentic,
    #[error("the value opened but is not text")]
    NotText,
}

pub fn seal(ring: &KeyRing, place: &Place<'_>, plaintext: &[u8], random: &Random) -> Sealed {
    Sealed(envelope::close(active(ring), place, plaintext, random))
}

pub fn unseal(ring: &KeyRing, place: &Place<'_>, sealed: &Sealed) -> Result<Secret<Vec<u8>>, UnsealError> {
    let mut opened = envelope::open(wrap_of(ring, sealed)?, place, &sealed.0)?;
    Ok(Secret::new(std::mem::take(&mut *opened)))
}

pub fn unseal_text(
    ring: &KeyRing,
    place: &Place<'_>,
    sealed: &Sealed,
) -> Result<Secret<String>, UnsealError> {
    text(envelope::open(wrap_of(ring, sealed)?, place, &sealed.0)?)
}

/// Moves a value under the active key without opening it: its data key is wrapped anew.
pub fn reseal(
    ring: &KeyRing,
    place: &Place<'_>,
    sealed: &Sealed,
    random: &Random,
) -> Result<Sealed, UnsealError> {
    envelope::rewrap(wrap_of(ring, sealed)?, active(ring), place, &sealed.0, random).map(Sealed)
}

/// Whether a rotation is done with this value. What is not a sealed value is not under any key.
pub fn is_under_active(ring: &KeyRing, sealed: &Sealed) -> bool {
    key_id(sealed) == Ok(ring.active_id())
}

/// The master key a value is sealed under, for the column a rotation searches by.
pub fn key_id(sealed: &Sealed) -> Result<KeyId, UnsealError> {
    envelope::key_id(Wrapper::Ring, &sealed.0)
}

pub(crate) fn text(opened: Zeroizing<Vec<u8>>) -> Result<Secret<String>, UnsealError> {
    let text = std::str::from_utf8(&opened).map_err(|_| UnsealError::NotText)?;
    Ok(Secret::new(text.to_owned()))
}

fn active(ring: &KeyRing) -> Wrap<'_> {
    let (id, key) = ring.active_field();
    Wrap { by: Wrapper::Ring, id, key }
}

fn wrap_of<'a>(ring: &'a KeyRing, sealed: &Sealed) -> Result<Wrap<'a>, UnsealError> {
    let id = key_id(sealed)?;
    let key = ring.field(id).ok_or(UnsealError::UnknownKey(id))?;
    Ok(Wrap { by: Wrapper::Ring, id, key })
}
