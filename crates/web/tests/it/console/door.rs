//! Coming in, staying out, and what every answer carries.

use countersign_app::people::staff::{FirstPassword, NewStaff, add_staff};
use countersign_kernel::{Actor, Role};
use countersign_web::security::CONTENT_POLICY;
use data_encoding::BASE32_NOPAD;
use totp_rs::Builder;

use super::shop::{PASSWORD, Shop};
use super::shop_test;

shop_test!(whoever_is_signed_out_is_sent_to_the_door_and_back_to_where_they_wanted, |shop| async move {
    shop.hire("jo", &[Role::Associate]).await;
    let mut browser = shop.browser();
    let sent = browser.get("/orders?view=done").await;
    assert_eq!((sent.status, sent.location.as_str()), (303, "/sign-in?next=/orders%3Fview%3Ddone"));
    browser.get(&sent.location).await.has("name=\"next\" value=\"/orders?view=done\"");
    let fields = [("login", "jo"), ("password", PASSWORD), ("next", "/orders?view=done")];
    let entered = browser.post("/sign-in", &fields).await;
    assert_eq!((entered.status, entered.location.as_str()), (303, "/orders?view=done"));
    browser.get("/orders").await.has("<h1>Orders</h1>");
});

shop_test!(the_door_leads_to_no_other_host, |shop| async move {
    shop.hire("jo", &[Role::Associate]).await;
    for next in ["//evil.example/", "https://evil.example/", "/\\evil.example", "orders"] {
        let mut browser = shop.browser();
        browser.get("/sign-in").await;
        let answer =
            browser.post("/sign-in", &[("login", "jo"), ("password", PASSWORD), ("next", next)]).await;
        assert_eq!((answer.status, answer.location.as_str()), (303, "/"), "{next}");
    }
});

shop_test!(a_wrong_password_shows_the_form_again_without_saying_what_was_wrong, |shop| async move {
    shop.hire("jo", &[Role::Associate]).await;
    let mut browser = shop.browser();
    let unknown = browser.sign_in("nobody", PASSWORD).await;
    let wrong = browser.sign_in("jo", "another password").await;
    assert_eq!((unknown.status, wrong.status), (422, 422));
    let words = "The login or the password is wrong; try again, or ask a manager for a new password.";
    unknown.has(words);
    wrong.has(words).has_not("another password");
    assert!(!browser.cookies.contains_key("session"));
    for _ in 0..4 {
        browser.sign_in("jo", "another password").await;
    }
    let shut = browser.sign_in("jo", PASSWORD).await;
    assert_eq!(shut.status, 429);
    shut.has("Too many tries. Wait 15 min and try again.");
});

shop_test!(the_cookie_is_for_this_host_and_no_script, |shop| async move {
    shop.hire("jo", &[Role::Associate]).await;
    let router =
        countersign_web::router(shop.app.clone(), countersign_web::Settings { behind_tls: true }, None);
    for (mut browser, name, secure) in
        [(shop.browser(), "session", false), (super::browser::Browser::new(router), "__Host-session", true)]
    {
        let answer = browser.sign_in("jo", PASSWORD).await;
        let mut lines = answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
        let line = lines.rfind(|line| line.starts_with(&format!("{name}="))).expect("a session");
        assert!(
            line.ends_with("; Path=/; HttpOnly; SameSite=Lax") || line.ends_with("; SameSite=Lax; Secure")
        );
        assert_eq!(line.contains("; Secure"), secure, "{line}");
    }
});

shop_test!(a_form_that_was_not_shown_to_this_session_does_nothing, |shop| async move {
    let mut browser = shop.signed_in("kim", &[Role::Manager]).await;
    browser.get("/").await.has("Close the gate");
    for csrf in ["", "0", "x".repeat(43).as_str()] {
        let fields = [("csrf", csrf), ("state", "closed"), ("reason", "a forged one")];
        let answer = browser.post_bare("/gate", &fields).await;
        assert_eq!(answer.status, 403, "{csrf}");
        answer.has("This form was not shown to you in this session");
    }
    browser.get("/").await.has("Gate open since");
    let answer = browser.post_on("/gate", &[("state", "closed"), ("reason", "no power")]).await;
    answer.has("Gate closed since").has("The gate is closed.");
    browser
        .get("/")
        .await
        .has_not("New orders are taken in and wait; none can be approved until it is open again.");
});

