//! SNIP type 5: values that come from a list kept outside of the guide. The look at them stands in `code_sets`.

use crate::finding::Severity;
use crate::rule::{InForce, Rule};

use super::example::{facility, professional};

/// Every rule here.
pub(in crate::validate) const RULES: &[&Rule] = &[
    &NPI,
    &TAXONOMY,
    &DIAGNOSIS,
    &PROCEDURE,
    &INPATIENT_PROCEDURE,
    &MODIFIER,
    &PLACE,
    &BILL,
    &FREQUENCY,
    &REVENUE,
    &STATUS,
    &CLAIM_CODE,
    &STATE,
    &COUNTRY,
    &ZIP,
    &CITY,
    &DRUG,
    &REMITTANCE,
    &GROUP,
];

pub(in crate::validate) static NPI: Rule = Rule {
    code: "CS-NPI",
    name: "NPI that cannot be",
    severity: Severity::Error,
    snip: Some(5),
    checks: "A national provider identifier (NM109 with XX in NM108) has ten digits, the first 1 \
                 or 2, and the last is the check digit of the others.",
    why: "The payer cannot find the provider; a wrong check digit mostly means a transposed or \
                 mistyped digit.",
    help: "Look the provider up in the NPI registry.",
    source: "CMS, NPI check digit: Luhn over 80840 and the number; 45 CFR 162.406",
    in_force: InForce::ALWAYS,
    fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\n\
                   NM1*82*1*WRENFIELD*ANN****XX*1234567890\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\n\
                   NM1*82*1*WRENFIELD*ANN****XX*2000010092\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
};

pub(in crate::validate) static TAXONOMY: Rule = Rule {
    code: "CS-TAXONOMY",
    name: "No taxonomy code",
    severity: Severity::Error,
    snip: Some(5),
    checks: "A provider's taxonomy (PRV03) has ten characters: three digits, then letters and \
                 digits, X last.",
    why: "Payers choose contract and fee schedule by it.",
    help: "Take the code over from the provider's NPI record.",
    source: "NUCC provider taxonomy, form of the codes; 837P and 837I PRV03",
    in_force: InForce::ALWAYS,
    fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\n\
                   NM1*82*1*WRENFIELD*ANN****XX*2000010092\nPRV*PE*PXC*207Q0000X\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\n\
                   NM1*82*1*WRENFIELD*ANN****XX*2000010092\nPRV*PE*PXC*207Q00000X\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
};

pub(in crate::validate) static DIAGNOSIS: Rule = Rule {
    code: "CS-DX",
    name: "No diagnosis code",
    severity: Severity::Error,
    snip: Some(5),
    checks: "A diagnosis code has the form of the code set that its qualifier names: ICD-10-CM \
                 three to seven characters, a letter and a digit first, without the point; ICD-9-CM \
                 three to five digits, or V or E and digits.",
    why: "The payer's table does not have it; the claim is returned.",
    help: "Write the code without its point, to its full length.",
    source: "ICD-10-CM, ICD-9-CM, form of the codes; 837P and 837I HI",
    in_force: InForce::ALWAYS,
    fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51.9\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R519\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
};

pub(in crate::validate) static PROCEDURE: Rule = Rule {
    code: "CS-PROC",
    name: "No procedure code",
    severity: Severity::Error,
    snip: Some(5),
    checks: "A HCPCS or CPT code has five characters, of which the second to fourth are digits; a \
                 HIPPS code has five letters or digits.",
    why: "The payer has no price for it; the line is denied.",
    help: "Correct the code.",
    source: "CMS HCPCS and HIPPS, form of the codes; 837P SV101-2, 837I SV202-2",
    in_force: InForce::ALWAYS,
    fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:9921*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
};

pub(in crate::validate) static INPATIENT_PROCEDURE: Rule = Rule {
    code: "CS-PCS",
    name: "No inpatient procedure code",
    severity: Severity::Error,
    snip: Some(5),
    checks: "An ICD-10-PCS code (HI*BBR, HI*BBQ) has seven letters or digits without I and O; an \
                 ICD-9-CM procedure three or four digits.",
    why: "The grouper does not know it and the stay cannot be priced.",
    help: "Correct the code.",
    source: "ICD-10-PCS, form of the codes; 837I HI",
    in_force: InForce::ALWAYS,
    fires: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   HI*BBR:0DTJ4Z:D8:20260303\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0120**9000*DA*3"]),
    silent: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   HI*BBR:0DTJ4ZZ:D8:20260303\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0120**9000*DA*3"]),
};

