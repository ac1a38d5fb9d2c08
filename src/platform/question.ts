/** One question at a time to a worker that may be lost at any moment: what Node and browsers share. */
export class Question {
  #pending: { readonly resolve: (reply: unknown) => void; readonly reject: (reason: Error) => void } | undefined;
  #lost: Error | undefined;

  /** Resolves with the answer to what `send` sends; rejects when the worker was or gets lost, or when `send` throws. */
  ask(send: () => void): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#lost !== undefined) {
        reject(this.#lost);
        return;
      }
      this.#pending = { resolve, reject };
      send();
    });
  }

  answer(reply: unknown): void {
    this.#pending?.resolve(reply);
  }

  /** The first reason is the one that is told, now and to every later question. */
  lose(reason: Error): void {
    this.#lost ??= reason;
    this.#pending?.reject(this.#lost);
  }
}
