//! Which role may do what: shown whole, so that a change of it is seen whole.

use std::path::Path;

use countersign_app::people::roles::RoleMatrix;
use countersign_kernel::{Permission, Role};

#[test]
fn the_whole_matrix() {
    let matrix = RoleMatrix::built_in();
    let mut grid = String::new();
    for permission in Permission::ALL {
        let roles: Vec<_> = Role::ALL
            .iter()
            .filter(|role| matrix.allows(**role, *permission))
            .map(|role| role.word())
            .collect();
        grid.push_str(&format!("{permission}: {}\n", roles.join(" ")));
    }
    insta::assert_snapshot!(grid, @"
    order.view: associate csr budtender inventory_manager compliance_officer manager auditor
    order.verify: associate compliance_officer manager
    order.approve: associate manager
    order.refuse: associate compliance_officer manager
    order.enter: associate csr manager
    order.change: associate csr manager
    order.cancel: associate csr manager
    order.pick: budtender inventory_manager manager
    order.hand_over: budtender manager
    order.return: inventory_manager compliance_officer manager
    override.request: associate manager
    override.countersign: compliance_officer manager
    customer.view: associate csr budtender compliance_officer manager
    customer.unseal: associate csr budtender compliance_officer manager
    customer.edit: csr manager
    limit.ask: associate csr budtender compliance_officer manager
    close.view: associate inventory_manager compliance_officer manager auditor
    close.draw: associate inventory_manager compliance_officer manager
    close.accept: compliance_officer manager
    close.sign: compliance_officer manager
    inventory.view: associate inventory_manager compliance_officer manager auditor
    inventory.settle: associate inventory_manager compliance_officer manager
    inventory.adjust: inventory_manager manager
    inventory.accept: compliance_officer manager
    inventory.raw: compliance_officer manager auditor
    record.view: inventory_manager compliance_officer manager it auditor
    record.export: compliance_officer manager auditor
    rulebook.view: associate csr budtender inventory_manager compliance_officer manager it auditor
    rulebook.propose: compliance_officer manager
    rulebook.adopt: compliance_officer
    connection.view: inventory_manager compliance_officer manager it
    connection.edit: manager it
    people.view: compliance_officer manager it
    people.edit: manager it
    store.edit: compliance_officer manager
    token.edit: manager it
    content.check: associate csr compliance_officer manager
    menu.view: associate csr inventory_manager compliance_officer manager auditor
    menu.edit: associate inventory_manager manager
    menu.publish: associate inventory_manager manager
    promotion.view: associate csr budtender inventory_manager compliance_officer manager auditor
    promotion.edit: associate manager
    promotion.approve: compliance_officer
    certificate.read: associate inventory_manager compliance_officer manager
    certificate.confirm: inventory_manager compliance_officer manager
    photo.hand_in: associate inventory_manager compliance_officer manager
    photo.sign_off: inventory_manager compliance_officer manager
    checklist.view: associate csr budtender inventory_manager compliance_officer manager it auditor
    checklist.tick: associate csr budtender inventory_manager compliance_officer manager it
    storefront.view: manager
    storefront.order: manager
    sandbox.use: associate csr budtender inventory_manager compliance_officer manager it
    ");
}

#[test]
fn least_privilege_holds() {
    let matrix = RoleMatrix::built_in();
    let has = |role, permission| matrix.allows(role, permission);
    for permission in Permission::ALL {
        let taken_along = [Permission::RecordExport, Permission::InventoryRaw];
        let reads = permission.word().ends_with(".view") || taken_along.contains(permission);
        assert!(
            reads || !has(Role::Auditor, *permission),
            "an auditor changes nothing, but has `{permission}`"
        );
        let customers = permission.word().starts_with("customer.") || permission.word().starts_with("order.");
        assert!(!customers || !has(Role::It, *permission), "it sees no customer, but has `{permission}`");
    }
    assert!(!has(Role::Auditor, Permission::CustomerView));
    assert!(!has(Role::ComplianceOfficer, Permission::OverrideRequest));
    assert!(!has(Role::Associate, Permission::OverrideCountersign));
    for role in Role::ALL {
        assert!(matrix.entry(*role).appoints.is_empty() || has(*role, Permission::PeopleEdit), "{role}");
    }
    assert!(!matrix.may_appoint(&[Role::It], Role::Manager), "it would make itself one");
}

/// The page is written from the data. A changed matrix rewrites it, and this test fails once to say so.
#[test]
fn the_page_about_roles_is_the_matrix() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/roles.md");
    let page = RoleMatrix::built_in().to_markdown();
    if std::fs::read_to_string(&path).ok().as_deref() != Some(page.as_str()) {
        std::fs::write(&path, &page).unwrap();
        panic!("`docs/reference/roles.md` did not show `people/roles.toml`; it was written anew, commit it");
    }
}
