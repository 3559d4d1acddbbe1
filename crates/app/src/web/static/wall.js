// Keeps the wall fresh. When nothing comes any more it keeps the last picture, and says its age.
const EVERY_MS = 10000;
const STALE_MS = 30000;
let shownAt = Date.now();

function age() {
  const stale = document.querySelector(".stale");
  if (!stale) return;
  const ms = Date.now() - shownAt;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const time = document.querySelector(".clock time");
  const span = minutes > 0 ? `${minutes} min` : `${seconds} s`;
  const said = `${time ? time.textContent : ""} (${span})`;
  const late = ms > STALE_MS;
  if (stale.hidden === late) stale.hidden = !late;
  const since = stale.querySelector(".since");
  if (late && since.textContent !== said) since.textContent = said;
}

async function look() {
  try {
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(EVERY_MS) });
    // A refusal is shown too: a link that was withdrawn shows nothing any more.
    if (answer.ok || answer.status === 404 || answer.status === 410) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("wall");
      if (fresh) {
        document.getElementById("wall").replaceWith(fresh);
        shownAt = Date.now();
      }
    }
  } catch {
    // Nothing came: the age says it.
  }
  setTimeout(look, EVERY_MS);
}

setInterval(age, 1000);
setTimeout(look, EVERY_MS);
