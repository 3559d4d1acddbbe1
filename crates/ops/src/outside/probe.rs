//! Probes: one file per kind of check, each looking once and saying what it saw.
//!
//! Owns sockets, name lookups and TLS towards checked targets. Never decides when to look, and
//! never turns a check: that is the scheduler's and the domain's.
//!
//! Checks are declared by operators, who may look at private and loopback addresses on purpose:
//! here, unlike for addresses given by other people, no address is refused.

mod connect;
mod dns;
mod http;
mod icmp;
mod machine;
mod names;
mod network;
mod pulse;
mod tcp;
mod tls;
mod trust;

use rustls::pki_types::CertificateDer;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use vigie_domain::check::pace::is_own_timeout;
use vigie_domain::check::words::{bytes_words, span_words};
use vigie_domain::check::{CheckKind, Observation, Outcome, Phases};
use vigie_domain::time::Timestamp;

/// Looks at once unless set otherwise: half of the 1,024 files that a program may have open where
/// nobody raised the limit.
pub const LOOKS_AT_ONCE: usize = 500;

/// What one look saw; the caller adds the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// What it came to.
    pub outcome: Outcome,
    /// How long its parts took.
    pub phases: Phases,
    /// Other facts, such as `status`, `address` or `certificate_days`.
    pub details: Vec<(String, String)>,
}

impl Sight {
    /// The observation made at an instant.
    pub fn at(self, at: Timestamp) -> Observation {
        Observation { at, outcome: self.outcome, phases: self.phases, details: self.details }
    }

    /// A look that could not be made.
    pub fn not_observed(why: impl Into<String>) -> Self {
        let outcome = Outcome::NotObserved { why: why.into() };
        Self { outcome, phases: Phases::default(), details: Vec::new() }
    }
}

/// What a prober is told at start.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How many looks may be under way at once.
    pub looks_at_once: usize,
    /// Addresses that answer whenever our own network works.
    pub anchors: Vec<SocketAddr>,
    /// Certificates trusted besides those of the machine, such as a private authority's.
    pub extra_roots: Vec<CertificateDer<'static>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { looks_at_once: LOOKS_AT_ONCE, anchors: Vec::new(), extra_roots: Vec::new() }
    }
}

/// Looks at targets; built once, shared by all checks.
#[derive(Debug)]
pub struct Prober {
    names: names::Names,
    trust: trust::Trust,
    echo: icmp::Echo,
    pulse: pulse::Pulse,
    places: Semaphore,
    anchors: Vec<SocketAddr>,
}

/// Why a look did not end well.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Trouble {
    /// What was expected is not so.
    Failed(String),
    /// It is so, too slowly; our own fault when our timers were late.
    Slow(String),
    /// The look could not be made; says nothing about its target.
    Blind(String),
}

/// What a look is doing, for the words of a timeout.
#[derive(Clone, Copy, Debug, Default)]
enum Doing {
    #[default]
    Resolving,
    Connecting(SocketAddr),
    Handshaking,
    Waiting,
    Reading(u64),
    Measuring,
}

impl Doing {
    fn words(self) -> String {
        match self {
            Self::Resolving => "while looking up the name".to_owned(),
            Self::Connecting(address) => format!("while connecting to {address}"),
            Self::Handshaking => "during the TLS handshake".to_owned(),
            Self::Waiting => "while waiting for the first byte".to_owned(),
            Self::Reading(bytes) => {
                format!("while reading the answer, after {}", bytes_words(bytes))
            }
            Self::Measuring => "while measuring this machine".to_owned(),
        }
    }
}

/// What a look has seen so far; survives a timeout.
#[derive(Debug)]
struct Trace {
    started: Instant,
    phases: Phases,
    details: Vec<(String, String)>,
    doing: Doing,
}

impl Trace {
    fn start() -> Self {
        Self {
            started: Instant::now(),
            phases: Phases::default(),
            details: Vec::with_capacity(4),
            doing: Doing::default(),
        }
    }

