//! Claims as JSON.

mod serializer;
mod string;

pub(crate) use string::{digits, escaped};

use serde::Serialize;
use serde_json::Error;

use super::{BillingProvider, Claim, Envelope, Patient, Payer, Receiver, Shared, Submitter, Subscriber};
use serializer::Json;

/// Writes claims as JSON, the same as `serde_json` does.
///
/// The parts above a claim are mostly those of the claim before it; their text is kept and copied then.
#[derive(Debug, Default)]
pub struct JsonWriter {
    /// The parts of the last claim. Held, no other part can take their place in memory.
    above: Above,
    kept: Kept,
}

impl JsonWriter {
    /// Appends a claim, without an end of line.
    pub fn append(&mut self, claim: &Claim, out: &mut Vec<u8>) -> Result<(), Error> {
        self.kept.next = 0;
        let written = claim.serialize(&mut Json { out, kept: &mut self.kept });
        // What was kept of a claim that broke off, or of one before it, is held by nobody.
        self.kept.texts.truncate(if written.is_ok() { self.kept.next } else { 0 });
        self.above.hold(claim);
        written
    }
}

/// The text of shared parts, in the order in which they are in a claim.
#[derive(Debug, Default)]
struct Kept {
    /// Where in memory each part is, and its JSON.
    texts: Vec<(usize, Vec<u8>)>,
    /// The next one to come in the claim at hand.
    next: usize,
}

impl Kept {
    /// Copies the text of the part at this address, if it is known.
    fn take(&mut self, address: usize, out: &mut Vec<u8>) -> bool {
        let text = self.texts.get(self.next).filter(|(known, _)| *known == address).map(|(_, text)| text);
        if let Some(text) = text {
            out.extend_from_slice(text);
            self.next += 1;
        }
        text.is_some()
    }

    /// The place of a part that is written now.
    fn slot(&mut self) -> usize {
        self.next += 1;
        self.next - 1
    }

    fn keep(&mut self, slot: usize, address: usize, text: &[u8]) {
        if slot >= self.texts.len() {
            self.texts.resize_with(slot + 1, Default::default);
        }
        let (known, kept) = &mut self.texts[slot];
        *known = address;
        kept.clear();
        kept.extend_from_slice(text);
    }
}

/// The parts above a claim.
#[derive(Debug, Default)]
struct Above {
    envelope: Option<Shared<Envelope>>,
    submitter: Option<Shared<Submitter>>,
    receiver: Option<Shared<Receiver>>,
    billing_provider: Option<Shared<BillingProvider>>,
    subscriber: Option<Shared<Subscriber>>,
    patient: Option<Shared<Patient>>,
    payer: Option<Shared<Payer>>,
}

impl Above {
    fn hold(&mut self, claim: &Claim) {
        hold(&mut self.envelope, claim.envelope.as_ref());
        hold(&mut self.submitter, claim.submitter.as_ref());
        hold(&mut self.receiver, claim.receiver.as_ref());
        hold(&mut self.billing_provider, claim.billing_provider.as_ref());
        hold(&mut self.subscriber, claim.subscriber.as_ref());
        hold(&mut self.patient, claim.patient.as_ref());
        hold(&mut self.payer, claim.payer.as_ref());
    }
}

fn hold<T>(held: &mut Option<Shared<T>>, part: Option<&Shared<T>>) {
    let same = matches!((&*held, part), (Some(held), Some(part)) if held.is_same(part));
    if !same {
        *held = part.cloned();
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Amount, Diagnosis, DiagnosisKind, Source, Text, Unmapped};
    use super::*;

    fn claim(number: u32, patient: &str) -> Claim {
        let patient = Patient { last_name: Some(patient.into()), ..Patient::default() };
        Claim {
            patient_control_number: Some(number.to_string().as_str().into()),
            patient: Some(patient.into()),
            ..Claim::default()
        }
    }

    fn check(writer: &mut JsonWriter, claim: &Claim) {
        let mut out = Vec::new();
        writer.append(claim, &mut out).expect("a claim is JSON");
        assert_eq!(String::from_utf8(out).ok(), serde_json::to_string(claim).ok());
    }

    #[test]
    fn a_part_that_was_edited_is_written_anew() {
        let mut writer = JsonWriter::default();
        let first = claim(1, "DOE");
        check(&mut writer, &first);
        let mut second = first.clone();
        check(&mut writer, &second);
        second.patient.get_or_insert_default().last_name = Some("ROE".into());
        check(&mut writer, &second);
        second.payer = Some(Payer { name: Some("FIRST".into()), ..Payer::default() }.into());
        second.submitter = Some(Submitter::default().into());
        check(&mut writer, &second);
        check(&mut writer, &first);
    }

    #[test]
    fn a_part_in_the_place_of_one_that_is_gone_is_not_taken_for_it() {
        let mut writer = JsonWriter::default();
        for n in 0..50 {
            check(&mut writer, &claim(n, &format!("PATIENT {n}")));
        }
    }

    #[test]
    fn every_kind_of_value_is_written_as_serde_json_writes_it() {
        let mut whole = claim(1, "O\"BRIEN \\ ÑUÑEZ\u{7}");
        whole.admission_date = "2026-03-01T14:50".parse().ok();
        whole.statement_from = chrono::NaiveDate::from_ymd_opt(2026, 3, 1);
        whole.statement_to = chrono::NaiveDate::from_ymd_opt(-12_026, 3, 1);
        whole.total_charge = Amount::parse("125.50");
        whole.source = Some(Source { offset: u64::MAX, segment: 10, ..Source::default() });
        whole.conditions = vec!["17".into(), Text::default()];
        whole.diagnoses = vec![Diagnosis {
            kind: DiagnosisKind::ReasonForVisit,
            code: None,
            qualifier: None,
            present_on_admission: None,
        }];
        whole.x12.unmapped = vec![
            Unmapped::Filled { at: "2300/HI[BF]".to_owned(), filled: 0 },
            Unmapped::Segment { after: String::new(), segment: "ZZ*1".into() },
        ];
        check(&mut JsonWriter::default(), &whole);
    }
}