shop_test!(the_doors_own_form_is_tied_to_the_browser, |shop| async move {
    shop.hire("jo", &[Role::Associate]).await;
    let mut victim = shop.browser();
    let answer = victim.post_bare("/sign-in", &[("csrf", ""), ("login", "jo"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 403);
    let mut other = shop.browser();
    other.get("/sign-in").await;
    victim.get("/sign-in").await;
    let fields = [("csrf", other.csrf.as_str()), ("login", "jo"), ("password", PASSWORD)];
    assert_eq!(victim.post_bare("/sign-in", &fields).await.status, 403);
});

shop_test!(signing_out_ends_the_session_for_good, |shop| async move {
    let mut browser = shop.signed_in("jo", &[Role::Associate]).await;
    browser.get("/").await;
    let kept = browser.cookies.clone();
    let answer = browser.post("/sign-out", &[]).await;
    assert_eq!((answer.status, answer.location.as_str()), (303, "/sign-in"));
    browser.cookies = kept;
    assert_eq!(browser.get("/orders").await.status, 303);
});

fn code(shop: &Shop, secret: &str) -> String {
    let typed: String = secret.chars().filter(char::is_ascii_alphanumeric).collect();
    let bytes: [u8; 20] = BASE32_NOPAD.decode(typed.as_bytes()).unwrap().try_into().unwrap();
    let seconds = u64::try_from(shop.app.now().micros() / 1_000_000).unwrap();
    Builder::new().with_secret(bytes).build().unwrap().generate(seconds).to_string()
}

shop_test!(a_second_step_is_set_up_asked_for_and_turned_off, |shop| async move {
    let mut browser = shop.signed_in("jo", &[Role::Associate]).await;
    browser.get("/second-step").await.has("Set it up");
    let wrong = browser.post("/second-step/offer", &[("password", "another password")]).await;
    assert_eq!(wrong.status, 422);
    let offered = browser.post("/second-step/offer", &[("password", PASSWORD)]).await;
    let secret =
        offered.body.split("class=\"secret mono\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let on = browser.post_on("/second-step", &[("code", &code(&shop, &secret))]).await;
    on.has("The second step is on.").has("Turn it off").has_not(&secret);
    shop.clock.advance_seconds(30);
    let mut other = shop.browser();
    let half = other.sign_in("jo", PASSWORD).await;
    assert_eq!(half.location, "/sign-in/second-step?next=/");
    assert_eq!(other.get("/orders").await.status, 303, "the password alone opens nothing");
    other.get(&half.location).await;
    assert_eq!(other.post("/sign-in/second-step", &[("code", "000000")]).await.status, 422);
    let entered = other.post("/sign-in/second-step", &[("code", &code(&shop, &secret))]).await;
    assert_eq!((entered.status, entered.location.as_str()), (303, "/"));
    other.get("/second-step").await;
    let off = other.post_on("/second-step/removal", &[("password", PASSWORD)]).await;
    off.has("The second step is off.");
});

shop_test!(a_temporary_password_opens_only_the_page_that_changes_it, |shop| async move {
    let (name, password) = ("Jo Rivera", FirstPassword::Temporary);
    let new = NewStaff { store: &shop.store, name, login: "new", roles: &[Role::Associate], password };
    let added = add_staff(&shop.app, &Actor::system("test"), new).await.unwrap();
    let first = added.temporary_password.expect("one was made").expose().clone();
    let mut browser = shop.browser();
    assert_eq!(browser.sign_in("new", &first).await.location, "/password");
    assert_eq!(browser.get("/orders").await.location, "/password");
    browser.get("/password").await.has("Yours is a temporary one");
    let short = browser.post("/password", &[("old_password", &first), ("new_password", "short")]).await;
    assert_eq!(short.status, 422);
    let fields = [("old_password", first.as_str()), ("new_password", "forty two paper lanterns")];
    browser.post_on("/password", &fields).await.has("Your password is changed.");
    assert_eq!(browser.get("/orders").await.status, 200);
});

shop_test!(every_answer_carries_the_security_headers, |shop| async move {
    let mut browser = shop.signed_in("jo", &[Role::Manager]).await;
    let mut stranger = shop.browser();
    let answers = [
        browser.get("/").await,
        browser.get("/orders").await,
        browser.get("/orders/new").await,
        browser.get("/orders/ord_nothing").await,
        browser.get("/no/such/page").await,
        browser.get("/live").await,
        browser.post("/search", &[("q", "1")]).await,
        browser.post_bare("/gate", &[]).await,
        stranger.get("/").await,
        stranger.get("/sign-in").await,
    ];
    for answer in answers {
        let value = |name: &str| answer.headers.get(name).map(|v| v.to_str().unwrap()).unwrap_or_default();
        assert_eq!(value("content-security-policy"), CONTENT_POLICY);
        assert_eq!(value("x-content-type-options"), "nosniff");
        let kept_by_no_one = ["no-store", "no-cache"].contains(&value("cache-control"));
        assert!(kept_by_no_one, "{}: {}", answer.status, value("cache-control"));
    }
});

shop_test!(the_look_is_the_browsers_own_and_kept, |shop| async move {
    let mut browser = shop.signed_in("jo", &[Role::Associate]).await;
    browser.get("/orders").await.has_not("data-theme");
    browser.post_on("/theme", &[("theme", "dark"), ("here", "/orders")]).await.has("data-theme=\"dark\"");
    browser.get("/nowhere").await.has("data-theme=\"dark\"");
});
