//! The layout of a sealed value: a data key wrapped by a key, then the text sealed under that data key.
//!
//! ```text
//! 0   1   version, 1
//! 1   1   what wraps the data key: 1 the ring's key, 2 a person's key
//! 2   8   id of the wrapping key
//! 10  12  nonce of the wrap
//! 22  48  data key, AES-256-GCM-SIV under the wrapping key
//! 70  12  nonce of the text
//! 82  …   text, AES-256-GCM-SIV under the data key, ending in a 16 byte tag
//! ```
//!
//! The place a value stands in is associated data of both layers, so a value copied elsewhere does not open.

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use countersign_kernel::Random;
use zeroize::Zeroizing;

use crate::keys::{KeyId, RawKey};
use crate::sealed::{PLAINTEXT_BYTES_MAX, Place, UnsealError};

const VERSION: u8 = 1;
const KEY_ID_AT: usize = 2;
const WRAP_NONCE_AT: usize = 10;
const WRAPPED_AT: usize = 22;
const TEXT_NONCE_AT: usize = 70;
const TEXT_AT: usize = 82;
const TAG_BYTES: usize = 16;

/// Whose key wraps the data key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrapper {
    Ring = 1,
    Person = 2,
}

/// The wrapping key, named.
#[derive(Clone, Copy)]
pub(crate) struct Wrap<'a> {
    pub by: Wrapper,
    pub id: KeyId,
    pub key: &'a RawKey,
}

pub(crate) fn close(wrap: Wrap<'_>, place: &Place<'_>, plaintext: &[u8], random: &Random) -> Vec<u8> {
    assert!(plaintext.len() <= PLAINTEXT_BYTES_MAX, "uploads are bounded before they are sealed");
    let data_key: RawKey = Zeroizing::new(random.array());
    let mut blob = wrapped(wrap, place, &data_key, random);
    let nonce: [u8; 12] = random.array();
    blob.extend(nonce);
    blob.extend(encrypt(&data_key, nonce, plaintext, &text_context(place)));
    blob
}

pub(crate) fn open(
    wrap: Wrap<'_>,
    place: &Place<'_>,
    blob: &[u8],
) -> Result<Zeroizing<Vec<u8>>, UnsealError> {
    let data_key = unwrapped(wrap, place, blob)?;
    decrypt(&data_key, &blob[TEXT_NONCE_AT..TEXT_AT], &blob[TEXT_AT..], &text_context(place))
}

/// The same sealed text with its data key wrapped anew; the text itself is never opened.
pub(crate) fn rewrap(
    from: Wrap<'_>,
    to: Wrap<'_>,
    place: &Place<'_>,
    blob: &[u8],
    random: &Random,
) -> Result<Vec<u8>, UnsealError> {
    let data_key = unwrapped(from, place, blob)?;
    let mut moved = wrapped(to, place, &data_key, random);
    moved.extend(&blob[TEXT_NONCE_AT..]);
    Ok(moved)
}

/// The id of the key a blob is wrapped under.
pub(crate) fn key_id(by: Wrapper, blob: &[u8]) -> Result<KeyId, UnsealError> {
    if blob.len() < TEXT_AT + TAG_BYTES || blob[..KEY_ID_AT] != [VERSION, by as u8] {
        return Err(UnsealError::Malformed);
    }
    let id = blob[KEY_ID_AT..WRAP_NONCE_AT].try_into().expect("a range of eight bytes");
    Ok(KeyId(id))
}

fn wrapped(wrap: Wrap<'_>, place: &Place<'_>, data_key: &RawKey, random: &Random) -> Vec<u8> {
    let mut blob = vec![VERSION, wrap.by as u8];
    blob.extend(wrap.id.0);
    let context = wrap_context(&blob, place);
    let nonce: [u8; 12] = random.array();
    blob.extend(nonce);
    blob.extend(encrypt(wrap.key, nonce, &**data_key, &context));
    blob
}

fn unwrapped(wrap: Wrap<'_>, place: &Place<'_>, blob: &[u8]) -> Result<RawKey, UnsealError> {
    let found = key_id(wrap.by, blob)?;
    if found != wrap.id {
        return Err(UnsealError::UnknownKey(found));
    }
    let context = wrap_context(&blob[..WRAP_NONCE_AT], place);
    let opened =
        decrypt(wrap.key, &blob[WRAP_NONCE_AT..WRAPPED_AT], &blob[WRAPPED_AT..TEXT_NONCE_AT], &context)?;
    let mut data_key: RawKey = Zeroizing::new([0; 32]);
    data_key.copy_from_slice(&opened);
    Ok(data_key)
}

fn wrap_context(header: &[u8], place: &Place<'_>) -> Vec<u8> {
    [b"countersign-seal/1 key".as_slice(), header, &place.bytes()].concat()
}

fn text_context(place: &Place<'_>) -> Vec<u8> {
    [b"countersign-seal/1 text".as_slice(), &place.bytes()].concat()
}

fn encrypt(key: &RawKey, nonce: [u8; 12], msg: &[u8], aad: &[u8]) -> Vec<u8> {
    cipher(key)
        .encrypt(&Nonce::from(nonce), Payload { msg, aad })
        .expect("AES-GCM-SIV takes up to 64 GiB and the plaintext is bounded")
}

fn decrypt(key: &RawKey, nonce: &[u8], msg: &[u8], aad: &[u8]) -> Result<Zeroizing<Vec<u8>>, UnsealError> {
    let nonce: [u8; 12] = nonce.try_into().map_err(|_| UnsealError::Malformed)?;
    let opened = cipher(key).decrypt(&Nonce::from(nonce), Payload { msg, aad });
    opened.map(Zeroizing::new).map_err(|_| UnsealError::NotAuthentic)
}

fn cipher(key: &RawKey) -> Aes256GcmSiv {
    Aes256GcmSiv::new_from_slice(&**key).expect("a key is 32 bytes")
}
