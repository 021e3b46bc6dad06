//! How a person is forgotten although the record keeps every entry.
//!
//! What the record says of a person is sealed under that person's own key, and only that key, wrapped by the ring,
//! lies in the database. Destroying the wrapped key leaves the entries, their hashes and the signed heads as they
//! were, and nobody can read the person's part of them again.

use std::fmt;

use countersign_kernel::Random;
use zeroize::Zeroizing;

use crate::envelope::{self, Wrap, Wrapper};
use crate::keys::{KeyId, KeyRing, RawKey, key_id};
use crate::sealed::{self, Place, Sealed, UnsealError};
use crate::secret::{SHOWN, Secret};

const TABLE: &str = "person_key";
const COLUMN: &str = "wrapped";

/// One person's key in the clear; keep it no longer than the reading or writing at hand.
pub struct PersonKey(RawKey);

impl PersonKey {
    pub fn fresh(random: &Random) -> Self {
        Self(Zeroizing::new(random.array()))
    }

    /// The blob to store for `person` (a customer id). Destroy every copy of it to forget them. Move it to a new
    /// master key with [`sealed::reseal`] and [`PersonKey::place`].
    pub fn wrap(&self, ring: &KeyRing, person: &str, random: &Random) -> Sealed {
        sealed::seal(ring, &Self::place(person), &*self.0, random)
    }

    pub fn unwrap(ring: &KeyRing, person: &str, wrapped: &Sealed) -> Result<Self, UnsealError> {
        let opened = sealed::unseal(ring, &Self::place(person), wrapped)?;
        let key = opened.expose().as_slice().try_into().map_err(|_| UnsealError::Malformed)?;
        Ok(Self(Zeroizing::new(key)))
    }

    /// The place a person's wrapped key is sealed for.
    pub const fn place(person: &str) -> Place<'_> {
        Place::new(TABLE, COLUMN, person)
    }

    pub fn id(&self) -> KeyId {
        key_id(&self.0)
    }

    pub fn seal(&self, place: &Place<'_>, plaintext: &[u8], random: &Random) -> Sealed {
        Sealed::from_bytes(envelope::close(self.as_wrap(), place, plaintext, random))
    }

    pub fn unseal(&self, place: &Place<'_>, sealed: &Sealed) -> Result<Secret<Vec<u8>>, UnsealError> {
        let mut opened = envelope::open(self.as_wrap(), place, sealed.as_bytes())?;
        Ok(Secret::new(std::mem::take(&mut *opened)))
    }

    pub fn unseal_text(&self, place: &Place<'_>, sealed: &Sealed) -> Result<Secret<String>, UnsealError> {
        sealed::text(envelope::open(self.as_wrap(), place, sealed.as_bytes())?)
    }

    fn as_wrap(&self) -> Wrap<'_> {
        Wrap { by: Wrapper::Person, id: self.id(), key: &self.0 }
    }
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonKey({SHOWN})")
    }
}
