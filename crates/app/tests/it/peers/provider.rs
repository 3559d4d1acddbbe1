//! An identity provider that behaves as ProConnect does: it refuses what it does not expect, tells
//! who somebody is by a signed token, and takes the client's secret in the body only.

use super::sink::Received;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

/// What our client is known by.
pub(crate) const CLIENT: &str = "vigie";
/// Its secret.
pub(crate) const SECRET: &str = "provider-s3cret";

/// How the next answers lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Lie {
    #[default]
    None,
    Nonce,
    Issuer,
    Audience,
    Expired,
    Unsigned,
    Stolen,
    Subject,
}

struct State {
    issuer: String,
    key: KeyPair,
    key_id: String,
    person: Value,
    lie: Lie,
    codes: BTreeMap<String, BTreeMap<String, String>>,
    seen: Vec<String>,
}

/// The provider. Its threads end with the test process.
pub(crate) struct Provider {
    pub(crate) issuer: String,
    state: Arc<Mutex<State>>,
}

impl Provider {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}/api/v2", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State {
            issuer: issuer.clone(),
            key: KeyPair::generate(KeySize::Rsa2048).unwrap(),
            key_id: "first".to_owned(),
            person: json!({}),
            lie: Lie::None,
            codes: BTreeMap::new(),
            seen: Vec::new(),
        }));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || serve(stream.unwrap(), &state));
            }
        });
        Self { issuer, state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Who sits before the browser.
    pub(crate) fn is_visited_by(&self, person: Value) {
        self.state().person = person;
    }

    pub(crate) fn lies(&self, lie: Lie) {
        self.state().lie = lie;
    }

    /// Signs with another key from now on.
    pub(crate) fn changes_its_key(&self) {
        let mut state = self.state();
        state.key = KeyPair::generate(KeySize::Rsa2048).unwrap();
        state.key_id = "second".to_owned();
    }

    /// What was asked, in order.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.state().seen.clone()
    }
}

fn serve(stream: TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    let Some(request) = read(&mut reader) else { return };
    let mut state = state.lock().unwrap();
    state.seen.push(request.line.clone());
    let answer = state.answer(&request);
    drop(reader.get_mut().write_all(answer.as_bytes()));
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Received> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let line = line.rsplit_once(' ')?.0.to_owned();
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        headers.push((name.to_lowercase(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let mut body = vec![0; length.map_or(0, |(_, value)| value.parse().unwrap())];
    reader.read_exact(&mut body).ok()?;
    Some(Received { line, headers, body })
}

/// The fields of a query or a form.
pub(crate) fn fields(text: &str) -> BTreeMap<String, String> {
    let decode = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'+' => b' ',
                b'%' => {
                    let pair = [rest.next().unwrap(), rest.next().unwrap()];
                    u8::from_str_radix(str::from_utf8(&pair).unwrap(), 16).unwrap()
                }
                other => other,
            });
        }
        String::from_utf8(bytes).unwrap()
    };
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decode(name), decode(value))).collect()
}

fn answer(status: &str, kind: &str, extra: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Connection: close\r\n{extra}\r\n{body}"
    )
}

fn no(why: &str) -> String {
    answer("400 Bad Request", "application/json", "", &json!({ "error": why }).to_string())
}

impl State {
    fn answer(&mut self, request: &Received) -> String {
        let (path, query) = request.line.split_once('?').unwrap_or((&request.line, ""));
        match path {
            "GET /api/v2/.well-known/openid-configuration" => self.documents(),
            "GET /api/v2/jwks" => self.keys(),
            "GET /api/v2/authorize" => self.authorize(fields(query)),
            "POST /api/v2/token" => self.token(&request.body),
            "GET /api/v2/userinfo" => self.userinfo(request),
            _ => no("not found"),
        }
    }

