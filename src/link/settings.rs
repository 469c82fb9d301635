//! Weights and thresholds. The defaults were fixed before any truth was looked at: they are the odds that a field agrees
//! on two claims of one person (or visit) against the odds that it agrees by chance, as domain knowledge has them.
//!
//! ```toml
//! [link]
//! days_after = 10            # a reading may be dated that many days after the visit
//! [link.person]
//! match = 18                 # bits from which two claims are of one person
//! member_id = 12
//! [link.visit]
//! facility = 8
//! ```

use serde::Deserialize;

use super::bits::Bits;

/// Declares weights, each with what it weighs and its default in bits.
macro_rules! weights {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident $(($key:literal))? = $bits:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_doc])* $(#[serde(rename = $key)])? pub $field: Bits,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: Bits::new($bits),)* }
            }
        }
    };
}

/// How claims are linked (`[link]` in twinclaim.toml).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Days before an inpatient admission that its bill covers (42 CFR 412.2(c)(5)).
    pub days_before_inpatient: u16,
    /// Days before any other facility period.
    pub days_before_other: u16,
    /// Days after the facility's period at which a reading may be dated.
    pub days_after: u16,
    /// Claims that share one key from which on a further key parts them.
    pub block_limit: u32,
    /// Weights of what says who somebody is.
    pub person: PersonWeights,
    /// Weights of what says that two claims are of one visit.
    pub visit: VisitWeights,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            days_before_inpatient: 3,
            days_before_other: 1,
            days_after: 14,
            block_limit: 64,
            person: PersonWeights::default(),
            visit: VisitWeights::default(),
        }
    }
}

weights! {
    /// Bits for and against two claims being of one person.
    PersonWeights {
        /// From here on they are. With more than 4,000 different patients chance likenesses grow; each doubling asks for
        /// one bit more.
        matched("match") = 16.0,
        /// From here on they are, where the claims are the two sides of one visit and nobody else is there for either. Grows
        /// as well, from 1,000 patients on who have claims of one side only.
        matched_lone("match_lone") = 14.0,
        /// From here on they may be.
        possible = 8.0,
        /// Member id equal.
        member_id = 14.0,
        /// Member id one character off, or two neighbours swapped.
        member_id_near = 8.0,
        /// Member id equal but for the digits that number the members of a family.
        member_id_family = 6.0,
        /// Member id different, with another payer.
        member_id_other_payer = -2.0,
        /// Member id different, with the same payer.
        member_id_different = -6.0,
        /// Social security number equal.
        ssn = 13.0,
        /// Social security number one digit off.
        ssn_near = 7.0,
        /// Social security number different.
        ssn_different = -5.0,
        /// Medical record number equal.
        record_number = 10.0,
        /// Medical record number one character off.
        record_number_near = 4.0,
        /// Birth date equal.
        birth_date = 11.0,
        /// Day and month of birth swapped.
        birth_date_swapped = 7.0,
        /// One digit of the birth date wrong, or two neighbours swapped.
        birth_date_digit = 6.0,
        /// Birth date off by a day, a month, or 1, 10 or 100 years.
        birth_date_shifted = 4.0,
        /// Birth date different.
        birth_date_different = -7.0,
        /// Last name equal, where it is rare among the claims.
        last_name_rare = 11.0,
        /// Last name equal, where it is frequent.
        last_name_frequent = 5.0,
        /// Last name spelled a little differently.
        last_name_near = 5.0,
        /// Last name spelled differently.
        last_name_close = 2.5,
        /// One part of a double name equal.
        last_name_part = 5.0,
        /// Last name different, of a woman whose first name and birth date agree.
        last_name_changed = -1.0,
        /// Last name different.
        last_name_different = -5.0,
        /// First name equal, where it is rare.
        first_name_rare = 7.0,
        /// First name equal, where it is frequent.
        first_name_frequent = 3.5,
        /// A short form of the first name.
        nickname = 3.0,
        /// First name spelled a little differently.
        first_name_near = 3.0,
        /// First name spelled differently.
        first_name_close = 1.5,
        /// First name equal to the initial or the middle name that the other claim gives.
        first_name_initial = 1.5,
        /// First name different.
        first_name_different = -4.0,
        /// First and last name in each other's place: taken from what the two names weigh.
        names_swapped = -2.0,
        /// One of them in the other's place, the other one different.
        name_misplaced = -1.0,
        /// Middle name or initial equal.
        middle_name = 1.0,
        /// Middle name different.
        middle_name_different = -1.0,
        /// One is JR, the other SR, or the like.
        suffix_different = -8.0,
        /// Sex equal.
        sex = 1.0,
        /// Sex different.
        sex_different = -3.0,
        /// ZIP code equal, where few patients have it.
        zip_rare = 5.0,
        /// ZIP code equal, where many have it.
        zip_frequent = 1.0,
        /// First three digits of the ZIP code equal.
        zip_region = 0.5,
        /// ZIP code different.
        zip_different = -0.5,
        /// City equal, ZIP code not: taken from what the city weighs, as a ZIP code would.
        zip_other = -1.0,
        /// House number and street equal, where no more than a family lives there.
        street = 8.0,
        /// House number equal, street spelled differently, or the other way round.
        street_near = 4.0,
        /// Second line of the address equal.
        unit = 2.0,
        /// Street different.
        street_different = -0.5,
        /// Most that two claims which look like the two sides of one visit add to the likeness of their patients.
        same_visit = 8.0,
        /// From here on such claims are the two sides of one visit, even where the first name is another's, if nobody else
        /// is there for either side.
        same_visit_sure = 3.0,
        /// The same for children of one birth date and one insured person: they may be twins.
        same_visit_twins = 5.0,
        /// Somebody else is there where no more than so much less speaks for them.
        rival = 3.0,
    }
}

