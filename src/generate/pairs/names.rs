//! Names of patients: common first names with what people are called instead, and last names made of two parts.

use super::super::random::Random;

/// First names with a short form.
pub(super) const WOMEN: &[(&str, &str)] = &[
    ("ABIGAIL", "ABBY"),
    ("ALEXANDRA", "ALEX"),
    ("AMANDA", "MANDY"),
    ("ANGELA", "ANGIE"),
    ("ANN", "ANNIE"),
    ("BARBARA", "BARB"),
    ("BEATRIZ", ""),
    ("CAROLINE", "CARRIE"),
    ("CATHERINE", "CATHY"),
    ("CHARLOTTE", "LOTTIE"),
    ("CHRISTINE", "CHRIS"),
    ("CLARA", ""),
    ("CYNTHIA", "CINDY"),
    ("DEBORAH", "DEBBIE"),
    ("DIANE", ""),
    ("DOROTHY", "DOT"),
    ("ELEANOR", "ELLIE"),
    ("ELIZABETH", "LIZ"),
    ("FRANCES", "FRAN"),
    ("GABRIELLE", "GABBY"),
    ("GRACE", ""),
    ("HAZEL", ""),
    ("INÉS", ""),
    ("JACQUELINE", "JACKIE"),
    ("JANET", "JAN"),
    ("JENNIFER", "JEN"),
    ("JUDITH", "JUDY"),
    ("KAREN", ""),
    ("KATHERINE", "KATE"),
    ("KIMBERLY", "KIM"),
    ("LAURA", ""),
    ("LINDA", ""),
    ("LUCÍA", ""),
    ("MARGARET", "PEGGY"),
    ("MARIA", ""),
    ("MARTHA", ""),
    ("MARY ANN", ""),
    ("NANCY", ""),
    ("NAOMI", ""),
    ("OLIVIA", ""),
    ("PAMELA", "PAM"),
    ("PATRICIA", "PATTY"),
    ("PRIYA", ""),
    ("REBECCA", "BECKY"),
    ("ROSE", ""),
    ("RUTH", ""),
    ("SAMANTHA", "SAM"),
    ("SANDRA", "SANDY"),
    ("SARAH", "SALLY"),
    ("STEPHANIE", "STEPH"),
    ("SUSAN", "SUE"),
    ("TERESA", "TERRY"),
    ("VALERIE", "VAL"),
    ("VICTORIA", "VICKY"),
    ("VIRGINIA", "GINNY"),
    ("ZOË", ""),
];

/// First names with a short form.
pub(super) const MEN: &[(&str, &str)] = &[
    ("ALEXANDER", "ALEX"),
    ("ANDREW", "ANDY"),
    ("ANTHONY", "TONY"),
    ("ARTHUR", "ART"),
    ("BENJAMIN", "BEN"),
    ("BRUNO", ""),
    ("CALVIN", "CAL"),
    ("CHARLES", "CHUCK"),
    ("CHRISTOPHER", "CHRIS"),
    ("DANIEL", "DAN"),
    ("DAVID", "DAVE"),
    ("DONALD", "DON"),
    ("EDWARD", "ED"),
    ("ELIAS", ""),
    ("FRANCIS", "FRANK"),
    ("FREDERICK", "FRED"),
    ("GEORGE", ""),
    ("GERALD", "JERRY"),
    ("GREGORY", "GREG"),
    ("HENRY", "HANK"),
    ("HUGO", ""),
    ("IVAN", ""),
    ("JACOB", "JAKE"),
    ("JAMES", "JIM"),
    ("JEFFREY", "JEFF"),
    ("JOHN", "JACK"),
    ("JOSEPH", "JOE"),
    ("JOSÉ", ""),
    ("JUAN CARLOS", ""),
    ("KENNETH", "KEN"),
    ("LAWRENCE", "LARRY"),
    ("LEONARD", "LEN"),
    ("LUIS", ""),
    ("MARCUS", ""),
    ("MATTHEW", "MATT"),
    ("MICHAEL", "MIKE"),
    ("NATHANIEL", "NATE"),
    ("NICHOLAS", "NICK"),
    ("OSCAR", ""),
    ("PATRICK", "PAT"),
    ("PAUL", ""),
    ("PETER", "PETE"),
    ("PHILIP", "PHIL"),
    ("RAYMOND", "RAY"),
    ("RENÉ", ""),
    ("RICHARD", "RICK"),
    ("ROBERT", "BOB"),
    ("RONALD", "RON"),
    ("SAMUEL", "SAM"),
    ("STEVEN", "STEVE"),
    ("THEODORE", "TED"),
    ("THOMAS", "TOM"),
    ("TIMOTHY", "TIM"),
    ("VINCENT", "VINCE"),
    ("WALTER", "WALT"),
    ("WILLIAM", "BILL"),
];

