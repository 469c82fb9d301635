//! A block as text.

use std::borrow::Cow;

use crate::x12::Delimiters;

use super::block::Block;

impl Block {
    /// The same block with each of its values as `decode` gives it; `decode` is given where the value will be. Its
    /// separators are the standard ones, so that the bytes are text whatever they were; none is looked for again.
    pub(crate) fn decoded<'b>(&'b self, mut decode: impl FnMut(&'b [u8], u32) -> Cow<'b, str>) -> Self {
        let mut new = self.clone();
        new.delimiters = Delimiters::STANDARD;
        new.bytes.clear();
        for n in 0..self.entries.len() {
            let (entry, placed) = (self.entries[n], self.placed(n));
            let start = new.bytes.len() as u32;
            new.entries[n].start = start;
            let mut from = entry.start;
            let mut marks = (entry.first_mark as usize..).zip(placed.marks).peekable();
            for (end, number) in placed.ends.iter().zip(entry.first_end as usize..) {
                let end = entry.start + end;
                while let Some((number, &mark)) = marks.next_if(|(_, mark)| **mark < end) {
                    let separates = self.bytes[mark as usize] == self.delimiters.component;
                    new.decode(&mut decode, &self.bytes[from as usize..mark as usize]);
                    new.marks[number] = new.bytes.len() as u32;
                    new.bytes.push(if separates { b':' } else { b'^' });
                    from = mark + 1;
                }
                new.decode(&mut decode, &self.bytes[from as usize..end as usize]);
                new.ends[number] = new.bytes.len() as u32 - start;
                new.bytes.push(b'*');
                from = end + 1;
            }
            new.bytes.pop();
        }
        new
    }

    fn decode<'b>(&mut self, decode: &mut impl FnMut(&'b [u8], u32) -> Cow<'b, str>, value: &'b [u8]) {
        let text = decode(value, self.bytes.len() as u32);
        self.bytes.extend_from_slice(text.as_bytes());
    }
}
