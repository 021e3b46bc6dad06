//! The PDF417 text on a North American driver licence, as a hand scanner types it (AAMVA DL/ID card standard).
//!
//! A scanner may type the control characters, leave them out, or turn them into spaces or newlines, so elements
//! are found by their three-letter ids at line starts rather than by the offsets in the header.

use std::fmt;

use countersign_kernel::BusinessDate;
use jiff::civil::Date;

/// A barcode is at most some 1,100 characters; more is not one.
pub const TEXT_CHARS_MAX: usize = 4_000;

/// Why a scan cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LicenceError {
    #[error("the scan is empty: scan the wide barcode on the back of the licence")]
    Empty,
    #[error("the scan has {0} characters, a licence barcode has at most {TEXT_CHARS_MAX}: scan again")]
    TooLong(usize),
    #[error(
        "the scan does not begin like a licence barcode (`ANSI` or `AAMVA` is missing): scan the back of the card"
    )]
    NotALicence,
    #[error("the scan lacks element {id} ({name}): scan again, slowly")]
    Missing { id: &'static str, name: &'static str },
    #[error("element {id} ({name}) holds `{text}`, which is not a date")]
    BadDate { id: &'static str, name: &'static str, text: String },
}

/// What the barcode says. Personal: it never prints itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Licence {
    pub number: String,
    pub last_name: String,
    pub first_name: String,
    pub birth_date: BusinessDate,
    pub expires: BusinessDate,
    /// Issuer identification number, six digits (636020 is Colorado).
    pub issuer: String,
    /// Two letters from DAJ, when present.
    pub state: Option<String>,
}

impl fmt::Debug for Licence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Licence(‹sealed›)")
    }
}

impl Licence {
    pub fn read(text: &str) -> Result<Self, LicenceError> {
        if text.trim().is_empty() {
            return Err(LicenceError::Empty);
        }
        if text.len() > TEXT_CHARS_MAX {
            return Err(LicenceError::TooLong(text.len()));
        }
        let (issuer, body) = split_header(text)?;
        let fields: Vec<&str> = body.split(['\n', '\r', '\u{1e}', '\u{1d}']).map(str::trim).collect();
        let find = |id: &'static str| element(&fields, id);
        let need = |id: &'static str, name: &'static str| {
            find(id).filter(|v| !v.is_empty()).ok_or(LicenceError::Missing { id, name })
        };
        // DCT carried the first names before the 2010 edition; DAC does since.
        let first = find("DAC").or_else(|| find("DCT")).filter(|v| !v.is_empty());
        // DCG is the country; Canada writes dates the other way round.
        let canadian = find("DCG") == Some("CAN");
        Ok(Self {
            number: need("DAQ", "licence number")?.to_owned(),
            last_name: need("DCS", "last name")?.to_owned(),
            first_name: first.ok_or(LicenceError::Missing { id: "DAC", name: "first name" })?.to_owned(),
            birth_date: date("DBB", "birth date", need("DBB", "birth date")?, canadian)?,
            expires: date("DBA", "expiry date", need("DBA", "expiry date")?, canadian)?,
            issuer,
            state: find("DAJ").map(str::to_owned),
        })
    }
}

/// The issuer from the header, and everything after the header.
fn split_header(text: &str) -> Result<(String, &str), LicenceError> {
    let found = ["ANSI ", "ANSI", "AAMVA"].iter().find_map(|mark| Some((text.find(mark)?, mark.len())));
    let (start, length) = found.ok_or(LicenceError::NotALicence)?;
    let rest = &text[start + length..];
    let issuer: String = rest.chars().take_while(char::is_ascii_digit).take(6).collect();
    if issuer.len() < 6 { Err(LicenceError::NotALicence) } else { Ok((issuer, rest)) }
}

/// The value of an element. The first element of a subfile follows its two-letter designator (`DLDAQ…`).
fn element<'a>(fields: &[&'a str], id: &str) -> Option<&'a str> {
    let plain = fields.iter().find_map(|field| field.strip_prefix(id));
    plain.or_else(|| fields.iter().find_map(|field| after_designator(field, id))).map(str::trim)
}

fn after_designator<'a>(field: &'a str, id: &str) -> Option<&'a str> {
    ["DL", "ID"].iter().find_map(|designator| {
        let mark = format!("{designator}{id}");
        field.find(&mark).map(|at| &field[at + mark.len()..])
    })
}

/// MMDDCCYY in the United States, CCYYMMDD in Canada.
fn date(
    id: &'static str,
    name: &'static str,
    text: &str,
    year_first: bool,
) -> Result<BusinessDate, LicenceError> {
    let bad = || LicenceError::BadDate { id, name, text: text.chars().take(12).collect() };
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(bad());
    }
    let (year, month, day) = if year_first {
        (&text[..4], &text[4..6], &text[6..])
    } else {
        (&text[4..], &text[..2], &text[2..4])
    };
    let part = |digits: &str| digits.parse::<i16>().map_err(|_| bad());
    let (month, day) = (part(month)? as i8, part(day)? as i8);
    Date::new(part(year)?, month, day).map(BusinessDate).map_err(|_| bad())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCAN: &str = "@\n\u{1e}\rANSI 636020090102DL00410278ZC03190024DLDAQ94-123-4567\nDCSVILLASENOR\n\
                        DDEN\nDACRENATA\nDDFN\nDADMARIA\nDDGN\nDBD05012024\nDBB03141992\nDBA03142029\n\
                        DCGUSA\nDAJCO\n";

    #[test]
    fn a_colorado_scan_is_read() {
        let licence = Licence::read(SCAN).expect("a licence");
        assert_eq!(licence.number, "94-123-4567");
        assert_eq!((licence.first_name.as_str(), licence.last_name.as_str()), ("RENATA", "VILLASENOR"));
        assert_eq!(licence.birth_date.to_string(), "1992-03-14");
        assert_eq!(licence.expires.to_string(), "2029-03-14");
        assert_eq!((licence.issuer.as_str(), licence.state.as_deref()), ("636020", Some("CO")));
        assert_eq!(format!("{licence:?}"), "Licence(‹sealed›)");
    }

    #[test]
    fn a_scanner_that_types_returns_is_read_the_same() {
        let typed = SCAN.replace('\n', "\r\n").replace('\u{1e}', "");
        assert_eq!(Licence::read(&typed), Licence::read(SCAN));
    }

    #[test]
    fn a_bad_scan_says_what_is_wrong() {
        let broken = |from: &str, to: &str| Licence::read(&SCAN.replace(from, to)).expect_err("a bad scan");
        assert_eq!(Licence::read(" \n"), Err(LicenceError::Empty));
        assert_eq!(Licence::read("012345678905"), Err(LicenceError::NotALicence));
        assert_eq!(broken("DBB", "DBX"), LicenceError::Missing { id: "DBB", name: "birth date" });
        assert!(matches!(broken("03141992", "13411992"), LicenceError::BadDate { id: "DBB", .. }));
        assert!(matches!(broken("03141992", "0314199"), LicenceError::BadDate { id: "DBB", .. }));
        assert!(matches!(Licence::read(&"9".repeat(5_000)), Err(LicenceError::TooLong(5_000))));
    }
}
