//! The envelope of a file: interchange, groups, transactions, and the numbers of their levels.

use std::io::{self, Write};

use crate::model::ClaimType;
use crate::translate;

use super::segments::{Put, Segments, put};
use super::values::Day;

/// Where a new transaction or group begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Claims of one transaction: what the guides ask senders to keep to.
    pub(super) claims: u64,
    /// Transactions of one group, so that no file is a single group of any size.
    pub(super) transactions: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { claims: 5000, transactions: 100 }
    }
}

/// One interchange with claims of one kind. Nothing is written before the first transaction.
pub(super) struct Envelope<W> {
    kind: ClaimType,
    today: Day,
    limits: Limits,
    /// ISA13.
    control: u64,
    pub(super) out: Segments<W>,
    groups: u64,
    /// Transactions in all, and in the open group.
    transactions: u64,
    in_group: u64,
    /// Number of the last level (HL01) of the transaction.
    level: u64,
}

impl<W: Write> Envelope<W> {
    pub(super) fn new(kind: ClaimType, today: Day, limits: Limits, control: u64, out: Segments<W>) -> Self {
        Self { kind, today, limits, control, out, groups: 0, transactions: 0, in_group: 0, level: 0 }
    }

    fn guide(&self) -> &'static str {
        &translate::guide(self.kind).id
    }

    pub(super) fn open_transaction(&mut self) {
        if self.groups == 0 {
            let (today, control) = (self.today.short(), self.control);
            put!(
                self.out,
                "ISA*00*          *00*          *ZZ*TCGENERATED    *ZZ*SAMPLEGATEWAY  *{today}*0915*^*00501*\
                 {control:09}*0*T*:"
            );
        }
        if self.groups == 0 || self.in_group == self.limits.transactions {
            self.close_group();
            self.groups += 1;
            let (number, today, guide) = (self.groups, self.today, self.guide());
            put!(self.out, "GS*HC*TCGENERATED*SAMPLEGATEWAY*{today}*0915*{number}*X*{guide}");
        }
        self.transactions += 1;
        self.in_group += 1;
        self.level = 0;
        let (number, today) = (self.transactions, self.today);
        self.out.take_count();
        put!(self.out, "ST*837*{number:04}*{}", self.guide());
        put!(self.out, "BHT*0019*00*TC{number:06}*{today}*0915*CH");
        put!(self.out, "NM1*41*2*TWINCLAIM SAMPLE BILLING*****46*TCGENERATED");
        put!(self.out, "PER*IC*SAMPLE DESK*TE*5155550100*EM*DESK@EXAMPLE.COM");
        put!(self.out, "NM1*40*2*SAMPLE GATEWAY*****46*SAMPLEGATEWAY");
    }

    pub(super) fn close_transaction(&mut self) {
        let (count, number) = (self.out.take_count() + 1, self.transactions);
        put!(self.out, "SE*{count}*{number:04}");
    }

    fn close_group(&mut self) {
        if self.in_group > 0 {
            put!(self.out, "GE*{}*{}", self.in_group, self.groups);
            self.in_group = 0;
        }
    }

    /// Closes what is open, but for a transaction, and hands everything on.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if self.groups > 0 {
            self.close_group();
            put!(self.out, "IEA*{}*{:09}", self.groups, self.control);
        }
        self.out.finish()
    }

    /// HL: gives the number of the new level.
    pub(super) fn level(&mut self, parent: Option<u64>, kind: u8, has_levels_below: bool) -> u64 {
        self.level += 1;
        let (number, below) = (self.level, u8::from(has_levels_below));
        match parent {
            Some(parent) => put!(self.out, "HL*{number}*{parent}*{kind}*{below}"),
            None => put!(self.out, "HL*{number}**{kind}*{below}"),
        }
        number
    }
}
