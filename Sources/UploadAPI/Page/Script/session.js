// Signing in: OpenID Connect, authorization code with PKCE (RFC 7636, 9207, 9700). Tokens stay in this tab's memory and session storage.

const needsSignIn = settings.authorization === "JWT";
const here = location.origin + location.pathname;
const issuer = (settings.issuer ?? "").replace(/\/$/, "");
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const secret = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
let session = JSON.parse(sessionStorage.getItem("minilab.session") ?? "null");

/* Tabs of this page sign in and out together. */
const otherTabs = new BroadcastChannel("minilab.session");
otherTabs.onmessage = ({ data }) => keep(data);

function keep(value) {
  session = value;
  if (value) sessionStorage.setItem("minilab.session", JSON.stringify(value));
  else sessionStorage.removeItem("minilab.session");
  if (value) dispatchEvent(new Event("signed-in"));
  arrange();
}

let found;
async function endpoints() {
  if (!found) {
    const answer = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
    if ((answer.issuer ?? "").replace(/\/$/, "") !== issuer) throw new Failure("The sign-in service names another issuer.");
    found = answer;
  }
  return found;
}

async function signIn() {
  // Leaving the page would clear the table, so another tab signs in, tells this one and closes.
  if (photos.size > 0) return void open(`${here}#sign-in`);
  if (location.hash === "#sign-in") sessionStorage.setItem("minilab.helps", "yes");
  const { authorization_endpoint } = await endpoints();
  const [verifier, state, nonce] = [secret(), secret(), secret()];
  sessionStorage.setItem("minilab.sign-in", JSON.stringify({ verifier, state, nonce }));
  const challenge = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
  const url = new URL(authorization_endpoint);
  const parameters = {
    response_type: "code", client_id: settings.clientId, redirect_uri: here, scope: "openid email", state, nonce,
    code_challenge: base64url(challenge), code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  location.assign(url);
}

function claims(token) {
  try {
    const bytes = Uint8Array.from(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch { return {}; }
}

/* The gateway takes tokens made out to this page: an access token where the issuer makes such, else the id token. */
const isOurs = (token) => token && [claims(token).aud, claims(token).client_id].flat().includes(settings.clientId);

/* The gateway checks signatures; this checks that the answer belongs to the request (OpenID Connect Core, 3.1.3.7). */
function checkIdentity(token, nonce) {
  const { iss = "", aud, exp, nonce: answered } = claims(token);
  const wrong = iss.replace(/\/$/, "") !== issuer ? "of another issuer"
    : ![aud].flat().includes(settings.clientId) ? "for another page"
    : !(exp * 1000 > Date.now() - 60_000) ? "that is over"
    : nonce && answered !== nonce ? "of another sign-in" : "";
  if (wrong) throw new Failure(`The sign-in service gave a token ${wrong}. Sign in again.`);
}

async function exchange(parameters, nonce) {
  const response = await fetch((await endpoints()).token_endpoint, {
    method: "POST", body: new URLSearchParams({ client_id: settings.clientId, ...parameters }),
  });
  if (!response.ok) throw new Failure("The sign-in service refused. Sign in again.");
  const answer = await response.json();
  // A renewal may come without an identity.
  if (answer.id_token || nonce) checkIdentity(answer.id_token ?? "", nonce);
  const token = [answer.access_token, answer.id_token].find(isOurs);
  if (!token) throw new Failure("The sign-in service gave no token for this page.");
  const person = claims(answer.id_token ?? token);
  keep({
    token, refresh: answer.refresh_token ?? session?.refresh,
    ends: Date.now() + (answer.expires_in ?? 300) * 1000,
    person: person.email ?? person.preferred_username ?? session?.person ?? person.sub ?? "",
  });
}

async function returnFromSignIn() {
  const query = new URLSearchParams(location.search);
  if (!needsSignIn || !(query.has("code") || query.has("error"))) return;
  history.replaceState(null, "", here);
  const { verifier, state, nonce } = JSON.parse(sessionStorage.getItem("minilab.sign-in") ?? "{}");
  sessionStorage.removeItem("minilab.sign-in");
  if (query.has("error")) throw new Failure(`Signing in failed: ${query.get("error_description") ?? query.get("error")}`);
  if (!state || state !== query.get("state")) throw new Failure("That sign-in was not started here. Sign in again.");
  if ((query.get("iss") ?? issuer).replace(/\/$/, "") !== issuer) throw new Failure("Another service answered the sign-in. Sign in again.");
  await exchange({ grant_type: "authorization_code", code: query.get("code"), redirect_uri: here, code_verifier: verifier }, nonce);
  if (!sessionStorage.getItem("minilab.helps")) return;
  sessionStorage.removeItem("minilab.helps");
  otherTabs.postMessage(session);
  close();
}

let renewing;
/* Takes a new token for the old one; without one, nobody is signed in any more. */
async function renew() {
  if (!session?.refresh) return keep(null);
  renewing ??= exchange({ grant_type: "refresh_token", refresh_token: session.refresh })
    .catch((error) => { if (error instanceof Failure) keep(null); else throw new Failure("The sign-in service cannot be reached.", { passing: true }); })
    .finally(() => { renewing = undefined; });
  return renewing;
}

async function token() {
  if (session && session.ends - Date.now() < 30_000) await renew();
  if (!session) throw new Failure("Your session has ended. Sign in again to continue.", { signIn: true });
  return session.token;
}

/* Forgets the tokens in every tab, and has the issuer forget the lasting one (RFC 7009). */
async function signOut() {
  const token = session?.refresh;
  otherTabs.postMessage(null);
  keep(null);
  const { revocation_endpoint } = await endpoints();
  if (!token || !revocation_endpoint) return;
  await fetch(revocation_endpoint, { method: "POST", body: new URLSearchParams({ client_id: settings.clientId, token }) });
}
