//! The levels of a file: billing providers, subscribers, patients.

use std::io::{self, Write};

use crate::model::ClaimType;

use super::envelope::{Envelope, Limits};
use super::other_payers::Coverage;
use super::parties::{Address, BillingProvider, Person, Subscriber};
use super::random::Random;
use super::segments::{Put, Segments, put};
use super::values::Day;
use super::{Context, Options, institutional, lists, professional};

/// A file that is being written.
pub(super) struct Batch<W> {
    kind: ClaimType,
    today: Day,
    limits: Limits,
    random: Random,
    file: Envelope<W>,
    /// Claims that are still to come, in the file and in the transaction.
    left: u64,
    left_in_transaction: u64,
    /// Claims so far.
    number: u64,
}

impl<W: Write> Batch<W> {
    pub(super) fn new(options: &Options, limits: Limits, out: W) -> Self {
        let (kind, today) = (options.kind, Day(options.date));
        let mut random = Random::new(options.seed);
        let control = 1 + random.below(999_999_999);
        Self {
            kind,
            today,
            limits,
            random,
            file: Envelope::new(kind, today, limits, control, Segments::new(out, options.accents)),
            left: options.claims,
            left_in_transaction: 0,
            number: 0,
        }
    }

    /// Claims are numbered from the one behind this.
    pub(super) fn numbered(mut self, before: u64) -> Self {
        self.number = before;
        self
    }

    pub(super) fn write(mut self) -> io::Result<()> {
        while self.left > 0 {
            self.transaction()?;
        }
        self.file.finish()
    }

    fn transaction(&mut self) -> io::Result<()> {
        self.file.open_transaction();
        self.left_in_transaction = self.left.min(self.limits.claims);
        self.left -= self.left_in_transaction;
        while self.left_in_transaction > 0 {
            self.billing_provider()?;
        }
        self.file.close_transaction();
        Ok(())
    }

    /// Takes up to so many claims from those the transaction still has room for.
    fn take(&mut self, most: u64) -> u64 {
        let taken = most.min(self.left_in_transaction);
        self.left_in_transaction -= taken;
        taken
    }

    fn billing_provider(&mut self) -> io::Result<()> {
        let (names, may_be_person) = match self.kind {
            ClaimType::Institutional => (lists::HOSPITALS, false),
            ClaimType::Professional => (lists::PRACTICES, true),
        };
        let provider = BillingProvider::new(&mut self.random, self.today, names, may_be_person);
        let level = self.file.level(None, 20, true);
        provider.put(&mut self.file.out);
        // Most send few claims at a time, some send many.
        let most = self.random.weighted(&[(30, 3), (40, 25), (30, 120)]);
        let most = self.random.between(1, most);
        let mut left = self.take(most);
        while left > 0 {
            left -= self.subscriber(&provider, level, left)?;
        }
        Ok(())
    }

    /// A subscriber with up to `most` claims; gives how many there are.
    fn subscriber(&mut self, provider: &BillingProvider, parent: u64, most: u64) -> io::Result<u64> {
        let subscriber = Subscriber::new(&mut self.random, self.today);
        let coverage = Coverage::new(&mut self.random, &subscriber, self.today);
        // In Medicare everyone is a member.
        let is_patient = self.random.chance(72) || subscriber.payer.kind == "MB";
        let level = self.file.level(Some(parent), 22, !is_patient);
        self.put_subscriber(&subscriber, &coverage, is_patient);
        if is_patient {
            let count = self.claim_count().min(most);
            self.claims(count, provider, &subscriber, &coverage, (&subscriber.person, None))?;
            return Ok(count);
        }
        let patients = self.random.weighted(&[(85, 1), (12, 2), (3, 3)]).min(most);
        let mut written = 0;
        for _ in 0..patients {
            let relationship = self.random.weighted(&[(25, "01"), (72, "19"), (3, "G8")]);
            let ages = if relationship == "19" { (1, 25) } else { (19, 80) };
            let patient = subscriber.person.relative(&mut self.random, self.today, ages);
            self.put_patient(&subscriber, &patient, relationship, level);
            // One of each patient still to come is kept back.
            let count =
                if written + patients < most { self.claim_count().min(most - written - patients) } else { 0 };
            let count = count.max(1).min(most - written);
            if count == 0 {
                break;
            }
            self.claims(count, provider, &subscriber, &coverage, (&patient, Some(relationship)))?;
            written += count;
        }
        Ok(written)
    }

    fn claim_count(&mut self) -> u64 {
        self.random.weighted(&[(80, 1), (14, 2), (5, 3), (1, 9)])
    }

    /// SBR and loops 2010BA, 2010BB.
    fn put_subscriber(&mut self, subscriber: &Subscriber, coverage: &Coverage, is_patient: bool) {
        let relationship = if is_patient { "18" } else { "" };
        let (order, kind) = (coverage.order(), subscriber.payer.kind);
        let group = subscriber.group.map(|group| format!("GRP{group}")).unwrap_or_default();
        // Why Medicare pays second: the patient works and has the employer's plan.
        let is_professional = self.kind == ClaimType::Professional;
        let reason = if is_professional && kind == "MB" && coverage.is_secondary() { "12" } else { "" };
        put!(self.file.out, "SBR*{order}*{relationship}*{group}**{reason}****{kind}");
        if is_professional && is_patient && subscriber.person.is_woman && self.random.chance(2) {
            put!(self.file.out, "PAT*********Y");
        }
        subscriber.put(&mut self.file.out, &mut self.random, is_patient);
    }

    /// Loops 2000C and 2010CA.
    fn put_patient(&mut self, subscriber: &Subscriber, patient: &Person, relationship: &str, parent: u64) {
        self.file.level(Some(parent), 23, false);
        put!(self.file.out, "PAT*{relationship}");
        put!(self.file.out, "NM1*QC*1*{patient}");
        let lives_elsewhere = self.random.chance(10);
        let address = if lives_elsewhere { Address::home(&mut self.random) } else { subscriber.address };
        address.put(&mut self.file.out);
        patient.put_demographics(&mut self.file.out, &mut self.random);
    }

    fn claims(
        &mut self,
        count: u64,
        provider: &BillingProvider,
        subscriber: &Subscriber,
        coverage: &Coverage,
        (patient, relationship): (&Person, Option<&'static str>),
    ) -> io::Result<()> {
        for _ in 0..count {
            self.number += 1;
            let (number, today) = (self.number, self.today);
            let context = Context { number, today, provider, subscriber, coverage, patient, relationship };
            let (out, random) = (&mut self.file.out, &mut self.random);
            match self.kind {
                ClaimType::Institutional => institutional::put(out, random, &context),
                ClaimType::Professional => professional::put(out, random, &context),
            }
            self.file.out.relay()?;
        }
        Ok(())
    }
}
