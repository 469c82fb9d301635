//! Public code lists by date: which code was in force on which day, and what the Medicare code editor says of it.
//!
//! ICD-10-CM with its names, ICD-10-PCS, HCPCS level II, MS-DRG with titles, discharge status, and the numbers (no words)
//! of CARC and RARC. All are of US agencies and free of copyright, but for the numbers of CARC, which are facts. They
//! stand packed beside this file; `cargo run --example pack_codes FOLDER` makes them anew from tables with tabs.
//!
//! By which day a code is judged: diagnoses and procedures of a stay by the day of discharge (or through date), all else
//! by the day of service. After the last day of an edition a table [cannot know](Standing::Beyond).

mod diagnosis;
mod edition;
mod names;
mod others;
mod packed;
mod table;
#[cfg(test)]
mod tests;
mod window;

pub use diagnosis::{
    AgeGroup, Complication, Diagnosis, Flag, Presence, Sex, diagnoses, diagnosis_name, last_day_of_sex_edits,
    successors, with_point,
};
pub use edition::{Edition, editions};
pub use names::pack_names;
pub use others::{
    Coverage, Days, InpatientProcedure, RelatedGroup, adjustment_reasons, discharge_statuses, hcpcs,
    inpatient_procedures, is_level_two, related_groups, remarks,
};
pub use packed::{PackError, Packed, pack};
pub use table::{Dated, Table};
pub use window::{Standing, Window, standing};
