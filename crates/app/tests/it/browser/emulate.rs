//! The window and the wishes of whoever looks.

use serde_json::json;

use super::page::Page;

/// How the page is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Look {
    /// Of the window, in pixels before the zoom.
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// In percent, as in the browser's menu.
    pub(crate) zoom: u32,
    pub(crate) dark: bool,
    /// The system replaces all colours by a few of its own.
    pub(crate) forced_colors: bool,
    pub(crate) reduced_motion: bool,
}

impl Look {
    /// A light page in a window of this size.
    pub(crate) const fn new(width: u32, height: u32) -> Self {
        let (zoom, dark) = (100, false);
        Self { width, height, zoom, dark, forced_colors: false, reduced_motion: false }
    }
}

impl Page {
    /// Looks this way from now on; the page that is open changes at once.
    pub(crate) fn look(&mut self, look: Look) {
        let (width, height) = (look.width * 100 / look.zoom, look.height * 100 / look.zoom);
        let size = json!({
            "width": width, "height": height, "mobile": false,
            "deviceScaleFactor": f64::from(look.zoom) / 100.0,
        });
        self.wire.ask("Emulation.setDeviceMetricsOverride", size);
        let wish = |name: &str, value: &str| json!({ "name": name, "value": value });
        let scheme = if look.dark { "dark" } else { "light" };
        let (forced, contrast) =
            if look.forced_colors { ("active", "more") } else { ("none", "no-preference") };
        let motion = if look.reduced_motion { "reduce" } else { "no-preference" };
        let wishes = json!({ "features": [
            wish("prefers-color-scheme", scheme),
            wish("forced-colors", forced),
            wish("prefers-contrast", contrast),
            wish("prefers-reduced-motion", motion),
        ] });
        self.wire.ask("Emulation.setEmulatedMedia", wishes);
        let there = format!(
            "innerWidth === {width} && matchMedia('(prefers-color-scheme: {scheme})').matches"
        );
        self.wait_until("in its new window", &there);
    }

    /// Prefers this language from the next page on, as in `fr-FR,fr`.
    pub(crate) fn language(&mut self, accepted: &str) {
        let agent = self.wire.ask("Browser.getVersion", json!({}))["userAgent"].take();
        let asked = json!({ "userAgent": agent, "acceptLanguage": accepted });
        self.wire.ask("Emulation.setUserAgentOverride", asked);
    }

    /// Runs no script of a page from the next page on.
    pub(crate) fn without_script(&mut self) {
        self.wire.ask("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    }

    /// Takes the network away, or gives it back.
    pub(crate) fn offline(&mut self, offline: bool) {
        let none = json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.wire.ask("Network.emulateNetworkConditions", none);
    }
}
