//! What a column holds, by the words above it. The order of columns is never assumed.

use crate::number::Unit;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Result,
    /// Limits, uncertainties, recoveries: numbers beside the result that are not one.
    Aside,
    Units,
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub role: Role,
    pub unit: Option<Unit>,
    pub dry: bool,
    pub text: String,
}

const ASIDE: &[&str] = &[
    "lod",
    "loq",
    "lloq",
    "mdl",
    "mrl",
    "rl",
    "limit",
    "limits",
    "action",
    "uncertainty",
    "mu",
    "rsd",
    "rpd",
    "duplicate",
    "dup",
    "replicate",
    "recovery",
    "recov",
    "rec",
    "spike",
    "dilution",
    "cas",
    "cas#",
    "area",
    "rt",
    "retention",
    "tolerance",
    "status",
    "pass/fail",
    "qualifier",
    "qual",
    "lod/loq",
    "loq/lod",
    "lod,loq",
    "threshold",
    "expected",
    "lcs",
    "blank",
    "range",
    "±",
    "+/-",
    "lcl",
    "ucl",
    "%rsd",
    "%rec",
    "quantitation",
    "quantification",
    "dil",
    "df",
    "specification",
    "spec",
    "label",
    "claim",
    "variance",
    "%dv",
    "uloq",
    "mql",
    "reporting",
    "cutoff",
    "lsl",
    "usl",
    "std",
    "accuracy",
    "precision",
    "average",
    "rel",
    "dl",
    "ql",
    "lld",
    "llod",
    "detection",
    "quant",
    "sd",
    "stdev",
    "error",
    "unc",
    "uncert",
    "cv",
    "deviation",
    "sensitivity",
    // As readers of pictures take LOQ and LOD.
    "loa",
    "loo",
    "lo0",
    "log",
    "l0q",
    "l0d",
];
const RESULT: &[&str] = &[
    "result",
    "results",
    "mass",
    "conc",
    "conc.",
    "concentration",
    "amount",
    "value",
    "potency",
    "percent",
    "percentage",
    "content",
    "weight",
    "dry",
    "total",
    "found",
    "quantity",
    "level",
    "wt",
    "measured",
    "as",
    "actual",
    "assay",
    "finding",
    "wet",
];
const UNITS: &[&str] = &["units", "unit", "uom"];
const NAMES: &[&str] = &[
    "analyte",
    "analytes",
    "cannabinoid",
    "cannabinoids",
    "compound",
    "compounds",
    "terpene",
    "terpenes",
    "terpenoid",
    "component",
    "parameter",
    "name",
    "test",
    "analysis",
];

const PORTIONS: &[&str] = &["serving", "package", "container", "unit", "piece", "dose", "pkg", "each"];

fn bare(word: &str) -> String {
    word.trim_matches(['(', ')', '[', ']', ':', '*', ',', '.', '†']).to_lowercase()
}

/// What stands behind `±` in the head of a result says how sure it is.
const DOUBTS: &[&str] = &["uncertainty", "uncert", "unc", "mu", "error", "sd", "u"];

/// Whether a word begins the half of a head that only tells the uncertainty: `% by weight ± uncertainty`.
pub fn adds_uncertainty(word: &str, next: Option<&str>) -> bool {
    matches!(word, "±" | "+/-") && next.is_some_and(|next| DOUBTS.contains(&bare(next).as_str()))
}

/// The result's own words of such a head.
fn without_uncertainty<'t>(words: &[&'t str]) -> Vec<&'t str> {
    let from = (1..words.len()).find(|at| adds_uncertainty(words[*at], words.get(at + 1).copied()));
    words[..from.unwrap_or(words.len())].to_vec()
}

