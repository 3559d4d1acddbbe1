"use strict";
// What a phone keeps for the day when Vigie does not answer: the last state, encrypted with a key
// of the session, and acknowledgements that were not sent yet. Used by pages and by the worker.
const Pocket = (() => {
  const PACK = "/app/pack.json";
  const PLAYBOOKS = "vigie-playbooks";

  function database() {
    return new Promise((done, failed) => {
      const asked = indexedDB.open("vigie", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  }

  async function inStore(mode, what) {
    const db = await database();
    try {
      return await new Promise((done, failed) => {
        const tx = db.transaction("kept", mode);
        const asked = what(tx.objectStore("kept"));
        tx.oncomplete = () => done(asked.result);
        tx.onerror = tx.onabort = () => failed(tx.error);
      });
    } finally {
      db.close();
    }
  }

  const get = (name) => inStore("readonly", (store) => store.get(name));
  const put = (name, value) => inStore("readwrite", (store) => store.put(value, name));
  const drop = (name) => inStore("readwrite", (store) => store.delete(name));

  async function seal(key, value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(value));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text) };
  }

  async function unseal(key, box) {
    if (!key || !box) return null;
    try {
      const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: box.iv }, key, box.data);
      return JSON.parse(new TextDecoder().decode(text));
    } catch {
      return null;
    }
  }

  async function keptPack() {
    return unseal(await get("key"), await get("pack"));
  }

  async function queue() {
    return (await unseal(await get("key"), await get("queue"))) || [];
  }

  async function setQueue(list) {
    const key = await get("key");
    if (key) await put("queue", await seal(key, list));
  }

  // One at a time, in all pages and the worker: nothing is written again after it was erased.
  const alone = (what) => navigator.locks.request("vigie-pocket", what);
  // A network that swallows everything must not hold up what the next tap asks.
  const soon = () => AbortSignal.timeout(10000);

  // Brings the last state. Answers "kept", "signed-out" or "no-answer".
  async function keepNow() {
    let answer;
    try {
      if (await leaveNow()) return "signed-out";
      const wish = { Accept: "application/json" };
      answer = await fetch(PACK, { cache: "no-store", headers: wish, signal: soon() });
    } catch {
      return "no-answer";
    }
    const isJson = (answer.headers.get("content-type") || "").startsWith("application/json");
    if (answer.status >= 500) return "no-answer";
    if (!answer.ok || answer.redirected || !isJson) {
      // The session is over: what it showed goes. What was not sent waits for the same person.
      await drop("pack");
      return "signed-out";
    }
    const pack = await answer.json();
    const raw = Uint8Array.from(pack.key.match(/../g), (pair) => parseInt(pair, 16));
    delete pack.key;
    pack.kept_at = Date.now();
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    const waiting = (await queue()).filter((one) => one.person === pack.person);
    await put("key", key);
    await put("pack", await seal(key, pack));
    await setQueue(waiting);
    await keepPlaybooks(pack.playbooks);
    return "kept";
  }

  async function keepPlaybooks(address) {
    const cache = await caches.open(PLAYBOOKS);
    if (await cache.match(address)) return;
    for (const old of await cache.keys()) await cache.delete(old);
    await cache.add(address).catch(() => {});
  }

  async function playbooks(pack) {
    const found = await caches.match(pack.playbooks);
    const own = pack.own_playbooks || [];
    const ships = found ? await found.json() : [];
    return [...own, ...ships.filter((one) => !own.some((other) => other.key === one.key))];
  }

  function enqueue(path) {
    return alone(async () => {
      const pack = await keptPack();
      if (!pack) return false;
      const list = (await queue()).filter((one) => one.path !== path || one.state !== "waiting");
      const known = [...pack.alerts, ...pack.incidents].find((one) => one.acknowledge === path);
      const title = known ? known.title : path;
      list.push({ path, title, person: pack.person, at: Date.now(), state: "waiting" });
      await setQueue(list);
      return true;
    });
  }

  // What the page of a refusal says.
  function refusal(html) {
    const found = /<p class="[^"]*problem[^"]*"[^>]*>([\s\S]*?)<\/p>/.exec(html);
    const names = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"' };
    const text = found ? found[1].replace(/<[^>]*>/g, "") : "";
    return text.replace(/&(amp|lt|gt|quot);/g, (name) => names[name]);
  }

  // Sends one; answers whether to go on with the next.
  async function send(one) {
    let answer;
    try {
      const form = { "Content-Type": "application/x-www-form-urlencoded" };
      answer = await fetch(one.path, { method: "POST", headers: form, body: "", signal: soon() });
    } catch {
      return false;
    }
    const turnedAway = new URL(answer.url).pathname.startsWith("/sign-in");
    if (turnedAway || answer.status === 401 || answer.status >= 500) return false;
    one.answered_at = Date.now();
    one.state = answer.ok ? "sent" : "refused";
    if (!answer.ok) one.said = refusal(await answer.text()) || `HTTP ${answer.status}`;
    return true;
  }

  // Sends what waits, in order, once.
  async function flushNow() {
    const list = await queue();
    let changed = false;
    for (const one of list.filter((entry) => entry.state === "waiting")) {
      if (!(await send(one))) break;
      changed = true;
    }
    if (changed) await setQueue(list.slice(-50));
    return changed;
  }

  // Forgets everything: key, state, what was not sent, pages.
  async function eraseNow() {
    await new Promise((done) => {
      const asked = indexedDB.deleteDatabase("vigie");
      asked.onsuccess = asked.onerror = asked.onblocked = () => done();
    });
    await caches.delete(PLAYBOOKS);
  }

  // Signs out: sends what waits, asks the server, and forgets everything. When the server does not
  // answer, the session ends as soon as it does.
  function signOut() {
    return alone(async () => {
      try {
        await flushNow();
        await endSession();
        await eraseNow();
        return true;
      } catch {
        await eraseNow();
        await put("leaving", true);
        return false;
      }
    });
  }

  // The server leaves the erasing to us: its own order to the browser would wait for this worker,
  // which waits for the answer.
  async function endSession() {
    const wish = { "X-Vigie-Erases": "1" };
    const answer = await fetch("/sign-out", { method: "POST", headers: wish, signal: soon() });
    if (answer.status >= 500) throw new Error("no answer");
  }

  // Ends the session of somebody who signed out without network; answers whether that was so.
  async function leaveNow() {
    if (!(await get("leaving"))) return false;
    await endSession();
    await eraseNow();
    return true;
  }

  const keep = () => alone(keepNow);
  const flush = () => alone(flushNow);
  // Asks for the lock only when there is something to end: pages open without waiting.
  const leave = async () => (await get("leaving")) && alone(leaveNow);

  return { keep, keptPack, queue, enqueue, flush, signOut, leave, playbooks };
})();
