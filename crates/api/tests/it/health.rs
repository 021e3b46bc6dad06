//! A node that may not decide says so, and does nothing.

use crate::shop::{Call, phone_order, shop};

#[tokio::test]
async fn a_node_that_cannot_verify_refuses_deeds_and_goes_on_by_itself() {
    let shop = shop().await;
    let token = shop.master().await;
    let ready = || Call::get("/health/ready").request();
    let answer = shop.send(ready()).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["status"]), (200, &"ready".into()));

    shop.app.node().cannot_verify("the database does not answer");
    let refused = shop.send(ready()).await;
    assert_eq!(refused.problem(), (503, "cannot-verify".to_owned()));
    assert_eq!(refused.json()["detail"], "nothing can be verified here now: the database does not answer");
    assert_eq!(shop.send(Call::get("/health/live").request()).await.status, 200);
    // Who asks would have to be looked up, so nobody is asked.
    for call in [Call::post("/orders", phone_order()), Call::post("/orders", phone_order()).token(&token)] {
        let answer = shop.send(call.request()).await;
        assert_eq!(answer.problem(), (503, "cannot-verify".to_owned()));
        assert_eq!(answer.header("retry-after"), "5");
    }
    assert_eq!(shop.get(&token, "/orders").await.json()["items"].as_array().map(Vec::len), Some(0));

    countersign_app::node::begin(&shop.app, "test").await.unwrap();
    countersign_app::node::say_alive(&shop.app).await.unwrap();
    assert_eq!(shop.send(ready()).await.status, 200);
    assert_eq!(shop.post(&token, "/orders", phone_order()).await.status, 201);
}
