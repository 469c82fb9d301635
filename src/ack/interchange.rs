//! TA1: the answer to an interchange.

use super::error::Result;
use super::reply::{Issue, Lines, Partner, Value::Text};

/// What a TA1 says. It is in an interchange without groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InterchangeAck {
    /// TA101: ISA13 of the interchange answered.
    pub control: String,
    /// TA102: its ISA09.
    pub date: String,
    /// TA103: its ISA10.
    pub time: String,
    /// TA104: A accepted, E accepted with errors, R refused.
    pub status: String,
    /// TA105: why; 000 for nothing.
    pub note: String,
}

impl InterchangeAck {
    /// Writes it as an interchange of its own.
    pub fn write(&self, partner: &Partner, issue: &mut Issue) -> Result<Vec<u8>> {
        let mut lines = Lines::new(partner.delimiters);
        let control = lines.interchange(partner, issue)?;
        let values = [&self.control, &self.date, &self.time, &self.status, &self.note];
        lines.put("TA1", &values.map(|value| Text(value)))?;
        lines.put("IEA", &[Text("0"), Text(&control)])?;
        Ok(lines.take())
    }
}
