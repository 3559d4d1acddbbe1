//! Reading a body: its media type, its packing, its size.

use super::super::body::{Cut, whole};
use super::answer::{Refused, framework, refusal, schema};
use super::media;
use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_ENCODING;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use flate2::read::MultiGzDecoder;
use std::io::Read;

/// How a gzip file begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// The code of a missing value in the framework's schema errors.
const REQUIRED: u16 = 602;

/// The body of a request, unpacked; `Err` is the answer to give.
pub(super) async fn read(
    headers: &HeaderMap,
    body: Body,
    what: &str,
    limit: usize,
) -> Result<Bytes, Refused> {
    let bytes = whole(body, limit).await.map_err(|cut| {
        Box::new(match cut {
            Cut::TooLarge => too_large(limit),
            Cut::TooSlow => refusal(StatusCode::REQUEST_TIMEOUT, Cut::SLOW),
            Cut::Broken => refusal(StatusCode::BAD_REQUEST, Cut::BROKEN),
        })
    })?;
    if bytes.is_empty() {
        return Err(Box::new(schema(REQUIRED, &format!("{what} in body is required"))));
    }
    match media::of_body(headers) {
        Ok(kind) if kind == "application/json" => {}
        Ok(kind) => {
            let said =
                format!("unsupported media type \"{kind}\", only [application/json] are allowed");
            return Err(Box::new(framework(StatusCode::UNSUPPORTED_MEDIA_TYPE, 415, &said)));
        }
        Err(why) => return Err(Box::new(framework(StatusCode::BAD_REQUEST, 400, &why))),
    }
    // Alertmanager ignores the header, so a plain body under it is taken as it is.
    let packed = headers.get(CONTENT_ENCODING).is_some_and(|value| value == "gzip");
    if packed && bytes.starts_with(&GZIP) { unpacked(&bytes, limit) } else { Ok(bytes) }
}

/// Never unpacks more than the limit, whatever a small body claims to hold.
fn unpacked(packed: &[u8], limit: usize) -> Result<Bytes, Refused> {
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let read = MultiGzDecoder::new(packed).take(most).read_to_end(&mut bytes);
    if read.is_err() {
        let said = "the body is said to be gzip, and can't be unpacked";
        return Err(Box::new(refusal(StatusCode::BAD_REQUEST, said)));
    }
    if bytes.len() > limit { Err(Box::new(too_large(limit))) } else { Ok(bytes.into()) }
}

fn too_large(limit: usize) -> Response {
    let said = format!("the body has more than {limit} bytes: send fewer alerts at once");
    refusal(StatusCode::PAYLOAD_TOO_LARGE, &said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_bomb_is_cut_at_the_limit() {
        let bomb = packed(&vec![b' '; 4 * 1024 * 1024]);
        assert!(bomb.len() < 8 * 1024);
        let refused = unpacked(&bomb, 1024 * 1024).unwrap_err();
        assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(unpacked(&packed(b"[]"), 2).unwrap(), "[]");
        let whole = packed(b"[]");
        let cut = whole.get(..whole.len() - 9).unwrap();
        assert_eq!(unpacked(cut, 1024).unwrap_err().status(), StatusCode::BAD_REQUEST);
    }
}
