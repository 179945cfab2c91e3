// Waiting: for time to pass, for the connection to come back, for a turn. And how a wait may end.

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const online = () => navigator.onLine ? Promise.resolve() : new Promise((done) => addEventListener("online", done, { once: true }));

/* Limits how many pieces of work run at a time. */
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

/* What went wrong, in words for a person.
   `passing`: the same may succeed in a moment. `final`: it never will. `signIn`: it will once somebody has signed in. */
class Failure extends Error {
  constructor(message, { passing = false, final = false, signIn = false } = {}) {
    super(message);
    Object.assign(this, { passing, final, signIn });
  }
}
