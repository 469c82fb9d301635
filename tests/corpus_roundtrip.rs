//! Other people's files: X12 to JSON and back.
use std::path::PathBuf;
use twinclaim::encounter::Claim;
use twinclaim::translate::{Claims, Event, Output, Reader as ClaimReader, Style};
use twinclaim::x12::{Charset, Reader};

fn files(dir: &PathBuf, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for p in entries {
        if p.is_dir() { files(&p, out) } else { out.push(p) }
    }
}

#[test]
fn dev() {
    let dir = PathBuf::from(std::env::var("TWINCLAIM_CORPUS").unwrap());
    let mut all = Vec::new();
    files(&dir, &mut all);
    let (mut same, mut total) = (0, 0);
    for path in all {
        let bytes = std::fs::read(&path).unwrap();
        let mut claims = Claims::new(Reader::from_slice(&bytes), Some("x".into()), Charset::default());
        let mut reader = ClaimReader::default();
        let mut out = Output::new(Vec::new(), Style::default());
        let mut n = 0;
        let mut problems = vec![];
        loop {
            match claims.next() {
                Ok(Some(Event::Claim(raw))) => {
                    n += 1;
                    let claim = reader.read(&raw);
                    let json = serde_json::to_string(&claim).unwrap();
                    let mut back: Claim = serde_json::from_str(&json).unwrap();
                    assert_eq!(back, claim);
                    if let Err(e) = out.claim(&mut back) {
                        problems.push(format!("{e:?}"));
                    }
                }
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(e) => {
                    problems.push(format!("fatal {e}"));
                    break;
                }
            }
        }
        if n == 0 {
            continue;
        }
        total += 1;
        let written = out.finish().unwrap();
        let name = path.strip_prefix(&dir).unwrap().display();
        if written == bytes {
            same += 1;
            continue;
        }
        let (a, b) = (
            String::from_utf8_lossy(&bytes).replace('\r', "").replace("~\n", "~").replace('~', "~\n"),
            String::from_utf8_lossy(&written).replace('\r', "").replace("~\n", "~").replace('~', "~\n"),
        );
        println!("== {name}: {n} claims, {} problems", problems.len());
        for p in problems.iter().take(3) {
            println!("   {p}");
        }
        let diff = similar::TextDiff::from_lines(&a, &b);
        for c in diff.iter_all_changes().filter(|c| c.tag() != similar::ChangeTag::Equal).take(12) {
            print!("   {}{}", c.tag(), c);
        }
    }
    println!("{same} of {total} same");
}
