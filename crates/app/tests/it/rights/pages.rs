//! Pages of somebody with a role in one organisation: nothing of others in any page, export,
//! search, answer or pack, and no button that would be refused.

use super::shared::{FOREIGN, Shared, foreign_words};
use super::{Answer, ROLES};
use vigie::access::{Need, Route, routes};

/// Questions that lead to more of a page.
const QUESTIONS: [&str; 14] = [
    "/changes?as=csv",
    "/changes?sort=-service&as=json",
    "/alerts?past=1",
    "/alerts?past=1&as=csv",
    "/alerts?as=json&filter=severity%3Dinfo",
    "/alerts?past=1&filter=service%3D~%22.%2B%22",
    "/incidents?open=1",
    "/incidents?as=csv",
    "/checks?sort=-since&as=json",
    "/services?as=csv",
    "/sources?as=json",
    "/silences?as=csv",
    "/notifications?state=given_up&as=json",
    "/search?q=+of+",
];

/// Pages, files and answers that somebody with a role may open, lists and own things alike.
fn readable(shared: &Shared, may: impl Fn(&Route) -> bool) -> Vec<String> {
    let inside = routes().filter(|route| matches!(route.need, Need::Somewhere(_)));
    let own = inside.filter(|route| route.method == "GET").filter(may).filter_map(|route| {
        match route.path.contains('{') {
            true => shared.address(&route, "shop"),
            false => Some(route.path.to_owned()),
        }
    });
    own.chain(QUESTIONS.map(str::to_owned)).collect()
}

/// Where forms of the main part of a page lead to.
fn forms(page: &Answer) -> Vec<String> {
    let main = page.text.split("<main").nth(1).unwrap_or_default();
    let main = main.split("</main>").next().unwrap_or_default();
    let forms = main.split("<form").skip(1).filter(|form| form.contains("method=\"post\""));
    let action = |form: &str| form.split("action=\"").nth(1)?.split('"').next().map(str::to_owned);
    forms.filter_map(action).collect()
}

/// Whether a role opens an address somewhere.
fn opens(role: &str) -> impl Fn(&Route) -> bool {
    let role = vigie_domain::rights::Role::from_word(role).unwrap();
    move |route| match route.need {
        Need::Somewhere(act) => role.acts().contains(&act),
        Need::Public | Need::Key(_) | Need::Known | Need::Everywhere(_) => false,
    }
}

#[tokio::test]
async fn no_page_export_search_or_pack_tells_of_another_organisation() {
    let shared = Shared::new().await;
    for role in ROLES {
        let cookie = shared.world.cookie(&format!("{}-acme", role.replace('_', "-"))).await;
        let mut own = 0;
        for path in readable(&shared, opens(role)) {
            let answer = shared.ask(&cookie, "GET", &path).await;
            assert!(matches!(answer.status, 200 | 404), "{role} {path}: {}", answer.text);
            let foreign = foreign_words(&answer.text);
            assert_eq!(foreign, [""; 0], "{role} {path} tells of others: {}", answer.text);
            own += usize::from(answer.text.contains("of shop"));
        }
        assert!(own > 25, "{role}: {own} pages show something");
        let pack = shared.ask(&cookie, "GET", "/app/pack.json").await.json();
        let contacts = pack["contacts"].to_string();
        assert_eq!(contacts.contains("Owner of shop"), role != "reader", "{role}: {contacts}");
    }
}

#[tokio::test]
async fn pages_of_whoever_sees_all_tell_of_all() {
    let shared = Shared::new().await;
    // The page of somebody who sees a part was drawn at the same moment.
    let part = shared.world.cookie("administrator-acme").await;
    let all = shared.world.cookie("reader").await;
    for path in ["/", "/search?q=+of+", "/app/pack.json"] {
        let seen = shared.ask(&part, "GET", path).await;
        assert_eq!(foreign_words(&seen.text), [""; 0], "{path}");
        let seen = shared.ask(&all, "GET", path).await;
        assert_eq!(foreign_words(&seen.text), FOREIGN, "{path}: {}", seen.text);
        let seen = shared.ask(&part, "GET", path).await;
        assert_eq!(foreign_words(&seen.text), [""; 0], "{path}");
    }
}

