//! Loading: parse every file, compile it, then look for what only shows between entries (overlaps, double ids).

use std::collections::HashMap;

use countersign_kernel::time::zone;
use data_encoding::HEXLOWER;
use jiff::civil::Time;
use sha2::{Digest, Sha256};

use crate::adopt::Adoption;
use crate::amount::Amount;
use crate::book::{Jurisdiction, Rulebook};
use crate::days::Days;
use crate::file::{FileText, Problems, RuleError, RuleFile};
use crate::kind::open::Opens;
use crate::kind::ounce::Ounce;
use crate::kind::rule::{Compiling, Rule, RuleText};
use crate::provision::{ProvisionText, ProvisionValue};
use crate::text::Text;

/// The jurisdiction of what holds everywhere.
const EVERYWHERE: &str = "us";
const FILES_MAX: usize = 2_000;
const FILE_BYTES_MAX: usize = 1 << 20;

pub(super) fn load(files: Vec<RuleFile>, adopted: Vec<Adoption>) -> Result<Rulebook, Vec<RuleError>> {
    let mut files: Vec<RuleFile> = files.into_iter().filter(|file| !file.is_cases()).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut errors = too_much(&files);
    let mut jurisdictions = HashMap::new();
    for file in &files {
        let mut problems = Problems::of(&file.path, &file.text);
        match toml::from_str::<FileText>(&file.text) {
            Ok(text) => take(&text, &adopted, &mut jurisdictions, &mut problems),
            Err(error) => {
                let what = error.message().replace('\n', ", ");
                problems.add(error.span().unwrap_or(0..0), what, "compare with another rule file");
            }
        }
        errors.extend(problems.into_vec());
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    for jurisdiction in jurisdictions.values_mut() {
        jurisdiction.supersede();
        jurisdiction.index();
    }
    let hash = hash(&files, &adopted);
    let common = jurisdictions.remove(EVERYWHERE);
    Ok(Rulebook { files, adopted, hash, jurisdictions, common })
}

fn too_much(files: &[RuleFile]) -> Vec<RuleError> {
    let mut errors = Vec::new();
    let mut add = |path: &str, what: String, todo: &str| {
        errors.push(RuleError { path: path.to_owned(), line: 1, what, todo: todo.to_owned() });
    };
    if files.len() > FILES_MAX {
        add("rules", format!("there are more than {FILES_MAX} rule files"), "load fewer");
    }
    for file in files {
        if file.text.len() > FILE_BYTES_MAX {
            add(&file.path, format!("the file has more than {FILE_BYTES_MAX} bytes"), "split it by topic");
        }
    }
    for pair in files.windows(2) {
        if pair[0].path == pair[1].path {
            add(&pair[0].path, "the file is given twice".to_owned(), "give it once");
        }
    }
    errors
}

/// Lengths are part of what is hashed, so no text can slide from one file into the next.
fn hash(files: &[RuleFile], adopted: &[Adoption]) -> Text {
    let mut sha = Sha256::new();
    for file in files {
        for part in [&file.path, &file.text] {
            sha.update((part.len() as u64).to_be_bytes());
            sha.update(part.as_bytes());
        }
    }
    // No file has a path of no length, so an adoption cannot be mistaken for one.
    for adoption in adopted {
        for part in ["", &adoption.question, &adoption.reading] {
            sha.update((part.len() as u64).to_be_bytes());
            sha.update(part.as_bytes());
        }
    }
    HEXLOWER.encode(&sha.finalize()).into()
}

fn take(
    text: &FileText,
    adopted: &[Adoption],
    known: &mut HashMap<String, Jurisdiction>,
    problems: &mut Problems<'_>,
) {
    let Some(read) = head(text, problems) else { return };
    let id = text.jurisdiction.get_ref().clone();
    let place = known.entry(id.clone()).or_insert(read.jurisdiction);
    if place.zone_name != *text.zone.get_ref() {
        let what = format!("the zone is `{}` here and `{}` elsewhere", text.zone.get_ref(), place.zone_name);
        problems.add(text.zone.span(), what, "a jurisdiction has one zone");
    }
    place.attains_age_at = place.attains_age_at.or(read.attains_age_at);
    let prefix = format!("{id}/{}", text.topic);
    let mut opens = Opens::compile(&text.open, &prefix, adopted, problems);
    let mut with = Compiling { ounce: read.ounce, opens: &mut opens, problems };
    for rule in &text.rule {
        let whole_id = format!("{prefix}/{}", rule.id.get_ref());
        let dated = rule.law.compile(rule.id.span(), &place.days.zone, with.problems);
        let Some(mut dated) = dated else { continue };
        dated.settle(&whole_id, adopted);
        let compiled = rule.compile(whole_id, dated, &mut with);
        overlaps(rule, &compiled, &place.rules, with.problems);
        place.rules.push(compiled);
    }
    place.opens.append(&mut opens.0);
    for provision in &text.provision {
        take_provision(provision, &prefix, adopted, place, problems);
    }
    for wording in &text.wording {
        wording.take(&prefix, place, problems);
    }
    for promotion in &text.promotion {
        promotion.take(&prefix, place, problems);
    }
}

fn overlaps(text: &RuleText, compiled: &Rule, others: &[Rule], problems: &mut Problems<'_>) {
    for other in others {
        let same_sales = other.program == compiled.program
            && other.classes.iter().any(|class| compiled.classes.contains(class));
        let both_real = ![compiled, other].iter().any(|r| r.dated.announced);
        if other.id == compiled.id {
            let what = format!("`{}` is used twice", compiled.id);
            problems.add(text.id.span(), what, "give each version its own id");
        } else if same_sales && both_real && other.dated.overlaps(&compiled.dated) {
            let what =
                format!("`{}` and `{}` hold at the same time for the same sales", compiled.id, other.id);
            problems.add(text.id.span(), what, "close the earlier one with `until`");
        }
    }
}

fn take_provision(
    text: &ProvisionText,
    prefix: &str,
    adopted: &[Adoption],
    place: &mut Jurisdiction,
    problems: &mut Problems<'_>,
) {
    let Some(mut dated) = text.law.compile(text.id.span(), &place.days.zone, problems) else { return };
    if text.programs.is_empty() {
        problems.add(text.id.span(), "`programs` is empty", "write adult, medical, or both");
    }
    if let ProvisionValue::Label(rule) = &text.value {
        problems.check(text.id.span(), rule.check(), "see docs/howto/add-a-rule.md");
    }
    let whole_id = format!("{prefix}/{}", text.id.get_ref());
    dated.settle(&whole_id, adopted);
    let compiled = text.compile(&place.id, whole_id, dated);
    for other in &place.provisions {
        let same = other.provision.topic() == compiled.provision.topic()
            && other.provision.programs.iter().any(|p| compiled.provision.programs.contains(p));
        let both_real = ![&compiled, other].iter().any(|p| p.dated.announced);
        if other.provision.id == compiled.provision.id {
            let what = format!("`{}` is used twice", compiled.provision.id);
            problems.add(text.id.span(), what, "give each version its own id");
        } else if same && both_real && other.dated.overlaps(&compiled.dated) {
            let what =
                format!("`{}` and `{}` hold at the same time", compiled.provision.id, other.provision.id);
            problems.add(text.id.span(), what, "close the earlier one with `until`");
        }
    }
    place.provisions.push(compiled);
}

struct Head {
    jurisdiction: Jurisdiction,
    attains_age_at: Option<Time>,
    ounce: Ounce,
}

fn head(text: &FileText, problems: &mut Problems<'_>) -> Option<Head> {
    let id = text.jurisdiction.get_ref();
    let code = id.strip_prefix("us-").unwrap_or("");
    let only_wordings = text.rule.is_empty() && text.provision.is_empty() && text.promotion.is_empty();
    let everywhere = id == EVERYWHERE && only_wordings;
    if !everywhere && (code.len() != 2 || !code.bytes().all(|b| b.is_ascii_lowercase())) {
        problems.add(
            text.jurisdiction.span(),
            format!("`{id}` is not `us-` and a postal code"),
            "write it in lower case",
        );
    }
    let zone = zone(text.zone.get_ref()).map_err(|e| e.to_string());
    let zone = problems.check(text.zone.span(), zone, "use the IANA name");
    let mut grams = |written: &Option<toml::Spanned<String>>| {
        let written = written.as_ref()?;
        let parsed = written.get_ref().parse::<Amount>().map_err(|e| e.to_string());
        problems.check(written.span(), parsed, "write the grams of one ounce, like \"28.35\"")
    };
    let ounce = Ounce { grams: grams(&text.ounce_grams), low: grams(&text.ounce_low_grams) };
    if let Some(written) = &text.ounce_low_grams {
        problems.check(written.span(), ounce.check(), "it is the fewest grams that an ounce might be");
    }
    let attains_age_at = match &text.attains_age_at {
        Some(written) => {
            let parsed = written
                .get_ref()
                .parse::<Time>()
                .map_err(|_| format!("`{}` is not a time", written.get_ref()));
            Some(problems.check(written.span(), parsed, "write it like \"08:00\"")?)
        }
        None => None,
    };
    if !problems.is_empty() {
        return None;
    }
    let jurisdiction = Jurisdiction {
        id: id.as_str().into(),
        name: text.name.clone(),
        zone_name: text.zone.get_ref().clone(),
        days: Days::of(zone?),
        attains_age_at,
        rules: Vec::new(),
        opens: Vec::new(),
        slots: Default::default(),
        provisions: Vec::new(),
        wordings: Vec::new(),
        promotions: Vec::new(),
    };
    Some(Head { jurisdiction, attains_age_at, ounce })
}
