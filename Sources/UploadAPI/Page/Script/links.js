// What people copy: links, and markup for their own pages.

async function copy(text, button) {
  const label = button.querySelector(".label") ?? button;
  const words = button.dataset.words ??= label.textContent;
  try {
    await navigator.clipboard.writeText(text);
    label.textContent = "Copied";
    button.classList.add("done");
    say("Copied.");
  } catch {
    label.textContent = "Not allowed";
    say("The browser does not let this page copy.");
  }
  setTimeout(() => { label.textContent = words; button.classList.remove("done"); }, 1600);
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
const widest = (renditions) => renditions.reduce((a, b) => ((b.width ?? 0) > (a.width ?? 0) ? b : a));

/* Whether a rendition shows only a part of the image: its proportions are others, by more than a pixel. */
const isCut = (rendition, image) =>
  Math.abs(rendition.width * image.height - rendition.height * image.width) > Math.max(image.width, image.height);
const attribute = (name, value) => ` ${name}="${value}"`;
const percent = (share) => `${Number((share * 100).toFixed(1))}%`;

/* Markup that lets a browser choose: a source for each further type, widths for each type's renditions. Copies, of which neither is
   known, are no choice unless there is nothing else. */
function markup(image) {
  const { renditions, focus } = image;
  const known = renditions.filter((rendition) => rendition.width && rendition.contentType);
  const types = Map.groupBy(known.length > 0 ? known : renditions.slice(0, 1), (rendition) => rendition.contentType);
  const set = (list) => list.map((rendition) => escaped(rendition.url) + (rendition.width ? ` ${rendition.width}w` : "")).join(",\n    ");
  const lists = [...types.values()].map((list) => list.toSorted((a, b) => (a.width ?? 0) - (b.width ?? 0)));
  const best = widest(lists.flat());
  const sizes = best.width ? ` sizes="(max-width: ${best.width}px) 100vw, ${best.width}px"` : "";
  const main = lists.find((list) => list.includes(best));
  const sources = lists.filter((list) => list !== main)
    .map((list) => `  <source type="${escaped(list[0].contentType ?? "")}" srcset="${set(list)}"${sizes}>\n`);
  const extent = best.width ? ` width="${best.width}" height="${best.height}"` : "";
  // Where a page's own style cuts the picture (object-fit: cover), people stay in view. The focus is that of the whole image, and
  // means nothing for a rendition that is cut already.
  const isWhole = focus && best.width && image.width && !isCut(best, image);
  const position = isWhole ? attribute("style", `object-position: ${percent(focus.x)} ${percent(focus.y)}`) : "";
  return `<picture>\n${sources.join("")}  <img src="${escaped(best.url)}" srcset="${set(main)}"${sizes}${extent}${position} alt="" loading="lazy">\n</picture>`;
}
