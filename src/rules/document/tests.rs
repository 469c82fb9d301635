use super::*;

const DOCUMENT: &str = "\
# Sums

How amounts add up.

## CH-SUM: Claim total out of balance

- Severity: error
- SNIP type: 3
- In force: from 2019-01-01
- Source: 837P SV102, wrapped
  over two lines

### What it checks

The total (`CLM*02`) is
the sum.

### Why

`twinclaim fix` cannot help.

### What to do

Correct it.

### Example

```toml twinclaim.toml
[rules]
```

```diff a.csv
  HCPCS,MUE
- 99213,1
+ 99213,2
```

```diff facility
- CLM*F1*1
-
  HI*ABK:R519
```

```diff professional
- CLM*P1*2
```

```x12 professional
CLM*P2*3
```
";

fn parsed(text: &'static str) -> (Family, Vec<String>) {
    let mut faults = Vec::new();
    let family = parse("a.md", text, &mut faults);
    (family, faults.iter().map(ToString::to_string).collect())
}

/// What is wrong with the document after a line is replaced.
fn faults(old: &str, new: &str) -> Vec<String> {
    assert!(DOCUMENT.contains(old), "{old}");
    parsed(DOCUMENT.replacen(old, new, 1).leak()).1
}

#[test]
fn a_document_gives_its_rule_with_both_cases() {
    let (family, faults) = parsed(DOCUMENT);
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!((family.title, family.introduction.trim()), ("Sums", "How amounts add up."));
    let [rule] = family.rules.as_slice() else { panic!("one rule") };
    assert_eq!((rule.code, rule.name, rule.line), ("CH-SUM", "Claim total out of balance", 5));
    assert_eq!((rule.severity, rule.snip), (Severity::Error, Some(3)));
    assert_eq!(rule.in_force.from, NaiveDate::from_ymd_opt(2019, 1, 1));
    assert_eq!(rule.source, "837P SV102, wrapped over two lines");
    assert_eq!(
        (rule.checks.as_str(), rule.why.as_str()),
        ("The total (CLM*02) is the sum.", "`twinclaim fix` cannot help.")
    );
    assert_eq!(rule.fires.facility, ["CLM*F1*1\n\nHI*ABK:R519"]);
    assert_eq!(rule.silent.facility, ["HI*ABK:R519"]);
    assert_eq!(rule.fires.professional, ["CLM*P1*2", "CLM*P2*3"]);
    assert_eq!(rule.silent.professional, ["CLM*P2*3"], "a claim without a line in a case is not in it");
    assert_eq!(rule.fires.tables, [("a.csv".to_owned(), "HCPCS,MUE\n99213,1\n".to_owned())]);
    assert_eq!(rule.silent.tables, [("a.csv".to_owned(), "HCPCS,MUE\n99213,2\n".to_owned())]);
    assert_eq!((rule.fires.config.as_str(), rule.silent.config.as_str()), ("[rules]", "[rules]"));
}

#[test]
fn a_mistake_is_named_with_its_line() {
    for (old, new, fault) in [
        ("# Sums", "Sums", "a.md:1: a document starts with its title: `# Title`"),
        (
            "CH-SUM: ",
            "CH-SUM ",
            "a.md:5: the heading of a rule is its code, a colon and its name: `## CH-SUM: Name`",
        ),
        ("- Severity: error", "- Severity: fatal", "a.md:7: a severity is info, warning or error"),
        ("- SNIP type: 3", "- SNIP type: 8", "a.md:8: a SNIP type is a number from 1 to 7"),
        ("- SNIP type: 3", "- Severity: info", "a.md:8: Severity is given twice"),
        (
            "- SNIP type: 3",
            "SNIP type: 3",
            "a.md:8: the header of a rule has lines such as `- Severity: error`",
        ),
        ("2019-01-01", "2019-02-29", "a.md:9: 2019-02-29 is no date such as 2019-01-01"),
        ("- Severity: error", "", "a.md:5: the header of CH-SUM has no line `- Severity:`"),
        ("### Why", "### Because", "a.md:18: here comes the section \"Why\""),
        ("Correct it.", "", "a.md:5: a section of CH-SUM is empty"),
        (
            "```diff facility",
            "```diff hospital",
            "a.md:38: a block is labeled facility, professional, or with a file name: ```diff facility",
        ),
        ("- CLM*F1*1", "CLM*F1*1", "a.md:39: a line of a diff block starts with `- `, `+ ` or two blanks"),
        ("```x12 professional\nCLM*P2*3\n```", "CLM*P2*3", "a.md:48: an example has fenced blocks only"),
        ("CLM*P2*3\n```", "CLM*P2*3", "a.md:48: the block has no end"),
    ] {
        assert_eq!(faults(old, new), [fault], "{new}");
    }
}
