//! Services: what users rely on, and how each is.

use super::layout::{View, page, refusal};
use super::ui::{self, Asked, Choice, Column, Field, List, Sheet, Way, badge, empty, person};
use crate::state::App;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;
use vigie_domain::check::{CheckState, Verdict};
use vigie_domain::id::AlertId;
use vigie_domain::service::Service;
use vigie_domain::text::Slug;
use vigie_ops::Error;
use vigie_ops::store::alerts::{self, Outline, Stored};
use vigie_ops::store::{Tx, checks};

/// Alerts that a service's row names; their list has the rest.
const NAMED_MAX: usize = 5;

/// A service with what is known of it.
struct Known<'a> {
    service: &'a Service,
    /// Those that go on, the worst first.
    alerts: Vec<AlertId>,
    checks: usize,
    passing: usize,
}

impl Known<'_> {
    /// Unknown is never shown as fine: a service that nobody watches is unknown.
    fn state(&self) -> &'static str {
        if !self.alerts.is_empty() {
            return "failing";
        }
        if self.checks > 0 && self.passing == self.checks { "passing" } else { "unknown" }
    }

    fn trouble(&self) -> u8 {
        match self.state() {
            "failing" => 2,
            "unknown" => 1,
            _ => 0,
        }
    }
}

/// `GET /services`.
pub(super) async fn list(State(app): State<App>, view: View, asked: Asked) -> Response {
    let read = app.cx.store.read(|tx| Ok((alerts::outlines(tx)?, checks::states(tx)?)));
    let (live, states) = match read.await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let words = view.words;
    let named = OnceLock::new();
    let list = List::of((&view, &asked), key, ("state", Way::Down), columns(&view, &named));
    let list = match list {
        Ok(list) => list,
        Err(refused) => return *refused,
    };
    let (name, state) = (asked.get("name").to_lowercase(), asked.get("state"));
    let mut services = known(&view, &live, &states);
    let is_empty = services.is_empty();
    services.retain(|known| {
        let named = [known.service.name.as_str(), known.service.slug.as_str()]
            .iter()
            .any(|text| text.to_lowercase().contains(&name));
        named && (state.is_empty() || known.state() == state)
    });
    list.sort(&mut services);
    let (shown, _) = list.page(&services);
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(shown).asked_as(file)).flatten() {
        return whole;
    }
    match alerts_of(&app, shown).await {
        Ok(found) => named.get_or_init(|| found),
        Err(error) => return refusal(&view, &error),
    };
    let body = html! {
        @if is_empty {
            (empty(words.no_service(), words.no_service_next()))
        } @else {
            (ui::filters(&view, &asked, &fields(&view, &asked)))
            @if shown.is_empty() { (empty(words.nothing_fits(), words.nothing_fits_next())) }
        }
        (list.whole(words.services(), &services))
    };
    page(&view, words.services(), &body).into_response()
}

fn key(known: &Known<'_>) -> String {
    known.service.slug.to_string()
}

/// The alerts that rows name.
type Named = OnceLock<HashMap<AlertId, Stored>>;

fn columns<'a>(view: &'a View, named: &'a Named) -> Vec<Column<'a, Known<'a>>> {
    let words = view.words;
    let name = |known: &Known<'_>| {
        html! {
            span id=(known.service.slug) { (known.service.name) }
            @if !known.service.description.is_empty() { p.faint { (known.service.description) } }
        }
    };
    let watched = |known: &Known<'_>| {
        html! {
            @if known.checks == 0 { (view.words.not_watched()) } @else {
                (view.words.checks_pass(known.checks, known.passing))
            }
        }
    };
    vec![
        Column::<Known<'_>>::new("name", words.col_name(), name)
            .sorts(Way::Up, |one, other| one.service.name.cmp(&other.service.name)),
        Column::<Known<'_>>::new("state", words.state(), |known| badge(view, known.state()))
            .sorts(Way::Down, |one, other| one.trouble().cmp(&other.trouble())),
        Column::<Known<'_>>::new("alerts", words.alerts(), |known| {
            going_on(view, known, named.get())
        })
        .sorts(Way::Down, |one, other| one.alerts.len().cmp(&other.alerts.len())),
        Column::<Known<'_>>::new("checks", words.checks(), watched)
            .sorts(Way::Down, |one, other| one.checks.cmp(&other.checks)),
        Column::<Known<'_>>::new("owners", words.owners(), |known| owners(view, known)),
        Column::<Known<'_>>::new(
            "needs",
            words.depends_on(),
            |known| html! { (needs(view, known)) },
        ),
    ]
}

