import { reasonOf } from "../../../src/platform/web.js";

// The workers of a run's trials are made by the page and lent to the run's worker: Firefox (151 and before) now and then never returns
// from `new Worker` inside a worker, about once in 15 starts while another run's workers end. Trials speak with their run over a channel
// of their own; the page sees nothing of it.

export type ToLender =
  | { readonly kind: "borrow"; readonly id: number; readonly port: MessagePort }
  | { readonly kind: "return"; readonly id: number };

export interface Lost {
  readonly kind: "lost";
  readonly id: number;
  readonly reason: string;
}

export const isToLender = (message: { readonly kind: string }): message is ToLender =>
  message.kind === "borrow" || message.kind === "return";

/** The page's side: what one run has borrowed. */
export class Lender {
  readonly #open: () => Worker;
  readonly #tell: (message: Lost) => void;
  readonly #lent = new Map<number, Worker>();

  constructor(open: () => Worker, tell: (message: Lost) => void) {
    this.#open = open;
    this.#tell = tell;
  }

  take(message: ToLender): void {
    if (message.kind === "borrow") this.#lend(message.id, message.port);
    else this.#end(message.id);
  }

  end(): void {
    for (const id of this.#lent.keys()) this.#end(id);
  }

  #lend(id: number, port: MessagePort): void {
    try {
      const worker = this.#open();
      this.#lent.set(id, worker);
      worker.onerror = (event) => this.#tell({ kind: "lost", id, reason: reasonOf(event) });
      worker.postMessage(null, [port]);
    } catch (error) {
      this.#tell({ kind: "lost", id, reason: String(error) });
    }
  }

  #end(id: number): void {
    this.#lent.get(id)?.terminate();
    this.#lent.delete(id);
  }
}
