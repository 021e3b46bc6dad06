//! Where a page ends, as one opaque text. What is inside may change at any time.

use data_encoding::BASE64URL_NOPAD;

use crate::problem::Problem;

/// The most rows on one page.
pub const LIMIT_MAX: i64 = 200;
/// When nothing is asked for.
pub const LIMIT_USUAL: i64 = 50;

pub fn write(list: &str, parts: &[&str]) -> String {
    let text = [&[list], parts].concat().join("|");
    BASE64URL_NOPAD.encode(text.as_bytes())
}

/// The parts of a cursor of this list, `N` of them.
pub fn read<const N: usize>(list: &str, cursor: &str) -> Result<[String; N], Problem> {
    let bad = || Problem::invalid("cursor", "is not one that this list gave out");
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).map_err(|_| bad())?;
    let text = String::from_utf8(bytes).map_err(|_| bad())?;
    let mut parts = text.split('|');
    if parts.next() != Some(list) {
        return Err(bad());
    }
    let parts: Vec<String> = parts.map(str::to_owned).collect();
    parts.try_into().map_err(|_| bad())
}

pub fn limit(asked: Option<i64>) -> Result<i64, Problem> {
    match asked {
        None => Ok(LIMIT_USUAL),
        Some(limit) if (1..=LIMIT_MAX).contains(&limit) => Ok(limit),
        Some(limit) => {
            Err(Problem::invalid("limit", &format!("is {limit}; 1 to {LIMIT_MAX} rows are given")))
        }
    }
}

/// The path of the next page: this one's, with the cursor in place of the old.
pub fn next_link(path: &str, query: Option<&str>, cursor: &str) -> String {
    let kept =
        query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let pairs: Vec<String> = kept.map(str::to_owned).chain([format!("cursor={cursor}")]).collect();
    format!("{path}?{}", pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_only_in_its_own_list() {
        let cursor = write("orders", &["17", "ord_x"]);
        assert_eq!(read::<2>("orders", &cursor).ok(), Some(["17".to_owned(), "ord_x".to_owned()]));
        assert!(read::<2>("record", &cursor).is_err() && read::<1>("orders", &cursor).is_err());
        for odd in ["", "!", "e30", &cursor[1..]] {
            assert!(read::<2>("orders", odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn the_next_link_keeps_the_filters() {
        let link = next_link("/api/v1/orders", Some("state=ready&cursor=old&limit=2"), "new");
        assert_eq!(link, "/api/v1/orders?state=ready&limit=2&cursor=new");
    }
}
