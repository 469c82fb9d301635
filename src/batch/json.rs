//! Whether JSON is claims, a result of this program, or something else: from the keys of its first object.

/// What the first object of a JSON file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JsonKind {
    /// A claim: by its schema, or by keys only claims have.
    Claims,
    /// Findings, encounters or whatever else this program writes.
    Report,
    /// JSON of someone else.
    Unknown,
}

/// Keys that a claim written by hand has at least one of.
const CLAIM_KEYS: &[&[u8]] = &[
    b"patient_control_number",
    b"total_charge",
    b"service_lines",
    b"billing_provider",
    b"place_of_service",
    b"facility_type",
    b"claims",
];

/// Classifies text that may be JSON; none if it is not. `text` may be cut off anywhere behind its first characters.
pub(super) fn classify(text: &[u8]) -> Option<JsonKind> {
    let mut rest = Scanner { text, at: 0 };
    rest.blanks();
    if rest.take(b'[') {
        rest.blanks();
        match rest.peek() {
            None | Some(b'{') => {}
            // An empty array: no claims, but ours to read.
            Some(b']') => return Some(JsonKind::Unknown),
            // A log line such as "[info] …", or an array of other things.
            Some(_) => return None,
        }
    }
    if !rest.take(b'{') {
        return rest.peek().is_none().then_some(JsonKind::Unknown);
    }
    rest.blanks();
    match rest.peek() {
        None | Some(b'"' | b'}') => Some(kind_of_object(&mut rest)),
        Some(_) => None,
    }
}

/// Reads the keys of an object whose brace has been taken.
fn kind_of_object(rest: &mut Scanner<'_>) -> JsonKind {
    let mut claim = false;
    loop {
        rest.blanks();
        let Some(key) = rest.string() else { break };
        rest.blanks();
        if !rest.take(b':') {
            break;
        }
        rest.blanks();
        if key == b"schema"
            && let Some(schema) = rest.peek_string().and_then(|s| s.strip_prefix(b"twinclaim/"))
        {
            let of_claims = [b"claim/".as_slice(), b"compact/", b"shared/"];
            let is_claims = of_claims.iter().any(|name| schema.starts_with(name));
            return if is_claims { JsonKind::Claims } else { JsonKind::Report };
        }
        if key == b"type" {
            let kind = rest.peek_string();
            claim |= matches!(kind, Some(b"institutional" | b"professional"));
        }
        claim |= CLAIM_KEYS.contains(&key);
        if !rest.value() || !rest.take(b',') {
            break;
        }
    }
    if claim { JsonKind::Claims } else { JsonKind::Unknown }
}

/// Walks over JSON text without building anything. Every method is safe on text that ends anywhere.
struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// The raw text of a string, quotes and all taken; none if there is none or it does not end.
    fn string(&mut self) -> Option<&'a [u8]> {
        if !self.take(b'"') {
            return None;
        }
        let start = self.at;
        loop {
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(&self.text[start..self.at - 1]);
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }

    /// The raw text of the string here, without taking it.
    fn peek_string(&self) -> Option<&'a [u8]> {
        Scanner { text: self.text, at: self.at }.string()
    }

    /// Takes a value and the blanks behind it; false if the text ends before it does.
    fn value(&mut self) -> bool {
        let mut depth = 0usize;
        loop {
            match self.peek() {
                None => return false,
                Some(b'"') => {
                    if self.string().is_none() {
                        return false;
                    }
                }
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                }
                Some(b'}' | b']' | b',') if depth == 0 => return true,
                Some(b'}' | b']') => {
                    depth -= 1;
                    self.at += 1;
                }
                Some(_) => self.at += 1,
            }
        }
    }
}
