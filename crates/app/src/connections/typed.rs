//! What somebody typed into a vendor's form, made a configuration: pure.

use std::collections::BTreeMap;

use countersign_kernel::BusinessDate;
use countersign_ports::form::{Address, Field, FieldKind, Form};
use serde_json::{Map, Value, json};

use super::{Configuration, public};

/// Where the vendor answers, under the name that the form's mistakes have for it.
pub const ADDRESS: &str = "base_url";

/// What was typed, by the names of the fields. It may hold keys, and has no printed form.
#[derive(Clone, Default)]
pub struct Typed(pub BTreeMap<String, String>);

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed(‹sealed›)")
    }
}

/// A field that cannot be used as it is, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    pub field: &'static str,
    pub what: String,
}

impl Typed {
    fn of(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.trim())
    }

    /// The configuration, or every field that cannot be used. A key that is left empty stays what it was, but only while no
    /// address changes: nobody sends a kept key to another host by changing where the vendor is said to be.
    pub fn configuration(
        &self,
        form: &Form,
        kept: Option<&Configuration>,
    ) -> Result<Configuration, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let mut mistake = |field: &'static str, what: String| mistakes.push(Mistake { field, what });
        let base_url = match (self.of(ADDRESS), form.address) {
            ("", Address::Always(address)) => address.to_owned(),
            ("", Address::Such(example)) => {
                mistake(ADDRESS, format!("is missing; such as {example}"));
                String::new()
            }
            (given, _) => given.to_owned(),
        };
        let mut settings = Map::new();
        for field in form.fields.iter().filter(|field| !field.is_secret()) {
            match value(field, self.of(field.name)) {
                Ok(Value::Null) if field.is_needed => mistake(field.name, missing(field)),
                Ok(Value::Null) => {}
                Ok(value) => drop(settings.insert(field.name.to_owned(), value)),
                Err(what) => mistake(field.name, what),
            }
        }
        let stays = kept.filter(|kept| kept.base_url == base_url && same_addresses(form, kept, &settings));
        let mut secrets = BTreeMap::new();
        for field in form.fields.iter().filter(|field| field.is_secret()) {
            let before = stays.and_then(|kept| kept.secrets.get(field.name));
            match (self.of(field.name), before) {
                ("", Some(before)) => drop(secrets.insert(field.name.to_owned(), before.clone())),
                ("", None) if !field.is_needed => {}
                ("", None) if kept.is_some() && stays.is_none() => {
                    mistake(field.name, "must be typed again, since an address is another".to_owned());
                }
                ("", None) => mistake(field.name, missing(field)),
                (given, _) => drop(secrets.insert(field.name.to_owned(), given.to_owned())),
            }
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let reach = stays.map_or_else(public, |kept| kept.reach.clone());
        Ok(Configuration {
            vendor: form.vendor.to_owned(),
            base_url,
            secrets,
            settings: settings.into(),
            reach,
        })
    }

    /// What is kept, as it would be typed; of keys nothing.
    pub(super) fn kept(form: &Form, kept: &Configuration) -> Self {
        let text = |field: &&Field| Some((field.name.to_owned(), typed(kept.settings.get(field.name)?)));
        let mut all: BTreeMap<_, _> =
            form.fields.iter().filter(|field| !field.is_secret()).filter_map(|field| text(&field)).collect();
        all.insert(ADDRESS.to_owned(), kept.base_url.clone());
        Self(all)
    }
}

fn missing(field: &Field) -> String {
    match field.example {
        "" => "is missing".to_owned(),
        example => format!("is missing; such as {example}"),
    }
}

fn same_addresses(form: &Form, kept: &Configuration, settings: &Map<String, Value>) -> bool {
    let told = |value: Option<&Value>| value.cloned().unwrap_or_default();
    let addresses = form.fields.iter().filter(|field| field.kind == FieldKind::Address);
    addresses.map(|f| f.name).all(|name| told(settings.get(name)) == told(kept.settings.get(name)))
}

/// Null where nothing was typed.
fn value(field: &Field, text: &str) -> Result<Value, String> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    match field.kind {
        FieldKind::Secret | FieldKind::Text => Ok(json!(text)),
        FieldKind::Number => match text.parse::<u64>() {
            Ok(number) => Ok(json!(number)),
            Err(_) => Err(format!("`{text}` is no whole number")),
        },
        FieldKind::YesOrNo => match text {
            "yes" => Ok(json!(true)),
            "no" => Ok(json!(false)),
            _ => Err(format!("`{text}` is neither `yes` nor `no`")),
        },
        FieldKind::Choice(words) if words.contains(&text) => Ok(json!(text)),
        FieldKind::Choice(words) => Err(format!("`{text}` is none of {}", words.join(", "))),
        FieldKind::Address if text.starts_with("https://") || text.starts_with("http://") => Ok(json!(text)),
        FieldKind::Address => Err(format!("`{text}` is no address; it begins with https://")),
        FieldKind::Day => match text.parse::<BusinessDate>() {
            Ok(_) => Ok(json!(text)),
            Err(_) => Err(format!("`{text}` is no day such as 2026-01-31")),
        },
        FieldKind::Words => {
            let words: Vec<&str> = text.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
            Ok(json!(words))
        }
        FieldKind::Pairs => pairs(text),
    }
}

