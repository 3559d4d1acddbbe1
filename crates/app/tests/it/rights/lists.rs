//! Every list: its filters and its order are in its address, it is cut in pages, it is taken along
//! whole, and somebody's own view of it is kept. A page that shows a list without all of this fails.

use super::shared::Shared;
use super::{Answer, ROLES};
use std::collections::BTreeSet;
use vigie::access::{Need, routes};

/// Pages that are no lists, and why.
const NO_LISTS: [(&str, &str); 10] = [
    ("/", "what matters now, each part with the way to its list"),
    ("/measures", "a few numbers, each with the way to its incidents"),
    ("/deadlines", "what laws and contracts give, and a matrix, each in an order of its own"),
    ("/live", "news for open pages"),
    ("/search", "the first few of each kind, each with the way to its list"),
    ("/design", "parts of pages"),
    ("/binder", "a book"),
    ("/binder.html", "a book"),
    ("/binder.pdf", "a book"),
    ("/app/pack.json", "what a phone keeps"),
];

/// The addresses of lists: every page without a parameter that is not one of the others.
fn lists() -> Vec<&'static str> {
    let inside = |need: &Need| match need {
        Need::Somewhere(_) | Need::Everywhere(_) => true,
        Need::Public | Need::Known | Need::Key(_) => false,
    };
    let pages = routes().filter(|route| route.method == "GET" && inside(&route.need));
    let pages = pages.map(|route| route.path);
    pages
        .filter(|path| !path.contains('{') && !path.starts_with("/api/"))
        .filter(|path| !path.starts_with("/journal."))
        .filter(|path| NO_LISTS.iter().all(|(known, _)| known != path))
        .collect()
}

fn plain(text: &str) -> String {
    text.replace("&amp;", "&").replace("&quot;", "\"")
}

/// The values that follow a mark, up to the next quote.
fn after<'t>(text: &'t str, mark: &str) -> Vec<&'t str> {
    let parts = text.split(mark).skip(1);
    parts.filter_map(|part| part.split('"').next()).collect()
}

/// The rows of a page, by what names each.
fn rows(page: &Answer) -> Vec<String> {
    after(&page.text, "data-row=\"").into_iter().map(str::to_owned).collect()
}

/// The addresses of the same list in other orders.
fn orders(page: &Answer) -> Vec<String> {
    let heads = page.text.split("role=\"columnheader\"").skip(1);
    let heads = heads.filter_map(|head| head.split("</th>").next());
    heads
        .flat_map(|head| after(head, "href=\"").into_iter().map(plain).collect::<Vec<_>>())
        .collect()
}

/// The address with something more asked of it.
fn with(path: &str, more: &str) -> String {
    format!("{path}{}{more}", if path.contains('?') { '&' } else { '?' })
}

struct Reader<'s> {
    shared: &'s Shared,
    cookie: String,
}

