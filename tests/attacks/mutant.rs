//! Mutants of seeds, always the same ones for a number.

/// Texts that break things more often than others.
const ODD: [&[u8]; 20] = [
    b"*",
    b"~",
    b":",
    b"^",
    b"\n",
    b"\r\n",
    b"\0",
    b"\x1b",
    b"\xff",
    b"\"",
    b"ISA*",
    b"SE*1*1~",
    b"HL*2*1*22*0~",
    b"CLM*X*1~",
    b"99999999999999999999",
    b"-0.00",
    b"20260230",
    "\u{202e}".as_bytes(),
    b"~~~~~~~~",
    b"{}[]",
];

pub(crate) struct Mutants<'s> {
    seeds: &'s [Vec<u8>],
    state: u64,
}

impl<'s> Mutants<'s> {
    pub(crate) fn new(seeds: &'s [Vec<u8>], seed: u64) -> Self {
        Self { seeds, state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1 }
    }

    /// A number below `most`, which is not zero.
    fn below(&mut self, most: usize) -> usize {
        // xorshift64: good enough to be everywhere once.
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 16).expect("64 bits") % most
    }

    /// A seed with one to four changes.
    pub(crate) fn next(&mut self) -> Vec<u8> {
        let mut bytes = self.seeds[self.below(self.seeds.len())].clone();
        for _ in 0..=self.below(4) {
            self.change(&mut bytes);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len() + 1);
        let end = (at + 1 + self.below(40)).min(bytes.len());
        match self.below(8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            1 if at < bytes.len() => bytes[at] = u8::try_from(self.below(256)).expect("a byte"),
            2 => drop(bytes.drain(at..end.max(at))),
            3 => {
                let part = bytes[at..end.max(at)].to_vec();
                let to = self.below(bytes.len() + 1);
                bytes.splice(to..to, part);
            }
            4 => {
                let odd = ODD[self.below(ODD.len())];
                bytes.splice(at..at, odd.iter().copied());
            }
            5 => {
                let odd = ODD[self.below(ODD.len())];
                bytes.splice(at..end.max(at), odd.iter().copied());
            }
            6 => bytes.truncate(at),
            _ => {
                let other = &self.seeds[self.below(self.seeds.len())];
                let (from, length) = (self.below(other.len() + 1), self.below(200));
                let part = other[from..(from + length).min(other.len())].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
}
