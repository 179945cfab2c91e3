// The way to S3: the form that the API gave, posted straight to the bucket.

/* Sends `file`, and reports from 0 to 1 to `progress`. XMLHttpRequest, because fetch reports no progress. Ends when `signal` aborts. */
function post(form, file, signal, progress) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    const data = new FormData();
    for (const [name, value] of Object.entries(form.fields)) data.append(name, value);
    data.append("file", file);
    let [alive, sent] = [undefined, 0];
    const stir = () => {
      clearTimeout(alive);
      alive = setTimeout(() => request.abort(), silence);
    };
    request.upload.onprogress = (event) => {
      stir();
      if (event.lengthComputable) sent = Math.min(event.loaded / event.total, 1);
      progress(sent);
    };
    const broken = () => failed(new Failure(`The connection broke at ${Math.round(sent * 100)} %.`, { passing: true }));
    request.onerror = broken;
    request.onabort = broken;
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return done();
      const code = /<Code>(\w+)<\/Code>/.exec(request.responseText)?.[1];
      if (code === "EntityTooLarge" || code === "EntityTooSmall") failed(new Failure("The file changed while it was being sent."));
      else failed(new Failure(`Storage refused the photo${code ? `: ${code}` : ""}.`, { passing: request.status >= 500 }));
    };
    request.onloadend = () => clearTimeout(alive);
    signal.addEventListener("abort", () => request.abort());
    request.open(form.method, form.url);
    request.send(data);
    stir();
  });
}
