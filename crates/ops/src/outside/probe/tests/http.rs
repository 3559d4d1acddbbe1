//! HTTP looks: statuses, texts, JSON, redirects, bad servers and secrets.

use super::site::{Reply, Site};
use super::*;
use vigie_domain::channel::Secret;
use vigie_domain::check::kind::http::{Header, Http, Method, StatusRange};

fn at(site: &Site, path: &str) -> Http {
    Http::new(format!("http://{}{path}", site.address).parse().unwrap())
}

async fn see(http: Http) -> Sight {
    look(CheckKind::Http(Box::new(http))).await
}

#[tokio::test]
async fn a_good_answer_is_ok_and_tells_its_phases() {
    let site = Site::plain(|_| Reply::text(200, "hello")).await;
    let sight = see(at(&site, "/health?full=1")).await;
    assert_eq!(sight.outcome, Outcome::Ok);
    assert_eq!(detail(&sight, "status"), Some("200"));
    assert_eq!(detail(&sight, "address"), Some(site.address.to_string().as_str()));
    let phases = sight.phases;
    assert!(phases.connect.is_some() && phases.first_byte.is_some() && phases.total.is_some());
    assert_eq!((phases.dns, phases.tls), (None, None), "an address is not looked up");
    let asked = site.asked();
    assert!(asked[0].starts_with("GET /health?full=1 HTTP/1.1\r\n"), "{asked:?}");
    let lower = asked[0].to_lowercase();
    assert!(lower.contains(&format!("host: {}\r\n", site.address)));
    assert!(lower.contains("user-agent: vigie/") && lower.contains("connection: close"));
    assert!(!lower.contains("accept-encoding"), "compression is not asked for");
}

#[tokio::test]
async fn an_unexpected_status_says_both() {
    let site = Site::plain(|_| Reply::text(503, "sorry")).await;
    let sight = see(at(&site, "/")).await;
    assert_eq!(why(&sight), "expected status 200-299, got 503");
    assert_eq!(detail(&sight, "status"), Some("503"));
    let mut http = at(&site, "/");
    http.statuses = vec!["200".parse::<StatusRange>().unwrap(), "404".parse().unwrap()];
    assert_eq!(why(&see(http.clone()).await), "expected status 200, 404, got 503");
    http.statuses = vec!["5xx".parse().unwrap()];
    assert_eq!(see(http).await.outcome, Outcome::Ok);
}

#[tokio::test]
async fn texts_and_expressions_are_sought_in_the_answer() {
    let site = Site::plain(|_| Reply::text(200, "queue: 17 jobs, état: nominal")).await;
    let mut http = at(&site, "/");
    http.text_contains = Some("état: nominal".to_owned());
    http.text_not = Some("error".to_owned());
    http.regex = Some(r"queue: \d+ jobs".parse().unwrap());
    assert_eq!(see(http.clone()).await.outcome, Outcome::Ok);
    http.regex = Some(r"queue: \d{3,} jobs".parse().unwrap());
    assert_eq!(
        why(&see(http.clone()).await),
        r"expected a match of /queue: \d{3,} jobs/, none in an answer of 30 B"
    );
    http.text_not = Some("nominal".to_owned());
    assert_eq!(why(&see(http.clone()).await), "expected no text \"nominal\", found it");
    http.text_contains = Some("all good".to_owned());
    assert_eq!(
        why(&see(http).await),
        "expected the text \"all good\", not found in an answer of 30 B"
    );
}

