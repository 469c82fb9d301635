//! What claims have in common, said once: the envelope and the parties above the patient.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BillingProvider, Claim, Envelope, Payer, Receiver, Shared, Submitter};

/// What claims of a file have in common. A compact claim names it in `shared` and does not repeat it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedParts {
    /// Shape of this record.
    #[serde(default)]
    pub schema: SharedSchema,
    /// What compact claims call it; the same content has the same name in every file.
    #[serde(default)]
    pub id: String,
    /// The envelope the claims travelled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envelope: Option<Shared<Envelope>>,
    /// Who sent the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitter: Option<Shared<Submitter>>,
    /// Whom it was sent to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiver: Option<Shared<Receiver>>,
    /// Who is to be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_provider: Option<Shared<BillingProvider>>,
    /// Who is to pay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<Shared<Payer>>,
}

/// The shape of what claims have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum SharedSchema {
    /// The first version.
    #[default]
    #[serde(rename = "twinclaim/shared/1")]
    V1,
}

impl SharedParts {
    /// Takes out of a claim what it may have in common with others.
    pub fn take_from(claim: &mut Claim) -> Self {
        Self {
            envelope: claim.envelope.take(),
            submitter: claim.submitter.take(),
            receiver: claim.receiver.take(),
            billing_provider: claim.billing_provider.take(),
            payer: claim.payer.take(),
            ..Self::default()
        }
    }

    /// Gives a claim what was taken out of it. What it has itself stays.
    pub fn give_to(&self, claim: &mut Claim) {
        fill(&mut claim.envelope, self.envelope.as_ref());
        fill(&mut claim.submitter, self.submitter.as_ref());
        fill(&mut claim.receiver, self.receiver.as_ref());
        fill(&mut claim.billing_provider, self.billing_provider.as_ref());
        fill(&mut claim.payer, self.payer.as_ref());
    }

    /// Whether all of it is the same in memory, so that nobody need look at it.
    pub fn is_same(&self, other: &Self) -> bool {
        same(self.envelope.as_ref(), other.envelope.as_ref())
            && same(self.submitter.as_ref(), other.submitter.as_ref())
            && same(self.receiver.as_ref(), other.receiver.as_ref())
            && same(self.billing_provider.as_ref(), other.billing_provider.as_ref())
            && same(self.payer.as_ref(), other.payer.as_ref())
    }
}

fn fill<T>(own: &mut Option<Shared<T>>, shared: Option<&Shared<T>>) {
    if own.is_none() {
        *own = shared.cloned();
    }
}

fn same<T>(one: Option<&Shared<T>>, other: Option<&Shared<T>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.is_same(other),
        (None, None) => true,
        _ => false,
    }
}
