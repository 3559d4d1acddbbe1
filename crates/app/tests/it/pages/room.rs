//! The pages of the incident room, as people read and fill them.

use super::{page, signed_in};
use crate::peers::http::{Answer, Request};
use crate::peers::vigie::Vigie;

/// Somebody at the pages of one incident.
struct Room {
    vigie: Vigie,
    cookie: String,
    incident: String,
}

impl Room {
    fn new() -> Self {
        let vigie = Vigie::start(&[]);
        let cookie = signed_in(&vigie);
        let room = Self { vigie, cookie, incident: String::new() };
        let incident = room.declares("A list can be read");
        Self { incident, ..room }
    }

    fn declares(&self, title: &str) -> String {
        let made = self.sends("/incidents", &[("title", title), ("severity", "warning")]);
        made.header("location").unwrap().to_owned()
    }

    fn sends(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form = Request::form(path, fields).header("Cookie", &self.cookie);
        form.header("Accept-Language", "en").send(&self.vigie.address)
    }

    fn reads(&self, path: &str) -> String {
        page(&self.vigie, &self.cookie, path, "en").text()
    }

    fn at(&self, rest: &str) -> String {
        format!("{}{rest}", self.incident)
    }
}

/// What a form would send if nobody touched it: its inputs and the chosen options.
fn form(text: &str) -> Vec<(String, String)> {
    let main = text.split_once("<main").unwrap().1;
    let form = main.split("<form").find(|form| form.contains("name=\"seen_title\"")).unwrap();
    let value = |tag: &str, name: &str| {
        let rest = tag.split_once(&format!(" {name}=\""))?.1;
        Some(rest.split('"').next().unwrap().to_owned())
    };
    let inputs = form.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap());
    let inputs = inputs.filter_map(|tag| Some((value(tag, "name")?, value(tag, "value")?)));
    let selects = form.split("<select").skip(1).filter_map(|rest| {
        let chosen = rest.split("<option").skip(1).find(|option| option.contains(" selected"))?;
        Some((value(rest.split('>').next()?, "name")?, value(chosen, "value")?))
    });
    inputs.chain(selects).collect()
}

/// The same form, with some fields filled otherwise.
fn filled<'a>(
    form: &'a [(String, String)],
    typed: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let typed_name = |name: &str| typed.iter().any(|(other, _)| *other == name);
    let kept = form.iter().filter(|(name, _)| !typed_name(name));
    kept.map(|(name, value)| (name.as_str(), value.as_str())).chain(typed.iter().copied()).collect()
}

#[test]
fn what_is_known_is_corrected_on_the_page_and_nobody_overwrites_unseen() {
    let room = Room::new();
    let edit = room.at("/edit");
    let asked = form(&room.reads(&edit));
    let mine = filled(&asked, &[("title", "Users can be read"), ("occurred", "2026-01-02T03:04")]);
    let done = room.sends(&edit, &mine);
    assert_eq!(done.header("location"), Some(room.incident.as_str()), "{}", done.text());
    let shown = room.reads(&room.incident);
    assert!(shown.contains("A list can be read → Users can be read"), "{shown}");
    assert!(shown.contains("– → Fri 2 Jan 2026 "), "{shown}");

    // Somebody who opened the form before: their words stay, and nothing is replaced.
    let late = room.sends(&edit, &filled(&asked, &[("title", "<b>Passwords</b> leak")]));
    assert_eq!(late.status, 409);
    let late = late.text();
    assert!(late.contains("changed this while you wrote"), "{late}");
    assert!(late.contains("It says now: Users can be read"), "{late}");
    assert!(late.contains("value=\"&lt;b&gt;Passwords&lt;/b&gt; leak\""), "{late}");
    assert!(late.contains("value=\"2026-01-02T03:04\""), "what they left alone is as it is now");
    let again = form(&late);
    assert!(room.reads(&room.incident).contains("<h1><span class=\"unparted\">INC-"), "{late}");
    let why = [("title", "Passwords leak")];
    assert_eq!(room.sends(&edit, &filled(&again, &why)).status, 303);
    assert!(room.reads(&room.incident).contains("Users can be read → Passwords leak"));

    let early = filled(&again, &[("title", "Passwords leak"), ("mitigated", "2025-01-02T03:04")]);
    let early = room.sends(&edit, &early);
    assert_eq!(early.status, 422);
    assert!(early.text().contains("it would have hurt less before it began"), "{}", early.text());
}

