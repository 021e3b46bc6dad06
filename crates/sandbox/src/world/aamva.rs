//! The text in a driver licence's PDF417 barcode, as a scanner types it (AAMVA card design standard, version 10).

use countersign_kernel::BusinessDate;

/// Colorado's issuer number.
const COLORADO_IIN: &str = "636020";

/// What a licence shows.
#[derive(Debug, Clone, Copy)]
pub struct Licence<'a> {
    pub number: &'a str,
    pub first_name: &'a str,
    pub last_name: &'a str,
    pub birth_date: BusinessDate,
    pub issued_on: BusinessDate,
    pub expires_on: BusinessDate,
    pub address1: &'a str,
    pub city: &'a str,
    pub state: &'a str,
    pub zip: &'a str,
}

fn iin(state: &str) -> &'static str {
    match state {
        "WY" => "636060",
        "NE" => "636054",
        "KS" => "636022",
        "NM" => "636009",
        "UT" => "636040",
        _ => COLORADO_IIN,
    }
}

fn us_date(date: BusinessDate) -> String {
    format!("{:02}{:02}{:04}", date.0.month(), date.0.day(), date.0.year())
}

/// Header, one subfile designator with offset and length, then the elements, each on its own line.
pub fn licence_text(licence: &Licence<'_>) -> String {
    let upper = str::to_uppercase;
    let zip = format!("{:0<9}  ", licence.zip);
    let elements = [
        ("DAQ", licence.number.to_owned()),
        ("DCS", upper(licence.last_name)),
        ("DDE", "N".to_owned()),
        ("DAC", upper(licence.first_name)),
        ("DDF", "N".to_owned()),
        ("DAD", "NONE".to_owned()),
        ("DDG", "N".to_owned()),
        ("DCA", "R".to_owned()),
        ("DCB", "NONE".to_owned()),
        ("DCD", "NONE".to_owned()),
        ("DBD", us_date(licence.issued_on)),
        ("DBB", us_date(licence.birth_date)),
        ("DBA", us_date(licence.expires_on)),
        ("DBC", "9".to_owned()),
        ("DAU", "068 IN".to_owned()),
        ("DAY", "BRO".to_owned()),
        ("DAG", upper(licence.address1)),
        ("DAI", upper(licence.city)),
        ("DAJ", licence.state.to_owned()),
        ("DAK", zip),
        ("DCF", format!("{}{}", licence.number.replace('-', ""), us_date(licence.issued_on))),
        ("DCG", "USA".to_owned()),
    ];
    let mut subfile = String::from("DL");
    for (code, value) in elements {
        subfile.push_str(code);
        subfile.push_str(&value);
        subfile.push('\n');
    }
    subfile.pop();
    subfile.push('\r');
    // Four line characters, "ANSI ", issuer, two versions, one entry, then one ten-character designator.
    let head = format!("@\n\u{1e}\rANSI {}100001", iin(licence.state));
    let offset = head.len() + 10;
    format!("{head}DL{offset:04}{:04}{subfile}", subfile.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_points_at_the_subfile() {
        let date = |text: &str| text.parse().expect("a date");
        let text = licence_text(&Licence {
            number: "94-123-4567",
            first_name: "Ada",
            last_name: "Quill",
            birth_date: date("1990-05-01"),
            issued_on: date("2022-05-01"),
            expires_on: date("2027-05-01"),
            address1: "12 Alder St",
            city: "Denver",
            state: "CO",
            zip: "80205",
        });
        assert!(text.starts_with("@\n\u{1e}\rANSI 636020100001DL"));
        let offset: usize = text[23..27].parse().expect("an offset");
        let length: usize = text[27..31].parse().expect("a length");
        assert_eq!(&text[offset..offset + 5], "DLDAQ");
        assert_eq!(offset + length, text.len());
        assert!(text.contains("\nDBB05011990\n") && text.ends_with("DCGUSA\r"));
    }
}