const BEGINNINGS: &[&str] = &[
    "ABBER", "ALDER", "ASH", "BARN", "BECK", "BIRCH", "BLACK", "BRAM", "BRIGHT", "CARL", "CASTLE", "CLAY",
    "COLD", "DAHL", "DRAKE", "EAST", "ELDER", "FAIR", "FERN", "FOX", "GLEN", "GOLD", "GREEN", "HALV", "HART",
    "HAZEL", "HOLLOW", "IRON", "KEST", "KING", "LARK", "LIND", "LOCK", "MARL", "MEAD", "MOSS", "NIGHT",
    "NORTH", "OAK", "OSTER", "PEM", "PINE", "QUILL", "RAVEN", "RED", "ROSS", "SAND", "SILVER", "STAN",
    "STERN", "THISTLE", "TAM", "UNDER", "VALE", "WAKE", "WEST", "WHITE", "WINTER", "WOOD", "YAR",
];

const ENDINGS: &[&str] = &[
    "BERG", "BERRY", "BRIDGE", "BROOK", "BURN", "BY", "COTE", "CROFT", "DALE", "DEN", "FIELD", "FORD",
    "GATE", "GROVE", "HAM", "HILL", "HOLM", "HURST", "LAND", "LEY", "LOW", "MAN", "MERE", "MOOR", "QUIST",
    "RIDGE", "SEN", "SHAW", "SON", "STEAD", "STONE", "STROM", "THORNE", "TON", "WATER", "WELL", "WICK",
    "WOOD", "WORTH", "YARD",
];

/// Last names that are harder on whoever compares them.
const OTHERS: &[&str] = &[
    "BÄUMLER",
    "CORRIGAN",
    "D'AMICO",
    "DE LA FUENTE",
    "FERNÁNDEZ-OAKES",
    "GARCIA",
    "JÄRVINEN",
    "KOWALCZYK",
    "LE",
    "LI",
    "LOPEZ",
    "MCALLEN",
    "MUÑOZ",
    "NGUYEN",
    "NÚÑEZ",
    "O'BRANNAGH",
    "OH",
    "SAINT-CLOUD",
    "SMITH",
    "VAN DER MEERSCH",
];

/// A last name: a few are common, most are rare.
pub(super) fn last(random: &mut Random) -> String {
    if random.chance(8) {
        return random.pick(OTHERS).to_owned();
    }
    let mut skewed = |list: &[&'static str]| {
        let bound = random.below(list.len() as u64) + 1;
        list[random.below(bound) as usize]
    };
    let (beginning, ending) = (skewed(BEGINNINGS), skewed(ENDINGS));
    format!("{beginning}{ending}")
}

/// A first name.
pub(super) fn first(random: &mut Random, is_woman: bool) -> &'static str {
    random.pick(if is_woman { WOMEN } else { MEN }).0
}

/// What somebody of that name is called; nothing if the name has no short form.
pub(super) fn nickname(first: &str) -> Option<&'static str> {
    let (_, short) = WOMEN.iter().chain(MEN).find(|(name, _)| *name == first)?;
    (!short.is_empty()).then_some(*short)
}