    fn documents(&self) -> String {
        let at = &self.issuer;
        let documents = json!({
            "issuer": at,
            "authorization_endpoint": format!("{at}/authorize"),
            "token_endpoint": format!("{at}/token"),
            "userinfo_endpoint": format!("{at}/userinfo"),
            "jwks_uri": format!("{at}/jwks"),
            "end_session_endpoint": format!("{at}/session/end"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        });
        answer("200 OK", "application/json", "", &documents.to_string())
    }

    fn keys(&self) -> String {
        let public = self.key.public_key();
        let number = |bytes: &[u8]| encoded(bytes);
        let keys = json!({ "keys": [{
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.key_id,
            "n": number(public.modulus().big_endian_without_leading_zero()),
            "e": number(public.exponent().big_endian_without_leading_zero()),
        }]});
        answer("200 OK", "application/json", "", &keys.to_string())
    }

    /// ProConnect: state and nonce of 32 characters, and nothing that it does not know.
    fn authorize(&mut self, asked: BTreeMap<String, String>) -> String {
        let known =
            ["response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "acr_values"];
        let back = asked["redirect_uri"].clone();
        let long = |name: &str| asked.get(name).is_some_and(|value| value.len() >= 32);
        let odd = asked.keys().any(|name| !known.contains(&name.as_str()));
        if odd || !long("state") || !long("nonce") || asked["client_id"] != CLIENT {
            return no("Y000400");
        }
        let code = format!("code-{}", self.codes.len());
        let to = format!("{back}?code={code}&state={}&iss={}", asked["state"], self.issuer);
        self.codes.insert(code, asked);
        answer("302 Found", "text/plain", &format!("Location: {to}\r\n"), "")
    }

    fn token(&mut self, body: &[u8]) -> String {
        let form = fields(str::from_utf8(body).unwrap());
        let given = |name: &str| form.get(name).map(String::as_str);
        if given("client_id") != Some(CLIENT) || given("client_secret") != Some(SECRET) {
            return no("invalid_client");
        }
        let Some(asked) = given("code").and_then(|code| self.codes.remove(code)) else {
            return no("invalid_grant");
        };
        if given("redirect_uri") != asked.get("redirect_uri").map(String::as_str) {
            return no("invalid_grant");
        }
        let mut claims = self.claims();
        claims["nonce"] = json!(asked["nonce"]);
        match self.lie {
            Lie::Nonce => claims["nonce"] = json!("another"),
            Lie::Issuer => claims["iss"] = json!("https://evil.example"),
            Lie::Audience => claims["aud"] = json!("somebody-else"),
            Lie::Expired => claims["exp"] = json!(now() - 3_600),
            Lie::None | Lie::Unsigned | Lie::Stolen | Lie::Subject => {}
        }
        let mut token = self.signed(&claims);
        if self.lie == Lie::Unsigned {
            let head = encoded(br#"{"alg":"none"}"#);
            token = format!("{head}.{}.", encoded(claims.to_string().as_bytes()));
        }
        if self.lie == Lie::Stolen {
            // Signed by somebody else's key, under the name of ours.
            let own =
                std::mem::replace(&mut self.key, KeyPair::generate(KeySize::Rsa2048).unwrap());
            token = self.signed(&claims);
            self.key = own;
        }
        let told = json!({
            "access_token": "access", "token_type": "Bearer", "expires_in": 60, "id_token": token,
        });
        answer("200 OK", "application/json", "", &told.to_string())
    }

    fn userinfo(&self, request: &Received) -> String {
        assert_eq!(request.header("authorization"), Some("Bearer access"));
        let mut claims = self.claims();
        let person = self.person.as_object().unwrap().clone();
        claims.as_object_mut().unwrap().extend(person);
        if self.lie == Lie::Subject {
            claims["sub"] = json!("somebody-else");
        }
        answer("200 OK", "application/jwt", "", &self.signed(&claims))
    }

    fn claims(&self) -> Value {
        let subject = self.person["sub"].clone();
        json!({ "iss": self.issuer, "aud": CLIENT, "sub": subject, "iat": now(), "exp": now() + 60 })
    }

    fn signed(&self, claims: &Value) -> String {
        let head = json!({ "alg": "RS256", "typ": "JWT", "kid": self.key_id }).to_string();
        let text =
            format!("{}.{}", encoded(head.as_bytes()), encoded(claims.to_string().as_bytes()));
        let mut mark = vec![0; self.key.public_modulus_len()];
        let random = SystemRandom::new();
        self.key.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut mark).unwrap();
        format!("{text}.{}", encoded(&mark))
    }
}

#[expect(clippy::disallowed_methods, reason = "a provider has a clock of its own")]
fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// Base 64 for addresses, without padding.
fn encoded(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let mut three = [0; 3];
        three[..chunk.len()].copy_from_slice(chunk);
        let bits = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
        for place in 0..=chunk.len() {
            let digit = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap();
            out.push(char::from(DIGITS[digit]));
        }
    }
    out
}
