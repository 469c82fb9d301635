//! What is told of ISA11, which says how repetitions are separated.

use super::examples::file;
use crate::validate::{Event, RuleSet, Validator};
use crate::x12::{Charset, Reader};

/// Codes of what is found at ISA11 and ISA12.
fn told(text: &str) -> Vec<String> {
    let book = RuleSet::default();
    let mut codes = Vec::new();
    let mut validator = Validator::new(&book, None, Charset::Auto);
    let mut reader = Reader::from_slice(text.as_bytes());
    let mut take = |event: Event<'_>| {
        if let Event::Finding(found) = event {
            let element = found.finding.locations[0].element.as_deref();
            if matches!(element, Some("ISA11" | "ISA12")) {
                codes.push(found.finding.code.clone());
            }
        }
    };
    while let Some(piece) = reader.next().expect("X12") {
        validator.piece(&piece, &mut take);
    }
    validator.finish(&mut take);
    codes
}

#[test]
fn what_cannot_separate_repetitions_is_told_once_where_the_version_has_them() {
    let claim =
        "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R519\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302";
    let text = file(claim, false);
    let with = |separator: &str| {
        assert!(text.contains("*^*00501*"));
        text.replace("*^*00501*", &format!("*{separator}*00501*"))
    };
    for separator in ["^", "|", "!", "\u{1e}"] {
        assert_eq!(told(&with(separator)), Vec::<String>::new(), "{separator:?}");
    }
    for separator in ["U", "a", "7", " "] {
        assert_eq!(told(&with(separator)), ["ENV-REPETITION"], "{separator:?}");
    }
    // Once an interchange, however many transactions it has.
    let (before, behind) = text.split_once("GE*").expect("a group");
    let (_, transaction) = before.split_once("ST*837*0001").expect("a transaction");
    let second = transaction.replace("*0001~", "*0002~");
    let two = format!("{before}ST*837*0002{second}GE*{}", behind.replacen('1', "2", 1));
    assert_eq!(told(&two.replace("*^*00501*", "*U*00501*")), ["ENV-REPETITION"]);
    // In an older version U is right; that the version is old is what is wrong.
    assert_eq!(told(&text.replace("*^*00501*", "*U*00401*")), ["GD-CODE"]);
}
