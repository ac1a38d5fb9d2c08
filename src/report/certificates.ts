import { type Certificate, certificateText, showNumber, type Verdict } from "../theory/certificate.js";

/** One theorem over the trials of a sweep: what `summarise` gives. */
interface Summary {
  readonly theorem: string;
  readonly trials: number;
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  readonly leastSlack: number | null;
  readonly medianSlack: number | null;
  readonly kept: boolean;
}

/** Every theorem in a line, then the certificate of its example in full; theorems that never apply in one line each. */
export function certificatesText(theorems: readonly Summary[], examples: readonly Certificate[], places: readonly string[]): string {
  const lines = theorems.map(summaryLine);
  const details = theorems.flatMap(({ verdicts, trials }, i) =>
    verdicts["not-applicable"] === trials ? [] : [`${certificateText([examples[i]]).trimEnd()}\n  Shown: ${places[i]}.`],
  );
  const silent = theorems.flatMap(({ verdicts, trials }, i) => (verdicts["not-applicable"] === trials ? [`  – ${examples[i].text}`] : []));
  const blocks = [
    ["Theorems", ...lines].join("\n"),
    ...details,
    ...(silent.length === 0 ? [] : [["Not for these runs", ...silent].join("\n")]),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function summaryLine({ theorem, trials, verdicts, leastSlack, medianSlack, kept }: Summary): string {
  const counts = Object.entries(verdicts).map(([verdict, count]) => `${verdict} in ${count} of ${trials}`);
  const slack = leastSlack === null ? "" : `; slack ×${showNumber(leastSlack)} at least, ×${showNumber(medianSlack)} in the middle`;
  const mark = verdicts["not-applicable"] === trials ? "–" : "✓";
  return `  ${kept ? mark : "✗"} ${theorem}: ${counts.join(", ")}${slack}`;
}
