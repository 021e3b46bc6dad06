//! Which role opens which page: shown whole, so that a change of it is seen whole.

use countersign_kernel::Role;

use super::shop_test;

const PAGES: &[&str] = &[
    "/",
    "/orders",
    "/orders/new",
    "/orders/{id}",
    "/orders/{id}/change",
    "/orders/{id}/refusal",
    "/orders/{id}/cancellation",
    "/orders/{id}/override",
    "/orders/{id}/pick-list",
    "/orders/{id}/hand-over",
    "/inventory",
    "/customers",
    "/menu",
    "/menu/products",
    "/menu/promotions",
    "/menu/promotions/new",
    "/menu/wording",
    "/menu/certificates",
    "/menu/photos",
    "/close",
    "/record",
    "/rulebook",
    "/rulebook/us-co",
    "/connections",
    "/settings",
    "/settings/people",
    "/settings/roles",
    "/settings/stores",
    "/settings/tokens",
    "/sandbox",
    "/more",
    "/password",
    "/second-step",
    "/live",
];

shop_test!(which_role_opens_which_page, |shop| async move {
    let id = shop.phone_order().await;
    let mut grid = Role::ALL
        .iter()
        .enumerate()
        .fold(String::new(), |head, (at, role)| format!("{head}{}. {role}  ", at + 1));
    grid = format!("{}\n\n", grid.trim_end());
    let mut browsers = Vec::new();
    for role in Role::ALL {
        browsers.push(shop.signed_in(role.word(), &[*role]).await);
    }
    for page in PAGES {
        let path = page.replace("{id}", id.as_str());
        let mut line = format!("{page:<26}");
        for browser in &mut browsers {
            let status = browser.get(&path).await.status;
            line.push_str(&format!(" {status}"));
        }
        grid.push_str(&line);
        grid.push('\n');
    }
    insta::assert_snapshot!(grid);
});
