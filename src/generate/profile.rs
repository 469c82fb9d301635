//! Claims that keep a payer's profile.
//!
//! Claims are made one after the other as always. What a profile asks of a single value (its payer's name, the kind of
//! coverage, a form, a code) is put in; then the claim is held against all rules and the profile, and kept if nothing is
//! found but info. So a claim is kept for what it is, never by a second reading of the profile.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::finding::Severity;
use crate::guide::profile::{Ask, Demand, Expression, Picture, Target};
use crate::guide::{LoopId, Profile, RowId, Spot, Walker};
use crate::rules::Policy;
use crate::validate::{Event, Medicare, RuleSet, Settings, Validator};
use crate::x12::{Charset, Piece, Reader};

use super::batch::Batch;
use super::envelope::Limits;
use super::random::Random;
use super::{Options, check_date};

/// Claims that are tried for each one that is kept, before it is given up.
const TRIES: u64 = 4000;

/// Writes one interchange with the claims asked for, each in a transaction of its own, all of the profile's payer and as it
/// asks; nothing at all for none.
///
/// An error of kind `InvalidInput` says that the date is none that [`Options::date`] allows, that the profile is of the other
/// kind of claims, or which of its lines no claim keeps; all others are of `out`.
pub fn write_for(options: &Options, profile: &Profile, mut out: impl Write) -> io::Result<()> {
    check_date(options.date)?;
    if profile.guide.kind != options.kind {
        return Err(refused(format!("profile {} is of {}", profile.id, profile.guide.title)));
    }
    let mut maker = Maker::new(*options, profile);
    let mut control = String::new();
    for number in 1..=options.claims {
        let segments = maker.claim(number)?;
        let (head, body) = segments.split_at(2);
        if number == 1 {
            head[0].split('*').nth(13).unwrap_or_default().clone_into(&mut control);
            writeln!(out, "{}~\n{}~", head[0], head[1])?;
        } else if number % Limits::default().transactions == 1 {
            let group = number / Limits::default().transactions;
            writeln!(out, "GE*{}*{group}~", Limits::default().transactions)?;
            let mut next: Vec<&str> = head[1].split('*').collect();
            let name = (group + 1).to_string();
            next[6] = &name;
            writeln!(out, "{}~", next.join("*"))?;
        }
        for segment in &body[..body.len() - 2] {
            match segment.split('*').next() {
                Some("ST") => writeln!(out, "ST*837*{number:04}*{}~", profile.guide.id)?,
                Some("SE") => writeln!(out, "SE*{}*{number:04}~", body.len() - 2)?,
                _ => writeln!(out, "{segment}~")?,
            }
        }
        if number == options.claims {
            let groups = number.div_ceil(Limits::default().transactions);
            let last = number - (groups - 1) * Limits::default().transactions;
            writeln!(out, "GE*{last}*{groups}~\nIEA*{groups}*{control}~")?;
        }
    }
    out.flush()
}

