//! Mail servers and mail receivers.

use super::Import;
use super::file::{AmGlobal, Ignored, Switch};
use super::receiver::is_template;
use serde::Deserialize;
use vigie_domain::channel::Secret;
use vigie_ops::prepare::document::{
    ChannelDoc, EmailDoc, SecretDoc, SmtpDoc, SmtpSecurityDoc, is_mailbox,
};

/// The port on which TLS starts with the first byte, as Alertmanager takes it.
const TLS_PORT: u16 = 465;

/// A mail receiver.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct AmEmail {
    send_resolved: Option<Switch>,
    to: String,
    from: Option<String>,
    hello: Option<String>,
    smarthost: Option<String>,
    auth_username: Option<String>,
    auth_password: Option<String>,
    auth_password_file: Option<String>,
    auth_secret: Option<String>,
    auth_secret_file: Option<String>,
    auth_identity: Option<String>,
    headers: Option<Ignored>,
    html: Option<Ignored>,
    text: Option<Ignored>,
    require_tls: Option<Switch>,
    tls_config: Option<Ignored>,
    force_implicit_tls: Option<Switch>,
    threading: Option<Ignored>,
}

/// What is known of a mail server, before it is known whether it is enough.
struct Server<'a> {
    smarthost: Option<&'a String>,
    from: Option<&'a String>,
    username: Option<&'a String>,
    password: Option<SecretDoc>,
    require_tls: bool,
    implicit_tls: Option<bool>,
}

