//! People, places and providers, and the segments that name them.

use std::fmt;

use crate::codes::npi;

use super::lists;
use super::random::Random;
use super::segments::{Put, put};
use super::values::Day;

/// Name and birth of a person.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    pub(super) last: &'static str,
    pub(super) first: &'static str,
    middle: Option<char>,
    suffix: &'static str,
    pub(super) birth: Day,
    pub(super) is_woman: bool,
}

impl Person {
    /// Someone whose age in years on a day lies between two bounds.
    pub(super) fn new(random: &mut Random, on: Day, ages: (u64, u64)) -> Self {
        let is_woman = random.chance(53);
        Self {
            last: random.pick(lists::LAST_NAMES),
            first: random.pick(if is_woman { lists::WOMEN } else { lists::MEN }),
            middle: random.chance(40).then(|| char::from(b'A' + random.below(26) as u8)),
            suffix: if !is_woman && random.chance(4) { "JR" } else { "" },
            birth: on.before(random.between(ages.0 * 365, ages.1 * 365)),
            is_woman,
        }
    }

    /// A relative: the same last name, most of the time.
    pub(super) fn relative(self, random: &mut Random, on: Day, ages: (u64, u64)) -> Self {
        let mut relative = Self::new(random, on, ages);
        if random.chance(85) {
            relative.last = self.last;
        }
        relative
    }

    /// DMG: birth date and sex.
    pub(super) fn put_demographics(&self, out: &mut dyn Put, random: &mut Random) {
        let sex = match self.is_woman {
            _ if random.chance(1) => 'U',
            true => 'F',
            false => 'M',
        };
        put!(out, "DMG*D8*{}*{sex}", self.birth);
    }
}

/// Last name, first name, middle name, prefix (not used), suffix: elements 03 to 07 of NM1.
impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}*{}*", self.last, self.first)?;
        if let Some(middle) = self.middle {
            write!(f, "{middle}")?;
        }
        write!(f, "**{}", self.suffix)
    }
}

/// A postal address.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address {
    number: u64,
    street: &'static str,
    unit: Option<u64>,
    pub(super) place: (&'static str, &'static str, &'static str),
    extension: Option<u64>,
}

impl Address {
    /// Where someone lives: five digits of ZIP code, or nine.
    pub(super) fn home(random: &mut Random) -> Self {
        let extension = random.chance(30).then(|| random.between(1, 9998));
        let unit = random.chance(20).then(|| random.between(1, 48));
        let number = random.between(1, 19_999);
        Self {
            number,
            street: random.pick(lists::STREETS),
            unit,
            place: random.pick(lists::PLACES),
            extension,
        }
    }

    /// Where a provider works; the guides ask for nine digits of ZIP code.
    pub(super) fn business(random: &mut Random) -> Self {
        let mut address = Self::home(random);
        address.extension = Some(random.between(1, 9998));
        address
    }

    /// N3 and N4.
    pub(super) fn put(&self, out: &mut dyn Put) {
        match self.unit {
            Some(unit) => put!(out, "N3*{} {}*UNIT {unit}", self.number, self.street),
            None => put!(out, "N3*{} {}", self.number, self.street),
        }
        let (city, state, zip) = self.place;
        match self.extension {
            Some(extension) => put!(out, "N4*{city}*{state}*{zip}{extension:04}"),
            None => put!(out, "N4*{city}*{state}*{zip}"),
        }
    }
}

/// A national provider identifier that nobody has: those given out so far begin with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Npi(u64);

impl Npi {
    pub(super) fn new(random: &mut Random) -> Self {
        let digits = 200_000_000 + random.below(100_000_000);
        let check = npi::check_digit(&digits.to_string()).and_then(|digit| digit.to_digit(10));
        Self(digits * 10 + u64::from(check.expect("nine digits have a check digit")))
    }
}

impl fmt::Display for Npi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One of the staff from a number on, another one than this.
pub(super) fn another(
    random: &mut Random,
    staff: &[Clinician],
    from: usize,
    not: Option<usize>,
) -> Clinician {
    let others = (from..staff.len()).filter(|n| Some(*n) != not);
    let others: Vec<usize> = others.collect();
    staff[random.pick(&others)]
}

