//! Values that are not written as X12 or the guides want them, where one way to write them is right.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use crate::guide::{Content, DataType, Element, registry};
use crate::x12::Segment;

/// What can be written right without asking anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Repair {
    /// Line ends that cut a file into records of one length.
    Unwrap,
    /// Blanks around values.
    Blanks,
    /// Dots in ICD codes.
    Dots,
    /// Punctuation in telephone numbers of ten digits and tax numbers of nine.
    Punctuation,
    /// Zeros before a number, and behind its decimals.
    Zeros,
    /// Codes and identifiers of segments in lower case.
    Case,
}

impl Repair {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Unwrap, Self::Blanks, Self::Dots, Self::Punctuation, Self::Zeros, Self::Case];
}

/// Qualifiers of telephone and fax numbers (PER).
const TELEPHONES: [&[u8]; 2] = [b"TE", b"FX"];
/// Digits of a telephone number in the United States, and of a tax number.
const TELEPHONE: usize = 10;
const TAX_NUMBER: usize = 9;
/// Qualifiers of employer's and social security numbers, in REF01 and NM108.
const TAX_NUMBERS: [&[u8]; 4] = [b"EI", b"SY", b"24", b"34"];

/// What is known of the values at a place of a segment.
#[derive(Debug)]
struct Column {
    data_type: DataType,
    /// Fewest characters.
    min: usize,
    /// X12 data element.
    number: &'static str,
    /// Outside lists: under which qualifier before the value, and which.
    lists: BTreeSet<(Option<&'static str>, &'static str)>,
}

impl Column {
    fn of(element: &'static Element) -> Option<Self> {
        let Content::Simple { data_type, min, list, .. } = &element.content else { return None };
        let lists = list.iter().flat_map(|list| list.split(" | ")).map(|list| match list.split_once(": ") {
            None => (None, list),
            Some((qualifier, list)) => (Some(qualifier), list),
        });
        Some(Self {
            data_type: *data_type,
            min: usize::from(*min),
            number: &element.data_element,
            lists: lists.collect(),
        })
    }

    /// The outside list of a value behind this qualifier.
    fn list(&self, qualifier: &[u8]) -> Option<&'static str> {
        let holds = |of: Option<&str>| of.is_none_or(|of| of.as_bytes().eq_ignore_ascii_case(qualifier));
        self.lists.iter().find(|(of, _)| holds(*of)).map(|(_, list)| *list)
    }
}

/// What is known of the values of a segment, by element and component.
type Columns = BTreeMap<(usize, usize), Column>;

/// By segment, element and component (0 where there is none): a segment of one kind has the same elements wherever it is.
static COLUMNS: LazyLock<HashMap<&'static [u8], Columns>> = LazyLock::new(|| {
    let mut columns: HashMap<&'static [u8], Columns> = HashMap::new();
    for row in registry::supported().into_iter().flat_map(|guide| &guide.segments) {
        let of_segment = columns.entry(row.id.as_bytes()).or_default();
        for element in &row.elements {
            let components = match &element.content {
                Content::Composite { components, .. } => &components[..],
                Content::Simple { .. } => std::slice::from_ref(element),
            };
            for value in components {
                let Some(column) = Column::of(value) else { continue };
                let spot = (usize::from(value.spot.element), usize::from(value.spot.component));
                match of_segment.get_mut(&spot) {
                    None => drop(of_segment.insert(spot, column)),
                    Some(known) => known.lists.extend(column.lists),
                }
            }
        }
    }
    columns
});

/// A segment with its values written right; none where nothing is to be done. What was done is counted.
pub(super) fn repaired(
    segment: &Segment<'_>,
    repairs: &BTreeSet<Repair>,
    counts: &mut BTreeMap<Repair, u64>,
) -> Option<Vec<u8>> {
    let name = segment.id().trim_ascii().to_ascii_uppercase();
    let columns = COLUMNS.get(&name[..])?;
    let own = segment.delimiters();
    let mut values = Values { repairs, counts };
    let mut out = values.identifier(segment.id(), &name);
    let mut before = Vec::new();
    for n in 1..=segment.last() {
        out.push(own.element);
        let composite = columns.contains_key(&(n, 1));
        for (index, repetition) in segment.repetitions(n).enumerate() {
            out.extend(own.repetition.filter(|_| index > 0));
            if !composite {
                let value = values.value(repetition, columns.get(&(n, 0)), &before);
                out.extend_from_slice(&value);
                before = value;
                continue;
            }
            let mut before = Vec::new();
            for (index, component) in repetition.split(|b| *b == own.component).enumerate() {
                out.extend(Some(own.component).filter(|_| index > 0));
                let value = values.value(component, columns.get(&(n, index + 1)), &before);
                out.extend_from_slice(&value);
                before = value;
            }
        }
    }
    (out != segment.bytes()).then_some(out)
}

