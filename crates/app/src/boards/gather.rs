//! Reading the shop's open work out of its tables.

use std::collections::BTreeMap;

use countersign_domain::checklist::{Assigned, Standing};
use countersign_domain::inventory::Class;
use countersign_kernel::PackageTag;
use countersign_ports::task_board::TaskBoard;
use countersign_store::cases::{self, CaseRow};
use countersign_store::people::staff;
use countersign_store::photos;
use countersign_store::stores::StoreRow;

use super::desired::{Work, WorkCase, WorkItem, WorkPhoto};
use crate::app::App;
use crate::checklist::view::{self, How, ItemView, ListView, Me};
use crate::error::AppError;

/// Cases and photos that stand on a board at one time, those that are due first; a shop with more sees the rest here.
const CASES_MAX: usize = 100;
const PHOTOS_MAX: i64 = 50;
const CASES_READ_MAX: i64 = 5_000;

pub(super) async fn work(app: &App, shop: &StoreRow, board: &dyn TaskBoard) -> Result<Work, AppError> {
    let people = staff::of_store(app.db(), &shop.id).await?;
    let logins: BTreeMap<&str, &str> =
        people.iter().filter(|p| p.active).map(|p| (p.id.as_str(), p.login.as_str())).collect();
    let account = |label: Option<&str>| {
        let login = label.and_then(|label| logins.get(label))?;
        board.account(login).map(str::to_owned)
    };
    let day = view::of_shop(app, shop, &Me::nobody()).await?;
    let on = day.day.to_string();
    let mut items = Vec::new();
    for list in &day.lists {
        let begun = list.items.iter().filter(|item| item.standing != Standing::Later);
        items.extend(begun.map(|item| work_item(app, board, &on, list, item)));
    }
    let now = app.now();
    let mut open: Vec<CaseRow> = cases::of_store(app.db(), &shop.id, CASES_READ_MAX).await?;
    open.retain(|case| !case.is_accepted(now));
    open.sort_by(|a, b| (a.due_at, &a.id).cmp(&(b.due_at, &b.id)));
    let cases = open.into_iter().take(CASES_MAX).filter_map(|case| {
        let account = account(case.owner.as_deref());
        work_case(case, account)
    });
    let again = photos::to_shoot_again(app.db(), &shop.id, PHOTOS_MAX).await?;
    let photos = again.into_iter().map(|photo| WorkPhoto {
        id: photo.id.to_string(),
        account: account(photo.owner.as_deref()),
        due: photo.due_at.map(Into::into),
        product: photo.product,
    });
    Ok(Work {
        store: shop.id.to_string(),
        address: app.public_address().map(str::to_owned),
        items,
        cases: cases.collect(),
        photos: photos.collect(),
    })
}

fn work_item(app: &App, board: &dyn TaskBoard, day: &str, list: &ListView, item: &ItemView) -> WorkItem {
    let (whose, account) = match &item.assigned {
        Assigned::Role(role) => (app.roles().entry(*role).title.to_lowercase(), None),
        // Their sign-in name is nobody else's business.
        Assigned::Person(login) => ("one person".to_owned(), board.account(login).map(str::to_owned)),
    };
    WorkItem {
        day: day.to_owned(),
        list: list.id.clone(),
        list_title: list.title.clone(),
        item: item.id.clone(),
        says: item.says.clone(),
        whose,
        account,
        due: item.due,
        by_hand: matches!(item.how, How::ByHand(_)),
        done: item.standing == Standing::Done,
    }
}

/// Nothing for a class that this program no longer knows.
fn work_case(case: CaseRow, account: Option<String>) -> Option<WorkCase> {
    let class = Class::ALL.iter().find(|class| class.name() == case.class)?;
    Some(WorkCase {
        means: class.means(),
        resolved_by: class.resolved_by(),
        severity: case.severity.to_lowercase(),
        product: case.product,
        package: case.subject.parse::<PackageTag>().ok().map(|tag| tag.to_string()),
        has_owner: case.owner.is_some(),
        account,
        due: case.due_at,
        id: case.id,
    })
}