#[tokio::test]
async fn json_conditions_tell_what_came() {
    let body = r#"{"status":"degraded","queues":[{"depth":3},{"depth":250}],"ok":true}"#;
    let site = Site::plain(move |_| Reply::text(200, body)).await;
    let with = |condition: &str| {
        let mut http = at(&site, "/");
        http.json = vec![condition.parse().unwrap()];
        http
    };
    for good in [
        "$.ok == true",
        "$.queues[0].depth < 10",
        "$['queues'][-1].depth >= 250",
        "$.queues exists",
    ] {
        assert_eq!(see(with(good)).await.outcome, Outcome::Ok, "{good}");
    }
    for (condition, words) in [
        ("$.status == \"up\"", "expected $.status == \"up\", got \"degraded\""),
        ("$.queues[1].depth < 100", "expected $.queues[1].depth < 100, got 250"),
        ("$.queues[2].depth < 100", "expected $.queues[2].depth < 100, but there is no such value"),
        ("$.queues == 1", "expected $.queues == 1, got an object or a list"),
    ] {
        assert_eq!(why(&see(with(condition)).await), words);
    }
    let page = Site::plain(|_| Reply::text(200, "<html>")).await;
    let mut http = at(&page, "/");
    http.json = vec!["$.ok == true".parse().unwrap()];
    assert!(why(&see(http).await).starts_with("expected JSON, got something else"));
}

#[tokio::test]
async fn redirects_are_followed_up_to_their_limit() {
    let site = Site::plain(|request| {
        let path = request.split(' ').nth(1).unwrap();
        match path.trim_start_matches('/').parse::<u32>() {
            Ok(0) => Reply::text(200, "home"),
            Ok(n) => Reply::with(302, &format!("Location: /{}\r\n", n - 1), ""),
            Err(_) => Reply::text(404, ""),
        }
    })
    .await;
    let sight = see(at(&site, "/5")).await;
    assert_eq!((sight.outcome.clone(), detail(&sight, "redirects")), (Outcome::Ok, Some("5")));
    let words = format!("expected at most 5 redirects, got one more, to http://{}/0", site.address);
    assert_eq!(why(&see(at(&site, "/6")).await), words);
    let mut http = at(&site, "/1");
    http.redirects_max = 0;
    assert_eq!(why(&see(http.clone()).await), "expected status 200-299, got 302");
    http.redirects_max = 5;
    http.statuses = vec!["302".parse().unwrap()];
    assert_eq!(see(http).await.outcome, Outcome::Ok, "an expected redirect is an answer");
}

#[tokio::test]
async fn circles_and_wrong_addresses_of_redirects_are_named() {
    let site = Site::plain(|request| {
        if request.starts_with("GET /a ") {
            Reply::with(301, "Location: /b\r\n", "")
        } else if request.starts_with("GET /b ") {
            Reply::with(301, "Location: /a\r\n", "")
        } else {
            Reply::with(307, "Location: ftp://example.org/\r\n", "")
        }
    })
    .await;
    let circle = format!("redirects go in a circle, back to http://{}/a", site.address);
    assert_eq!(why(&see(at(&site, "/a")).await), circle);
    assert_eq!(
        why(&see(at(&site, "/c")).await),
        "got status 307 to a wrong address: ftp:// is not HTTP: use http:// or https://"
    );
}

#[tokio::test]
async fn a_body_is_sent_and_a_303_turns_it_into_a_get() {
    let site = Site::plain(|request| {
        if request.starts_with("POST") {
            Reply::with(303, "Location: /done\r\n", "")
        } else {
            Reply::text(200, "")
        }
    })
    .await;
    let mut http = at(&site, "/login");
    http.method = Method::Post;
    http.body = Some("a=1&b=2".to_owned());
    http.headers = vec![Header::new("Content-Type", "application/x-www-form-urlencoded").unwrap()];
    assert_eq!(see(http).await.outcome, Outcome::Ok);
    let asked = site.asked();
    assert!(asked[0].ends_with("\r\n\r\na=1&b=2"), "{asked:?}");
    assert!(asked[1].starts_with("GET /done ") && asked[1].ends_with("\r\n\r\n"), "{asked:?}");
}

