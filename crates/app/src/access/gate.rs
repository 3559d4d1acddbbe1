//! The one gate: every request passes it before its handler runs. It finds what the address
//! takes, learns who asks, once, and turns away whoever may not.

use super::routes::{Found, Need, find};
use super::{Caller, Ended, who};
use crate::state::App;
use axum::Router;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::{self, Next};
use axum::response::Response;
use std::sync::Arc;
use vigie_domain::rights::{Act, Sight, Who, may_somewhere};
use vigie_ops::access::Visitor;

/// Who asks and what they may see and change, for the handler.
#[derive(Clone, Debug)]
pub struct Pass {
    /// Who asks.
    pub caller: Caller,
    /// What they may see and change.
    pub sight: Sight,
}

impl Pass {
    /// Lets nothing be seen: what a page without sign-in is made with.
    pub fn of_nobody(app: &App) -> Self {
        let who = Who { name: String::new(), is_person: false, grants: Vec::new() };
        Self { caller: Caller::Nobody, sight: Sight::new(Arc::new(who), app.cx.setup()) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Pass {
    type Rejection = (StatusCode, &'static str);

    /// Fails where the gate was not asked to know the caller: a mistake of ours, and closed.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let pass = parts.extensions.get::<Self>().cloned();
        pass.ok_or((StatusCode::FORBIDDEN, "nobody was let in here\n"))
    }
}

/// Why somebody is turned away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody we know asks.
    Unknown,
    /// A program asks with a token that has ended.
    Ended(Ended),
    /// Somebody we know, who may not do this; `None` when it only takes to be somebody.
    NotAllowed {
        /// What they may not do.
        act: Act,
        /// Whether they have any role at all.
        has_role: bool,
    },
    /// The address takes another method.
    Method,
    /// The address is in no list of who may use it: a mistake of ours.
    Unlisted,
    /// Who asks could not be looked up.
    Broken(String),
}

/// How pages and the API word a refusal.
pub type Wording = fn(&Parts, &App, &Refusal) -> Response;

/// Puts the gate before every route of a router. What is added to it later stays outside.
pub fn guarded(router: Router<App>, app: &App, words: Wording) -> Router<App> {
    router.route_layer(middleware::from_fn_with_state((app.clone(), words), gate))
}

/// Lets a request in, or turns it away.
async fn gate(
    State((app, words)): State<(App, Wording)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    match judge(&mut parts, &app).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(refusal) => words(&parts, &app, &refusal),
    }
}

async fn judge(parts: &mut Parts, app: &App) -> Result<(), Refusal> {
    let path = parts.extensions.get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or_default();
    let need = match find(parts.method.as_str(), path) {
        Found::Takes(need) => need,
        Found::OtherMethod => return Err(Refusal::Method),
        Found::Unlisted => {
            tracing::error!(path, "an address that access/routes.rs does not list is refused");
            return Err(Refusal::Unlisted);
        }
    };
    let act = match need {
        Need::Public | Need::Key(_) => return Ok(()),
        Need::Known => None,
        Need::Somewhere(act) | Need::Everywhere(act) => Some(act),
    };
    let pass = admit(parts, app).await?;
    let allowed = |act| match need {
        Need::Everywhere(_) => pass.sight.may_everywhere(act),
        Need::Public | Need::Key(_) | Need::Known | Need::Somewhere(_) => {
            may_somewhere(pass.sight.who(), act)
        }
    };
    if let Some(act) = act.filter(|act| !allowed(*act)) {
        let has_role = !pass.sight.who().grants.is_empty();
        return Err(Refusal::NotAllowed { act, has_role });
    }
    parts.extensions.insert(pass);
    Ok(())
}

async fn admit(parts: &mut Parts, app: &App) -> Result<Pass, Refusal> {
    let caller = Caller::from_request_parts(parts, app).await;
    let caller = caller.map_err(|(_, why)| Refusal::Broken(why))?;
    if let Caller::Ended(ended) = caller {
        return Err(Refusal::Ended(ended));
    }
    let setup = app.cx.setup();
    let by_hand = parts.extensions.get::<Visitor>().and_then(|visitor| visitor.role.as_deref());
    let who = who::of(&caller, &setup, by_hand).ok_or(Refusal::Unknown)?;
    Ok(Pass { caller, sight: Sight::new(Arc::new(who), setup) })
}
