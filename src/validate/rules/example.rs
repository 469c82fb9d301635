//! The pieces that examples of rules are made of.

use crate::rule::Example;

/// An example of professional claims.
pub(in crate::validate) const fn professional(claims: &'static [&'static str]) -> Example {
    Example { professional: claims, ..Example::NONE }
}

/// An example of facility claims.
#[allow(dead_code, reason = "for the families of rules on facility claims")]
pub(in crate::validate) const fn facility(claims: &'static [&'static str]) -> Example {
    Example { facility: claims, ..Example::NONE }
}

/// A professional claim with nothing wrong.
pub(in crate::validate) const ORDINARY: &str =
    "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302";

/// Pieces of a whole file with one ordinary professional claim; `file!()` is all of it.
macro_rules! isa {
    () => { "ISA*00*          *00*          *ZZ*S              *ZZ*R              *260303*1200*^*00501*000000001*0*T*:~\n" };
}
macro_rules! gs {
    () => {
        "GS*HC*S1*R1*20260303*1200*1*X*005010X222A1~\n"
    };
}
macro_rules! st {
    () => {
        "ST*837*0001*005010X222A1~\nBHT*0019*00*1*20260303*1200*CH~\nNM1*41*2*SENDER*****46*S1~\nPER*IC*X*TE*5550100000~\nNM1*40*2*RECEIVER*****46*R1~\n"
    };
}
macro_rules! provider {
    () => { "HL*1**20*1~\nNM1*85*2*PROVIDER*****XX*1234567893~\nN3*1 MAIN ST~\nN4*BOSTON*MA*021140000~\nREF*EI*123456789~\n" };
}
macro_rules! subscriber {
    () => {
        "HL*2*1*22*0~\nSBR*P*18*******MB~\nNM1*IL*1*DOE*JANE****MI*1EG4TE5MK73~\nN3*2 OAK ST~\nN4*BOSTON*MA*021140000~\nDMG*D8*19580412*F~\nNM1*PR*2*MEDICARE*****PI*00123~\n"
    };
}
macro_rules! claim {
    () => {
        "CLM*P1*200***22:B:1*Y*A*Y*Y~\nHI*ABK:R51~\nLX*1~\nSV1*HC:99283*200*UN*1***1~\nDTP*472*D8*20260302~\n"
    };
}
macro_rules! body {
    () => {
        concat!(st!(), provider!(), subscriber!(), claim!(), "SE*23*0001~\n")
    };
}
macro_rules! file {
    () => {
        concat!(isa!(), gs!(), body!(), "GE*1*1~\nIEA*1*000000001~\n")
    };
}
/// A whole file with nothing wrong.
pub(in crate::validate) const FILE: &str = file!();
