//! Files as nobody should send them come back as they came; JSON that would make such files is refused by its path.

use crate::house::common::segments;
use serde_json::{Value, json};
use twinclaim::model::Claim;
use twinclaim::translate::{Claims, Event, Notice, Output, OutputError, Reader as ClaimReader, Style};
use twinclaim::x12::{Charset, Reader};

const FACILITY: &str = include_str!("../../samples/mri/facility.837");
const AMBULANCE: &str = include_str!("../../samples/ambulance/professional.837");
const DEPENDENT: &str = include_str!("../../samples/dependent/physician.837");

fn read(text: &[u8], charset: Charset) -> Vec<Claim> {
    let mut claims = Claims::new(Reader::from_slice(text), None, charset);
    let mut reader = ClaimReader::default();
    let mut found = Vec::new();
    while let Some(event) = claims.next().transpose().expect("the envelope is right") {
        if let Event::Claim(raw) = event {
            found.push(*reader.read(&raw));
        }
    }
    found
}

fn write(claims: Vec<Claim>) -> Result<Vec<u8>, Vec<String>> {
    let mut output = Output::new(Vec::new(), Style::default());
    for mut claim in claims {
        match output.claim(&mut claim) {
            Ok(()) => {}
            Err(OutputError::Claim(problems)) => return Err(problems.into_iter().map(|p| p.path).collect()),
            Err(OutputError::Io(error)) => panic!("memory takes it: {error}"),
        }
    }
    Ok(output.finish().expect("memory takes it"))
}

/// Through JSON and back, as bytes.
fn there_and_back(text: &[u8], charset: Charset) -> Vec<u8> {
    let json: Vec<String> =
        read(text, charset).iter().map(|c| serde_json::to_string(c).expect("a claim is JSON")).collect();
    let claims = json.iter().map(|line| serde_json::from_str(line).expect("and JSON a claim")).collect();
    write(claims).unwrap_or_else(|paths| panic!("not written: {paths:?}"))
}

fn assert_kept(text: impl AsRef<[u8]>) {
    let text = text.as_ref();
    let back = there_and_back(text, Charset::Auto);
    let counted = |bytes: &[u8]| -> Vec<String> {
        segments(bytes).into_iter().filter(|segment| !segment.starts_with("SE*")).collect()
    };
    assert_eq!(counted(&back), counted(text));
    assert!(!back.is_empty());
}

/// A sample with a segment's text replaced.
fn with(sample: &str, from: &str, to: &str) -> String {
    assert!(sample.contains(from), "{from} is not in the sample");
    sample.replacen(from, to, 1)
}

#[test]
fn a_name_without_more_stays_where_its_loop_has_nothing_else() {
    let address = "NM1*PW*2~\nN3*63 SALTMARSH ROAD~\nN4*LARKMERE*IA*50099~\n";
    let lonely = with(AMBULANCE, address, "NM1*PW*2~\n");
    assert_kept(&lonely);
    // And something without a place behind it.
    assert_kept(with(&lonely, "NM1*PW*2~\n", "NM1*PW*2~\nQTY*PT*2~\n"));
}

#[test]
fn separators_need_not_be_ascii() {
    let mut bytes = FACILITY.as_bytes().to_vec();
    for byte in &mut bytes {
        *byte = match *byte {
            b'*' => 0x80,
            b':' => 0xff,
            b'^' => 0xa6,
            b'~' => 0xfe,
            other => other,
        };
    }
    assert_eq!(there_and_back(&bytes, Charset::Auto), bytes);
}

#[test]
fn segments_without_a_place_keep_their_encoding_element_by_element() {
    let text = with(FACILITY, "LX*1~\n", "QTY*\u{1}*\u{2}~\nLX*1~\n");
    let text = with(&text, "SE*29*", "SE*30*");
    let mut bytes = Vec::new();
    for byte in text.bytes() {
        match byte {
            1 => bytes.extend_from_slice(b"M\xdcLLER"),
            2 => bytes.extend_from_slice("MÜLLER".as_bytes()),
            other => bytes.push(other),
        }
    }
    let back = there_and_back(&bytes, Charset::Auto);
    assert!(back == bytes, "{}", String::from_utf8_lossy(&back));
    let forced = Charset::for_label("iso-8859-15").expect("it is known");
    assert!(there_and_back(&bytes, forced) == bytes);
}

#[test]
fn levels_keep_elements_that_are_too_many() {
    assert_kept(with(FACILITY, "HL*2*1*22*0~", "HL*2*1*22*0**MORE~"));
}

#[test]
fn more_elements_and_components_than_a_byte_counts_are_kept() {
    let elements: Vec<String> = (1..400).map(|n| format!("V{n}")).collect();
    assert_kept(with(FACILITY, "REF*EA*MR0048817~", &format!("REF*EA*{}~", elements.join("*"))));
    let components = elements.join(":");
    assert_kept(with(FACILITY, "HI*ABK:G43909~", &format!("HI*ABK:G43909:{components}~")));
    // Component 16 of an element that a field holds: 16 times 16 is more than a byte holds.
    assert_kept(with(FACILITY, "***13:A:1**A", &format!("***13:A:1{}X**A", ":".repeat(13))));
}

