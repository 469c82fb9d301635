//! The pages of `reconcile` as a headless browser makes them, where one is at hand.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::accounted::run;
use crate::inspect_page::in_browser;

/// What a page shows without a click: the browser's own text of it; none without a browser.
fn dom(page: &Path) -> Option<String> {
    in_browser(page, "")
}

#[test]
#[allow(clippy::print_stderr, reason = "a test that is skipped says so")]
fn pages_show_the_first_visit_and_pictures_that_have_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = |name: &str| folder.path().join(name);
    let path = |name: &str| page(name).to_str().expect("a path").to_owned();
    let (outcome, audit, charges) = (path("o.html"), path("a.html"), path("c.html"));
    let args = [
        "reconcile",
        "--as-of",
        "2026-10-01",
        "--format",
        "html",
        "-o",
        &outcome,
        "--audit",
        &audit,
        "--charges",
        &charges,
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (_, error, code) = run(root, &[&args[..], &["samples/unread", "samples/mri"]].concat());
    assert!(code < 2, "{error}");

    let text = fs::read_to_string(&outcome).expect("the page");
    let data =
        text.split_once("id=\"data\">").and_then(|(_, rest)| rest.split_once("</script>")).expect("data").0;
    let data: Value = serde_json::from_str(data).expect("JSON");
    let words: Vec<&str> =
        data["visits"][0]["words"].as_array().expect("words").iter().filter_map(Value::as_str).collect();
    assert!(words.contains(&"70551") && words.contains(&"0611"), "procedures are found: {words:?}");
    assert!(
        words.iter().any(|word| word.len() == 10 && word.parse::<u64>().is_ok()),
        "providers are: {words:?}"
    );

    let Some(shown) = dom(&page("o.html")) else {
        eprintln!("skipped: no headless Chromium on this machine");
        return;
    };
    let first = shown.split_once("<details class=\"visit\"").expect("a visit").1;
    assert!(first.starts_with(" open"), "the first visit is open");
    assert_eq!(shown.matches("<details class=\"visit\" open").count(), 1, "and no other");
    assert!(
        first.contains("PS-OFFICE") && first.contains("owner ____"),
        "with its findings, as a work sheet"
    );
    let shown = dom(&page("a.html")).expect("it was there before");
    for label in ["By rule", "By payer", "By side"] {
        assert!(shown.contains(&format!("aria-label=\"{label}\"")), "{label}");
    }
    assert!(shown.contains("of claims right") && shown.contains("What to do first"));
    assert!(shown.contains("url(#fill-0)"), "bars are told apart without color");
    let shown = dom(&page("c.html")).expect("it was there before");
    assert!(shown.contains("no professional line: interpretation") && shown.contains("Levels of visits"));
}
