//! Limit questions as programs write them: one JSON object, or one a line.

use countersign_kernel::{Actor, Permission};
use countersign_rulebook::ask::answer_lines;
use countersign_rulebook::{Answer, Question};

use crate::app::App;
use crate::error::AppError;
use crate::limits;
use crate::orders::load;
use crate::permit::store_of;
use crate::record;

/// So many questions are answered in one batch.
pub const QUESTIONS_MAX: usize = 1_000;

/// Reads one question, answers it, and puts both on the record.
pub async fn one(app: &App, actor: &Actor, text: &str) -> Result<Answer, AppError> {
    app.permit(actor, Permission::LimitAsk)?;
    let question = Question::parse_line(1, text).map_err(|why| AppError::invalid("question", why.what))?;
    limits::ask(app, actor, &question).await
}

/// Answers JSON Lines with JSON Lines, one for one. A line that cannot be read is answered with an error; the
/// others go on the record.
pub async fn lines(app: &App, actor: &Actor, text: &[u8]) -> Result<Vec<u8>, AppError> {
    app.permit(actor, Permission::LimitAsk)?;
    let store = store_of(actor)?;
    let lines = || text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let count = lines().count();
    if count > QUESTIONS_MAX {
        return Err(AppError::invalid(
            "questions",
            format!("has {count} lines; {QUESTIONS_MAX} are answered at once"),
        ));
    }
    let (at, rulebook) = (app.now(), app.rulebook());
    let mut answers = Vec::new();
    answer_lines(&rulebook, text, &mut answers).expect("memory can be written to");
    let zone = load::zone(&load::store(app.db(), store).await?)?;
    let readable = lines().filter_map(|line| Question::parse_line(1, std::str::from_utf8(line).ok()?).ok());
    let notes: Vec<_> =
        readable.map(|q| (limits::subject(&q).to_owned(), limits::kept(&rulebook, &q, &zone))).collect();
    let notes = &notes;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                for (subject, body) in notes {
                    record::write(tx, limits::note(at, actor, store, subject, body.clone())).await?;
                }
                Ok::<_, AppError>(())
            })
        })
        .await?;
    Ok(answers)
}
