//! Announced law on its way into force: seen, tried on past orders, proposed by one person and signed by another.

use countersign_app::record::{export, replay};
use countersign_app::rulebook::in_force;
use countersign_kernel::{Actor, Role};
use countersign_rulebook::{RuleFile, Rulebook};
use countersign_store::record;

use super::deeds::order;
use super::shop::Shop;
use super::shop_test;

const ID: &str = "us-co/purchase-limit/adult-2027";
const PATH: &str = "/rulebook/us-co/settle/purchase-limit/adult-2027";
/// 3.5 g instead of an ounce: two units of the shop's one product are too many.
const ANNOUNCED: &str = r#"
jurisdiction = "us-co"
name = "Colorado"
zone = "America/Denver"
topic = "purchase-limit"

[[rule]]
id = "adult-2027"
program = "adult"
classes = ["adult", "patient", "caregiver"]
plain = "An adult may buy 3.5 g of flower in one day."

[rule.law]
from = 2027-01-01
status = "pending"
citation = "House Bill 27-1"
source_title = "An act made for a test"
source_url = "https://example.org/hb27-1"
read_on = 2026-11-22
confidence = "S"

[[rule.limit]]
id = "flower"
name = "Flower"
cap = "3.5 g"
window = "calendar day"
scope = "this licensee"
count = [{ categories = ["flower"], measure = "grams" }]
"#;

fn announced() -> Rulebook {
    with(ANNOUNCED)
}

fn with(text: &str) -> Rulebook {
    let mut files = Rulebook::shipped_files();
    files.push(RuleFile { path: "us/co/announced.toml".to_owned(), text: text.to_owned() });
    Rulebook::load(files).unwrap_or_else(|errors| panic!("{errors:?}"))
}

async fn said(shop: &Shop, kind: &str) -> usize {
    let rows = record::after(shop.app.db(), 0, 1_000).await.unwrap();
    rows.iter().filter(|row| row.kind == kind).count()
}

shop_test!(announced_law_is_tried_proposed_and_signed_by_two_people, |shop| async move {
    let mut manager = shop.signed_in("mara", &[Role::Manager]).await;
    order(&mut manager, "2").await.1.has("Ready to countersign");
    manager.get("/").await.has_not("Announced law");
    let before = shop.app.rulebook().hash().to_owned();
    assert!(in_force::take_files(&shop.app, Ok(announced())).await.unwrap(), "the files have changed");
    assert!(!in_force::take_files(&shop.app, Ok(announced())).await.unwrap(), "they have not changed again");

    manager.get("/").await.has("Announced law, House Bill 27-1").has(PATH);
    manager.get("/rulebook/us-co").await.has("Announced: An adult may buy 3.5 g").has(PATH);
    manager.get(PATH).await.has("Announced for 1 Jan 2027").has("It takes effect");
    let wordless = [("deed", "propose"), ("reading", "in-force"), ("reason", " ")];
    assert_eq!(manager.post(PATH, &wordless).await.status, 422);
    let unknown = [("deed", "propose"), ("reading", "soon"), ("reason", "Signed by the governor.")];
    let answer = manager.post(PATH, &unknown).await;
    assert_eq!(answer.status, 422);
    answer.has("it has `in-force`, `set-aside`");
    let propose = [("deed", "propose"), ("reading", "in-force"), ("reason", "Signed by the governor.")];
    let proposed = manager.post_on(PATH, &propose).await;
    proposed.has("Proposed.").has("The one past order comes out differently.").has("Purchase limit");
    proposed.has("Signed by the governor.").has("a second person reads the ground and signs");
    assert_eq!(manager.post(PATH, &[("deed", "sign")]).await.status, 403);
    assert_eq!(shop.app.rulebook().adopted().len(), 0, "nothing rests on a proposal");

    let mut officer = shop.signed_in("cora", &[Role::ComplianceOfficer]).await;
    officer.get("/").await.has("waits for a second hand").has_not("Announced law");
    officer
        .post_on(PATH, &[("deed", "sign")])
        .await
        .has("Signed.")
        .has("Settled")
        .has("Signed by the governor.");
    let book = shop.app.rulebook();
    assert_eq!((book.adopted()[0].question.as_str(), book.adopted()[0].reading.as_str()), (ID, "in-force"));
    assert_ne!(book.hash(), before);
    officer.get("/").await.has_not("waits for a second hand").has_not("Announced law");
    let again = officer.post(PATH, &[("deed", "sign")]).await;
    assert_eq!(again.status, 409);
    again.has("Nothing is proposed on this any more");

    // What decides now is on the record, so that the day can be decided again.
    order(&mut manager, "1").await;
    assert_eq!((said(&shop, "act.propose_reading").await, said(&shop, "act.adopt_reading").await), (1, 1));
    let mut text = Vec::new();
    export::write(&shop.app, &Actor::system("test"), &mut text).await.unwrap();
    let replayed = replay::replay(text.as_slice()).unwrap();
    assert_eq!((replayed.rulebooks, replayed.verdicts, replayed.differences), (3, 2, Vec::new()));
});

