//! As much of GraphQL as questions to this vendor need: fields under names of their own, arguments, variables, and what a type has.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// One field of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub alias: String,
    pub name: String,
    pub arguments: Map<String, Value>,
    pub fields: Vec<Field>,
    /// These fields are asked for only where the type is this one.
    pub only_on: Option<String>,
}

/// What was asked, or what is wrong with the question.
pub fn parse(query: &str, variables: &Value) -> Result<Vec<Field>, String> {
    let mut reader = Reader { tokens: tokens(query)?, at: 0, variables, used: BTreeSet::new() };
    if matches!(reader.peek(), Some("query" | "mutation")) {
        reader.next()?;
    }
    if !matches!(reader.peek(), Some("{" | "(")) {
        reader.next()?;
    }
    let mut declared = BTreeSet::new();
    if reader.take("(") {
        while !reader.take(")") {
            let token = reader.next()?;
            if let Some(name) = token.strip_prefix('$') {
                declared.insert(name.to_owned());
            }
        }
    }
    let fields = reader.fields()?;
    match declared.symmetric_difference(&reader.used).next() {
        Some(name) => Err(format!("Variable \"${name}\" is declared and not used, or used and not declared")),
        None if reader.at < reader.tokens.len() => Err("Expected the end of the question".to_owned()),
        None => Ok(fields),
    }
}

fn tokens(query: &str) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    let mut rest = query.trim_start_matches([' ', '\n', ',']);
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '-');
        let length = match first {
            '"' => 2 + rest[1..].find('"').ok_or("Unterminated string")?,
            '.' if rest.starts_with("...") => 3,
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        found.push(rest[..length].to_owned());
        rest = rest[length..].trim_start_matches([' ', '\n', ',']);
    }
    Ok(found)
}

struct Reader<'q> {
    tokens: Vec<String>,
    at: usize,
    variables: &'q Value,
    used: BTreeSet<String>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&str> {
        self.tokens.get(self.at).map(String::as_str)
    }

    fn next(&mut self) -> Result<String, String> {
        let token = self.tokens.get(self.at).cloned().ok_or("Unexpected end of the question")?;
        self.at += 1;
        Ok(token)
    }

    fn take(&mut self, token: &str) -> bool {
        let is = self.peek() == Some(token);
        self.at += usize::from(is);
        is
    }

    fn expect(&mut self, token: &str) -> Result<(), String> {
        if self.take(token) { Ok(()) } else { Err(format!("Expected \"{token}\"")) }
    }

    fn fields(&mut self) -> Result<Vec<Field>, String> {
        self.expect("{")?;
        let mut fields = Vec::new();
        while !self.take("}") {
            fields.push(self.field()?);
        }
        Ok(fields)
    }

    fn field(&mut self) -> Result<Field, String> {
        if self.take("...") {
            self.expect("on")?;
            let (only_on, fields) = (Some(self.next()?), self.fields()?);
            return Ok(Field {
                alias: String::new(),
                name: String::new(),
                arguments: Map::new(),
                fields,
                only_on,
            });
        }
        let alias = self.next()?;
        let name = if self.take(":") { self.next()? } else { alias.clone() };
        let mut arguments = Map::new();
        if self.take("(") {
            while !self.take(")") {
                let argument = self.next()?;
                self.expect(":")?;
                let value = self.value()?;
                arguments.insert(argument, value);
            }
        }
        let fields = if self.peek() == Some("{") { self.fields()? } else { Vec::new() };
        Ok(Field { alias, name, arguments, fields, only_on: None })
    }

    fn value(&mut self) -> Result<Value, String> {
        let token = self.next()?;
        if token == "[" {
            let mut rows = Vec::new();
            while !self.take("]") {
                rows.push(self.value()?);
            }
            return Ok(Value::Array(rows));
        }
        if let Some(name) = token.strip_prefix('$') {
            self.used.insert(name.to_owned());
            return Ok(self.variables[name].clone());
        }
        let word = || Value::String(token.trim_matches('"').to_owned());
        Ok(serde_json::from_str(&token).unwrap_or_else(|_| word()))
    }
}

/// Of a thing what was asked for, and nothing else.
pub fn select(whole: &Value, fields: &[Field]) -> Result<Value, String> {
    match whole {
        Value::Array(rows) => rows.iter().map(|row| select(row, fields)).collect(),
        Value::Object(members) => {
            let mut chosen = Map::new();
            for field in fields {
                if let Some(only_on) = &field.only_on {
                    if members.get("__typename").is_some_and(|is| is == only_on)
                        && let Value::Object(more) = select(whole, &field.fields)?
                    {
                        chosen.extend(more);
                    }
                    continue;
                }
                let value = members.get(&field.name);
                let value = value.ok_or_else(|| format!("Cannot query field \"{}\"", field.name))?;
                let is_part = matches!(value, Value::Object(_) | Value::Array(_));
                let value = if is_part { select(value, &field.fields)? } else { value.clone() };
                chosen.insert(field.alias.clone(), value);
            }
            Ok(Value::Object(chosen))
        }
        other => Ok(other.clone()),
    }
}
