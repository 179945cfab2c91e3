// One photo's way: chosen → looked at → a form from the API → straight to S3 → asked for until it is finished.

const uploads = new Gate(4);
const patience = 180_000; // How long a photo may be in development before a person is asked.

/* The format that a file begins like, among all that are known: what its name says does not count. */
function identify(start) {
  const text = (at) => String.fromCharCode(...start.slice(at, at + 4));
  const named = [];
  // The first box of an ISO base media file names its brands, with its version behind the first.
  const end = text(4) === "ftyp" ? Math.min(start.length, new DataView(start.buffer).getUint32(0)) : 0;
  for (let at = 8; at + 4 <= end; at += 4) if (at !== 12) named.push(text(at));
  const begins = (signature) => signature.every((byte, index) => byte === null || byte === start[index]);
  return settings.formats.find((format) => format.signatures.some(begins) || format.brands.some((brand) => named.includes(brand)));
}

/* What can be said about a file before anything is sent; its type. */
async function check(file) {
  if (file.size === 0) throw new Failure("The file is empty.", { final: true });
  let start;
  try { start = new Uint8Array(await file.slice(0, settings.prefixLength).arrayBuffer()); } catch {
    throw new Failure("The file cannot be read. It may have been moved.", { final: true });
  }
  const format = identify(start);
  if (!format) throw new Failure(`This is not a ${accepted} photo.`, { final: true });
  if (!format.isAccepted) {
    throw new Failure(`This photo is ${format.name}; ${accepted} is taken. Export it as ${taken[0].name}.`, { final: true });
  }
  if (file.size > settings.maximumBytes) {
    throw new Failure(`${size(file.size)} is too large; up to ${size(settings.maximumBytes)} is taken.`, { final: true });
  }
  return format.type;
}

async function send(photo) {
  const busy = (isBusy) => { photo.isHeld = isBusy; show(photo); };
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
      const asked = call("upload", { method: "POST", headers: { "Content-Type": "application/json" }, body: question }, busy);
      const answer = await (await asked).json();
      if (photo.removed) return;
      await post(answer.upload, photo.file, photo.leaves.signal, (progress) => { photo.progress = progress; show(photo); });
      photo.name = answer.filename;
      develop(photo);
      return;
    } catch (error) {
      if (photo.removed) return;
      // Waits while the connection is down; reports one that is up and breaks three times.
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
    if (Date.now() - begun > patience) return fail(photo, new Failure("Not finished yet. It may still appear."));
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
  if (image.renditions.length > 0) keepLinks(photo);
}

/* Links are signed for a time, and renewed, so that they also work on a page that was left open. */
async function keepLinks(photo) {
  while (!photo.removed) {
    await pause(Math.max(Date.parse(photo.image.urlsExpire) - Date.now() - 60_000, 60_000));
    if (photo.removed) return;
    try {
      const image = await (await questions.run(() => call(`image/${encodeURIComponent(photo.name)}`))).json();
      // After another recipe, it is another picture.
      if (image.renditions?.length !== photo.image.renditions.length) return;
      photo.image = image;
      showLinks(photo);
    } catch (error) {
      if (!error.passing) return;
    }
  }
}

function fail(photo, error) {
  photo.state = "failed";
  photo.error = error instanceof Failure ? error : new Failure(`Something unexpected happened: ${error.message}`);
  show(photo);
  say(`${photo.file.name}: ${photo.error.message}`);
}

function retry(photo) {
  photo.error = undefined;
  // What is stored already is not sent again, only asked for.
  if (photo.name) develop(photo); else enqueue(photo);
}

function enqueue(photo) {
  photo.state = "waiting";
  show(photo);
  uploads.run(() => send(photo));
}
