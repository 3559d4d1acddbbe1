//! The second factor: codes of an authenticator app, and recovery codes for the day without the
//! phone.
//!
//! The app's secret is hidden in the database by a key that is not there; of recovery codes only
//! marks are kept. A code counts once.

use super::session::{Admission, Opened, Visitor, open};
use super::{DEVICE_LASTS, Door, account, tries};
use crate::cx::Cx;
use crate::error::Error;
use crate::keys::{hash_secret, same_secret};
use crate::store::accounts::{self, Stored};
use crate::store::ceremonies::{self, Key};
use crate::store::{StoreError, Tx, sessions};
use totp_rs::{Builder, Secret, Totp};
use vigie_domain::account::{CEREMONY_LASTS, CODE_STEP, CodeState, CodeVerdict, judge_code};
use vigie_domain::time::Timestamp;

/// Bytes of an app's secret, as RFC 4226 asks for.
const SECRET_BYTES: usize = 20;
/// Recovery codes that are made at once.
const RECOVERY_CODES: usize = 10;
/// Characters of a recovery code: 50 bits.
const RECOVERY_CHARS: usize = 10;
/// What recovery codes are made of: nothing that looks like something else.
const RECOVERY_ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Longest text that is read as a code.
const TYPED_BYTES_MAX: usize = 64;

/// What came of a code.
pub enum CodeEntry {
    /// A session is open.
    In(Opened),
    /// The code does not count, and why.
    Refused(CodeVerdict),
    /// It is too early for another try.
    Later(Timestamp),
    /// The password was shown too long ago, or in another browser.
    Over,
}

/// What came of the first code of a new app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppChange {
    /// The app is in use.
    Done,
    /// The code does not count, and why.
    Refused(CodeVerdict),
    /// There is no app to confirm.
    Over,
}

fn broken(error: impl std::fmt::Display) -> Error {
    StoreError::Other(format!("the codes of an app could not be made: {error}")).into()
}

fn totp(base32: &str) -> Result<Totp, Error> {
    let secret = Secret::try_from_base32(base32).map_err(broken)?;
    Builder::new().with_secret(secret).with_step_duration(CODE_STEP).build().map_err(broken)
}

/// What a code is worth for a secret.
fn judge(
    base32: &str,
    state: CodeState,
    digits: &str,
    now: Timestamp,
) -> Result<CodeVerdict, Error> {
    let totp = totp(base32)?;
    let seconds = u64::try_from(now.as_millis() / 1_000).unwrap_or(0);
    let is_code_of = |step: u64| same_secret(&totp.generate(step * CODE_STEP).to_string(), digits);
    Ok(judge_code(state, seconds, is_code_of))
}

/// What somebody typed, as a code of an app: six digits, spaces aside.
fn as_digits(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    (digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// What somebody typed, as a recovery code: the letters that look like digits are read as those.
fn as_recovery(typed: &str) -> String {
    let kept = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
    kept.map(|c| match c.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    })
    .collect()
}

fn mark(cx: &Cx, account: &str, code: &str) -> String {
    cx.keys.stamp("recovery", &format!("{account}:{}", as_recovery(code)))
}

/// The exchange of a visitor's session.
fn of_session(visitor: &Visitor, kind: &str) -> String {
    hash_secret(&format!("{kind}:{}", visitor.session))
}

fn app_key(hash: &str) -> Key<'_> {
    Key { hash, kind: "app" }
}

fn codes_key(hash: &str) -> Key<'_> {
    Key { hash, kind: "codes" }
}

/// The key of the exchange between a password and a code.
pub(super) fn step_key(hash: &str) -> Key<'_> {
    Key { hash, kind: "code" }
}

/// Begins with a new app: draws its secret, which is shown until a code confirms it.
pub async fn begin_app(cx: &Cx, visitor: &Visitor) -> Result<(), Error> {
    let mut bytes = [0; SECRET_BYTES];
    aws_lc_rs::rand::fill(&mut bytes).map_err(broken)?;
    let base32 = Secret::new(Box::new(bytes)).to_base32();
    let hidden = cx.keys.hide(&base32).ok_or_else(|| broken("no random bytes"))?;
    let (hash, person) = (of_session(visitor, "app"), visitor.person.clone());
    let until = cx.now() + CEREMONY_LASTS;
    let unit =
        move |tx: &mut Tx<'_>| Ok(ceremonies::begin(tx, app_key(&hash), &person, &hidden, until)?);
    cx.store.write(unit).await
}

/// The secret of an app that waits for its first code, in base 32.
pub async fn pending_app(cx: &Cx, visitor: &Visitor) -> Result<Option<String>, Error> {
    let (hash, now) = (of_session(visitor, "app"), cx.now());
    let found = cx.store.read(move |tx| Ok(ceremonies::look(tx, app_key(&hash), now)?)).await?;
    Ok(found.and_then(|(_, hidden)| cx.keys.reveal(&hidden)))
}