pub fn heading(text: &str) -> Heading {
    let words: Vec<&str> = text.split_whitespace().collect();
    let unit = Unit::within(&words).map(|unit| {
        let says = |what: &str| text.to_lowercase().contains(what);
        match unit {
            Unit::Mg if says("serving") || says("dose") => Unit::MgPerServing,
            Unit::Mg if says("package") || says("container") || says("pkg") => Unit::MgPerPackage,
            Unit::Mg if says("unit") || says("piece") || says("each") => Unit::MgPerUnit,
            unit => unit,
        }
    });
    let mut role = Role::Unknown;
    for word in &without_uncertainty(&words) {
        let word = bare(word);
        let parts: Vec<&str> = word.split(['(', '/', ')']).collect();
        if ASIDE.contains(&word.as_str()) || parts.iter().any(|part| part.len() > 2 && ASIDE.contains(part)) {
            role = Role::Aside;
            break;
        }
        if UNITS.contains(&word.as_str()) && unit.is_none() {
            role = Role::Units;
        } else if RESULT.contains(&word.as_str()) {
            role = Role::Result;
        }
    }
    if role == Role::Unknown && unit.is_some() {
        role = Role::Result;
    }
    let dry = words.iter().any(|word| matches!(bare(word).as_str(), "dry" | "dry-weight" | "dry-wt"));
    Heading { role, unit, dry, text: text.to_owned() }
}

/// Whether a phrase by itself names a column.
pub fn can_head(text: &str) -> bool {
    let bare: Vec<&str> = text.split_whitespace().collect();
    is_header(text) && (heading(text).role != Role::Unknown || bare.len() == 1)
}

/// `Units`, the head of a column that says them row by row.
pub fn is_units(word: &str) -> bool {
    UNITS.contains(&bare(word).as_str())
}

/// Whether a phrase can be part of a header at all.
pub fn is_header(text: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().map(bare).collect();
    let known = |word: &String| {
        ASIDE.contains(&word.as_str())
            || RESULT.contains(&word.as_str())
            || UNITS.contains(&word.as_str())
            || NAMES.contains(&word.as_str())
    };
    let prose = text.contains('=')
        || text.contains(';')
        || words
            .iter()
            .any(|word| word.bytes().filter(u8::is_ascii_digit).count() > 2 && !word.contains('/'));
    // `Per serving`, its unit on the next line.
    let portion = |word: &String| PORTIONS.contains(&word.as_str());
    let per = words.first().is_some_and(|word| word == "per") && words.get(1).is_some_and(portion);
    words.len() <= 5
        && !prose
        && (per
            || words.iter().any(known)
            || Unit::within(&text.split_whitespace().collect::<Vec<_>>()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_say_role_and_unit() {
        for (text, role, unit) in [
            ("Result (mg/g)", Role::Result, Some(Unit::MgPerG)),
            ("LOQ (%)", Role::Aside, Some(Unit::Percent)),
            ("Mass %", Role::Result, Some(Unit::Percent)),
            ("% (TOTAL)", Role::Result, Some(Unit::Percent)),
            ("MEASUREMENT UNCERTAINTY (mg/g)", Role::Aside, Some(Unit::MgPerG)),
            ("LOD/LOQ (mg/g)", Role::Aside, Some(Unit::MgPerG)),
            ("Units", Role::Units, None),
            ("% by weight ± uncertainty", Role::Result, Some(Unit::Percent)),
            ("Result ± MU (mg/g)", Role::Result, Some(Unit::MgPerG)),
            ("± Uncertainty (%)", Role::Aside, Some(Unit::Percent)),
            ("LOQ ± MU (%)", Role::Aside, Some(Unit::Percent)),
            ("± (%)", Role::Aside, Some(Unit::Percent)),
            ("Duplicate (%)", Role::Aside, Some(Unit::Percent)),
            ("mg/unit", Role::Result, Some(Unit::MgPerUnit)),
            ("Per Serving (mg)", Role::Result, Some(Unit::MgPerServing)),
            ("Notes", Role::Unknown, None),
        ] {
            let read = heading(text);
            assert_eq!((read.role, read.unit), (role, unit), "{text}");
        }
    }
}