#[tokio::test]
async fn secret_headers_stay_with_their_host() {
    let other = Site::plain(|_| Reply::text(200, "")).await;
    let there = other.address;
    let site =
        Site::plain(move |_| Reply::with(302, &format!("Location: http://{there}/\r\n"), "")).await;
    let mut http = at(&site, "/");
    http.headers = vec![
        Header::new("Authorization", "Bearer secret").unwrap(),
        Header::new("X-Api-Key", "secret").unwrap(),
        Header::new("Host", "shop.example").unwrap(),
        Header::new("Accept-Language", "fr").unwrap(),
    ];
    assert_eq!(see(http).await.outcome, Outcome::Ok);
    let (first, second) = (site.asked()[0].to_lowercase(), other.asked()[0].to_lowercase());
    assert!(first.contains("bearer secret") && first.contains("host: shop.example\r\n"));
    assert!(!second.contains("secret") && second.contains(&format!("host: {there}\r\n")));
    assert!(second.contains("accept-language: fr"));
}

#[tokio::test]
async fn secret_headers_are_read_when_they_are_needed() {
    let site = Site::plain(|_| Reply::text(200, "")).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, "Bearer from-a-file\n").unwrap();
    let from = |path: &std::path::Path| {
        let mut http = at(&site, "/");
        let secret = Secret::File(path.to_string_lossy().into_owned());
        http.secret_headers = vec![("Authorization".to_owned(), secret)];
        http
    };
    assert_eq!(see(from(&file)).await.outcome, Outcome::Ok);
    assert!(
        site.asked()[0].contains("authorization: Bearer from-a-file\r\n"),
        "{:?}",
        site.asked()
    );
    let sight = see(from(&folder.path().join("none"))).await;
    assert!(matches!(sight.outcome, Outcome::NotObserved { .. }), "{:?}", sight.outcome);
    assert_eq!(site.asked().len(), 1);
}

#[tokio::test]
async fn nobody_there_is_refused() {
    let site = Site::plain(|_| Reply::text(200, "")).await;
    let unused = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let http = Http::new(format!("http://{unused}/").parse().unwrap());
    assert_eq!(why(&see(http).await), format!("connection refused by {unused}"));
    let mut http = at(&site, "/");
    http.ip = vigie_domain::check::net::Family::V6;
    assert_eq!(why(&see(http).await), "127.0.0.1 is no IPv6 address, and only IPv6 is allowed");
}

#[tokio::test]
async fn silence_is_told_with_what_was_going_on() {
    let mute = Site::plain(|_| Reply::hangs_after("")).await;
    let slow =
        Site::plain(|_| Reply::hangs_after("HTTP/1.1 200 X\r\nContent-Length: 9000\r\n\r\nabc"))
            .await;
    let prober = prober();
    let timeout = Duration::from_millis(600);
    for (site, words) in [
        (&mute, "no answer within 600 ms while waiting for the first byte"),
        (&slow, "no answer within 600 ms while reading the answer, after 3 B"),
    ] {
        let kind = CheckKind::Http(Box::new(at(site, "/")));
        let sight = prober.look(&kind, timeout, noon()).await;
        match sight.outcome {
            Outcome::Failed { why } => assert_eq!(why, words),
            // Only a machine that was itself late may say so instead.
            Outcome::NotObserved { why } => assert!(why.contains("short of CPU"), "{why}"),
            Outcome::Ok => panic!("it can't have seen the end of the answer"),
        }
        assert!(sight.phases.total.unwrap() >= timeout);
    }
}

/// Another program takes the CPU: played by a task that holds the only thread.
#[tokio::test(flavor = "current_thread")]
async fn a_starved_prober_blames_nobody() {
    let site = Site::plain(|_| Reply::text(200, "")).await;
    let mute = Site::plain(|_| Reply::hangs_after("")).await;
    let prober = prober();
    let kinds = [&site, &mute].map(|site| {
        let mut http = at(site, "/");
        http.latency_max = Some(Duration::from_millis(100));
        CheckKind::Http(Box::new(http))
    });
    for kind in kinds {
        let hog = async {
            tokio::task::yield_now().await;
            let started = tokio::time::Instant::now();
            while started.elapsed() < Duration::from_millis(600) {
                std::hint::spin_loop();
            }
        };
        let looked = prober.look(&kind, Duration::from_millis(400), noon());
        let (sight, ()) = tokio::join!(looked, hog);
        let Outcome::NotObserved { why } = sight.outcome else { panic!("{sight:?}") };
        assert!(why.starts_with("this machine is short of CPU: own timers were "), "{why}");
    }
}

