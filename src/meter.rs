//! How far a run has come, and what went by while an input was read.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use rust_decimal::Decimal;

use crate::model::{Amount, ClaimType};

/// How far a run has come, for whoever watches it. Clones are one meter; all that read and count share it.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    bytes: AtomicU64,
    total: AtomicU64,
    /// Inputs of unknown length.
    unmeasured: AtomicU64,
    inputs: AtomicU64,
    claims: AtomicU64,
    stopped: AtomicBool,
    phase: Mutex<Option<&'static str>>,
}

/// What a meter shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Bytes of inputs that were read, packed as they are.
    pub bytes: u64,
    /// Bytes of all inputs; none where one does not say how long it is, such as a pipe.
    pub total_bytes: Option<u64>,
    /// Inputs that were opened.
    pub inputs: u64,
    /// Claims that went by.
    pub claims: u64,
    /// What is done behind the reading.
    pub phase: Option<&'static str>,
}

impl Meter {
    /// Inputs are to come: so many bytes, and so many inputs whose length nobody knows.
    pub fn expect(&self, bytes: u64, unmeasured: u64) {
        self.0.total.fetch_add(bytes, Relaxed);
        self.0.unmeasured.fetch_add(unmeasured, Relaxed);
    }

    /// An input is opened.
    pub fn input(&self) {
        self.0.inputs.fetch_add(1, Relaxed);
    }

    /// So many bytes more were read. An error where the run is to stop.
    pub fn read(&self, bytes: u64) -> io::Result<()> {
        self.0.bytes.fetch_add(bytes, Relaxed);
        self.go_on()
    }

    /// Whoever watches wants the run to stop: nothing more is read, and no file is written.
    pub fn stop(&self) {
        self.0.stopped.store(true, Relaxed);
    }

    /// An error where the run is to stop.
    pub fn go_on(&self) -> io::Result<()> {
        if self.0.stopped.load(Relaxed) {
            return Err(io::Error::new(io::ErrorKind::BrokenPipe, "the run was stopped"));
        }
        Ok(())
    }

    /// Inputs of so many bytes are done with, however much of them was read, and how often.
    pub fn passed(&self, bytes: u64) {
        self.0.bytes.store(bytes, Relaxed);
    }

    /// Another claim went by.
    pub fn claim(&self) {
        self.0.claims.fetch_add(1, Relaxed);
    }

    /// The reading is done; this is done now.
    pub fn phase(&self, phase: &'static str) {
        *self.0.phase.lock().unwrap_or_else(PoisonError::into_inner) = Some(phase);
    }

    /// What it shows now.
    pub fn reading(&self) -> Reading {
        let counts = &*self.0;
        let total = counts.total.load(Relaxed);
        let total_bytes = (counts.unmeasured.load(Relaxed) == 0).then_some(total);
        let bytes = counts.bytes.load(Relaxed);
        Reading {
            // The directory of an archive is read besides.
            bytes: total_bytes.map_or(bytes, |total| bytes.min(total)),
            total_bytes,
            inputs: counts.inputs.load(Relaxed),
            claims: counts.claims.load(Relaxed),
            phase: *counts.phase.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }
}

/// The same meter, not the same reading.
impl PartialEq for Meter {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Meter {}

/// Claims that went by while an input was read: how many of each kind, and the sum of their charges (CLM02), in dollars.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimCount {
    institutional: u64,
    professional: u64,
    charge: Decimal,
    /// A claim that began and is not known to be complete.
    open: Option<(ClaimType, Decimal)>,
    meter: Option<Meter>,
}

impl ClaimCount {
    /// None yet; each is told to the meter when it begins.
    pub fn on(meter: &Meter) -> Self {
        Self { meter: Some(meter.clone()), ..Self::default() }
    }

    /// A complete claim.
    pub fn add(&mut self, kind: ClaimType, charge: Option<&Amount>) {
        self.begin(kind, charge);
        self.end();
    }

    /// A claim begins; one before it is complete.
    pub fn begin(&mut self, kind: ClaimType, charge: Option<&Amount>) {
        self.end();
        self.open = Some((kind, charge.map(Amount::value).unwrap_or_default()));
        if let Some(meter) = &self.meter {
            meter.claim();
        }
    }

    /// A claim begins with this CLM02.
    pub fn begin_raw(&mut self, kind: ClaimType, charge: &[u8]) {
        self.begin(kind, std::str::from_utf8(charge).ok().and_then(Amount::parse).as_ref());
    }

    /// The claim at hand is complete, if one is.
    pub fn end(&mut self) {
        let Some((kind, charge)) = self.open.take() else { return };
        match kind {
            ClaimType::Institutional => self.institutional += 1,
            ClaimType::Professional => self.professional += 1,
        }
        self.charge = self.charge.saturating_add(charge);
    }

    /// The claim at hand breaks off: it is none.
    pub fn drop_open(&mut self) {
        self.open = None;
    }

    /// Complete claims.
    pub fn claims(&self) -> u64 {
        self.institutional + self.professional
    }

    /// Complete claims of a kind.
    pub fn of(&self, kind: ClaimType) -> u64 {
        match kind {
            ClaimType::Institutional => self.institutional,
            ClaimType::Professional => self.professional,
        }
    }

    /// What the complete claims charge together.
    pub fn charge(&self) -> Decimal {
        self.charge
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_counts_when_it_is_complete_and_is_watched_when_it_begins() {
        let meter = Meter::default();
        let mut count = ClaimCount::on(&meter);
        count.begin_raw(ClaimType::Professional, b"80");
        assert_eq!((count.claims(), meter.reading().claims), (0, 1));
        count.begin_raw(ClaimType::Institutional, b"1.50");
        count.end();
        count.begin_raw(ClaimType::Professional, b"7");
        count.drop_open();
        count.add(ClaimType::Professional, None);
        assert_eq!((count.of(ClaimType::Professional), count.of(ClaimType::Institutional)), (2, 1));
        assert_eq!((count.charge(), meter.reading().claims), ("81.50".parse().expect("a number"), 4));
    }

    #[test]
    fn the_total_is_known_where_every_input_says_its_length() {
        let meter = Meter::default();
        meter.expect(100, 0);
        meter.read(130).expect("nobody stopped it");
        assert_eq!((meter.reading().bytes, meter.reading().total_bytes), (100, Some(100)));
        meter.expect(0, 1);
        assert_eq!((meter.reading().bytes, meter.reading().total_bytes), (130, None));
    }
}