#[test]
fn a_subscriber_who_is_said_to_be_another_than_the_patient_goes_back_so() {
    for code in ["19", "G8", "X"] {
        assert_kept(with(FACILITY, "SBR*P*18*", &format!("SBR*P*{code}*")));
    }
}

#[test]
fn a_patient_level_comes_back_whatever_it_says_of_the_relationship() {
    let line = DEPENDENT.lines().find(|line| line.starts_with("PAT*")).expect("there is a patient");
    for instead in ["PAT*18~\n", "PAT*~\n", "PAT**********Y~\n", ""] {
        let text = with(DEPENDENT, &format!("{line}\n"), instead);
        let back = there_and_back(text.as_bytes(), Charset::Auto);
        let levels = |bytes: &[u8]| {
            segments(bytes)
                .iter()
                .filter(|s| s.starts_with("HL*") || s.starts_with("NM1*QC") || s.starts_with("NM1*IL"))
                .cloned()
                .collect::<Vec<_>>()
        };
        assert_eq!(levels(&back), levels(text.as_bytes()), "{instead:?}");
        // Nor where the subscriber has no name.
        let name = text.lines().find(|line| line.starts_with("NM1*IL*")).expect("there is a subscriber");
        let text = with(&text, &format!("{name}\n"), "");
        let back = there_and_back(text.as_bytes(), Charset::Auto);
        assert_eq!(levels(&back), levels(text.as_bytes()), "{instead:?} without a name");
    }
}

#[test]
fn levels_that_differ_in_trailing_separators_only_stay_apart() {
    let level: String = FACILITY
        .lines()
        .skip_while(|line| !line.starts_with("HL*2*"))
        .take_while(|line| !line.starts_with("SE*"))
        .fold(String::new(), |all, line| all + line + "\n");
    let again = level.replacen("HL*2*", "HL*3*", 1).replacen("******CI~", "******CI**~", 1);
    let text = with(FACILITY, &level, &format!("{level}{again}"));
    let back = there_and_back(text.as_bytes(), Charset::Auto);
    assert_eq!(segments(&back).iter().filter(|segment| segment.starts_with("HL*")).count(), 3);
}

#[test]
fn a_level_without_a_claim_is_told() {
    let level: String = FACILITY
        .lines()
        .skip_while(|line| !line.starts_with("HL*1*"))
        .take_while(|line| !line.starts_with("HL*2*"))
        .fold(String::new(), |all, line| all + line + "\n");
    let text = with(FACILITY, &level, &format!("{level}{level}"));
    let told = |text: &str| {
        let mut claims = Claims::new(Reader::from_slice(text.as_bytes()), None, Charset::Auto);
        let mut told = 0;
        while let Some(event) = claims.next().transpose().expect("the envelope is right") {
            told += usize::from(matches!(event, Event::Notice(Notice::NoClaim(_))));
        }
        told
    };
    assert_eq!((told(FACILITY), told(DEPENDENT), told(&text)), (0, 0, 1));
}

/// What the reader tells of a text.
fn notices(text: &str) -> Vec<Notice> {
    let claims = Claims::new(Reader::from_slice(text.as_bytes()), None, Charset::Auto);
    let notice = |event| if let Event::Notice(notice) = event { Some(notice) } else { None };
    claims.filter_map(|event| notice(event.expect("the envelope is right"))).collect()
}

/// Found by an attacker: HL04 `p` came back as 0, and nobody said so.
#[test]
fn what_is_made_anew_is_told_where_the_file_says_otherwise() {
    let anew = |text: &str| -> Vec<&'static str> {
        let told = notices(text).into_iter();
        told.filter_map(|notice| if let Notice::Anew { element, .. } = notice { Some(element) } else { None })
            .collect()
    };
    for sample in [FACILITY, AMBULANCE, DEPENDENT] {
        assert!(notices(sample).is_empty());
    }
    let numbers = [
        ("HL*1**20*1~", "HL*1*7*20*1~", "HL02"),
        ("HL*1**20*1~", "HL*1**20*0~", "HL04"),
        ("HL*2*1*22*0~", "HL*2*1*22*p~", "HL04"),
        ("HL*2*1*22*0~", "HL*2*1*22*00~", "HL04"),
        ("HL*2*1*22*0~", "HL*2*1*22*1~", "HL04"),
        ("HL*2*1*22*0~", "HL*2*1*22~", "HL04"),
        ("HL*2*1*22*0~", "HL*02*1*22*0~", "HL01"),
        ("HL*2*1*22*0~", "HL*7*1*22*0~", "HL01"),
        ("HL*2*1*22*0~", "HL*2*01*22*0~", "HL02"),
        ("SE*29*0101~", "SE*029*0101~", "SE01"),
        ("SE*29*0101~", "SE*29*0101*MORE~", "SE"),
        ("SE*29*0101~", "SE*29*0101*~", "SE"),
        ("GE*1*101~", "GE*01*101~", "GE01"),
        ("GE*1*101~", "GE*1*0101~", "GE02"),
        ("IEA*1*000000101~", "IEA*1*101~", "IEA02"),
        ("IEA*1*000000101~", "IEA*1*000000101*MORE~", "IEA"),
    ];
    for (from, to, element) in numbers {
        assert_eq!(anew(&with(FACILITY, from, to)), [element], "{to}");
    }
    for (from, to, element) in [
        ("HL*2*1*22*1~", "HL*2*1*22*0~", "HL04"),
        ("HL*3*2*23*0~", "HL*3*2*23*1~", "HL04"),
        ("HL*3*2*23*0~", "HL*4*2*23*0~", "HL01"),
    ] {
        assert_eq!(anew(&with(DEPENDENT, from, to)), [element], "{to}");
    }
}

