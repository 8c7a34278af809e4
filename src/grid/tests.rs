use super::*;

/// All records as texts, with a text taken in pieces of so many characters.
fn split(text: &str, separator: u8, step: usize) -> (Vec<Vec<String>>, Vec<QuoteSlip>, Vec<u32>) {
    let mut splitter = Splitter::new(separator, 0);
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let mut lines = Vec::new();
    let mut take = |splitter: &mut Splitter, last: bool| {
        let rows = splitter.take(last);
        let mut found = Vec::new();
        for record in &rows.records {
            fields(&rows.text, record, separator, &mut found);
            lines.push(record.line);
            let texts = found.iter().map(|field| {
                let at = (rows.base + field.start) as usize..(rows.base + field.end) as usize;
                assert_eq!(&text[at], field.raw(&rows.text), "a field is where it says it is");
                field.text(&rows.text).into_owned()
            });
            out.push(if record.broken { vec!["broken".to_owned()] } else { texts.collect() });
        }
    };
    for chunk in chars.chunks(step) {
        splitter.push(&chunk.iter().collect::<String>());
        take(&mut splitter, false);
    }
    take(&mut splitter, true);
    let slips = splitter.slips();
    (out, slips, lines)
}

#[test]
fn records_and_fields() {
    let cases: &[(&str, &[&[&str]])] = &[
        ("a,b\n1,2\n", &[&["a", "b"], &["1", "2"]]),
        ("a,b\r\n1,2", &[&["a", "b"], &["1", "2"]]),
        ("a,b\r1,2\r", &[&["a", "b"], &["1", "2"]]),
        ("\u{feff}a,b\n\n,\n1,\n", &[&["a", "b"], &["1", ""]]),
        ("\u{feff}\"a\",b\n", &[&["a", "b"]]),
        ("\"x, y\",\"say \"\"so\"\"\"\n", &[&["x, y", "say \"so\""]]),
        ("\"one\ntwo\",2\n3,4\n", &[&["one\ntwo", "2"], &["3", "4"]]),
        ("5\" tall,2\n", &[&["5\" tall", "2"]]),
        ("\"\",\"\"\"\"\n", &[&["", "\""]]),
        ("£1,€2\n", &[&["£1", "€2"]]),
        ("a,b,\n", &[&["a", "b", ""]]),
        ("", &[]),
        ("\n\n", &[]),
    ];
    for (text, want) in cases {
        for step in [1, 2, 3, 5, 1_000] {
            let (got, slips, _) = split(text, b',', step);
            assert_eq!(got, want.iter().map(|row| row.to_vec()).collect::<Vec<_>>(), "{text:?} by {step}");
            assert!(slips.is_empty(), "{text:?}");
        }
    }
}

#[test]
fn lines_are_counted_as_files_count_them() {
    let text = "a\r\n\"b\nc\"\r\n\nd\re\n";
    for step in [1, 2, 1_000] {
        assert_eq!(split(text, b',', step).2, [1, 2, 5, 6], "{step}");
    }
}

#[test]
fn a_quote_that_is_not_closed_swallows_lines_and_costs_its_own_row() {
    for step in [1, 3, 1_000] {
        let (rows, slips, _) = split("a,b\n1,\"x\n2,y\n3,z\n", b',', step);
        assert_eq!(rows, [vec!["a", "b"], vec!["broken"], vec!["2", "y"], vec!["3", "z"]], "{step}");
        assert_eq!(slips, [QuoteSlip::Unclosed { at: 6, swallowed: 2, to_end: true }]);
        let (rows, slips, _) = split("1,\"x\n2,y\n3,\"z\"\n4,w\n", b',', step);
        assert_eq!(rows, [vec!["broken"], vec!["2", "y"], vec!["3", "z"], vec!["4", "w"]], "{step}");
        assert_eq!(slips, [QuoteSlip::Unclosed { at: 2, swallowed: 1, to_end: false }]);
        let (rows, slips, _) = split("\"x\"y,1\n2,3\n", b',', step);
        assert_eq!(rows, [vec!["broken"], vec!["2", "3"]], "{step}");
        assert_eq!(slips, [QuoteSlip::Behind(3)]);
    }
}

#[test]
fn a_row_without_end_is_given_up() {
    let mut splitter = Splitter::new(b',', 0);
    for _ in 0..3 {
        splitter.push(&"x".repeat(LONGEST_ROW / 2));
        splitter.take(false);
    }
    assert!(splitter.has_given_up());
    assert_eq!(splitter.slips(), [QuoteSlip::TooLong(0)]);
}

#[test]
fn separators_are_told_by_the_lines() {
    for (text, want) in [
        ("a,b,c\n1,2,3\n", b','),
        ("a;b;c\n1,5;2,5;3,5\n", b';'),
        ("a\tb\n\"1,204\"\t2\n1,204\t3\n", b'\t'),
        ("Extract of October, all regions\na;b;c\n1;2;3\n4;5;6\n", b';'),
        ("sep=|\na|b\n", b'|'),
        ("a\n1\n", b','),
        ("a|b\n1|2\n", b'|'),
    ] {
        assert_eq!(separator(text), want, "{text}");
    }
}
