// The API. The gateway before it answers some requests in its own words, so statuses are explained here.

const silence = 30_000; // How long a line may stand still before it counts as broken.
const questions = new Gate(6);

const explanations = {
  401: "The service does not know who is asking.",
  403: "This account may not do that.",
  404: "The service does not know this photo.",
  413: "The request is too large for the service.",
  429: "The service is overloaded. Retry in a moment.",
};

/* The API explains itself in a problem document (RFC 9457); whatever else answers is explained by its status. */
async function explained(response) {
  const isProblem = (response.headers.get("Content-Type") ?? "").startsWith("application/problem+json");
  const problem = isProblem ? await response.json().catch(() => ({})) : {};
  return problem.detail ?? problem.title ?? explanations[response.status]
    ?? (response.status >= 500 ? "The service gave an unexpected answer. Retry in a moment." : `The service answered ${response.status}.`);
}

/* How long to stay away: as long as the service says, in seconds or until a date, at most a minute; else longer and longer. */
function respite(response, attempt) {
  const field = response.headers.get("Retry-After") ?? "";
  const named = /^\d+$/.test(field) ? Number(field) * 1000 : Date.parse(field) - Date.now();
  const wait = named > 0 ? Math.min(named, 60_000) : 250 * 2 ** attempt;
  return wait * (1 + 0.5 * Math.random());
}

/* Asks the API. `wait` is called at every pause that the service wants, and at its end. */
async function call(path, options = {}, wait = () => {}) {
  let renewed = false;
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
      wait(true);
      await pause(respite(response, attempt));
      wait(false);
      continue;
    }
    if (response.status === 401 && needsSignIn) {
      // Clocks differ, and issuers revoke tokens: one renewal is worth trying.
      if (renewed) keep(null); else await renew();
      renewed = true;
      continue;
    }
    throw new Failure(await explained(response), { final: response.status === 415 });
  }
}
