//! A leak, worked on by three people at once, each in their own browser and language: the lead on
//! a phone, a developer, and a colleague who does not write code. Nobody reloads anything.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::pictures::asked_folder;
use crate::browser::furnish::session_of;
use crate::browser::{Hands, Look, Page};
use crate::peers::folder;
use crate::peers::vigie::Vigie;

const CONFIG: &str = "settings: {language: fr, zone: Europe/Paris}
people:
- {slug: olga, name: Olga Transverse, email: olga@example.org, phone: +33 1 99 00 12 01, language: fr, roles: [{role: manager}]}
- {slug: dora, name: Dora Développeuse, email: dora@example.org, phone: +33 1 99 00 12 02, language: en, roles: [{role: responder}]}
- {slug: nina, name: Nina Déploiement, email: nina@example.org, phone: +33 1 99 00 12 03, language: fr, roles: [{role: responder}]}
services:
- {slug: demarches, name: Démarches en ligne, owners: [dora, nina]}
";

/// Somebody with a browser of their own.
fn comes(vigie: &Vigie, slug: &str, language: &str, look: Look) -> Page {
    let mut page = Page::new(&vigie.url(""));
    page.language(language);
    page.look(look);
    page.cookie(&session_of(vigie, &json!({ "person": slug })));
    page
}

fn picture(page: &mut Page, name: &str) {
    if let Some(folder) = asked_folder() {
        fs::create_dir_all(&folder).unwrap();
        page.picture(&Path::new(&folder).join(format!("three-{name}.png")));
    }
}

/// Three people, each in front of a page of their own.
struct Team {
    /// Leads, on a phone.
    olga: Page,
    /// Develops.
    dora: Page,
    /// Writes no code.
    nina: Page,
}

#[test]
fn three_people_work_on_a_leak_at_once_and_see_each_other() {
    let dir = folder("three");
    let file = dir.path().join("vigie.yaml");
    fs::write(&file, CONFIG).unwrap();
    let vigie = Vigie::start(&["--config", &file.to_string_lossy()]);
    let mut team = Team {
        olga: comes(&vigie, "olga", "fr-FR,fr", Look::new(390, 844)),
        dora: comes(&vigie, "dora", "en", Look::new(1280, 900)),
        nina: comes(&vigie, "nina", "fr-FR,fr", Look::new(1280, 900)),
    };
    team.declares();
    team.qualifies();
    team.calls();
    team.works();
    team.ends();
    for page in [&mut team.olga, &mut team.dora, &mut team.nina] {
        page.assert_clean();
    }
}

impl Team {
    /// A call: two fields on a phone. The others see it appear.
    fn declares(&mut self) {
        let Self { olga, dora, nina } = self;
        dora.open("/incidents");
        nina.open("/incidents");
        olga.open("/incidents");
        olga.fill(
            Hands::Mouse,
            "Ce qui ne va pas, en une ligne",
            "Une liste d'usagers est lisible",
        );
        olga.choose("Service", "Démarches en ligne");
        picture(olga, "1-declare");
        olga.activate(Hands::Mouse, "button", "Déclarer un incident");
        olga.see("INC-2026-0001");
        for page in [dora, nina] {
            page.see("Une liste d'usagers est lisible");
            page.open("/incidents/INC-2026-0001");
        }
    }

    /// Five questions: it is red, and everybody knows at once.
    fn qualifies(&mut self) {
        let Self { olga, dora, nina } = self;
        olga.open("/incidents/INC-2026-0001/qualify");
        olga.choose("De quoi s’agit-il\u{202f}?", "Fuite de données");
        for (question, answer) in [
            ("exposed", "yes"),
            ("personal", "yes"),
            ("malicious", "unknown"),
            ("down", "no"),
            ("spreading", "no"),
        ] {
            let radio = format!("document.querySelector('input[name={question}][value={answer}]')");
            olga.eval(&format!("{radio}.click()"));
        }
        picture(olga, "2-qualify");
        olga.activate(Hands::Mouse, "button", "Qualifier");
        olga.see("rouge");
        dora.see("red");
        nina.see("rouge");
        picture(olga, "3-red");
    }

    /// The first number does not answer: one tap, one line for all.
    fn calls(&mut self) {
        let Self { olga, nina, .. } = self;
        olga.see("Rouge, et personne n’a encore été appelé.");
        olga.open("/incidents/INC-2026-0001/contacts");
        olga.see("+33 1 99 00 12 02");
        picture(olga, "4-call");
        olga.activate(Hands::Mouse, "button", "Pas de réponse – Dora Développeuse");
        nina.see("Pas de réponse");
        olga.open("/incidents/INC-2026-0001");
    }

    /// The developer follows her sheet, the colleague writes; each sees what the others do.
    fn works(&mut self) {
        let Self { olga, dora, nina } = self;
        dora.activate(Hands::Mouse, "button", "Follow Data leak: I am the developer");
        dora.see("Cut the access");
        dora.eval("document.querySelector('#step-1 button[value=done]').click()");
        dora.see("Undo");
        picture(dora, "5-sheet");
        olga.see("1 étape sur 13");
        let note = "Ce qui s’est passé ou a été décidé";
        nina.fill(Hands::Mouse, note, "Le support prévient les usagers");
        // While she writes, somebody else's line arrives, and hers stays.
        dora.open("/incidents/INC-2026-0001");
        dora.fill(Hands::Mouse, "What happened, or was decided", "The export is off line");
        dora.activate(Hands::Mouse, "button", "Add a note");
        nina.see("The export is off line");
        let typed = nina.eval("document.getElementById('text').value");
        assert_eq!(typed, "Le support prévient les usagers", "nobody's words go");
        nina.activate(Hands::Mouse, "button", "Ajouter une note");
        olga.see("Le support prévient les usagers");
        dora.see("Le support prévient les usagers");
        picture(nina, "6-noted");
    }

    /// The one who resolved it does not confirm it; the colleague does.
    fn ends(&mut self) {
        let Self { olga, dora, nina } = self;
        dora.activate(Hands::Mouse, "button", "It no longer hurts");
        nina.see("Confirmer que c’est fini");
        nina.activate(Hands::Mouse, "button", "Confirmer que c’est fini");
        olga.see("Confirmé");
        dora.see("Confirmed");
        picture(olga, "7-confirmed");
        picture(dora, "8-developer");
    }
}
