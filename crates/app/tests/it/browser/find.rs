//! Finding what is on a page the way a screen reader does: by role and name.

use serde_json::{Value, json};
use std::time::Duration;

use super::page::Page;
use crate::peers::until;

/// How long a page may take until it has what a test looks for.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// Looks in vain before the page is read anew.
const FORGET_EVERY: usize = 50;

/// A node of the page that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node(pub(super) i64);

impl Page {
    /// The first node of this role (`button`, `link`, `textbox`...) and this name.
    pub(super) fn find(&mut self, role: &str, name: &str) -> Node {
        let mut misses = 0;
        let found = until(PATIENCE, || {
            let found = self.all(role, name).first().copied();
            misses += 1;
            if found.is_none() && misses % FORGET_EVERY == 0 {
                self.forget_what_was_read();
            }
            found
        });
        found.unwrap_or_else(|| {
            let all = self.eval("location.href + '\\n' + document.body.innerText");
            panic!("no {role} is called {name:?}: {}", all.as_str().unwrap_or_default())
        })
    }

    /// Has the browser read the page anew: what it kept of the page before, asked for while it left
    /// that one, it would answer for good.
    fn forget_what_was_read(&mut self) {
        for asked in ["Accessibility.enable", "Accessibility.disable"] {
            drop(self.wire.try_ask(asked, json!({})));
        }
    }

    fn all(&mut self, role: &str, name: &str) -> Vec<Node> {
        let Ok(document) = self.wire.try_ask("DOM.getDocument", json!({ "depth": 0 })) else {
            return Vec::new();
        };
        let root = &document["root"]["nodeId"];
        let asked = json!({ "nodeId": root, "role": role, "accessibleName": name });
        let found = self.wire.try_ask("Accessibility.queryAXTree", asked).unwrap_or_default();
        let nodes = found["nodes"].as_array().cloned().unwrap_or_default();
        let seen = nodes.iter().filter(|node| node["ignored"] == false);
        seen.filter_map(|node| node["backendDOMNodeId"].as_i64()).map(Node).collect()
    }

    /// The node that has the focus; the body when none has.
    pub(super) fn focused(&mut self) -> Node {
        let asked = json!({ "expression": "document.activeElement" });
        let found = self.wire.ask("Runtime.evaluate", asked);
        let object = &found["result"]["objectId"];
        let node = self.wire.ask("DOM.describeNode", json!({ "objectId": object }));
        Node(node["node"]["backendNodeId"].as_i64().unwrap())
    }

    /// Runs a function with the node as `this`.
    pub(super) fn on(&mut self, node: Node, function: &str) -> Value {
        let resolved = self.wire.ask("DOM.resolveNode", json!({ "backendNodeId": node.0 }));
        let call = json!({
            "objectId": resolved["object"]["objectId"],
            "functionDeclaration": function,
            "returnByValue": true,
        });
        self.wire.ask("Runtime.callFunctionOn", call)["result"]["value"].take()
    }
}
