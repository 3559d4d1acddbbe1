//! What axe-core, the common judge of accessibility, finds on the page that is open.

use serde_json::json;

use super::page::Page;

/// Unmodified; its licence is beside it.
const AXE: &str = include_str!("axe-core/axe.min.js");
/// Every rule of WCAG 2.2 A and AA that a program can judge, and what axe advises beyond it.
const TAGS: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

impl Page {
    /// Brings the judge onto the page that is open; once for each page that is loaded.
    pub(crate) fn bring_axe(&mut self) {
        self.eval(&format!("{AXE};0"));
    }

    /// What it finds now, one line for each node that breaks a rule.
    pub(crate) fn axe(&mut self) -> Vec<String> {
        let wanted = json!({
            "runOnly": TAGS,
            "rules": { "target-size": { "enabled": true } },
            "resultTypes": ["violations"],
        });
        let told = format!(
            "axe.run(document, {wanted}).then(result => result.violations.flatMap(rule =>
                rule.nodes.map(node => rule.id + ': ' + node.target.join(' ') + ': ' +
                    node.failureSummary.replaceAll('\\n', ' ') + ' in ' + node.html)))"
        );
        let found = self.eval(&told);
        let lines = found.as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned());
        lines.collect()
    }
}
