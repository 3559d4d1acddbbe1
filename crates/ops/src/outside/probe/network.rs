//! The own-network check: whether this machine could reach anything at all.
//! Asked before many failures are believed. Never asked for loopback targets, which need no network.

use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// How long an anchor may take; a machine with a network reaches one of them sooner.
const ANCHOR_MAX: Duration = Duration::from_secs(3);
/// Route flags of Linux: usable.
const ROUTE_UP: u32 = 1;

/// Whether an anchor answers; without anchors, whether there is an active way out.
///
/// Name servers are not asked: a site that checks addresses may live without any.
pub(super) async fn look(anchors: &[SocketAddr]) -> Result<(), String> {
    if anchors.is_empty() {
        return way_out().await;
    }
    let mut tries = JoinSet::new();
    for anchor in anchors.iter().copied() {
        tries.spawn(async move {
            let tried = tokio::time::timeout(ANCHOR_MAX, TcpStream::connect(anchor)).await;
            match tried {
                Ok(Ok(_)) => true,
                // A refusal comes from the other side, so the way there works.
                Ok(Err(error)) => error.kind() == std::io::ErrorKind::ConnectionRefused,
                Err(_) => false,
            }
        });
    }
    while let Some(reached) = tries.join_next().await {
        if reached.unwrap_or(false) {
            return Ok(());
        }
    }
    let names: Vec<String> = anchors.iter().map(SocketAddr::to_string).collect();
    Err(format!("none of the anchors answers ({})", names.join(", ")))
}

/// Whether a default route leaves through an interface that is up.
async fn way_out() -> Result<(), String> {
    let read = |path: &'static str| async move {
        tokio::fs::read_to_string(path).await.unwrap_or_default()
    };
    let v4 = default_interfaces_v4(&read("/proc/net/route").await);
    let v6 = default_interfaces_v6(&read("/proc/net/ipv6_route").await);
    let interfaces: Vec<String> = v4.into_iter().chain(v6).collect();
    if interfaces.is_empty() {
        return Err("this machine has no default route".to_owned());
    }
    for interface in &interfaces {
        let path = format!("/sys/class/net/{interface}/operstate");
        let state = tokio::fs::read_to_string(path).await.unwrap_or_default();
        // Virtual interfaces say "unknown"; where there is no such file, the route must do.
        if !matches!(state.trim(), "down" | "lowerlayerdown" | "notpresent" | "dormant") {
            return Ok(());
        }
    }
    Err(format!("the network interface {} is down", interfaces.join(", ")))
}

/// Interfaces of usable default routes in `/proc/net/route`.
fn default_interfaces_v4(table: &str) -> Vec<String> {
    let interface = |line: &str| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let [name, destination, _gateway, flags, _, _, _, mask, ..] = columns.as_slice() else {
            return None;
        };
        let up = u32::from_str_radix(flags, 16).is_ok_and(|flags| flags & ROUTE_UP != 0);
        (up && *destination == "00000000" && *mask == "00000000").then(|| (*name).to_owned())
    };
    table.lines().skip(1).filter_map(interface).collect()
}

/// Interfaces of usable default routes in `/proc/net/ipv6_route`; `lo` holds the unreachable ones.
fn default_interfaces_v6(table: &str) -> Vec<String> {
    let interface = |line: &str| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let [destination, length, _, _, _, _, _, _, flags, name] = columns.as_slice() else {
            return None;
        };
        let up = u32::from_str_radix(flags, 16).is_ok_and(|flags| flags & ROUTE_UP != 0);
        let default = *length == "00" && destination.bytes().all(|b| b == b'0');
        (up && default && *name != "lo").then(|| (*name).to_owned())
    };
    table.lines().filter_map(interface).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTES: &str = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n\
        eth0\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n\
        eth0\t0000A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n";

    #[test]
    fn default_routes_are_found() {
        assert_eq!(default_interfaces_v4(ROUTES), ["eth0"]);
        let without = ROUTES.replace("eth0\t00000000\t0100A8C0\t0003", "eth0\t00000001\t0\t0003");
        assert!(default_interfaces_v4(&without).is_empty());
        let down = ROUTES.replace("\t0003\t", "\t0002\t");
        assert!(default_interfaces_v4(&down).is_empty());
        assert!(default_interfaces_v4("").is_empty());
    }

    #[test]
    fn the_unreachable_route_of_loopback_is_no_way_out() {
        let zeros = "00000000000000000000000000000000";
        let line = |flags, name| {
            format!("{zeros} 00 {zeros} 00 {zeros} ffffffff 00000001 00000000 {flags} {name}")
        };
        assert!(default_interfaces_v6(&line("00200200", "lo")).is_empty());
        assert_eq!(default_interfaces_v6(&line("00450003", "eth0")), ["eth0"]);
    }

    #[tokio::test]
    async fn one_anchor_that_answers_or_refuses_is_enough() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let open = listener.local_addr().unwrap();
        assert_eq!(look(&[open]).await, Ok(()));
        drop(listener);
        assert_eq!(look(&[open]).await, Ok(()), "a refusal came from the other side");
        // No system lets a TCP connection out to the broadcast address.
        let nowhere: SocketAddr = "255.255.255.255:9".parse().unwrap();
        let why = look(&[nowhere]).await.unwrap_err();
        assert_eq!(why, "none of the anchors answers (255.255.255.255:9)");
    }
}
