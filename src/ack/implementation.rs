//! 999, the implementation acknowledgement: the answer to a group, transaction by transaction, segment by segment.
//!
//! The same structs hold what a 997 says, which has the same parts under other names (AK3 for IK3, AK4 for IK4, AK5 for
//! IK5).

use super::error::Result;
use super::reply::{Issue, Lines, Partner, Value};

use Value::{Parts, Text};

/// The guide of 999.
const GUIDE: &str = "005010X231A1";
/// The longest copy of a bad value (IK404) and of what a business unit is known by (CTX01-2), in characters.
const LONGEST_COPY: usize = 99;
const LONGEST_CONTEXT: usize = 35;
/// The longest loop identifier (IK303, CTX04; data element 447 of version 5010): `2010` of `2010AA`.
const LONGEST_LOOP: usize = 4;
/// The longest identifier of a segment (IK301), and what stands for one that is none: two terminators side by side.
const LONGEST_ID: usize = 3;
const NO_ID: &str = "??";
/// How many codes IK5 and AK9 have room for.
const CODES: usize = 5;

/// AK1: the group answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupAnswered {
    /// GS01, `HC` for claims.
    pub functional: String,
    /// GS06.
    pub control: String,
    /// GS08.
    pub version: String,
}

/// AK2: a transaction answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransactionAnswered {
    /// ST01.
    pub code: String,
    /// ST02.
    pub control: String,
    /// ST03.
    pub version: String,
}

/// IK3 with what belongs to it: a segment that is wrong, or missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SegmentError {
    /// IK301: its identifier.
    pub id: String,
    /// IK302: its position in the transaction, ST = 1.
    pub position: u32,
    /// IK303: its loop, such as `2010AA`; the first four characters of it are written.
    pub in_loop: String,
    /// IK304: what is wrong.
    pub code: String,
    /// CTX: the business unit it is part of: what it is called (`CLM01`) and its value.
    pub unit: Option<(String, String)>,
    /// CTX: what makes the rule hold.
    pub triggers: Vec<Trigger>,
    /// IK4: what is wrong with its elements; `code` is 8 then.
    pub elements: Vec<ElementError>,
}

/// CTX with SITUATIONAL TRIGGER: the place that makes a rule hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trigger {
    /// CTX02: identifier of the segment.
    pub id: String,
    /// CTX03: its position.
    pub position: u32,
    /// CTX04: its loop.
    pub in_loop: String,
    /// CTX05-1: the element; 0 for none.
    pub element: u8,
    /// CTX05-2: the component; 0 for none.
    pub component: u8,
}

/// IK4: an element that is wrong, or missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ElementError {
    /// IK401-1: number of the element.
    pub element: u8,
    /// IK401-2: number of the component; 0 for none.
    pub component: u8,
    /// IK401-3: repetition; 0 for none.
    pub repetition: u16,
    /// IK402: number in the X12 data element dictionary.
    pub data_element: String,
    /// IK403: what is wrong.
    pub code: String,
    /// IK404: the value.
    pub copy: Option<String>,
}

/// IK5 and AK9 in part: what became of a transaction or group, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// A, E, P, R, or M, W, X for reasons of security.
    pub status: String,
    /// Why.
    pub codes: Vec<String>,
}

impl Fate {
    /// Whether nothing of it was taken.
    pub fn is_refused(&self) -> bool {
        !matches!(&*self.status, "A" | "E" | "P")
    }
}

/// The counts in AK9.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupCounts {
    /// AK902: transactions as GE01 says.
    pub stated: String,
    /// AK903: transactions received.
    pub received: u64,
    /// AK904: transactions accepted.
    pub accepted: u64,
}

/// Writes the 999s to one interchange: a group for each group answered.
#[derive(Debug)]
pub struct ImplementationWriter {
    lines: Lines,
    partner: Partner,
    control: String,
    /// GS06 and ST02 of the 999 that is open.
    group: String,
    transaction: String,
    groups: u64,
}

impl ImplementationWriter {
    /// Opens the interchange.
    pub fn new(partner: Partner, issue: &mut Issue) -> Result<Self> {
        let mut lines = Lines::new(partner.delimiters);
        let control = lines.interchange(&partner, issue)?;
        Ok(Self { lines, partner, control, group: String::new(), transaction: String::new(), groups: 0 })
    }

    /// Who is answered.
    pub fn partner(&self) -> &Partner {
        &self.partner
    }

