//! Transactions and their claims, as symbols.

use std::ops::Range;

use lsp_types::{DocumentSymbol, SymbolKind};

use crate::x12::Piece;

use super::document::Document;
use super::findings::reader;

/// A transaction or claim: its name, and its bytes.
#[derive(Debug)]
struct Part {
    name: String,
    detail: String,
    /// Its first segment.
    head: Range<usize>,
    end: usize,
}

/// The outline of a text.
pub(super) fn outline(document: &Document) -> Vec<DocumentSymbol> {
    let mut transactions: Vec<(Part, Vec<Part>)> = Vec::new();
    let mut in_claim = false;
    let mut reader = reader(&document.text);
    while let Ok(Some(piece)) = reader.next() {
        let Piece::Segment(item) = piece else { continue };
        let segment = &item.segment;
        let start = usize::try_from(item.position.offset).unwrap_or(usize::MAX);
        let head = start..start + segment.bytes().len();
        let text = |n: usize| String::from_utf8_lossy(segment.element(n)).into_owned();
        let part = |name, detail| Part { name, detail, end: head.end, head: head.clone() };
        // Levels and the trailer end the claim before them.
        in_claim = match segment.id() {
            b"CLM" => true,
            b"HL" | b"ST" | b"SE" => false,
            _ => in_claim,
        };
        match segment.id() {
            b"ST" => transactions.push((part(format!("{} {}", text(1), text(2)), text(3)), Vec::new())),
            b"CLM" => {
                if let Some((_, claims)) = transactions.last_mut() {
                    claims.push(part(text(1), text(2)));
                }
            }
            _ => {}
        }
        if let Some((transaction, claims)) = transactions.last_mut()
            && !matches!(segment.id(), b"ISA" | b"GS" | b"GE" | b"IEA")
        {
            transaction.end = head.end;
            if let Some(claim) = claims.last_mut().filter(|_| in_claim) {
                claim.end = head.end;
            }
        }
    }
    transactions
        .into_iter()
        .map(|(part, claims)| {
            let claims =
                claims.iter().map(|claim| symbol(document, claim, SymbolKind::EVENT, None)).collect();
            symbol(document, &part, SymbolKind::MODULE, Some(claims))
        })
        .collect()
}

#[expect(deprecated, reason = "the type has a field that is not used any more")]
fn symbol(
    document: &Document,
    part: &Part,
    kind: SymbolKind,
    children: Option<Vec<DocumentSymbol>>,
) -> DocumentSymbol {
    // An editor may refuse a symbol without a name.
    let name = if part.name.trim().is_empty() { "without a number" } else { &part.name };
    DocumentSymbol {
        name: name.to_owned(),
        detail: Some(part.detail.clone()),
        kind,
        tags: None,
        deprecated: None,
        range: document.range(part.head.start, part.end),
        selection_range: document.range(part.head.start, part.head.end),
        children,
    }
}
