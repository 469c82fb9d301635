//! Other insurance: who else pays, and what they did (loop 2320 and below).

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::personal::marks;
use super::record::record;
use super::{Address, Amount, Identifier, ProviderRole, Text};

record! {
    /// Another payer's part in the claim (2320).
    OtherPayer {
        /// Rank of this payer: P for primary, S, T … (SBR01).
        payer_responsibility: Text as Code,
        /// What the patient is to this subscriber (SBR02).
        relationship: Text as Code,
        /// Group or policy (SBR03).
        group_number: Text as Id,
        /// Name of the group (SBR04).
        group_name: Text as Id,
        /// 837P: kind of policy (SBR05).
        insurance_type: Text as Code,
        /// Kind of insurance (SBR09).
        claim_filing_indicator: Text as Code,
        /// What the payer paid, in dollars (AMT*D).
        paid_amount: Amount,
        /// What the payer does not cover, in dollars (AMT*A8).
        non_covered_amount: Amount,
        /// What is left to the patient, in dollars (AMT*EAF).
        remaining_patient_liability: Amount,
        /// Whether the benefits go to the provider: Y, N or W (OI03).
        benefits_assigned: Text as Code,
        /// 837P: P where the provider signed for the patient (OI04).
        patient_signature_source: Text as Code,
        /// Whether data may be given on: Y or I (OI06).
        release_of_information: Text as Code,
        /// 837I: how the payer decided an inpatient claim (MIA).
        inpatient_adjudication: Box<InpatientAdjudication>,
        /// How the payer decided an outpatient claim (MOA).
        outpatient_adjudication: Box<OutpatientAdjudication>,
        /// Who holds this insurance (2330A).
        subscriber: Box<OtherSubscriber>,
        /// The payer (2330B).
        payer: Box<OtherPayerName>,
        |
        /// What the payer took off the charge, and why (CAS).
        adjustments: AdjustmentGroup,
        /// Numbers this payer gave to those who had a part in the care (2330C and on).
        providers: OtherPayerProvider,
    }
}

record! {
    /// Adjustments for one kind of reason (CAS).
    AdjustmentGroup {
        /// Who bears them: CO contract, PR patient, OA other, PI payer, CR correction (CAS01).
        group_code: Text as Code,
        |
        /// The adjustments.
        adjustments: Adjustment,
    }
}

record! {
    /// One adjustment.
    Adjustment {
        /// Claim adjustment reason code (CARC).
        reason: Text as Code,
        /// Dollars taken off; negative where something was added.
        amount: Amount,
        /// Units taken off.
        quantity: Amount,
    }
}

record! {
    /// How another payer decided an inpatient claim (MIA). Amounts in dollars.
    InpatientAdjudication {
        /// Covered days or visits (MIA01).
        covered_days: Amount,
        /// Psychiatric days of the lifetime (MIA03).
        lifetime_psychiatric_days: Amount,
        /// DRG amount (MIA04).
        drg_amount: Amount,
        /// Remark code (MIA05).
        remark_code: Text as Code,
        /// Disproportionate share (MIA06).
        disproportionate_share_amount: Amount,
        /// Medicare secondary payer pass-through (MIA07).
        msp_pass_through_amount: Amount,
        /// Capital under prospective payment (MIA08).
        pps_capital_amount: Amount,
        /// Capital, federal portion of the DRG (MIA09).
        pps_capital_fsp_drg_amount: Amount,
        /// Capital, hospital's portion of the DRG (MIA10).
        pps_capital_hsp_drg_amount: Amount,
        /// Capital, disproportionate share of the DRG (MIA11).
        pps_capital_dsh_drg_amount: Amount,
        /// Old capital (MIA12).
        old_capital_amount: Amount,
        /// Capital, indirect medical education (MIA13).
        pps_capital_ime_amount: Amount,
        /// Operating, hospital's DRG (MIA14).
        pps_operating_hospital_drg_amount: Amount,
        /// Days of the cost report (MIA15).
        cost_report_days: Amount,
        /// Operating, federal DRG (MIA16).
        pps_operating_federal_drg_amount: Amount,
        /// Capital outlier (MIA17).
        pps_capital_outlier_amount: Amount,
        /// Indirect teaching (MIA18).
        indirect_teaching_amount: Amount,
        /// Professional component that is not paid (MIA19).
        professional_component_amount: Amount,
        /// Capital exception (MIA24).
        pps_capital_exception_amount: Amount,
        |
        /// Further remark codes (MIA20 to MIA23).
        further_remark_codes: Text as Code,
    }
}

record! {
    /// How another payer decided an outpatient claim (MOA). Amounts in dollars.
    OutpatientAdjudication {
        /// Rate of reimbursement (MOA01).
        reimbursement_rate: Amount,
        /// Amount payable by HCPCS (MOA02).
        hcpcs_payable_amount: Amount,
        /// End stage renal disease (MOA08).
        esrd_payment_amount: Amount,
        /// Professional component that is not paid (MOA09).
        professional_component_amount: Amount,
        |
        /// Remark codes (MOA03 to MOA07).
        remark_codes: Text as Code,
    }
}

record! {
    /// Who holds another insurance (2330A).
    OtherSubscriber {
        /// Name of an organisation.
        name: Text as Organization,
        /// Last name of a person.
        last_name: Text as Name,
        /// First name.
        first_name: Text as Name,
        /// Middle name or initial.
        middle_name: Text as Name,
        /// Suffix, such as JR.
        suffix: Text as Name,
        /// Number of the member with that payer.
        member_id: Text as Id,
        /// II where that number is another than the member's.
        member_id_qualifier: Text as Code,
        /// Address.
        address: Address,
        /// Social security number, where sent.
        ssn: Text as Id,
    }
}

record! {
    /// Another payer (2330B).
    OtherPayerName {
        /// Name.
        name: Text as Organization,
        /// Number of the payer.
        id: Text as Public,
        /// XV where that number is a national health plan identifier.
        id_qualifier: Text as Code,
        /// Address.
        address: Address,
        /// Day of the decision or payment (DTP*573).
        payment_date: NaiveDate as Day,
        /// Number under which it agreed beforehand (REF*G1).
        prior_authorization_number: Text as Id,
        /// Number of the referral (REF*9F).
        referral_number: Text as Id,
        /// Y where its decision was changed later (REF*T4).
        claim_adjustment_indicator: Text as Code,
        /// Its own number of the claim (REF*F8).
        claim_control_number: Text as Id,
        |
        /// Other numbers of the payer.
        identifiers: Identifier,
    }
}

/// How another payer knows someone who had a part in the care.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OtherPayerProvider {
    /// What part.
    pub role: ProviderRole,
    /// X12 qualifier of the role where a role has two: P3 for the primary care provider among the referring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<Text>,
    /// 1 for a person, 2 for an organisation (NM102).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity_type: Option<Text>,
    /// Numbers that payer gave.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
}

marks! {
    OtherPayerProvider {
        role: ProviderRole,
        qualifier: Text as Code,
        entity_type: Text as Code,
        | identifiers: Identifier,
    }
}

impl OtherPayerProvider {
    /// An empty provider of a role.
    pub fn new(role: ProviderRole) -> Self {
        Self { role, qualifier: None, entity_type: None, identifiers: Vec::new() }
    }
}