/// A physician, or whoever else treats.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clinician {
    pub(super) name: Person,
    pub(super) npi: Npi,
    pub(super) specialty: &'static str,
    license: Option<u64>,
}

impl Clinician {
    pub(super) fn new(random: &mut Random, on: Day) -> Self {
        Self {
            name: Person::new(random, on, (28, 70)),
            npi: Npi::new(random),
            specialty: random.pick(lists::SPECIALTIES),
            license: random.chance(10).then(|| random.between(10_000, 999_999)),
        }
    }

    /// NM1 and what belongs to it; `specialty` is the PRV01 of roles that have a PRV.
    pub(super) fn put(&self, out: &mut dyn Put, role: &str, specialty: Option<&str>) {
        put!(out, "NM1*{role}*1*{}*XX*{}", self.name, self.npi);
        if let Some(specialty) = specialty {
            put!(out, "PRV*{specialty}*PXC*{}", self.specialty);
        }
        if let Some(license) = self.license {
            put!(out, "REF*0B*MD{license}");
        }
    }
}

/// A place where services are given, other than the billing provider's own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facility {
    pub(super) name: &'static str,
    npi: Npi,
    pub(super) address: Address,
}

impl Facility {
    pub(super) fn new(random: &mut Random) -> Self {
        let name = random.pick(lists::HOSPITALS);
        Self { name, npi: Npi::new(random), address: Address::business(random) }
    }

    /// Loop 2310C of 837P, 2310E of 837I.
    pub(super) fn put(&self, out: &mut dyn Put) {
        put!(out, "NM1*77*2*{}*****XX*{}", self.name, self.npi);
        self.address.put(out);
    }
}

/// Who bills, with the people who work there.
#[derive(Clone, Debug)]
pub(super) struct BillingProvider {
    /// A physician who bills alone, or an organization.
    person: Option<Clinician>,
    name: &'static str,
    npi: Npi,
    specialty: Option<&'static str>,
    address: Address,
    pay_to: Option<Address>,
    tax_number: u64,
    telephone: Option<u64>,
    pub(super) staff: [Clinician; 8],
    pub(super) facilities: [Facility; 3],
}

impl BillingProvider {
    pub(super) fn new(random: &mut Random, on: Day, names: &[&'static str], may_be_person: bool) -> Self {
        let staff: [Clinician; 8] = std::array::from_fn(|_| Clinician::new(random, on));
        let person = (may_be_person && random.chance(12)).then(|| staff[0]);
        let is_hospital = names == lists::HOSPITALS;
        let specialty = if is_hospital { "282N00000X" } else { random.pick(lists::SPECIALTIES) };
        Self {
            person,
            name: random.pick(names),
            npi: person.map_or_else(|| Npi::new(random), |clinician| clinician.npi),
            specialty: random.chance(80).then_some(specialty),
            address: Address::business(random),
            pay_to: random.chance(20).then(|| Address::business(random)),
            // Tax numbers that begin with 97 are not given out.
            tax_number: 970_000_000 + random.below(10_000_000),
            telephone: random.chance(30).then(|| random.below(100)),
            staff,
            facilities: std::array::from_fn(|_| Facility::new(random)),
        }
    }

    /// Whether a physician bills alone; then nobody else renders.
    pub(super) fn is_person(&self) -> bool {
        self.person.is_some()
    }

    /// PRV of loop 2000A, loops 2010AA and 2010AB.
    pub(super) fn put(&self, out: &mut dyn Put) {
        if let Some(specialty) = self.specialty {
            put!(out, "PRV*BI*PXC*{specialty}");
        }
        match &self.person {
            Some(person) => put!(out, "NM1*85*1*{}*XX*{}", person.name, self.npi),
            None => put!(out, "NM1*85*2*{}*****XX*{}", self.name, self.npi),
        }
        self.address.put(out);
        put!(out, "REF*EI*{}", self.tax_number);
        if let Some(line) = self.telephone {
            put!(out, "PER*IC*BILLING OFFICE*TE*51555501{line:02}*EX*{line}4");
        }
        if let Some(pay_to) = &self.pay_to {
            put!(out, "NM1*87*{}", if self.is_person() { 1 } else { 2 });
            pay_to.put(out);
        }
    }
}

/// An insurer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Payer {
    pub(super) name: &'static str,
    pub(super) id: &'static str,
    pub(super) kind: &'static str,
}

