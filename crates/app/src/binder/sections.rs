//! Who and what is declared: people, routes, services, channels.

use super::{Binder, lines};
use maud::{Markup, html};
use vigie_domain::channel::ChannelKind;
use vigie_domain::person::Person;
use vigie_domain::route::Route;
use vigie_domain::service::Service;
use vigie_domain::text::Slug;
use vigie_ops::words::Words;

impl Binder {
    pub(super) fn people(&self, words: Words) -> Markup {
        let people = &self.setup.people;
        html! {
            p { (words.binder_no_shifts()) }
            @if people.is_empty() { p.lack { (words.binder_no_people()) } (lines()) } @else {
                table {
                    thead { tr {
                        th scope="col" { (words.binder_name()) } th scope="col" { (words.binder_phone()) }
                        th scope="col" { (words.binder_mail()) } th scope="col" { (words.binder_owns()) }
                    } }
                    tbody { @for person in people.values() { tr {
                        th scope="row" { (person.name) }
                        td { (phone(words, person)) } td { (mail(words, person)) }
                        td { (self.owned(words, person)) }
                    } } }
                }
            }
        }
    }

    fn owned(&self, words: Words, person: &Person) -> String {
        let own = self.setup.services.values().filter(|one| one.owners.contains(&person.slug));
        or(words.binder_owns_nothing(), own.map(|one| one.name.clone()))
    }

    fn person(&self, words: Words, slug: &Slug) -> Markup {
        match self.setup.people.get(slug) {
            Some(person) => html! { (person.name) ", " (phone(words, person)) },
            None => html! { (slug) },
        }
    }

    pub(super) fn told(&self, words: Words) -> Markup {
        html! { p { (words.binder_told_how()) } ul.routes { (self.route(words, &self.setup.root)) } }
    }

    fn route(&self, words: Words, route: &Route) -> Markup {
        let receiver = self.setup.receivers.get(route.receiver.as_str());
        let reaches = self.setup.reaches_somebody(route.receiver.as_str());
        html! {
            li {
                p { @if route.matchers.is_empty() { strong { (words.binder_route_all()) } } @else {
                    strong { (words.binder_route_when()) } " " code { (route.matchers) }
                } }
                @if !reaches { p.lack { (words.binder_tells_nobody()) } }
                @if let Some(receiver) = receiver { ul {
                    @for slug in &receiver.people { li {
                        (self.person(words, slug))
                        @if let Some(person) = self.setup.people.get(slug) && person.email.is_none() {
                            ", " (mail(words, person))
                        }
                    } }
                    @for channel in &receiver.channels { li { (channel) } }
                } }
                @if let Some(severity) = route.incident_from {
                    p { (words.binder_incident_from()) " " (words.known(severity.as_str())) }
                }
                @if !route.active.is_empty() { p { (words.binder_only_during()) " " (join(&route.active)) } }
                @if !route.mute.is_empty() { p { (words.binder_quiet_during()) " " (join(&route.mute)) } }
                @if !route.routes.is_empty() {
                    ul.routes { @for below in &route.routes { (self.route(words, below)) } }
                }
            }
        }
    }

    pub(super) fn services(&self, words: Words) -> Markup {
        let services = &self.setup.services;
        html! {
            @if services.is_empty() { p.lack { (words.binder_no_services()) } (lines()) }
            @for service in services.values() { (self.service(words, service)) }
        }
    }

    fn service(&self, words: Words, service: &Service) -> Markup {
        let name = |slug: &Slug| {
            self.setup.services.get(slug).map_or_else(|| slug.to_string(), |one| one.name.clone())
        };
        let all = self.setup.services.values();
        let needed_by = all.filter(|other| other.depends_on.contains(&service.slug));
        let team = service.team.as_ref().and_then(|slug| self.setup.teams.get(slug));
        html! {
            article {
                h3 { (service.name) }
                @if !service.description.is_empty() { p { (service.description) } }
                dl {
                    dt { (words.binder_address()) }
                    dd { (service.url.as_deref().unwrap_or(words.binder_no_address())) }
                    dt { (words.owners()) }
                    dd {
                        @if service.owners.is_empty() { (words.binder_no_owner()) }
                        @for owner in &service.owners { div { (self.person(words, owner)) } }
                    }
                    dt { (words.binder_team()) }
                    dd { (team.map_or(words.binder_no_team(), |team| &team.name)) }
                    dt { (words.depends_on()) }
                    dd { (or(words.binder_depends_on_nothing(), service.depends_on.iter().map(name))) }
                    dt { (words.binder_needed_by()) }
                    dd { (or(words.binder_needed_by_none(), needed_by.map(|one| one.name.clone()))) }
                    dt { (words.checks()) }
                    dd { (self.watched(words, service)) }
                }
            }
        }
    }

    fn watched(&self, words: Words, service: &Service) -> Markup {
        let own = Some(&service.slug);
        let checks = self.setup.checks.values().filter(|one| one.service.as_ref() == own);
        let beats = self.setup.heartbeats.values().filter(|one| one.service.as_ref() == own);
        let checks = checks.map(|one| format!("{} ({})", one.name, one.kind.target()));
        let all: Vec<String> = checks.chain(beats.map(|one| one.name.to_string())).collect();
        html! {
            @if all.is_empty() { (words.binder_no_watch()) }
            @for one in &all { div { (one) } }
        }
    }

    pub(super) fn channels(&self, words: Words) -> Markup {
        let channels = &self.setup.channels;
        html! {
            @if channels.is_empty() { p.lack { (words.binder_no_channels()) } } @else { dl {
                @for channel in channels.values() {
                    dt { (channel.name) } dd { (whereto(words, &channel.kind)) }
                }
            } }
        }
    }
}

/// Where a channel leads, without its secrets.
fn whereto(words: Words, kind: &ChannelKind) -> String {
    match kind {
        ChannelKind::Email { to, .. } => words.binder_channel_email(to.join(", ")),
        ChannelKind::Webhook { .. } => words.binder_channel_webhook().to_owned(),
        ChannelKind::Mattermost { channel: Some(channel), .. } => {
            format!("{channel}{}{}", words.colon(), words.binder_channel_mattermost())
        }
        ChannelKind::Mattermost { channel: None, .. } => {
            words.binder_channel_mattermost().to_owned()
        }
        ChannelKind::Matrix { homeserver, room, .. } => {
            words.binder_channel_matrix(homeserver, room)
        }
    }
}

fn phone(words: Words, person: &Person) -> Markup {
    html! { @match &person.phone {
        Some(phone) => a.phone href={ "tel:" (phone.dialled()) } { (phone) },
        None => span.lack { (words.binder_no_phone(&person.name)) },
    } }
}

fn mail(words: Words, person: &Person) -> Markup {
    html! { @match &person.email {
        Some(mail) => (mail),
        None => span.lack { (words.binder_no_mail(&person.name)) },
    } }
}

/// Names in a row, or the words for none.
fn or(none: &str, names: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = names.collect();
    if all.is_empty() { none.to_owned() } else { all.join(", ") }
}

fn join<T: ToString>(names: &[T]) -> String {
    names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
