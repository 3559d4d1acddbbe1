"use strict";
// The worker of the installed app: when Vigie does not answer, it shows what the phone keeps, and
// keeps acknowledgements until they can be sent. It never pretends that something was sent.
importScripts("POCKET_ROUTE");

const SHELL = "vigie-shell-VERSION";
const OFFLINE = "/offline";
const FILES = [OFFLINE, "STYLE_ROUTE", "POCKET_ROUTE", "OFFLINE_ROUTE", "APP_ROUTE", "ICON_ROUTE"];
const ACKNOWLEDGES = /^\/(alerts|incidents)\/[^/]+\/acknowledge$/;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("vigie-shell-") && name !== SHELL) await caches.delete(name);
    }
    await clients.claim();
  })());
});

addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (request.method === "GET") event.respondWith(shown(request));
    // A form that another site sent is left to the browser and the server, which refuse it.
    else if (request.referrer.startsWith(location.origin + "/")) event.respondWith(sent(request, url));
  } else if (request.method === "GET" && FILES.includes(url.pathname) && url.pathname !== OFFLINE) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  }
});

addEventListener("sync", (event) => {
  if (event.tag === "queue") event.waitUntil(Pocket.flush());
});

// A gateway that speaks for a dead Vigie is no answer of Vigie.
async function asked(request) {
  const answer = await fetch(request);
  if (answer.status === 502 || answer.status === 504) throw new Error("no answer");
  return answer;
}

async function shown(request) {
  try {
    await Pocket.leave().catch(() => {});
    return await asked(request);
  } catch {
    const kept = await caches.match(OFFLINE);
    return kept || Response.error();
  }
}

async function sent(request, url) {
  if (url.pathname === "/sign-out") {
    return Response.redirect((await Pocket.signOut()) ? "/sign-in" : OFFLINE + "#erased", 303);
  }
  try {
    return await asked(request);
  } catch {
    if (ACKNOWLEDGES.test(url.pathname) && (await Pocket.enqueue(url.pathname))) {
      if (registration.sync) await registration.sync.register("queue").catch(() => {});
      return Response.redirect(OFFLINE + "#queue", 303);
    }
    return Response.redirect(OFFLINE + "#unsent", 303);
  }
}
