//! `twinclaim inspect --html`: the page's data, and the page itself in a headless browser where one is at hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;
use tempfile::TempDir;

use super::forms::{Raw, of_1500, of_ub04, samples};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

fn page(out: &Path, args: &[&str], files: &[PathBuf]) -> String {
    let mut inspect = cargo_bin_cmd!("twinclaim");
    inspect.arg("inspect").args(args).arg("--html").arg(out).args(files).assert().success();
    fs::read_to_string(out).expect("the page")
}

fn data(page: &str) -> Value {
    let json = page.split_once("id=\"data\">").expect("the data").1;
    serde_json::from_str(json.split_once("</script>").expect("its end").0).expect("JSON")
}

#[test]
fn the_page_holds_each_claim_told_on_its_form_and_in_its_segments() {
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().join("claims.html");
    let data = data(&page(&out, &[], &[sample("inpatient"), sample("drug/office.837")]));
    let claims = data["claims"].as_array().expect("claims");
    assert_eq!(claims.len(), 4);
    let first = &claims[0];
    assert_eq!(first["patient"], "MOSSGROVER, LEONORA B");
    assert_eq!(first["story"][0][0], "Who");
    let text = first["segments"][0][0].as_str().expect("a segment");
    assert!(text.starts_with("HL*"), "{text}");
    let help = first["segments"][0][1].as_u64().expect("a number");
    assert_eq!(data["helps"][usize::try_from(help).expect("small")]["loop"], "2000A");
    assert_eq!(first["findings"], Value::Array(Vec::new()));
    // An output is not overwritten.
    let mut again = cargo_bin_cmd!("twinclaim");
    again.arg("inspect").arg("--html").arg(&out).arg(sample("drug/office.837")).assert().code(2);
}

#[test]
fn no_value_of_a_claim_is_markup_and_a_masked_page_names_nobody() {
    let folder = TempDir::new().expect("a folder");
    let content = fs::read_to_string(sample("drug/office.837")).expect("the sample");
    let file = folder.path().join("hostile.837");
    fs::write(&file, content.replace("COBBLEWICK", "</script><b>X")).expect("written");
    let text = page(&folder.path().join("a.html"), &[], std::slice::from_ref(&file));
    assert!(!text.contains("<b>X"), "it ends no element");
    assert!(data(&text)["claims"][0]["patient"].as_str().is_some_and(|name| name.contains("</script><b>X")));
    let text = page(&folder.path().join("b.html"), &["--mask"], &[sample("drug/office.837")]);
    for hidden in ["COBBLEWICK", "PLH172940638", "KILN COTTAGES", "1948-08-09", "19480809"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    assert!(text.contains("J3420") && text.contains("61.40"));
}

/// The page as a browser makes it.
pub(crate) fn in_browser(page: &Path, hash: &str) -> Option<String> {
    let folder = TempDir::new().expect("a folder");
    let done = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.path().display()))
        .arg(format!("file://{}#{hash}", page.display()))
        .output()
        .ok()?;
    String::from_utf8(done.stdout).ok().filter(|dom| dom.contains("</html>"))
}

/// Text of the boxes by number, without blanks; of service lines one behind the other.
fn boxes(dom: &str) -> BTreeMap<String, String> {
    let mut boxes: BTreeMap<String, String> = BTreeMap::new();
    for piece in dom.split("aria-label=\"box ").skip(1) {
        let (title, rest) = piece.split_once('"').expect("the end of the label");
        let inside = rest.split_once('>').expect("the end of the tag").1;
        let inside = inside.split_once("</div>").expect("the end of the box").0;
        let text = inside.split_once("</span>").map_or(inside, |(_, text)| text);
        let text = text.replace("&amp;", "&").replace("&nbsp;", "");
        let mut words = title.split(' ');
        let number = words.next().expect("a number").to_owned();
        let number = if words.next() == Some("shaded") { format!("{number} shaded") } else { number };
        boxes
            .entry(number)
            .or_default()
            .extend(text.chars().filter(|c| !c.is_whitespace() && *c != '\u{a0}'));
    }
    boxes
}

#[test]
#[allow(clippy::print_stderr, reason = "a test that is skipped says so")]
fn each_box_read_back_from_the_page_in_a_browser_equals_the_claim() {
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().join("claims.html");
    let files: Vec<PathBuf> =
        samples().into_iter().filter(|file| file.to_string_lossy().contains("in")).collect();
    page(&out, &[], &files);
    let raws: Vec<Raw> =
        files.iter().flat_map(|file| Raw::of(&fs::read_to_string(file).expect("text"))).collect();
    let mut compared = 0;
    for (n, raw) in raws.iter().enumerate().take(6) {
        let Some(dom) = in_browser(&out, &format!("claim-{}-form", n + 1)) else {
            eprintln!("skipped: no headless Chromium on this machine");
            return;
        };
        let boxes = boxes(&dom);
        let expected = if boxes.contains_key("3a") { of_ub04(raw) } else { of_1500(raw) };
        for (number, value) in expected {
            let value: String = value.chars().filter(|c| *c != ' ').collect();
            assert_eq!(
                boxes.get(&number).map_or("", String::as_str),
                value,
                "box {number} of claim {}",
                n + 1
            );
            compared += 1;
        }
    }
    assert!(compared > 140, "{compared}");
    let list = in_browser(&out, "").expect("it was there a moment ago");
    assert!(list.contains("id=\"list\"") && list.contains("<tbody><tr"), "the list is filled");
}
