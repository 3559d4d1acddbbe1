"use strict";
// Shows what this device keeps. Nothing here asks for more than it has; each part says its age.
(() => {
  const EVERY_MS = 5000;
  const main = document.querySelector("main");
  const words = JSON.parse(main.dataset.words);
  const language = document.documentElement.lang;
  const part = (name) => document.getElementById(name);
  let zone;

  function element(name, text, more) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    return Object.assign(made, more);
  }

  function clock(at) {
    const day = new Date(at).toDateString() === new Date().toDateString();
    const shape = { hour: "2-digit", minute: "2-digit", ...(day ? {} : { dateStyle: undefined, day: "numeric", month: "short" }) };
    return new Intl.DateTimeFormat(language, { ...shape, timeZone: zone }).format(at);
  }

  function ago(at) {
    const seconds = Math.max(0, Math.round((Date.now() - at) / 1000));
    const said = new Intl.RelativeTimeFormat(language, { numeric: "always" });
    if (seconds < 60) return said.format(-seconds, "second");
    if (seconds < 3600) return said.format(-Math.round(seconds / 60), "minute");
    if (seconds < 86400) return said.format(-Math.round(seconds / 3600), "hour");
    return said.format(-Math.round(seconds / 86400), "day");
  }

  const when = (at) => `${clock(at)} (${ago(at)})`;

  // What did not change stays: a button that is replaced loses the tap and the focus.
  const shown = new Map();

  function list(name, all, one, none, more) {
    const place = part(name);
    const what = JSON.stringify([all, more]);
    if (shown.get(name) === what) return;
    shown.set(name, what);
    place.replaceChildren();
    if (all.length === 0) place.append(element("li", none));
    for (const each of all) {
      const line = element("li");
      line.append(...one(each));
      place.append(line);
    }
  }

  function open(each, waiting) {
    const parts = [element("p", each.title, { className: "title" }), element("p", each.about)];
    if (waiting.some((one) => one.path === each.acknowledge)) {
      parts.push(element("p", words.waiting));
    } else if (each.acknowledge) {
      const form = element("form", "", { method: "post", action: each.acknowledge });
      const about = { ariaLabel: `${words.acknowledge} – ${each.title}` };
      form.append(element("button", words.acknowledge, { className: "main", type: "submit", ...about }));
      parts.push(form);
    }
    return parts;
  }

  function contact(each) {
    const line = element("p");
    if (each.dialled) line.append(element("a", each.phone, { href: `tel:${each.dialled}` }));
    else line.append(each.phone);
    return [element("p", each.name, { className: "title" }), line, element("p", each.mail)];
  }

  function queued(one) {
    const state = {
      waiting: () => `${words.unsent} ${when(one.at)}`,
      sent: () => `${words.sent} ${when(one.answered_at)}`,
      refused: () => `${words.refused} ${when(one.answered_at)}: ${one.said}`,
    }[one.state]();
    return [element("p", one.title, { className: "title" }), element("p", state)];
  }

  function playbook(each) {
    const details = element("details");
    details.append(element("summary", each.title));
    const text = element("div");
    // Made by the program from playbooks, those that ship and the operator's; markup in them was
    // taken out there.
    text.innerHTML = each.html;
    details.append(text);
    return [details];
  }

  async function show() {
    const pack = await Pocket.keptPack().catch(() => null);
    const queue = await Pocket.queue().catch(() => []);
    const waiting = queue.filter((one) => one.state === "waiting");
    part("kept").hidden = !pack;
    part("nothing").hidden = Boolean(pack);
    list("queued", queue.slice().reverse(), queued, words.queue_empty, Math.floor(Date.now() / 30000));
    if (!pack) return;
    zone = pack.zone;
    part("age").textContent = `${words.as_of} ${when(pack.made_at)}`;
    part("whose").textContent = pack.person;
    const paths = waiting.map((one) => one.path);
    list("alerts", pack.alerts, (each) => open(each, waiting), words.no_alert, paths);
    list("incidents", pack.incidents, (each) => open(each, waiting), words.no_incident, paths);
    list("contacts", pack.contacts, contact, words.no_contact);
    list("told", pack.told, (each) => [element("p", each.when, { className: "title" }), element("p", each.who)], words.no_told);
    if (part("playbooks").childElementCount === 0) {
      list("playbooks", await Pocket.playbooks(pack), playbook, words.no_playbook);
    }
  }

  async function look() {
    const answered = await Pocket.keep().catch(() => "no-answer");
    if (answered === "kept") await Pocket.flush();
    part("gone").hidden = answered !== "no-answer";
    part("back").hidden = answered !== "kept";
    part("out").hidden = answered !== "signed-out";
    await show();
    setTimeout(look, EVERY_MS);
  }

  // Shown in place of another page, it is here because nothing answered: said at once, so that
  // nothing moves under a finger later.
  part("gone").hidden = location.pathname === "/offline" && location.hash === "";
  part("erased").hidden = location.hash !== "#erased";
  part("unsent").hidden = location.hash !== "#unsent";
  show().then(look);
})();