#[tokio::test]
async fn nobody_is_offered_what_would_be_refused() {
    let shared = Shared::new().await;
    for (person, offered) in [
        ("reader-acme", false),
        ("reader", false),
        ("responder-acme", true),
        ("security-officer-acme", true),
    ] {
        let cookie = shared.world.cookie(person).await;
        let role = person.trim_end_matches("-acme").replace('-', "_");
        let mut found = Vec::new();
        for path in readable(&shared, opens(&role)).iter().filter(|path| !path.contains("as=")) {
            let page = shared.ask(&cookie, "GET", path).await;
            for form in forms(&page) {
                let answer = shared.ask(&cookie, "POST", &form).await;
                assert!(!matches!(answer.status, 401 | 403 | 404), "{person} {path} {form}");
                // A view of a list is its reader's own, whatever they may change.
                found.extend((!form.starts_with("/views")).then_some(form));
            }
            for (href, act) in [("/journal", "manager"), ("/binder", "responder")] {
                let linked = page.text.contains(&format!("href=\"{href}\""));
                let opens = shared.ask(&cookie, "GET", href).await.status == 200;
                assert!(!linked || opens, "{person} {path} leads to {href}, for a {act}");
            }
        }
        assert_eq!(!found.is_empty(), offered, "{person}: {found:?}");
    }
}

#[tokio::test]
async fn what_one_sees_and_may_not_change_is_said_so() {
    let shared = Shared::new().await;
    let cookie = shared.world.cookie("two-roles").await;
    let changes =
        routes().filter(|route| route.method == "POST" && matches!(route.need, Need::Somewhere(_)));
    let mut asked = 0;
    for route in changes.filter(|route| !route.path.starts_with("/api/")) {
        let Some(path) = shared.address(&route, "shop") else { continue };
        let answer = shared.ask(&cookie, "POST", &path).await;
        assert_eq!(answer.status, 403, "reader here, {path}: {}", answer.text);
        assert!(answer.text.contains("class=\"problem\""), "{path}: {}", answer.text);
        asked += 1;
    }
    assert!(asked >= 8, "{asked} forms only");
}

#[tokio::test]
async fn a_form_reaches_only_ones_own() {
    let shared = Shared::new().await;
    let cookie = shared.world.cookie("responder-acme").await;
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    let headers = [("Cookie", &*cookie), kind];
    for (path, body) in [
        ("/incidents", "title=X&service=desk"),
        ("/incidents", "title=X"),
        ("/silences", "matchers=alertname%3DX&hours=1&comment=c"),
        ("/silences", "matchers=service%3Ddesk&hours=1&comment=c"),
    ] {
        let answer = shared.world.send(("POST", path), &headers, Some(body)).await;
        assert_eq!((answer.status, answer.location), (200, None), "{path} {body}");
        assert!(answer.text.contains("your services"), "{path} {body}: {}", answer.text);
    }
    for (path, body) in [
        ("/incidents", "title=Mine&service=shop"),
        ("/silences", "matchers=service%3Dshop&hours=1&comment=c"),
    ] {
        let answer = shared.world.send(("POST", path), &headers, Some(body)).await;
        assert_eq!(answer.status, 303, "{path} {body}: {}", answer.text);
    }
}

#[tokio::test]
async fn whoever_sees_one_organisation_lands_on_now() {
    let shared = Shared::new().await;
    let link = vigie_ops::access::make_link(&shared.world.app.cx, "reader-acme").await.unwrap();
    let entered = shared.world.send(("POST", &link), &[], None).await;
    let cookie = shared.world.cookie("reader-acme").await;
    assert!(matches!(entered.location.as_deref(), Some("/" | "/account/password")));
    let now = shared.ask(&cookie, "GET", "/").await;
    assert_eq!(now.status, 200, "{}", now.text);
    assert!(now.text.contains("Alert of shop"), "{}", now.text);
}
