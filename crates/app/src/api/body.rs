//! The bytes of a body, whole or why not: too many, too slow, or cut off.

use axum::body::{Body, Bytes, to_bytes};
use http_body_util::LengthLimitError;
use std::error::Error;
use std::time::Duration;
use tower_http::timeout::TimeoutError;

/// Time for a whole body. Its end must come before the answer is given up (30 s), so that a sender
/// who drips learns that it was slow.
const WHOLE_WITHIN: Duration = Duration::from_secs(25);

/// Why a body is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// It has more bytes than are read.
    TooLarge,
    /// It stood still, or took too long.
    TooSlow,
    /// The sender hung up.
    Broken,
}

impl Cut {
    /// What a sender who was too slow is told.
    pub(super) const SLOW: &str =
        "the body came too slowly: send it at once, or check the network between us";
    /// What a sender who hung up would be told.
    pub(super) const BROKEN: &str = "the body did not arrive whole: send it again";
}

/// All bytes of a body, at most so many.
pub(super) async fn whole(body: Body, most: usize) -> Result<Bytes, Cut> {
    within(WHOLE_WITHIN, to_bytes(body, most)).await
}

async fn within(
    time: Duration,
    read: impl Future<Output = Result<Bytes, axum::Error>>,
) -> Result<Bytes, Cut> {
    match tokio::time::timeout(time, read).await {
        Ok(read) => read.map_err(|error| reason(&error)),
        Err(_) => Err(Cut::TooSlow),
    }
}

fn reason(error: &(dyn Error + 'static)) -> Cut {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return Cut::TooLarge;
        }
        if error.is::<TimeoutError>() {
            return Cut::TooSlow;
        }
        cause = error.source();
    }
    Cut::Broken
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;

    #[tokio::test]
    async fn a_body_is_whole_too_large_too_slow_or_broken() {
        assert_eq!(whole(Body::from("abc"), 3).await.unwrap(), "abc");
        assert_eq!(whole(Body::from("abcd"), 3).await, Err(Cut::TooLarge));
        let silent = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
        let soon = Duration::from_millis(1);
        assert_eq!(within(soon, to_bytes(silent, 100)).await, Err(Cut::TooSlow));
        let hung_up = stream::iter([Ok("a"), Err(std::io::Error::other("gone"))]);
        assert_eq!(whole(Body::from_stream(hung_up), 100).await, Err(Cut::Broken));
    }
}
