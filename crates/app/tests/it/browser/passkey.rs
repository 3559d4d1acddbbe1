//! A passkey device that exists only in the browser.

use serde_json::json;

use super::page::Page;

impl Page {
    /// Plugs in a device that holds passkeys and always recognises its owner. Passkeys belong to a
    /// name, so the page must have been opened at `localhost`.
    pub(crate) fn plug_in_passkeys(&mut self) -> Passkeys {
        self.wire.ask("WebAuthn.enable", json!({}));
        let device = json!({ "options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
            "hasUserVerification": true, "isUserVerified": true,
            "automaticPresenceSimulation": true,
        } });
        let added = self.wire.ask("WebAuthn.addVirtualAuthenticator", device);
        Passkeys(added["authenticatorId"].as_str().unwrap().to_owned())
    }

    /// How many passkeys the device holds.
    pub(crate) fn passkeys_on(&mut self, device: &Passkeys) -> usize {
        let held = self.wire.ask("WebAuthn.getCredentials", json!({ "authenticatorId": device.0 }));
        held["credentials"].as_array().unwrap().len()
    }
}

/// A device that holds passkeys.
pub(crate) struct Passkeys(String);
