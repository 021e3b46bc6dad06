//! HMAC over the raw body, compared in constant time: SHA-256, and SHA-1 for the one that still signs with it.

use countersign_ports::http::Secret;
use countersign_ports::marketplace::{Header, WebhookError};
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha1::Sha1;
use sha2::Sha256;

/// How a vendor writes the digest in its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Encoding {
    Hex,
    Base64,
}

pub(crate) fn check(
    headers: &[Header],
    name: &'static str,
    encoding: Encoding,
    key: &Secret,
    body: &[u8],
) -> Result<(), WebhookError> {
    let mut sent = headers.iter().filter(|(header, _)| header.eq_ignore_ascii_case(name));
    let (Some((_, text)), None) = (sent.next(), sent.next()) else {
        return Err(WebhookError::Unsigned(name));
    };
    let decoded = match encoding {
        Encoding::Hex => data_encoding::HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()),
        Encoding::Base64 => data_encoding::BASE64.decode(text.trim().as_bytes()),
    };
    let digest = decoded.map_err(|_| WebhookError::BadSignature)?;
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.expose().as_bytes()).expect("HMAC takes a key of any length");
    mac.update(body);
    mac.verify_slice(&digest).map_err(|_| WebhookError::BadSignature)
}

/// Base64 of HMAC-SHA1 over any of these.
pub(crate) fn check_sha1(
    headers: &[Header],
    name: &'static str,
    key: &Secret,
    signed: &[Vec<u8>],
) -> Result<(), WebhookError> {
    let mut sent = headers.iter().filter(|(header, _)| header.eq_ignore_ascii_case(name));
    let (Some((_, text)), None) = (sent.next(), sent.next()) else {
        return Err(WebhookError::Unsigned(name));
    };
    let digest =
        data_encoding::BASE64.decode(text.trim().as_bytes()).map_err(|_| WebhookError::BadSignature)?;
    let is_of = |content: &Vec<u8>| {
        let mut mac =
            Hmac::<Sha1>::new_from_slice(key.expose().as_bytes()).expect("HMAC takes a key of any length");
        mac.update(content);
        mac.verify_slice(&digest).is_ok()
    };
    if signed.iter().any(is_of) { Ok(()) } else { Err(WebhookError::BadSignature) }
}

/// What [`check`] believes, in lower-case hex.
pub(crate) fn sign(key: &Secret, body: &[u8]) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.expose().as_bytes()).expect("HMAC takes a key of any length");
    mac.update(body);
    data_encoding::HEXLOWER.encode(&mac.finalize().into_bytes())
}

/// A shared secret sent back as a bearer token, compared in constant time.
pub(crate) fn check_bearer(headers: &[Header], secret: &Secret) -> Result<(), WebhookError> {
    let mut sent = headers.iter().filter(|(header, _)| header.eq_ignore_ascii_case("authorization"));
    let (Some((_, text)), None) = (sent.next(), sent.next()) else {
        return Err(WebhookError::Unsigned("authorization"));
    };
    let given = text.strip_prefix("Bearer ").ok_or(WebhookError::BadSignature)?;
    // Digests of both under one key have one length, and comparing them tells nothing of where they differ.
    let mac = |text: &str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"bearer").expect("HMAC takes a key of any length");
        mac.update(text.as_bytes());
        mac
    };
    let expected = mac(secret.expose()).finalize().into_bytes();
    mac(given.trim()).verify_slice(&expected).map_err(|_| WebhookError::BadSignature)
}

/// A short fingerprint of a body, to tell two deliveries of one event from two events.
pub(crate) fn fingerprint(body: &[u8]) -> String {
    use sha2::Digest;
    data_encoding::HEXLOWER.encode(&Sha256::digest(body)[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"a":1}"#;

    fn header(value: &str) -> Vec<Header> {
        vec![("signature".to_owned(), value.to_owned())]
    }

    fn verdict(headers: &[Header], encoding: Encoding, body: &[u8]) -> Result<(), WebhookError> {
        check(headers, "signature", encoding, &Secret::new("k"), body)
    }

    // `printf '{"a":1}' | openssl dgst -sha256 -hmac k`
    const HEX: &str = "c3a92ff9e274cdcce27a58c15a78ec6dcbbdbd0038a87e7a11baef2028fd8bff";

    #[test]
    fn the_digest_of_the_raw_body_is_what_counts() {
        let good = HEX;
        assert_eq!(verdict(&header(good), Encoding::Hex, BODY), Ok(()));
        assert_eq!(sign(&Secret::new("k"), BODY), HEX);
        assert_eq!(verdict(&header(good), Encoding::Hex, br#"{"a": 1}"#), Err(WebhookError::BadSignature));
        assert_eq!(verdict(&header(good), Encoding::Base64, BODY), Err(WebhookError::BadSignature));
        assert_eq!(verdict(&header(""), Encoding::Hex, BODY), Err(WebhookError::BadSignature));
        assert_eq!(verdict(&header(&good[..32]), Encoding::Hex, BODY), Err(WebhookError::BadSignature));
        assert_eq!(verdict(&[], Encoding::Hex, BODY), Err(WebhookError::Unsigned("signature")));
        let twice = [header(good), header(good)].concat();
        assert_eq!(verdict(&twice, Encoding::Hex, BODY), Err(WebhookError::Unsigned("signature")));
    }

    // `printf '{"a":1}https://hub' | openssl dgst -sha1 -hmac k -binary | base64`
    const SHA1: &str = "3y8+V+PIHgED9Cqohr7isB7KXXI=";

    #[test]
    fn one_of_what_may_have_been_signed_is_enough_and_anything_else_is_not() {
        let verdict = |sent: &[Header], signed: &[&str]| {
            let signed: Vec<Vec<u8>> = signed.iter().map(|text| text.as_bytes().to_vec()).collect();
            check_sha1(sent, "signature", &Secret::new("k"), &signed)
        };
        let whole = r#"{"a":1}https://hub"#;
        assert_eq!(verdict(&header(SHA1), &[whole]), Ok(()));
        assert_eq!(verdict(&header(SHA1), &["another", whole]), Ok(()));
        for bad in [&[][..], &["another"], &[r#"{"a":1}"#], &[r#"{"a":1}https://hub/"#]] {
            assert_eq!(verdict(&header(SHA1), bad), Err(WebhookError::BadSignature), "{bad:?}");
        }
        assert_eq!(verdict(&header(&SHA1[..8]), &[whole]), Err(WebhookError::BadSignature));
        assert_eq!(verdict(&[], &[whole]), Err(WebhookError::Unsigned("signature")));
        let twice = [header(SHA1), header(SHA1)].concat();
        assert_eq!(verdict(&twice, &[whole]), Err(WebhookError::Unsigned("signature")));
    }

    #[test]
    fn a_shared_secret_is_believed_once_and_exactly() {
        let secret = Secret::new("the-secret");
        let header = |value: &str| ("authorization".to_owned(), value.to_owned());
        assert_eq!(check_bearer(&[header("Bearer the-secret")], &secret), Ok(()));
        for bad in ["Bearer the-secre", "Bearer the-secret2", "the-secret", "Bearer "] {
            assert_eq!(check_bearer(&[header(bad)], &secret), Err(WebhookError::BadSignature), "{bad}");
        }
        assert_eq!(check_bearer(&[], &secret), Err(WebhookError::Unsigned("authorization")));
        let twice = [header("Bearer the-secret"), header("Bearer the-secret")];
        assert_eq!(check_bearer(&twice, &secret), Err(WebhookError::Unsigned("authorization")));
    }
}
