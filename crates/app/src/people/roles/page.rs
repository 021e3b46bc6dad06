//! The matrix as a page for operators.

use countersign_kernel::{Permission, Role};

use super::RoleMatrix;

pub(super) fn markdown(matrix: &RoleMatrix) -> String {
    let mut out = String::from(
        "# Roles and permissions\n\n\
         Written from `people/roles.toml`; change that file, not this page.\n\n\
         A person may hold several roles and then may do what any of them may. Nobody changes their own roles, and an \
         override is never countersigned by the person who asked for it, whatever their roles are.\n\n\
         | role | what it is for | signs itself out after | appoints |\n|---|---|---|---|\n",
    );
    for entry in matrix.entries() {
        let appoints: Vec<_> = entry.appoints.iter().map(|role| matrix.entry(*role).title.as_str()).collect();
        let appoints = if appoints.is_empty() { "nobody".to_owned() } else { appoints.join(", ") };
        out.push_str(&format!(
            "| {} (`{}`) | {} | {} min | {appoints} |\n",
            entry.title, entry.role, entry.does, entry.idle_minutes
        ));
    }
    out.push_str("\n## The matrix\n\n");
    out.push_str(&grid(matrix));
    out.push_str("\n## What each permission allows\n\n| permission | allows one to |\n|---|---|\n");
    for permission in Permission::ALL {
        out.push_str(&format!("| `{permission}` | {} |\n", matrix.words(*permission)));
    }
    out
}

fn grid(matrix: &RoleMatrix) -> String {
    let mut out = String::from("| permission |");
    for role in Role::ALL {
        out.push_str(&format!(" {} |", matrix.entry(*role).title));
    }
    out.push_str("\n|---|");
    out.push_str(&"---|".repeat(Role::ALL.len()));
    out.push('\n');
    for permission in Permission::ALL {
        out.push_str(&format!("| `{permission}` |"));
        for role in Role::ALL {
            out.push_str(if matrix.allows(*role, *permission) { " yes |" } else { " |" });
        }
        out.push('\n');
    }
    out
}
