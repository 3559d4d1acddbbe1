//! The register of personal-data breaches: a list to be read and taken along, and each entry, which
//! those who keep it write in.

use super::incidents::parse;
use super::layout::{View, page, refusal, said};
use super::ui::{self, Asked, Choice, Column, Field, List, Sheet, Way, empty, person, time};
use crate::state::App;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use vigie_domain::breach::{Breach, BreachRisk};
use vigie_domain::clock::{Clock, GDPR_AUTHORITY, GDPR_PERSONS};
use vigie_domain::incident::Incident;
use vigie_domain::rights::Act;
use vigie_ops::Error;
use vigie_ops::learn::{self, BREACH_CHARS_MAX, BreachText};
use vigie_ops::sight::{self, Registered};
use vigie_ops::store::Tx;

/// `GET /breaches`.
pub(super) async fn list(State(app): State<App>, view: View, asked: Asked) -> Response {
    let sight = view.sight.clone();
    let mut all = match app.cx.store.read(move |tx| sight::breaches(tx, &sight)).await {
        Ok(all) => all,
        Err(error) => return refusal(&view, &error),
    };
    let list = match List::of((&view, &asked), key, ("opened", Way::Down), columns(&view)) {
        Ok(list) => list,
        Err(refused) => return *refused,
    };
    let (is_empty, wanted) = (all.is_empty(), asked.get("risk"));
    all.retain(|(breach, ..)| {
        wanted.is_empty() || breach.decision.as_ref().is_some_and(|one| one.risk.as_str() == wanted)
    });
    list.sort(&mut all);
    let (shown, _) = list.page(&all);
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(shown).asked_as(file)).flatten() {
        return whole;
    }
    let words = view.words;
    let body = html! {
        p { (words.breaches_about()) " " a href="/deadlines" { (words.deadlines()) } }
        @if is_empty { (empty(words.breaches_none(), words.breaches_none_next())) }
        @else { (ui::filters(&view, &asked, &fields(&view, wanted))) }
        (list.whole(words.breaches(), &all))
    };
    page(&view, words.breaches(), &body).into_response()
}

fn key((_, incident, _): &Registered) -> String {
    incident.reference.to_string()
}

fn columns(view: &View) -> Vec<Column<'_, Registered>> {
    let words = view.words;
    let incident = |(_, incident, _): &Registered| {
        html! { a href={ "/breaches/" (incident.reference) } {
            (incident.reference) " · " (incident.title)
        } }
    };
    vec![
        Column::<Registered>::new("incident", words.breach_incident(), incident)
            .sorts(Way::Down, |(one, ..), (other, ..)| one.incident.cmp(&other.incident)),
        Column::<Registered>::new("decision", words.breach_decision(), |(breach, ..)| {
            decided(view, breach)
        }),
        Column::<Registered>::new("opened", words.breach_opened(), |(breach, ..)| {
            time(view, breach.opened_at)
        })
        .sorts(Way::Down, |(one, ..), (other, ..)| one.opened_at.cmp(&other.opened_at)),
    ]
}

fn fields(view: &View, wanted: &str) -> Markup {
    let words = view.words;
    let risks = BreachRisk::ALL.map(|risk| (risk.as_str(), words.breach_risk(risk.as_str())));
    let mut all = vec![Choice { value: "", label: words.breach_any() }];
    all.extend(risks.iter().map(|(value, label)| Choice { value, label }));
    let field =
        Field { name: "risk", label: words.breach_decision(), value: wanted, ..Field::default() };
    field.select(&all)
}

fn decided(view: &View, breach: &Breach) -> Markup {
    let words = view.words;
    html! { @match &breach.decision {
        Some(decision) => (words.breach_risk(decision.risk.as_str())),
        None => strong { (words.breach_undecided()) }
    } }
}

fn sheet(shown: &[Registered]) -> Sheet {
    let row = |(breach, incident, clocks): &Registered| {
        let decision = breach.decision.as_ref();
        vec![
            incident.reference.to_string().into(),
            incident.title.clone().into(),
            incident.service.as_ref().map(ToString::to_string).into(),
            Sheet::instant(incident.occurred.as_ref().map(|noted| noted.at)),
            Sheet::instant(incident.aware.as_ref().map(|noted| noted.at)),
            breach.facts.clone().into(),
            breach.effects.clone().into(),
            breach.remedies.clone().into(),
            decision.map(|one| one.risk.as_str()).into(),
            decision.map(|one| one.reasons.clone()).into(),
            decision.map(|one| one.noted.by.clone()).into(),
            Sheet::instant(decision.map(|one| one.noted.at)),
            learn::closed_in_words(clocks, GDPR_AUTHORITY).into(),
            learn::closed_in_words(clocks, GDPR_PERSONS).into(),
        ]
    };
    Sheet {
        name: "breaches",
        columns: &crate::csv::BREACHES,
        rows: shown.iter().map(row).collect(),
    }
}

/// `GET /breaches/{reference}`.
pub(super) async fn show(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
) -> Response {
    let sight = view.sight.clone();
    let unit =
        move |tx: &mut Tx<'_>| sight::breach(tx, &sight, Act::SeeJournal, parse(&reference)?);
    match app.cx.store.read(unit).await {
        Ok((breach, incident, clocks)) => {
            let title = view.words.breach_of(incident.reference);
            let body = html! {
                (entry(&view, &breach, (&incident, &clocks)))
                @if sight::may_incident(&view.sight, Act::KeepRegister, &incident) {
                    h2 { (view.words.breach_write()) }
                    (form(&view, &incident, &typed(&breach), None))
                }
            };
            page(&view, &title, &body).into_response()
        }
        Err(error) => refusal(&view, &error),
    }
}