#[tokio::test]
async fn broken_answers_are_told_apart() {
    for (bytes, words) in [
        ("", "the connection was closed before the answer was complete"),
        (
            "HTTP/1.1 200 X\r\nContent-Le",
            "the connection was closed before the answer was complete",
        ),
        ("SSH-2.0-OpenSSH_9.2p1\r\n", "the answer is not HTTP: invalid HTTP version parsed"),
    ] {
        let site = Site::plain(move |_| Reply::raw(bytes)).await;
        assert_eq!(why(&see(at(&site, "/")).await), words, "{bytes:?}");
    }
    let site =
        Site::plain(|_| Reply::raw("HTTP/1.1 200 X\r\nContent-Length: 9000\r\n\r\nabc")).await;
    assert_eq!(
        why(&see(at(&site, "/")).await),
        "the connection was closed before the answer was complete"
    );
}

#[tokio::test]
async fn of_a_huge_answer_only_the_start_is_read() {
    let filler = "x".repeat(3 * 1024 * 1024);
    let site = Site::plain(move |_| Reply::text(200, &format!("start {filler} end"))).await;
    assert_eq!(see(at(&site, "/")).await.outcome, Outcome::Ok);
    let mut http = at(&site, "/");
    http.text_contains = Some("start".to_owned());
    assert_eq!(see(http.clone()).await.outcome, Outcome::Ok);
    http.text_contains = Some("end".to_owned());
    assert_eq!(
        why(&see(http.clone()).await),
        "expected the text \"end\", not found in the first 1.0 MiB of the answer"
    );
    http.text_contains = None;
    http.json = vec!["$ exists".parse().unwrap()];
    assert_eq!(why(&see(http).await), "the answer is longer than 1.0 MiB: too long for JSON");
}

#[tokio::test]
async fn compression_that_nobody_asked_for_is_named() {
    let site = Site::plain(|_| Reply::with(200, "Content-Encoding: gzip\r\n", "\u{1f}")).await;
    assert_eq!(see(at(&site, "/")).await.outcome, Outcome::Ok, "nothing is sought in it");
    let mut http = at(&site, "/");
    http.text_contains = Some("hello".to_owned());
    assert_eq!(
        why(&see(http).await),
        "the answer is compressed (gzip) although nobody asked for it: can't read it"
    );
}

#[tokio::test]
async fn too_slow_is_a_failure_of_its_own() {
    let site = Site::plain(|_| Reply::text(200, "")).await;
    let mut http = at(&site, "/");
    http.latency_max = Some(Duration::from_nanos(1));
    let words = why(&see(http.clone()).await).to_owned();
    assert!(words.starts_with("expected an answer within 0 ms, it took "), "{words}");
    http.latency_max = Some(TIMEOUT);
    assert_eq!(see(http).await.outcome, Outcome::Ok);
}

#[tokio::test]
async fn a_look_waits_for_its_place_without_losing_its_time() {
    let mute = Site::plain(|_| Reply::hangs_after("")).await;
    let site = Site::plain(|_| Reply::text(200, "")).await;
    let prober = Prober::new(Settings { looks_at_once: 1, ..Settings::default() });
    let hung = CheckKind::Http(Box::new(at(&mute, "/")));
    let good = CheckKind::Http(Box::new(at(&site, "/")));
    let timeout = Duration::from_millis(400);
    let (first, second) =
        tokio::join!(prober.look(&hung, timeout, noon()), prober.look(&good, TIMEOUT, noon()));
    assert_ne!(first.outcome, Outcome::Ok);
    assert_eq!(second.outcome, Outcome::Ok);
    assert!(second.phases.total.unwrap() < timeout, "the wait for a place is not its time");
}
