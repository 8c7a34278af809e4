//! Expressions of FEEL made by chance from a table of forms, each as a tree whose parts can be taken
//! out and put to other engines by themselves.

/// Numbers by chance, the same ones for the same seed.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// A piece of an expression.
pub enum Part {
    Text(String),
    Name(&'static str),
    Child(Tree),
}

/// A name that a part of the expression binds, the child it goes through, and whether it is the
/// child's value itself.
#[derive(Clone, Copy, PartialEq)]
pub enum Binds {
    /// Each item of a list or range; `item` binds the members of contexts as well.
    Each(&'static str, usize),
    Value(&'static str, usize),
}

/// An expression in parts.
pub struct Tree {
    pub parts: Vec<Part>,
    pub binds: Vec<Binds>,
    level: u8,
}

impl Tree {
    fn leaf(text: impl Into<String>) -> Tree {
        Tree { parts: vec![Part::Text(text.into())], binds: Vec::new(), level: CALL }
    }

    pub fn children(&self) -> impl Iterator<Item = &Tree> {
        self.parts.iter().filter_map(|part| match part {
            Part::Child(child) => Some(child),
            _ => None,
        })
    }

    /// Whether it stands alone as it is.
    pub fn is_leaf(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Text(_)))
    }

    /// Its text.
    pub fn text(&self) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Name(name) => (*name).to_owned(),
            Part::Child(child) => child.text(),
        };
        self.parts.iter().map(part).collect()
    }
}

const CALL: u8 = 0;
const SUM: u8 = 1;
const COMPARISON: u8 = 2;
const LOGIC: u8 = 3;
const WORDS: u8 = 4;

/// A form: what it comes to, how tightly it binds, and its text. In the text `$` and a letter is a
/// part of that kind, `$$` and a letter one that sees the names that are bound:
///
/// N number, I small whole number, T text, B truth value, D date, H time, M date and time, S days and
/// time duration, Y years and months duration, L numbers, W texts, O truth values, E dates, C context
/// of a number `a`, a text `b` and numbers `c`, K such contexts, R range of numbers, Q range of texts,
/// Z range of dates, U range of numbers that is not empty, P pattern, A anything, V anything in a list
struct Form {
    kind: char,
    level: u8,
    text: &'static str,
    names: &'static [(&'static str, char, Binds)],
}

const fn form(kind: char, level: u8, text: &'static str) -> Form {
    Form { kind, level, text, names: &[] }
}

