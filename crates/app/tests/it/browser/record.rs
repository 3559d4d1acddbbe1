//! What a page asked of the network, and what the browser complained about.

use serde_json::Value;

/// Everything since the page was opened.
#[derive(Default)]
pub(super) struct Record {
    /// Every address that was asked for, in order.
    pub(super) requests: Vec<String>,
    /// Errors and warnings of the console, scripts that failed, policies that were broken.
    pub(super) complaints: Vec<String>,
    /// The pages among the requests.
    documents: Vec<String>,
}

impl Record {
    pub(super) fn note(&mut self, event: &Value) {
        let params = &event["params"];
        match event["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => self.asked(params),
            "Network.webSocketCreated" => self.requests.push(text(&params["url"])),
            "Runtime.consoleAPICalled" => self.console(params),
            "Runtime.exceptionThrown" => {
                let thrown = &params["exceptionDetails"];
                self.complaints.push(format!("{} {}", thrown["text"], thrown["exception"]));
            }
            "Log.entryAdded" => self.logged(&params["entry"]),
            _ => {}
        }
    }

    fn asked(&mut self, params: &Value) {
        let url = text(&params["request"]["url"]);
        if params["type"] == "Document" {
            self.documents.push(url.clone());
        }
        self.requests.push(url);
    }

    fn console(&mut self, params: &Value) {
        if ["error", "warning", "assert"].contains(&params["type"].as_str().unwrap_or_default()) {
            self.complaints.push(format!("console: {}", params["args"]));
        }
    }

    fn logged(&mut self, entry: &Value) {
        // A page with a status of 404 is a page: what it says is for the test to judge.
        let page = self.documents.contains(&text(&entry["url"]));
        if page && entry["source"] == "network" {
            return;
        }
        if ["error", "warning"].contains(&entry["level"].as_str().unwrap_or_default()) {
            self.complaints.push(format!("{} ({})", text(&entry["text"]), text(&entry["url"])));
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
