//! From the claims of an example to whole files: what examples leave out, written once.

use super::Example;

/// A side of an example: 837I or 837P.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// 837I, the facility.
    Institutional,
    /// 837P, professionals.
    Professional,
}

impl Form {
    fn version(self) -> &'static str {
        match self {
            Self::Institutional => "005010X223A2",
            Self::Professional => "005010X222A1",
        }
    }

    /// The segments of a claim that an example says nothing of.
    fn claim(self) -> &'static str {
        match self {
            Self::Institutional => {
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nHI*ABK:R519\nLX*1\nSV2*0450**900*UN*1\nDTP*472*D8*20260302"
            }
            Self::Professional => {
                "CLM*P1*200***23:B:1*Y*A*Y*Y\nHI*ABK:R519\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302"
            }
        }
    }
}

/// The billing provider's level of every example.
const PROVIDER: [&str; 5] = [
    "HL*1**20*1",
    "NM1*85*2*PROVIDER*****XX*1234567893",
    "N3*1 MAIN ST",
    "N4*BOSTON*MA*021140000",
    "REF*EI*123456789",
];

/// The subscriber's level of every example: the patient.
const SUBSCRIBER: [&str; 7] = [
    "HL*2*1*22*0",
    "SBR*P*18*******MB",
    "NM1*IL*1*DOE*JANE****MI*1EG4TE5MK73",
    "N3*2 OAK ST",
    "N4*BOSTON*MA*021140000",
    "DMG*D8*19580412*F",
    "NM1*PR*2*MEDICARE*****PI*00123",
];

/// The file of a claim of an example: as it is where it is a whole file, else in an ordinary envelope.
///
/// Segments before CLM belong to the levels above. Each takes the place of the ordinary segment with its identifier and,
/// in NM1 and REF, its qualifier. Where they begin with SBR and have the subscriber and the payer they are the whole level,
/// and levels below it.
pub fn file(claim: &str, form: Form) -> String {
    if claim.starts_with("ISA") || claim.contains("\nISA") {
        return claim.to_owned();
    }
    let at = claim.find("CLM*").unwrap_or(claim.len());
    let head: Vec<&str> = claim[..at].lines().collect();
    let has = |start: &str| head.iter().any(|segment| segment.starts_with(start));
    let is_whole = has("SBR") && has("NM1*IL") && has("NM1*PR");
    let version = form.version();
    let mut body = vec![
        format!("ST*837*0001*{version}"),
        "BHT*0019*00*1*20260303*1200*CH".to_owned(),
        "NM1*41*2*SENDER*****46*S1".to_owned(),
        "PER*IC*X*TE*5550100000".to_owned(),
        "NM1*40*2*RECEIVER*****46*R1".to_owned(),
    ];
    for (n, ordinary) in PROVIDER.iter().enumerate() {
        body.push(instead(&head, ordinary).to_owned());
        // The billing provider's specialty follows HL.
        let specialty = head.iter().filter(|segment| n == 0 && segment.starts_with("PRV*BI"));
        body.extend(specialty.map(|segment| (*segment).to_owned()));
    }
    if is_whole {
        let below = if has("HL*3") { "HL*2*1*22*1" } else { SUBSCRIBER[0] };
        let level = head.iter().filter(|segment| !is_provider(segment));
        body.push(below.to_owned());
        body.extend(level.map(|segment| (*segment).to_owned()));
    } else {
        body.extend(SUBSCRIBER.iter().map(|ordinary| instead(&head, ordinary).to_owned()));
    }
    let claim = if at < claim.len() { &claim[at..] } else { form.claim() };
    body.extend(claim.split('\n').map(str::to_owned));
    let segments = body.len() + 1;
    format!(
        "ISA*00*          *00*          *ZZ*S              *ZZ*R              *260303*1200*^*00501*000000001*0*T*:~\n\
         GS*HC*S1*R1*20260303*1200*1*X*{version}~\n{}~\nSE*{segments}*0001~\nGE*1*1~\nIEA*1*000000001~\n",
        body.join("~\n")
    )
}

impl Example {
    /// The files of its claims, the facility's first.
    pub fn files(&self) -> Vec<(Form, String)> {
        let sides = [(Form::Institutional, &self.facility), (Form::Professional, &self.professional)];
        let files = sides
            .into_iter()
            .flat_map(|(form, claims)| claims.iter().map(move |claim| (form, file(claim, form))));
        files.collect()
    }
}

/// The segment of an example that takes the place of an ordinary one.
fn instead<'e>(head: &[&'e str], ordinary: &'e str) -> &'e str {
    let qualified = ordinary.starts_with("NM1") || ordinary.starts_with("REF");
    let parts = if qualified { 2 } else { 1 };
    let is_same = |segment: &&&str| ordinary.split('*').take(parts).eq(segment.split('*').take(parts));
    let replaces = ["NM1", "REF", "SBR", "DMG"].iter().any(|id| ordinary.starts_with(id));
    head.iter().find(is_same).filter(|_| replaces).copied().unwrap_or(ordinary)
}

fn is_provider(segment: &str) -> bool {
    ["NM1*85", "REF*EI", "PRV*BI"].iter().any(|start| segment.starts_with(start))
}
