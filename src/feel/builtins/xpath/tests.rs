#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects
)]

use super::*;
use proptest::prelude::*;
use regex::{Regex, RegexBuilder};

fn build(pattern: &str, flags: &str) -> Result<Regex, String> {
    let translated = translate(pattern, flags).map_err(|wrong| wrong.why)?;
    let built = RegexBuilder::new(&translated.pattern)
        .case_insensitive(translated.case_insensitive)
        .size_limit(1 << 20)
        .build();
    Ok(built.unwrap_or_else(|e| panic!("{pattern} with `{flags}`, as {}: {e}", translated.pattern)))
}

fn replace(text: &str, pattern: &str, with: &str, flags: &str) -> Result<String, Wrong> {
    let translated = translate(pattern, flags)?;
    let with = translated.replacement(with)?;
    Ok(build(pattern, flags).unwrap().replace_all(text, with).into_owned())
}

#[test]
fn patterns_mean_what_the_specification_says() {
    let table: &[(&str, &str, &str, bool)] = &[
        // anchors and lines
        ("^a$", "", "a", true),
        ("^a$", "", "a\n", false),
        ("^b", "", "a\nb", false),
        ("^b", "m", "a\nb", true),
        ("a$", "m", "a\nb", true),
        ("a$", "m", "a\rb", false),
        ("^$", "m", "abcd\n\ndefg\n ", true),
        ("^$", "", "", true),
        ("a^b", "", "a^b", false),
        ("^*a", "", "ba", true),
        // the full stop
        ("^.$", "", "\n", false),
        ("^.$", "", "\r", false),
        ("^.$", "", "\u{85}", true),
        ("^.$", "s", "\n", true),
        ("^.$", "s", "\r", true),
        ("Mary.Jones", "", "Mary\rJones", false),
        (r"^[.]$", "s", "a", false),
        // sets
        (r"^\d$", "", "\u{663}", true),
        (r"^\d$", "", "\u{b2}", false),
        (r"^\D$", "", "\u{b2}", true),
        (r"^\w$", "", "_", false),
        (r"^\w$", "", "+", true),
        (r"^\w$", "", "$", true),
        (r"^\w$", "", "\u{e9}", true),
        (r"^\w$", "", "-", false),
        (r"^\W$", "", " ", true),
        (r"^\W$", "", "_", true),
        (r"^\s$", "", "\u{b}", false),
        (r"^\s$", "", "\u{a0}", false),
        (r"^\s+$", "", " \t\r\n", true),
        (r"^\S$", "", "\u{a0}", true),
        (r"^\i\c*$", "", "a:b-c.9", true),
        (r"^\i$", "", "9", false),
        (r"^\i$", "", "\u{10000}", true),
        (r"^\I$", "", "-", true),
        (r"^\C$", "", "-", false),
        (r"^\C$", "", "\u{d7}", true),
        (r"^[\i-[:]][\c-[:]]*$", "", "a:b", false),
        (r"^[\i-[:]][\c-[:]]*$", "", "a-b", true),
        (r"^\p{Lu}\P{Lu}$", "", "Aa", true),
        (r"^\p{L}$", "", "1", false),
        (r"^\p{Cn}$", "", "\u{378}", true),
        (r"^\p{IsBasicLatin}$", "", "\u{7f}", true),
        (r"^\p{IsBasicLatin}$", "", "\u{80}", false),
        (r"^\P{IsBasicLatin}$", "", "\u{80}", true),
        (r"^\p{IsLatin-1Supplement}$", "", "\u{e9}", true),
        (r"^\p{IsGreekandCoptic}$", "", "\u{3b1}", true),
        (r"^[\p{IsBasicLatin}-[A-Z]]$", "", "A", false),
        // escapes
        (r"^\n\r\t\\\|\.\-\^\?\*\+\{\}\(\)\[\]\$$", "", "\n\r\t\\|.-^?*+{}()[]$", true),
        (r"^[\n\\\-\^\]\[]+$", "", "\n\\-^][", true),
        // what is nothing special to XPath
        ("^a-b,c#d&&e~~f--/<>=!:@'\"%;_`$", "", "a-b,c#d&&e~~f--/<>=!:@'\"%;_`", true),
        ("^[a&&b]$", "", "&", true),
        ("^[a&&b]$", "", "a", true),
        ("^[a~~b]$", "", "~", true),
        ("^[a~~a]$", "", "a", true),
        ("^[:alpha:]$", "", "b", false),
        ("^[(?#x)]$", "", "#", true),
        // classes
        ("^[a-c]$", "", "b", true),
        ("^[^a-c]$", "", "b", false),
        ("^[^a-c]$", "", "\n", true),
        ("^[a^]$", "", "^", true),
        ("^[^^]$", "", "^", false),
        ("^[-a]$", "", "-", true),
        ("^[a-]$", "", "-", true),
        ("^[^-]$", "", "-", false),
        ("^[--]$", "", "-", true),
        ("^[a-c-e]$", "", "-", true),
        ("^[a-c-e]$", "", "d", false),
        (r"^[\w-.]$", "", "-", true),
        (r"^[\w-.]$", "", ".", true),
        (r"^[+\--/]$", "", ".", true),
        ("^[--/]$", "", ".", true),
        ("^[A-Z-[OI]]$", "", "O", false),
        ("^[A-Z-[OI]]$", "", "P", true),
        ("^[a-z-[aeiou-[e]]]$", "", "e", true),
        ("^[a-z-[aeiou-[e]]]$", "", "a", false),
        ("^[^a-z-[0-9]]$", "", "5", false),
        ("^[^a-z-[0-9]]$", "", "A", true),
        ("^[^a-z-[0-9]]$", "", "a", false),
        ("^[a-z-[^aeiou]]$", "", "e", true),
        ("^[a-z-[^aeiou]]$", "", "b", false),
        ("^[a--[a]]$", "", "-", true),
        ("^[a--[a]]$", "", "a", false),
        ("^[--[a]]$", "", "-", true),
        ("[a-[a]]", "", "a", false),
        (r"^[\d-[5]]$", "", "5", false),
        (r"^[\d-z]$", "", "-", true),
        (r"^[^\d]$", "", "5", false),
        (r"^[\D\S]$", "", "5", true),
        ("a[^b]", "", "a", false),
        ("a[^b]", "", "a ", true),
        // quantifiers
        ("^a{2}$", "", "aa", true),
        ("^a{2}$", "", "aaa", false),
        ("^a{2,}$", "", "aaa", true),
        ("^a{0,1}$", "", "", true),
        ("^a{002,03}?$", "", "aaa", true),
        ("^a{0}$", "", "a", false),
        ("^(ab|)+?$", "", "abab", true),
        ("^(?:ab)*?c$", "", "ababc", true),
        ("^()$", "", "", true),
        ("||", "", "", true),
        // case
        ("abc", "i", "ABC", true),
        ("k", "i", "\u{212a}", true),
        ("\u{212a}", "i", "k", true),
        ("^[A-Z]$", "i", "\u{212a}", true),
        ("^[A-Z]$", "i", "k", true),
        ("^[^Q]$", "i", "q", false),
        ("^[^Q]$", "i", "r", true),
        ("[A-Z-[OI]]", "i", "x", true),
        ("[A-Z-[OI]]", "i", "X", true),
        ("[A-Z-[OI]]", "i", "o", false),
        ("[A-Z-[OI]]", "i", "O", false),
        (r"\p{Lu}", "i", "a", false),
        (r"\p{Lu}", "i", "A", true),
        (r"[\p{Lu}z]", "i", "a", false),
        (r"[\p{Lu}z]", "i", "Z", true),
        (r"^[^\p{Lu}z]$", "i", "a", true),
        (r"^[^\p{Lu}z]$", "i", "Z", false),
        (r"^[\p{L}-[\p{Lu}]]$", "i", "a", true),
        (r"^\p{IsBasicLatin}$", "i", "\u{212a}", false),
        ("^[\u{3c3}]$", "i", "\u{3c2}", true),
        (r"^\P{Lu}$", "i", "a", true),
        // free spacing
        (" hello[ ]world", "x", "hello world", true),
        ("hello world", "x", "hello world", false),
        ("hello world", "x", "helloworld", true),
        (r"\p{ IsBasicLatin}+", "x", "hello world", true),
        ("\\p{ I s B a s i c L a t i n\t}+", "x", "hello world", true),
        (r"^\ d{ 2 }\ [ [ \]] $", "x", "12[ ", true),
        (r"^\ d{ 2 } [ \]] $", "x", "12 ", true),
        (r"^\ d{ 2 }\ [ [ \]] $", "x", "12[]", true),
        ("^(\n? : a ) * ? $", "x", "aa", true),
        ("^[a-z-[ b]] c$", "x", "ac", true),
        ("^[a-z -[ b]] c$", "x", " c", false),
        (r"^\\ [ ]$", "x", r"\ ", true),
        ("^# a\n$", "x", "#a", true),
        // literal
        (r"a.b[\", "q", r"a.b[\", true),
        ("a.b", "q", "axb", false),
        ("A.B", "qi", "xa.by", true),
        (" a", "qx", "a", false),
        ("", "q", "", true),
        // a flag may repeat
        ("a", "iiss", "A", true),
    ];
    for &(pattern, flags, text, matches) in table {
        let built = build(pattern, flags).unwrap_or_else(|why| panic!("{pattern} with `{flags}`: {why}"));
        assert_eq!(built.is_match(text), matches, "{pattern} with `{flags}` on {text:?}, as {built}");
    }
}

#[test]
fn what_is_no_pattern_is_refused_with_the_reason_and_the_place() {
    let table: &[(&str, &str, &str, &str)] = &[
        // pattern, flags, the piece, the reason
        ("a", "y", "", "`y` is no flag; the flags are s, m, i, x and q"),
        ("pattern", " ", "", "` ` is no flag; the flags are s, m, i, x and q"),
        (r"(.)\3", "", r"\3", "there is no group 3 before it"),
        (r"(.)\2", "", r"\2", "there is no group 2 before it"),
        (r"\3", "", r"\3", "there is no group 3 before it"),
        (r"\1(a)", "", r"\1", "there is no group 1 before it"),
        (r"(?:a)\1", "", r"\1", "there is no group 1 before it"),
        (r"(a\1)", "", r"\1", "group 1 is not closed yet"),
        (r"(a)\1", "", r"\1", r"back-references such as `\1` are not supported: patterns run in linear time"),
        (r"(a)\10", "", r"\1", r"back-references such as `\1` are not supported: patterns run in linear time"),
        (
            r"(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\10",
            "",
            r"\10",
            r"back-references such as `\10` are not supported: patterns run in linear time",
        ),
        (r"(asd)[\1]", "", r"\1", r"`\1` refers to a group, which a character class cannot hold"),
        (r"(asd)[asd\1]", "", r"\1", r"`\1` refers to a group, which a character class cannot hold"),
        (r"1[asd\0]", "", r"\0", r"`\0` is no escape"),
        (r"\0", "", r"\0", r"`\0` is no escape"),
        (r"a\b", "", r"\b", r"`\b` is no escape"),
        (r"\u0041", "", r"\u", r"`\u` is no escape"),
        (r"\A", "", r"\A", r"`\A` is no escape"),
        (r"\-\é", "", r"\é", r"`\é` is no escape"),
        (r"\/", "", r"\/", r"`\/` is no escape"),
        ("\\\n", "", "\\\n", r"`\\n` is no escape"),
        (r"\ d", "", r"\ ", r"`\ ` is no escape"),
        (r"[\ ]", "x", r"\ ", r"`\ ` is no escape"),
        (r"a\", "", r"\", r"nothing follows the `\`"),
        (r"a\ ", "x", r"\", r"nothing follows the `\`"),
        (r"\pL", "", r"\p", r"`\p` lacks its `{`"),
        (r"\p{L", "", r"\p{L", r"`\p{` lacks its `}`"),
        (r"\p{l}", "", r"\p{l}", "`l` is no Unicode category, nor `Is` with a block's name"),
        (r"\p{^L}", "", r"\p{^L}", "`^L` is no Unicode category, nor `Is` with a block's name"),
        (r"\p{Cs}", "", r"\p{Cs}", "`Cs` is no Unicode category, nor `Is` with a block's name"),
        (r"\p{Greek}", "", r"\p{Greek}", "`Greek` is no Unicode category, nor `Is` with a block's name"),
        (r"\p{ L}", "", r"\p{ L}", "` L` is no Unicode category, nor `Is` with a block's name"),
        (
            r"\p{ IsBasicLatin}+",
            "",
            r"\p{ IsBasicLatin}",
            "` IsBasicLatin` is no Unicode category, nor `Is` with a block's name",
        ),
        (r"\p{IsBasicLatn}", "", r"\p{IsBasicLatn}", "`IsBasicLatn` is no Unicode block"),
        (r"\P{Isbasiclatin}", "", r"\P{Isbasiclatin}", "`Isbasiclatin` is no Unicode block"),
        (r"\p{IsLatin1Supplement}", "", r"\p{IsLatin1Supplement}", "`IsLatin1Supplement` is no Unicode block"),
        (r"\p{Is}", "", r"\p{Is}", "`Is` is no Unicode block"),
        (
            r"\p{IsHighSurrogates}",
            "",
            r"\p{IsHighSurrogates}",
            "`IsHighSurrogates` is a block of surrogates, which are no characters",
        ),
        ("*a", "", "*", "there is nothing that `*` could apply to"),
        ("a|+", "", "+", "there is nothing that `+` could apply to"),
        ("(?)", "", "(?", "no group begins with `(?` except for `(?:`"),
        ("(?i)a", "", "(?", "no group begins with `(?` except for `(?:`"),
        ("(?=a)", "", "(?", "no group begins with `(?` except for `(?:`"),
        ("(*a)", "", "*", "there is nothing that `*` could apply to"),
        ("a**", "", "*", "there is nothing that `*` could apply to"),
        ("a*+", "", "+", "there is nothing that `+` could apply to"),
        ("a*??", "", "?", "there is nothing that `?` could apply to"),
        ("a{1}{2}", "", "{2}", "there is nothing that `{2}` could apply to"),
        ("{1}", "", "{1}", "there is nothing that `{1}` could apply to"),
        ("a{3,1}", "", "{3,1}", "the quantity `{3,1}` runs backwards"),
        ("a{3,1", "", "{3,1", r"the `{` of a quantity lacks its `}`; as a character it is `\{`"),
        ("a{,3}", "", "{", r"a number is missing behind the `{`; as a character it is `\{`"),
        ("a{1,x}", "", "{1,", r"a number is missing behind the `{`; as a character it is `\{`"),
        ("a{1.5}", "", "{1", r"the `{` of a quantity lacks its `}`; as a character it is `\{`"),
        ("a{99999999999}", "", "{9999999999", "the quantity is too large"),
        ("a}", "", "}", r"the `}` closes nothing; as a character it is `\}`"),
        ("a]", "", "]", r"the `]` closes nothing; as a character it is `\]`"),
        ("a)", "", ")", "the `)` closes no group"),
        ("é(a", "", "(", "the `(` lacks its `)`"),
        ("(?:(a)", "", "(?:", "the `(` lacks its `)`"),
        ("a[b", "", "[", "the `[` lacks its `]`"),
        ("a[^b", "", "[^", "the `[` lacks its `]`"),
        ("[a-", "", "[", "the `[` lacks its `]`"),
        ("[]", "", "[]", "the character class has nothing before its `]`"),
        ("[]a]", "", "[]", "the character class has nothing before its `]`"),
        ("[^]", "", "[^]", "the character class has nothing before its `]`"),
        ("[-[a]]", "", "[-", "the character class has nothing before its `-`"),
        ("[^-[a]]", "", "[^-", "the character class has nothing before its `-`"),
        ("[a[b]]", "", "[", r"a `[` in a character class must be written `\[`"),
        ("[a-[b]c]", "", "-[b]", "a `]` must follow the class that is subtracted"),
        ("[a-[b]-[c]]", "", "-[b]", "a `]` must follow the class that is subtracted"),
        ("[z-a]", "", "z-a", "the range from `z` to `a` runs backwards"),
        (r"[\n-\t]", "", r"\n-\t", r"the range from `\n` to `\t` runs backwards"),
        (r"[a-\d]", "", r"a-\d", "a range must not end with a set of characters"),
        ("[+--]", "", "+--", r"a range must not end with a `-` that is not written `\-`"),
        ("[---]", "", "---", r"a range must not end with a `-` that is not written `\-`"),
    ];
    for &(pattern, flags, piece, why) in table {
        let wrong = translate(pattern, flags).expect_err(pattern);
        assert_eq!((wrong.why.as_str(), &pattern[wrong.at.clone()]), (why, piece), "{pattern} with `{flags}`");
        // the place is that of the piece itself, not of an equal one before it
        assert!(piece.is_empty() || wrong.at.start >= pattern.find(piece).unwrap());
    }
}

#[test]
fn a_replacement_text_refers_to_groups() {
    let table: &[(&str, usize, &str)] = &[
        ("", 0, ""),
        ("a", 0, "a"),
        ("$0", 0, "${0}"),
        ("$1$2", 2, "${1}${2}"),
        ("$1x", 1, "${1}x"),
        ("$10", 1, "${1}0"),
        ("$10", 10, "${10}"),
        ("$15", 12, "${1}5"),
        ("$123", 12, "${12}3"),
        ("$00", 3, "${0}"),
        ("$012", 1, "${1}2"),
        ("$3", 2, ""),
        ("$34", 2, "4"),
        ("$0", 3, "${0}"),
        ("$99999999999999999999999", 1, "9999999999999999999999"),
        (r"\$1\\", 1, r"$$1\"),
        (r"\\$1", 1, r"\${1}"),
        ("{1}", 1, "{1}"),
        ("é$1é", 1, "é${1}é"),
        ("$1\u{663}", 1, "${1}\u{663}"),
    ];
    for &(text, groups, expected) in table {
        assert_eq!(replacement(text, groups).as_deref(), Ok(expected), "{text}");
    }
    let wrong: &[(&str, &str, &str)] = &[
        ("a$", "$", "the `$` lacks the number of a group"),
        ("é$é", "$é", "the `$` lacks the number of a group"),
        ("$$1", "$$", "the `$` lacks the number of a group"),
        ("${1}", "${", "the `$` lacks the number of a group"),
        ("a\\", "\\", r"nothing follows the `\`"),
        (r"\n", r"\n", r"`\n` is neither `\$` nor `\\`"),
        (r"a\é", r"\é", r"`\é` is neither `\$` nor `\\`"),
    ];
    for &(text, piece, why) in wrong {
        let wrong = replacement(text, 3).expect_err(text);
        assert_eq!((wrong.why.as_str(), &text[wrong.at.clone()]), (why, piece), "{text}");
    }
}

#[test]
fn texts_are_replaced_and_split() {
    let table = [
        ("abcd", "(ab)|(a)", "[1=$1][2=$2]", "", "[1=ab][2=]cd"),
        ("a", "[b-z]", "#", "", "a"),
        ("foobar", "^fo*b*", "#", "", "#ar"),
        ("abracadabra", "a.*?a", "*", "", "*c*bra"),
        ("abracadabra", "a", "", "", "brcdbr"),
        ("abracadabra", "a(.)", "a$1$1", "", "abbraccaddabbra"),
        ("AAAA", "A+?", "b", "", "bbbb"),
        ("darted", "^(.*?)d(.*)$", "$1c$2", "", "carted"),
        ("reluctant", "r.*?t", "X", "", "Xant"),
        ("0123456789", r"(\d{3})(\d{3})(\d{4})", "($1) $2-$3", "", "(012) 345-6789"),
        ("facetiously", "[iouy]", "[$0]", "", "facet[i][o][u]sl[y]"),
        ("abc", "[A-Z]", "#", "i", "###"),
        ("abc", ".^[d-z]*", "smix", "", "abc"),
        ("abc", "[a-z]", "#", "", "###"),
        ("a.b.", ".", r"$1\", "q", r"a$1\b$1\"),
        ("abc", "(b)", r"\$1", "", "a$1c"),
    ];
    for (text, pattern, with, flags, expected) in table {
        assert_eq!(replace(text, pattern, with, flags).as_deref(), Ok(expected), "{pattern} with `{flags}`");
    }
    let parts = |text, pattern| build(pattern, "").unwrap().split(text).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(parts("a;b;c;;", ";"), ["a", "b", "c", "", ""]);
    assert_eq!(parts("foo,bar", ","), ["foo", "bar"]);
}

#[test]
fn nesting_is_bounded_and_what_is_within_compiles() {
    let groups = |depth| format!("{}x|[a-c\\p{{Lu}}]*{}", "(a|b".repeat(depth), ")*".repeat(depth));
    build(&groups(DEEPEST - 1), "i").unwrap();
    assert!(translate(&groups(DEEPEST + 1), "").unwrap_err().why.contains("nested"));
    assert!(translate(&"(".repeat(1 << 20), "").unwrap_err().why.contains("nested"));
    let classes = |depth| format!("{}[a]{}", "[^a-z\\p{Lu}-".repeat(depth), "]".repeat(depth));
    build(&classes(DEEPEST - 1), "i").unwrap();
    assert!(translate(&classes(DEEPEST), "").unwrap_err().why.contains("nested"));
    assert!(translate(&"[a-".repeat(1 << 20), "").unwrap_err().why.contains("nested"));
    let both = format!("{}{}{}", "(a|b".repeat(25), classes(24), ")*".repeat(25));
    build(&both, "im").unwrap();
}

#[test]
fn no_character_has_variants_but_the_cased() {
    let mut others = class::CASED.clone().unwrap();
    others.negate();
    for c in others.iter().flat_map(|range| range.start()..=range.end()).take_while(|&c| c < '\u{20000}') {
        let mut variants = regex_syntax::hir::ClassUnicode::new([regex_syntax::hir::ClassUnicodeRange::new(c, c)]);
        variants.case_fold_simple();
        assert_eq!(variants.iter().map(|range| range.len()).sum::<usize>(), 1, "{c:?}");
    }
}

#[test]
fn every_category_and_block_compiles() {
    let blocks = include_str!("../blocks.txt").lines().filter_map(|line| line.split_once("; "));
    let mut seen = 0;
    for (_, block) in blocks.filter(|(range, _)| !range.starts_with('#')) {
        let name = block.replace(' ', "");
        if name.ends_with("Surrogates") {
            assert!(translate(&format!(r"\p{{Is{name}}}"), "").is_err(), "{name}");
        } else {
            build(&format!(r"\p{{Is{name}}}\P{{Is{name}}}[\p{{Is{name}}}-[\P{{Is{name}}}]]"), "").unwrap();
        }
        seen += 1;
    }
    assert_eq!(seen, 320);
    for category in class::CATEGORIES.split_whitespace() {
        build(&format!(r"\p{{{category}}}\P{{{category}}}[^\p{{{category}}}]"), "i").unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn whatever_is_accepted_compiles(
        pattern in r"([-a-c0-3\[\](){}?*+|^$.,\\ \n&~#:é]|\[|\\[dswicDSWIC1nt\-\]]|\\p\{(L|Is ?Greek|IsBasicLatin)\}|\[[-ab^\\]|-\[|\(\?:|\{[0-3],?[0-3]?\}|[a-d]){0,14}",
        flags in "[smix]{0,3}",
        text in "[-abAB1 ,.\u{e9}\u{20ac}\n]{0,8}",
    ) {
        match translate(&pattern, &flags) {
            Ok(translated) => {
                let built = RegexBuilder::new(&translated.pattern)
                    .case_insensitive(translated.case_insensitive)
                    .size_limit(1 << 20)
                    .build();
                match built {
                    Ok(regex) => {
                        prop_assert_eq!(regex.captures_len(), translated.groups + 1);
                        regex.is_match(&text);
                    }
                    Err(regex::Error::CompiledTooBig(_)) => {}
                    Err(e) => prop_assert!(false, "{} became {}: {}", pattern, translated.pattern, e),
                }
            }
            Err(wrong) => prop_assert!(pattern.get(wrong.at.clone()).is_some(), "{pattern}: {wrong:?}"),
        }
    }

    #[test]
    fn no_text_whatever_panics(pattern in any::<String>(), flags in "[smixq]{0,2}", groups in 0..30_usize) {
        if let Ok(translated) = translate(&pattern, &flags) {
            let built = RegexBuilder::new(&translated.pattern).case_insensitive(translated.case_insensitive).build();
            prop_assert!(built.is_ok(), "{} became {}", pattern, translated.pattern);
        }
        if let Err(wrong) = replacement(&pattern, groups) {
            prop_assert!(pattern.get(wrong.at).is_some());
        }
    }

    #[test]
    fn a_replacement_puts_what_it_says(text in r"(\$[0-9]{1,3}|\\\\|\\\$|[a{}é0-9]){0,6}") {
        // the rule as the specification words it, on a pattern with two groups
        let mut expected = String::new();
        let chars: Vec<char> = text.chars().collect();
        let mut i = 0;
        while i < chars.len() {
            match chars[i] {
                '\\' => { expected.push(chars[i + 1]); i += 2; }
                '$' => {
                    let digits: String = chars[i + 1..].iter().take_while(|c| c.is_ascii_digit()).collect();
                    let mut number = digits.as_str();
                    while number.parse::<usize>().is_ok_and(|n| n > 9) {
                        number = &number[..number.len() - 1];
                    }
                    expected.push_str(["<ab>", "<a>", "<b>"].get(number.parse::<usize>().unwrap()).map_or("", |s| s));
                    i += 1 + number.len();
                }
                c => { expected.push(c); i += 1; }
            }
        }
        prop_assert_eq!(replace("<a><b>", "(<a>)(<b>)", &text, "").unwrap(), expected.replace("<ab>", "<a><b>"));
    }
}