/// The alerts that rows name.
async fn alerts_of(app: &App, shown: &[Known<'_>]) -> Result<HashMap<AlertId, Stored>, Error> {
    let first = |known: &Known<'_>| known.alerts.iter().take(NAMED_MAX).copied().collect();
    let ids: Vec<Vec<AlertId>> = shown.iter().map(first).collect();
    let unit = move |tx: &mut Tx<'_>| {
        let mut found = HashMap::new();
        for id in ids.iter().flatten() {
            found.extend(alerts::by_id(tx, *id)?.map(|stored| (*id, stored)));
        }
        Ok(found)
    };
    app.cx.store.read(unit).await
}

/// The services that the reader sees, each with what is known of it.
fn known<'a>(view: &'a View, live: &[Outline], states: &[(String, CheckState)]) -> Vec<Known<'a>> {
    let setup = &view.setup;
    let mut alerts: HashMap<&str, Vec<AlertId>> = HashMap::new();
    for one in live {
        if let Some(service) = &one.service {
            alerts.entry(service).or_default().push(one.id);
        }
    }
    let passes = states.iter().filter(|(_, state)| state.verdict == Verdict::Passing);
    let passes: HashSet<&str> = passes.map(|(slug, _)| slug.as_str()).collect();
    let mut watched: HashMap<&str, (usize, usize)> = HashMap::new();
    for check in setup.checks.values() {
        if let Some(service) = &check.service {
            let (all, passing) = watched.entry(service.as_str()).or_default();
            *all += 1;
            *passing += usize::from(passes.contains(check.slug.as_str()));
        }
    }
    let one = |service: &'a Service| {
        let (checks, passing) = watched.get(service.slug.as_str()).copied().unwrap_or_default();
        let alerts = alerts.remove(service.slug.as_str()).unwrap_or_default();
        Known { service, alerts, checks, passing }
    };
    let own = setup.services.values().filter(|service| view.sight.sees_of(Some(&service.slug)));
    own.map(one).collect()
}

fn fields(view: &View, asked: &Asked) -> Markup {
    let words = view.words;
    let field = |name, label| Field { name, label, value: asked.get(name), ..Field::default() };
    let names = ["failing", "unknown", "passing"].map(|word| (word, words.known(word)));
    let named = names.iter().map(|(value, label)| Choice { value, label });
    let all: Vec<Choice<'_>> =
        std::iter::once(Choice { value: "", label: words.any_state() }).chain(named).collect();
    html! {
        (Field { optional: true, ..field("name", words.name_contains()) }.line("text"))
        (field("state", words.state()).select(&all))
    }
}

/// The worst alerts of a service, and the way to all of them.
fn going_on(view: &View, known: &Known<'_>, named: Option<&HashMap<AlertId, Stored>>) -> Markup {
    let found = known.alerts.iter().take(NAMED_MAX).filter_map(|id| named?.get(id));
    html! {
        @for stored in found {
            p { a href={ "/alerts/" (stored.alert.id) } { (super::alerts::title(view, stored)) } }
        }
        @if known.alerts.len() > NAMED_MAX {
            p { a href={ "/alerts?filter=service%3D%22" (known.service.slug) "%22" } {
                (view.words.all_of_them(known.alerts.len()))
            } }
        }
    }
}

fn owners(view: &View, known: &Known<'_>) -> Markup {
    html! {
        @for (at, owner) in known.service.owners.iter().enumerate() {
            @if at > 0 { ", " } (person(view, owner.as_str()))
        }
    }
}

fn needs(view: &View, known: &Known<'_>) -> String {
    let seen = |slug: &&Slug| view.sight.sees_of(Some(slug));
    let needs = known.service.depends_on.iter().filter(seen).map(|slug| view.service(slug));
    needs.collect::<Vec<_>>().join(", ")
}

fn sheet(shown: &[Known<'_>]) -> Sheet {
    let row = |known: &Known<'_>| {
        let owners: Vec<&str> = known.service.owners.iter().map(|slug| slug.as_str()).collect();
        vec![
            known.service.slug.to_string().into(),
            known.service.name.clone().into(),
            known.state().into(),
            known.alerts.len().into(),
            known.checks.into(),
            known.passing.into(),
            owners.join(" ").into(),
        ]
    };
    Sheet {
        name: "services",
        columns: &["slug", "name", "state", "alerts", "checks", "checks_passing", "owners"],
        rows: shown.iter().map(row).collect(),
    }
}
