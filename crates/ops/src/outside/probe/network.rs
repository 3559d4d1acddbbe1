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

/// Whether a route leaves through an interface that is up: the default route where there is one,
/// else any, because some networks lead nowhere else on purpose.
async fn way_out() -> Result<(), String> {
    let read = |path: &'static str| async move {
        tokio::fs::read_to_string(path).await.unwrap_or_default()
    };
    let mut routes = routes_v4(&read("/proc/net/route").await);
    routes.extend(routes_v6(&read("/proc/net/ipv6_route").await));
    if routes.iter().any(|route| route.is_default) {
        routes.retain(|route| route.is_default);
    }
    let mut interfaces: Vec<String> = routes.into_iter().map(|route| route.interface).collect();
    interfaces.sort();
    interfaces.dedup();
    if interfaces.is_empty() {
        return Err("this machine has no network besides itself".to_owned());
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

/// A usable route that leaves this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Route {
    interface: String,
    is_default: bool,
}

/// A route, unless it stays on this machine: loopback, and the bridges of its own containers.
fn leaving(interface: &str, is_default: bool, flags: &str) -> Option<Route> {
    const INSIDE: [&str; 7] = ["docker", "br-", "veth", "virbr", "cni", "flannel", "cali"];
    let up = u32::from_str_radix(flags, 16).is_ok_and(|flags| flags & ROUTE_UP != 0);
    let inside = interface == "lo" || INSIDE.iter().any(|prefix| interface.starts_with(prefix));
    (up && !inside).then(|| Route { interface: interface.to_owned(), is_default })
}

/// Routes in the form of `/proc/net/route`.
fn routes_v4(table: &str) -> Vec<Route> {
    let route = |line: &str| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let [name, destination, _gateway, flags, _, _, _, mask, ..] = columns.as_slice() else {
            return None;
        };
        leaving(name, *destination == "00000000" && *mask == "00000000", flags)
    };
    table.lines().skip(1).filter_map(route).collect()
}

/// Routes in the form of `/proc/net/ipv6_route`, without those that every interface has for its
/// own link and for multicast.
fn routes_v6(table: &str) -> Vec<Route> {
    let route = |line: &str| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let [destination, length, _, _, _, _, _, _, flags, name] = columns.as_slice() else {
            return None;
        };
        if destination.starts_with("fe80") || destination.starts_with("ff") {
            return None;
        }
        leaving(name, *length == "00" && destination.bytes().all(|b| b == b'0'), flags)
    };
    table.lines().filter_map(route).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTES: &str = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n\
        eth0\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n\
        eth0\t0000A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n";

    fn route(interface: &str, is_default: bool) -> Route {
        Route { interface: interface.to_owned(), is_default }
    }

    #[test]
    fn routes_that_leave_the_machine_are_found() {
        assert_eq!(routes_v4(ROUTES), [route("eth0", true), route("eth0", false)]);
        let down = ROUTES.replace("\t0003\t", "\t0002\t");
        assert_eq!(routes_v4(&down), [route("eth0", false)]);
        for inside in ["lo", "docker0", "br-1f2e", "veth12"] {
            assert_eq!(routes_v4(&ROUTES.replace("eth0", inside)), [], "{inside}");
        }
        assert_eq!(routes_v4(""), []);
    }

    #[test]
    fn the_unreachable_route_of_loopback_and_link_routes_are_no_way_out() {
        let zeros = "00000000000000000000000000000000";
        let line = |destination: &str, length, flags, name| {
            format!(
                "{destination} {length} {zeros} 00 {zeros} ffffffff 00000001 00000000 {flags} {name}"
            )
        };
        assert_eq!(routes_v6(&line(zeros, "00", "00200200", "lo")), []);
        let link = "fe800000000000000000000000000000";
        assert_eq!(routes_v6(&line(link, "40", "00000001", "eth0")), []);
        assert_eq!(routes_v6(&line(zeros, "00", "00450003", "eth0")), [route("eth0", true)]);
        let site = "20010db8000000000000000000000000";
        assert_eq!(routes_v6(&line(site, "40", "00000001", "eth1")), [route("eth1", false)]);
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
