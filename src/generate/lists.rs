//! What claims are filled with: invented names, and codes that exist. Descriptions of codes are nowhere shown.

/// Last names; some with accents, apostrophes, hyphens or spaces. Invented or too common to name anyone.
pub(super) const LAST_NAMES: &[&str] = &[
    "ABBERLINE",
    "ALDERMOOR",
    "BÄUMLER",
    "BRACKENFELD",
    "CASTELLANE",
    "CORRIGANSON",
    "DAHLQUIST",
    "DE LA FUENTE",
    "EASTERLING",
    "ELDERWICKE",
    "FAIRWEATHER",
    "FERNÁNDEZ-OAKES",
    "GOLDHURST",
    "GREENWAY",
    "HALVORSEN",
    "HOLLOWBROOK",
    "IRONWOOD",
    "JÄRVINEN",
    "KESTERBY",
    "KOWALCZYK",
    "LARKSPUR",
    "LINDQVIST",
    "MARLOWE",
    "MUÑOZ",
    "NIGHTINGALE",
    "NÚÑEZ",
    "O'BRANNAGH",
    "OSTERHAUS",
    "PEMBRIDGE",
    "QUARTERMAINE",
    "RAVENSCROFT",
    "ROSSDALE",
    "SAINT-CLOUD",
    "SILVERTHORNE",
    "TAMBLYN",
    "THISTLEWOOD",
    "UNDERHILL",
    "VAN DER MEERSCH",
    "WINTERBOURNE",
    "YARROW",
    "ZELLWEGER",
];

pub(super) const WOMEN: &[&str] = &[
    "ADA", "BEATRIZ", "CLARA", "DINAH", "ELENA", "FLORENCE", "GRETA", "HAZEL", "INÉS", "JUNE", "KIRSTEN",
    "LUCÍA", "MAEVE", "NAOMI", "OLIVE", "PRIYA", "ROSALIND", "SIMONE", "TESSA", "ZOË",
];

pub(super) const MEN: &[&str] = &[
    "ABEL", "BRUNO", "CALEB", "DESMOND", "ELIAS", "FELIX", "GIDEON", "HUGO", "IVAN", "JOSÉ", "KENJI",
    "LEOPOLD", "MARCUS", "NOAH", "OSCAR", "PIP", "RENÉ", "SILAS", "TOBIAS", "WENDELL",
];

pub(super) const STREETS: &[&str] = &[
    "ORCHARD STEPS",
    "LANTERN SQUARE",
    "HERON LAKE DRIVE",
    "OLD MILL RD",
    "COPPER BEECH LN",
    "SYCAMORE AVE",
    "QUARRY HILL ROAD",
    "RIVERBEND BOULEVARD",
    "WHARF ST",
    "CALLE DEL SOL",
    "N 42ND ST",
    "COUNTY HIGHWAY 17",
    "SAINT BRENDAN'S PARKWAY",
    "E COMMERCE CENTER CIRCLE",
];

/// Invented towns with state and five digits that begin like those of the state.
pub(super) const PLACES: &[(&str, &str, &str)] = &[
    ("LARKMERE", "IA", "50099"),
    ("PORT ELLERY", "ME", "04099"),
    ("SAN TIBURCIO", "CA", "93999"),
    ("COLD SPRING FORKS", "MN", "55999"),
    ("BAYOU SAINT-RÉMY", "LA", "70599"),
    ("DRY CREEK", "TX", "79999"),
    ("NEW ALDERBURY", "NY", "12999"),
    ("HALCYON BEACH", "FL", "33999"),
    ("MESA BLANCA", "NM", "87999"),
    ("WHITE HERON", "WI", "54999"),
    ("GRANITE NOTCH", "NH", "03799"),
    ("SALISH COVE", "WA", "98599"),
];

/// Invented payers: name, identifier, claim filing indicator (SBR09).
pub(super) const PAYERS: &[(&str, &str, &str)] = &[
    ("PRAIRIE LANTERN HEALTH PLAN", "PLHP01", "CI"),
    ("HARBOR MUTUAL INSURANCE", "HM042", "CI"),
    ("BLUE HERON OF THE LAKES", "BHL10", "BL"),
    ("SAMPLE MEDICARE CONTRACTOR", "SMC99", "MB"),
    ("SAMPLE STATE MEDICAID", "SSM77", "MC"),
    ("SUMMIT PREFERRED NETWORK", "SPN2200", "12"),
    ("CEDAR VALLEY HMO", "CVH", "HM"),
    ("TRADES UNION WELFARE FUND NO. 7", "TUWF0007", "14"),
];