impl Reader<'_> {
    async fn gets(&self, path: &str) -> Answer {
        let answer = self.shared.ask(&self.cookie, "GET", path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer
    }

    /// The rows of a list, one page after the other.
    async fn leafs_through(&self, path: &str) -> Vec<String> {
        let (mut all, mut next) = (Vec::new(), Some(with(path, "rows=2")));
        while let Some(path) = next {
            let page = self.gets(&path).await;
            let shown = rows(&page);
            assert!(shown.len() <= 2, "{path} shows {}", shown.len());
            all.extend(shown);
            assert!(all.len() < 1_000, "{path}: the pages have no end");
            next = after(&page.text, "rel=\"next\" href=\"").first().map(|href| plain(href));
        }
        all
    }

    async fn is_a_list(&self, path: &str) {
        let page = self.gets(path).await;
        let shown = rows(&page);
        assert!(shown.len() >= 3, "{path} shows {} rows: furnish it", shown.len());
        let form = format!("<form class=\"filters\" method=\"get\" action=\"{path}\"");
        let form = page.text.split(&form).nth(1).unwrap_or_else(|| panic!("{path}: no filters"));
        let form = form.split("</form>").next().unwrap();
        assert!(form.contains("<label"), "{path} has no filter: {form}");
        self.is_taken_along(path, &shown).await;
        assert_eq!(self.leafs_through(path).await, shown, "{path} in pages");
        let orders = orders(&page);
        assert!(orders.len() >= 2, "{path} has {} orders", orders.len());
        for order in orders {
            self.is_ordered(&order, &shown).await;
        }
        self.refuses_what_it_does_not_know(path).await;
        self.keeps_a_view(path).await;
    }

    async fn is_taken_along(&self, path: &str, shown: &[String]) {
        let json = self.gets(&with(path, "as=json")).await.json();
        assert_eq!(json.as_array().unwrap().len(), shown.len(), "{path} as JSON: {json}");
        let csv = self.gets(&with(path, "as=csv")).await.text;
        assert!(csv.lines().count() > shown.len(), "{path} as CSV: {csv}");
        let page = self.gets(path).await.text;
        for kind in ["as=csv", "as=json"] {
            assert!(page.contains(kind), "{path} offers no {kind}");
        }
    }

    /// The same rows, in an order that the page names, in one page and in several.
    async fn is_ordered(&self, order: &str, shown: &[String]) {
        let page = self.gets(order).await;
        let sorted = rows(&page);
        let set = |rows: &[String]| rows.iter().cloned().collect::<BTreeSet<_>>();
        assert_eq!(set(&sorted), set(shown), "{order}");
        let said = after(&page.text, "aria-sort=\"");
        assert!(matches!(said[..], ["ascending" | "descending"]), "{order} says {said:?}");
        assert_eq!(self.leafs_through(order).await, sorted, "{order} in pages");
        assert!(page.text.contains("name=\"sort\""), "{order}: a filter forgets the order");
        let file = after(&page.text, "href=\"").into_iter().map(plain);
        let file = file.filter(|href| href.contains("as=json")).find(|href| href.contains("sort="));
        let json = self.gets(&file.unwrap_or_else(|| panic!("{order}: no file"))).await.json();
        assert_eq!(json.as_array().unwrap().len(), shown.len(), "{order}");
        let again = orders(&page);
        let other = again.iter().find(|href| {
            let sort = |href: &str| href.split("sort=").nth(1).unwrap_or_default().to_owned();
            sort(href).trim_start_matches('-') == sort(order).trim_start_matches('-')
        });
        let other = other.unwrap_or_else(|| panic!("{order}: no way to turn it round"));
        let turned = after(&self.gets(other).await.text, "aria-sort=\"").join(" ");
        assert_ne!(turned, said[0], "{other}");
    }

    async fn refuses_what_it_does_not_know(&self, path: &str) {
        for (more, named) in [("sort=colour", "colour"), ("rows=0", "rows"), ("as=xml", "xml")] {
            let path = with(path, more);
            let answer = self.shared.ask(&self.cookie, "GET", &path).await;
            assert_eq!(answer.status, 400, "{path}");
            let main = answer.text.split("<main").nth(1).unwrap();
            assert!(main.contains(named), "{path} does not say what is wrong: {main}");
        }
    }

    async fn keeps_a_view(&self, path: &str) {
        let sort = orders(&self.gets(path).await)[0].split_once('?').unwrap().1.to_owned();
        let kept = |name: &str, query: &str| format!("path={path}&name={name}&query={query}");
        let form = kept("Mine", &sort.replace('&', "%26").replace('=', "%3D"));
        let saved = self.posts("/views", &form).await;
        assert_eq!(saved.status, 303, "{path}: {}", saved.text);
        assert_eq!(saved.location.as_deref(), Some(&*format!("{path}?{sort}")));
        let page = self.gets(path).await;
        let link = format!("<a href=\"{path}?{}\">Mine</a>", sort.replace('&', "&amp;"));
        assert!(page.text.contains(&link), "{path}: no way to the view: {}", page.text);
        assert_eq!(self.posts("/views/forget", &kept("Mine", "")).await.status, 303);
        assert!(!self.gets(path).await.text.contains(">Mine<"), "{path}: it is still there");
    }

    async fn posts(&self, path: &str, form: &str) -> Answer {
        let headers =
            [("Cookie", &*self.cookie), ("Content-Type", "application/x-www-form-urlencoded")];
        self.shared.world.send(("POST", path), &headers, Some(form)).await
    }
}

#[tokio::test]
async fn every_list_is_filtered_sorted_paged_taken_along_and_kept() {
    let shared = Shared::new().await;
    let cookie = shared.world.cookie("administrator").await;
    let reader = Reader { shared: &shared, cookie };
    for name in ["hall", "kitchen", "roof"] {
        let made = reader.posts("/wall", &format!("name={name}&days=9")).await;
        assert_eq!(made.status, 303, "{}", made.text);
    }
    let lists = lists();
    assert!(lists.len() >= 12, "{lists:?}");
    for path in lists {
        reader.is_a_list(path).await;
    }
}

#[tokio::test]
async fn a_view_is_of_whoever_saved_it() {
    let shared = Shared::new().await;
    let mine = Reader { shared: &shared, cookie: shared.world.cookie("reader").await };
    let form = "path=/alerts&name=Night&query=past%3D1";
    assert_eq!(mine.posts("/views", form).await.status, 303);
    for role in ROLES.into_iter().filter(|role| *role != "reader") {
        let cookie = shared.world.cookie(&role.replace('_', "-")).await;
        let page = shared.ask(&cookie, "GET", "/alerts").await;
        assert!(!page.text.contains("Night"), "{role}");
    }
    for (form, why) in [
        ("path=//evil.example&name=x&query=", "no list"),
        ("path=/alerts&name=+&query=past%3D1", "name"),
        (&*format!("path=/alerts&name={}&query=", "x".repeat(61)), "60"),
    ] {
        let refused = mine.posts("/views", form).await;
        assert_eq!(refused.status, 422, "{form}: {}", refused.text);
        assert!(refused.text.contains(why), "{form}: {}", refused.text);
    }
    let other = "path=/alerts&name=Night&query=filter%3Dseverity%253Dcritical";
    assert_eq!(mine.posts("/views", other).await.status, 303);
    let page = mine.gets("/alerts").await.text;
    assert_eq!(page.matches(">Night</a>").count(), 1, "saved twice, it stands twice");
}

#[tokio::test]
async fn a_service_says_how_many_of_its_checks_pass() {
    let shared = Shared::new().await;
    let cookie = shared.world.cookie("reader").await;
    let page = shared.ask(&cookie, "GET", "/services").await.text;
    assert!(page.contains("0 of 1 pass"), "{page}");
}
