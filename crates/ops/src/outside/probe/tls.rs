//! TLS checks: whether the certificate behind a port is trusted, and for how long.

use super::{Prober, Trace, Trouble, connect};
use vigie_domain::check::kind::Tls;
use vigie_domain::time::Timestamp;

/// Connects, shakes hands and judges the certificate; says nothing over the connection.
pub(super) async fn look(
    prober: &Prober,
    tls: &Tls,
    now: Timestamp,
    trace: &mut Trace,
) -> Result<(), Trouble> {
    let stream = connect::connect(prober, &tls.host, tls.port, tls.ip, trace).await?;
    let name = tls.server_name.as_ref().unwrap_or(&tls.host);
    let stream = prober.trust.shake_hands(stream, name, false, trace).await?;
    let certificate = prober.trust.judge(&stream, name, now)?;
    certificate.note(trace);
    if tls.verify {
        certificate.verdict.clone()?;
    }
    certificate.lasts(name, tls.days_min)
}