struct Values<'r> {
    repairs: &'r BTreeSet<Repair>,
    counts: &'r mut BTreeMap<Repair, u64>,
}

impl Values<'_> {
    fn identifier(&mut self, written: &[u8], name: &[u8]) -> Vec<u8> {
        let mut written = written.to_vec();
        self.put(Repair::Blanks, &mut written, |value| Some(value.trim_ascii().to_vec()));
        self.put(Repair::Case, &mut written, |value| value.eq_ignore_ascii_case(name).then(|| name.to_vec()));
        written
    }

    /// A value, written right. `before` is the value before it, which may be its qualifier.
    fn value(&mut self, value: &[u8], column: Option<&Column>, before: &[u8]) -> Vec<u8> {
        let mut value = value.to_vec();
        self.put(Repair::Blanks, &mut value, |value| Some(without(value)));
        let Some(column) = column.filter(|_| !value.is_empty()) else { return value };
        let list = column.list(before);
        if column.data_type == DataType::Code || list.is_some() {
            self.put(Repair::Case, &mut value, |value| Some(value.to_ascii_uppercase()));
        }
        if list.is_some_and(|list| list.contains("ICD")) {
            self.put(Repair::Dots, &mut value, undotted);
        }
        match (column.number, column.data_type) {
            ("364", _) if TELEPHONES.contains(&before) => {
                self.put(Repair::Punctuation, &mut value, |value| digits(value, TELEPHONE));
            }
            ("127" | "67", _) if TAX_NUMBERS.contains(&before) => {
                self.put(Repair::Punctuation, &mut value, |value| digits(value, TAX_NUMBER));
            }
            (_, DataType::Decimal | DataType::Integer) => {
                self.put(Repair::Zeros, &mut value, |value| {
                    plain(value).filter(|plain| plain.len() >= column.min)
                });
            }
            _ => {}
        }
        value
    }

    /// Puts a value right, if it is asked for and there is a way.
    fn put(&mut self, repair: Repair, value: &mut Vec<u8>, right: impl Fn(&[u8]) -> Option<Vec<u8>>) {
        if self.repairs.contains(&repair)
            && let Some(right) = right(value).filter(|right| right != value)
        {
            *value = right;
            *self.counts.entry(repair).or_default() += 1;
        }
    }
}

/// Without blanks around it.
fn without(value: &[u8]) -> Vec<u8> {
    let from = value.iter().position(|b| *b != b' ').unwrap_or(value.len());
    let to = value.iter().rposition(|b| *b != b' ').map_or(from, |last| last + 1);
    value[from..to].to_vec()
}

/// A code without its dot; none where more than one is in it or something that no code has.
fn undotted(code: &[u8]) -> Option<Vec<u8>> {
    let rest: Vec<u8> = code.iter().copied().filter(|b| *b != b'.').collect();
    (rest.len() + 1 == code.len() && rest.iter().all(u8::is_ascii_alphanumeric)).then_some(rest)
}

/// The digits of a number that has so many, and punctuation between them.
fn digits(value: &[u8], wanted: usize) -> Option<Vec<u8>> {
    let digits: Vec<u8> = value.iter().copied().filter(u8::is_ascii_digit).collect();
    let punctuation = |b: &u8| matches!(b, b'-' | b'.' | b' ' | b'(' | b')' | b'/');
    (digits.len() == wanted && value.iter().all(|b| b.is_ascii_digit() || punctuation(b))).then_some(digits)
}

