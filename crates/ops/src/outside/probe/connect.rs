//! TCP connections to hosts: look up, connect, and say plainly why not.

use super::{Doing, Prober, Trace, Trouble, add};
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::Instant;
use vigie_domain::check::net::{Family, Host};

/// How long one of several addresses may take before the next one is tried.
const ONE_OF_SEVERAL_MAX: Duration = Duration::from_secs(2);
/// Most addresses of one name that are tried.
const ADDRESSES_MAX: usize = 6;

/// An open connection and the address it goes to.
pub(super) async fn connect(
    prober: &Prober,
    host: &Host,
    port: u16,
    family: Family,
    trace: &mut Trace,
) -> Result<TcpStream, Trouble> {
    match host {
        Host::Address(address) => {
            admitted(*address, family)?;
            one(SocketAddr::new(*address, port), trace).await
        }
        Host::Name(name) => {
            let addresses = resolve(prober, name, family, trace).await?;
            any(&addresses, port, trace).await
        }
    }
}

/// The addresses of a host, in the order in which to try them.
pub(super) async fn addresses(
    prober: &Prober,
    host: &Host,
    family: Family,
    trace: &mut Trace,
) -> Result<Vec<IpAddr>, Trouble> {
    match host {
        Host::Address(address) => admitted(*address, family).map(|()| vec![*address]),
        Host::Name(name) => resolve(prober, name, family, trace).await,
    }
}

fn admitted(address: IpAddr, family: Family) -> Result<(), Trouble> {
    if family.admits(address) {
        return Ok(());
    }
    Err(Trouble::Failed(format!("{address} is no {family} address, and only {family} is allowed")))
}

async fn resolve(
    prober: &Prober,
    name: &str,
    family: Family,
    trace: &mut Trace,
) -> Result<Vec<IpAddr>, Trouble> {
    trace.doing = Doing::Resolving;
    let started = Instant::now();
    let found = prober.names.addresses(name, family).await;
    add(&mut trace.phases.dns, started);
    found
}

async fn any(addresses: &[IpAddr], port: u16, trace: &mut Trace) -> Result<TcpStream, Trouble> {
    let mut addresses = addresses.iter().take(ADDRESSES_MAX).peekable();
    let mut last = Trouble::Failed("the name has no address".to_owned());
    while let Some(address) = addresses.next() {
        let target = SocketAddr::new(*address, port);
        let tried = if addresses.peek().is_none() {
            one(target, trace).await
        } else {
            match tokio::time::timeout(ONE_OF_SEVERAL_MAX, one(target, trace)).await {
                Ok(tried) => tried,
                Err(_) => Err(Trouble::Failed(format!("no connection to {target} in time"))),
            }
        };
        match tried {
            Ok(stream) => return Ok(stream),
            Err(trouble) => last = worse(last, trouble),
        }
    }
    Err(last)
}

/// Of two reasons the one to show: that a target refused tells more than that we lack a route.
fn worse(first: Trouble, second: Trouble) -> Trouble {
    match (&first, &second) {
        (Trouble::Failed(why), Trouble::Blind(_)) if why != "the name has no address" => first,
        _ => second,
    }
}

async fn one(target: SocketAddr, trace: &mut Trace) -> Result<TcpStream, Trouble> {
    trace.doing = Doing::Connecting(target);
    let started = Instant::now();
    let stream = TcpStream::connect(target).await.map_err(|error| refusal(target, &error))?;
    add(&mut trace.phases.connect, started);
    // Without it each handshake waits 40 ms for a delayed acknowledgement.
    stream.set_nodelay(true).map_err(|error| Trouble::Blind(plain(&error)))?;
    trace.note("address", &target);
    Ok(stream)
}

/// Whether a failed connection speaks of the target or of this machine.
fn refusal(target: SocketAddr, error: &std::io::Error) -> Trouble {
    /// Too many open files, in this program or in the whole system.
    const FILES_EXHAUSTED: [i32; 2] = [24, 23];
    let exhausted = error.raw_os_error().is_some_and(|code| FILES_EXHAUSTED.contains(&code));
    if exhausted {
        return Trouble::Blind("this machine has no file left to open: raise LimitNOFILE".into());
    }
    let kind = error.kind();
    if kind == ErrorKind::ConnectionRefused {
        return Trouble::Failed(format!("connection refused by {target}"));
    }
    if kind == ErrorKind::ConnectionReset {
        return Trouble::Failed(format!("connection reset by {target}"));
    }
    if kind == ErrorKind::NetworkUnreachable || kind == ErrorKind::NetworkDown {
        return Trouble::Blind(format!("this machine has no route to {}", target.ip()));
    }
    if kind == ErrorKind::AddrNotAvailable {
        return Trouble::Blind(format!(
            "this machine has no address or port to reach {target} from"
        ));
    }
    if kind == ErrorKind::PermissionDenied {
        return Trouble::Blind(format!("this machine's own firewall forbids {target}"));
    }
    Trouble::Failed(format!("can't connect to {target}: {}", plain(error)))
}

/// The words of an error without its number.
pub(super) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}
