//! What the operator's page says, to be done as it says it. Only names of machines, folders and TLS are of this test.

const PAGE: &str = include_str!("../../../../../docs/operations/two-nodes-and-a-standby.md");

/// The block of the page that is for `whom`.
#[track_caller]
pub fn block(whom: &str) -> &'static str {
    let start = format!("```{whom}\n");
    let found = PAGE.split_once(&start).and_then(|(_, rest)| rest.split_once("\n```"));
    found.unwrap_or_else(|| panic!("the page has no block for `{whom}`")).0
}

/// The url that the page gives to every node.
pub fn url() -> &'static str {
    let line =
        block("sh on each node").lines().find_map(|line| line.strip_prefix("export COUNTERSIGN_DATABASE='"));
    let url = line.and_then(|line| line.strip_suffix('\'')).expect("the page exports the url");
    // There are no certificates here.
    url.split('?').next().expect("a first part")
}
