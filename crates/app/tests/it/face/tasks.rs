//! The main tasks from end to end: by mouse, by keyboard alone, and with JavaScript off.

use serde_json::{Value, json};

use crate::browser::furnish::{api, session};
use crate::browser::{Hands, Look, Page};
use crate::peers::vigie::Vigie;

/// Somebody at work on a Vigie of their own.
struct Somebody {
    vigie: Vigie,
    page: Page,
    hands: Hands,
}

impl Somebody {
    fn new(hands: Hands, script: bool) -> Self {
        let vigie = Vigie::start(&[]);
        let mut page = Page::new(&vigie.url(""));
        page.language("en");
        page.look(Look::new(390, 844));
        page.cookie(&session(&vigie));
        if !script {
            page.without_script();
        }
        Self { vigie, page, hands }
    }

    fn does(&mut self, role: &str, name: &str) {
        self.page.activate(self.hands, role, name);
    }

    fn fills(&mut self, name: &str, text: &str) {
        self.page.fill(self.hands, name, text);
    }

    /// From the first alert to the closed incident, and a silence.
    fn works_through_a_night(mut self) {
        self.takes_an_alert();
        self.declares_an_incident();
        self.silences_and_ends_it();
        self.speaks_french_from_now_on();
        self.does("button", "Se déconnecter");
        self.page.see("Name or mail address");
        self.page.open("/alerts");
        self.page.see("Name or mail address");
        self.page.assert_clean();
    }

    fn takes_an_alert(&mut self) {
        let signal = json!([{
            "labels": { "alertname": "ApiDown", "severity": "warning" },
            "annotations": { "summary": "The API is down" },
        }]);
        api(&self.vigie, "POST", "/alerts", &signal);
        self.page.open("/");
        self.page.see("The API is down");
        self.does("button", "I'm on it – The API is down");
        self.page.see("acknowledged");
        let taken = api(&self.vigie, "GET", "/alerts/1", &Value::Null).text();
        assert!(taken.contains("administrator"), "{taken}");
        self.does("DisclosureTriangle", "Close by hand…");
        self.does("button", "Close by hand");
        self.page.see("closed by hand");
        let closed = api(&self.vigie, "GET", "/alerts/1", &Value::Null).text();
        assert!(closed.contains("closed by hand"), "{closed}");
    }

    fn declares_an_incident(&mut self) {
        self.does("link", "Incidents");
        self.page.see("No incident yet.");
        self.fills("What is wrong, in one line", "Files are gone");
        self.does("DisclosureTriangle", "How bad, exercise or test");
        self.page.choose("Severity", "warning");
        self.does("button", "Declare an incident");
        self.page.see("Files are gone");
        self.does("button", "I'm on it");
        self.page.see("in progress");
        self.fills("What happened, or was decided", "Restoring from last night");
        self.does("button", "Add a note");
        self.page.see("Restoring from last night");
        self.does("button", "It no longer hurts");
        self.page.see("It hurts again");
        self.does("DisclosureTriangle", "Confirm that it is over…");
        self.fills("How do you know that it is over?", "Every file opens");
        self.does("button", "Confirm that it is over");
        self.page.see("Every file opens");
        self.does("button", "Close");
        self.page.see("Incident closed");
        let all = api(&self.vigie, "GET", "/incidents", &Value::Null).json();
        assert_eq!(all["incidents"][0]["stage"], "closed", "{all}");
        assert_eq!(all["incidents"][0]["severity"], "warning", "{all}");
    }

    fn silences_and_ends_it(&mut self) {
        self.does("DisclosureTriangle", "All rooms");
        self.does("link", "Silences");
        self.page.see("Nothing is silenced.");
        self.fills("Matchers", "no matcher");
        self.fills("For how many hours", "3");
        self.fills("Why, for the others", "Planned work");
        self.does("button", "Silence");
        self.page.see("write them like");
        assert_eq!(self.page.eval("document.getElementById('comment').value"), "Planned work");
        self.fills("Matchers", "alertname=\"ApiDown\"");
        self.does("button", "Silence");
        self.page.wait_until("active", "document.querySelector('.rows .badge.active')");
        self.does("button", "End now – {alertname=\"ApiDown\"}");
        self.page.wait_until("ended", "document.querySelector('.rows .badge.expired')");
        let all = api(&self.vigie, "GET", "/silences?state=all", &Value::Null).json();
        assert_eq!(all["silences"][0]["state"], "expired", "{all}");
    }

    /// The browser asks for English; the account's own choice wins.
    fn speaks_french_from_now_on(&mut self) {
        self.does("link", "administrator");
        self.page.see("As the browser asks");
        self.page.choose("Language", "Français");
        self.does("button", "Save");
        self.page.see("Langue");
        self.does("link", "Incidents");
        self.page.see("Déclarer un incident");
        assert_eq!(self.page.eval("document.documentElement.lang"), "fr");
    }
}

#[test]
fn a_night_is_worked_through_by_mouse() {
    Somebody::new(Hands::Mouse, true).works_through_a_night();
}

#[test]
fn a_night_is_worked_through_by_keyboard_alone() {
    Somebody::new(Hands::Keyboard, true).works_through_a_night();
}

#[test]
fn a_night_is_worked_through_without_javascript() {
    Somebody::new(Hands::Mouse, false).works_through_a_night();
}
