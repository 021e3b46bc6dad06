//! A task board in memory: it takes what it is told, forgets to answer, is edited by people, and calls nobody by itself.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use countersign_kernel::{ManualClock, Timestamp};
use countersign_ports::error::{Effect, Failure};
use countersign_ports::http::Secret;
use countersign_ports::marketplace::WebhookError;
use countersign_ports::task_board::{
    Change, Completion, Habits, Heard, Knock, Purse, Seen, TaskBoard, Wanted, Written,
};
use countersign_ports::{CallError, Connection};

pub const BOARD: &str = "board_sim";
/// The header in which it tells its secret first, and shows it afterwards.
pub const TELLS: &str = "x-tells";
pub const SHOWS: &str = "x-shows";

#[derive(Debug)]
pub struct Board {
    clock: Arc<ManualClock>,
    pub tasks: Mutex<Vec<Seen>>,
    pub comments: Mutex<Vec<(String, String)>>,
    /// Accounts and the sign-in names they stand for.
    pub people: Vec<(String, String)>,
    pub calls_per_day: Option<u32>,
    /// Makes what it is told, and does not answer.
    pub is_mute: AtomicBool,
    pub is_down: AtomicBool,
    /// Takes a call and never answers.
    pub hangs: AtomicBool,
    /// What is over leaves the board.
    pub puts_away: AtomicBool,
    /// Calls nobody any more, whatever it was asked.
    pub gave_up: AtomicBool,
    /// Does not say that its calls are signed.
    pub signs_nothing: AtomicBool,
    pub calls: AtomicU32,
    pub watched: Mutex<Vec<String>>,
}

impl Board {
    pub fn new(clock: Arc<ManualClock>, people: &[(&str, &str)], calls_per_day: Option<u32>) -> Self {
        let people = people.iter().map(|(account, login)| ((*account).to_owned(), (*login).to_owned()));
        Self {
            clock,
            tasks: Mutex::default(),
            comments: Mutex::default(),
            people: people.collect(),
            calls_per_day,
            is_mute: AtomicBool::new(false),
            is_down: AtomicBool::new(false),
            hangs: AtomicBool::new(false),
            puts_away: AtomicBool::new(false),
            gave_up: AtomicBool::new(false),
            signs_nothing: AtomicBool::new(false),
            calls: AtomicU32::new(0),
            watched: Mutex::default(),
        }
    }

    pub fn tasks(&self) -> MutexGuard<'_, Vec<Seen>> {
        self.tasks.lock().expect("nobody panics while holding the tasks")
    }

    /// Everything that it was ever told, as text.
    pub fn text(&self) -> String {
        format!("{:?} {:?}", self.tasks(), self.comments.lock().expect("nobody panics while holding it"))
    }

    /// Somebody completes what has this key.
    pub fn complete(&self, key: &str, by: Option<&str>) {
        use countersign_kernel::Clock;
        let mark = self.clock.now().to_string();
        let mut tasks = self.tasks();
        let task = tasks.iter_mut().find(|task| task.key.as_deref() == Some(key)).expect("it is there");
        task.done = Some(Completion { mark, by: by.map(str::to_owned) });
    }

    fn call(&self, operation: &'static str, purse: &Purse) -> Result<(), CallError> {
        purse.take(BOARD, operation)?;
        self.calls.fetch_add(1, Ordering::SeqCst);
        let error = |failure, effect| CallError { vendor: BOARD, operation, failure, effect };
        match self.is_down.load(Ordering::SeqCst) {
            true => Err(error(Failure::Broken { status: 503 }, Effect::None)),
            false => Ok(()),
        }
    }

    fn put(&self, id: String, wanted: &Wanted, before: Option<&Seen>) -> Seen {
        use countersign_kernel::Clock;
        let now = self.clock.now();
        let done = wanted.done.then(|| {
            let robot = || Completion { mark: now.to_string(), by: Some("robot".to_owned()) };
            before.and_then(|task| task.done.clone()).unwrap_or_else(robot)
        });
        Seen {
            url: Some(format!("https://board.example/{id}")),
            id,
            key: wanted.key.clone(),
            title: wanted.title.clone(),
            notes: wanted.notes.clone(),
            due_at: wanted.due_at,
            assignee: wanted.assignee.clone().or_else(|| before.and_then(|task| task.assignee.clone())),
            done,
            made_at: Some(before.and_then(|task| task.made_at).unwrap_or(now)),
        }
    }
}

