//! Tests of acknowledgements.

mod answers;
mod codes;
mod division;
mod late;
mod round_trip;

use chrono::{NaiveDate, NaiveTime};

use super::*;
use crate::x12::{Charset, Numbering, Piece, Reader};

/// The header of the interchange that is answered.
const ISA: &[u8] = b"ISA*00*          *00*          *ZZ*SENDER         *30*RECEIVER       \
    *260302*1253*^*00501*000000905*1*T*:~IEA*0*000000905~";

fn partner(isa: &[u8]) -> Partner {
    match Reader::from_slice(isa).next() {
        Ok(Some(Piece::Segment(item))) => Partner::of(&item.segment),
        other => panic!("no ISA: {other:?}"),
    }
}

fn issue() -> Issue {
    Issue {
        date: NaiveDate::from_ymd_opt(2026, 3, 3).expect("a date"),
        time: NaiveTime::from_hms_opt(14, 5, 9).expect("a time"),
        numbers: Numbering::renewed(41),
    }
}

/// All that an acknowledgement says.
fn said(bytes: &[u8]) -> Vec<Said> {
    let (mut reader, mut said) = (AckReader::new(Charset::Auto), Vec::new());
    let mut segments = Reader::from_slice(bytes);
    while let Some(piece) = segments.next().expect("readable") {
        if let Some(item) = piece.segment() {
            reader.take(&item.segment, &mut |what| said.push(what));
        }
    }
    reader.finish(&mut |what| said.push(what));
    said
}

fn faults(bytes: &[u8]) -> usize {
    let (mut books, mut faults) = (crate::x12::Envelopes::new(), 0);
    let mut segments = Reader::from_slice(bytes);
    while let Some(piece) = segments.next().expect("readable") {
        if let Some(item) = piece.segment() {
            faults += books.observe(&item).len();
        }
    }
    faults + books.finish().len()
}
