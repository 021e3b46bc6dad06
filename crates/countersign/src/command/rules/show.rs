//! `rules show`: a jurisdiction's rules as a person reads them.

use std::io::Write;
use std::process::ExitCode;

use anyhow::bail;
use countersign_kernel::Timestamp;
use countersign_rulebook::{OpenQuestion, PartInfo, RuleInfo, Rulebook, Status, Strength};

/// What holds on `now` or later; with `all`, past versions too.
pub fn show(rulebook: &Rulebook, jurisdiction: &str, all: bool, now: Timestamp) -> anyhow::Result<ExitCode> {
    let places = rulebook.jurisdictions();
    let Some(place) = places.iter().find(|place| place.id == jurisdiction) else {
        let known: Vec<&str> = places.iter().map(|place| place.id.as_str()).collect();
        bail!("no rules for `{jurisdiction}`; there are rules for {}", known.join(" "));
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} ({}, {})", place.name, place.id, place.zone)?;
    let rules = rulebook.rules();
    let own = rules.iter().filter(|rule| rule.jurisdiction == jurisdiction);
    let today = rulebook.zone(jurisdiction).map(|zone| now.date_in(zone));
    let past = |rule: &RuleInfo| rule.until.zip(today).is_some_and(|(until, today)| until.0 <= today.0);
    for rule in own.filter(|rule| all || !past(rule)) {
        write_rule(&mut out, rule)?;
    }
    let questions = rulebook.open_questions();
    for (at, question) in questions.iter().filter(|q| q.jurisdiction == jurisdiction).enumerate() {
        if at == 0 {
            writeln!(out, "\nOpen questions")?;
        }
        write_question(&mut out, question)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn write_rule(out: &mut impl Write, rule: &RuleInfo) -> std::io::Result<()> {
    let classes: Vec<&str> = rule.classes.iter().map(|class| class.word()).collect();
    let until = rule.until.map_or(String::new(), |until| format!(" until {until}"));
    writeln!(
        out,
        "\n{}: {} sales to {}, from {}{until}",
        rule.id,
        rule.program,
        classes.join(", "),
        rule.from
    )?;
    match rule.status {
        Status::InForce => {}
        Status::Unconfirmed => writeln!(out, "  Not confirmed: every answer under it is unknown.")?,
        Status::Pending => writeln!(out, "  Announced: it decides nothing until it is adopted.")?,
    }
    writeln!(out, "  {}", rule.plain)?;
    for part in &rule.parts {
        write_part(out, rule, part)?;
    }
    if !rule.exempt.is_empty() {
        let exempt: Vec<&str> = rule.exempt.iter().map(|category| category.word()).collect();
        writeln!(out, "  - never counted: {}", exempt.join(", "))?;
    }
    writeln!(out, "  {} [{}], read {}", rule.citation, rule.confidence, rule.read_on)?;
    writeln!(out, "  {}: {}", rule.source_title, rule.source_url)
}

fn write_part(out: &mut impl Write, rule: &RuleInfo, part: &PartInfo) -> std::io::Result<()> {
    let cap = part.cap.as_ref().map_or(String::new(), |cap| format!(": at most {cap}"));
    let window = part.window.as_ref().map_or(String::new(), |window| format!(", {window}"));
    let scope = part.scope.as_ref().map_or(String::new(), |scope| format!(", {scope}"));
    let when = part.when.as_ref().map_or(String::new(), |when| format!(", where {when}"));
    let strength = match part.strength {
        _ if !part.readings.is_empty() => {
            let readings: Vec<&str> = part.readings.iter().map(|reading| reading.as_str()).collect();
            format!(" (only under {})", readings.join(" and "))
        }
        Strength::Firm => String::new(),
        Strength::Doubtful => " (in doubt)".to_owned(),
        Strength::Caution => " (a warning)".to_owned(),
    };
    writeln!(out, "  - {} {}{cap}{window}{scope}{when}{strength}", part.kind, part.name)?;
    for count in part.counts.iter().chain(&part.notes) {
        writeln!(out, "      {count}")?;
    }
    if let Some(plain) = &part.plain {
        writeln!(out, "      {plain}")?;
    }
    if part.citation != rule.citation || part.confidence != rule.confidence {
        writeln!(out, "      {} [{}] {}", part.citation, part.confidence, part.source_url)?;
    }
    Ok(())
}

fn write_question(out: &mut impl Write, question: &OpenQuestion) -> std::io::Result<()> {
    writeln!(out, "\n{}: {}", question.id, question.asks)?;
    for reading in &question.readings {
        let adopted = if question.adopted.as_ref() == Some(&reading.id) { " (adopted)" } else { "" };
        writeln!(out, "  - {}{adopted}: {}", reading.id, reading.plain)?;
        if let Some(url) = &reading.source_url {
            writeln!(out, "      {url}")?;
        }
    }
    Ok(())
}