pub(in crate::validate) static MODIFIER: Rule = Rule {
    code: "CS-MOD",
    name: "No modifier",
    severity: Severity::Error,
    snip: Some(5),
    checks: "A modifier has two characters, capital letters and digits.",
    why: "The line is denied, or paid as if the modifier were not there.",
    help: "Correct the modifier.",
    source: "CMS HCPCS modifiers, form of the codes; 837P SV101-3 to 6, 837I SV202-3 to 6",
    in_force: InForce::ALWAYS,
    fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213:2a*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213:25*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
};

pub(in crate::validate) static PLACE: Rule = Rule {
    code: "CS-POS",
    name: "No place of service",
    severity: Severity::Error,
    snip: Some(5),
    checks: "A place of service is on CMS's list.",
    why: "Price and coverage depend on the place.",
    help: "Choose the code of the place where the patient was.",
    source: "CMS place of service codes; 837P CLM05-1, SV105",
    in_force: InForce::ALWAYS,
    fires: professional(&["CLM*P1*200***36:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    silent: professional(&["CLM*P1*200***12:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
};

pub(in crate::validate) static BILL: Rule = Rule {
    code: "CS-TOB",
    name: "Unusual type of bill",
    severity: Severity::Warning,
    snip: Some(5),
    checks: "The first two digits of the type of bill (837I CLM05-1) are a kind of facility and \
                 care that is in use, and the frequency (CLM05-3) is a known one.",
    why: "Payers choose their rules by the type of bill and return what they do not know.",
    help: "Check the type of bill; it has its leading zero left out here.",
    source: "Medicare Claims Processing Manual chapter 1, type of bill codes; 837I CLM05",
    in_force: InForce::ALWAYS,
    fires: facility(&["CLM*F1*900***55:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"]),
    silent: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"]),
};

pub(in crate::validate) static FREQUENCY: Rule = Rule {
    code: "CS-FREQ",
    name: "Unusual claim frequency",
    severity: Severity::Warning,
    snip: Some(5),
    checks: "The frequency of a professional claim (CLM05-3) is 1, 6, 7 or 8.",
    why: "The other codes belong to institutional bills; most payers reject them.",
    help: "Write 1 for a new claim, 7 for a replacement, 8 for a void.",
    source: "837P CLM05-3",
    in_force: InForce::ALWAYS,
    fires: professional(&["CLM*P1*200***11:B:4*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
};

pub(in crate::validate) static REVENUE: Rule = Rule {
    code: "CS-REV",
    name: "No revenue code",
    severity: Severity::Error,
    snip: Some(5),
    checks: "A revenue code (SV201) has four digits.",
    why: "The line belongs to no department and is returned.",
    help: "Write the leading zero: 0450, not 450.",
    source: "837I SV201",
    in_force: InForce::ALWAYS,
    fires: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*450*HC:99283*900*UN*1\nDTP*472*D8*20260302"]),
    silent: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"]),
};

pub(in crate::validate) static STATUS: Rule = Rule {
    code: "CS-STATUS",
    name: "No admission, origin or discharge code",
    severity: Severity::Error,
    snip: Some(5),
    checks: "Kind of admission (CL101), point of origin (CL102) and patient status (CL103) are \
                 codes in use.",
    why: "Transfers and deaths are paid by them.",
    help: "Choose a code that CMS lists.",
    source: "CMS, kind of admission, point of origin and patient discharge status codes; 837I CL1",
    in_force: InForce::ALWAYS,
    fires: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*10\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"]),
    silent: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"]),
};

pub(in crate::validate) static CLAIM_CODE: Rule = Rule {
    code: "CS-NUBC",
    name: "No condition, occurrence or value code",
    severity: Severity::Error,
    snip: Some(5),
    checks: "Condition and value codes have two letters or digits; occurrence codes are 01 to 69 \
                 and A0 to L9, occurrence spans 70 to 99 and M0 to Z9.",
    why: "A code of the wrong kind is read as nothing, or as something else.",
    help: "Correct the code, or move it to the HI segment of its kind.",
    source: "UB-04 ranges of condition, occurrence and value codes; 837I HI*BG, BH, BI, BE",
    in_force: InForce::ALWAYS,
    fires: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nHI*BH:74:D8:20260302\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\n\
                   LX*1\nSV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"]),
    silent: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nHI*BH:11:D8:20260302\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\n\
                   LX*1\nSV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"]),
};

pub(in crate::validate) static STATE: Rule = Rule {
    code: "CS-STATE",
    name: "No state or province",
    severity: Severity::Error,
    snip: Some(5),
    checks: "A state (N402, CLM11-4) is one of the United States, its territories or military \
                 post, or a province of Canada.",
    why: "The address cannot be found; mail comes back.",
    help: "Write the two letters of the postal service; outside of both countries leave the \
                 state out and give the country.",
    source: "USPS and Canada Post abbreviations; 837P and 837I N402",
    in_force: InForce::ALWAYS,
    fires: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON*MX*021140000\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    silent: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
};

pub(in crate::validate) static COUNTRY: Rule = Rule {
    code: "CS-COUNTRY",
    name: "No country or currency",
    severity: Severity::Error,
    snip: Some(5),
    checks: "A country (N404, CLM11-5) is a code of two letters of ISO 3166-1, a currency (CUR02) \
                 one of three letters of ISO 4217.",
    why: "The payer's system does not know the country.",
    help: "Write the code of the standard, and leave it out for the United States.",
    source: "ISO 3166-1, ISO 4217; 837P and 837I N404, CUR02",
    in_force: InForce::ALWAYS,
    fires: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BERLIN***GER\nDMG*D8*20200412*M\nCLM*P1*200***11:B:1*Y*A*Y*Y\n\
                   HI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    silent: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BERLIN**10115*DE\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
};

pub(in crate::validate) static ZIP: Rule = Rule {
    code: "CS-ZIP",
    name: "No postal code",
    severity: Severity::Error,
    snip: Some(5),
    checks: "A postal code in the United States (N403) has five or nine digits, one in Canada \
                 three pairs of letter and digit; other countries have their own.",
    why: "Payment localities and mail go by it.",
    help: "Write the digits without hyphen or blank.",
    source: "USPS ZIP code, Canada Post; 837P and 837I N403",
    in_force: InForce::ALWAYS,
    fires: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON*MA*02114-000\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    silent: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*TORONTO*ON*M5V2T6*CA\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
};

pub(in crate::validate) static CITY: Rule = Rule {
    code: "SIT-STATE",
    name: "Address without state or postal code",
    severity: Severity::Error,
    snip: Some(4),
    checks: "An address in the United States or Canada (no country in N404) has its state (N402) \
                 and its postal code (N403).",
    why: "The address is not complete.",
    help: "Add what is missing; outside of both countries name the country.",
    source: "837P and 837I N402, N403",
    in_force: InForce::ALWAYS,
    fires: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON**021140000\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    silent: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
};

pub(in crate::validate) static DRUG: Rule = Rule {
    code: "CS-NDC",
    name: "No national drug code",
    severity: Severity::Error,
    snip: Some(5),
    checks: "A national drug code (LIN03 with N4 in LIN02) has eleven digits, five for the \
                 labeler, four for the product, two for the package, without hyphens.",
    why: "Medicaid asks the rebate by this number and denies the line without it.",
    help: "Fill each of the three parts with leading zeros.",
    source: "FDA NDC in 5-4-2 form, as HIPAA adopted it; 837P and 837I 2410 LIN03",
    in_force: InForce::ALWAYS,
    fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:J1885*200*UN*1***1\n\
                   DTP*472*D8*20260302\nLIN**N4*9999-0303-01\nCTP****1*ML"]),
    silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:J1885*200*UN*1***1\n\
                   DTP*472*D8*20260302\nLIN**N4*99999030301\nCTP****1*ML"]),
};

pub(in crate::validate) static REMITTANCE: Rule = Rule {
    code: "CS-CARC",
    name: "No adjustment reason or remark",
    severity: Severity::Error,
    snip: Some(5),
    checks: "An adjustment reason (CAS02, 05, 08 ...) has one to three digits, perhaps with a \
                 letter before them; a remark (MOA, MIA) begins with M, MA or N.",
    why: "The next payer reads from it why the first one did not pay.",
    help: "Take the code over from the remittance.",
    source: "X12 claim adjustment reason codes, CMS remittance advice remark codes, form of the \
                 codes; CAS, MOA, MIA",
    in_force: InForce::ALWAYS,
    fires: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nCAS*CO*4X5*50\n\
                   AMT*D*150\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\n\
                   NM1*PR*2*OTHER PLAN*****PI*00456\nDTP*573*D8*20260303\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    silent: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nCAS*CO*45*50\n\
                   AMT*D*150\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\n\
                   NM1*PR*2*OTHER PLAN*****PI*00456\nDTP*573*D8*20260303\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
};

pub(in crate::validate) static GROUP: Rule = Rule {
    code: "CS-DRG",
    name: "No DRG",
    severity: Severity::Error,
    snip: Some(5),
    checks: "A diagnosis related group (HI*DR) has three digits.",
    why: "The payer compares it with its own grouping.",
    help: "Write the leading zeros.",
    source: "CMS MS-DRG; 837I HI*DR",
    in_force: InForce::ALWAYS,
    fires: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   HI*DR:89\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"]),
    silent: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   HI*DR:089\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"]),
};
