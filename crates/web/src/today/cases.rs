//! What of the books needs a person: the worst cases that keep the shop shut, then how many more there are.

use countersign_app::inventory::{plan, view};
use countersign_kernel::Permission;

use super::Need;
use crate::inventory::{class_words, title};
use crate::serve::{Signed, Web, WebError};
use crate::ui::Verdict;

/// More of them are in the room.
const SHOWN: usize = 5;

/// Nothing for somebody who does not see the inventory.
pub(super) async fn needs(web: &Web, signed: &Signed) -> Result<Vec<Need>, WebError> {
    if !signed.may(Permission::InventoryView) {
        return Ok(Vec::new());
    }
    let room = view::room(&web.app, &signed.actor).await?;
    let now = signed.now;
    let blocking: Vec<_> =
        room.open.iter().filter(|case| plan::blocks(case, now, room.whole_today)).collect();
    let due = |at| signed.local().clock_or_day(at, now);
    let detail = if room.moves_the_gate() && !room.shop.gate_open {
        "The books do not agree, and it keeps the gate shut."
    } else {
        "The books do not agree; settle it or ring-fence it."
    };
    let mut needs: Vec<Need> = blocking
        .iter()
        .take(SHOWN)
        .map(|case| Need {
            verdict: Verdict::Stop,
            title: format!("{}: {}", title(case), class_words(case).to_lowercase()),
            detail: detail.to_owned(),
            due: if case.due_at <= now { "overdue".to_owned() } else { format!("due {}", due(case.due_at)) },
            late: case.due_at <= now,
            href: format!("/inventory/cases/{}", case.id),
        })
        .collect();
    let more = room.open.len().saturating_sub(needs.len());
    if more > 0 {
        needs.push(Need {
            verdict: Verdict::Unknown,
            title: if more == 1 { "1 more open case".to_owned() } else { format!("{more} more open cases") },
            detail: "Of the inventory, the worst first.".to_owned(),
            due: String::new(),
            late: false,
            href: "/inventory".to_owned(),
        });
    }
    Ok(needs)
}
