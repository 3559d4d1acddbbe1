//! Echo checks: whether a host answers to a ping.
//! Owns one socket per address family, opened at the first echo.

use super::{Doing, Prober, Trace, Trouble, add, connect};
use std::net::{IpAddr, SocketAddr};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;
use surge_ping::{Client, Config, ICMP, PingIdentifier, PingSequence, SurgeError};
use tokio::time::Instant;
use vigie_domain::check::kind::Icmp;

/// What an echo carries: as much as ping does.
const PAYLOAD: [u8; 56] = *b"vigie looks whether this host is there; sorry for knocki";
/// Time between two echoes of one look: one lost packet is no failure.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// The sockets for echoes.
#[derive(Default)]
pub(super) struct Echo {
    v4: OnceLock<Result<Client, String>>,
    v6: OnceLock<Result<Client, String>>,
    sequence: AtomicU16,
}

impl std::fmt::Debug for Echo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Echo")
    }
}

impl Echo {
    fn client(&self, address: IpAddr) -> Result<&Client, Trouble> {
        let (socket, kind) =
            if address.is_ipv4() { (&self.v4, ICMP::V4) } else { (&self.v6, ICMP::V6) };
        // The unprivileged socket first, the raw one where that is allowed.
        let opened = socket.get_or_init(|| {
            Client::new(&Config::builder().kind(kind).build())
                .map_err(|error| not_permitted(&error))
        });
        opened.as_ref().map_err(|why| Trouble::Blind(why.clone()))
    }
}

fn not_permitted(error: &std::io::Error) -> String {
    if error.kind() == std::io::ErrorKind::PermissionDenied {
        return "not permitted: set net.ipv4.ping_group_range, or give the program CAP_NET_RAW"
            .to_owned();
    }
    format!("not permitted: {}", connect::plain(error))
}

/// Sends echoes, one a second, until one is answered.
pub(super) async fn look(prober: &Prober, icmp: &Icmp, trace: &mut Trace) -> Result<(), Trouble> {
    let addresses = connect::addresses(prober, &icmp.host, icmp.ip, trace).await?;
    let Some(address) = addresses.first().copied() else {
        return Err(Trouble::Failed(format!("{} has no address", icmp.host)));
    };
    trace.note("address", &address);
    trace.doing = Doing::Connecting(SocketAddr::new(address, 0));
    let client = prober.echo.client(address)?;
    trace.doing = Doing::Waiting;
    let started = Instant::now();
    loop {
        let sequence = prober.echo.sequence.fetch_add(1, Ordering::Relaxed);
        let mut pinger = client.pinger(address, PingIdentifier(sequence)).await;
        pinger.timeout(AGAIN_AFTER);
        match pinger.ping(PingSequence(sequence), &PAYLOAD).await {
            Ok(_) => {
                add(&mut trace.phases.first_byte, started);
                return Ok(());
            }
            Err(SurgeError::Timeout { .. }) => {}
            Err(SurgeError::IOError(error)) => return Err(refused(address, &error)),
            Err(error) => return Err(Trouble::Failed(format!("no echo from {address}: {error}"))),
        }
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the library's list stays open")]
fn refused(address: IpAddr, error: &std::io::Error) -> Trouble {
    match error.kind() {
        std::io::ErrorKind::NetworkUnreachable
        | std::io::ErrorKind::NetworkDown
        | std::io::ErrorKind::AddrNotAvailable => {
            Trouble::Blind(format!("this machine has no route to {address}"))
        }
        std::io::ErrorKind::PermissionDenied => {
            Trouble::Blind(format!("not permitted: this machine may send no echo to {address}"))
        }
        _ => Trouble::Failed(format!("no echo from {address}: {}", connect::plain(error))),
    }
}
