//! One case: what every side says, what was said and done about it, and what can be done now.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::acts::carry_out;
use countersign_app::inventory::deeds::{self, NewCount, PriceChange};
use countersign_app::inventory::fence;
use countersign_app::inventory::view::{self, ActRow, CaseView};
use countersign_app::people::names;
use countersign_app::{AppError, Refusal};
use countersign_kernel::Permission;
use countersign_kernel::id::CaseId;
use serde::Deserialize;

use super::figures::{self, AnewForm, Figures};
use super::words::{self, Cell, Names};
use crate::orders::{name_of, owed_words};
use crate::serve::frame::{done, shell_for, show_as};
use crate::serve::refused::{act_id, as_sentence};
use crate::serve::{Posted, Signed, Web, WebError};
use crate::session::more::NothingForm;
use crate::shell::{Flash, Room, Shell, Theme};
use crate::ui::{self, Action, Badge, Fact, Field, How, Kind, Tag, Tone, Verdict};

/// `GET /inventory/cases/{id}`
#[derive(Debug, Clone, Template)]
#[template(path = "inventory/case.html")]
pub struct CasePage {
    pub shell: Shell,
    pub id: String,
    pub title: String,
    pub tag: Tag,
    pub badge: Badge,
    pub class: String,
    pub about: Vec<String>,
    pub cause: String,
    pub means: String,
    pub resolved: String,
    pub seen: String,
    pub names: Names,
    pub cells: Vec<Cell>,
    pub notes: Vec<NoteLine>,
    pub note_field: Option<Field>,
    pub closed: bool,
    pub closed_why: String,
    /// What the fence is or would be; absent where there is no product to put one round.
    pub fence: Option<String>,
    pub fence_stands: bool,
    pub may_fence: bool,
    pub adjust: Option<AdjustFields>,
    /// What each channel's price would be set to; empty where none can be.
    pub prices: Vec<String>,
    /// What was sent, what stands there and what the certificate says.
    pub figures: Figures,
    /// The channels on which it could be shown again; empty where there is nothing to show.
    pub show_on: String,
    pub accept: Option<AcceptFields>,
    /// What cannot be done here, and why.
    pub locked: Vec<String>,
    pub may_take: bool,
    pub owed: Vec<OwedLine>,
    pub facts: Vec<Fact>,
}

#[derive(Debug, Clone)]
pub struct NoteLine {
    pub time: String,
    pub said: String,
    pub by: String,
}

#[derive(Debug, Clone)]
pub struct AdjustFields {
    pub says: String,
    pub reason: Field,
    pub note: Field,
    /// It would be empty, and can be finished with the same deed.
    pub can_finish: bool,
}

#[derive(Debug, Clone)]
pub struct AcceptFields {
    pub reason: Field,
    pub days: Field,
}

