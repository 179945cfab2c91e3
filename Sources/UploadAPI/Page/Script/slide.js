// How one photo looks on the table: a mounted slide with its caption.

const openUpTo = 12; // A fuller table is a contact sheet, its renditions folded away.
let frames = 0;
const part = (photo, selector) => photo.view.querySelector(selector);

function add(file) {
  const view = $("slide").content.firstElementChild.cloneNode(true);
  const photo = { file, view, state: "waiting", progress: 0, leaves: new AbortController() };
  frames += 1;
  photos.add(photo);
  part(photo, ".frame").textContent = String(frames).padStart(2, "0");
  part(photo, ".name").textContent = file.name;
  part(photo, ".name").title = file.name;
  part(photo, ".pane").dataset.kind = /\.(\w{1,5})$/.exec(file.name)?.[1].toUpperCase() ?? "?";
  const actions = { ".retry": retry, ".replace": replace, ".remove": remove, ".markup": (photo, button) => copy(markup(photo.image), button) };
  for (const [selector, action] of Object.entries(actions)) {
    const button = part(photo, selector);
    button.setAttribute("aria-label", `${button.textContent.trim()}: ${file.name}`);
    button.onclick = () => action(photo, button);
  }
  $("slides").append(view);
  showPreview(photo);
  enqueue(photo);
}

async function showPreview(photo) {
  try {
    const address = await preview(photo.file, photo.leaves.signal);
    if (photo.removed || photo.image) return URL.revokeObjectURL(address);
    photo.preview = address;
    part(photo, "img").src = address;
    part(photo, "img").alt = `Preview of ${photo.file.name}`;
  } catch {
    photo.view.classList.add("blind");
  }
}

function remove(photo) {
  photo.removed = true;
  photo.leaves.abort();
  URL.revokeObjectURL(photo.preview);
  photos.delete(photo);
  const next = photo.view.nextElementSibling ?? photo.view.previousElementSibling ?? $("picker");
  const hadFocus = photo.view.contains(document.activeElement);
  photo.view.remove();
  if (hadFocus) next.focus();
  arrange();
}

function sentence(photo) {
  switch (photo.state) {
  case "waiting": return navigator.onLine ? `Waiting · ${size(photo.file.size)}` : "Offline. Uploading continues when you are back online.";
  case "sending": return photo.isHeld ? "The service is busy. This continues by itself." : `Uploading ${Math.round(photo.progress * 100)} % of ${size(photo.file.size)}`;
  case "developing": return "Developing…";
  case "failed": return photo.error.message;
  default: {
    const { width, height, size: bytes = photo.file.size } = photo.image;
    return `${width ? `${width} × ${height} · ` : ""}${size(bytes)}`;
  }
  }
}

function show(photo) {
  const changed = photo.view.dataset.state !== photo.state;
  photo.view.dataset.state = photo.state;
  part(photo, ".state").textContent = sentence(photo);
  photo.view.style.setProperty("--progress", photo.progress);
  const bar = part(photo, "progress");
  if (photo.state === "developing") bar.removeAttribute("value"); else bar.value = photo.progress;
  schedule();
  if (!changed) return;
  bar.setAttribute("aria-label", `${photo.state === "developing" ? "Development" : "Upload"} of ${photo.file.name}`);
  part(photo, ".retry").hidden = photo.state !== "failed" || photo.error.final;
  part(photo, ".replace").hidden = photo.state !== "failed" || !photo.error.final;
  if (photo.state === "ready") showRenditions(photo);
}

function showRenditions(photo) {
  const { renditions, size: original = photo.file.size } = photo.image;
  if (renditions.length === 0) return;
  part(photo, ".renditions").replaceChildren(...renditions.map((rendition, index) => renditionView(photo, index, original)));
  const details = part(photo, "details");
  details.hidden = false;
  details.open = photos.size <= openUpTo;
  part(photo, "summary .label").textContent = count(renditions.length, "rendition");
  part(photo, "summary").setAttribute("aria-label", `${count(renditions.length, "rendition")} of ${photo.file.name}`);
  part(photo, "summary .gain").textContent = saving(original, widest(renditions).bytes);
  part(photo, ".markup").hidden = false;
  showLinks(photo);
  showFinished(photo);
}

function renditionView(photo, index, original) {
  const rendition = photo.image.renditions[index];
  const row = $("rendition").content.firstElementChild.cloneNode(true);
  const name = rendition.name || rendition.key;
  row.querySelector(".what").textContent = name;
  const facts = [rendition.width && `${rendition.width} × ${rendition.height}`, rendition.bytes !== undefined && size(rendition.bytes)];
  row.querySelector(".size").textContent = facts.filter(Boolean).join(" · ");
  row.querySelector(".gain").textContent = saving(original, rendition.bytes);
  row.style.setProperty("--share", Math.min((rendition.bytes ?? 0) / original, 1));
  const button = row.querySelector(".copy");
  button.setAttribute("aria-label", `Copy link: ${name} of ${photo.file.name}`);
  button.onclick = () => copy(photo.image.renditions[index].url, button);
  return row;
}

/* The links as they are now: the service gives new ones before the old ones end. */
function showLinks(photo) {
  const { renditions, urlsExpire } = photo.image;
  const rows = part(photo, ".renditions").children;
  renditions.forEach((rendition, index) => { rows[index].querySelector(".what").href = rendition.url; });
  part(photo, ".pane").href = widest(renditions).url;
  const time = { weekday: "short", hour: "2-digit", minute: "2-digit" };
  part(photo, ".expiry").textContent = `Links work until ${new Date(urlsExpire).toLocaleString([], time)}`;
}

/* The preview stays until the rendition is there, or always if it cannot be loaded. No larger rendition than is shown. */
function showFinished(photo) {
  const { renditions } = photo.image;
  const enough = renditions.filter((rendition) => rendition.width >= previewWidth);
  const seen = enough.length > 0 ? enough.reduce((a, b) => (b.width < a.width ? b : a)) : widest(renditions);
  const finished = new Image();
  finished.src = seen.url;
  finished.alt = `Finished: ${photo.file.name}`;
  // Decoded before it replaces the other, so that nothing is blank in between.
  finished.decode().then(() => {
    part(photo, "img").replaceWith(finished);
    photo.view.classList.remove("blind");
    URL.revokeObjectURL(photo.preview);
  }, () => {});
}