const fn binding(kind: char, level: u8, text: &'static str, names: &'static [(&'static str, char, Binds)]) -> Form {
    Form { kind, level, text, names }
}

const X_OF_L: &[(&str, char, Binds)] = &[("x", 'N', Binds::Each("x", 0))];
const X_OF_W: &[(&str, char, Binds)] = &[("x", 'T', Binds::Each("x", 0))];
const X_OF_E: &[(&str, char, Binds)] = &[("x", 'D', Binds::Each("x", 0))];
const X_OF_K: &[(&str, char, Binds)] = &[("x", 'C', Binds::Each("x", 0))];
const X_Y: &[(&str, char, Binds)] = &[("x", 'N', Binds::Each("x", 0)), ("y", 'N', Binds::Each("y", 1))];
const ITEM_N: &[(&str, char, Binds)] = &[("item", 'N', Binds::Each("item", 0))];
const ITEM_T: &[(&str, char, Binds)] = &[("item", 'T', Binds::Each("item", 0))];
const ITEM_D: &[(&str, char, Binds)] = &[("item", 'D', Binds::Each("item", 0))];
const ITEM_C: &[(&str, char, Binds)] = &[
    ("a", 'N', Binds::Each("item", 0)),
    ("b", 'T', Binds::Each("item", 0)),
    ("c", 'L', Binds::Each("item", 0)),
    ("item", 'C', Binds::Each("item", 0)),
];
const ENTRY: &[(&str, char, Binds)] = &[("a", 'N', Binds::Value("a", 0))];
const ARGUMENT: &[(&str, char, Binds)] = &[("x", 'N', Binds::Value("x", 1))];

#[rustfmt::skip]
const FORMS: &[Form] = &[
    // arithmetic
    form('N', SUM, "$N + $N"), form('N', SUM, "$N - $N"), form('N', SUM, "$N * $N"), form('N', SUM, "$N / $N"),
    form('N', SUM, "$N ** $I"), form('N', SUM, "-$N"), form('T', SUM, "$T + $T"),
    form('D', SUM, "$D + $Y"), form('D', SUM, "$D - $Y"), form('D', SUM, "$D + $S"), form('D', SUM, "$D - $S"),
    form('D', SUM, "$Y + $D"), form('M', SUM, "$M + $Y"), form('M', SUM, "$M - $S"), form('M', SUM, "$M + $S"),
    form('M', SUM, "$S + $M"), form('H', SUM, "$H + $S"), form('H', SUM, "$H - $S"),
    form('S', SUM, "$D - $D"), form('S', SUM, "$M - $M"), form('S', SUM, "$H - $H"), form('S', SUM, "$M - $D"),
    form('S', SUM, "$S + $S"), form('S', SUM, "$S - $S"), form('S', SUM, "$S * $N"), form('S', SUM, "$N * $S"),
    form('S', SUM, "$S / $N"), form('N', SUM, "$S / $S"), form('S', SUM, "-$S"),
    form('Y', SUM, "$Y + $Y"), form('Y', SUM, "$Y - $Y"), form('Y', SUM, "$Y * $N"), form('Y', SUM, "$N * $Y"),
    form('Y', SUM, "$Y / $N"), form('N', SUM, "$Y / $Y"), form('Y', SUM, "-$Y"),
    form('A', SUM, "$A + $A"), form('A', SUM, "$A - $A"), form('A', SUM, "$A * $A"), form('A', SUM, "$A / $A"),
    // comparison
    form('B', COMPARISON, "$N = $N"), form('B', COMPARISON, "$N != $N"), form('B', COMPARISON, "$N < $N"),
    form('B', COMPARISON, "$N <= $N"), form('B', COMPARISON, "$N > $N"), form('B', COMPARISON, "$N >= $N"),
    form('B', COMPARISON, "$T = $T"), form('B', COMPARISON, "$T < $T"), form('B', COMPARISON, "$T >= $T"),
    form('B', COMPARISON, "$D = $D"), form('B', COMPARISON, "$D < $D"), form('B', COMPARISON, "$D >= $D"),
    form('B', COMPARISON, "$H = $H"), form('B', COMPARISON, "$H < $H"), form('B', COMPARISON, "$M = $M"),
    form('B', COMPARISON, "$M <= $M"), form('B', COMPARISON, "$S = $S"), form('B', COMPARISON, "$S > $S"),
    form('B', COMPARISON, "$Y = $Y"), form('B', COMPARISON, "$Y < $Y"), form('B', COMPARISON, "$B = $B"),
    form('B', COMPARISON, "$L = $L"), form('B', COMPARISON, "$L != $L"), form('B', COMPARISON, "$C = $C"),
    form('B', COMPARISON, "$R = $R"), form('B', COMPARISON, "$A = $A"), form('B', COMPARISON, "$A != $A"),
    form('B', COMPARISON, "$A < $A"), form('B', COMPARISON, "$A = null"), form('B', COMPARISON, "null != $A"),
    // logic
    form('B', LOGIC, "$B and $B"), form('B', LOGIC, "$B or $B"), form('B', LOGIC, "$B and $A"),
    form('B', LOGIC, "$A or $B"), form('B', CALL, "not($B)"),
    // if, between, in
    form('N', WORDS, "if $B then $N else $N"), form('T', WORDS, "if $B then $T else $T"),
    form('A', WORDS, "if $A then $A else $A"), form('L', WORDS, "if $B then $L else $L"),
    form('B', WORDS, "$N between $N and $N"), form('B', WORDS, "$D between $D and $D"),
    form('B', WORDS, "$T between $T and $T"), form('B', WORDS, "$S between $S and $S"),
    form('B', WORDS, "$N in $R"), form('B', WORDS, "$D in $Z"), form('B', WORDS, "$T in $Q"),
    form('B', WORDS, "$N in ($N, $N)"), form('B', WORDS, "$T in ($T, $T, $T)"), form('B', WORDS, "$N in $L"),
    form('B', WORDS, "$N in (< $N)"), form('B', WORDS, "$N in (>= $N, < $N)"), form('B', WORDS, "$N in ($R, $N)"),
    form('B', WORDS, "$N in < $N"), form('B', WORDS, "$N in > $N"), form('B', WORDS, "$T in $W"),
    form('B', WORDS, "$D in (> $D, <= $D)"), form('B', WORDS, "$A in ($A, $A)"), form('B', WORDS, "$L in ($L, $L)"),
    form('B', WORDS, "$A in $A"), form('B', WORDS, "$N in ($L, $R)"),
    // for, some, every
    binding('L', WORDS, "for x in $L return $$N", X_OF_L), binding('L', WORDS, "for x in $W return $$N", X_OF_W),
    binding('W', WORDS, "for x in $W return $$T", X_OF_W), binding('E', WORDS, "for x in $E return $$D", X_OF_E),
    binding('O', WORDS, "for x in $L return $$B", X_OF_L), binding('V', WORDS, "for x in $L return $$A", X_OF_L),
    binding('L', WORDS, "for x in $K return $$N", X_OF_K), form('L', WORDS, "for x in $I..$I return x * 2"),
    binding('L', WORDS, "for x in $L, y in $L return $$N", X_Y),
    binding('L', WORDS, "for x in $U return $$N", X_OF_L),
    form('L', WORDS, "for x in $L return count(partial) + x"),
    form('E', WORDS, "for x in @\"2020-02-27\"..@\"2020-03-01\" return x"),
    binding('B', WORDS, "some x in $L satisfies $$B", X_OF_L), binding('B', WORDS, "every x in $L satisfies $$B", X_OF_L),
    binding('B', WORDS, "some x in $W satisfies $$B", X_OF_W), binding('B', WORDS, "every x in $K satisfies $$B", X_OF_K),
    binding('B', WORDS, "every x in $U satisfies $$B", X_OF_L), binding('B', WORDS, "some x in $E satisfies $$B", X_OF_E),
    binding('B', WORDS, "some x in $L, y in $L satisfies $$B", X_Y),
    binding('B', WORDS, "some x in $L satisfies $$A", X_OF_L), binding('B', WORDS, "every x in $L satisfies $$A", X_OF_L),
    // filters
    binding('L', CALL, "$L[$$B]", ITEM_N), binding('W', CALL, "$W[$$B]", ITEM_T), binding('E', CALL, "$E[$$B]", ITEM_D),
    binding('K', CALL, "$K[$$B]", ITEM_C), form('N', CALL, "$L[$I]"), form('T', CALL, "$W[$I]"),
    form('C', CALL, "$K[$I]"), form('A', CALL, "$V[$I]"), form('N', CALL, "$N[$I]"), form('A', CALL, "$A[$I]"),
    binding('V', CALL, "$A[$$B]", ITEM_N), binding('L', CALL, "$L[$$A]", ITEM_N), form('L', CALL, "$L[$B]"),
    binding('V', CALL, "$V[item = ($$A)]", ITEM_N),
    // contexts and paths
    form('C', CALL, "{a: $N, b: $T, c: $L}"), binding('C', CALL, "{a: $N, b: $T, c: [a, $$N]}", ENTRY),
    form('C', CALL, "{\"a\": $N, b: $T}"), form('C', CALL, "{a: $A}"), form('C', CALL, "{}"),
    form('N', CALL, "$C.a"), form('T', CALL, "$C.b"), form('L', CALL, "$C.c"), form('A', CALL, "$C.d"),
    form('L', CALL, "$K.a"), form('W', CALL, "$K.b"), form('V', CALL, "$K.c"), form('A', CALL, "$A.a"),
    form('N', CALL, "{a: {b: $N}}.a.b"),
    form('N', CALL, "$D.year"), form('N', CALL, "$D.month"), form('N', CALL, "$D.day"), form('N', CALL, "$D.weekday"),
    form('N', CALL, "$M.year"), form('N', CALL, "$M.day"), form('N', CALL, "$M.hour"), form('N', CALL, "$M.second"),
    form('N', CALL, "$M.weekday"), form('S', CALL, "$M.time offset"), form('T', CALL, "$M.timezone"),
    form('N', CALL, "$H.hour"), form('N', CALL, "$H.minute"), form('N', CALL, "$H.second"),
    form('S', CALL, "$H.time offset"), form('T', CALL, "$H.timezone"), form('N', CALL, "$S.days"),
    form('N', CALL, "$S.hours"), form('N', CALL, "$S.minutes"), form('N', CALL, "$S.seconds"),
    form('N', CALL, "$Y.years"), form('N', CALL, "$Y.months"), form('A', CALL, "$S.years"), form('A', CALL, "$Y.days"),
    form('N', CALL, "$R.start"), form('N', CALL, "$R.end"), form('B', CALL, "$R.start included"),
    form('B', CALL, "$R.end included"), form('D', CALL, "$Z.start"),
    // lists and ranges
    form('L', CALL, "[$N, $N, $N]"), form('L', CALL, "[$N]"), form('W', CALL, "[$T, $T]"), form('O', CALL, "[$B, $B, $B]"),
    form('E', CALL, "[$D, $D]"), form('K', CALL, "[$C, $C]"), form('V', CALL, "[$A, $A]"), form('V', CALL, "[$L, $L]"),
    form('V', CALL, "[$A]"),
    form('R', CALL, "[$N..$N]"), form('R', CALL, "($N..$N)"), form('R', CALL, "[$N..$N)"), form('R', CALL, "]$N..$N]"),
    form('Q', CALL, "[$T..$T]"), form('Z', CALL, "[$D..$D]"), form('Z', CALL, "($D..$D]"),
    form('R', CALL, "(< $N)"), form('R', CALL, "(>= $N)"), form('R', CALL, "range(\"[1..3)\")"),
    // functions
    binding('N', CALL, "(function(x) $$N)($N)", ARGUMENT), binding('N', CALL, "{f: function(x: number) $$N, g: f($N)}.g", ARGUMENT),
    form('L', CALL, "sort($L, function(x, y) x < y)"), form('W', CALL, "sort($W, function(x, y) x > y)"),
    form('E', CALL, "sort($E, function(x, y) x < y)"), form('K', CALL, "sort($K, function(x, y) x.a < y.a)"),
    form('L', CALL, "list replace($L, $I, $N)"), form('L', CALL, "list replace($L, function(item, newItem) item < newItem, $N)"),
    // instance of
    form('B', WORDS, "$A instance of number"), form('B', WORDS, "$A instance of string"),
    form('B', WORDS, "$A instance of boolean"), form('B', WORDS, "$A instance of date"),
    form('B', WORDS, "$A instance of time"), form('B', WORDS, "$A instance of date and time"),
    form('B', WORDS, "$A instance of days and time duration"), form('B', WORDS, "$A instance of Any"),
    form('B', WORDS, "$A instance of years and months duration"), form('B', WORDS, "$V instance of list<number>"),
    form('B', WORDS, "$A instance of list<Any>"), form('B', WORDS, "$C instance of context<a: number>"),
    form('B', WORDS, "$A instance of context<a: number, b: string>"), form('B', WORDS, "$R instance of range<number>"),
    form('B', WORDS, "$N instance of number"), form('B', WORDS, "$L instance of list<number>"),
    form('B', WORDS, "$A instance of range<number>"),
    form('B', WORDS, "(function(x: number) x) instance of function<number> -> number"),
    // numbers
    form('N', CALL, "decimal($N, $I)"), form('N', CALL, "floor($N)"), form('N', CALL, "ceiling($N)"),
    form('N', CALL, "floor($N, $I)"), form('N', CALL, "ceiling($N, $I)"), form('N', CALL, "round up($N, $I)"),
    form('N', CALL, "round down($N, $I)"), form('N', CALL, "round half up($N, $I)"), form('N', CALL, "round half down($N, $I)"),
    form('N', CALL, "abs($N)"), form('S', CALL, "abs($S)"), form('Y', CALL, "abs($Y)"), form('N', CALL, "modulo($N, $N)"),
    form('N', CALL, "sqrt($N)"), form('N', CALL, "log($N)"), form('N', CALL, "exp($I)"), form('B', CALL, "odd($N)"),
    form('B', CALL, "even($N)"), form('N', CALL, "number($T)"), form('N', CALL, "number($T, \",\", \".\")"),
    form('N', CALL, "number($T, null, null)"), form('N', CALL, "number(from: $T, grouping separator: \" \", decimal separator: \",\")"),
    // texts
    form('N', CALL, "string length($T)"), form('T', CALL, "upper case($T)"), form('T', CALL, "lower case($T)"),
    form('T', CALL, "substring($T, $I)"), form('T', CALL, "substring($T, $I, $I)"),
    form('T', CALL, "substring(string: $T, start position: $I, length: $I)"),
    form('T', CALL, "substring before($T, $T)"), form('T', CALL, "substring after($T, $T)"), form('B', CALL, "contains($T, $T)"),
    form('B', CALL, "starts with($T, $T)"), form('B', CALL, "ends with($T, $T)"), form('B', CALL, "matches($T, $P)"),
    form('B', CALL, "matches($T, $P, \"i\")"), form('T', CALL, "replace($T, $P, \"_\")"), form('T', CALL, "replace($T, $P, $T, \"i\")"),
    form('W', CALL, "split($T, $P)"), form('T', CALL, "string join($W, $T)"), form('T', CALL, "string join($W)"),
    form('T', CALL, "string($A)"), form('T', CALL, "string($N)"), form('T', CALL, "string($D)"), form('T', CALL, "string($S)"),
    form('T', CALL, "string($M)"), form('T', CALL, "string($L)"), form('T', CALL, "string($C)"),
    // lists
    form('N', CALL, "count($L)"), form('N', CALL, "count($V)"), form('N', CALL, "count($A)"), form('N', CALL, "sum($L)"),
    form('N', CALL, "sum($N, $N)"), form('N', CALL, "min($L)"), form('N', CALL, "max($N, $N, $N)"), form('T', CALL, "max($W)"),
    form('D', CALL, "min($E)"), form('N', CALL, "mean($L)"), form('N', CALL, "median($L)"), form('L', CALL, "mode($L)"),
    form('N', CALL, "stddev($L)"), form('N', CALL, "product($L)"), form('B', CALL, "all($O)"), form('B', CALL, "any($O)"),
    form('B', CALL, "all($B, $B)"), form('B', CALL, "any($B, $A)"), form('B', CALL, "list contains($L, $N)"),
    form('B', CALL, "list contains($V, $A)"), form('L', CALL, "sublist($L, $I)"), form('L', CALL, "sublist($L, $I, $I)"),
    form('L', CALL, "append($L, $N)"), form('L', CALL, "concatenate($L, $L)"), form('L', CALL, "insert before($L, $I, $N)"),
    form('L', CALL, "remove($L, $I)"), form('L', CALL, "reverse($L)"), form('W', CALL, "reverse($W)"), form('L', CALL, "index of($L, $N)"),
    form('L', CALL, "index of($V, $A)"), form('L', CALL, "union($L, $L)"), form('L', CALL, "distinct values($L)"),
    form('V', CALL, "distinct values($V)"), form('B', CALL, "list contains([$A, $V], $V)"), form('V', CALL, "union($V, [$A])"),
    form('L', CALL, "index of([$V, $A, $C], $C)"), form('V', CALL, "flatten($V)"), form('A', CALL, "sum($A)"), form('A', CALL, "min($V)"),
    form('A', CALL, "mean($V)"), form('A', CALL, "all($V)"), form('V', CALL, "append($A, $A)"), form('V', CALL, "concatenate($V, $A)"),
    // dates and times
    form('D', CALL, "date($N, $I, $I)"), form('D', CALL, "date($M)"), form('D', CALL, "date($T)"), form('D', CALL, "date($D)"),
    form('H', CALL, "time($I, $I, $N)"), form('H', CALL, "time($M)"), form('H', CALL, "time($I, $I, $I, $S)"), form('H', CALL, "time($H)"),
    form('M', CALL, "date and time($D, $H)"), form('M', CALL, "date and time($M, $H)"), form('M', CALL, "date and time($T)"),
    form('Y', CALL, "years and months duration($D, $D)"), form('Y', CALL, "years and months duration($M, $M)"),
    form('A', CALL, "duration($T)"), form('N', CALL, "day of year($D)"), form('T', CALL, "day of week($D)"),
    form('T', CALL, "month of year($D)"), form('N', CALL, "week of year($D)"), form('T', CALL, "day of week($M)"),
    form('B', CALL, "is($A, $A)"), form('B', CALL, "is($H, $H)"), form('B', CALL, "is($D, $D)"), form('B', CALL, "is($M, $M)"),
    // ranges
    form('B', CALL, "before($N, $R)"), form('B', CALL, "before($R, $R)"), form('B', CALL, "before($N, $N)"), form('B', CALL, "after($R, $N)"),
    form('B', CALL, "after($R, $R)"), form('B', CALL, "meets($R, $R)"), form('B', CALL, "met by($R, $R)"), form('B', CALL, "overlaps($R, $R)"),
    form('B', CALL, "overlaps before($R, $R)"), form('B', CALL, "overlaps after($R, $R)"), form('B', CALL, "finishes($N, $R)"),
    form('B', CALL, "finishes($R, $R)"), form('B', CALL, "finished by($R, $N)"), form('B', CALL, "finished by($R, $R)"),
    form('B', CALL, "includes($R, $N)"), form('B', CALL, "includes($R, $R)"), form('B', CALL, "during($N, $R)"),
    form('B', CALL, "during($R, $R)"), form('B', CALL, "starts($N, $R)"), form('B', CALL, "starts($R, $R)"),
    form('B', CALL, "started by($R, $N)"), form('B', CALL, "started by($R, $R)"), form('B', CALL, "coincides($R, $R)"),
    form('B', CALL, "coincides($N, $N)"), form('B', CALL, "before($D, $Z)"), form('B', CALL, "includes($Z, $D)"),
    form('B', CALL, "meets($Z, $Z)"),
    // contexts
    form('A', CALL, "get value($C, \"a\")"), form('A', CALL, "get value($C, $T)"), form('A', CALL, "get value($C, [\"a\"])"),
    form('K', CALL, "get entries($C)"), form('C', CALL, "context put($C, \"a\", $N)"), form('C', CALL, "context put($C, \"d\", $A)"),
    form('C', CALL, "context put($C, [\"e\", \"f\"], $A)"), form('C', CALL, "context merge([$C, $C])"),
    form('C', CALL, "context([{key: \"a\", value: $N}, {key: \"b\", value: $T}])"), form('C', CALL, "context(get entries($C))"),
];

fn literals(kind: char) -> &'static [&'static str] {
    match kind {
        'N' => &[
            "0", "1", "2", "3", "4", "5", "7", "8", "10", "12", "16", "64", "100", "-1", "-2", "-3", "-8", "0.5",
            "2.5", "1.5", "-1.5", "0.25", "2.25", "-0.75", "12.5", "1000", "2020", "1.125", "0.1", "1.05", "-2.55",
            ".5",
        ],
        'I' => &["0", "1", "2", "3", "4", "5", "6", "-1", "-2", "-3", "1", "2"],
        'T' => &[
            "\"\"",
            "\"a\"",
            "\"b\"",
            "\"abc\"",
            "\"foobar\"",
            "\"Hello World\"",
            "\"1\"",
            "\"12.5\"",
            "\"-3\"",
            "\"a,b,c\"",
            "\"é\"",
            "\"x😀y\"",
            "\"aaa\"",
            "\"ABC\"",
            "\"1,000.5\"",
            "\"1 000,5\"",
            "\"2020-01-31\"",
            "\"o\"",
            "\"a\\\"b\"",
            "\" a \"",
            "\"P1D\"",
        ],
        'B' => &["true", "false"],
        'D' => &[
            "@\"2020-02-29\"",
            "@\"2019-12-31\"",
            "@\"2020-01-01\"",
            "@\"2021-03-15\"",
            "date(\"2020-01-31\")",
            "date(2024, 2, 28)",
            "date(\"1999-12-31\")",
            "@\"2016-10-31\"",
        ],
        'H' => &[
            "@\"10:30:00\"",
            "@\"23:59:59\"",
            "@\"00:00:00\"",
            "time(\"10:30:00\")",
            "@\"10:30:00Z\"",
            "@\"12:30:00+02:00\"",
            "time(8, 15, 30)",
            "@\"08:15:30.5\"",
            "@\"10:30:00-05:00\"",
        ],
        'M' => &[
            "@\"2020-02-29T10:30:00\"",
            "@\"2019-12-31T23:59:59\"",
            "@\"2020-01-01T00:00:00\"",
            "@\"2020-01-01T00:00:00Z\"",
            "date and time(\"2020-01-01T01:00:00+01:00\")",
            "@\"2021-03-15T08:15:30.5\"",
            "@\"2020-06-01T12:00:00@Europe/Paris\"",
        ],
        'S' => &[
            "@\"P1D\"",
            "@\"PT36H\"",
            "@\"-PT1H30M\"",
            "@\"PT0S\"",
            "duration(\"P2DT3H4M5S\")",
            "@\"PT1H\"",
            "@\"PT90M\"",
            "@\"P10D\"",
            "@\"PT1.5S\"",
            "@\"-P1D\"",
        ],
        'Y' => &[
            "@\"P1Y\"",
            "@\"P14M\"",
            "@\"-P3M\"",
            "@\"P0M\"",
            "duration(\"P2Y3M\")",
            "@\"P1M\"",
            "@\"P12M\"",
            "@\"-P1Y1M\"",
        ],
        'L' => &["[1, 2, 3]", "[]", "[5]", "[3, 1, 2]", "[1, 1, 2]", "[0.5, -1, 4]", "[1, null, 3]", "[2, 4, 6, 8]"],
        'W' => &[
            "[\"a\", \"b\"]",
            "[]",
            "[\"abc\"]",
            "[\"b\", \"a\", \"b\"]",
            "[\"foo\", null]",
            "[\"Hello\", \"World\", \"\"]",
        ],
        'O' => &["[true, true]", "[false, true]", "[]", "[true, null]", "[false, null]", "[null]"],
        'E' => &[
            "[@\"2020-01-01\", @\"2019-12-31\"]",
            "[]",
            "[@\"2020-02-29\"]",
            "[date(\"2021-01-01\"), date(2020, 1, 1)]",
        ],
        'C' => &[
            "{a: 1, b: \"x\", c: [1, 2]}",
            "{a: 2, b: \"abc\", c: []}",
            "{}",
            "{a: null, b: \"y\"}",
            "{a: 1, b: \"a\"}",
        ],
        'K' => &["[{a: 1, b: \"x\"}, {a: 2, b: \"y\"}]", "[]", "[{a: 3, b: \"z\", c: [1]}]", "[{a: 1}, {b: \"x\"}]"],
        'R' | 'U' => &["[1..3]", "[2..5]", "[0..4]"],
        'Q' => &["[\"a\"..\"c\"]", "(\"a\"..\"foo\")"],
        'Z' => &["[@\"2020-01-01\"..@\"2020-12-31\"]", "(@\"2019-12-31\"..@\"2020-02-29\")"],
        'P' => &[
            "\"a\"",
            "\"[a-c]\"",
            "\"o+\"",
            "\"^a\"",
            "\"b$\"",
            "\",\"",
            "\"\\\\s\"",
            "\"\\\\d+\"",
            "\"(a)(b)?\"",
            "\"x|y\"",
            "\".\"",
            "\"[0-9]{2}\"",
            "\" \"",
            "\"l\"",
        ],
        'V' => &[
            "[1, \"a\", true]",
            "[[1, 2], [3]]",
            "[null, 1]",
            "[]",
            "[1, 1]",
            "[[1, [2]], 3]",
            "[{a: 1}, {a: 1}]",
            "[[null], [null]]",
            "[{a: null}, {a: null}, null]",
            "[[1, null], 2]",
        ],
        _ => &["null"],
    }
}

/// The kinds that `A`, anything, may be.
const ANY: &[char] = &['N', 'N', 'T', 'B', 'D', 'H', 'M', 'S', 'Y', 'L', 'W', 'C', 'K', 'R', 'V', '0'];

/// What makes expressions.
pub struct Maker {
    chance: Chance,
    by_kind: std::collections::BTreeMap<char, Vec<&'static Form>>,
    scope: Vec<(&'static str, char)>,
}

impl Maker {
    pub fn new(seed: u64) -> Maker {
        let mut by_kind: std::collections::BTreeMap<char, Vec<&'static Form>> = std::collections::BTreeMap::new();
        FORMS.iter().for_each(|form| by_kind.entry(form.kind).or_default().push(form));
        Maker { chance: Chance::new(seed), by_kind, scope: Vec::new() }
    }

    /// An expression; every form is the outermost one as often as any other.
    pub fn expression(&mut self) -> Tree {
        let depth = 1 + self.chance.below(3);
        let form = self.chance.of(FORMS);
        self.formed(form, depth)
    }

    fn of_kind(&mut self, kind: char, depth: usize) -> Tree {
        let kind = if self.chance.percent(3) { 'A' } else { kind };
        if kind != 'I' && kind != 'P' && self.chance.percent(3) {
            return Tree::leaf("null");
        }
        let kind = match kind {
            'A' => *self.chance.of(ANY),
            kind => kind,
        };
        let known: Vec<&'static str> = self
            .scope
            .iter()
            .filter(|(_, of)| *of == kind || *of == 'N' && kind == 'I')
            .map(|(name, _)| *name)
            .collect();
        if !known.is_empty() && self.chance.percent(60) {
            return Tree {
                parts: vec![Part::Name(known[self.chance.below(known.len())])],
                binds: Vec::new(),
                level: CALL,
            };
        }
        let forms = match self.by_kind.get(&kind) {
            Some(forms) if depth > 0 && !self.chance.one_in(3) => forms.clone(),
            _ => return Tree::leaf(*self.chance.of(literals(kind))),
        };
        let form = *self.chance.of(&forms);
        self.formed(form, depth)
    }

    fn formed(&mut self, form: &'static Form, depth: usize) -> Tree {
        let mut parts = Vec::new();
        let mut rest = form.text;
        while let Some(at) = rest.find('$') {
            if at > 0 {
                parts.push(Part::Text(rest[..at].to_owned()));
            }
            let sees = rest[at + 1..].starts_with('$');
            let kind = rest[at + 1..].trim_start_matches('$').chars().next().unwrap();
            rest = &rest[at + 2 + usize::from(sees)..];
            let before = self.scope.len();
            if sees {
                self.scope.extend(form.names.iter().map(|(name, kind, _)| (*name, *kind)));
            }
            let child = self.of_kind(kind, depth - 1);
            self.scope.truncate(before);
            let tight = rest.starts_with('.') && !rest.starts_with("..") || rest.starts_with('[');
            let wrapped = match (form.level, child.level) {
                (_, CALL) => false,
                (CALL, _) => tight,
                (SUM, SUM) => form.text.starts_with('-') || self.chance.percent(80),
                (LOGIC, LOGIC) => self.chance.percent(70),
                (own, inner) if inner < own => self.chance.percent(50),
                _ => true,
            };
            let open = |text: &str| Part::Text(text.to_owned());
            // A number before a point, and one below zero after a sign, stand in parentheses.
            let text = child.text();
            let number = text.starts_with(|c: char| c.is_ascii_digit() || c == '.');
            let wrapped = wrapped
                || tight && (number || text.starts_with('-'))
                || form.text.starts_with('-') && text.starts_with('-');
            match wrapped {
                true => parts.extend([open("("), Part::Child(child), open(")")]),
                false => parts.push(Part::Child(child)),
            }
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        let mut binds: Vec<Binds> = Vec::new();
        for (_, _, bound) in form.names {
            if !binds.contains(bound) {
                binds.push(*bound);
            }
        }
        Tree { parts, binds, level: form.level }
    }
}
