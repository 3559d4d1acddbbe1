//! Name lookups: shared resolvers that follow the machine's own configuration.
//! Owns their cache and their renewal; never opens a connection to a target.

use super::Trouble;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, LookupIpStrategy, NameServerConfig, ResolveHosts, ResolverConfig,
    ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::time::Instant;
use vigie_domain::check::net::Family;

/// Longest time an address is believed, whatever its owner says: a move must show soon.
const CACHED_MAX: Duration = Duration::from_mins(1);
/// How often the machine's configuration is looked at for changes.
const RENEW_EVERY: Duration = Duration::from_secs(30);
/// Most servers named in checks whose resolvers are kept.
const SERVERS_MAX: usize = 64;
/// Files whose change makes new resolvers.
const SOURCES: [&str; 2] = ["/etc/resolv.conf", "/etc/hosts"];

/// All resolvers of a prober.
#[derive(Debug, Default)]
pub(super) struct Names {
    system: Mutex<Option<System>>,
    servers: Mutex<HashMap<SocketAddr, TokioResolver>>,
}

#[derive(Clone, Debug)]
struct System {
    resolvers: Result<Arc<Resolvers>, String>,
    looked_at: Instant,
    changed: [Option<SystemTime>; 2],
}

#[derive(Debug)]
struct Resolvers {
    any: TokioResolver,
    v4: TokioResolver,
    v6: TokioResolver,
    fresh: TokioResolver,
}

impl Names {
    /// The addresses of a name, IPv4 first: it is what works where one of them does not.
    pub(super) async fn addresses(
        &self,
        name: &str,
        family: Family,
    ) -> Result<Vec<IpAddr>, Trouble> {
        let resolvers = self.system()?;
        let resolver = match family {
            Family::Any => &resolvers.any,
            Family::V4 => &resolvers.v4,
            Family::V6 => &resolvers.v6,
        };
        let found = resolver.lookup_ip(name).await;
        let found = found.map_err(|error| lookup_trouble(name, "address", &error))?;
        let addresses: Vec<IpAddr> = found.iter().filter(|ip| family.admits(*ip)).collect();
        if addresses.is_empty() {
            return Err(Trouble::Failed(format!("{name} has no {family} address")));
        }
        Ok(addresses)
    }

    /// A resolver without cache: the machine's, or the one that asks a given server.
    pub(super) fn fresh(&self, server: Option<SocketAddr>) -> Result<TokioResolver, Trouble> {
        let Some(server) = server else {
            return Ok(self.system()?.fresh.clone());
        };
        let mut servers = lock(&self.servers);
        if let Some(resolver) = servers.get(&server) {
            return Ok(resolver.clone());
        }
        if servers.len() >= SERVERS_MAX {
            servers.clear();
        }
        let resolver = asking(server).map_err(|error| Trouble::Blind(error.to_string()))?;
        servers.insert(server, resolver.clone());
        Ok(resolver)
    }

    /// The machine's resolvers, made anew when its configuration has changed.
    fn system(&self) -> Result<Arc<Resolvers>, Trouble> {
        let mut system = lock(&self.system);
        let now = Instant::now();
        let fresh = system
            .as_ref()
            .is_some_and(|known| now.saturating_duration_since(known.looked_at) < RENEW_EVERY);
        if !fresh {
            let changed =
                SOURCES.map(|path| std::fs::metadata(path).and_then(|m| m.modified()).ok());
            let same = system.take().filter(|known| known.changed == changed);
            let resolvers = same.map_or_else(Resolvers::of_machine, |known| known.resolvers);
            *system = Some(System { resolvers, looked_at: now, changed });
        }
        match system.as_ref().map(|known| &known.resolvers) {
            Some(Ok(resolvers)) => Ok(Arc::clone(resolvers)),
            Some(Err(why)) => Err(Trouble::Blind(why.clone())),
            None => Err(Trouble::Blind("no name servers are known".to_owned())),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Resolvers {
    fn of_machine() -> Result<Arc<Self>, String> {
        let build = |strategy, cached: bool| {
            let mut builder = TokioResolver::builder_tokio()?;
            let options = builder.options_mut();
            options.ip_strategy = strategy;
            options.positive_max_ttl = Some(CACHED_MAX);
            // A name that comes back must be seen at once.
            options.negative_max_ttl = Some(Duration::ZERO);
            if !cached {
                no_cache(options);
            }
            builder.build()
        };
        let all = || -> Result<Self, NetError> {
            Ok(Self {
                any: build(LookupIpStrategy::Ipv4AndIpv6, true)?,
                v4: build(LookupIpStrategy::Ipv4Only, true)?,
                v6: build(LookupIpStrategy::Ipv6Only, true)?,
                fresh: build(LookupIpStrategy::Ipv4AndIpv6, false)?,
            })
        };
        all().map(Arc::new).map_err(|error| {
            format!("this machine's /etc/resolv.conf gives no name server: {error}")
        })
    }
}

fn no_cache(options: &mut ResolverOpts) {
    options.cache_size = 0;
    // Who asks about a record wants the name server's answer, not this machine's own table.
    options.use_hosts_file = ResolveHosts::Never;
    options.positive_max_ttl = Some(Duration::ZERO);
    options.negative_max_ttl = Some(Duration::ZERO);
}

fn asking(server: SocketAddr) -> Result<TokioResolver, NetError> {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = server.port();
        connection
    });
    let name_server = NameServerConfig::new(server.ip(), true, connections.to_vec());
    let config = ResolverConfig::from_name_servers(vec![name_server]);
    let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
    no_cache(builder.options_mut());
    builder.build()
}

/// What a failed lookup says, in words; what our own name servers fail at is not the target's
/// fault.
#[expect(clippy::wildcard_enum_match_arm, reason = "the library's list stays open")]
pub(super) fn lookup_trouble(name: &str, wanted: &str, error: &NetError) -> Trouble {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(none)) => {
            Trouble::Failed(if none.response_code == ResponseCode::NXDomain {
                format!("the name {name} does not exist")
            } else {
                format!("{name} has no {wanted}")
            })
        }
        NetError::Dns(DnsError::ResponseCode(code)) => {
            Trouble::Failed(format!("the name server answered \"{code}\" for {name}"))
        }
        NetError::Timeout => Trouble::Failed(format!("the name servers gave no answer for {name}")),
        NetError::Io(_) | NetError::NoConnections | NetError::Busy => {
            Trouble::Blind(format!("the name servers can't be reached: {error}"))
        }
        _ => Trouble::Failed(format!("can't look up {name}: {error}")),
    }
}
