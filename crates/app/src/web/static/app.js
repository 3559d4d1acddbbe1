"use strict";
// On every page of somebody signed in: keeps the phone's copy fresh, sends what waits, and says
// what was not sent.
(() => {
  const OLD_MS = 60000;
  const EVERY_MS = 300000;
  const words = document.currentScript.dataset;
  const able = "serviceWorker" in navigator && window.isSecureContext && navigator.locks;
  if (!able || !document.querySelector('form[action="/sign-out"]')) return;

  async function renew() {
    const pack = await Pocket.keptPack().catch(() => null);
    if (pack && Date.now() - pack.kept_at < OLD_MS) return;
    await Pocket.keep();
  }

  async function tell() {
    const waiting = (await Pocket.queue()).filter((one) => one.state === "waiting");
    const known = document.getElementById("unsent");
    if (known) known.remove();
    if (waiting.length === 0) return;
    const note = document.createElement("p");
    note.id = "unsent";
    note.className = "notice";
    note.setAttribute("role", "status");
    const since = new Date(Math.min(...waiting.map((one) => one.at)));
    const link = document.createElement("a");
    link.href = "/offline#queue";
    link.textContent = `${words.unsent} ${since.toLocaleTimeString(document.documentElement.lang)}`;
    note.append(link);
    document.querySelector("main").prepend(note);
  }

  async function work() {
    await renew();
    await Pocket.flush();
    await tell();
  }

  navigator.serviceWorker.register("/sw.js").then(work, () => {});
  addEventListener("online", () => work().catch(() => {}));
  setInterval(() => { if (!document.hidden) work().catch(() => {}); }, EVERY_MS);
})();
