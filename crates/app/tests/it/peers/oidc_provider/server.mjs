// A certified OpenID provider (the package oidc-provider) with one client, Vigie, and the accounts
// of one team. Its own pages ask for a name and a password, and take any password.
// Arguments: the folder of the package, the port to listen on, where Vigie is.

import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [home, port, vigie] = process.argv.slice(2);
const entry = join(home, "node_modules/oidc-provider/lib/index.js");
const { Provider } = await import(pathToFileURL(entry));

const people = {
  ada: { email: "ada@example.org", email_verified: true, groups: ["ops"] },
  eve: { email: "eve@example.org", email_verified: true, groups: [] },
  mallory: { email: "ada@example.org", email_verified: false, groups: [] },
};

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "vigie",
      client_secret: "a secret that only these two know",
      redirect_uris: [`${vigie}/sign-in/provider/return`],
      post_logout_redirect_uris: [`${vigie}/sign-in`],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], groups: ["groups"] },
  pkce: { methods: ["S256"], required: () => true },
  cookies: { keys: ["a key of the provider's cookies"] },
  findAccount: (_, name) =>
    people[name] && { accountId: name, claims: () => ({ sub: name, ...people[name] }) },
});

for (const event of ["authorization.error", "grant.error", "userinfo.error", "server_error"]) {
  provider.on(event, (_, error) => console.log(event, error.message, error.error_detail ?? ""));
}
provider.on("grant.success", () => console.log("a code was exchanged"));
provider.on("end_session.success", () => console.log("a session was ended"));
provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