shop_test!(nobody_is_both_hands_and_what_is_settled_can_be_opened_again, |shop| async move {
    in_force::take_files(&shop.app, Ok(announced())).await.unwrap();
    let mut officer = shop.signed_in("cora", &[Role::ComplianceOfficer]).await;
    let propose = [("deed", "propose"), ("reading", "set-aside"), ("reason", "Vetoed.")];
    officer.get(PATH).await;
    officer.post_on(PATH, &propose).await.has("There is no past order to try it on.");
    let own = officer.post(PATH, &[("deed", "sign")]).await;
    assert_eq!(own.status, 409);
    own.has("You proposed this yourself");
    assert_eq!(shop.app.rulebook().adopted().len(), 0);
    let mut second = shop.signed_in("dara", &[Role::ComplianceOfficer]).await;
    second.get(PATH).await.has("Turn it down");
    second.post_on(PATH, &[("deed", "decline"), ("reason", "Not vetoed yet.")]).await.has("Taken away.");
    officer.post_on(PATH, &propose).await;
    second.post_on(PATH, &[("deed", "sign")]).await.has("Signed.");
    assert_eq!(
        shop.app.rulebook().bulletins().iter().find(|b| *b.id == *ID).unwrap().adopted.as_deref(),
        Some("set-aside")
    );
    officer.get("/").await.has_not("Announced law");

    let reopen = [("deed", "propose"), ("reading", ""), ("reason", "The veto was overridden.")];
    second.post_on(PATH, &reopen).await.has("open again");
    officer.post_on(PATH, &[("deed", "sign")]).await.has("Signed.").has_not("Settled");
    assert_eq!(shop.app.rulebook().adopted().len(), 0);
    officer.get("/").await.has("Announced law");
    assert_eq!(said(&shop, "act.decline_reading").await, 1);
});

shop_test!(other_nodes_follow_and_files_that_cannot_be_used_change_nothing, |shop| async move {
    in_force::take_files(&shop.app, Ok(announced())).await.unwrap();
    let (mut first, mut second) = (
        shop.signed_in("cora", &[Role::ComplianceOfficer]).await,
        shop.signed_in("dara", &[Role::ComplianceOfficer]).await,
    );
    let node = shop.another_node(announced());
    let propose = [("deed", "propose"), ("reading", "in-force"), ("reason", "Signed.")];
    first.get(PATH).await;
    first.post_on(PATH, &propose).await;
    second.get(PATH).await;
    second.post_on(PATH, &[("deed", "sign")]).await.has("Signed.");
    assert!(in_force::refresh(&node).await.unwrap() && !in_force::refresh(&node).await.unwrap());
    assert_eq!(node.rulebook().hash(), shop.app.rulebook().hash());

    let hash = shop.app.rulebook().hash().to_owned();
    let broken = RuleFile { path: "broken.toml".to_owned(), text: "limits = 3 4".to_owned() };
    let broken = Rulebook::load(vec![broken]).map_err(|errors| errors[0].to_string());
    assert!(!in_force::take_files(&shop.app, broken).await.unwrap());
    assert_eq!(shop.app.rulebook().hash(), hash);
    first
        .get("/")
        .await
        .has("The rule files cannot be used; the last ones go on deciding")
        .has("broken.toml:1: ");

    // The same entry in other words: the signature is not under them.
    let reworded = ANNOUNCED.replace("cap = \"3.5 g\"", "cap = \"7 g\"");
    assert!(in_force::take_files(&shop.app, Ok(with(&reworded))).await.unwrap());
    assert_eq!(shop.app.rulebook().adopted().len(), 0);
    first.get("/").await.has("What was adopted counts for nothing").has("are not those that were signed");
    assert!(in_force::take_files(&shop.app, Ok(announced())).await.unwrap());
    assert_eq!(shop.app.rulebook().hash(), hash);

    // Files without the entry: what was adopted has no place any more, and somebody hears of it.
    assert!(in_force::take_files(&shop.app, Ok(Rulebook::shipped().unwrap())).await.unwrap());
    assert_eq!(shop.app.rulebook().adopted().len(), 0);
    first.get("/").await.has("What was adopted counts for nothing").has(ID).has_not("cannot be used");
});
