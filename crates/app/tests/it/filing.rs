//! Signed reports and the repository, as whoever reads the page and runs `vigie doctor` sees it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use serde_json::json;

use crate::browser::furnish::{api, session};
use crate::peers::http::{Answer, Request};
use crate::peers::vigie::{Vigie, cli};
use crate::peers::{folder, git, until};

#[test]
fn a_refused_push_is_said_with_the_next_step_and_mended_by_one_button() {
    let dir = folder("filing");
    let place = dir.path().join("product.git");
    git(dir.path(), &["init", "-q", "--bare", "-b", "main", &place.to_string_lossy()]);
    let hook = place.join("hooks/pre-receive");
    fs::write(&hook, "#!/bin/sh\necho 'this branch is protected' >&2\nexit 1\n").unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    let config = dir.path().join("vigie.yaml");
    let address = place.display();
    let text = format!("settings: {{reports: {{repository: {{address: {address}}}}}}}\n");
    fs::write(&config, text).unwrap();

    let vigie = Vigie::start(&["--config", &config.to_string_lossy()]);
    let cookie = session(&vigie);
    let signed_in = |request: Request| -> Answer {
        let request = request.header("Cookie", &cookie).header("Accept-Language", "en");
        request.send(&vigie.address)
    };
    let page = |path: &str| signed_in(Request::new("GET", path.to_owned())).text();
    let declaration = json!({"title": "The API answers 502", "severity": "warning"});
    let declared = api(&vigie, "POST", "/incidents", &declaration).json();
    let reference = declared["reference"].as_str().unwrap();
    let at = format!("/incidents/{reference}/report");
    signed_in(Request::form(&format!("{at}/begin"), &[]));
    signed_in(Request::form(&format!("{at}/sign"), &[("version", "1")]));

    let wait_for = |path: &str, words: &str| {
        until(Duration::from_secs(20), || page(path).contains(words).then_some(()))
            .unwrap_or_else(|| panic!("{words} is not on {path}: {}\n{}", page(path), vigie.log()));
    };
    wait_for(&at, "The repository refused it");
    let seen = page(&at);
    assert!(seen.contains("this branch is protected"), "{seen}");
    assert!(seen.contains("allow Vigie to write to this branch"), "{seen}");
    wait_for("/", "could not be committed to the repository");
    let data = vigie.data().to_string_lossy().into_owned();
    let doctor = cli(&["doctor", "--data", &data], "");
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(said.contains("reports: 1 not in the repository"), "{said}");

    fs::remove_file(&hook).unwrap();
    signed_in(Request::form(&format!("{at}/file"), &[]));
    wait_for(&at, "is in the repository");
    let files = git(&place, &["ls-tree", "-r", "--name-only", "main"]);
    assert!(files.ends_with(&format!("-{reference}.md\n")), "{files}");
    assert!(!page("/").contains("could not be committed"), "nothing is wrong any more");
}