    /// Groups answered.
    pub fn groups(&self) -> u64 {
        self.groups
    }

    /// What was written since the last time.
    pub fn take(&mut self) -> Vec<u8> {
        self.lines.take()
    }

    /// Begins the answer to a group. `parties` are its GS02 and GS03.
    pub fn group(&mut self, group: &GroupAnswered, parties: [&str; 2], issue: &mut Issue) -> Result<()> {
        self.groups += 1;
        self.group = self.lines.group(("FA", GUIDE), parties, issue)?;
        self.transaction = issue.number(crate::x12::EnvelopeLevel::Transaction);
        self.lines.put("ST", &[Text("999"), Text(&self.transaction), Text(GUIDE)])?;
        self.lines.put("AK1", &[Text(&group.functional), Text(&group.control), Text(&group.version)])
    }

    /// Begins the answer to a transaction.
    pub fn transaction(&mut self, transaction: &TransactionAnswered) -> Result<()> {
        let TransactionAnswered { code, control, version } = transaction;
        self.lines.put("AK2", &[Text(code), Text(control), Text(version)])
    }

    /// A segment that is wrong.
    pub fn error(&mut self, error: &SegmentError) -> Result<()> {
        let id = if error.id.len() < 2 { NO_ID.to_owned() } else { first(&error.id, LONGEST_ID) };
        let (position, in_loop) = (error.position.to_string(), first(&error.in_loop, LONGEST_LOOP));
        self.lines.put("IK3", &[Text(&id), Text(&position), Text(&in_loop), Text(&error.code)])?;
        for trigger in error.triggers.iter().take(9) {
            self.trigger(trigger)?;
        }
        if let Some((name, value)) = &error.unit {
            let value = first(value, LONGEST_CONTEXT);
            self.lines.put("CTX", &[Parts(&[name, &value])])?;
        }
        error.elements.iter().try_for_each(|element| self.element(element))
    }

    fn trigger(&mut self, trigger: &Trigger) -> Result<()> {
        let (position, in_loop) = (trigger.position.to_string(), first(&trigger.in_loop, LONGEST_LOOP));
        let [element, component] = [trigger.element, trigger.component].map(number);
        let values = [
            Text("SITUATIONAL TRIGGER"),
            Text(&trigger.id),
            Text(&position),
            Text(&in_loop),
            Parts(&[&element, &component]),
        ];
        self.lines.put("CTX", &values)
    }

    fn element(&mut self, error: &ElementError) -> Result<()> {
        let place = [number(error.element), number(error.component), number(error.repetition)];
        // A value that cannot be in an answer as it is, a composite for one, is not copied in part.
        let copy = error.copy.as_deref().filter(|copy| self.lines.takes(copy));
        let copy = copy.map(|copy| first(copy, LONGEST_COPY)).unwrap_or_default();
        let values = [
            Parts(&[&place[0], &place[1], &place[2]]),
            Text(&error.data_element),
            Text(&error.code),
            Text(&copy),
        ];
        self.lines.put("IK4", &values)
    }

    /// Ends the answer to a transaction.
    pub fn end_transaction(&mut self, fate: &Fate) -> Result<()> {
        let mut values = vec![Text(&fate.status)];
        values.extend(fate.codes.iter().take(CODES).map(|code| Text(code)));
        self.lines.put("IK5", &values)
    }

    /// Ends the answer to a group.
    pub fn end_group(&mut self, fate: &Fate, counts: &GroupCounts) -> Result<()> {
        let (received, accepted) = (counts.received.to_string(), counts.accepted.to_string());
        let mut values = vec![Text(&fate.status), Text(&counts.stated), Text(&received), Text(&accepted)];
        values.extend(fate.codes.iter().take(CODES).map(|code| Text(code)));
        self.lines.put("AK9", &values)?;
        let count = (self.lines.segments() + 1).to_string();
        self.lines.put("SE", &[Text(&count), Text(&self.transaction)])?;
        self.lines.put("GE", &[Text("1"), Text(&self.group)])
    }

    /// Ends the interchange.
    pub fn end(&mut self) -> Result<()> {
        let groups = self.groups.to_string();
        self.lines.put("IEA", &[Text(&groups), Text(&self.control)])
    }
}

/// A number; empty for none.
fn number(n: impl Into<u64>) -> String {
    match n.into() {
        0 => String::new(),
        n => n.to_string(),
    }
}

fn first(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}
