//! A file that is read under watch: how far it was read, and whether it stayed what it was.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::SystemTime;

use crate::meter::Meter;

/// Whether an input changed while it was read.
#[derive(Clone, Debug, Default)]
pub struct Steady(Arc<AtomicBool>);

impl Steady {
    /// It has grown, or shrunk, or somebody wrote into it.
    pub fn has_changed(&self) -> bool {
        self.0.load(Relaxed)
    }
}

/// A stream whose bytes are counted.
pub(super) struct Counted<R>(pub(super) R, pub(super) Meter);

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.0.read(into)?;
        self.1.read(n as u64)?;
        Ok(n)
    }
}

/// A file under watch. Where it ends and is not what it was when it was opened, that is an error.
pub(super) struct Watched {
    file: File,
    /// Length and day of the last change; none of a pipe or device.
    opened: Option<State>,
    steady: Steady,
    meter: Meter,
}

type State = (u64, Option<SystemTime>);

fn state(there: &Metadata) -> State {
    (there.len(), there.modified().ok())
}

impl Watched {
    pub(super) fn new(file: File, meter: Meter) -> io::Result<Self> {
        let there = file.metadata()?;
        let opened = there.is_file().then(|| state(&there));
        Ok(Self { file, opened, steady: Steady::default(), meter })
    }

    pub(super) fn steady(&self) -> Steady {
        self.steady.clone()
    }

    /// The end of the file: is it the one that it had?
    fn end(&self) -> io::Result<usize> {
        match self.opened {
            Some(opened) if opened != state(&self.file.metadata()?) => {
                self.steady.0.store(true, Relaxed);
                Err(io::Error::other(
                    "it changed while it was read; give it again when nobody writes to it any more",
                ))
            }
            _ => Ok(0),
        }
    }
}

impl Read for Watched {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(into)?;
        self.meter.read(n as u64)?;
        if n == 0 && !into.is_empty() { self.end() } else { Ok(n) }
    }
}

impl Seek for Watched {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
