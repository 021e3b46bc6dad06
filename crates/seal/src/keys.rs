//! Master keys and what is derived from them. One master secret gives a key to seal fields, a key for blind
//! indexes and a seed to sign heads, each under its own label, so that none of them tells anything of another.

use std::fmt;

use countersign_kernel::Random;
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::head::Signer;
use crate::hex;
use crate::secret::SHOWN;

/// How many retired master keys a ring can still read with.
pub const OLDER_KEYS_MAX: usize = 16;

const SALT: &[u8] = b"countersign-seal/1";

/// A key as it lies in memory: wiped when dropped, without a printed form.
pub(crate) type RawKey = Zeroizing<[u8; 32]>;

/// The 32 secret bytes everything else is derived from.
#[derive(Clone)]
pub struct MasterKey(RawKey);

impl MasterKey {
    pub fn new(secret: [u8; 32]) -> Self {
        Self(Zeroizing::new(secret))
    }

    pub fn fresh(random: &Random) -> Self {
        Self::new(random.array())
    }

    /// Reads 64 lower-case hex digits, the form a key file holds.
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        hex::decode(text).map(Self::new).ok_or(KeyError::NotHex)
    }

    /// The form a key file holds. The only way a master key leaves this type.
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(&*self.0))
    }

    pub fn id(&self) -> KeyId {
        key_id(&self.0)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({SHOWN})")
    }
}

/// Names a key without telling it; stored in clear beside everything sealed under that key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("a master key is 64 lower-case hex digits")]
    NotHex,
    #[error("master key {0} is in the ring twice; list each once")]
    Twice(KeyId),
    #[error(
        "the ring holds {0} older keys and at most {OLDER_KEYS_MAX} are allowed; finish a rotation first"
    )]
    TooMany(usize),
}

/// What one master key gives.
struct Derived {
    id: KeyId,
    field: RawKey,
    blind: RawKey,
    signing: RawKey,
}

impl Derived {
    fn from(master: &MasterKey) -> Self {
        let one = |label: &[u8]| Zeroizing::new(expand(&master.0, label));
        Self {
            id: master.id(),
            field: one(b"field sealing"),
            blind: one(b"blind index"),
            signing: one(b"head signing"),
        }
    }
}

/// The key in use and those that can still be read with while a rotation is under way.
pub struct KeyRing {
    active: Derived,
    older: Vec<Derived>,
}

impl KeyRing {
    pub fn new(active: &MasterKey, older: &[MasterKey]) -> Result<Self, KeyError> {
        if older.len() > OLDER_KEYS_MAX {
            return Err(KeyError::TooMany(older.len()));
        }
        let mut ids = vec![active.id()];
        for key in older {
            if ids.contains(&key.id()) {
                return Err(KeyError::Twice(key.id()));
            }
            ids.push(key.id());
        }
        Ok(Self { active: Derived::from(active), older: older.iter().map(Derived::from).collect() })
    }

    pub fn active_id(&self) -> KeyId {
        self.active.id
    }

    /// Ids of all keys, the active one first.
    pub fn ids(&self) -> impl Iterator<Item = KeyId> + '_ {
        self.all().map(|keys| keys.id)
    }

    /// Signs heads of the record. Its public key changes when the master key does, so whoever has pinned it must
    /// be told of a rotation.
    pub fn signer(&self) -> Signer {
        Signer::from_seed(&self.active.signing)
    }

    pub(crate) fn active_field(&self) -> (KeyId, &RawKey) {
        (self.active.id, &self.active.field)
    }

    pub(crate) fn field(&self, id: KeyId) -> Option<&RawKey> {
        self.all().find(|keys| keys.id == id).map(|keys| &keys.field)
    }

    /// Blind-index keys, the active one first.
    pub(crate) fn blind(&self) -> impl Iterator<Item = &RawKey> {
        self.all().map(|keys| &keys.blind)
    }

    fn all(&self) -> impl Iterator<Item = &Derived> {
        std::iter::once(&self.active).chain(&self.older)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyRing(active {}, {} older, {SHOWN})", self.active.id, self.older.len())
    }
}

pub(crate) fn key_id(secret: &[u8; 32]) -> KeyId {
    KeyId(expand(secret, b"key id"))
}

fn expand<const N: usize>(secret: &[u8; 32], label: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    Hkdf::<Sha256>::new(Some(SALT), secret)
        .expand(label, &mut out)
        .expect("HKDF-SHA-256 gives up to 8,160 bytes and 32 are asked for");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_label_gives_another_key_and_the_id_is_none_of_them() {
        let derived = Derived::from(&MasterKey::new([7; 32]));
        let keys = [&*derived.field, &*derived.blind, &*derived.signing, &[7; 32]];
        for (i, a) in keys.iter().enumerate() {
            assert!(keys[i + 1..].iter().all(|b| a != b));
            assert_ne!(a[..8], derived.id.0);
        }
    }

    #[test]
    fn a_ring_refuses_a_key_listed_twice_and_too_many_keys() {
        let key = |n: u8| MasterKey::new([n; 32]);
        assert_eq!(KeyRing::new(&key(1), &[key(1)]).err(), Some(KeyError::Twice(key(1).id())));
        assert_eq!(KeyRing::new(&key(1), &[key(2), key(2)]).err(), Some(KeyError::Twice(key(2).id())));
        let many: Vec<_> = (2..=18).map(key).collect();
        assert_eq!(KeyRing::new(&key(1), &many).err(), Some(KeyError::TooMany(17)));
        assert!(KeyRing::new(&key(1), &many[..16]).is_ok());
    }

    #[test]
    fn a_master_key_is_read_from_the_hex_it_writes() {
        let key = MasterKey::fresh(&Random::from_number(1));
        assert_eq!(MasterKey::from_hex(&key.to_hex()).map(|k| k.id()), Ok(key.id()));
        assert!(MasterKey::from_hex(&key.to_hex().to_uppercase()).is_err());
        assert!(MasterKey::from_hex("00").is_err());
    }
}