pub(super) const PRACTICES: &[&str] = &[
    "QUIETWATER IMAGING GROUP PC",
    "LARKMERE FAMILY MEDICINE",
    "NORTH SHORE HOSPITALISTS LLC",
    "ALDERMOOR ORTHOPAEDIC ASSOCIATES",
    "STONE BRIDGE EMERGENCY PHYSICIANS",
    "SAGE & WILLOW PEDIATRICS",
    "MERIDIAN ANESTHESIA PARTNERS",
    "COPPERFIELD CLINICAL LABORATORY INC",
    "HERON COUNTY AMBULANCE DISTRICT",
    "TALLGRASS PHYSICAL THERAPY",
];

pub(super) const HOSPITALS: &[&str] = &[
    "LARKMERE GENERAL HOSPITAL",
    "SAINT BRENDAN'S MEDICAL CENTER",
    "UNIVERSITY HOSPITAL OF THE LAKES",
    "PORT ELLERY COMMUNITY HOSPITAL",
    "HALCYON BEACH REGIONAL MEDICAL CENTRE & CHILDREN'S HOSPITAL",
    "MESA BLANCA CRITICAL ACCESS HOSPITAL",
    "WINTERBOURNE REHABILITATION INSTITUTE",
];

/// Taxonomy codes (NUCC) of physicians.
pub(super) const SPECIALTIES: &[&str] = &[
    "207Q00000X",
    "207R00000X",
    "208D00000X",
    "207P00000X",
    "2085R0202X",
    "207X00000X",
    "208600000X",
    "207L00000X",
    "208000000X",
    "207RC0000X",
    "363LF0000X",
    "363A00000X",
];

/// ICD-10-CM, of any age and either sex; as many as a prime number.
pub(super) const DIAGNOSES: &[&str] = &[
    "A419", "B349", "C3490", "C189", "D509", "D649", "E039", "E1122", "E119", "E1165", "E559", "E6601",
    "E785", "E860", "E871", "E876", "F1020", "F329", "F419", "G4733", "G43909", "H6690", "I10", "I110",
    "I129", "I509", "I214", "I4891", "I5033", "I639", "I872", "J069", "J189", "J441", "J45909", "J9601",
    "K219", "K3580", "K5730", "K8020", "L03115", "M1711", "M25561", "M5416", "M5450", "M797", "N179", "N186",
    "N390", "N189", "K5900", "R0602", "R0789", "R1031", "R262", "R42", "R509", "R531", "R7303", "S52521A",
    "S72001A", "S0990XA", "T8141XA", "Z0289", "Z1231", "Z23", "Z5111", "Z7901", "Z794", "Z87891", "Z9181",
];

/// ICD-10-CM, external causes; as many as a prime number.
pub(super) const EXTERNAL_CAUSES: &[&str] = &["W010XXA", "W098XXA", "V4352XA", "Y92009", "Y936A"];

/// ICD-10-PCS; as many as a prime number.
pub(super) const PROCEDURES: &[&str] = &[
    "0DTJ4ZZ", "0FT44ZZ", "0SR9019", "0SRC0J9", "10D00Z1", "10E0XZZ", "4A023N7", "027034Z", "5A1935Z",
    "0BH17EZ", "30233N1", "0W9G3ZZ", "B2111ZZ",
];

/// MS-DRG.
pub(super) const DRGS: &[&str] = &[
    "065", "189", "193", "322", "291", "399", "392", "418", "470", "603", "683", "690", "788", "807", "871",
    "872",
];

/// Drugs given in an office or clinic: procedure, charge in cents for one unit.
pub(super) const DRUGS: &[(&str, u64)] = &[
    ("J0897", 3850),
    ("J1100", 225),
    ("J1885", 640),
    ("J2405", 185),
    ("J3301", 1125),
    ("J9035", 11_240),
    ("J9271", 7160),
];

/// Services by setting: procedure and charge in cents.
pub(super) type Services = &'static [(&'static str, u64)];

