//! What a person can do with the page in front of them. Everything is found by the words on the screen, and waited
//! for; a part that a live update replaces meanwhile is looked for again.

use anyhow::{Context, anyhow};
use fantoccini::Client;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::CmdError;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::deadline::Deadline;
use crate::demo::Demo;

/// Finds what is shown; what a dialog covers does not count. `norm` is how words are compared: as one sees them, in
/// any case, without the key that stands beside them.
const FINDING: &str = r#"
    const top = () => [...document.querySelectorAll("dialog[open]")].pop() ?? document;
    const shown = (el) => el.checkVisibility({ visibilityProperty: true });
    const norm = (text) => text.replace(/\s+/g, " ").trim().toLowerCase();
    const words = (el) => {
        const copy = el.cloneNode(true);
        copy.querySelectorAll("kbd, svg").forEach((part) => part.remove());
        return norm(copy.textContent);
    };
    const all = (css) => [...top().querySelectorAll(css)].filter(shown);
    const best = (list, wanted) => list.find((el) => words(el) === wanted)
        ?? list.find((el) => words(el).startsWith(wanted)) ?? list.find((el) => words(el).includes(wanted));
"#;

const PRESSABLE: &str = r#"
    const wanted = norm(arguments[0]);
    const list = all("button, a, summary, [role='option'], label.choice");
    // The very words come first, wherever they are; then what the page is about comes before the frame round it.
    const inside = list.filter((el) => el.closest("main, dialog"));
    const same = (from) => from.find((el) => words(el) === wanted);
    return same(inside) ?? same(list) ?? best(inside, wanted) ?? best(list, wanted) ?? null;
"#;

const ROOM: &str = r#"
    const wanted = norm(arguments[0]);
    return [...document.querySelectorAll("nav a")].filter(shown).find((el) => words(el).startsWith(wanted)) ?? null;
"#;

const LABELLED: &str = r#"
    const wanted = norm(arguments[0]);
    const label = best(all("label"), wanted);
    return label ? label.control : null;
"#;

#[derive(Debug)]
pub struct Page {
    // The browser goes before the demo: a page that lost its server would only complain.
    pub browser: Browser,
    pub demo: Demo,
}

impl Page {
    pub fn client(&self) -> &Client {
        &self.browser.client
    }

    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> anyhow::Result<Value> {
        Ok(self.client().execute(script, arguments).await?)
    }

    /// Types an address.
    pub async fn open(&self, path: &str) -> anyhow::Result<()> {
        Ok(self.client().goto(&format!("{}{path}", self.demo.address)).await?)
    }

