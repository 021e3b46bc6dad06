//! One spelling for what people write in many ways, so that a blind index finds it again.
//!
//! Each function answers `None` for text that cannot be what it is said to be: such text gets no index and is
//! never taken for somebody else's.

use countersign_kernel::BusinessDate;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest text that is looked at.
pub const TEXT_BYTES_MAX: usize = 320;

const E164_DIGITS_MAX: usize = 15;
const E164_DIGITS_MIN: usize = 8;

/// A phone number as `+13035550142`. A number without `+` is read as a North American one; an extension is dropped.
pub fn phone(text: &str) -> Option<String> {
    let text = bounded(text)?.to_lowercase();
    let number = text.split(['x', '#', ';', ',', 'e']).next()?.trim();
    let strange = |c: char| !c.is_ascii_digit() && !" +-.()/\u{a0}\u{2011}\u{2013}".contains(c);
    if number.contains(strange) || number.rfind('+').is_some_and(|at| at > 0) {
        return None;
    }
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    if number.starts_with('+') && !digits.starts_with('1') {
        let fits = (E164_DIGITS_MIN..=E164_DIGITS_MAX).contains(&digits.len()) && !digits.starts_with('0');
        return fits.then(|| format!("+{digits}"));
    }
    let national = if digits.len() == 11 { digits.strip_prefix('1')? } else { &digits };
    // Area code and exchange both start with 2 to 9 in the North American plan.
    let fits =
        national.len() == 10 && [0, 3].iter().all(|at| (b'2'..=b'9').contains(&national.as_bytes()[*at]));
    fits.then(|| format!("+1{national}"))
}

/// An e-mail address in lower case. Tags and dots stay: whether they matter is the mailbox's own business.
pub fn email(text: &str) -> Option<String> {
    let text: String = bounded(text)?.nfc().flat_map(char::to_lowercase).collect();
    let (local, host) = text.rsplit_once('@')?;
    let fits = !local.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    fits.then_some(text)
}

/// The number of a licence, passport or medical card: letters and digits, upper case, no separators.
pub fn id_number(text: &str) -> Option<String> {
    let plain: String =
        bounded(text)?.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    (!plain.is_empty()).then_some(plain)
}

/// A name and a birth date as `jose alvarez|1990-04-02`: accents, case and punctuation fall away, and the
/// `FAMILY, GIVEN` order of a licence is turned round. Two people can share one; a match is a question to ask.
pub fn name_and_birth_date(name: &str, born: BusinessDate) -> Option<String> {
    let name = bounded(name)?;
    let turned = match name.split_once(',') {
        Some((family, given)) => format!("{given} {family}"),
        None => name.to_owned(),
    };
    let folded: String =
        turned.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let words: Vec<String> = folded
        .split(|c: char| c.is_whitespace() || c == '-' || c == ',')
        .map(|word| word.chars().filter(|c| c.is_alphanumeric()).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect();
    (!words.is_empty()).then(|| format!("{}|{born}", words.join(" ")))
}

fn bounded(text: &str) -> Option<&str> {
    let text = text.trim();
    (text.len() <= TEXT_BYTES_MAX).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(normal: impl Fn(&str) -> Option<String>, cases: &[(&str, Option<&str>)]) {
        for (given, then) in cases {
            assert_eq!(normal(given).as_deref(), *then, "`{given}`");
        }
    }

    #[test]
    fn a_phone_number_has_one_spelling() {
        let one = Some("+13035550142");
        check(
            phone,
            &[
                ("3035550142", one),
                ("(303) 555-0142", one),
                (" +1 303.555.0142 ", one),
                ("1-303-555-0142", one),
                ("303-555-0142 x12", one),
                ("303-555-0142 ext. 12", one),
                ("+44 20 7946 0958", Some("+442079460958")),
                ("555-0142", None),
                ("0000000000", None),
                ("103 555 0142", None),
                ("303+5550142", None),
                ("+1 303 555 01422", None),
                ("call me", None),
                ("", None),
            ],
        );
    }

    #[test]
    fn an_email_address_has_one_spelling() {
        check(
            email,
            &[
                (" Ana.Lopez+shop@Example.COM ", Some("ana.lopez+shop@example.com")),
                ("\"a@b\"@example.com", Some("\"a@b\"@example.com")),
                ("ana@example", None),
                ("@example.com", None),
                ("ana lopez@example.com", None),
                ("ana", None),
            ],
        );
    }

    #[test]
    fn an_id_number_has_one_spelling() {
        check(
            id_number,
            &[
                ("12-345-6789", Some("123456789")),
                ("ab 12/34", Some("AB1234")),
                ("ＡＢ１２", Some("AB12")),
                (" - ", None),
            ],
        );
        assert_eq!(id_number(&"9".repeat(TEXT_BYTES_MAX + 1)), None);
    }

    #[test]
    fn a_name_with_a_birth_date_has_one_spelling() {
        let born: BusinessDate = "1990-04-02".parse().unwrap();
        check(
            |name| name_and_birth_date(name, born),
            &[
                ("José Álvarez", Some("jose alvarez|1990-04-02")),
                ("ALVAREZ, JOSE", Some("jose alvarez|1990-04-02")),
                ("  Jose\u{301}   Alvarez ", Some("jose alvarez|1990-04-02")),
                ("Ana-Maria O'Neil", Some("ana maria oneil|1990-04-02")),
                ("-", None),
            ],
        );
        let other: BusinessDate = "1990-04-03".parse().unwrap();
        assert_ne!(name_and_birth_date("Ana", born), name_and_birth_date("Ana", other));
    }
}
