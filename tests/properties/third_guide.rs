//! A guide that is registered is a guide like the built-in ones: its own rows, codes and limits hold for its claims.

use twinclaim::guide::registry;
use twinclaim::internal::generate::{Options, write};
use twinclaim::model::{Claim, ClaimType};
use twinclaim::translate::{Claims, Event, Output, Reader as ClaimReader, Style};
use twinclaim::validate::{Event as Found, RuleSet, Validator};
use twinclaim::x12::{Charset, Reader};

/// The professional guide under another name: notes may be of kind ZZZ, too, a claim has three lines at most, and a line
/// of text of its own is in a claim.
fn invented() -> String {
    let text = include_str!("../../src/guide/005010X222A1.guide");
    let replaced = [
        ("005010X222A1 005010X222A2 005010X222", "005010X777"),
        ("accepts 005010X222 005010X222A1 005010X222A2", "accepts 005010X777"),
        ("guide 005010X222A1 professional", "guide 005010X777 professional"),
        ("when 01=ADD|CER|DCP|DGN|TPO as claim_note", "when 01=ADD|CER|DCP|DGN|TPO|ZZZ as claim_note"),
        ("{ADD CER DCP DGN TPO}", "{ADD CER DCP DGN TPO ZZZ}"),
        ("loop 2400 in 2300 R 50 @3650", "loop 2400 in 2300 R 3 @3650"),
    ];
    replaced.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the guide has no more: {from}");
        text.replace(from, to)
    })
}

fn findings(text: &str) -> Vec<(String, String)> {
    let rules = RuleSet::default();
    let mut validator = Validator::new(&rules, None, Charset::Auto);
    let mut found = Vec::new();
    let mut sink = |event: Found<'_>| {
        if let Found::Finding(told) = event {
            found.push((told.finding.code.clone(), told.finding.message.clone()));
        }
    };
    let mut reader = Reader::new(text.as_bytes());
    while let Some(piece) = reader.next().expect("valid X12") {
        validator.piece(&piece, &mut sink);
    }
    validator.finish(&mut sink);
    found
}

fn through_json(text: &str) -> (String, Vec<Claim>) {
    let mut claims = Claims::new(Reader::new(text.as_bytes()), None, Charset::Auto);
    let mut reader = ClaimReader::default();
    let (mut out, mut read) = (Output::new(Vec::new(), Style::default()), Vec::new());
    while let Some(event) = claims.next().transpose().expect("valid X12") {
        if let Event::Claim(raw) = event {
            let json = serde_json::to_string(&reader.read(&raw)).expect("JSON");
            let mut claim: Claim = serde_json::from_str(&json).expect("our own JSON");
            read.push(claim.clone());
            out.claim(&mut claim).expect("it can be written");
        }
    }
    (String::from_utf8(out.finish().expect("memory takes it")).expect("UTF-8"), read)
}

const FILE: &str = include_str!("../../samples/mri/professional.837");

#[test]
fn a_registered_guide_is_read_checked_and_written_by_its_own_rows() {
    registry::register(&invented()).expect("a guide");
    let claims = |version: &str, behind: &str| {
        let text = FILE.replace("005010X222A1", version).replace("SE*31*", "SE*32*");
        let hi = text.find("\nHI*").expect("diagnoses") + 1;
        let note = "NTE*ZZZ*OF THE INVENTED KIND~\n";
        format!("{}{note}{}{behind}", &text[..hi], &text[hi..])
    };
    // Read and written: the note is a field of the model, and every byte comes back.
    let invented = claims("005010X777", "");
    let (back, read) = through_json(&invented);
    assert_eq!(back, invented);
    let notes = serde_json::to_value(&read[0]).expect("JSON").to_string();
    assert!(notes.contains("OF THE INVENTED KIND") && read[0].x12.unmapped.is_empty(), "{notes}");
    // Checked: what the built-in guide does not know is right here.
    let codes = |text: &str| findings(text).into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    assert!(codes(&claims("005010X222A1", "")).contains(&"GD-QUALIFIER".to_owned()));
    assert!(!codes(&invented).iter().any(|code| code.starts_with("GD-")), "{:?}", findings(&invented));
    // And its own limits hold: three lines, which is fine by the built-in one.
    let mut many = Vec::new();
    write(&Options::new(ClaimType::Professional, 40).seed(11), &mut many).expect("memory takes it");
    let many = String::from_utf8(many).expect("UTF-8");
    assert!(many.contains("LX*4~"), "no claim has four lines");
    let of = |version: &str| {
        let found = codes(&many.replace("005010X222A1", version));
        found.iter().filter(|code| code.starts_with("GD-")).count()
    };
    assert_eq!(of("005010X222A1"), 0);
    assert!(of("005010X777") > 0);
}