fn pairs(text: &str) -> Result<Value, String> {
    let mut members = Map::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let Some((name, value)) = line.split_once('=') else {
            return Err(format!("the line `{line}` has no `=`"));
        };
        if members.insert(name.trim().to_owned(), json!(value.trim())).is_some() {
            return Err(format!("`{}` is there twice", name.trim()));
        }
    }
    Ok(members.into())
}

/// The other way round.
fn typed(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(words) => words.iter().map(typed).collect::<Vec<_>>().join(", "),
        Value::Object(members) => {
            members.iter().map(|(k, v)| format!("{k} = {}", typed(v))).collect::<Vec<_>>().join("\n")
        }
        Value::Number(number) => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[Field] = &[
        Field::secret("key", "Key", ""),
        Field::secret("second", "Second key", "").unneeded(),
        Field::needed("license", "Licence", FieldKind::Text, "", "403R-00001"),
        Field::or_not("size", "Rows", FieldKind::Number, "", "20"),
        Field::or_not("look", "Look", FieldKind::YesOrNo, "", "yes"),
        Field::or_not("how", "How", FieldKind::Choice(&["hex", "base64"]), "", "hex"),
        Field::or_not("token_url", "Tokens", FieldKind::Address, "", "https://t"),
        Field::or_not("since", "Since", FieldKind::Day, "", "2000-01-01"),
        Field::or_not("feeds", "Feeds", FieldKind::Words, "", "a, b"),
        Field::or_not("types", "Types", FieldKind::Pairs, "", "41 = each"),
    ];

    fn form(address: Address) -> Form {
        Form { vendor: "metrc", title: "Metrc", kinds: Vec::new(), address, fields: FIELDS.to_vec() }
    }

    fn given(pairs: &[(&str, &str)]) -> Typed {
        Typed(pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
    }

    const SUCH: Address = Address::Such("https://api-co.metrc.com");
    const WHOLE: [(&str, &str); 10] = [
        (ADDRESS, "https://api-co.metrc.com"),
        ("key", "hush-hush"),
        ("license", " 403R-00001 "),
        ("size", "20"),
        ("look", "no"),
        ("how", "base64"),
        ("token_url", "https://sso.example/token"),
        ("since", "2020-02-29"),
        ("feeds", "weedmaps,  leafly,"),
        ("types", "41 = each\n\n42=grams"),
    ];

    #[test]
    fn every_kind_of_field_becomes_what_the_configuration_holds_and_is_typed_back() {
        let form = form(SUCH);
        let made = given(&WHOLE).configuration(&form, None).expect("nothing is amiss");
        let settings = json!({
            "license": "403R-00001", "size": 20, "look": false, "how": "base64", "since": "2020-02-29",
            "token_url": "https://sso.example/token", "feeds": ["weedmaps", "leafly"],
            "types": {"41": "each", "42": "grams"},
        });
        assert_eq!((made.settings.clone(), made.reach.clone()), (settings, json!("public")));
        assert_eq!(made.secrets, [("key".to_owned(), "hush-hush".to_owned())].into());
        let back = Typed::kept(&form, &made);
        assert!(!back.0.contains_key("key"), "no key is shown again");
        let again = back.configuration(&form, Some(&made)).expect("as it was");
        assert_eq!((again.settings, again.secrets), (made.settings, made.secrets));
    }

    #[test]
    fn each_mistake_is_told_at_its_field() {
        let wrong = given(&[
            ("size", "-1"),
            ("look", "maybe"),
            ("how", "rot13"),
            ("token_url", "ftp://x"),
            ("since", "2021-02-29"),
            ("types", "41 each"),
        ]);
        let mistakes = wrong.configuration(&form(SUCH), None).unwrap_err();
        let fields: Vec<&str> = mistakes.iter().map(|m| m.field).collect();
        assert_eq!(fields, [ADDRESS, "license", "size", "look", "how", "token_url", "since", "types", "key"]);
        let always = wrong.configuration(&form(Address::Always("https://a")), None).unwrap_err();
        assert!(always.iter().all(|m| m.field != ADDRESS), "a vendor with one address needs none typed");
        let twice = given(&[("types", "41 = each\n41 = grams")]);
        let twice = twice.configuration(&form(SUCH), None).unwrap_err();
        assert!(twice.iter().any(|m| m.what.contains("twice")));
    }

    #[test]
    fn a_kept_key_never_goes_to_another_address() {
        let form = form(SUCH);
        let mut kept = given(&WHOLE).configuration(&form, None).expect("nothing is amiss");
        kept.reach = json!("sandbox");
        let with = |name: &str, text: &str| {
            let mut typed = Typed::kept(&form, &kept);
            typed.0.insert(name.to_owned(), text.to_owned());
            typed.configuration(&form, Some(&kept))
        };
        assert_eq!(with("size", "10").expect("no address changed").reach, json!("sandbox"));
        for (name, text) in
            [(ADDRESS, "https://elsewhere"), ("token_url", "https://elsewhere"), ("token_url", "")]
        {
            let mistakes = with(name, text).unwrap_err();
            assert_eq!(mistakes.iter().map(|m| m.field).collect::<Vec<_>>(), ["key"], "{name}");
        }
        let mut typed = given(&[("key", "another"), (ADDRESS, "https://elsewhere"), ("license", "1")]);
        let made = typed.configuration(&form, Some(&kept)).expect("all is typed anew");
        assert_eq!(made.reach, json!("public"), "what a simulator may, no other host may");
        typed.0.remove("key");
        assert!(typed.configuration(&form, None).is_err());
    }
}