#[derive(Debug, Clone)]
pub struct OwedLine {
    pub verdict: Verdict,
    pub title: String,
    pub detail: String,
    /// Of one that was given up, for who may let it try again.
    pub retry: Option<Action>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NoteForm {
    note: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AdjustForm {
    state_reason: String,
    adjust_note: String,
    /// `yes` from a ticked box.
    finish: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AcceptForm {
    reason: String,
    days: String,
}

fn case_id(text: &str) -> Result<CaseId, WebError> {
    Ok(text.parse().map_err(|_| AppError::NotFound("case"))?)
}

pub(super) async fn page(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    draw(&web, &signed, &case_id(&id)?, StatusCode::OK, None).await
}

/// `POST /inventory/cases/{id}/ownership`
pub(super) async fn take(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    let id = case_id(&id)?;
    let taken = deeds::take(&web.app, &signed.actor, &id).await;
    after(&web, &signed, &id, taken, &Flash::pass("The case is yours.", "Whoever takes it next has it then."))
        .await
}

/// `POST /inventory/cases/{id}/notes`
pub(super) async fn note(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<NoteForm>,
) -> Result<Response, WebError> {
    let id = case_id(&id)?;
    let noted = deeds::note(&web.app, &signed.actor, &id, &form.note).await;
    after(&web, &signed, &id, noted, &Flash::pass("Written down.", "")).await
}

/// `POST /inventory/cases/{id}/fence`
pub(super) async fn put_fence(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    let id = case_id(&id)?;
    let fenced = deeds::fence(&web.app, &signed.actor, &id).await;
    let more =
        "It cannot be ordered here from now on. The menus are told, and read back until none shows it.";
    after(&web, &signed, &id, fenced, &Flash::of(Verdict::Wait, "The fence is going up.", more)).await
}

/// `POST /inventory/cases/{id}/adjustment`
pub(super) async fn adjust(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<AdjustForm>,
) -> Result<Response, WebError> {
    let id = case_id(&id)?;
    let finish = form.finish == "yes";
    let (reason, note) = (&form.state_reason, &form.adjust_note);
    let asked = deeds::adjust(&web.app, &signed.actor, &id, reason, note, finish).await;
    let more =
        "When the state shows the new count, the books are pulled again and the case closes by itself.";
    after(&web, &signed, &id, asked, &Flash::of(Verdict::Wait, "The state is being told.", more)).await
}

/// `POST /inventory/cases/{id}/prices`
pub(super) async fn reprice(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    let id = case_id(&id)?;
    let asked = deeds::reprice(&web.app, &signed.actor, &id).await;
    let more = "When the menu shows the new price, the books are pulled again and the case closes by itself.";
    after(&web, &signed, &id, asked, &Flash::of(Verdict::Wait, "The marketplace is being told.", more)).await
}

/// `POST /inventory/cases/{id}/publication`
pub(super) async fn publish_anew(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<AnewForm>,
) -> Result<Response, WebError> {
    let id = case_id(&id)?;
    let asked = deeds::publish_anew(&web.app, &signed.actor, &id, form.seen()).await;
    let more = "When every menu shows the certificate's figures, the books are pulled again and the case closes by itself.";
    after(&web, &signed, &id, asked, &Flash::of(Verdict::Wait, "It is on its way to the menus.", more)).await
}

/// `POST /inventory/cases/{id}/showing`
pub(super) async fn show_again(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    let id = case_id(&id)?;
    let asked = deeds::show_again(&web.app, &signed.actor, &id).await;
    let more = "The books are pulled again when the menus have been told.";
    after(&web, &signed, &id, asked, &Flash::of(Verdict::Wait, "It is being shown again.", more)).await
}

/// `POST /inventory/cases/{id}/acts/{act}/retry`
pub(super) async fn retry(
    State(web): State<Web>,
    Path((id, act)): Path<(String, String)>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    let id = case_id(&id)?;
    let act = act_id(&act)?;
    let asked = carry_out::revive(&web.app, &signed.actor, &act).await;
    let flash = Flash::of(Verdict::Wait, "It is tried again.", "It happens in the next few seconds.");
    after(&web, &signed, &id, asked, &flash).await
}

/// `POST /inventory/cases/{id}/acceptance`
pub(super) async fn accept(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<AcceptForm>,
) -> Result<Response, WebError> {
    let id = case_id(&id)?;
    let accepted = match form.days.trim().parse() {
        Ok(days) => deeds::accept(&web.app, &signed.actor, &id, &form.reason, days).await,
        Err(_) => Err(AppError::invalid("days", "is not a whole number of days")),
    };
    let more = "It does not block the gate until its time is over.";
    after(&web, &signed, &id, accepted, &Flash::pass("Accepted.", more)).await
}

/// Back to the case with what was done, or the case as it is with why it was not.
async fn after(
    web: &Web,
    signed: &Signed,
    id: &CaseId,
    outcome: Result<(), AppError>,
    flash: &Flash,
) -> Result<Response, WebError> {
    let (status, verdict, why) = match outcome {
        Ok(()) => return Ok(done(web, &format!("/inventory/cases/{id}"), flash)),
        Err(AppError::Refused(Refusal::Because(why))) => {
            (StatusCode::CONFLICT, Verdict::Unknown, as_sentence(&why))
        }
        Err(AppError::Invalid { field, what }) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Verdict::Stop, as_sentence(&format!("the {field} {what}")))
        }
        Err(AppError::Outside(call)) => {
            let why =
                format!("{} Nothing was changed; try again in a moment.", as_sentence(&call.to_string()));
            (StatusCode::SERVICE_UNAVAILABLE, Verdict::Unknown, why)
        }
        Err(other) => return Err(other.into()),
    };
    draw(web, signed, id, status, Some(Flash::of(verdict, "That was not done.", &why))).await
}

async fn draw(
    web: &Web,
    signed: &Signed,
    id: &CaseId,
    status: StatusCode,
    flash: Option<Flash>,
) -> Result<Response, WebError> {
    let seen = view::case(&web.app, &signed.actor, id).await?;
    let people = names::of_store(&web.app, &signed.actor).await?;
    let who = |label: &str| signed.who(&people, label).to_owned();
    let (case, local, now) = (&seen.case, signed.local(), signed.now);
    let open = case.closed_at.is_none();
    let (may_settle, may_adjust) =
        (signed.may(Permission::InventorySettle), signed.may(Permission::InventoryAdjust));
    let class = words::class(case);
    let (adjust, trouble) =
        if open && may_adjust { adjust_fields(web, signed, &seen).await } else { (None, None) };
    let mut shell = shell_for(web, signed, Room::Inventory, &words::title(case), Vec::new()).await?;
    shell.flash = flash.or(shell.flash);
    let mut locked = locked(web, signed, &seen);
    locked.extend(trouble);
    let csrf = shell.csrf.clone();
    let prices = if may_settle { prices(web, &seen) } else { Vec::new() };
    let show_on = if may_settle { show_on(web, &seen) } else { String::new() };
    let page = CasePage {
        shell,
        id: case.id.to_string(),
        title: words::title(case),
        tag: words::tag(case),
        badge: words::badge(case),
        class: words::class_words(case),
        about: about(&seen),
        cause: as_sentence(&words::cause(case)),
        means: class.map(|class| class.means().to_owned()).unwrap_or_default(),
        resolved: class.map(|class| class.resolved_by().to_owned()).unwrap_or_default(),
        seen: format!("as compared {}", local.clock_or_day(case.seen_at, now)),
        names: Names { state: String::new(), pos: String::new(), menus: name_of(&case.channel) },
        cells: words::cells(case),
        notes: seen
            .notes
            .iter()
            .map(|note| NoteLine {
                time: local.clock_or_day(note.at, now),
                said: note.said.clone(),
                by: who(&note.by_whom),
            })
            .collect(),
        note_field: (open && may_settle).then(|| Field::new("note", "A note", Kind::Area).required()),
        closed: !open,
        closed_why: as_sentence(case.closed_why.as_deref().unwrap_or_default()),
        fence: (open && fence::is_possible(case)).then(|| fence_words(case).to_owned()),
        fence_stands: case.fence != "none",
        may_fence: open && may_settle && may_be_fenced(&seen),
        adjust,
        prices,
        figures: figures::of(web, signed, case).await?,
        show_on,
        accept: (open && signed.may(Permission::InventoryAccept) && deeds::may_be_accepted(case)).then(
            || AcceptFields {
                reason: Field::text("reason", "Why it may stay as it is").required(),
                days: Field::new("days", "For so many days", Kind::Number).value("1").required(),
            },
        ),
        locked,
        may_take: open && may_settle && case.owner.as_deref() != Some(signed.actor.label().as_str()),
        owed: seen.acts.iter().map(|act| owed(web, signed, &csrf, case, act)).collect(),
        facts: facts(signed, &seen, who),
    };
    show_as(web, signed, status, &page)
}

fn about(seen: &CaseView) -> Vec<String> {
    let channel = name_of(&seen.case.channel);
    if channel.is_empty() { Vec::new() } else { vec![format!("on {channel}")] }
}

fn fence_words(case: &view::CaseRow) -> &'static str {
    match case.fence.as_str() {
        "hiding" => {
            "It cannot be ordered here. A menu still shows it, or has not been read back; the gate waits for that."
        }
        "hidden" => "It is hidden on every menu and cannot be ordered here until this case is settled.",
        _ => {
            "Hides it on every menu and lets nobody order it here, so that the gate can open before the case is settled."
        }
    }
}