impl Import<'_> {
    /// The mail server of `global`, when it is whole.
    pub(super) fn global_smtp(&mut self, global: &AmGlobal) -> Option<SmtpDoc> {
        let (plain, file) = (&global.smtp_auth_password, &global.smtp_auth_password_file);
        let password = self.secret("global.smtp_auth_password", plain.as_ref(), file.as_ref());
        for (field, set) in [
            ("smtp_auth_secret", global.smtp_auth_secret.is_some()),
            ("smtp_auth_secret_file", global.smtp_auth_secret_file.is_some()),
        ] {
            if set {
                let why = "Vigie signs in to mail servers with a password only";
                self.leave(&format!("global.{field}"), why);
            }
        }
        for (field, set) in [
            ("smtp_hello", global.smtp_hello.is_some()),
            ("smtp_auth_identity", global.smtp_auth_identity.is_some()),
            ("smtp_tls_config", global.smtp_tls_config.is_some()),
        ] {
            if set {
                self.leave(&format!("global.{field}"), "Vigie has no such setting");
            }
        }
        let server = Server {
            smarthost: global.smtp_smarthost.as_ref(),
            from: global.smtp_from.as_ref(),
            username: global.smtp_auth_username.as_ref(),
            password,
            require_tls: global.smtp_require_tls.is_none_or(|switch| switch.0),
            implicit_tls: global.smtp_force_implicit_tls.map(|switch| switch.0),
        };
        let smtp = self.smtp("global.smtp_", &server)?;
        if smtp.from.is_empty() { None } else { Some(smtp) }
    }

    fn smtp(&mut self, prefix: &str, server: &Server<'_>) -> Option<SmtpDoc> {
        let smarthost = server.smarthost?;
        let from = server.from.cloned().unwrap_or_default();
        let split = smarthost.rsplit_once(':');
        let parts = split.and_then(|(host, port)| Some((host, port.parse::<u16>().ok()?)));
        let Some((host, port)) = parts.filter(|(host, port)| !host.is_empty() && *port > 0) else {
            let message = format!("\"{smarthost}\" is no host and port such as mail:587");
            self.refuse(&format!("{prefix}smarthost"), message);
            return None;
        };
        let security = match (server.implicit_tls, server.require_tls) {
            (Some(true), _) => SmtpSecurityDoc::Tls,
            (None, _) if port == TLS_PORT => SmtpSecurityDoc::Tls,
            (_, true) => SmtpSecurityDoc::StartTls,
            (_, false) => SmtpSecurityDoc::None,
        };
        let login = server.username.cloned().zip(server.password.clone());
        if server.username.is_some() && login.is_none() {
            self.leave(&format!("{prefix}auth_username"), "an account needs its password");
        }
        let (username, password) = login.unzip();
        let host = host.trim_matches(['[', ']']).to_owned();
        Some(SmtpDoc { host, port: Some(port), security, username, password, from })
    }

    /// A secret in clear or in a file; both at once are refused.
    pub(super) fn secret(
        &mut self,
        at: &str,
        plain: Option<&String>,
        file: Option<&String>,
    ) -> Option<SecretDoc> {
        let plain = plain.filter(|text| !text.is_empty());
        let file = file.filter(|text| !text.is_empty());
        if plain.is_some() && file.is_some() {
            self.refuse(at, "write either the secret or its file, not both");
        }
        let file = file.map(|file| Secret::File(self.beside(file)));
        plain.map(|text| Secret::Plain(text.clone())).or(file).map(SecretDoc)
    }

    /// A mail channel.
    pub(super) fn email(
        &mut self,
        at: &str,
        node: &crate::config::yaml::Node,
        global: &AmGlobal,
    ) -> Option<ChannelDoc> {
        let own: AmEmail = self.read(at, node)?;
        if own.to.trim().is_empty() {
            self.refuse(at, "\"to\" is missing");
            return None;
        }
        self.leave_mail_extras(at, &own);
        let password = self.secret(
            &format!("{at}.auth_password"),
            own.auth_password.as_ref(),
            own.auth_password_file.as_ref(),
        );
        let shared = global.smtp_auth_password.as_ref();
        let shared_file = global.smtp_auth_password_file.as_ref();
        let require_tls = own.require_tls.or(global.smtp_require_tls);
        let implicit_tls = own.force_implicit_tls.or(global.smtp_force_implicit_tls);
        let server = Server {
            smarthost: own.smarthost.as_ref().or(global.smtp_smarthost.as_ref()),
            from: own.from.as_ref().or(global.smtp_from.as_ref()),
            username: own.auth_username.as_ref().or(global.smtp_auth_username.as_ref()),
            // Both at once were refused where they stand.
            password: password.or_else(|| match (shared, shared_file) {
                (Some(_), Some(_)) => None,
                (plain, file) => self.secret(at, plain, file),
            }),
            require_tls: require_tls.is_none_or(|switch| switch.0),
            implicit_tls: implicit_tls.map(|switch| switch.0),
        };
        for (field, missing) in
            [("smarthost", server.smarthost.is_none()), ("from", server.from.is_none())]
        {
            if missing {
                self.refuse(at, format!("no {field}, here or as smtp_{field} in global"));
            }
        }
        if [Some(&own.to), server.from, server.smarthost]
            .into_iter()
            .flatten()
            .any(|t| is_template(t))
        {
            self.leave(
                at,
                "addresses that are templates can't be carried: nobody is told this way",
            );
            return None;
        }
        let smtp = self.smtp(&format!("{at}."), &server)?;
        let settings = self.document.settings.as_ref().and_then(|settings| settings.smtp.as_ref());
        let smtp = if settings == Some(&smtp) { None } else { Some(smtp) };
        let to = self.recipients(at, &own.to);
        if to.is_empty() {
            return None;
        }
        let email = EmailDoc { to, smtp };
        let tells_resolved = own.send_resolved.is_some_and(|switch| switch.0);
        Some(ChannelDoc { email: Some(email), ..super::receiver::channel(tells_resolved) })
    }

    /// The addresses of a list with commas that Vigie can write to.
    fn recipients(&mut self, at: &str, to: &str) -> Vec<String> {
        let written = to.split(',').map(str::trim).filter(|address| !address.is_empty());
        let (good, bad): (Vec<_>, Vec<_>) =
            written.map(str::to_owned).partition(|address| is_mailbox(address));
        for address in bad {
            let at = format!("{at}.to");
            if address.contains('@') {
                self.refuse(&at, format!("\"{address}\" is no mail address"));
            } else {
                let why = format!("\"{address}\" has no domain: nobody is told this way");
                self.leave(&at, why);
            }
        }
        good
    }

    fn leave_mail_extras(&mut self, at: &str, own: &AmEmail) {
        for (field, set, why) in [
            ("headers", own.headers.is_some(), "Vigie writes its own messages"),
            ("html", own.html.is_some(), "Vigie writes its own messages"),
            ("text", own.text.is_some(), "Vigie writes its own messages"),
            ("hello", own.hello.is_some(), "Vigie has no such setting"),
            ("tls_config", own.tls_config.is_some(), "Vigie has no such setting"),
            ("auth_identity", own.auth_identity.is_some(), "Vigie has no such setting"),
            ("auth_secret", own.auth_secret.is_some(), "Vigie signs in with a password only"),
            (
                "auth_secret_file",
                own.auth_secret_file.is_some(),
                "Vigie signs in with a password only",
            ),
        ] {
            if set {
                self.leave(&format!("{at}.{field}"), why);
            }
        }
    }
}
