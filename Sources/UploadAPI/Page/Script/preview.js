// Small pictures of the files, at once and in bounded memory: a photo of 12 megapixels takes 48 MB while it is decoded, so two are at a time, and only a
// small JPEG of each is kept.

const decoders = new Gate(2);
const previewWidth = 560;

/* The address of a small picture of `file`. Throws if the browser cannot read it. */
function preview(file, signal) {
  return decoders.run(async () => {
    signal.throwIfAborted();
    const bitmap = await createImageBitmap(file, { resizeWidth: previewWidth, resizeQuality: "medium" });
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, bitmap.width, bitmap.height);
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    return URL.createObjectURL(await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 }));
  });
}