/// A fence that hangs because a menu refused is put up anew.
fn may_be_fenced(seen: &CaseView) -> bool {
    let stuck = seen.acts.iter().any(|act| act.kind == "menu.hide" && act.state == "dead");
    fence::is_possible(&seen.case) && (seen.case.fence == "none" || (seen.case.fence == "hiding" && stuck))
}

/// The reasons come from the state now; when it does not answer, that is said instead.
async fn adjust_fields(
    web: &Web,
    signed: &Signed,
    seen: &CaseView,
) -> (Option<AdjustFields>, Option<String>) {
    let Some(NewCount { from, to, unit, can_finish }) = deeds::adjustable(&web.app, &seen.case) else {
        return (None, None);
    };
    let waits = |act: &ActRow| act.kind == "state.quantity" && act.state == "due";
    if seen.acts.iter().any(waits) {
        return (None, Some("The state is being told of the new count.".to_owned()));
    }
    let reasons = match deeds::reasons(&web.app, &signed.actor, &seen.case.id).await {
        Ok(reasons) => reasons,
        Err(why) => {
            return (
                None,
                Some(format!("The state's count cannot be set now. {}", as_sentence(&why.to_string()))),
            );
        }
    };
    let words: Vec<(String, String)> = reasons
        .into_iter()
        .map(|reason| {
            let shown = if reason.needs_note {
                format!("{} (needs a note)", reason.name)
            } else {
                reason.name.clone()
            };
            (reason.name, shown)
        })
        .collect();
    let whose = if seen.case.class == "in-state-not-in-pos" {
        "because the point of sale no longer has it. Only when you have looked and none is there."
    } else {
        "what the point of sale counts. Only when you have counted the goods and this is what is there."
    };
    let fields = AdjustFields {
        can_finish,
        says: format!("From {from} to {to} {unit}, {whose}"),
        reason: Field::new("state_reason", "Reason of the state", Kind::Choose(words)).required(),
        note: Field::text("adjust_note", "Note for the state"),
    };
    (Some(fields), None)
}

