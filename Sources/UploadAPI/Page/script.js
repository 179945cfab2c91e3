// One photo's way: chosen → a form from the API → straight to S3 → asked for until it is finished.

const settings = JSON.parse(document.getElementById("settings").textContent);
const $ = (id) => document.getElementById(id);
const uploadsAtOnce = 4;
const questionsAtOnce = 6;
const patience = 180_000; // How long a photo may be in development before a person is asked.
const silence = 30_000; // How long an upload may stand still before it counts as broken.

/* ---------------------------------------------------------------- words */

const kinds = { "image/jpeg": "JPEG", "image/png": "PNG" };
const accepted = settings.accepted.map((type) => kinds[type] ?? type).join(" or ");

function size(bytes) {
  const units = ["bytes", "kB", "MB", "GB"];
  let unit = 0;
  while (bytes >= 999.5 && unit < 3) { bytes /= 1000; unit += 1; }
  return `${Number(bytes.toFixed(unit > 1 && bytes < 99.5 ? 1 : 0))} ${units[unit]}`;
}

function saving(from, to) {
  if (!from || to === undefined) return "";
  const share = Math.round((1 - to / from) * 100);
  return share > 0 ? `−${share} %` : share < 0 ? `+${-share} %` : "";
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/* What is said to those who do not see, a second's worth at a time. */
let said = [];
function say(sentence) {
  if (said.push(sentence) > 1) return;
  setTimeout(() => {
    const finished = said.filter((sentence) => sentence.endsWith(" is ready."));
    const rest = said.filter((sentence) => !sentence.endsWith(" is ready."));
    const text = [...(finished.length > 2 ? [`${finished.length} photos are ready.`] : finished), ...rest.slice(0, 4)];
    if (rest.length > 4) text.push(`${rest.length - 4} more messages.`);
    $("announcer").textContent = text.join(" ");
    said = [];
  }, 1000);
}

/* ---------------------------------------------------------------- waiting */

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const online = () => navigator.onLine ? Promise.resolve() : new Promise((done) => addEventListener("online", done, { once: true }));

/* Lets so many pieces of work run at a time. */
class Gate {
  #free;
  #queue = [];
  constructor(width) { this.#free = width; }
  async run(work) {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise((done) => this.#queue.push(done));
    try { return await work(); } finally {
      const next = this.#queue.shift();
      if (next) next(); else this.#free += 1;
    }
  }
}
const uploads = new Gate(uploadsAtOnce);
const questions = new Gate(questionsAtOnce);

/* What went wrong, in words for a person. `passing`: the same may succeed in a moment. */
class Failure extends Error {
  constructor(message, { passing = false, final = false } = {}) {
    super(message);
    this.passing = passing;
    this.final = final;
  }
}

/* ---------------------------------------------------------------- signing in: OpenID Connect, code with PKCE */

const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const secret = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const needsSignIn = settings.authorization === "JWT";
const here = location.origin + location.pathname;
const issuer = (settings.issuer ?? "").replace(/\/$/, "");
let session = JSON.parse(sessionStorage.getItem("minilab.session") ?? "null");

const otherTabs = new BroadcastChannel("minilab.session");
otherTabs.onmessage = ({ data }) => keep(data);

function keep(value) {
  session = value;
  if (value) sessionStorage.setItem("minilab.session", JSON.stringify(value));
  else sessionStorage.removeItem("minilab.session");
  arrange();
}

let found;
async function endpoints() {
  found ??= await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  if ((found.issuer ?? "").replace(/\/$/, "") !== issuer) throw new Failure("The sign-in service names another issuer.");
  return found;
}

async function signIn() {
  // Leaving the page would clear the table, so another tab signs in, tells this one and closes.
  if (photos.size > 0) return void open(`${here}#sign-in`);
  if (location.hash === "#sign-in") sessionStorage.setItem("minilab.helps", "yes");
  const { authorization_endpoint } = await endpoints();
  const verifier = secret();
  const state = secret();
  sessionStorage.setItem("minilab.sign-in", JSON.stringify({ verifier, state }));
  const challenge = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
  const url = new URL(authorization_endpoint);
  const parameters = {
    response_type: "code", client_id: settings.clientId, redirect_uri: here, scope: "openid email", state,
    code_challenge: base64url(challenge), code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  location.assign(url);
}

/* The gateway takes tokens made out to this page: an access token where the issuer makes such, else the id token. */
function claims(token) {
  try {
    const bytes = Uint8Array.from(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch { return {}; }
}
const isOurs = (token) => token && [claims(token).aud, claims(token).client_id].flat().includes(settings.clientId);

async function exchange(parameters) {
  const response = await fetch((await endpoints()).token_endpoint, {
    method: "POST", body: new URLSearchParams({ client_id: settings.clientId, ...parameters }),
  });
  if (!response.ok) throw new Failure("The sign-in service refused. Sign in again.");
  const answer = await response.json();
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
  const { verifier, state } = JSON.parse(sessionStorage.getItem("minilab.sign-in") ?? "{}");
  sessionStorage.removeItem("minilab.sign-in");
  if (query.has("error")) throw new Failure(`Signing in failed: ${query.get("error_description") ?? query.get("error")}`);
  if (!state || state !== query.get("state")) throw new Failure("That sign-in was not begun here. Sign in again.");
  await exchange({ grant_type: "authorization_code", code: query.get("code"), redirect_uri: here, code_verifier: verifier });
  if (!sessionStorage.getItem("minilab.helps")) return;
  sessionStorage.removeItem("minilab.helps");
  otherTabs.postMessage(session);
  close();
}

let refreshing;
async function token() {
  if (session && session.ends - Date.now() < 30_000) {
    if (session.refresh) {
      refreshing ??= exchange({ grant_type: "refresh_token", refresh_token: session.refresh }).finally(() => { refreshing = undefined; });
      await refreshing.catch(() => keep(null));
    } else keep(null);
  }
  if (!session) throw new Failure("Your session has ended. Sign in again, then retry.");
  return session.token;
}

/* ---------------------------------------------------------------- the API */

async function call(path, options = {}) {
  for (let attempt = 1; ; attempt += 1) {
    const headers = { ...options.headers };
    if (needsSignIn) headers.Authorization = `Bearer ${await token()}`;
    let response;
    try {
      response = await fetch(path, { ...options, headers, cache: "no-store", signal: AbortSignal.timeout(silence) });
    } catch {
      throw new Failure("No connection.", { passing: true });
    }
    if (response.ok) return response;
    if ([429, 502, 503, 504].includes(response.status) && attempt < 6) {
      await pause((Number(response.headers.get("Retry-After")) || 2 ** attempt / 2) * (750 + 500 * Math.random()));
      continue;
    }
    if (response.status === 401 && needsSignIn) keep(null);
    const problem = await response.json().catch(() => ({}));
    throw new Failure(problem.detail ?? problem.title ?? problem.message ?? `The service answered ${response.status}.`);
  }
}

/* The form goes straight to S3. XMLHttpRequest, because fetch does not tell how far an upload is. */
function post(form, photo) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    const data = new FormData();
    for (const [name, value] of Object.entries(form.fields)) data.append(name, value);
    data.append("file", photo.file);
    let alive;
    const stir = () => {
      clearTimeout(alive);
      alive = setTimeout(() => request.abort(), silence);
    };
    request.upload.onprogress = (event) => {
      stir();
      if (event.lengthComputable) photo.progress = Math.min(event.loaded / event.total, 1);
      show(photo);
    };
    const broken = () => failed(new Failure(`The connection broke at ${Math.round(photo.progress * 100)} %.`, { passing: true }));
    request.onerror = broken;
    request.onabort = broken;
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return done();
      const code = /<Code>(\w+)<\/Code>/.exec(request.responseText)?.[1];
      if (code === "EntityTooLarge" || code === "EntityTooSmall") failed(new Failure("The file changed while it was being sent."));
      else failed(new Failure(`Storage refused the photo${code ? `: ${code}` : ""}.`, { passing: request.status >= 500 }));
    };
    request.onloadend = () => clearTimeout(alive);
    photo.request = request;
    request.open(form.method, form.url);
    request.send(data);
    stir();
  });
}

/* ---------------------------------------------------------------- a photo */

const photos = new Set();
let frames = 0;

/* What can be said of a file before anything is sent. */
async function check(file) {
  if (file.size === 0) throw new Failure("The file is empty.", { final: true });
  let start;
  try { start = new Uint8Array(await file.slice(0, 12).arrayBuffer()); } catch {
    throw new Failure("The file cannot be read. It may have been moved.");
  }
  const begins = (...bytes) => bytes.every((byte, index) => start[index] === byte);
  const type = begins(0xff, 0xd8, 0xff) ? "image/jpeg" : begins(0x89, 0x50, 0x4e, 0x47) ? "image/png" : "";
  const brand = String.fromCharCode(...start.slice(4, 12));
  if (/^ftyp(hei|hev|mif|msf)/.test(brand)) {
    throw new Failure(`This is a HEIC photo; ${accepted} is taken. Export it as JPEG.`, { final: true });
  }
  if (!settings.accepted.includes(type)) throw new Failure(`This is not a ${accepted} photo.`, { final: true });
  if (file.size > settings.maximumBytes) {
    throw new Failure(`${size(file.size)} is too large; up to ${size(settings.maximumBytes)} is taken.`, { final: true });
  }
  return type;
}

async function send(photo) {
  for (let attempt = 1; !photo.removed; attempt += 1) {
    try {
      photo.state = "waiting";
      photo.progress = 0;
      show(photo);
      await online();
      const type = await check(photo.file);
      photo.state = "sending";
      show(photo);
      const question = JSON.stringify({ filename: photo.file.name, contentType: type, size: photo.file.size });
      const answer = await (await call("upload", { method: "POST", headers: { "Content-Type": "application/json" }, body: question })).json();
      if (photo.removed) return;
      await post(answer.upload, photo);
      photo.name = answer.filename;
      develop(photo);
      return;
    } catch (error) {
      if (photo.removed) return;
      // A line that is down is waited for; one that is up and breaks three times is reported.
      if (error.passing && (!navigator.onLine || attempt < 3)) {
        if (navigator.onLine) await pause(attempt * 1000);
        continue;
      }
      return fail(photo, error);
    }
  }
}

async function develop(photo) {
  photo.state = "developing";
  show(photo);
  const begun = Date.now();
  for (let wait = 500; !photo.removed; wait = Math.min(wait * 1.5, 5000)) {
    await pause(wait * (0.8 + 0.4 * Math.random()));
    await online();
    try {
      const response = await questions.run(() => call(`image/${encodeURIComponent(photo.name)}`));
      if (response.status === 200) return finish(photo, await response.json());
    } catch (error) {
      if (!error.passing) return fail(photo, error);
    }
    if (Date.now() - begun > patience) return fail(photo, new Failure("Not finished yet. It may still come."));
  }
}

function finish(photo, image) {
  if (photo.removed) return;
  if (image.status !== "READY") {
    photo.name = undefined;
    return fail(photo, new Failure(`Rejected: ${image.reason ?? "no reason given"}`, { final: true }));
  }
  photo.state = "ready";
  photo.image = image;
  show(photo);
  say(`${photo.file.name} is ready.`);
}

function fail(photo, error) {
  photo.state = "failed";
  photo.error = error instanceof Failure ? error : new Failure(`Something unexpected happened: ${error.message}`);
  show(photo);
  say(`${photo.file.name}: ${photo.error.message}`);
}

function retry(photo) {
  photo.error = undefined;
  // What is stored already is asked for again, not sent again.
  if (photo.name) develop(photo); else enqueue(photo);
}

function enqueue(photo) {
  photo.state = "waiting";
  show(photo);
  uploads.run(() => send(photo));
}

function remove(photo) {
  photo.removed = true;
  photo.request?.abort();
  URL.revokeObjectURL(photo.preview);
  photos.delete(photo);
  const next = photo.view.nextElementSibling ?? photo.view.previousElementSibling ?? $("picker");
  const hadFocus = photo.view.contains(document.activeElement);
  photo.view.remove();
  if (hadFocus) next.focus();
  arrange();
}

/* ---------------------------------------------------------------- what is seen */

const part = (photo, selector) => photo.view.querySelector(selector);

function add(file) {
  const view = $("slide").content.firstElementChild.cloneNode(true);
  const photo = { file, view, state: "waiting", progress: 0, preview: URL.createObjectURL(file) };
  frames += 1;
  photos.add(photo);
  part(photo, ".frame").textContent = String(frames).padStart(2, "0");
  part(photo, ".name").textContent = file.name;
  part(photo, ".name").title = file.name;
  part(photo, "progress").setAttribute("aria-label", `Upload of ${file.name}`);
  const picture = part(photo, "img");
  picture.onerror = () => view.classList.add("blind");
  picture.onload = () => view.classList.remove("blind");
  picture.src = photo.preview;
  picture.alt = `Preview of ${file.name}`;
  for (const [selector, action] of [[".retry", retry], [".remove", remove], [".markup", copyMarkup]]) {
    const button = part(photo, selector);
    button.setAttribute("aria-label", `${button.textContent}: ${file.name}`);
    button.onclick = () => action(photo, button);
  }
  $("slides").append(view);
  enqueue(photo);
}

function sentence(photo) {
  switch (photo.state) {
  case "waiting": return navigator.onLine ? `Waiting · ${size(photo.file.size)}` : "Offline. It goes on when you are back.";
  case "sending": return `Uploading ${Math.round(photo.progress * 100)} % of ${size(photo.file.size)}`;
  case "developing": return "Developing…";
  case "failed": return photo.error.message;
  default: {
    const { width, height, size: bytes = photo.file.size } = photo.image;
    return `Ready · ${width ? `${width} × ${height} · ` : ""}${size(bytes)}`;
  }
  }
}

function show(photo) {
  const changed = photo.view.dataset.state !== photo.state;
  photo.view.dataset.state = photo.state;
  part(photo, ".state").textContent = sentence(photo);
  const bar = part(photo, "progress");
  if (photo.state === "developing") bar.removeAttribute("value"); else bar.value = photo.progress;
  if (!changed) return schedule();
  bar.setAttribute("aria-label", `${photo.state === "developing" ? "Development" : "Upload"} of ${photo.file.name}`);
  part(photo, ".retry").hidden = photo.state !== "failed" || photo.error.final;
  if (photo.state === "ready") showRenditions(photo);
  schedule();
}

function showRenditions(photo) {
  const { renditions, size: original = photo.file.size } = photo.image;
  const list = part(photo, ".renditions");
  list.replaceChildren(...renditions.map((rendition) => {
    const row = $("rendition").content.firstElementChild.cloneNode(true);
    const what = row.querySelector(".what");
    const name = rendition.name || rendition.key;
    what.textContent = name + (rendition.width ? ` ${rendition.width} × ${rendition.height}` : "");
    what.href = rendition.url;
    row.querySelector(".size").textContent = rendition.bytes === undefined ? "" : `${size(rendition.bytes)}, ${saving(original, rendition.bytes) || "the same size"}`;
    const button = row.querySelector(".copy");
    button.setAttribute("aria-label", `Copy link: ${name} of ${photo.file.name}`);
    button.onclick = () => copy(rendition.url, button);
    return row;
  }));
  if (renditions.length === 0) return;
  part(photo, ".markup").hidden = false;
  const best = renditions.reduce((a, b) => ((b.width ?? 0) > (a.width ?? 0) ? b : a));
  const pane = part(photo, ".pane");
  const picture = part(photo, "img");
  pane.href = best.url;
  // The preview stays until the rendition is there, and for good if it cannot be loaded.
  const finished = new Image();
  finished.onload = () => {
    picture.src = best.url;
    picture.alt = `Finished: ${photo.file.name}`;
    URL.revokeObjectURL(photo.preview);
  };
  finished.src = best.url;
}

/* ---------------------------------------------------------------- links */

async function copy(text, button) {
  const label = button.dataset.label ??= button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    say("Copied.");
  } catch {
    button.textContent = "Not allowed";
    say("The browser does not let this page copy.");
  }
  setTimeout(() => { button.textContent = label; }, 1600);
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/* Markup that lets a browser choose: a source for each further type, widths for each type's renditions. */
function markup(photo) {
  const types = Map.groupBy(photo.image.renditions, (rendition) => rendition.contentType);
  const set = (list) => list.map((rendition) => escaped(rendition.url) + (rendition.width ? ` ${rendition.width}w` : "")).join(",\n    ");
  const lists = [...types.values()].map((list) => list.toSorted((a, b) => (a.width ?? 0) - (b.width ?? 0)));
  const best = lists.flat().reduce((a, b) => ((b.width ?? 0) > (a.width ?? 0) ? b : a));
  const sizes = best.width ? ` sizes="(max-width: ${best.width}px) 100vw, ${best.width}px"` : "";
  const main = lists.find((list) => list.includes(best));
  const sources = lists.filter((list) => list !== main)
    .map((list) => `  <source type="${escaped(list[0].contentType ?? "")}" srcset="${set(list)}"${sizes}>\n`);
  const extent = best.width ? ` width="${best.width}" height="${best.height}"` : "";
  return `<picture>\n${sources.join("")}  <img src="${escaped(best.url)}" srcset="${set(main)}"${sizes}${extent} alt="" loading="lazy">\n</picture>`;
}

const copyMarkup = (photo, button) => copy(markup(photo), button);

/* ---------------------------------------------------------------- the table */

let scheduled = false;
function schedule() {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => { scheduled = false; arrange(); });
}

function arrange() {
  const all = [...photos];
  const of = (state) => all.filter((photo) => photo.state === state);
  const [ready, failed] = [of("ready"), of("failed")];
  const going = all.length - ready.length - failed.length;
  $("table").classList.toggle("filled", all.length > 0);
  $("tray").hidden = all.length === 0;
  const before = ready.reduce((sum, photo) => sum + (photo.image.size ?? photo.file.size), 0);
  const after = ready.reduce((sum, photo) => sum + photo.image.renditions.reduce((sum, rendition) => sum + (rendition.bytes ?? 0), 0), 0);
  $("totals").textContent = [
    count(all.length, "photo"),
    going && `${going} on the way`,
    ready.length && `${ready.length} ready, ${size(before)} → ${size(after)}`,
    failed.length && `${failed.length} failed`,
  ].filter(Boolean).join(" · ");
  $("whole").value = all.reduce((sum, photo) => sum + ({ waiting: 0, sending: photo.progress * 0.7, developing: 0.75 }[photo.state] ?? 1), 0) / (all.length || 1);
  $("whole").hidden = going === 0;
  $("retry-all").hidden = !failed.some((photo) => !photo.error.final);
  $("copy-all").hidden = ready.length < 2;
  $("clear").hidden = ready.length + failed.length === 0;
  const signedOut = needsSignIn && !session;
  const closed = settings.authorization === "AWS_IAM";
  $("pick").hidden = $("picker").disabled = signedOut || closed;
  $("sign-in").hidden = !signedOut;
  $("account").hidden = !session || !needsSignIn;
  $("person").textContent = session?.person ?? "";
  $("prompt").textContent = closed ? "This table is for programs" : signedOut ? "Sign in to use the table" : all.length ? "Add more photos" : "Put your photos on the table";
  $("limits").textContent = closed
    ? "This API takes requests signed with AWS credentials. A browser has none; sign-in by JWT would open this page."
    : `Drop, paste or choose ${accepted} files, up to ${size(settings.maximumBytes)} each, a hundred at a time if you like.`;
}

function take(files) {
  if ($("picker").disabled) return;
  const list = [...files];
  if (list.length === 0) return;
  say(`${count(list.length, "photo")} added.`);
  for (const file of list) add(file);
  arrange();
}

function notify(error) {
  $("notice").textContent = error.message;
  $("notice").hidden = false;
}

const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
let depth = 0;
addEventListener("dragenter", (event) => { if (holdsFiles(event)) { depth += 1; $("table").classList.add("over"); } });
addEventListener("dragleave", () => { depth = Math.max(depth - 1, 0); if (depth === 0) $("table").classList.remove("over"); });
addEventListener("dragover", (event) => { if (holdsFiles(event)) event.preventDefault(); });
addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  depth = 0;
  $("table").classList.remove("over");
  take(event.dataTransfer.files);
});
addEventListener("paste", (event) => take(event.clipboardData?.files ?? []));
addEventListener("beforeunload", (event) => {
  if ([...photos].some((photo) => photo.state === "waiting" || photo.state === "sending")) event.preventDefault();
});
for (const change of ["online", "offline"]) {
  addEventListener(change, () => {
    say(change === "online" ? "Connection is back." : "You are offline.");
    for (const photo of photos) if (photo.state === "waiting") show(photo);
  });
}
$("picker").accept = settings.accepted.join(",");
$("picker").onchange = () => { take($("picker").files); $("picker").value = ""; };
$("retry-all").onclick = () => { for (const photo of photos) if (photo.state === "failed" && !photo.error.final) retry(photo); };
$("copy-all").onclick = () => copy([...photos].flatMap((photo) => photo.image?.renditions.map((rendition) => rendition.url) ?? []).join("\n"), $("copy-all"));
$("clear").onclick = () => { for (const photo of [...photos]) if (["ready", "failed"].includes(photo.state)) remove(photo); $("picker").focus(); };
const begin = () => signIn().catch(() => notify(new Failure("The sign-in service cannot be reached.")));
$("sign-in").onclick = begin;
$("sign-out").onclick = () => keep(null);
arrange();
if (needsSignIn && location.hash === "#sign-in") begin(); else returnFromSignIn().catch(notify);
