//! What `fix` corrects, as actions of the editor.

use std::collections::{BTreeSet, HashMap};

use lsp_types::{CodeAction, CodeActionKind, TextEdit, WorkspaceEdit};

use crate::edit::{Fixing, Repair, fix};

use super::document::{Document, floor};
use super::findings::reader;

/// A correction of the whole file.
struct Correction {
    title: &'static str,
    repairs: &'static [Repair],
}

const CORRECTIONS: [Correction; 2] = [
    Correction { title: "Correct counts, control numbers and levels", repairs: &[] },
    Correction {
        title: "Correct counts, control numbers and levels, and write right what has one right answer",
        repairs: &[Repair::Blanks, Repair::Dots, Repair::Punctuation, Repair::Zeros, Repair::Case],
    },
];

/// The corrections that change something, each once.
pub(super) fn actions(document: &Document) -> Vec<CodeAction> {
    let mut actions: Vec<CodeAction> = Vec::new();
    let mut before: Option<String> = None;
    for correction in &CORRECTIONS {
        let Some(after) = corrected(document, correction) else { continue };
        if after == *document.text || before.as_ref() == Some(&after) {
            continue;
        }
        // Clients index edits by address.
        #[expect(clippy::mutable_key_type, reason = "the protocol's type")]
        let changes = HashMap::from([(document.uri.clone(), vec![edit(document, &after)])]);
        actions.push(CodeAction {
            title: correction.title.to_owned(),
            kind: Some(CodeActionKind::QUICKFIX),
            edit: Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }),
            ..CodeAction::default()
        });
        before = Some(after);
    }
    actions
}

/// The text corrected; none where it cannot be.
fn corrected(document: &Document, correction: &Correction) -> Option<String> {
    let repairs: BTreeSet<Repair> = correction.repairs.iter().copied().collect();
    let mut fixing = Fixing { repairs, ..Fixing::default() };
    let (text, fixes) = fix(reader(&document.text), Vec::new(), &mut fixing).ok()?;
    // What is left out of a file that was cut off is nobody's wish here.
    if fixes.ended_early || !fixes.cut_off.is_empty() {
        return None;
    }
    String::from_utf8(text).ok()
}

/// The one stretch in which two texts differ.
fn edit(document: &Document, after: &str) -> TextEdit {
    let before = &*document.text;
    let common = |pairs: &mut dyn Iterator<Item = (u8, u8)>| pairs.take_while(|(a, b)| a == b).count();
    let head = common(&mut before.bytes().zip(after.bytes()));
    let head = floor(before, head);
    let (old, new) = (&before[head..], &after[floor(after, head)..]);
    let mut tail = common(&mut old.bytes().rev().zip(new.bytes().rev()));
    while !old.is_char_boundary(old.len() - tail) || !new.is_char_boundary(new.len() - tail) {
        tail -= 1;
    }
    TextEdit {
        range: document.range(head, before.len() - tail),
        new_text: new[..new.len() - tail].to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_as_short_as_it_can_be() {
        let document = Document::new("file:///a.837".parse().expect("an address"), 1, "SE*9*1~\nGE*1*1~");
        let edit = edit(&document, "SE*12*1~\nGE*1*1~");
        assert_eq!((edit.range, &*edit.new_text), (document.range(3, 4), "12"));
        let document = Document::new(document.uri, 1, "aÄb");
        let edit = super::edit(&document, "aÖb");
        assert_eq!((edit.range, &*edit.new_text), (document.range(1, 3), "Ö"));
    }
}