/// Takes a new app into use, when its code shows that the phone has the secret; recovery codes
/// come with it.
pub async fn confirm_app(cx: &Cx, visitor: &Visitor, typed: &str) -> Result<AppChange, Error> {
    let Some(base32) = pending_app(cx, visitor).await? else { return Ok(AppChange::Over) };
    let now = cx.now();
    let verdict = match as_digits(typed) {
        Some(digits) => judge(&base32, CodeState::default(), &digits, now)?,
        None => CodeVerdict::Wrong,
    };
    let CodeVerdict::Good(step) = verdict else { return Ok(AppChange::Refused(verdict)) };
    let (hash, visitor, codes) = (of_session(visitor, "app"), visitor.clone(), Codes::draw(cx)?);
    let (unit_cx, person) = (cx.clone(), visitor.person.clone());
    let unit = move |tx: &mut Tx<'_>| {
        let Some((_, hidden)) = ceremonies::finish(tx, app_key(&hash), now)? else {
            return Ok(AppChange::Over);
        };
        accounts::ensure(tx, &person, now)?;
        accounts::set_totp(tx, &person, Some((&hidden, step)), now)?;
        sessions::end_others(tx, &person, &visitor.session)?;
        codes.keep(tx, &unit_cx, &visitor, now)?;
        account::note(tx, &person, "authenticator app set up", &person, now)?;
        Ok(AppChange::Done)
    };
    cx.store.write(unit).await
}

/// Takes the app away, and the recovery codes with it.
pub async fn drop_app(cx: &Cx, visitor: &Visitor) -> Result<(), Error> {
    let (person, now) = (visitor.person.clone(), cx.now());
    let unit = move |tx: &mut Tx<'_>| {
        accounts::set_totp(tx, &person, None, now)?;
        accounts::clear_recovery(tx, &person)?;
        account::note(tx, &person, "authenticator app taken away", &person, now)
    };
    cx.store.write(unit).await
}

/// New recovery codes.
struct Codes {
    codes: Vec<String>,
    hidden: String,
}

impl Codes {
    fn draw(cx: &Cx) -> Result<Self, Error> {
        let mut bytes = [0; RECOVERY_CODES * RECOVERY_CHARS];
        aws_lc_rs::rand::fill(&mut bytes).map_err(broken)?;
        let letter = |byte: &u8| {
            let place = usize::from(*byte) % RECOVERY_ALPHABET.len();
            RECOVERY_ALPHABET.get(place).map_or('0', |letter| char::from(*letter))
        };
        let code = |bytes: &[u8]| {
            let mut code: String = bytes.iter().map(letter).collect();
            code.insert(RECOVERY_CHARS / 2, '-');
            code
        };
        let codes: Vec<String> = bytes.chunks(RECOVERY_CHARS).map(code).collect();
        let hidden = cx.keys.hide(&codes.join("\n")).ok_or_else(|| broken("no random bytes"))?;
        Ok(Self { codes, hidden })
    }

    /// Keeps the marks in place of those before, and the codes hidden until they were seen.
    fn keep(
        &self,
        tx: &mut Tx<'_>,
        cx: &Cx,
        visitor: &Visitor,
        now: Timestamp,
    ) -> Result<(), Error> {
        let person = visitor.person.as_str();
        accounts::clear_recovery(tx, person)?;
        for code in &self.codes {
            accounts::add_recovery(tx, person, &mark(cx, person, code))?;
        }
        let (hash, until) = (of_session(visitor, "codes"), now + CEREMONY_LASTS);
        ceremonies::begin(tx, codes_key(&hash), person, &self.hidden, until)?;
        account::note(tx, person, "recovery codes made", person, now)
    }
}

/// Makes new recovery codes; those before count no more.
pub async fn make_codes(cx: &Cx, visitor: &Visitor) -> Result<(), Error> {
    let (codes, now) = (Codes::draw(cx)?, cx.now());
    let (cx_in, visitor) = (cx.clone(), visitor.clone());
    cx.store.write(move |tx| codes.keep(tx, &cx_in, &visitor, now)).await
}

/// The new recovery codes, until their owner says that they are kept, or ten minutes pass.
pub async fn shown_codes(cx: &Cx, visitor: &Visitor) -> Result<Option<Vec<String>>, Error> {
    let (hash, now) = (of_session(visitor, "codes"), cx.now());
    let found = cx.store.read(move |tx| Ok(ceremonies::look(tx, codes_key(&hash), now)?)).await?;
    let codes = found.and_then(|(_, hidden)| cx.keys.reveal(&hidden));
    Ok(codes.map(|codes| codes.lines().map(str::to_owned).collect()))
}

