//! The providers: hospitals with the practices that work in them, and surgery centres.
//!
//! Few enough to be kept, many enough that a facility and a day do not tell an encounter.

use super::super::lists;
use super::super::parties::{Address, Clinician, Npi};
use super::super::random::Random;
use super::super::segments::{Put, put};
use super::super::values::Day;

/// Town, state, ZIP code.
type Town = (&'static str, &'static str, &'static str);

/// Who bills.
#[derive(Clone, Debug)]
pub(super) struct Organization {
    name: String,
    pub(super) npi: Npi,
    pub(super) address: Address,
    taxonomy: &'static str,
    tax_number: u64,
    pub(super) staff: Vec<Clinician>,
}

impl Organization {
    /// In a town of [`lists::PLACES`].
    fn new(
        random: &mut Random,
        town: Town,
        name: &str,
        taxonomy: &'static str,
        staff: usize,
        on: Day,
    ) -> Self {
        let clinician = |random: &mut Random| {
            let mut clinician = Clinician::new(random, on);
            clinician.specialty = taxonomy;
            clinician
        };
        let npi = Npi::new(random);
        let mut address = Address::business(random);
        address.place = town;
        Self {
            name: format!("{} {name}", town.0),
            npi,
            address,
            taxonomy,
            // Tax numbers that begin with 97 are not given out.
            tax_number: 970_000_000 + random.below(10_000_000),
            staff: (0..staff).map(|_| clinician(random)).collect(),
        }
    }

    /// One of those who work there.
    pub(super) fn someone(&self, random: &mut Random) -> Clinician {
        random.pick(&self.staff)
    }

    /// Another one than this.
    pub(super) fn someone_else(&self, random: &mut Random, than: &Clinician) -> Clinician {
        loop {
            let other = self.someone(random);
            if other.npi != than.npi {
                return other;
            }
        }
    }

    /// PRV of loop 2000A and loop 2010AA.
    pub(super) fn put(&self, out: &mut dyn Put) {
        put!(out, "PRV*BI*PXC*{}", self.taxonomy);
        put!(out, "NM1*85*2*{}*****XX*{}", self.name, self.npi);
        self.address.put(out);
        put!(out, "REF*EI*{}", self.tax_number);
    }

    /// Loop 2310C of 837P.
    pub(super) fn put_as_site(&self, out: &mut dyn Put) {
        put!(out, "NM1*77*2*{}*****XX*{}", self.name, self.npi);
        self.address.put(out);
    }
}

/// What kind of facility it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SiteKind {
    Hospital,
    /// Bills outpatients on type 85x.
    CriticalAccess,
    SurgeryCentre,
}

/// A place with the practices whose physicians work there. None of them belongs to it.
#[derive(Clone, Debug)]
pub(super) struct Site {
    /// Number in the world, from 0.
    pub(super) number: u64,
    pub(super) kind: SiteKind,
    pub(super) facility: Organization,
    practices: Vec<Organization>,
}

/// Practices of a site, in the order in which they are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Practice {
    Emergency,
    Radiology,
    Hospitalists,
    Anesthesia,
    Pathology,
    Surgery,
    Clinic,
    Cardiology,
    Obstetrics,
    Pediatrics,
}

/// Name and taxonomy (NUCC), in the order of [`Practice`].
const PRACTICES: &[(&str, &str)] = &[
    ("EMERGENCY PHYSICIANS", "207P00000X"),
    ("IMAGING GROUP PC", "2085R0202X"),
    ("HOSPITALISTS LLC", "208M00000X"),
    ("ANESTHESIA PARTNERS", "207L00000X"),
    ("PATHOLOGY ASSOCIATES", "207ZP0102X"),
    ("SURGICAL ASSOCIATES", "208600000X"),
    ("MEDICAL GROUP", "207R00000X"),
    ("HEART GROUP", "207RC0000X"),
    ("WOMEN'S HEALTH", "207V00000X"),
    ("PEDIATRICS", "208000000X"),
];

const HOSPITALS: &[&str] = &["GENERAL HOSPITAL", "MEDICAL CENTER", "COMMUNITY HOSPITAL"];
/// Clinicians of a practice; more than one to choose from.
const STAFF: usize = 5;

impl Site {
    fn new(random: &mut Random, number: u64, kind: SiteKind, town: Town, name: &str, on: Day) -> Self {
        let taxonomy = match kind {
            SiteKind::Hospital => "282N00000X",
            SiteKind::CriticalAccess => "282NC0060X",
            SiteKind::SurgeryCentre => "261QA1903X",
        };
        let facility = Organization::new(random, town, name, taxonomy, 0, on);
        let practice = |random: &mut Random, name: &str, taxonomy| {
            let mut practice = Organization::new(random, town, name, taxonomy, STAFF, on);
            // Some have their office in another town.
            if random.chance(50) {
                practice.address = Address::business(random);
            }
            practice
        };
        let practices = PRACTICES.iter().map(|(name, taxonomy)| practice(random, name, taxonomy)).collect();
        Self { number, kind, facility, practices }
    }

    pub(super) fn practice(&self, practice: Practice) -> &Organization {
        &self.practices[practice as usize]
    }
}

/// All sites.
#[derive(Debug)]
pub(super) struct World {
    sites: Vec<Site>,
}

impl World {
    pub(super) fn new(random: &mut Random, on: Day) -> Self {
        let mut sites = Vec::new();
        for (n, &town) in lists::PLACES.iter().enumerate() {
            let mut site = |kind, name: &str| {
                let number = sites.len() as u64;
                sites.push(Site::new(random, number, kind, town, name, on));
            };
            for name in &HOSPITALS[..if n % 2 == 0 { 3 } else { 2 }] {
                site(SiteKind::Hospital, name);
            }
            if n % 3 == 0 {
                site(SiteKind::CriticalAccess, "CRITICAL ACCESS HOSPITAL");
            }
            if n % 2 == 0 {
                site(SiteKind::SurgeryCentre, "SURGERY CENTER LLC");
            }
        }
        Self { sites }
    }

    /// A site of one of these kinds.
    pub(super) fn pick(&self, random: &mut Random, kinds: &[SiteKind]) -> &Site {
        loop {
            let site = &self.sites[random.below(self.sites.len() as u64) as usize];
            if kinds.contains(&site.kind) {
                return site;
            }
        }
    }

    /// Another hospital than this one.
    pub(super) fn other_hospital(&self, random: &mut Random, than: &Site) -> &Site {
        loop {
            let site = self.pick(random, &[SiteKind::Hospital]);
            if site.number != than.number {
                return site;
            }
        }
    }
}
