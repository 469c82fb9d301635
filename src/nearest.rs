//! The word that a misspelt one was meant to be.

/// How alike two words are, from 0 to 1, if one may be a slip for the other.
const ALIKE: f64 = 0.85;

/// The known word that is most like another, whatever the case; none where none is like it.
pub(crate) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let plain = word.to_ascii_lowercase();
    let alike = |other: &'k str| (strsim::jaro_winkler(&plain, &other.to_ascii_lowercase()), other);
    let near = known.into_iter().map(alike).filter(|(alike, _)| *alike >= ALIKE);
    // Of two that are as near the first one, so that the order of the list decides and nothing else.
    near.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, word)| word)
}

/// Words that follow a message about a word that is not known: `; perhaps X is meant`, or none.
pub(crate) fn perhaps<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    nearest(word, known).map(|near| format!("; perhaps {near} is meant")).unwrap_or_default()
}

/// What serde says of a name that is not known, with the one that may be meant: `unknown field `x`, expected one of `y`, `z``.
pub(crate) fn with_perhaps(message: &str) -> String {
    // What stands between backticks is every second piece; the first one is the name that is not known.
    let mut names = message.split('`').skip(1).step_by(2);
    match names.next() {
        Some(word) if message.starts_with("unknown ") => format!("{message}{}", perhaps(word, names)),
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_from_another_word() {
        let known = ["PS-OFFICE", "PS-TOB", "PT-GLOBAL", "ID-MEMBER"];
        for (word, near) in [
            ("PS-OFICE", Some("PS-OFFICE")),
            ("ps-office", Some("PS-OFFICE")),
            ("PT-GLOBLA", Some("PT-GLOBAL")),
            ("IDMEMBER", Some("ID-MEMBER")),
            ("XX-NOTHING", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), near, "{word}");
        }
        assert_eq!(perhaps("PS-TBO", known), "; perhaps PS-TOB is meant");
    }

    #[test]
    fn what_serde_says_names_the_one_that_is_meant() {
        let said = with_perhaps("unknown field `payer`, expected `payers` or `facilities`");
        assert_eq!(said, "unknown field `payer`, expected `payers` or `facilities`; perhaps payers is meant");
        assert_eq!(with_perhaps("missing field `payers`"), "missing field `payers`");
    }
}
