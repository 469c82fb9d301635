//! How alike two words are spelled, after Jaro and Winkler.

/// How alike two words are: 1 for equal, 0 for nothing in common. The same number as [`strsim::jaro_winkler`], which takes
/// what does not fit into one machine word a side; names do, and need no memory.
pub(super) fn jaro_winkler(a: &str, b: &str) -> f64 {
    const MOST: usize = u64::BITS as usize;
    let fits = |word: &str| word.len() <= MOST && word.is_ascii();
    if !(fits(a) && fits(b)) {
        return strsim::jaro_winkler(a, b);
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.is_empty() || b.is_empty() {
        return if a.len() == b.len() { 1.0 } else { 0.0 };
    }
    let jaro = jaro(a, b);
    if jaro <= 0.7 {
        return jaro;
    }
    let beginning: u8 = a.iter().take(4).zip(b).take_while(|(a, b)| a == b).map(|_| 1).sum();
    jaro + 0.1 * f64::from(beginning) * (1.0 - jaro)
}

fn jaro(a: &[u8], b: &[u8]) -> f64 {
    let (mut in_a, mut in_b) = common(a, b);
    let matches = in_a.count_ones();
    if matches == 0 {
        return 0.0;
    }
    let mut out_of_order = 0;
    while in_a != 0 {
        out_of_order += u32::from(a[in_a.trailing_zeros() as usize] != b[in_b.trailing_zeros() as usize]);
        in_a &= in_a - 1;
        in_b &= in_b - 1;
    }
    let share = |word: &[u8]| f64::from(matches) / f64::from(word.len() as u32);
    let in_order = f64::from(matches - out_of_order / 2);
    (share(a) + share(b) + in_order / f64::from(matches)) / 3.0
}

/// The letters that both have, not further apart than half of the longer word: a bit a letter.
fn common(a: &[u8], b: &[u8]) -> (u64, u64) {
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let (mut in_a, mut in_b) = (0_u64, 0_u64);
    for (i, letter) in a.iter().enumerate() {
        let near = i.saturating_sub(reach)..b.len().min(i + reach + 1);
        if let Some(j) = near.into_iter().find(|j| b[*j] == *letter && in_b >> j & 1 == 0) {
            in_a |= 1 << i;
            in_b |= 1 << j;
        }
    }
    (in_a, in_b)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_of_the_literature_are_as_alike_as_published() {
        // Winkler, String Comparator Metrics and Enhanced Decision Rules (1990).
        for (a, b, likeness) in
            [("MARTHA", "MARHTA", 0.961), ("DWAYNE", "DUANE", 0.840), ("DIXON", "DICKSONX", 0.813)]
        {
            assert!((jaro_winkler(a, b) - likeness).abs() < 0.0005, "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn it_is_the_same_number(a in "[A-F]{0,70}", b in "[A-FÉ]{0,20}") {
            prop_assert!(jaro_winkler(&a, &b).to_bits() == strsim::jaro_winkler(&a, &b).to_bits());
            let start: String = a.chars().take(b.len()).collect();
            prop_assert!(jaro_winkler(&start, &b).to_bits() == strsim::jaro_winkler(&start, &b).to_bits());
        }
    }
}
