//! From text to lists. Whatever is wrong is told with its line.

use std::collections::BTreeSet;
use std::ops::Range;

use countersign_domain::checklist::{Assigned, Item, List, Lists, Moment, Sight};
use countersign_kernel::Role;
use serde::Deserialize;
use toml::Spanned;

const WORD_CHARS_MAX: usize = 40;
const SENTENCE_CHARS_MAX: usize = 200;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct ChecklistError {
    pub line: usize,
    pub message: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    list: Vec<Spanned<ListEntry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListEntry {
    id: Spanned<String>,
    title: Spanned<String>,
    from: Spanned<String>,
    #[serde(default)]
    stores: Vec<String>,
    item: Vec<Spanned<ItemEntry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemEntry {
    id: Spanned<String>,
    says: Spanned<String>,
    role: Option<Spanned<String>>,
    person: Option<Spanned<String>>,
    due: Spanned<String>,
    seen: Option<Spanned<String>>,
}

/// Reads a file of the form of `people/checklists.toml`.
pub fn read(text: &str) -> Result<Lists, ChecklistError> {
    let line = |span: Range<usize>| 1 + text[..span.start.min(text.len())].matches('\n').count();
    let file: File = toml::from_str(text).map_err(|error| ChecklistError {
        line: error.span().map_or(1, line),
        message: error.message().to_owned(),
    })?;
    let reader = Reader { line: &line };
    let lists: Vec<List> = file.list.iter().map(|entry| reader.list(entry)).collect::<Result<_, _>>()?;
    for (place, (list, entry)) in lists.iter().zip(&file.list).enumerate() {
        let same = |other: &&List| other.id == list.id && shares_a_store(other, list);
        if lists[..place].iter().any(|other| same(&other)) {
            let message = format!("the list `{}` stands twice for the same store; delete one", list.id);
            return Err(ChecklistError { line: line(entry.span()), message });
        }
    }
    if !lists.iter().any(|list| list.stores.is_empty()) {
        let message = "no list is for all stores; write one without `stores`".to_owned();
        return Err(ChecklistError { line: 1, message });
    }
    Ok(Lists(lists))
}

fn shares_a_store(one: &List, other: &List) -> bool {
    let both_general = one.stores.is_empty() && other.stores.is_empty();
    both_general || one.stores.iter().any(|store| other.stores.contains(store))
}

struct Reader<'a> {
    line: &'a dyn Fn(Range<usize>) -> usize,
}

impl Reader<'_> {
    fn wrong<T>(&self, at: &Spanned<T>, message: String) -> ChecklistError {
        ChecklistError { line: (self.line)(at.span()), message }
    }

    fn list(&self, entry: &Spanned<ListEntry>) -> Result<List, ChecklistError> {
        let list = entry.get_ref();
        if list.item.is_empty() {
            return Err(self.wrong(entry, "a list without an item; write one or delete the list".to_owned()));
        }
        let mut items: Vec<Item> = Vec::new();
        let mut seen = BTreeSet::new();
        for item in &list.item {
            let item_id = &item.get_ref().id;
            if !seen.insert(item_id.get_ref().as_str()) {
                let message =
                    format!("`{}` stands twice in this list; give one another id", item_id.get_ref());
                return Err(self.wrong(item_id, message));
            }
            items.push(self.item(item)?);
        }
        Ok(List {
            id: self.word(&list.id)?,
            title: self.sentence(&list.title)?,
            from: self.moment(&list.from)?,
            items,
            stores: list.stores.clone(),
        })
    }

    fn item(&self, entry: &Spanned<ItemEntry>) -> Result<Item, ChecklistError> {
        let item = entry.get_ref();
        let assigned = match (&item.role, &item.person) {
            (Some(role), None) => Assigned::Role(self.role(role)?),
            (None, Some(person)) => Assigned::Person(self.sentence(person)?),
            _ => return Err(self.wrong(entry, "write whose it is: either `role` or `person`".to_owned())),
        };
        Ok(Item {
            id: self.word(&item.id)?,
            says: self.sentence(&item.says)?,
            assigned,
            due: self.moment(&item.due)?,
            sight: item.seen.as_ref().map(|word| self.sight(word)).transpose()?,
        })
    }

    fn role(&self, word: &Spanned<String>) -> Result<Role, ChecklistError> {
        Role::from_word(word.get_ref()).ok_or_else(|| {
            let known: Vec<_> = Role::ALL.iter().map(|role| role.word()).collect();
            self.wrong(
                word,
                format!("`{}` is not a role; the known ones are {}", word.get_ref(), known.join(", ")),
            )
        })
    }

    fn sight(&self, word: &Spanned<String>) -> Result<Sight, ChecklistError> {
        Sight::from_word(word.get_ref()).ok_or_else(|| {
            let known: Vec<_> = Sight::ALL.iter().map(|sight| sight.word()).collect();
            let (word_, known) = (word.get_ref(), known.join(", "));
            self.wrong(word, format!("`{word_}` is nothing the product can see; it sees {known}"))
        })
    }

    fn moment(&self, text: &Spanned<String>) -> Result<Moment, ChecklistError> {
        text.get_ref().parse().map_err(|why| self.wrong(text, format!("{why}")))
    }

    /// Ids stand in addresses and on the record.
    fn word(&self, text: &Spanned<String>) -> Result<String, ChecklistError> {
        let word = text.get_ref();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if word.is_empty() || word.len() > WORD_CHARS_MAX || !word.chars().all(fits) {
            let message =
                format!("`{word}` cannot be an id; write 1 to {WORD_CHARS_MAX} of a to z, 0 to 9 and -");
            return Err(self.wrong(text, message));
        }
        Ok(word.clone())
    }

    fn sentence(&self, text: &Spanned<String>) -> Result<String, ChecklistError> {
        let said = text.get_ref().trim();
        if said.is_empty() || said.chars().count() > SENTENCE_CHARS_MAX {
            return Err(self.wrong(text, format!("write 1 to {SENTENCE_CHARS_MAX} characters")));
        }
        Ok(said.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::super::built_in::TEXT;
    use super::*;

    #[test]
    fn the_built_in_lists_are_opening_midday_and_closing() {
        let lists = read(TEXT).expect("the built-in file");
        let ids: Vec<&str> = lists.0.iter().map(|list| list.id.as_str()).collect();
        assert_eq!(ids, ["opening", "midday", "closing"]);
        let seen = |sight| lists.0.iter().flat_map(|list| &list.items).any(|item| item.sight == Some(sight));
        for sight in Sight::ALL {
            assert!(seen(sight), "no built-in item shows what `{}` can do", sight.word());
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let line_of =
            |text: &str| 1 + TEXT.lines().position(|line| line.contains(text)).expect("it is in the file");
        for (from, to, said) in [
            ("role = \"it\"", "role = \"boss\"", "`boss` is not a role; the known ones are associate,"),
            ("seen = \"books-pulled\"", "seen = \"books\"", "`books` is nothing the product can see;"),
            ("id = \"night\"", "id = \"The night\"", "`The night` cannot be an id;"),
            ("id = \"connections\"", "id = \"night\"", "`night` stands twice in this list;"),
            ("due = \"opens + 5 min\"", "due = \"noon\"", "`noon`"),
            ("title = \"Midday\"", "title = \" \"", "write 1 to 200 characters"),
        ] {
            let found = read(&TEXT.replacen(from, to, 1)).expect_err(to);
            assert_eq!(found.line, line_of(from), "{found}");
            assert!(found.message.starts_with(said), "{found}");
        }
        let nobodys = TEXT.replacen("role = \"it\"\n", "", 1);
        assert!(read(&nobodys).expect_err("nobody's").message.contains("either `role` or `person`"));
        let both = TEXT.replacen("role = \"it\"", "role = \"it\"\nperson = \"jo\"", 1);
        assert!(read(&both).expect_err("two").message.contains("either `role` or `person`"));
        let twice =
            format!("{TEXT}\n[[list]]\nid = \"midday\"\ntitle = \"M\"\nfrom = \"12:00\"\nitem = []\n");
        assert!(read(&twice).expect_err("empty").message.contains("without an item"));
        let twice = format!("{TEXT}{}", &TEXT[TEXT.find("[[list]]\nid = \"midday\"").expect("midday")..]);
        assert!(read(&twice).expect_err("twice").message.contains("`midday` stands twice"));
        assert!(read("list = []").expect_err("none").message.contains("no list is for all stores"));
    }
}
