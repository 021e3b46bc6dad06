//! A signed statement of how far the record reached and what its last hash was, kept elsewhere than the record.

use std::fmt;
use std::str::FromStr;

use countersign_kernel::Timestamp;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::canonical::quoted;
use crate::chain::Link;
use crate::hex;
use crate::secret::SHOWN;

/// The longest head file that is read, in bytes.
pub const HEAD_BYTES_MAX: usize = 4096;
/// The longest name of a record, in bytes.
pub const LOG_ID_BYTES_MAX: usize = 128;

const FORMAT: &str = "countersign-head/1";
/// Put before the signed bytes, so that a signature over anything else can never pass for one over a head.
const LABEL: &str = "countersign-record/1 head\n";

/// Half of a signing key: what an inspector is given once, by another way than the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(pub [u8; 32]);

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl FromStr for PublicKey {
    type Err = HeadError;
    fn from_str(text: &str) -> Result<Self, HeadError> {
        hex::decode(text).map(Self).ok_or(HeadError::Field("public_key"))
    }
}

/// A head whose signature has been checked; there is no other way to hold one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    link: Link,
    at: Timestamp,
    log_id: String,
    public_key: PublicKey,
    signature: [u8; 64],
}

#[derive(Debug, thiserror::Error)]
pub enum HeadError {
    #[error("the text is not a head of a record")]
    NotAHead(#[source] serde_json::Error),
    #[error("the text has {0} bytes and a head has at most {HEAD_BYTES_MAX}")]
    TooLong(usize),
    #[error("`{0}` is not a format this version reads; it reads `{FORMAT}`")]
    Format(String),
    #[error("`{0}` in the head does not have the form it must have")]
    Field(&'static str),
    #[error("the signature does not fit: the head was changed or never signed by the key it names")]
    NotSigned,
    #[error("the head is signed by key {found} and not by the expected key {expected}")]
    OtherKey { found: PublicKey, expected: PublicKey },
}

impl Head {
    pub fn link(&self) -> Link {
        self.link
    }

    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Which record this is a head of.
    pub fn log_id(&self) -> &str {
        &self.log_id
    }

    pub fn public_key(&self) -> PublicKey {
        self.public_key
    }

    /// Reads a head and checks its signature. Without `expected` the head proves only that whoever holds its key
    /// signed it: an inspector gives the key they were told.
    pub fn parse(text: &str, expected: Option<&PublicKey>) -> Result<Self, HeadError> {
        if text.len() > HEAD_BYTES_MAX {
            return Err(HeadError::TooLong(text.len()));
        }
        let wire: Wire = serde_json::from_str(text).map_err(HeadError::NotAHead)?;
        if wire.format != FORMAT {
            return Err(HeadError::Format(wire.format.chars().take(LOG_ID_BYTES_MAX).collect()));
        }
        let at = wire.at.parse().ok().filter(|at: &Timestamp| at.to_string() == wire.at);
        let hash = hex::decode(&wire.hash).ok_or(HeadError::Field("hash"))?;
        let head = Self {
            link: Link { seq: wire.seq, hash },
            at: at.ok_or(HeadError::Field("at"))?,
            log_id: wire.log_id,
            public_key: wire.public_key.parse()?,
            signature: hex::decode(&wire.signature).ok_or(HeadError::Field("signature"))?,
        };
        if head.log_id.len() > LOG_ID_BYTES_MAX {
            return Err(HeadError::Field("log_id"));
        }
        head.check(expected)?;
        Ok(head)
    }

    /// The head file: one line of JSON.
    pub fn text(&self) -> String {
        let wire = Wire {
            at: self.at.to_string(),
            format: FORMAT.to_owned(),
            hash: hex::encode(&self.link.hash),
            log_id: self.log_id.clone(),
            public_key: self.public_key.to_string(),
            seq: self.link.seq,
            signature: hex::encode(&self.signature),
        };
        serde_json::to_string(&wire).expect("text and a number always have a JSON form") + "\n"
    }

    fn check(&self, expected: Option<&PublicKey>) -> Result<(), HeadError> {
        let key = VerifyingKey::from_bytes(&self.public_key.0).map_err(|_| HeadError::Field("public_key"))?;
        key.verify_strict(self.signed_text().as_bytes(), &Signature::from_bytes(&self.signature))
            .map_err(|_| HeadError::NotSigned)?;
        match expected {
            Some(expected) if *expected != self.public_key => {
                Err(HeadError::OtherKey { found: self.public_key, expected: *expected })
            }
            _ => Ok(()),
        }
    }

    /// The label, then the canonical JSON of the head without its signature.
    fn signed_text(&self) -> String {
        let (at, hash, seq) = (self.at, hex::encode(&self.link.hash), self.link.seq);
        let (log_id, key) = (quoted(&self.log_id), self.public_key);
        format!(
            r#"{LABEL}{{"at":"{at}","format":"{FORMAT}","hash":"{hash}","log_id":{log_id},"public_key":"{key}","seq":{seq}}}"#
        )
    }
}

/// Signs heads.
pub struct Signer(SigningKey);

impl Signer {
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// States that record `log_id` reached `link` at `at`. An empty record reaches [`Link::START`].
    pub fn sign(&self, log_id: &str, link: Link, at: Timestamp) -> Head {
        assert!(log_id.len() <= LOG_ID_BYTES_MAX, "a record's name is short and made by us");
        let public_key = self.public_key();
        let mut head = Head { link, at, log_id: log_id.to_owned(), public_key, signature: [0; 64] };
        head.signature = self.0.sign(head.signed_text().as_bytes()).to_bytes();
        head
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({}, {SHOWN})", self.public_key())
    }
}

/// The head file. Fields stand in order of their names, so that the file is canonical JSON too.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    at: String,
    format: String,
    hash: String,
    log_id: String,
    public_key: String,
    seq: u64,
    signature: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(seed: u8) -> Head {
        let link = Link { seq: 7, hash: [0xab; 32] };
        Signer::from_seed(&[seed; 32]).sign(
            "log \"one\"",
            link,
            Timestamp::from_micros(1_800_000_000_000_000),
        )
    }

    #[test]
    fn a_head_reads_back_and_is_pinned_to_its_key() {
        let (ours, other) = (head(1), head(2));
        assert_eq!(Head::parse(&ours.text(), Some(&ours.public_key())).unwrap(), ours);
        assert_eq!(Head::parse(&ours.text(), None).unwrap(), ours);
        let error = Head::parse(&other.text(), Some(&ours.public_key())).unwrap_err();
        assert!(matches!(error, HeadError::OtherKey { .. }));
        let value: serde_json::Value = serde_json::from_str(&ours.text()).unwrap();
        assert_eq!(crate::canonical::text(&value).unwrap() + "\n", ours.text());
    }

    #[test]
    fn a_head_with_any_bit_flipped_is_refused_or_says_the_same() {
        let text = head(1).text();
        let mut refused = 0;
        for bit in 0..text.len() * 8 {
            let mut bytes = text.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            match Head::parse(&changed, None) {
                // White space at the end of the file is the only thing that may change.
                Ok(read) => assert!(read == head(1) && bit / 8 == text.len() - 1, "bit {bit}: {changed}"),
                Err(_) => refused += 1,
            }
        }
        assert!(refused > 2_000);
    }

    #[test]
    fn another_format_or_an_endless_file_is_refused() {
        let other = head(1).text().replace("head/1", "head/2");
        assert!(matches!(Head::parse(&other, None), Err(HeadError::Format(_))));
        assert!(matches!(Head::parse(&" ".repeat(HEAD_BYTES_MAX + 1), None), Err(HeadError::TooLong(_))));
    }

    #[test]
    fn a_signer_shows_only_its_public_key() {
        let signer = Signer::from_seed(&[7; 32]);
        assert_eq!(format!("{signer:?}"), format!("Signer({}, ‹sealed›)", signer.public_key()));
    }
}