/// A number without superfluous zeros; one before the point stays (`0.5`).
fn plain(number: &[u8]) -> Option<Vec<u8>> {
    let (sign, rest) = match number.strip_prefix(b"-") {
        Some(rest) => (true, rest),
        None => (false, number),
    };
    let point = rest.iter().position(|b| *b == b'.').unwrap_or(rest.len());
    let (whole, behind) = (&rest[..point], rest.get(point + 1..).unwrap_or_default());
    if rest.is_empty()
        || !whole.iter().chain(behind).all(u8::is_ascii_digit)
        || (behind.is_empty() && point < rest.len())
    {
        return None;
    }
    let first = whole.iter().position(|b| *b != b'0').unwrap_or(whole.len().saturating_sub(1));
    let decimals = behind.iter().rposition(|b| *b != b'0').map_or(0, |last| last + 1);
    let (whole, behind) = (&whole[first..], &behind[..decimals]);
    let zero = behind.is_empty() && whole.iter().all(|b| *b == b'0');
    let mut out = Vec::with_capacity(number.len());
    out.extend(Some(b'-').filter(|_| sign && !zero));
    out.extend_from_slice(if zero { b"0" } else { whole });
    if !behind.is_empty() {
        out.push(b'.');
        out.extend_from_slice(behind);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x12::Delimiters;

    fn repair(text: &str, repairs: &[Repair]) -> Option<String> {
        let mut ends: Vec<u32> = text.match_indices('*').map(|(at, _)| at as u32).collect();
        ends.push(text.len() as u32);
        let segment = Segment::new(text.as_bytes(), &ends, Delimiters::STANDARD);
        repaired(&segment, &repairs.iter().copied().collect(), &mut BTreeMap::new())
            .map(|bytes| String::from_utf8(bytes).expect("ASCII"))
    }

    #[test]
    fn each_repair_mends_its_own_and_nothing_else() {
        use Repair::{Blanks, Case, Dots, Punctuation, Zeros};
        for (one, written, right) in [
            (Blanks, "NM1*IL*1* VOLE *INA ****MI*S1", "NM1*IL*1*VOLE*INA****MI*S1"),
            (Blanks, "NM1*IL*1*VOLE*INA*  ***MI*S1", "NM1*IL*1*VOLE*INA****MI*S1"),
            (Dots, "HI*ABK:J20.9*ABF:I10", "HI*ABK:J209*ABF:I10"),
            (
                Punctuation,
                "PER*IC*DESK*TE*(206) 555-0177*FX*206.555.0178",
                "PER*IC*DESK*TE*2065550177*FX*2065550178",
            ),
            (Punctuation, "REF*EI*91-2345678", "REF*EI*912345678"),
            (Punctuation, "REF*SY*912-34-5678", "REF*SY*912345678"),
            (Zeros, "SV1*HC:99213*0180.50*UN*1.0***1", "SV1*HC:99213*180.5*UN*1***1"),
            (Zeros, "SV1*HC:99213*00.50*UN*-0***01", "SV1*HC:99213*0.5*UN*0***1"),
            (Zeros, "AMT*D*000.00", "AMT*D*0"),
            (Case, "HI*abk:j209", "HI*ABK:J209"),
            (Case, "sv1*hc:g0101:rt*180*un*1***1", "SV1*HC:G0101:RT*180*UN*1***1"),
            (Case, "N4*TERNWICK*wa*981010004", "N4*TERNWICK*WA*981010004"),
            (Case, "DTP*472*d8*20260430", "DTP*472*D8*20260430"),
        ] {
            assert_eq!(repair(written, &[one]).as_deref(), Some(right), "{written}");
            let others: Vec<Repair> = Repair::ALL.into_iter().filter(|other| *other != one).collect();
            let by_others = repair(written, &others);
            assert_ne!(by_others.as_deref(), Some(right), "{written}");
            assert_eq!(repair(right, &Repair::ALL), None, "{right}");
        }
    }

    #[test]
    fn what_has_no_one_right_answer_stays() {
        for text in [
            // An extension, a number abroad, a tax number of ten digits.
            "PER*IC*DESK*TE*206-555-0177 X12",
            "PER*IC*DESK*TE*+44 20 7946 0958",
            "PER*IC*DESK*EM*A.B@C.ORG",
            "REF*EI*91-23456789",
            // Not a tax number, and not a diagnosis.
            "REF*G1*91-2345678",
            "HI*BE:A1:::12.5",
            "HI*ABK:J2.0.9",
            "NTE*ADD*seen at home",
            "NM1*IL*1*Vole*Ina****MI*s1",
            "SV1*HC:99213*1,80*UN*1***1",
            "XYZ*abc* 01 ",
        ] {
            assert_eq!(repair(text, &Repair::ALL), None, "{text}");
        }
    }
}