/// What the reader may not do or nobody can do here, said instead of left out.
fn locked(web: &Web, signed: &Signed, seen: &CaseView) -> Vec<String> {
    let case = &seen.case;
    let adjustable = deeds::adjustable(&web.app, case);
    if case.closed_at.is_some() {
        return Vec::new();
    }
    let mut locked = Vec::new();
    if !signed.may(Permission::InventorySettle) {
        locked.push("You can look at cases; somebody in charge of the inventory settles them.".to_owned());
    } else if adjustable.is_some() && !signed.may(Permission::InventoryAdjust) {
        locked.push("The inventory manager or the manager can set the state's count.".to_owned());
    }
    if case.class == "quantity-mismatch" && adjustable.is_none() {
        locked.push(
            "The two counts are not one against one in one unit, so it is settled at its source.".to_owned(),
        );
    }
    locked.extend(deeds::why_not_priced(&web.app, case).map(str::to_owned));
    let till = deeds::till_by_hand(&web.app, case);
    locked.extend(till.map(|till| {
        let till = name_of(till);
        format!("If {till} is wrong: it lets nobody set a count from outside. Set it there, then pull again.")
    }));
    locked
}

/// What each listing's price would be set to.
fn prices(web: &Web, seen: &CaseView) -> Vec<String> {
    let waits = |act: &ActRow| act.kind == "menu.price" && act.state == "due";
    let is_shut = seen.case.closed_at.is_some() || seen.case.fence == "hiding";
    if is_shut || seen.acts.iter().any(waits) {
        return Vec::new();
    }
    let by_channel = deeds::prices(&web.app, &seen.case);
    let line = |channel: &str, change: &PriceChange| {
        let from = change.from.map_or_else(|| "no price".to_owned(), |price| format!("${}", price.decimal()));
        format!("{}: from {from} to ${}", name_of(channel), change.to.decimal())
    };
    by_channel.iter().flat_map(|(channel, all)| all.iter().map(|one| line(channel, one))).collect()
}

fn show_on(web: &Web, seen: &CaseView) -> String {
    let hidden = deeds::hidden_by(&web.app, &seen.case, &seen.acts);
    hidden.keys().map(|channel| name_of(channel)).collect::<Vec<_>>().join(" and ")
}

