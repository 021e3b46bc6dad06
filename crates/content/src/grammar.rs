//! The grammar of claims: which word classes, in which order and how near, say what.

use std::collections::HashMap;

use countersign_rulebook::SpeechKind;

use crate::lexicon::{ClassId, Lexicon};

/// What a pattern says of the words it covers or of the clause around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    Claim(SpeechKind),
    /// Not what it sounds like.
    Mask,
    Context(Context),
}

/// What a clause is, whatever words are in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    Warning,
    Decline,
    Info,
    Asked,
    /// Goods or prizes that are not given.
    Refuse,
}

#[derive(Debug)]
pub struct Pattern {
    pub says: Says,
    /// A person decides at most.
    pub weak: bool,
    /// Holds under a negation too.
    pub anyway: bool,
    /// Nothing around it takes it back.
    pub always: bool,
    /// One word that is a claim by itself; what is built around it shows better what is said.
    pub bare: bool,
    /// Only where a sentence begins.
    pub first: bool,
    pub parts: Vec<Part>,
}

#[derive(Debug)]
pub struct Part {
    pub what: What,
    pub optional: bool,
    /// Words that may stand before it.
    pub gap: usize,
}

#[derive(Debug)]
pub enum What {
    Edge,
    Classes(Vec<ClassId>),
}

#[derive(Debug)]
pub struct Grammar {
    pub patterns: Vec<Pattern>,
    /// Patterns by each class their first part may be.
    pub starting: HashMap<ClassId, Vec<usize>>,
}

impl Grammar {
    pub fn parse(text: &str, lexicon: &mut Lexicon) -> Result<Self, String> {
        let mut patterns = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with('#') {
                continue;
            }
            let pattern = pattern(trimmed, lexicon);
            patterns.push(pattern.map_err(|what| format!("grammar line {}: {what}", index + 1))?);
        }
        let mut starting: HashMap<ClassId, Vec<usize>> = HashMap::new();
        for (at, pattern) in patterns.iter().enumerate() {
            if let What::Classes(classes) = &pattern.parts[0].what {
                for &class in classes {
                    starting.entry(class).or_default().push(at);
                }
            }
        }
        Ok(Self { patterns, starting })
    }
}

fn pattern(line: &str, lexicon: &mut Lexicon) -> Result<Pattern, String> {
    let (head, body) = line.split_once(": ").ok_or("there is no `: `")?;
    let mut head = head.split_whitespace();
    let says = match head.next().unwrap_or_default() {
        "mask" => Says::Mask,
        "warning" => Says::Context(Context::Warning),
        "decline" => Says::Context(Context::Decline),
        "info" => Says::Context(Context::Info),
        "asked" => Says::Context(Context::Asked),
        "refuse" => Says::Context(Context::Refuse),
        word => {
            Says::Claim(SpeechKind::from_word(word).ok_or_else(|| format!("`{word}` is no kind of speech"))?)
        }
    };
    let (mut weak, mut anyway, mut always, mut bare) = (false, false, false, false);
    for flag in head {
        match flag {
            "weak" => weak = true,
            "anyway" => anyway = true,
            "always" => always = true,
            "bare" => bare = true,
            _ => return Err(format!("`{flag}` is not a flag")),
        }
    }
    let mut parts = Vec::new();
    let mut gap = 0;
    for written in body.split_whitespace() {
        if let Some(count) = written.strip_prefix("..") {
            gap = count.parse().map_err(|_| format!("`{written}` is not a gap"))?;
            continue;
        }
        parts.push(part(written, std::mem::take(&mut gap), lexicon)?);
    }
    let first = parts.first().is_some_and(|part: &Part| matches!(part.what, What::Edge));
    if first {
        parts.remove(0);
    }
    let begins_well =
        parts.first().is_some_and(|part| !part.optional && matches!(part.what, What::Classes(_)));
    if !begins_well {
        return Err("a pattern begins with words that must be there".to_owned());
    }
    Ok(Pattern { says, weak, anyway, always, bare, first, parts })
}

fn part(written: &str, gap: usize, lexicon: &mut Lexicon) -> Result<Part, String> {
    let what = |what| Part { what, optional: false, gap };
    match written {
        "^" => return Ok(what(What::Edge)),
        "??" => return Ok(what(What::Classes(vec![lexicon.named("?")?]))),
        _ => {}
    }
    let (written, optional) = match written.strip_suffix('?') {
        Some(written) => (written, true),
        None => (written, false),
    };
    if written.split('|').any(|name| name.is_empty() || name == "^") {
        return Err(format!("`{written}` has an alternative that is no word; write two patterns"));
    }
    let classes: Result<Vec<ClassId>, String> =
        written.split('|').map(|name| lexicon.named(&name.replace('_', " "))).collect();
    Ok(Part { what: What::Classes(classes?), optional, gap })
}
