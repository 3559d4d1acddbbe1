use super::*;

const TEXT: &str = "# One\n\nFirst.\n\n## Two\n\n```\n# no heading\n```\n\n## Three\n\nLast.\n";

#[test]
fn a_text_cut_and_joined_is_the_same_and_code_is_no_heading() {
    let cut = sections(TEXT);
    assert_eq!(cut.concat(), TEXT);
    let titles: Vec<&str> = cut.iter().map(|section| title_of(section)).collect();
    assert_eq!(titles, ["One", "Two", "Three"]);
    for text in ["", "no heading", "\n\n# late\n"] {
        assert_eq!(sections(text).concat(), text);
    }
}

#[test]
fn two_who_change_other_sections_both_keep_their_words() {
    let alice = with_section(TEXT, 0, "# One\n\nAlice was here.").unwrap();
    let both = merge(TEXT, &alice, Some(2), "## Three\n\nBob was here.");
    let Merged::Fits(text) = both else { panic!("{both:?}") };
    assert!(text.contains("Alice was here.") && text.contains("Bob was here."), "{text}");
    assert_eq!(sections(&text).len(), 3);
}

#[test]
fn two_who_change_the_same_section_see_each_other() {
    let alice = with_section(TEXT, 2, "## Three\n\nAlice.").unwrap();
    let both = merge(TEXT, &alice, Some(2), "## Three\n\nBob.");
    let theirs = "## Three\n\nAlice.\n".to_owned();
    assert_eq!(both, Merged::Both { theirs, section: Some(2) });
    let whole = merge(TEXT, &alice, None, "all new");
    assert_eq!(whole, Merged::Both { theirs: alice.clone(), section: None });
    assert_eq!(merge(&alice, &alice, None, "all new"), Merged::Fits("all new".to_owned()));
}

#[test]
fn what_nobody_said_stays_as_a_question() {
    let text = "---\ntitle: T\nabout: A\n---\n# {{reference}}\n\n{{lead? Who led?}} {{? Why?}}\n";
    let template = Template::read("own", text).unwrap();
    let known = |field: &str| (field == "reference").then(|| "INC-1".to_owned());
    let filled = template.fill(known, |question| format!("<{question}>"));
    assert_eq!(filled, "# INC-1\n\n<Who led?> <Why?>\n");
    assert_eq!((template.title.as_str(), template.about.as_str()), ("T", "A"));
}

#[test]
fn a_broken_template_says_every_mistake_with_its_line() {
    let head = "---\ntitle: T\nabout: A\n---\n";
    for (body, line, word) in [
        ("{{colour}}\n", 5, "unknown"),
        ("x\n{{lead}}\n", 6, "may be unknown"),
        ("{{}}\n", 5, "empty"),
        ("a\nb\n{{lead? Who\n", 7, "does not end"),
    ] {
        let mistakes = Template::read("own", &format!("{head}{body}")).unwrap_err();
        let found = mistakes.iter().any(|one| one.line == line && one.why.contains(word));
        assert!(found, "{body:?}: {mistakes:?}");
    }
    assert_eq!(Template::read("Own File", "x").unwrap_err().len(), 3);
}