    fn note(&mut self, name: &str, value: &(impl ToString + ?Sized)) {
        self.details.push((name.to_owned(), value.to_string()));
    }
}

/// Adds a span to a phase: redirects go through each phase again.
fn add(phase: &mut Option<Duration>, since: Instant) {
    *phase = Some(phase.unwrap_or_default() + since.elapsed());
}

impl Prober {
    /// A prober with the machine's name servers and trusted certificates. Needs a running tokio.
    pub fn new(settings: Settings) -> Self {
        Self {
            names: names::Names::default(),
            trust: trust::Trust::new(settings.extra_roots),
            echo: icmp::Echo::default(),
            pulse: pulse::Pulse::start(),
            places: Semaphore::new(settings.looks_at_once.max(1)),
            anchors: settings.anchors,
        }
    }

    /// Looks once. Waiting for a place among the looks under way does not count as time of the
    /// look; `now` judges certificates.
    pub async fn look(&self, kind: &CheckKind, timeout: Duration, now: Timestamp) -> Sight {
        let Ok(_place) = self.places.acquire().await else {
            return Sight::not_observed("the prober is stopping");
        };
        let mut trace = Trace::start();
        let looked =
            tokio::time::timeout(timeout, Box::pin(self.look_at(kind, now, &mut trace))).await;
        trace.phases.total = Some(trace.started.elapsed());
        let outcome = match looked {
            Ok(Ok(())) => Outcome::Ok,
            Ok(Err(Trouble::Failed(why))) => Outcome::Failed { why },
            Ok(Err(Trouble::Blind(why))) => Outcome::NotObserved { why },
            Ok(Err(Trouble::Slow(why))) => self.unless_starved(why, &trace, timeout),
            Err(_) => {
                let why =
                    format!("no answer within {} {}", span_words(timeout), trace.doing.words());
                self.unless_starved(why, &trace, timeout)
            }
        };
        Sight { outcome, phases: trace.phases, details: trace.details }
    }

    /// How late our own timers were at worst over the last `window`: what stretches intervals.
    pub fn lateness(&self, window: Duration) -> Duration {
        let now = Instant::now();
        self.pulse.worst_since(now.checked_sub(window).unwrap_or(now))
    }

    /// Whether our own network works: `Err` says what is missing. To be asked before believing
    /// that many targets fail at once.
    pub async fn own_network(&self) -> Result<(), String> {
        network::look(&self.anchors).await
    }

    async fn look_at(
        &self,
        kind: &CheckKind,
        now: Timestamp,
        trace: &mut Trace,
    ) -> Result<(), Trouble> {
        match kind {
            CheckKind::Http(http) => http::look(self, http, now, trace).await,
            CheckKind::Tcp(tcp) => tcp::look(self, tcp, trace).await,
            CheckKind::Tls(tls) => tls::look(self, tls, now, trace).await,
            CheckKind::Dns(dns) => dns::look(self, dns, trace).await,
            CheckKind::Icmp(icmp) => icmp::look(self, icmp, trace).await,
            CheckKind::Disk(disk) => machine::disk(disk, trace).await,
            CheckKind::Memory(memory) => machine::memory(memory, trace).await,
            CheckKind::Load(load) => machine::load(load, trace).await,
            CheckKind::Units(units) => machine::units(units, trace).await,
        }
    }

    /// A slowness is the target's only when our own timers ran well while we looked.
    fn unless_starved(&self, why: String, trace: &Trace, timeout: Duration) -> Outcome {
        let lateness = self.pulse.worst_since(trace.started);
        if is_own_timeout(lateness, timeout) {
            return Outcome::NotObserved {
                why: format!(
                    "this machine is short of CPU: own timers were {} late",
                    span_words(lateness)
                ),
            };
        }
        Outcome::Failed { why }
    }
}

#[cfg(test)]
mod tests;
