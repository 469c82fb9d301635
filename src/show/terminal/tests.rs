//! Tests of the terminal toolkit.

use proptest::prelude::*;

use super::*;

#[test]
fn nothing_from_a_file_acts_on_the_terminal() {
    assert_eq!(visible("\u{1b}[31mred\u{1b}[0m\r\n\t\u{7}"), "␛[31mred␛[0m␍␊␉␇");
    assert_eq!(visible("\0\u{7f}\u{9b}31m"), "␀␡�31m");
    // Text that turns around, or hides a difference, shows that something is there.
    assert_eq!(visible("a\u{202e}b\u{2066}c\u{200b}d\u{feff}e\u{ad}f\u{2028}g"), "a�b�c�d�e�f�g");
    assert!(matches!(visible("MÜLLER 東京 é"), std::borrow::Cow::Borrowed(_)));
    for c in (0..=0x10_ffff).filter_map(char::from_u32) {
        let shown = visible(c.encode_utf8(&mut [0; 4])).into_owned();
        assert!(!shown.chars().any(char::is_control), "{c:?}");
    }
}

#[test]
fn widths_count_columns() {
    assert_eq!(width("SMITH"), 5);
    assert_eq!(width("東京"), 4);
    assert_eq!(width("e\u{301}"), 1);
}

#[test]
fn cutting_keeps_to_the_room() {
    for (text, columns, cut) in [
        ("SMITH", 5, "SMITH"),
        ("SMITH", 4, "SMI…"),
        ("SMITH", 1, "…"),
        ("SMITH", 0, ""),
        ("", 0, ""),
        ("東京都", 5, "東京…"),
        ("東京都", 4, "東…"),
        ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
    ] {
        assert_eq!(truncate(text, columns), cut, "{text} {columns}");
        assert!(width(cut) <= columns);
    }
}

#[test]
fn wrapping_breaks_at_blanks_and_indents_what_follows() {
    assert_eq!(wrap("one two three", 80, 4), "one two three");
    assert_eq!(wrap("one two three", 7, 0), "one two\nthree");
    assert_eq!(wrap("one two three", 9, 2), "one two\n  three");
    assert_eq!(wrap("one\ntwo", 80, 2), "one\n  two");
    assert_eq!(wrap("a  b", 80, 0), "a b");
    assert_eq!(wrap("", 10, 2), "");
    assert_eq!(wrap("one\n\ntwo", 10, 2), "one\n\n  two");
}

#[test]
fn a_word_longer_than_the_line_is_broken_and_nothing_is_lost() {
    assert_eq!(wrap("abcdefgh", 3, 0), "abc\ndef\ngh");
    assert_eq!(wrap("a bcdef g", 4, 0), "a\nbcde\nf g");
    assert_eq!(wrap("abcd ef", 4, 0), "abcd\nef");
    assert_eq!(wrap("東京", 1, 0), "東\n京");
    assert_eq!(wrap("abc", 0, 5), "a\n     b\n     c");
}

#[test]
fn colours_are_there_only_when_asked_for() {
    let plain = Palette::plain();
    let colour = Palette::colour();
    assert_eq!(plain.paint(Role::Facility, "125").to_string(), "125");
    assert_eq!(colour.paint(Role::Facility, "125").to_string(), "\u{1b}[31m125\u{1b}[0m");
    assert_eq!(colour.paint(Role::Professional, "125").to_string(), "\u{1b}[32m125\u{1b}[0m");
    assert_eq!(colour.paint(Role::Plain, "125").to_string(), "125");
    let emphasis = colour.paint(Role::FacilityEmphasis, "2").to_string();
    assert!(
        emphasis.contains("[31m") && emphasis.contains("[1m") && emphasis.contains("[4m"),
        "{emphasis:?}"
    );
    // What is painted is harmless, colours or not.
    assert_eq!(plain.paint(Role::Dim, "\u{1b}[2J").to_string(), "␛[2J");
}

#[test]
fn padding_counts_the_text_and_not_the_colour() {
    let colour = Palette::colour();
    assert_eq!(format!("{:>5}|", colour.paint(Role::Facility, "125")), "  \u{1b}[31m125\u{1b}[0m|");
    assert_eq!(format!("{:5}|", Palette::plain().paint(Role::Facility, "東")), "東   |");
    assert_eq!(format!("{:2}|", Palette::plain().paint(Role::Facility, "125")), "125|");
}