pub(super) const OFFICE: Services = &[
    ("99203", 18_500),
    ("99213", 14_200),
    ("99214", 20_675),
    ("99215", 27_300),
    ("36415", 1200),
    ("93000", 8550),
    ("20610", 21_000),
    ("11042", 19_400),
    ("90471", 3500),
    ("G0439", 17_500),
    ("81002", 950),
    ("71046", 9800),
];

pub(super) const HOSPITAL: Services = &[
    ("99222", 28_450),
    ("99223", 41_200),
    ("99232", 15_300),
    ("99233", 21_900),
    ("99239", 24_100),
    ("99284", 45_000),
    ("99285", 68_500),
    ("93010", 4200),
    ("70450", 23_750),
    ("70551", 38_525),
    ("72148", 41_000),
    ("44970", 184_000),
    ("47562", 201_500),
    ("27447", 398_000),
    ("99291", 72_000),
];

pub(super) const LABORATORY: Services = &[
    ("80053", 4850),
    ("85025", 3275),
    ("83036", 4100),
    ("80061", 5900),
    ("84443", 7150),
    ("81001", 1825),
    ("87086", 3950),
    ("88305", 21_500),
    ("82306", 12_300),
];

pub(super) const THERAPY: Services =
    &[("97110", 6800), ("97140", 6425), ("97530", 7250), ("97112", 7025), ("97116", 5500), ("97014", 3100)];

/// What a hospital bills besides room and board: revenue code, procedure, charge in cents.
pub(super) const ANCILLARY: &[(&str, &str, u64)] = &[
    ("0250", "", 8_725),
    ("0258", "", 6_150),
    ("0260", "", 14_000),
    ("0270", "", 3_395),
    ("0272", "", 21_210),
    ("0278", "", 418_000),
    ("0300", "80053", 16_400),
    ("0301", "83735", 9_875),
    ("0305", "85025", 11_200),
    ("0306", "87040", 13_850),
    ("0310", "88305", 31_400),
    ("0320", "71046", 36_400),
    ("0351", "70450", 187_500),
    ("0360", "", 1_240_000),
    ("0370", "", 284_000),
    ("0390", "P9016", 81_300),
    ("0410", "94640", 14_625),
    ("0420", "97110", 18_350),
    ("0430", "97530", 19_100),
    ("0450", "99284", 186_000),
    ("0480", "93306", 296_500),
    ("0610", "70551", 342_000),
    ("0636", "J2405", 4_480),
    ("0710", "", 96_000),
    ("0730", "93005", 24_250),
    ("0762", "G0378", 9_900),
    ("0921", "93971", 88_000),
    ("0981", "99285", 68_500),
];

/// What outpatients come for: revenue code, procedure, charge in cents. All with a procedure, as outpatient lines need it.
pub(super) const OUTPATIENT: &[(&str, &str, u64)] = &[
    ("0300", "80053", 16_400),
    ("0300", "36415", 2_850),
    ("0305", "85025", 11_200),
    ("0320", "73110", 36_400),
    ("0324", "71046", 36_400),
    ("0351", "70450", 187_500),
    ("0352", "74177", 312_000),
    ("0402", "76700", 84_500),
    ("0403", "77067", 41_000),
    ("0420", "97110", 18_350),
    ("0450", "99283", 86_000),
    ("0450", "99284", 186_000),
    ("0480", "93306", 296_500),
    ("0510", "G0463", 22_600),
    ("0610", "72148", 342_000),
    ("0636", "J1885", 3_275),
    ("0636", "J2405", 4_480),
    ("0730", "93005", 24_250),
    ("0750", "45378", 288_000),
    ("0761", "96372", 19_850),
    ("0762", "G0378", 9_900),
    ("0943", "93798", 27_400),
];

/// Rooms: revenue code, charge in cents for one day.
pub(super) const ROOMS: &[(&str, u64)] =
    &[("0110", 264_000), ("0120", 218_500), ("0121", 221_000), ("0200", 685_000), ("0206", 492_550)];

pub(super) const NOTES: &[&str] = &[
    "SEE ATTACHED RECORDS",
    "PATIENT SEEN ON TWO OCCASIONS THE SAME DAY",
    "CORRECTED CLAIM, MODIFIER ADDED",
    "RÉSUMÉ OF PRIOR TREATMENT ON FILE",
    "SECOND OPINION REQUESTED BY THE PLAN; REPORT SENT BY MAIL, REFERENCE IN PWK06",
];
