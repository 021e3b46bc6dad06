//! Finding a sealed value without opening any: the same text under the same key gives the same index, and without
//! the key nobody can tell which text an index stands for, nor join two tenants' tables by it.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::hex;
use crate::keys::{KeyRing, RawKey};

/// The index of an already normalised text (see [`crate::normal`]), as 64 hex digits.
///
/// `domain` says what is indexed and for whom (`us-co/customer.phone`): two domains share no index.
pub fn blind_index(ring: &KeyRing, domain: &str, normalised: &str) -> String {
    let active = ring.blind().next().expect("a ring has an active key");
    index(active, domain, normalised)
}

/// The indexes under every key of the ring, the active one first: what to look up by while a rotation is under way.
pub fn blind_indexes(ring: &KeyRing, domain: &str, normalised: &str) -> Vec<String> {
    ring.blind().map(|key| index(key, domain, normalised)).collect()
}

fn index(key: &RawKey, domain: &str, normalised: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(&**key).expect("HMAC takes a key of any length");
    mac.update(&(domain.len() as u64).to_be_bytes());
    mac.update(domain.as_bytes());
    mac.update(normalised.as_bytes());
    hex::encode(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::MasterKey;

    fn ring(n: u8, older: &[u8]) -> KeyRing {
        let older: Vec<_> = older.iter().map(|n| MasterKey::new([*n; 32])).collect();
        KeyRing::new(&MasterKey::new([n; 32]), &older).unwrap()
    }

    #[test]
    fn two_tenants_tables_cannot_be_joined_without_the_key() {
        let phones: Vec<_> = (0..1_000).map(|n| format!("+1303555{n:04}")).collect();
        let table = |tenant: &KeyRing| -> std::collections::BTreeSet<String> {
            phones.iter().map(|phone| blind_index(tenant, "us-co/customer.phone", phone)).collect()
        };
        let (one, other) = (table(&ring(1, &[])), table(&ring(2, &[])));
        assert_eq!(one.len(), 1_000);
        assert_eq!(one.intersection(&other).count(), 0);
        assert_eq!(one, table(&ring(1, &[])));
    }

    #[test]
    fn a_domain_is_no_part_of_the_text() {
        let ring = ring(1, &[]);
        assert_ne!(blind_index(&ring, "us-co/id", "x1"), blind_index(&ring, "us-nm/id", "x1"));
        assert_ne!(blind_index(&ring, "id", "x1"), blind_index(&ring, "idx", "1"));
    }

    #[test]
    fn a_lookup_during_rotation_finds_rows_indexed_under_the_older_key() {
        let before = blind_index(&ring(1, &[]), "us-co/id", "x1");
        let during = blind_indexes(&ring(2, &[1]), "us-co/id", "x1");
        assert_eq!(during, [blind_index(&ring(2, &[]), "us-co/id", "x1"), before]);
    }
}