fn columns() -> [Column; 3] {
    [
        Column::new("Claim").min(6).priority(200),
        Column::new("Patient").min(8).priority(50),
        Column::new("Charge").right().min(7).priority(150),
    ]
}

fn lines(layout: &Layout) -> Vec<String> {
    let mut text = String::new();
    let palette = Palette::plain();
    layout.write_header(&mut text, &palette).unwrap();
    let rows = [["A1", "SMITH, JOHN PAUL", "125.00"], ["A-1234567", "", "7"]];
    for row in rows {
        layout.write_row(&mut text, &palette, &row.map(Cell::from)).unwrap();
    }
    text.lines().map(str::to_owned).collect()
}

const LONGEST: [usize; 3] = [9, 16, 6];

#[test]
fn columns_take_what_they_need_where_there_is_room() {
    for window in [None, Some(80), Some(35)] {
        let layout = Layout::fit(&columns(), &LONGEST, window);
        assert_eq!(layout.widths(), [Some(9), Some(16), Some(6)]);
        assert_eq!(layout.left_out_note(), None);
        assert_eq!(
            lines(&layout),
            [
                "Claim      Patient           Charge",
                "A1         SMITH, JOHN PAUL  125.00",
                "A-1234567                         7"
            ]
        );
    }
}

#[test]
fn the_widest_column_gives_way_first_and_the_least_important_leaves() {
    // 35 columns wanted; Patient gives 7 of its 16.
    let layout = Layout::fit(&columns(), &LONGEST, Some(28));
    assert_eq!(layout.widths(), [Some(9), Some(9), Some(6)]);
    assert_eq!(lines(&layout)[1], "A1         SMITH, J…  125.00");
    // Claim (6) and Patient (8) at their least, with 6 for Charge and two gaps, take 24.
    let layout = Layout::fit(&columns(), &LONGEST, Some(24));
    assert_eq!(layout.widths(), [Some(6), Some(8), Some(6)]);
    assert!(layout.left_out().is_empty());
    // One less, and Patient leaves; the others get their room back.
    let layout = Layout::fit(&columns(), &LONGEST, Some(23));
    assert_eq!(layout.widths(), [Some(9), None, Some(6)]);
    assert_eq!(layout.left_out_note().unwrap(), "left out in this narrow window: Patient");
    assert_eq!(lines(&layout), ["Claim      Charge", "A1         125.00", "A-1234567       7"]);
    // One column stays, whatever the window.
    let layout = Layout::fit(&columns(), &LONGEST, Some(3));
    assert_eq!(layout.widths(), [Some(3), None, None]);
    assert_eq!(layout.left_out(), ["Patient", "Charge"]);
    assert_eq!(Layout::fit(&columns(), &LONGEST, Some(0)).widths(), [Some(1), None, None]);
}

#[test]
fn no_row_is_wider_than_the_window() {
    for window in 1..60 {
        let layout = Layout::fit(&columns(), &LONGEST, Some(window));
        for line in lines(&layout) {
            assert!(width(&line) <= window, "{window}: {line:?}");
            assert!(!line.ends_with(' '));
        }
    }
}

#[test]
fn cells_that_are_missing_are_empty_and_no_columns_make_no_trouble() {
    let layout = Layout::fit(&columns(), &[], None);
    let mut text = String::new();
    layout.write_row(&mut text, &Palette::plain(), &[Cell::from("A1")]).unwrap();
    assert_eq!(text, "A1\n");
    let nothing = Layout::fit(&[], &[], Some(10));
    text.clear();
    nothing.write_row(&mut text, &Palette::plain(), &[]).unwrap();
    assert_eq!(text, "\n");
}

proptest! {
    #[test]
    fn wrapping_keeps_to_the_room_and_loses_nothing(text in "[a-z \n東é\u{301}☁]{0,60}", columns in 3usize..30, indent in 0usize..2) {
        let wrapped = wrap(&text, columns, indent);
        for line in wrapped.split('\n') {
            prop_assert!(width(line) <= columns, "{line:?}");
        }
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(letters(&wrapped), letters(&text));
    }

    #[test]
    fn cutting_any_text_keeps_to_the_room(text in any::<String>(), columns in 0usize..20) {
        let shown = visible(&text).into_owned();
        prop_assert!(width(&truncate(&shown, columns)) <= columns);
        prop_assert!(!visible(&shown).chars().any(char::is_control));
        prop_assert_eq!(visible(&shown), shown.as_str());
    }
}
