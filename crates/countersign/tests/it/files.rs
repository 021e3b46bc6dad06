//! A shop's own files, given to the server at its start: what is wrong with one ends the start and is said.

use std::path::Path;

use crate::http::Caller;
use crate::law;
use crate::program::{Deadline, Process, free_port, run, text};

const CHECKLISTS: &str = include_str!("../../../../people/checklists.toml");

fn refused(database: &str, option: &str, path: &Path, contents: &str) -> String {
    std::fs::write(path, contents).expect("written");
    let path = path.display().to_string();
    let output = run(&["serve", "--database", database, "--listen", "127.0.0.1:0", option, &path]);
    assert!(!output.status.success(), "{}", text(&output.stdout));
    text(&output.stderr)
}

#[tokio::test]
async fn a_server_starts_with_good_files_and_with_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, database) = law::shop(folder.path()).await;
    let (lists, stock) = (folder.path().join("lists.toml"), folder.path().join("stock.toml"));
    let said = refused(&database, "--checklists", &lists, "list = 3");
    assert!(said.contains("lists.toml` cannot be used") && said.contains("line 1"), "{said}");
    let said =
        refused(&database, "--safety-stock", &stock, "[[shop]]\nlicense = \"402R-00009\"\nunits = 1\n");
    assert!(said.contains("names the licence `402R-00009`, which no store has"), "{said}");
    std::fs::write(&lists, CHECKLISTS).expect("written");
    std::fs::write(&stock, "[[shop]]\nlicense = \"402R-00001\"\nunits = 1\n").expect("written");
    let (listen, log) = (format!("127.0.0.1:{}", free_port()), folder.path().join("log"));
    let [lists, stock] = [&lists, &stock].map(|path| path.display().to_string());
    let files = ["--checklists", &lists, "--safety-stock", &stock];
    let server = Process::spawn(
        &[&["serve", "--database", &database, "--listen", &listen][..], &files].concat(),
        &log,
    );
    let caller = Caller::new(&format!("http://{listen}"), "");
    let deadline = Deadline::in_seconds(60);
    while !caller.send(axum::http::Method::GET, "/health/ready", None, None).await.is_ok_and(|r| r.is_good())
    {
        deadline.check("the server to be ready");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(server.stop("-TERM").success());
}
