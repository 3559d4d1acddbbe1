use super::*;
use proptest::prelude::*;

fn labels(pairs: &[(&str, &str)]) -> Labels {
    pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

/// The matchers as `name op value`, separated by `;`.
fn read(text: &str) -> String {
    let show = |m: &Matcher| format!("{}{}{}", m.name(), m.op().as_str(), m.value());
    let found = Matchers::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"));
    found.iter().map(show).collect::<Vec<_>>().join(";")
}

fn refusal(text: &str) -> String {
    Matchers::parse(text).unwrap_err().0
}

fn fits(expression: &str, value: &str) -> bool {
    let matcher = Matcher::new("a", MatchOp::Regex, expression);
    matcher.unwrap_or_else(|why| panic!("{expression}: {why}")).matches_value(value)
}

#[test]
fn both_syntaxes_are_read() {
    for (text, expected) in [
        ("", ""),
        ("{}", ""),
        ("{foo=bar}", "foo=bar"),
        ("{foo=bar,}", "foo=bar"),
        ("foo=bar,", "foo=bar"),
        ("foo=bar,bar!=baz", "foo=bar;bar!=baz"),
        ("{foo=~[a-z]+}", "foo=~[a-z]+"),
        ("{foo!~\"[a-z]+\"}", "foo!~[a-z]+"),
        ("{foo=🙂bar}", "foo=🙂bar"),
        (r#"{"foo"="\xf0\x9f\x99\x82"}"#, "foo=🙂"),
        (r#"{"foo"="\U0001f642"}"#, "foo=🙂"),
        (r#"{"foo bar"="a\tb\101"}"#, "foo bar=a\tbA"),
        (r#"{"foo"=~"\\d+"}"#, r"foo=~\d+"),
        (r#" { foo = "bar" , dings != "bums", } "#, "foo=bar;dings!=bums"),
        (r#"{quote="She said: \"Hi, ladies!\""}"#, "quote=She said: \"Hi, ladies!\""),
        // Only the older syntax reads these.
        (r"foo=~\d+", r"foo=~\d+"),
        (r#"{foo=~"\d+"}"#, r"foo=~\d+"),
        ("foo=a b", "foo=a b"),
        ("foo=", "foo="),
        // The older syntax does not need both braces.
        ("{", ""),
        ("{foo=bar", "foo=bar"),
        // Both read this one, and mean something else: the older wins.
        (r#"foo="a\tb""#, r"foo=a\tb"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn a_refusal_says_what_was_expected_and_where() {
    for (text, expected) in [
        (",", r#"column 1: expected a label name, found ",""#),
        ("{,}", r#"column 2: expected a label name, found ",""#),
        ("{é=bar", "column 7: expected a closing brace, found the end"),
        (
            "é=bar}",
            "column 6: expected an opening brace at the start, or no closing one, found \"}\"",
        ),
        ("{foo=:\"bar\"}", r#"column 7: expected a comma or a closing brace, found "bar""#),
        ("foo", "column 4: expected an operator such as =, !=, =~ or !~, found the end"),
        ("é=", "column 3: expected a label value, found the end"),
        ("é!b", "column 3: expected = or ~ after !"),
        ("é=b,,", r#"column 5: expected a label name, found ",""#),
        ("{é=b}x", r#"column 6: expected the end of the text, found "x""#),
        ("é=\"b", "column 3: the closing double quote is missing"),
        ("é=`b", "column 3: ` must stand in double quotes"),
        (r#"é="\w""#, r"column 3: \w is no escape sequence: write \\w"),
        (r#"é="\xf0\x9f""#, "column 3: the text is not valid UTF-8"),
        (r#"""="x""#, "column 1: a label name can't be empty"),
    ] {
        assert_eq!(refusal(text), expected, "{text}");
    }
    assert!(refusal("a=~\"(\"").starts_with("column 1: invalid regular expression \"(\": "));
    assert!(refusal(r#"a=~"\\Qopen""#).contains("unclosed group"));
    assert!(refusal("a=~\"(x{1000}){1000}\"").contains("too big"));
}

#[test]
fn one_matcher_is_read_without_braces() {
    assert_eq!(Matcher::parse("foo=~\"b.*\"").unwrap().to_string(), "foo=~\"b.*\"");
    assert_eq!(Matcher::parse("foo=a,b=c").unwrap().value(), "a,b=c");
    assert_eq!(Matcher::parse("foo=\"a,b\"").unwrap().value(), "a,b");
    for (text, expected) in [
        ("{foo=bar}", "unexpected open or close brace: {foo=bar}"),
        ("", "expected a matcher, found none"),
        ("é=b,c=d,e=f", "expected one matcher, found several"),
    ] {
        assert_eq!(Matcher::parse(text).unwrap_err().0, expected);
    }
}

#[test]
fn display_is_alertmanagers() {
    for (text, expected) in [
        ("{}", "{}"),
        ("foo=bar,c=~\"d|e\"", r#"{foo="bar",c=~"d|e"}"#),
        ("foo=\"a\\\\b\\n\\\"c\\\"\"", r#"{foo="a\\b\n\"c\""}"#),
        (r#""a b"="é\n""#, r#"{"a b"="é\n"}"#),
        (r#""a b"="\u00a0\x01\U000e0001""#, r#"{"a b"="\u00a0\x01\U000e0001"}"#),
        ("é!=x", r#"{é!="x"}"#),
    ] {
        assert_eq!(Matchers::parse(text).unwrap().to_string(), expected, "{text}");
    }
}

#[test]
fn an_absent_label_is_empty() {
    let none = labels(&[]);
    let foo = labels(&[("foo", "bar")]);
    for (text, on_none, on_foo) in [
        ("foo=bar", false, true),
        ("foo!=bar", true, false),
        ("foo=~\"b.*\"", false, true),
        ("foo=~ba", false, false),
        ("foo!~\"b.*\"", true, false),
        ("foo=\"\"", true, false),
        ("foo=~\".*\"", true, true),
        ("foo=bar,other=\"\"", false, true),
        ("", true, true),
    ] {
        let matchers = Matchers::parse(text).unwrap();
        assert_eq!((matchers.matches(&none), matchers.matches(&foo)), (on_none, on_foo), "{text}");
    }
}

#[test]
fn only_positive_matchers_ask_for_nothing() {
    for (text, expected) in [
        ("a=\"\"", true),
        ("a=x", false),
        ("a=~\".*\"", true),
        ("a=~\".+\"", false),
        ("a!=x", false),
    ] {
        assert_eq!(Matcher::parse(text).unwrap().matches_empty(), expected, "{text}");
    }
}

#[test]
fn expressions_mean_what_they_mean_in_prometheus() {
    for (expression, value, expected) in [
        ("a|b", "b", true),
        ("a|b", "ab", false),
        (r"\d+", "12", true),
        (r"\d+", "٣", false),
        (r"\w", "é", false),
        (r"[\w-]+", "a-b", true),
        (r"[\W]", "é", true),
        (r"\s", "\u{a0}", false),
        (r"foo\b.*", "foo bar", true),
        (r"x\By", "xy", true),
        ("{{x}}", "{{x}}", true),
        ("a{,2}", "a{,2}", true),
        ("a{2}", "aa", true),
        ("a{1,2}", "aa", true),
        (r"\p{Greek}+", "λ", true),
        (r"\x{1F642}", "🙂", true),
        ("[[]", "[", true),
        ("[]a]+", "]a", true),
        ("[^]a]", "]", false),
        ("[a&&b]+", "&a", true),
        ("[[:alpha:]]+", "ab", true),
        (r"\Qa.b\E+", "a.bb", true),
        (r"\Qa.b\E", "axb", false),
        (r"\<b\>", "<b>", true),
        (r"a\/b\-c", "a/b-c", true),
        ("(?i)abc", "ABC", true),
        (".", "\n", false),
        ("(?s).", "\n", true),
    ] {
        assert_eq!(fits(expression, value), expected, "{expression} on {value:?}");
    }
}

#[test]
fn sorted_is_by_name_value_and_operator() {
    let matchers = Matchers::parse("b=1,a!=2,a=2,a=1").unwrap().sorted();
    assert_eq!(matchers.to_string(), r#"{a="1",a="2",a!="2",b="1"}"#);
}

fn any_matcher() -> impl Strategy<Value = Matcher> {
    let op = prop_oneof![Just(MatchOp::Equal), Just(MatchOp::NotEqual)];
    let plain = ("[a-z_: é=\"\\\\{,\n]{1,8}|\\PC{1,4}", op, "\\PC*|[\"\\\\,{}\n\ta]*")
        .prop_map(|(name, op, value)| Matcher::new(name, op, value).unwrap());
    let op = prop_oneof![Just(MatchOp::Regex), Just(MatchOp::NotRegex)];
    let regex = ("[a-z]{1,4}", op, "[a-z.|*\\-, ]{0,8}")
        .prop_filter_map("an expression", |(name, op, value)| Matcher::new(name, op, value).ok());
    prop_oneof![plain, regex]
}

proptest! {
    #[test]
    fn what_is_shown_is_read_back(matchers in prop::collection::vec(any_matcher(), 0..5)) {
        let matchers = Matchers::from(matchers);
        prop_assert_eq!(Matchers::parse(&matchers.to_string()).unwrap(), matchers);
    }

    #[test]
    fn one_matcher_is_read_back(matcher in any_matcher()) {
        prop_assert_eq!(Matcher::parse(&matcher.to_string()).unwrap(), matcher);
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,60}", tricky in "[a{}=!~,\"\\\\\n 0x]{0,24}") {
        for text in [text, tricky] {
            if let Ok(found) = Matchers::parse(&text) {
                found.matches(&Labels::default());
            }
        }
    }

    #[test]
    fn no_expression_makes_it_panic(text in "[a\\[\\]{}()\\\\QEdwbpx^:&~0-9,|*+?.-]{0,16}") {
        if let Ok(matcher) = Matcher::new("a", MatchOp::Regex, text) {
            matcher.matches_value("a");
        }
    }
}