impl Payer {
    /// One of the list that is none of those already chosen.
    pub(super) fn new(random: &mut Random, others: &[Self]) -> Self {
        loop {
            let (name, id, kind) = random.pick(lists::PAYERS);
            if others.iter().all(|other| other.id != id) {
                return Self { name, id, kind };
            }
        }
    }

    /// A number of its prior authorizations. Medicare's have fourteen characters.
    pub(super) fn authorization(self, random: &mut Random) -> String {
        let width = if self.kind == "MB" { 14 } else { 0 };
        format!("{:0width$}", random.between(1_000_000, 9_999_999_999))
    }
}

/// An insured person's number with a plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    prefix: [char; 3],
    number: u64,
}

impl Member {
    pub(super) fn new(random: &mut Random) -> Self {
        let prefix = std::array::from_fn(|_| char::from(b'A' + random.below(26) as u8));
        Self { prefix, number: random.between(10_000_000, 999_999_999) }
    }
}

impl Member {
    /// The same as a Medicare number (MBI): a digit, letters and digits in their order, none of S L O I B Z.
    pub(super) fn of_medicare(self) -> String {
        let digit = |place: u32| char::from(b'0' + (self.number / 10u64.pow(place) % 10) as u8);
        let letter = |n: usize| {
            let n = usize::from(self.prefix[n % 3] as u8 - b'A') + n;
            char::from(b"ACDEFGHJKMNPQRTUVWXY"[n % 20])
        };
        let first = char::from(b'1' + (self.number % 9) as u8);
        [
            first,
            letter(0),
            letter(1),
            digit(0),
            letter(2),
            digit(1),
            digit(2),
            letter(3),
            letter(4),
            digit(3),
            digit(4),
        ]
        .iter()
        .collect()
    }

    /// As the payer writes it.
    pub(super) fn with(self, payer: Payer) -> String {
        if payer.kind == "MB" { self.of_medicare() } else { self.to_string() }
    }
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c] = self.prefix;
        write!(f, "{a}{b}{c}{}", self.number)
    }
}

/// Who is insured, and by whom.
#[derive(Clone, Debug)]
pub(super) struct Subscriber {
    pub(super) person: Person,
    pub(super) address: Address,
    pub(super) member: Member,
    pub(super) payer: Payer,
    pub(super) group: Option<u64>,
    payer_address: Option<Address>,
}

impl Subscriber {
    pub(super) fn new(random: &mut Random, on: Day) -> Self {
        Self {
            person: Person::new(random, on, (19, 97)),
            address: Address::home(random),
            member: Member::new(random),
            payer: Payer::new(random, &[]),
            group: random.chance(70).then(|| random.between(100, 99_999)),
            payer_address: random.chance(50).then(|| Address::business(random)),
        }
    }

    /// Loops 2010BA and 2010BB. Address and demographics are asked for where the subscriber is the patient.
    pub(super) fn put(&self, out: &mut dyn Put, random: &mut Random, is_patient: bool) {
        put!(out, "NM1*IL*1*{}*MI*{}", self.person, self.member.with(self.payer));
        if is_patient || random.chance(30) {
            self.address.put(out);
            self.person.put_demographics(out, random);
        }
        // No social security number has a group of 00.
        if random.chance(2) {
            put!(out, "REF*SY*{}00{:04}", random.between(900, 999), random.between(1, 9999));
        }
        put!(out, "NM1*PR*2*{}*****PI*{}", self.payer.name, self.payer.id);
        if let Some(address) = &self.payer_address {
            address.put(out);
        }
        if random.chance(5) {
            put!(out, "REF*G2*{}", random.between(10_000, 9_999_999));
        }
    }
}
