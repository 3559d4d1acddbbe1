// Passkeys: asks the device, and tells the server what it said. Everything works without it, by
// password or link; the buttons show only where the browser can do it.
const able = window.PublicKeyCredential
  && PublicKeyCredential.parseRequestOptionsFromJSON
  && PublicKeyCredential.parseCreationOptionsFromJSON;

async function post(url, body) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function ask(place) {
  const begun = await post(place.dataset.begin, {});
  const label = place.querySelector("input[name=label]");
  const device = navigator.credentials;
  const shown = place.dataset.kind === "new"
    ? await device.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(begun.publicKey) })
    : await device.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(begun.publicKey) });
  const done = await post(place.dataset.finish, {
    answer: JSON.stringify(shown),
    label: label ? label.value : "",
    next: place.dataset.next || "",
  });
  window.location.assign(done.next);
}

for (const place of document.querySelectorAll("[data-passkey]")) {
  // Passkeys belong to a name: elsewhere the page says where.
  if (!able || place.dataset.origin !== window.location.origin) continue;
  place.hidden = false;
  const said = place.querySelector("[role=status]");
  place.querySelector("button").addEventListener("click", async (event) => {
    event.preventDefault();
    event.currentTarget.disabled = true;
    said.textContent = "";
    try {
      await ask(place);
    } catch (error) {
      // Too long since the person showed who they are: they do, and come back.
      if (error.message === "428") window.location.assign("/account/confirm");
      said.textContent = error.name === "NotAllowedError" ? place.dataset.cancelled : place.dataset.failed;
    }
    place.querySelector("button").disabled = false;
  });
}