    /// Path and query of the page that is open.
    pub async fn path(&self) -> anyhow::Result<String> {
        let url = self.client().current_url().await?;
        Ok(url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path())))
    }

    /// Signs in the way the demo offers it, with login and password.
    pub async fn sign_in(&self, login: &str) -> anyhow::Result<()> {
        self.fill("Name", login).await?;
        self.fill("Password", &self.demo.password()?).await?;
        self.press("Sign in").await?;
        self.until("the console to open", "return !!document.querySelector('nav.rail')", vec![]).await?;
        Ok(())
    }

    /// Signs whoever is there out, and another person in.
    pub async fn hand_to(&self, login: &str) -> anyhow::Result<()> {
        self.client().delete_all_cookies().await?;
        self.open("/sign-in").await?;
        self.sign_in(login).await
    }

    pub async fn text(&self) -> anyhow::Result<String> {
        let text = self.run("return document.body ? document.body.innerText : ''", vec![]).await?;
        Ok(text.as_str().unwrap_or("").to_owned())
    }

    /// Asks a script until it answers with something true, and gives that.
    pub async fn until(&self, what: &str, script: &str, arguments: Vec<Value>) -> anyhow::Result<Value> {
        let script = format!("{FINDING}{script}");
        let deadline = Deadline::usual();
        loop {
            let answer = match self.client().execute(&script, arguments.clone()).await {
                // In the middle of going to another page there is none to ask.
                Err(why) if !is_passing(&why) => return Err(anyhow!(why).context(what.to_owned())),
                answer => answer.unwrap_or_default(),
            };
            if !matches!(answer, Value::Null | Value::Bool(false))
                && answer != json!(0)
                && answer != json!("")
            {
                return Ok(answer);
            }
            deadline.again(what).await?;
        }
    }

    /// Waits until these words are on the page.
    pub async fn see(&self, words: &str) -> anyhow::Result<()> {
        let script = "return norm(top().innerText ?? document.body.innerText).includes(norm(arguments[0]))";
        self.until(&format!("`{words}` to appear"), script, vec![json!(words)]).await.map(drop)
    }

    pub async fn see_no(&self, words: &str) -> anyhow::Result<()> {
        let script = "return !norm(document.body.innerText).includes(norm(arguments[0]))";
        self.until(&format!("`{words}` to be gone"), script, vec![json!(words)]).await.map(drop)
    }

    /// Waits until something matches a selector, and gives its text.
    pub async fn part(&self, css: &str) -> anyhow::Result<String> {
        let script =
            "const el = document.querySelector(arguments[0]); return el && (el.innerText || el.value || ' ')";
        let text = self.until(&format!("`{css}`"), script, vec![json!(css)]).await?;
        Ok(text.as_str().unwrap_or("").trim().to_owned())
    }

    /// Waits until something matches a selector, and gives one of its attributes.
    pub async fn attribute(&self, css: &str, name: &str) -> anyhow::Result<String> {
        let script = "return document.querySelector(arguments[0])?.getAttribute(arguments[1])";
        let text =
            self.until(&format!("`{css}` with `{name}`"), script, vec![json!(css), json!(name)]).await?;
        Ok(text.as_str().unwrap_or("").to_owned())
    }

    /// Sets a date, which every locale types differently.
    pub async fn set(&self, name: &str, value: &str) -> anyhow::Result<()> {
        let script = "const el = document.querySelector(`[name='${arguments[0]}']`); if (el) el.value = arguments[1]; return !!el";
        self.until(&format!("the field `{name}`"), script, vec![json!(name), json!(value)]).await.map(drop)
    }

    pub async fn count(&self, css: &str) -> anyhow::Result<u64> {
        let count =
            self.run("return document.querySelectorAll(arguments[0]).length", vec![json!(css)]).await?;
        count.as_u64().context("a count is a number")
    }

    async fn found(&self, what: &str, script: &str, words: &str) -> anyhow::Result<Element> {
        let answer = self.until(what, script, vec![json!(words)]).await?;
        let id = answer.as_object().and_then(|object| object.values().next()?.as_str().map(str::to_owned));
        let id = id.with_context(|| format!("{what}: the browser gives no element but {answer}"))?;
        Ok(Element::from_element_id(self.client().clone(), ElementRef::from(id)))
    }

    /// Presses the button, link or choice with these words.
    pub async fn press(&self, words: &str) -> anyhow::Result<()> {
        let what = format!("something to press that says `{words}`");
        let deadline = Deadline::usual();
        loop {
            let element = self.found(&what, PRESSABLE, words).await?;
            // The driver is content with the edge of the window, where the bars that stay lie on top.
            let middle = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
            let moved = self.run(middle, vec![serde_json::to_value(&element)?]).await;
            if moved.is_err() {
                // It went away meanwhile.
                deadline.again(&what).await?;
                continue;
            }
            match element.click().await {
                Err(why) if is_passing(&why) => deadline.again(&what).await?,
                outcome => return outcome.with_context(|| what.clone()),
            }
        }
    }

    /// Goes to a room by the list of rooms, whatever number stands beside its name.
    pub async fn room(&self, name: &str) -> anyhow::Result<()> {
        let what = format!("the room `{name}`");
        let deadline = Deadline::usual();
        loop {
            match self.found(&what, ROOM, name).await?.click().await {
                // The page was drawn anew between the finding and the click.
                Err(why) if is_passing(&why) => deadline.again(&what).await?,
                outcome => return outcome.context(what),
            }
        }
    }

    /// Types into the field with this label, in place of what is there.
    pub async fn fill(&self, label: &str, value: &str) -> anyhow::Result<()> {
        let what = format!("a field labelled `{label}`");
        let deadline = Deadline::usual();
        loop {
            let field = self.found(&what, LABELLED, label).await?;
            let filled = match field.clear().await {
                Ok(()) => field.send_keys(value).await,
                failed => failed,
            };
            match filled {
                Err(why) if is_passing(&why) => deadline.again(&what).await?,
                outcome => return outcome.context(what),
            }
        }
    }

    /// Chooses the option with these words from the list with this label.
    pub async fn choose(&self, label: &str, option: &str) -> anyhow::Result<()> {
        let what = format!("`{option}` in the list `{label}`");
        let list = self.found(&what, LABELLED, label).await?;
        let script = format!(
            "{FINDING} const option = best([...arguments[0].options], norm(arguments[1])); return option?.value ?? null"
        );
        let value = self.run(&script, vec![serde_json::to_value(&list)?, json!(option)]).await?;
        let value = value.as_str().with_context(|| format!("there is no {what}"))?;
        list.select_by_value(value).await.context(what)
    }

    /// Presses a key while another is held.
    pub async fn chord(&self, held: char, key: char) -> anyhow::Result<()> {
        let actions = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key })
            .then(KeyAction::Up { value: held });
        Ok(self.client().perform_actions(actions).await?)
    }

    /// Presses one key after another, wherever the focus is.
    pub async fn keys(&self, keys: &[char]) -> anyhow::Result<()> {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for key in keys {
            actions = actions.then(KeyAction::Down { value: *key }).then(KeyAction::Up { value: *key });
        }
        Ok(self.client().perform_actions(actions).await?)
    }
}

/// Errors that mean "the page is changing just now".
fn is_passing(why: &CmdError) -> bool {
    let text = why.to_string();
    why.is_stale_element_reference()
        || why.is_no_such_window()
        || why.is_element_not_interactable()
        || why.to_string().contains("click intercepted")
        || ["context", "navigat", "detached", "not attached", "inspected target", "aborted"]
            .iter()
            .any(|word| text.contains(word))
}
