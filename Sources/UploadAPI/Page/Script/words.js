// How the page speaks: of sizes, of savings, and to those who do not see.

const settings = JSON.parse(document.getElementById("settings").textContent);
const $ = (id) => document.getElementById(id);
const taken = settings.formats.filter((format) => format.isAccepted);
const accepted = taken.map((format) => format.name).join(", ").replace(/, ([^,]*)$/, " or $1");

function size(bytes) {
  const units = ["bytes", "kB", "MB", "GB"];
  let unit = 0;
  while (bytes >= 999.5 && unit < 3) { bytes /= 1000; unit += 1; }
  return `${Number(bytes.toFixed(unit > 1 && bytes < 99.5 ? 1 : 0))} ${units[unit]}`;
}

function saving(from, to) {
  if (!from || to === undefined) return "";
  const share = Math.round((1 - to / from) * 100);
  return share > 0 ? `−${share} %` : share < 0 ? `+${-share} %` : "±0 %";
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
