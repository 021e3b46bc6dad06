//! One-time codes (RFC 6238): SHA-1, six digits, thirty seconds, which is what every authenticator app understands.

use countersign_kernel::{Random, Timestamp};
use countersign_seal::sealed::{self, Place, Sealed};
use countersign_seal::secret::Secret;
use countersign_store::people::staff::StaffRow;
use data_encoding::BASE32_NOPAD;
use totp_rs::{Builder, Totp};

use crate::app::App;
use crate::error::AppError;

pub(super) const SECRET_BYTES: usize = 20;

/// The column a secret lies in; a secret opens only in its own.
#[derive(Debug, Clone, Copy)]
pub(super) enum Column {
    Secret,
    Pending,
}

fn place(column: Column, person: &StaffRow) -> Place<'_> {
    let column = match column {
        Column::Secret => "totp_secret",
        Column::Pending => "totp_pending",
    };
    Place::new("staff", column, person.id.as_str())
}

pub(super) fn fresh(random: &Random) -> Secret<Vec<u8>> {
    Secret::new(random.array::<SECRET_BYTES>().to_vec())
}

pub(super) fn seal(app: &App, column: Column, person: &StaffRow, secret: &Secret<Vec<u8>>) -> Vec<u8> {
    sealed::seal(app.keys(), &place(column, person), secret.expose(), app.random()).into_bytes()
}

pub(super) fn open(
    app: &App,
    column: Column,
    person: &StaffRow,
    bytes: &[u8],
) -> Result<Secret<Vec<u8>>, AppError> {
    sealed::unseal(app.keys(), &place(column, person), &Sealed::from_bytes(bytes.to_vec()))
        .map_err(|error| AppError::Damaged(format!("the second factor of {}: {error}", person.id)))
}

/// The step whose code this is: the one under way, the one before or the one after.
pub(super) fn step_of(secret: &Secret<Vec<u8>>, code: &str, now: Timestamp) -> Option<i64> {
    let seconds = u64::try_from(now.micros() / 1_000_000).ok()?;
    // People type the gap their app shows.
    let code: String = code.chars().filter(|c| !c.is_whitespace()).take(16).collect();
    let step = totp(secret)?.check(&code, seconds)?;
    i64::try_from(step).ok()
}

fn totp(secret: &Secret<Vec<u8>>) -> Option<Totp> {
    let bytes: [u8; SECRET_BYTES] = secret.expose().as_slice().try_into().ok()?;
    Builder::new().with_secret(bytes).build().ok()
}

/// What an app reads as a QR code, and what a person types when it cannot.
pub(super) fn address(secret: &Secret<Vec<u8>>, login: &str) -> (Secret<String>, Secret<String>) {
    let typed = BASE32_NOPAD.encode(secret.expose());
    // A login has only letters that need no escape; see `staff::check_login`.
    let url = format!("otpauth://totp/Countersign:{login}?secret={typed}&issuer=Countersign");
    (Secret::new(url), Secret::new(typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_rfc_and_hold_one_step_either_way() {
        // RFC 6238, appendix B: this secret at 59 s gives 94287082, of which six digits are the last.
        let secret = Secret::new(b"12345678901234567890".to_vec());
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        assert_eq!(step_of(&secret, "287082", at(59)), Some(1));
        assert_eq!(step_of(&secret, "287 082", at(60)), Some(1));
        assert_eq!(step_of(&secret, "287082", at(29)), Some(1));
        assert_eq!(step_of(&secret, "287082", at(90)), None);
        for odd in ["287083", "", "28708", "2870821", "abcdef"] {
            assert_eq!(step_of(&secret, odd, at(59)), None, "{odd}");
        }
    }

    #[test]
    fn the_address_is_one_that_apps_read() {
        let (url, typed) = address(&Secret::new(b"12345678901234567890".to_vec()), "jo.rivera");
        assert_eq!(typed.expose(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(
            url.expose(),
            "otpauth://totp/Countersign:jo.rivera?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Countersign"
        );
    }
}