/// Shows the new recovery codes no more.
pub async fn hide_codes(cx: &Cx, visitor: &Visitor) -> Result<(), Error> {
    let (hash, now) = (of_session(visitor, "codes"), cx.now());
    cx.store.write(move |tx| Ok(ceremonies::finish(tx, codes_key(&hash), now).map(|_| ())?)).await
}

/// Who shows a code after their password, and what counts their tries.
struct Half {
    stored: Stored,
    how: String,
    places: Vec<tries::Place>,
}

enum Begun {
    Half(Box<Half>),
    Later(Timestamp),
    Over,
}

/// Comes in with a code, after the password: one of the app, or a recovery code.
pub async fn by_code(cx: &Cx, door: &Door, step: &str, typed: &str) -> Result<CodeEntry, Error> {
    let half = match begin(cx, door, step).await? {
        Begun::Half(half) => *half,
        Begun::Later(at) => return Ok(CodeEntry::Later(at)),
        Begun::Over => return Ok(CodeEntry::Over),
    };
    let now = cx.now();
    let typed = if typed.len() <= TYPED_BYTES_MAX { typed } else { "" };
    let secret = half.stored.totp_secret.as_deref().and_then(|hidden| cx.keys.reveal(hidden));
    let verdict = match (as_digits(typed), secret) {
        (Some(digits), Some(base32)) => Some(judge(&base32, half.stored.codes, &digits, now)?),
        (Some(_), None) => Some(CodeVerdict::Wrong),
        (None, _) => None,
    };
    let how = match (half.how.as_str(), verdict.is_some()) {
        ("link", true) => "link and code",
        ("link", false) => "link and recovery code",
        (_, true) => "password and code",
        (_, false) => "password and recovery code",
    };
    let admission = Admission::new(&half.stored.name, how, door)?;
    let recovery = mark(cx, &half.stored.name, typed);
    let hash = hash_secret(step);
    let unit = move |tx: &mut Tx<'_>| {
        let name = admission.person.as_str();
        let refused = match verdict {
            Some(CodeVerdict::Good(step)) => {
                (!accounts::use_code(tx, name, step)?).then_some(CodeVerdict::Used)
            }
            Some(other) => Some(other),
            None => (!accounts::use_recovery(tx, name, &recovery)?).then_some(CodeVerdict::Wrong),
        };
        if let Some(why) = refused {
            if let CodeVerdict::Ahead(_, step) = why {
                accounts::tell_code(tx, name, step)?;
            }
            return Ok(CodeEntry::Refused(why));
        }
        if ceremonies::finish(tx, step_key(&hash), now)?.is_none() {
            return Ok(CodeEntry::Over);
        }
        tries::forgive(tx, &half.places)?;
        Ok(CodeEntry::In(open(tx, &admission, now)?))
    };
    cx.store.write(unit).await
}

async fn begin(cx: &Cx, door: &Door, step: &str) -> Result<Begun, Error> {
    let (setup, hash, now) = (cx.setup(), hash_secret(step), cx.now());
    let (device, address) = (door.device.as_deref().map(hash_secret), door.address);
    let unit = move |tx: &mut Tx<'_>| {
        let Some((name, how)) = ceremonies::look(tx, step_key(&hash), now)? else {
            return Ok(Begun::Over);
        };
        let Some((_, Some(stored))) = account::find(tx, &setup, &name)? else {
            return Ok(Begun::Over);
        };
        let known = match &device {
            Some(hash) => sessions::is_known_device(tx, hash, &name, now.minus(DEVICE_LASTS))?,
            None => false,
        };
        let from = tries::From { address, known_device: device.as_deref().filter(|_| known) };
        let places = tries::code_places(&name, from);
        if let Some(ready_at) = tries::count(tx, &places, now)? {
            return Ok(Begun::Later(ready_at));
        }
        Ok(Begun::Half(Box::new(Half { stored, how, places })))
    };
    cx.store.write(unit).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 6238, appendix B, in six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = Secret::new(Box::new(*b"12345678901234567890")).to_base32();
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")]
        {
            let now = Timestamp::from_millis(seconds * 1_000);
            let step = u64::try_from(seconds).unwrap() / CODE_STEP;
            let verdict = judge(&secret, CodeState::default(), code, now).unwrap();
            assert_eq!(verdict, CodeVerdict::Good(step));
        }
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        assert_eq!(as_digits(" 123 456 ").as_deref(), Some("123456"));
        for none in ["", "12345", "1234567", "12345a", "１２３４５６"] {
            assert_eq!(as_digits(none), None, "{none}");
        }
        assert_eq!(as_recovery(" OIL2x-9qrst "), "0112x9qrst");
    }
}
