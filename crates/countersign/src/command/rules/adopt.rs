//! `rules adopt`: settling what the law leaves open, by two people who each sign in.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use countersign_app::App;
use countersign_app::people::second_factor::second_factor;
use countersign_app::people::session::{self, Opened};
use countersign_app::people::sign_in::{SignIn, sign_in};
use countersign_app::rulebook::{Standing, adopt};
use countersign_app::setup;
use countersign_kernel::Actor;
use countersign_rulebook::{ReadingInfo, Rulebook};

use super::Folder;
use crate::wire;

const DEVICE: &str = "command line";

/// Proposes a reading of an open question, or what becomes of an announced rule (`in-force`, `set-aside`); a second
/// person signs with --sign. The password is asked for, or read from standard input
#[derive(Debug, Args)]
pub struct Adopt {
    /// The whole id, as `rules show` prints it; without one, how everything stands
    question: Option<String>,
    /// The reading that is proposed
    #[arg(requires = "ground", conflicts_with_all = ["sign", "reopen"])]
    reading: Option<String>,
    /// Why, for the record
    #[arg(long)]
    ground: Option<String>,
    /// Sign what somebody else proposed
    #[arg(long, requires = "question")]
    sign: bool,
    /// Propose that the question be open again
    #[arg(long, requires = "ground", conflicts_with = "sign")]
    reopen: bool,
    /// The login of the person who proposes or signs
    #[arg(long = "as", value_name = "LOGIN")]
    login: Option<String>,
    #[command(flatten)]
    database: wire::DatabaseArgs,
    #[command(flatten)]
    folder: Folder,
}

impl Adopt {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let wired = wire::open(&self.database, self.folder.rules.as_deref()).await?;
        let app = &wired.app;
        let Some(question) = &self.question else {
            let standing = adopt::standing(app, &Actor::system("operator")).await?;
            let places: Vec<String> =
                setup::stores(app).await?.into_iter().map(|store| store.jurisdiction).collect();
            write(&standing, &undecided(&app.rulebook(), &places))?;
            return Ok(ExitCode::SUCCESS);
        };
        let login = self.login.as_deref().context("--as: say who does it")?;
        let opened = signed_in(app, login).await?;
        let done = self.settle(app, &opened.session.actor, question).await;
        session::sign_out(app, opened.secret.expose()).await?;
        done.map(|()| ExitCode::SUCCESS)
    }

    async fn settle(&self, app: &App, actor: &Actor, question: &str) -> anyhow::Result<()> {
        if self.sign {
            adopt::sign(app, actor, question).await?;
            let hash = app.rulebook().hash().to_owned();
            writeln!(std::io::stdout(), "signed; the rulebook is now {hash}")?;
            return Ok(());
        }
        if self.reading.is_none() && !self.reopen {
            bail!("name the reading to propose, or --reopen, or --sign");
        }
        let ground = self.ground.as_deref().unwrap_or_default();
        let found = adopt::propose(app, actor, question, self.reading.as_deref(), ground).await?;
        writeln!(
            std::io::stdout(),
            "proposed; of {} past orders {} come out differently; a second person signs with --sign",
            found.looked_at,
            found.changed
        )?;
        Ok(())
    }
}

async fn signed_in(app: &App, login: &str) -> anyhow::Result<Opened> {
    let password = asked(&format!("Password of {login}: "))?;
    match sign_in(app, login, &password, DEVICE, DEVICE).await? {
        SignIn::Done(opened) => Ok(*opened),
        SignIn::NeedsSecondFactor { secret } => {
            let code = asked("Code: ")?;
            Ok(second_factor(app, secret.expose(), &code).await?)
        }
    }
}

/// One line: without an echo from a terminal, as it comes from a file or a pipe.
fn asked(prompt: &str) -> anyhow::Result<String> {
    if std::io::stdin().is_terminal() {
        return rpassword::prompt_password(prompt).context("the terminal");
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).context("standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// What could be settled where the shops are: `(id, what it is)`.
fn undecided(book: &Rulebook, places: &[String]) -> Vec<(String, String)> {
    let here = |place: &str| places.iter().any(|own| own == place);
    let questions =
        book.open_questions().into_iter().filter(|q| q.adopted.is_none() && here(&q.jurisdiction));
    let bulletins = book.bulletins().into_iter().filter(|b| b.adopted.is_none() && here(&b.jurisdiction));
    let readings = |readings: &[ReadingInfo]| {
        readings.iter().map(|reading| reading.id.to_string()).collect::<Vec<_>>().join(", ")
    };
    let asked = questions.map(|q| (q.id.to_string(), format!("open; readings: {}", readings(&q.readings))));
    let announced = bulletins.map(|b| (b.id.to_string(), format!("announced for {}", b.from)));
    asked.chain(announced).collect()
}

fn write(standing: &Standing, undecided: &[(String, String)]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for one in &standing.settled {
        let (proposed, signed) = (&one.proposed_by, &one.signed_by);
        writeln!(
            out,
            "{}: {}, proposed by {proposed}, signed by {signed} {}",
            one.question, one.reading, one.signed_at
        )?;
    }
    for one in &standing.proposals {
        let reading = one.reading.as_deref().unwrap_or("open again");
        writeln!(out, "{}: {reading}, proposed by {} {}, not signed", one.question, one.by, one.at)?;
    }
    for (id, what) in undecided {
        writeln!(out, "{id}: {what}")?;
    }
    for misfit in &standing.health.misfits {
        writeln!(out, "counts for nothing: {misfit}")?;
    }
    Ok(())
}