/// Found by an attacker: 106 bytes with two wrong widths came back as 105 without a word.
#[test]
fn interchange_headers_come_back_as_they_were_or_are_told() {
    let isa = FACILITY.split('~').next().expect("an ISA");
    let elements: Vec<&str> = isa.split('*').collect();
    for shorter in 1..=15 {
        for longer in (1..=15).filter(|n| *n != shorter) {
            let mut changed: Vec<String> = elements.iter().map(|text| (*text).to_owned()).collect();
            changed[shorter].pop();
            let more = if changed[longer].ends_with(' ') { ' ' } else { '1' };
            changed[longer].push(more);
            let text = with(FACILITY, isa, &changed.join("*"));
            assert_eq!(isa.len(), changed.join("*").len());
            let told = notices(&text);
            assert!(!told.is_empty(), "ISA{shorter:02} is shorter, ISA{longer:02} is longer");
        }
    }
    // Widths count bytes, whatever the encoding.
    for sender in ["MÜLLER", "ŁÓDŹ", "MÜLLERÄÖÜ12"] {
        let blanks = " ".repeat(15 - sender.len());
        let text = with(FACILITY, "*TCSAMPLE       *ZZ", &format!("*{sender}{blanks}*ZZ"));
        assert!(notices(&text).is_empty(), "{sender}");
        assert_eq!(String::from_utf8_lossy(&there_and_back(text.as_bytes(), Charset::Auto)), text);
    }
}

/// The paths of what is wrong with the sample's claim after an edit.
fn refused(edit: impl FnOnce(&mut Value)) -> Vec<String> {
    let claim = &read(FACILITY.as_bytes(), Charset::Auto)[0];
    let mut json = serde_json::to_value(claim).expect("a claim is JSON");
    edit(&mut json);
    write(vec![serde_json::from_value(json).expect("it is a claim still")]).expect_err("it has to be refused")
}

#[test]
fn what_would_break_the_file_open_is_refused() {
    let unmapped = |entry: Value| refused(|claim| claim["x12"] = json!({ "unmapped": [entry] }));
    for segment in ["REF*D9*1~NM1*82*1*X", "SE*1*0101", "IEA", "GS*HC"] {
        assert_eq!(unmapped(json!({ "after": "2300/CLM", "segment": segment })), ["x12.unmapped[0]"]);
    }
    for (element, value) in [("12", "A*B"), ("12", "A~B"), ("11-4", "A:B")] {
        let entry = json!({ "at": "2300/CLM", "element": element, "value": value });
        assert_eq!(unmapped(entry), ["x12.unmapped[0]"], "{element} {value}");
    }
    assert_eq!(refused(|claim| claim["x12"] = json!({ "line_end": "\nNM1*85~" })), ["x12.line_end"]);
}

/// Found by an attacker: no reader found the end of such a header, and the claim was gone.
#[test]
fn an_interchange_header_that_nobody_could_read_is_refused() {
    for (field, text) in [("authorization_qualifier", "\u{fffd}".repeat(25)), ("date", "2".repeat(90))] {
        let of = |claim: &mut Value| claim["envelope"]["interchange"][field] = json!(text);
        assert_eq!(refused(of), [format!("envelope.interchange.{field}")]);
    }
}

#[test]
fn a_claim_in_the_envelope_of_the_other_kind_is_refused() {
    let version = "envelope.transaction.version";
    assert_eq!(
        refused(|claim| claim["envelope"]["transaction"]["version"] = json!("005010X222A1")),
        [version]
    );
    assert_eq!(refused(|claim| claim["envelope"]["transaction"]["version"] = json!("5010")), [version]);
}

#[test]
fn an_empty_code_counts_as_none() {
    let claim = &read(FACILITY.as_bytes(), Charset::Auto)[0];
    let mut json = serde_json::to_value(claim).expect("a claim is JSON");
    json["envelope"]["interchange"]["authorization_qualifier"] = json!("");
    json["subscriber"]["payer_responsibility"] = json!("");
    let claim = serde_json::from_value(json).expect("it is a claim still");
    let back = write(vec![claim]).expect("it can be written");
    assert_eq!(segments(&back), segments(FACILITY.as_bytes()));
}