fn refused(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

struct Maker<'p> {
    options: Options,
    profile: &'p Profile,
    rules: RuleSet,
    /// Candidates so far.
    tried: u64,
    /// What is written at which place, in order.
    values: Vec<(RowId, Spot, Wanted<'p>)>,
}

/// What a value has to be.
enum Wanted<'p> {
    Like(&'p Picture),
    OneOf(&'p [String]),
    Is(&'p str),
}

impl<'p> Maker<'p> {
    fn new(options: Options, profile: &'p Profile) -> Self {
        let policy = Policy { as_of: Some(options.date), ..Policy::default() };
        let profiles = vec![profile.clone().for_every_claim()];
        let rules =
            RuleSet::new(Settings { policy, profiles, medicare: Medicare::Payer, ..Settings::default() });
        Self { options, profile, rules, tried: 0, values: values(profile) }
    }

    /// The next claim that is kept, as the segments of an interchange of its own.
    fn claim(&mut self, number: u64) -> io::Result<Vec<String>> {
        let mut why: BTreeMap<String, u64> = BTreeMap::new();
        for _ in 0..TRIES {
            self.tried += 1;
            let seed = self.options.seed.wrapping_add(self.tried.wrapping_mul(0xD6E8_FEB8_6659_FD93));
            let mut text = Vec::new();
            let options = Options { claims: 1, seed, ..self.options };
            Batch::new(&options, Limits::default(), &mut text).numbered(number - 1).write()?;
            let segments = self.adapted(&text, &mut Random::new(seed));
            let found = self.found(&segments);
            if found.is_empty() {
                return Ok(segments);
            }
            for message in found {
                *why.entry(message).or_default() += 1;
            }
        }
        let most = why.into_iter().max_by_key(|(_, count)| *count).map_or(String::new(), |(why, _)| why);
        Err(refused(format!("no claim of {TRIES} keeps profile {}: {most}", self.profile.id)))
    }

    /// The segments, with what the profile asks of single values.
    fn adapted(&self, text: &[u8], random: &mut Random) -> Vec<String> {
        let guide = self.profile.guide;
        let mut walker = Walker::new(guide.places());
        let mut reader = Reader::from_slice(text);
        let mut segments = Vec::new();
        while let Ok(Some(piece)) = reader.next() {
            let Piece::Segment(item) = piece else { continue };
            let row = walker.place(&item.segment).row;
            let mut elements: Vec<String> =
                String::from_utf8_lossy(item.segment.bytes()).split('*').map(str::to_owned).collect();
            for (_, spot, wanted) in self.values.iter().filter(|(of, ..)| Some(*of) == row) {
                put(&mut elements, *spot, wanted, random);
            }
            segments.push(elements.join("*"));
        }
        segments
    }

    /// What is found on a claim, more than info.
    fn found(&self, segments: &[String]) -> Vec<String> {
        let text = segments.join("~\n") + "~\n";
        let (mut found, mut is_for) = (Vec::new(), false);
        let mut validator = Validator::new(&self.rules, None, Charset::Auto);
        let mut reader = Reader::from_slice(text.as_bytes());
        let mut take = |event: Event<'_>| match event {
            Event::Finding(reported) if reported.finding.severity > Severity::Info => {
                found.push(reported.finding.message);
            }
            Event::Claim(end) => is_for = end.is_for(self.profile),
            _ => {}
        };
        while let Ok(Some(piece)) = reader.next() {
            validator.piece(&piece, &mut take);
        }
        validator.finish(&mut take);
        if !is_for {
            found.push("the claim is not one of its payer's".to_owned());
        }
        found
    }
}

/// What a profile asks of single values, whatever else the claim holds.
fn values(profile: &Profile) -> Vec<(RowId, Spot, Wanted<'_>)> {
    let guide = profile.guide;
    let mut all = Vec::new();
    let element = |element| Spot { element, component: 0 };
    // A name has blanks, an identifier none.
    if let Some(payer) = guide.loop_id("2010BB").map(|id: LoopId| guide.opener(id)) {
        let named = |is_name: bool| profile.payers.iter().find(|one| one.contains(' ') == is_name);
        all.extend(named(true).map(|name| (payer, element(3), Wanted::Is(name))));
        all.extend(named(false).map(|id| (payer, element(9), Wanted::Is(id))));
    }
    if let Some(claims) = &profile.claims {
        of_expression(claims, &mut all);
    }
    for Demand { of, ask, when, .. } in &profile.demands {
        let (Target::Element(row, spot), true) = (of, when.is_empty()) else { continue };
        match ask {
            Ask::Like(picture) => all.push((*row, *spot, Wanted::Like(picture))),
            Ask::Codes(codes) => all.push((*row, *spot, Wanted::OneOf(codes))),
            _ => {}
        }
    }
    all
}

/// What has to hold of every claim of the payer.
fn of_expression<'p>(expression: &'p Expression, all: &mut Vec<(RowId, Spot, Wanted<'p>)>) {
    match expression {
        Expression::All(parts) => parts.iter().for_each(|part| of_expression(part, all)),
        Expression::Like(place, picture, true) => {
            all.extend(place.rows.iter().map(|row| (*row, place.spot(), Wanted::Like(picture))));
        }
        _ => {}
    }
}

/// Puts a value at its place, unless one is there that is as wanted. Nothing is put where the segment has no such element.
fn put(elements: &mut [String], spot: Spot, wanted: &Wanted<'_>, random: &mut Random) {
    let Some(element) = elements.get_mut(usize::from(spot.element)) else { return };
    let mut components: Vec<&str> = element.split(':').collect();
    let Some(own) = components.get_mut(usize::from(spot.component.max(1)) - 1) else { return };
    let is_fine = match wanted {
        Wanted::Like(picture) => picture.fits(own.as_bytes()),
        Wanted::OneOf(codes) => codes.iter().any(|code| code == own),
        Wanted::Is(value) => value == own,
    };
    if is_fine || own.is_empty() {
        return;
    }
    let value = match wanted {
        Wanted::Like(picture) => specimen(picture.as_str(), random),
        Wanted::OneOf(codes) => codes.first().cloned().unwrap_or_default(),
        Wanted::Is(value) => (*value).to_owned(),
    };
    *own = &value;
    *element = components.join(":");
}

/// A value that looks like a picture: of its alternatives the first, of a range its beginning.
fn specimen(picture: &str, random: &mut Random) -> String {
    let one = picture.split('|').next().unwrap_or_default();
    let one = one.split("..").next().unwrap_or_default();
    let (mut value, mut rest) = (String::new(), one.chars());
    while let Some(sign) = rest.next() {
        match sign {
            '#' => value.push(digit(random)),
            '@' | '?' => value.push('Q'),
            '*' => {}
            '[' => {
                value.extend(rest.next());
                rest.by_ref().find(|c| *c == ']');
            }
            sign => value.push(sign),
        }
    }
    value
}

fn digit(random: &mut Random) -> char {
    char::from_digit(random.below(10) as u32, 10).unwrap_or('0')
}