fn entry(view: &View, breach: &Breach, (incident, clocks): (&Incident, &[Clock])) -> Markup {
    let words = view.words;
    let texts = [
        (words.breach_facts(), &breach.facts),
        (words.breach_effects(), &breach.effects),
        (words.breach_remedies(), &breach.remedies),
    ];
    let tellings = [
        (words.breach_authority(), learn::closed(clocks, GDPR_AUTHORITY)),
        (words.breach_persons(), learn::closed(clocks, GDPR_PERSONS)),
    ];
    html! {
        p { a href={ "/incidents/" (incident.reference) } {
            (incident.reference) " · " (incident.title)
        } }
        dl {
            @for (name, text) in texts {
                dt { (name) }
                dd { @if text.is_empty() { strong { (words.breach_missing()) } }
                    @else { (crate::markdown::block(text)) } }
            }
            dt { (words.breach_decision()) }
            dd { (decided(view, breach))
                @if let Some(decision) = &breach.decision {
                    " · " (person(view, &decision.noted.by)) " · " (time(view, decision.noted.at))
                    (crate::markdown::block(&decision.reasons))
                }
            }
            @for (name, ended) in tellings { @if let Some((at, how)) = ended {
                dt { (name) } dd { (super::clocks::ended_how(view, how)) " · " (time(view, at)) }
            } }
        }
        p.faint { (words.breach_opened()) " " (time(view, breach.opened_at))
            @if let Some(noted) = &breach.written {
                " · " (words.breach_written()) " " (person(view, &noted.by)) " · " (time(view, noted.at))
            }
        }
    }
}

/// What somebody typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    version: i64,
    facts: String,
    effects: String,
    remedies: String,
    risk: String,
    reasons: String,
}

fn typed(breach: &Breach) -> Typed {
    let decision = breach.decision.as_ref();
    Typed {
        version: breach.version,
        facts: breach.facts.clone(),
        effects: breach.effects.clone(),
        remedies: breach.remedies.clone(),
        risk: decision.map_or(String::new(), |one| one.risk.as_str().to_owned()),
        reasons: decision.map_or(String::new(), |one| one.reasons.clone()),
    }
}

fn form(view: &View, incident: &Incident, typed: &Typed, mistake: Option<&str>) -> Markup {
    let words = view.words;
    let area = |name, (label, hint), value| Field {
        name,
        label,
        hint,
        value,
        optional: true,
        letters_max: BREACH_CHARS_MAX,
        ..Field::default()
    };
    let risks = BreachRisk::ALL.map(|risk| (risk.as_str(), words.breach_risk(risk.as_str())));
    let mut all = vec![Choice { value: "", label: words.breach_undecided() }];
    all.extend(risks.iter().map(|(value, label)| Choice { value, label }));
    let risk = Field {
        name: "risk",
        label: words.breach_decision(),
        value: &typed.risk,
        mistake,
        ..Field::default()
    };
    html! {
        form method="post" action={ "/breaches/" (incident.reference) } {
            input type="hidden" name="version" value=(typed.version);
            (area("facts", (words.breach_facts(), words.breach_facts_hint()), &typed.facts).area())
            (area("effects", (words.breach_effects(), words.breach_effects_hint()), &typed.effects).area())
            (area("remedies", (words.breach_remedies(), words.breach_remedies_hint()), &typed.remedies).area())
            (risk.select(&all))
            (area("reasons", (words.breach_reasons_field(), ""), &typed.reasons).area())
            button.main type="submit" { (words.breach_save()) }
        }
    }
}

/// `POST /breaches/{reference}`.
pub(super) async fn write(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
    Form(typed): Form<Typed>,
) -> Response {
    let (sight, by, now) = (view.sight.clone(), view.person.clone(), app.cx.now());
    let (target, said_now) = (reference.clone(), typed.clone());
    let text = BreachText {
        version: typed.version,
        facts: typed.facts,
        effects: typed.effects,
        remedies: typed.remedies,
        risk: BreachRisk::from_word(&typed.risk),
        reasons: typed.reasons,
    };
    let unit = move |tx: &mut Tx<'_>| {
        let (_, incident, _) = sight::breach(tx, &sight, Act::KeepRegister, parse(&target)?)?;
        // What somebody typed is shown to them again when it can't be kept.
        match learn::write_breach(tx, (incident.id, &text), &by, now) {
            Err(Error::Refused { why, next_step }) => Ok(Err((incident, why, next_step))),
            other => other.map(Ok),
        }
    };
    match app.cx.store.write(unit).await {
        Ok(Ok(())) => Redirect::to(&format!("/breaches/{reference}")).into_response(),
        Ok(Err((incident, why, next_step))) => {
            let mistake = said(&view, &why, &next_step);
            let body = form(&view, &incident, &said_now, Some(&mistake));
            let title = view.words.breach_of(incident.reference);
            (StatusCode::UNPROCESSABLE_ENTITY, page(&view, &title, &body)).into_response()
        }
        Err(error) => refusal(&view, &error),
    }
}
