//! Passwords: what may be one, how one is kept, and how one is compared.
//!
//! Length counts and composition does not: a rule such as "one digit, one capital" makes people predictable (NIST SP
//! 800-63B-4, section 3.1.1.2).

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use countersign_kernel::Random;
use countersign_seal::secret::Secret;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::error::AppError;

pub const PASSWORD_CHARS_MIN: usize = 12;
/// Long enough for any sentence; an end, so that nobody makes us hash a book.
pub const PASSWORD_CHARS_MAX: usize = 256;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;

/// Each takes 19 MiB while it runs; a crowd at the door waits instead of exhausting the machine.
const HASHES_AT_ONCE_MAX: usize = 4;
static HASHES_AT_ONCE: Semaphore = Semaphore::const_new(HASHES_AT_ONCE_MAX);

const OBVIOUS: &str = include_str!("../../../../people/obvious_passwords.txt");

/// What is compared when there is no such person, so that the answer takes as long as for one there is.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$Y291bnRlcnNpZ24tMDAwMQ$\
                       AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The same password typed on two keyboards may be two byte strings; this form makes it one.
fn one_form(password: &str) -> String {
    password.nfkc().collect()
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the constants are in argon2's range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Refuses what is too short, too long or the first thing anybody would try.
pub fn check_new(field: &'static str, password: &str, login: &str) -> Result<(), AppError> {
    let form = one_form(password);
    let chars = form.chars().count();
    if chars < PASSWORD_CHARS_MIN {
        return Err(AppError::invalid(
            field,
            format!("has {chars} characters; use {PASSWORD_CHARS_MIN} or more"),
        ));
    }
    if chars > PASSWORD_CHARS_MAX {
        return Err(AppError::invalid(field, format!("is longer than {PASSWORD_CHARS_MAX} characters")));
    }
    let lower = form.to_lowercase();
    let first = lower.chars().next();
    let obvious = OBVIOUS.lines().any(|line| line == lower)
        || lower.chars().all(|c| Some(c) == first)
        || lower.replace(login, "").chars().count() < PASSWORD_CHARS_MIN / 2;
    if obvious {
        return Err(AppError::invalid(field, "is one of the first that anybody would try; choose another"));
    }
    Ok(())
}

/// Four groups that can be read over the phone: 80 random bits, without letters that look alike.
pub fn temporary(random: &Random) -> Secret<String> {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let letters: Vec<char> = (0..16).map(|_| char::from(*random.pick(LETTERS))).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Secret::new(groups.join("-"))
}

/// The text that is kept: Argon2id with its parameters and a fresh salt.
pub async fn hash(password: &str, random: &Random) -> Result<String, AppError> {
    let form = one_form(password);
    let salt: [u8; SALT_BYTES] = random.array();
    on_a_thread_of_its_own(move || {
        argon2()
            .hash_password_with_salt(form.as_bytes(), &salt)
            .map(|hash: PasswordHash| hash.to_string())
            .map_err(|error| AppError::Damaged(format!("a password could not be hashed: {error}")))
    })
    .await?
}

/// Whether the password is the one kept. `None` compares with nobody's, takes as long, and is never right.
pub async fn is_right(password: &str, kept: Option<&str>) -> Result<bool, AppError> {
    // No kept password is longer, so the answer is known; what is compared stays small.
    let form: String = one_form(password).chars().take(PASSWORD_CHARS_MAX + 1).collect();
    let exists = kept.is_some();
    let kept = kept.unwrap_or(NOBODYS).to_owned();
    let same = on_a_thread_of_its_own(move || {
        let kept = PasswordHash::new(&kept)
            .map_err(|error| AppError::Damaged(format!("a password's hash cannot be read: {error}")))?;
        Ok::<_, AppError>(argon2().verify_password(form.as_bytes(), &kept).is_ok())
    })
    .await??;
    Ok(same && exists)
}

async fn on_a_thread_of_its_own<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AppError> {
    let _place = HASHES_AT_ONCE.acquire().await.expect("the semaphore is never closed");
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| AppError::Damaged("the thread that hashes passwords stopped".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(password: &str) -> String {
        check_new("password", password, "jo.rivera").expect_err(password).to_string()
    }

    #[test]
    fn length_counts_and_composition_does_not() {
        assert!(check_new("password", "all lower case and spaces", "jo.rivera").is_ok());
        assert!(check_new("password", "äöüäöüäöüäöü", "jo.rivera").is_ok());
        assert_eq!(refused("short"), "`password` has 5 characters; use 12 or more");
        assert!(refused(&"long ".repeat(60)).contains("longer than 256"));
    }

    #[test]
    fn the_first_thing_anybody_would_try_is_refused() {
        for obvious in ["Password1234", "aaaaaaaaaaaaaaa", "jo.rivera1234", "JO.RIVERAjo.rivera"] {
            assert!(refused(obvious).contains("anybody would try"), "{obvious}");
        }
    }

    #[test]
    fn every_obvious_one_is_long_enough_to_need_the_list() {
        for line in OBVIOUS.lines() {
            assert!(line.chars().count() >= PASSWORD_CHARS_MIN, "{line}");
            assert_eq!(line, line.to_lowercase(), "it is compared in lower case");
        }
    }

    #[tokio::test]
    async fn a_password_is_kept_as_argon2id_and_compared_in_one_form() {
        let random = Random::from_number(1);
        let kept = hash("caf\u{e9} con leche", &random).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_ne!(kept, hash("caf\u{e9} con leche", &random).await.unwrap(), "each has its own salt");
        assert!(is_right("cafe\u{301} con leche", Some(&kept)).await.unwrap());
        assert!(!is_right("cafe con leche", Some(&kept)).await.unwrap());
    }

    #[tokio::test]
    async fn nobodys_password_is_compared_at_the_same_cost_and_never_right() {
        let nobodys = PasswordHash::new(NOBODYS).unwrap();
        let params = Params::try_from(&nobodys).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (MEMORY_KIB, PASSES, LANES));
        assert!(nobodys.salt.is_some() && nobodys.hash.is_some(), "otherwise nothing would be computed");
        assert!(!is_right("anything at all", None).await.unwrap());
    }
}