fn owed(web: &Web, signed: &Signed, csrf: &str, case: &view::CaseRow, act: &ActRow) -> OwedLine {
    let (verdict, how) = match act.state.as_str() {
        "done" => (Verdict::Pass, "done and read back".to_owned()),
        "dead" => (Verdict::Stop, "given up: a person must look".to_owned()),
        "dropped" => (Verdict::NotNeeded, "no longer owed".to_owned()),
        _ => (Verdict::Wait, format!("tried {} times", act.attempts)),
    };
    let unread = act.result.as_deref().is_some_and(|result| result.contains(r#""read_back":false"#));
    let how = if unread { "done; this menu cannot be read back".to_owned() } else { how };
    let error = act.last_error.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
    let may = act.state == "dead" && carry_out::may_revive(&web.app, &signed.actor, act);
    let retry = may.then(|| {
        let to = format!("/inventory/cases/{}/acts/{}/retry", case.id, act.id);
        let how = How::Post { to, csrf: csrf.to_owned(), fields: Vec::new() };
        Action::new("Try again", Tone::Plain, how).with_icon("retry")
    });
    OwedLine { verdict, title: owed_words(&act.kind, &act.target), detail: format!("{how}{error}"), retry }
}

fn facts(signed: &Signed, seen: &CaseView, who: impl Fn(&str) -> String) -> Vec<Fact> {
    let (case, local, now) = (&seen.case, signed.local(), signed.now);
    let mut facts = vec![
        Fact::new("Opened", &local.clock_or_day(case.opened_at, now)),
        Fact::new("Due", &local.clock_or_day(case.due_at, now)),
        Fact::new("Owner", &case.owner.as_deref().map_or_else(|| "nobody yet".to_owned(), who)),
    ];
    if !case.sku.is_empty() {
        facts.push(Fact::new("Product", &case.sku));
    }
    if let (Some(until), Some(why)) = (case.accepted_until, &case.accepted_why) {
        let until = local.clock_or_day(until.into(), now);
        facts.push(Fact::new("Accepted", &format!("until {until}: {why}")));
    }
    if let Some(at) = case.closed_at {
        facts.push(Fact::new("Closed", &local.clock_or_day(at.into(), now)));
    }
    if signed.may(Permission::RecordView) {
        facts.push(Fact::link("On the record", "every step", &format!("/record?order={}", case.id)));
    }
    facts
}

impl CasePage {
    pub fn sample() -> Self {
        let room = super::room::RoomPage::sample();
        let line = room.cases.into_iter().nth(1).expect("the sample has cases");
        let text = |text: &str| text.to_owned();
        let mut shell = room.shell;
        shell.title.clone_from(&line.title);
        Self {
            shell,
            id: line.id,
            title: line.title,
            tag: line.tag,
            badge: line.badge,
            class: line.class,
            about: Vec::new(),
            cause: text("Sold in the point of sale, and the sale is not yet posted to the state."),
            means: text("State and point of sale count differently, by more than the policy tolerates."),
            resolved: text("Post the missing sale, or recount and adjust the side that is wrong."),
            seen: text("as compared 08:15"),
            names: room.names,
            cells: line.cells,
            notes: vec![NoteLine {
                time: text("08:22"),
                said: text("Counted twice, 22 both times."),
                by: text("K. Duarte"),
            }],
            note_field: Some(Field::new("note", "A note", Kind::Area).required()),
            closed: false,
            closed_why: String::new(),
            fence: Some(text("Hides it on every menu and lets nobody order it here.")),
            fence_stands: false,
            may_fence: true,
            adjust: Some(AdjustFields {
                says: text("From 24 to 22 Each, what the point of sale counts."),
                reason: Field::choose(
                    "state_reason",
                    "Reason of the state",
                    &[("Entry Error", "Entry Error (needs a note)")],
                )
                .required(),
                note: Field::text("adjust_note", "Note for the state"),
                can_finish: true,
            }),
            prices: vec![text("Weedmaps: from $26.00 to $28.00")],
            figures: Figures::default(),
            show_on: String::new(),
            accept: Some(AcceptFields {
                reason: Field::text("reason", "Why it may stay as it is").required(),
                days: Field::new("days", "For so many days", Kind::Number).value("1").required(),
            }),
            locked: vec![text("The inventory manager or the manager can set the state's count.")],
            may_take: true,
            owed: vec![OwedLine {
                verdict: Verdict::Wait,
                title: text("Hide the product on Leafly"),
                detail: text("tried 2 times: leafly still shows `JH35`"),
                retry: None,
            }],
            facts: vec![Fact::new("Opened", "08:15"), Fact::new("Owner", "D. Whitlock")],
        }
    }

    /// A menu shows figures that are not the certificate's.
    pub fn sample_figures() -> Self {
        let mut page = Self::sample();
        page.class = "Lab values differ".to_owned();
        page.badge = Badge::new(Verdict::Unknown, "medium");
        page.about = vec!["on Leafly".to_owned()];
        page.cause = "We sent other figures: they were changed there.".to_owned();
        page.means = countersign_domain::inventory::Class::LabValuesDiffer.means().to_owned();
        page.resolved = countersign_domain::inventory::Class::LabValuesDiffer.resolved_by().to_owned();
        page.figures = Figures::sample();
        (page.adjust, page.accept, page.locked) = (None, None, Vec::new());
        page.prices.clear();
        page
    }

    /// Listings tell figures of packages without a certificate.
    pub fn sample_without() -> Self {
        let mut page = Self::sample_figures();
        page.title = "14 listings with figures".to_owned();
        page.class = "Figures without certificate".to_owned();
        page.badge = Badge::new(Verdict::NotNeeded, "low");
        page.means = countersign_domain::inventory::Class::FiguresWithoutCertificate.means().to_owned();
        page.resolved =
            countersign_domain::inventory::Class::FiguresWithoutCertificate.resolved_by().to_owned();
        page.figures = Figures::sample_without();
        (page.fence, page.may_fence) = (None, false);
        page
    }
}