#[async_trait]
impl TaskBoard for Board {
    fn habits(&self) -> Habits {
        let calls_per_day = self.calls_per_day;
        Habits {
            sweep_seconds: 300,
            calls_per_day,
            changes_per_call: 1,
            calls_back: true,
            signs: !self.signs_nothing.load(Ordering::SeqCst),
            puts_away: self.puts_away.load(Ordering::SeqCst),
        }
    }

    fn person(&self, account: &str) -> Option<&str> {
        self.people.iter().find(|(known, _)| known == account).map(|(_, login)| login.as_str())
    }

    fn account(&self, login: &str) -> Option<&str> {
        self.people.iter().find(|(_, known)| known == login).map(|(account, _)| account.as_str())
    }

    async fn board(&self, purse: &Purse) -> Result<String, CallError> {
        self.call("board", purse).map(|()| "Open work".to_owned())
    }

    async fn tasks(&self, _since: Timestamp, purse: &Purse) -> Result<Vec<Seen>, CallError> {
        self.call("board tasks", purse)?;
        if self.hangs.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        Ok(self.tasks().clone())
    }

    async fn apply(&self, changes: &[Change], purse: &Purse) -> Vec<Result<Written, CallError>> {
        let mut done = Vec::new();
        for change in changes {
            let answer = self.call("change task", purse).map(|()| match change {
                Change::Create(wanted) => {
                    let mut tasks = self.tasks();
                    let task = self.put(format!("t{}", tasks.len() + 1), wanted, None);
                    let written = Written { id: task.id.clone(), url: task.url.clone() };
                    tasks.push(task);
                    written
                }
                Change::Set { id, wanted } => {
                    let mut tasks = self.tasks();
                    if wanted.away && self.puts_away.load(Ordering::SeqCst) {
                        tasks.retain(|task| task.id != *id);
                    } else if let Some(task) = tasks.iter_mut().find(|task| task.id == *id) {
                        *task = self.put(id.clone(), wanted, Some(task));
                    }
                    Written { id: id.clone(), url: None }
                }
                Change::Comment { id, text } => {
                    let mut comments = self.comments.lock().expect("nobody panics while holding it");
                    comments.push((id.clone(), text.clone()));
                    Written { id: id.clone(), url: None }
                }
            });
            let silent = CallError {
                vendor: BOARD,
                operation: "change task",
                failure: Failure::NoAnswer,
                effect: Effect::Unknown,
            };
            done.push(if self.is_mute.load(Ordering::SeqCst) { answer.and(Err(silent)) } else { answer });
        }
        done
    }

    async fn watch(&self, address: &str, purse: &Purse) -> Result<String, CallError> {
        self.call("watch board", purse)?;
        self.watched.lock().expect("nobody panics while holding it").push(address.to_owned());
        self.gave_up.store(false, Ordering::SeqCst);
        Ok("hook 1".to_owned())
    }

    async fn is_watching(&self, _hook: &str, address: &str, purse: &Purse) -> Result<bool, CallError> {
        self.call("webhook of the board", purse)?;
        let watched = self.watched.lock().expect("nobody panics while holding it");
        let is_the_last = watched.last().is_some_and(|last| last == address);
        Ok(is_the_last && !self.gave_up.load(Ordering::SeqCst))
    }

    fn hear(&self, knock: Knock<'_>) -> Result<Heard, WebhookError> {
        let header = |name: &str| {
            knock.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
        };
        match (knock.hook, header(SHOWS)) {
            (Some(hook), Some(shown)) if hook.expose() == shown => Ok(Heard::Changed),
            (Some(_), _) => Err(WebhookError::BadSignature),
            (None, _) => {
                let told = header(TELLS).ok_or(WebhookError::Unsigned(TELLS))?;
                let (headers, hook) = (vec![(TELLS.to_owned(), told.to_owned())], Some(Secret::new(told)));
                Ok(Heard::Handshake { headers, body: Vec::new(), hook })
            }
        }
    }
}

/// The board as a connection, by its name: a shop may have several.
#[derive(Debug)]
pub struct Connected(pub Arc<Board>, pub &'static str);

impl Connection for Connected {
    fn vendor(&self) -> &'static str {
        self.1
    }

    fn task_board(&self) -> Option<&dyn TaskBoard> {
        Some(&*self.0)
    }
}
