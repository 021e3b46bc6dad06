//! Verifying everything: the handler and the words for what was found.

use axum::extract::State;
use axum::response::Response;
use countersign_app::record::whole::{self, HeadState, Whole};

use super::say::stub;
use super::verification::VerificationPage;
use crate::serve::frame::{shell_for, show};
use crate::serve::local::Local;
use crate::serve::{Posted, Web, WebError};
use crate::session::more::NothingForm;
use crate::shell::{Room, Shell};
use crate::ui::{Fact, Verdict};

/// Verdicts that came out differently and are named one by one.
const DIFFERENCES_SHOWN: usize = 10;

/// `POST /record/verification`
pub(super) async fn verify(
    State(web): State<Web>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    let whole = whole::verify(&web.app, &signed.actor).await?;
    let shell = shell_for(&web, &signed, Room::Record, "Verify the record", Vec::new()).await?;
    show(&web, &signed, &page(shell, &whole, signed.local()))
}

fn page(shell: Shell, whole: &Whole, local: &Local) -> VerificationPage {
    let (verdict, title, text) = words(whole);
    let bad = first_bad(whole).map(|seq| (format!("/record/{seq}"), format!("Open entry {seq}")));
    VerificationPage { shell, verdict, title, text, facts: facts(whole, local), bad }
}

fn words(whole: &Whole) -> (Verdict, String, String) {
    const CALL: &str = "Stop approving, keep a copy of the database, and call your compliance officer.";
    let entries = whole.entries;
    if let Some((seq, why)) = &whole.broken {
        let text = format!("Entry {seq}: {why}. The {entries} before it are whole. {CALL}");
        return (Verdict::Stop, format!("Entry {seq} is not as it was written"), text);
    }
    if let HeadState::Disagrees { seq, why } = &whole.head {
        let text = format!(
            "The entries agree with each other, but the head over entry {seq} does not: {why}. {CALL}"
        );
        return (Verdict::Stop, "The record is not the one that was signed".to_owned(), text);
    }
    if let Some(first) = whole.differences().first() {
        let text = format!(
            "All {entries} entries agree with their hashes. {} of {} verdicts do not come out the same when made again; \
             the first is entry {}. Tell whoever looks after this installation.",
            whole.differences().len(),
            whole.replayed.verdicts,
            first.seq
        );
        return (
            Verdict::Unknown,
            "The record is whole, but a verdict cannot be made again".to_owned(),
            text,
        );
    }
    let head = match whole.head {
        HeadState::Agrees { .. } => "and lead through the head that was signed last",
        _ => "with each other; no head has been signed yet to hold them against",
    };
    let text = format!(
        "All {entries} entries agree with their hashes {head}. Every verdict comes out the same again."
    );
    (Verdict::Pass, "The record is whole".to_owned(), text)
}

fn first_bad(whole: &Whole) -> Option<i64> {
    let head = match &whole.head {
        HeadState::Disagrees { seq, .. } => Some(*seq),
        _ => None,
    };
    let differs = whole.differences().first().and_then(|d| i64::try_from(d.seq).ok());
    whole.broken.as_ref().map(|(seq, _)| *seq).or(head).or(differs)
}

fn facts(whole: &Whole, local: &Local) -> Vec<Fact> {
    let replayed = &whole.replayed;
    let agreed = replayed.verdicts.saturating_sub(whole.differences().len() as u64);
    let head = match &whole.head {
        HeadState::None => "none signed yet".to_owned(),
        HeadState::Agrees { seq, at, key } => {
            format!("over entry {seq}, signed {} by key {}", local.full(*at), stub(key))
        }
        HeadState::Disagrees { seq, why } => format!("over entry {seq}: {why}"),
    };
    let mut facts = vec![
        Fact::new("Entries", &format!("{} agree", whole.entries)),
        Fact::new("Head", &head),
        Fact::new("Verdicts made again", &format!("{agreed} of {} the same", replayed.verdicts)),
        Fact::new("Rulebooks on the record", &replayed.rulebooks.to_string()),
    ];
    let named = whole.differences().iter().take(DIFFERENCES_SHOWN);
    facts.extend(named.map(|d| Fact::new(&format!("Entry {}", d.seq), &d.what)));
    facts
}

#[cfg(test)]
mod tests {
    use countersign_app::record::replay::{Difference, Replayed};

    use super::*;

    fn whole(head: HeadState, broken: Option<(i64, &str)>, differs: bool) -> Whole {
        let differences =
            differs.then(|| Difference { seq: 9, what: "`verdict` comes out differently".to_owned() });
        let replayed = Replayed {
            entries: 12,
            verdicts: 3,
            rulebooks: 1,
            differences: differences.into_iter().collect(),
        };
        Whole { entries: 12, head, broken: broken.map(|(seq, why)| (seq, why.to_owned())), replayed }
    }

    #[test]
    fn only_a_record_without_any_difference_is_called_whole() {
        let agrees =
            || HeadState::Agrees { seq: 10, at: countersign_kernel::Timestamp(0), key: "ab".repeat(32) };
        let disagrees = || HeadState::Disagrees { seq: 10, why: "another key".to_owned() };
        for (found, verdict, bad) in [
            (whole(agrees(), None, false), Verdict::Pass, None),
            (whole(HeadState::None, None, false), Verdict::Pass, None),
            (whole(agrees(), None, true), Verdict::Unknown, Some(9)),
            (whole(disagrees(), None, false), Verdict::Stop, Some(10)),
            (whole(agrees(), Some((7, "it was changed")), true), Verdict::Stop, Some(7)),
        ] {
            assert_eq!(words(&found).0, verdict, "{found:?}");
            assert_eq!(first_bad(&found), bad, "{found:?}");
        }
    }

    #[test]
    fn without_a_head_the_page_does_not_claim_one() {
        let (_, _, text) = words(&whole(HeadState::None, None, false));
        assert!(text.contains("no head has been signed yet"), "{text}");
    }
}
