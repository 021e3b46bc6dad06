//! What the rulebook needs of a person: announced law, proposals to sign, and what is wrong with it.

use countersign_app::rulebook::{Standing, adopt};
use countersign_kernel::Permission;
use countersign_rulebook::Bulletin;

use super::Need;
use crate::rulebook::{SOON_DAYS, settle_path};
use crate::serve::local::lasting;
use crate::serve::{Signed, Web, WebError};
use crate::ui::Verdict;

/// Nothing for somebody who does not read the rulebook.
pub(super) async fn needs(web: &Web, signed: &Signed) -> Result<Vec<Need>, WebError> {
    if !signed.may(Permission::RulebookView) {
        return Ok(Vec::new());
    }
    let book = web.app.rulebook();
    let standing = adopt::standing(&web.app, &signed.actor).await?;
    let mut needs = troubles(&standing);
    needs.extend(proposals(signed, &standing));
    let zone = book.zone(&signed.store.jurisdiction).cloned();
    let announced = book.bulletins();
    let ours =
        announced.iter().filter(|b| *b.jurisdiction == *signed.store.jurisdiction && b.adopted.is_none());
    for bulletin in ours {
        let starts = zone.as_ref().map_or(signed.now, |zone| bulletin.from.start_in(zone));
        let left = starts.seconds_since(signed.now);
        let waits = standing.proposals.iter().any(|proposal| *proposal.question == *bulletin.id);
        if left <= SOON_DAYS * 86_400 && !waits {
            needs.push(of_bulletin(bulletin, left));
        }
    }
    Ok(needs)
}

fn troubles(standing: &Standing) -> Vec<Need> {
    let trouble = |title: &str, detail: &String| Need {
        verdict: Verdict::Stop,
        title: title.to_owned(),
        detail: detail.clone(),
        due: "now".to_owned(),
        late: true,
        href: "/rulebook".to_owned(),
    };
    let health = &standing.health;
    let unreadable = health
        .unreadable
        .iter()
        .map(|why| trouble("The rule files cannot be used; the last ones go on deciding", why));
    let misfits = health.misfits.iter().map(|why| trouble("What was adopted counts for nothing", why));
    unreadable.chain(misfits).collect()
}

fn proposals(signed: &Signed, standing: &Standing) -> Vec<Need> {
    let may = signed.may(Permission::RulebookAdopt);
    let others = standing.proposals.iter().filter(|proposal| may && proposal.by != signed.actor.label());
    let need = |proposal: &countersign_app::rulebook::Proposal| Need {
        verdict: Verdict::Unknown,
        title: format!("Rulebook: {} waits for a second hand", proposal.question),
        detail: "Somebody must read the ground and what it changes, and sign.".to_owned(),
        due: format!("waits {}", lasting(signed.now.seconds_since(proposal.at))),
        late: false,
        href: settle_path(&proposal.question),
    };
    others.map(need).collect()
}

fn of_bulletin(bulletin: &Bulletin, left: i64) -> Need {
    let (due, late) = match left {
        ..=0 => ("its day is past".to_owned(), true),
        left => (format!("in {}", lasting(left)), false),
    };
    Need {
        verdict: if late { Verdict::Stop } else { Verdict::Unknown },
        title: format!("Announced law, {}: {}", bulletin.citation, bulletin.plain.trim_end_matches('.')),
        detail: "Try it on past orders, and propose whether it takes effect.".to_owned(),
        due,
        late,
        href: settle_path(&bulletin.id),
    }
}
