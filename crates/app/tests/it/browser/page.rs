//! One window on the program, with cookies of its own.

use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

use super::wire::Wire;
use crate::peers::until;

/// How long a page may take until it shows what a test waits for.
const PATIENCE: Duration = Duration::from_secs(20);

/// One window, that nobody else shares anything with.
pub(crate) struct Page {
    pub(super) wire: Wire,
    origin: String,
}

impl Page {
    /// An empty window for the program at this origin, `http://host:port`.
    pub(crate) fn new(origin: &str) -> Self {
        let mut wire = Wire::connect();
        let context = wire.ask("Target.createBrowserContext", json!({ "disposeOnDetach": true }));
        let place =
            json!({ "url": "about:blank", "browserContextId": context["browserContextId"] });
        let target = wire.ask("Target.createTarget", place);
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = wire.ask("Target.attachToTarget", attach);
        wire.attach(session["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page", "Runtime", "Network", "Log", "DOM"] {
            wire.ask(&format!("{domain}.enable"), json!({}));
        }
        wire.ask("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
        Self { wire, origin: origin.to_owned() }
    }

    /// Keeps this cookie, written `name=value`, for the program.
    pub(crate) fn cookie(&mut self, cookie: &str) {
        let (name, value) = cookie.split_once('=').unwrap();
        let kept = json!({ "name": name, "value": value, "url": self.origin, "httpOnly": true });
        self.wire.ask("Network.setCookie", kept);
    }

    /// Opens a path of the program and waits until it is loaded.
    pub(crate) fn open(&mut self, path: &str) {
        let went = self.try_open(path);
        assert_eq!(went, Ok(()), "{path} does not open");
    }

    /// Opens a path; answers why the browser could not.
    pub(crate) fn try_open(&mut self, path: &str) -> Result<(), String> {
        let url = format!("{}{path}", self.origin);
        let went = self.wire.ask("Page.navigate", json!({ "url": url }));
        match went["errorText"].as_str() {
            Some(why) => Err(why.to_owned()),
            None => {
                self.wait_until("loaded", "document.readyState === 'complete'");
                Ok(())
            }
        }
    }

    /// Waits until the page shows this text.
    pub(crate) fn see(&mut self, text: &str) {
        let shown = format!("document.body.innerText.includes({})", json!(text));
        self.wait_until(&format!("showing {text:?}"), &shown);
    }

    /// Whether the page shows this text now.
    pub(crate) fn shows(&mut self, text: &str) -> bool {
        self.eval(&format!("document.body.innerText.includes({})", json!(text))) == true
    }

    /// Waits until an expression holds on a page that is loaded.
    pub(crate) fn wait_until(&mut self, what: &str, expression: &str) {
        let loaded = format!("document.readyState === 'complete' && !!({expression})");
        let met = until(PATIENCE, || (self.try_eval(&loaded).ok()? == true).then_some(()));
        if met.is_none() {
            let all = "location.href + '\\n' + document.body.innerText";
            let shown = self.try_eval(all).unwrap_or_default();
            panic!("not {what} in time: {}", shown.as_str().unwrap_or_default());
        }
    }

    /// What an expression is worth on the page.
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        self.try_eval(expression).unwrap_or_else(|why| panic!("{expression}: {why}"))
    }

    fn try_eval(&mut self, expression: &str) -> Result<Value, String> {
        let asked =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut said = self.wire.try_ask("Runtime.evaluate", asked)?;
        match said.get("exceptionDetails") {
            Some(thrown) => Err(thrown.to_string()),
            None => Ok(said["result"]["value"].take()),
        }
    }

    /// Writes a picture of the whole page, as long as it is.
    pub(crate) fn picture(&mut self, file: &Path) {
        let taken = json!({ "format": "png", "captureBeyondViewport": true, "clip": self.whole() });
        let taken = self.wire.ask("Page.captureScreenshot", taken);
        let data = taken["data"].as_str().unwrap();
        std::fs::write(file, data_encoding::BASE64.decode(data.as_bytes()).unwrap()).unwrap();
    }

    /// Why the browser would not install the page's app.
    pub(crate) fn installability(&mut self) -> Vec<String> {
        let found = self.wire.ask("Page.getInstallabilityErrors", json!({}));
        let all = found["installabilityErrors"].as_array().unwrap();
        all.iter().map(|one| one["errorId"].as_str().unwrap().to_owned()).collect()
    }

    /// How many sheets of A4 it prints on.
    pub(crate) fn prints_pages(&mut self) -> usize {
        let text = String::from_utf8_lossy(&self.printed()).into_owned();
        text.matches("/Type /Page\n").count()
    }

    /// Writes the page as somebody's printer gets it, as PDF on A4.
    pub(crate) fn print(&mut self, file: &Path) {
        std::fs::write(file, self.printed()).unwrap();
    }

    fn printed(&mut self) -> Vec<u8> {
        let wish = json!({
            "preferCSSPageSize": true, "generateTaggedPDF": false,
            "paperWidth": 8.27, "paperHeight": 11.69,
        });
        let made = self.wire.ask("Page.printToPDF", wish);
        data_encoding::BASE64.decode(made["data"].as_str().unwrap().as_bytes()).unwrap()
    }

    fn whole(&mut self) -> Value {
        let size = &self.wire.ask("Page.getLayoutMetrics", json!({}))["cssContentSize"];
        json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 })
    }

    /// Fails when the browser complained, or when anything was asked of another origin.
    pub(crate) fn assert_clean(&mut self) {
        // A last question: what happened before it has been told by its answer.
        self.eval("0");
        let record = &self.wire.record;
        assert!(record.complaints.is_empty(), "the browser complains: {:#?}", record.complaints);
        let home = |url: &&String| {
            url.starts_with(&format!("{}/", self.origin))
                || url.starts_with("data:")
                || url.starts_with("about:")
        };
        let away: Vec<&String> = record.requests.iter().filter(|url| !home(url)).collect();
        assert!(away.is_empty(), "asked of others: {away:#?}");
    }

    /// Forgets complaints that contain these words, and fails when there was none: a page that is
    /// meant to be missing, say.
    pub(crate) fn forgive(&mut self, words: &str) {
        self.eval("0");
        let complaints = &mut self.wire.record.complaints;
        let before = complaints.len();
        complaints.retain(|complaint| !complaint.contains(words));
        assert!(complaints.len() < before, "nothing about {words:?} in {complaints:?}");
    }
}
