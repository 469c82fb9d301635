//! Sender, receiver and usage of what is written, by one rule for all commands.

use clap::{Args, ValueEnum};

use crate::x12::{Addressing, PartyId, UsageIndicator};

use super::common::X12_WRITTEN;

/// What the headers of the X12 written say.
#[derive(Clone, Debug, Args)]
pub(super) struct AddressArgs {
    /// Sender of the X12 written (ISA06, GS02), 2 to 15 characters; kept unless given.
    #[arg(long, value_name = "ID", help_heading = X12_WRITTEN)]
    sender: Option<PartyId>,
    /// Receiver of the X12 written (ISA08, GS03), 2 to 15 characters; kept unless given.
    #[arg(long, value_name = "ID", help_heading = X12_WRITTEN)]
    receiver: Option<PartyId>,
    /// Whether the X12 written is for production or a test (ISA15); kept unless given.
    #[arg(long, value_enum, value_name = "KIND", help_heading = X12_WRITTEN)]
    usage: Option<Usage>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Usage {
    Production,
    Test,
}

impl AddressArgs {
    /// The options that were given.
    pub(super) fn given(&self) -> impl Iterator<Item = &'static str> {
        let given = [
            self.sender.as_ref().map(|_| "--sender"),
            self.receiver.as_ref().map(|_| "--receiver"),
            self.usage.map(|_| "--usage"),
        ];
        given.into_iter().flatten()
    }

    pub(super) fn addressing(&self) -> Addressing {
        Addressing {
            sender: self.sender.clone(),
            receiver: self.receiver.clone(),
            usage: self.usage.map(|usage| match usage {
                Usage::Production => UsageIndicator::Production,
                Usage::Test => UsageIndicator::Test,
            }),
        }
    }
}