#[test]
fn clocks_move_only_after_the_page_said_which() {
    let room = Room::new();
    let aware = form(&room.reads(&room.at("/edit")));
    let aware = &aware.iter().find(|(name, _)| name == "aware").unwrap().1;
    let answers = [
        ("situation", "data-leak"),
        ("exposed", "yes"),
        ("personal", "yes"),
        ("malicious", "unknown"),
        ("down", "no"),
        ("spreading", "no"),
        ("aware_at", aware),
        ("seen", "0"),
    ];
    assert_eq!(room.sends(&room.at("/qualify"), &answers).status, 303);
    let edit = room.at("/edit");
    let asked = form(&room.reads(&edit));
    let typed = [("aware", "2026-01-02T03:04"), ("why", "a mail of that day")];
    let told = room.sends(&edit, &filled(&asked, &typed));
    assert_eq!(told.status, 200);
    let told = told.text();
    assert!(told.contains("Notification to the CNIL: ended "), "{told}");
    assert!(told.contains("Save, and move these clocks"), "{told}");
    assert!(!room.reads(&room.incident).contains("Clock moved"));
    // Another moment than the one they were told of is asked again.
    let other = form(&told);
    let asked_again = room.sends(&edit, &filled(&other, &[("aware", "2026-01-03T03:04")]));
    assert!(asked_again.text().contains("Save, and move these clocks"));
    let done = room.sends(&edit, &filled(&other, &[]));
    assert_eq!(done.status, 303, "{}", done.text());
    let shown = room.reads(&room.incident);
    assert!(shown.contains("Clock moved") && shown.contains("the deadline has passed"), "{shown}");
}

#[test]
fn incidents_are_linked_on_the_page_and_some_of_one_is_split_off() {
    let room = Room::new();
    let other = room.declares("The disk is full");
    let reference = other.trim_start_matches("/incidents/").to_owned();
    let at = room.at("/links");
    let linked = room.sends(&at, &[("relation", "caused-by"), ("linked", &reference)]);
    assert_eq!(linked.status, 303, "{}", linked.text());
    assert!(room.reads(&room.incident).contains("The disk is full"));
    assert!(room.reads(&other).contains("A list can be read"));
    let itself = room.incident.trim_start_matches("/incidents/").to_owned();
    let refused = room.sends(&at, &[("relation", "related"), ("linked", &itself)]);
    assert!(refused.text().contains("can’t be linked to itself"), "{}", refused.text());
    let nobody = room.sends(&at, &[("relation", "related"), ("linked", "INC-1999-0001")]);
    assert!(nobody.text().contains("there is no such other incident"), "{}", nobody.text());
    assert_eq!(room.sends(&format!("{at}/{reference}/remove"), &[]).status, 303);
    assert!(!room.reads(&room.incident).contains("The disk is full"));

    room.sends(&room.at("/notes"), &[("text", "The <b>queue</b> grows")]);
    let asked = room.reads(&room.at("/split"));
    let box_of = asked.split("name=\"line\" value=\"").last().unwrap();
    let line = box_of.split('"').next().unwrap().to_owned();
    let nothing = room.sends(&room.at("/split"), &[("title", "Mails are stuck")]);
    assert_eq!(nothing.status, 422);
    assert!(nothing.text().contains("value=\"Mails are stuck\""), "{}", nothing.text());
    let sent = [("title", "Mails are stuck"), ("line", line.as_str())];
    let part = room.sends(&room.at("/split"), &sent);
    let part = part.header("location").unwrap_or_else(|| panic!("{}", part.text()));
    let shown = room.reads(part);
    assert!(shown.contains("The &lt;b&gt;queue&lt;/b&gt; grows"), "{shown}");
    assert!(shown.contains("Split from") && shown.contains("A list can be read"), "{shown}");
}

#[test]
fn of_two_who_give_a_role_at_once_the_second_is_told() {
    let room = Room::new();
    let at = room.at("/roles");
    let shown = room.reads(&room.incident);
    assert!(shown.contains("name=\"seen-scribe\" value=\"\""), "{shown}");
    let gives = |seen: &str| {
        room.sends(&at, &[("role", "scribe"), ("to", "administrator"), ("seen-scribe", seen)])
    };
    assert_eq!(gives("").status, 303);
    let leaves = room.sends(&at, &[("role", "scribe"), ("to", ""), ("seen-scribe", "")]);
    assert!(leaves.text().contains("has this role meanwhile"), "{}", leaves.text());
    assert!(room.reads(&room.incident).contains("name=\"seen-scribe\" value=\"administrator\""));
    let seen = [("role", "scribe"), ("to", ""), ("seen-scribe", "administrator")];
    assert_eq!(room.sends(&at, &seen).status, 303);
}
