//! Mouse and keyboard.

use serde_json::json;

use super::find::{Node, PATIENCE};
use super::page::Page;
use crate::peers::until;

/// Steps of the focus until a test says that the keyboard does not get there.
const TABS_MAX: usize = 400;

/// A key, with what it takes to press it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Tab,
    Enter,
    Space,
    Escape,
    ControlK,
}

impl Key {
    /// Its name, its place on the keyboard, its number, the text it writes, and what is held.
    const fn parts(self) -> (&'static str, &'static str, u8, &'static str, u8) {
        match self {
            Self::Tab => ("Tab", "Tab", 9, "", 0),
            Self::Enter => ("Enter", "Enter", 13, "\r", 0),
            Self::Space => (" ", "Space", 32, " ", 0),
            Self::Escape => ("Escape", "Escape", 27, "", 0),
            Self::ControlK => ("k", "KeyK", 75, "", 2),
        }
    }
}

/// What somebody uses the page with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hands {
    Mouse,
    Keyboard,
}

impl Page {
    /// Presses and lets go of a key.
    pub(crate) fn press(&mut self, key: Key) {
        let (name, code, number, text, held) = key.parts();
        let down = if text.is_empty() { "rawKeyDown" } else { "keyDown" };
        for kind in [down, "keyUp"] {
            let mut event = json!({
                "type": kind, "key": name, "code": code, "modifiers": held,
                "windowsVirtualKeyCode": number,
            });
            if kind == "keyDown" {
                event["text"] = json!(text);
            }
            self.wire.ask("Input.dispatchKeyEvent", event);
        }
    }

    /// Writes into whatever has the focus.
    pub(crate) fn write(&mut self, text: &str) {
        self.wire.ask("Input.insertText", json!({ "text": text }));
    }

    /// Uses a button, a link or another thing that reacts.
    pub(crate) fn activate(&mut self, hands: Hands, role: &str, name: &str) {
        self.reach(hands, role, name);
        if hands == Hands::Keyboard {
            self.press(Key::Enter);
        }
    }

    /// Replaces what a text field holds.
    pub(crate) fn fill(&mut self, hands: Hands, name: &str, text: &str) {
        let node = self.reach(hands, "textbox", name);
        self.on(node, "function () { this.select(); }");
        self.write(text);
    }

    /// Takes an option of a list by typing the start of its text.
    pub(crate) fn choose(&mut self, name: &str, option: &str) {
        let node = self.find("combobox", name);
        self.tab_to(node, name);
        for letter in option.chars() {
            self.wire.ask("Input.dispatchKeyEvent", json!({ "type": "char", "text": letter }));
        }
        let chosen = self.on(node, "function () { return this.selectedOptions[0].text; }");
        assert_eq!(chosen, option, "{name}");
    }

    fn reach(&mut self, hands: Hands, role: &str, name: &str) -> Node {
        match hands {
            Hands::Mouse => self.click(role, name),
            Hands::Keyboard => {
                let node = self.find(role, name);
                self.tab_to(node, name);
                node
            }
        }
    }

    /// Clicks once the place stands still: a page keeps it under a hand that moved, and what it
    /// changed just before may still move it.
    fn click(&mut self, role: &str, name: &str) -> Node {
        let still = until(PATIENCE, || {
            let node = self.find(role, name);
            let place = self.place(node)?;
            self.mouse("mouseMoved", place);
            (self.place(node)? == place).then_some((node, place))
        });
        let (node, place) = still.unwrap_or_else(|| panic!("{name:?} does not stand still"));
        self.mouse("mousePressed", place);
        self.mouse("mouseReleased", place);
        node
    }

    fn mouse(&mut self, kind: &str, (x, y): (f64, f64)) {
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
        self.wire.ask("Input.dispatchMouseEvent", event);
    }

    /// The middle of a node, once it is in view.
    fn place(&mut self, node: Node) -> Option<(f64, f64)> {
        let here = json!({ "backendNodeId": node.0 });
        self.wire.try_ask("DOM.scrollIntoViewIfNeeded", here.clone()).ok()?;
        let quads = self.wire.try_ask("DOM.getContentQuads", here).ok()?;
        let corner = |at: usize| quads["quads"][0][at].as_f64();
        let middle = |at: usize| Some((corner(at)? + corner(at + 4)?) / 2.0);
        Some((middle(0)?, middle(1)?))
    }

    /// Goes there by Tab alone.
    fn tab_to(&mut self, node: Node, name: &str) {
        for _ in 0..TABS_MAX {
            if self.focused() == node {
                return;
            }
            self.press(Key::Tab);
        }
        panic!("the keyboard does not reach {name:?}");
    }
}
