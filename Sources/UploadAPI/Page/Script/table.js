// The table as a whole: what lies on it, what it says above, and how photos get there.

const photos = new Set();
let replaced;

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
  const sum = (list, value) => list.reduce((sum, item) => sum + value(item), 0);
  $("table").classList.toggle("filled", all.length > 0);
  $("table").classList.toggle("crowded", all.length > openUpTo);
  $("tray").hidden = all.length === 0;
  const before = sum(ready, (photo) => photo.image.size ?? photo.file.size);
  const after = sum(ready, (photo) => sum(photo.image.renditions, (rendition) => rendition.bytes ?? 0));
  $("totals").textContent = [
    count(all.length, "photo"), going && `${going} on the way`, ready.length && `${ready.length} ready`, failed.length && `${failed.length} failed`,
  ].filter(Boolean).join(" · ");
  $("weight").textContent = ready.length ? `${size(before)} in, ${size(after)} out` : "";
  $("whole").value = sum(all, (photo) => ({ waiting: 0, sending: photo.progress * 0.7, developing: 0.75 }[photo.state] ?? 1)) / (all.length || 1);
  $("whole").hidden = going === 0;
  $("retry-all").hidden = !failed.some((photo) => !photo.error.final);
  $("copy-all").hidden = ready.length < 2;
  $("clear").hidden = ready.length + failed.length === 0;
  const signedOut = needsSignIn && !session;
  const closed = settings.authorization === "AWS_IAM";
  $("pick").hidden = $("picker").disabled = signedOut || closed;
  $("pick").textContent = all.length ? "Add photos" : "Choose photos";
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
  $("notice").hidden = true;
  for (const file of list) add(file);
  arrange();
}

/* Lets a person choose other files in place of one that cannot be accepted. */
function replace(photo) {
  replaced = photo;
  $("picker").click();
}

function notify(error) {
  $("notice").textContent = error.message;
  $("notice").hidden = false;
}

const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
const light = (isOver) => $("table").classList.toggle("over", isOver);
addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  light(true);
});
// Moving from one element to another is not leaving; where a browser cannot tell the difference, the next dragover corrects it.
addEventListener("dragleave", (event) => { if (!event.relatedTarget) light(false); });
addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  light(false);
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
addEventListener("signed-in", () => { for (const photo of photos) if (photo.state === "failed" && photo.error.signIn) retry(photo); });

$("picker").accept = taken.map((format) => format.type).join(",");
$("picker").oncancel = () => { replaced = undefined; };
$("picker").onchange = () => {
  if (replaced && photos.has(replaced)) remove(replaced);
  replaced = undefined;
  take($("picker").files);
  $("picker").value = "";
};
$("retry-all").onclick = () => { for (const photo of photos) if (photo.state === "failed" && !photo.error.final) retry(photo); };
$("copy-all").onclick = () => copy([...photos].flatMap((photo) => photo.image?.renditions.map((rendition) => rendition.url) ?? []).join("\n"), $("copy-all"));
$("clear").onclick = () => { for (const photo of [...photos]) if (["ready", "failed"].includes(photo.state)) remove(photo); $("picker").focus(); };
const begin = () => signIn().catch((error) => notify(error instanceof Failure ? error : new Failure("The sign-in service cannot be reached.")));
$("sign-in").onclick = begin;
$("sign-out").onclick = () => signOut().catch(() => {});
arrange();
if (needsSignIn && location.hash === "#sign-in") begin();
else returnFromSignIn().catch((error) => notify(error instanceof Failure ? error : new Failure("The sign-in service cannot be reached.")));