weights! {
    /// Bits for and against a professional's service line belonging to a facility's visit.
    VisitWeights {
        /// From here on it does.
        matched("match") = 4.0,
        /// From here on it may.
        possible = 2.0,
        /// A visit has to lead the next one by so much.
        margin = 3.0,
        /// The facility's NPI is on both claims.
        facility = 10.0,
        /// Name and ZIP code of the facility stand on both claims.
        facility_address = 6.0,
        /// The professional claim names another facility.
        facility_different = -10.0,
        /// Both are billed under one tax number.
        same_organization = 4.0,
        /// Day inside the facility's period.
        day_inside = 5.0,
        /// Day inside the payment window before it.
        day_window = 2.0,
        /// A reading, some days after.
        day_reading = 2.0,
        /// Another service after the period: for each day.
        day_after = -1.0,
        /// The same, at most.
        day_after_most = -6.0,
        /// Day outside the period, as if mistyped: one digit off, day and month swapped.
        day_mistyped = -4.0,
        /// Day outside.
        day_outside = -12.0,
        /// Day outside, and no service of the facility that it could be; or a place of its own, and another service.
        day_unproved = -100.0,
        /// Day of admission equal.
        admission = 6.0,
        /// Day of admission different.
        admission_different = -1.0,
        /// Day of discharge equal.
        discharge = 2.0,
        /// Account number (CLM01) equal.
        account = 8.0,
        /// Authorization number equal.
        authorization = 6.0,
        /// Referral number equal.
        referral = 3.0,
        /// Who did it is one of the facility's physicians.
        physician = 5.0,
        /// Who sent the patient is one of the facility's physicians.
        referring = 3.0,
        /// Procedure equal, on the same day.
        procedure = 5.0,
        /// Revenue code of the kind that the procedure is billed under.
        revenue = 3.0,
        /// First diagnoses equal to three characters.
        principal_diagnosis = 3.0,
        /// A diagnosis equal to three characters.
        diagnosis = 2.0,
        /// Care of a newborn, where the patient of the stay is none.
        newborn_other = -4.0,
        /// Place of service as expected for the type of bill.
        place = 3.0,
        /// Place of service that does not go with it.
        place_different = -2.0,
        /// Place of service of a practice, and no facility named.
        own_place = -7.0,
        /// Another line of the claim belongs to the visit.
        sibling = 3.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_can_be_set_by_name_and_the_others_stay() {
        let text = "days_after = 7\n[person]\nmatch = 18\nsex = 0.25\n[visit]\nfacility = 8\n";
        let settings: Settings = toml::from_str(text).expect("settings");
        assert_eq!(settings.days_after, 7);
        assert_eq!(settings.person.matched, Bits::new(18.0));
        assert_eq!(settings.person.sex, Bits::new(0.25));
        assert_eq!(settings.visit.facility, Bits::new(8.0));
        assert_eq!(settings.visit.account, VisitWeights::default().account);
        assert!(toml::from_str::<Settings>("[person]\nnames = 1\n").is_err());
    }
}
