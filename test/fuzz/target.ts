/** Something that reads what others wrote. */
export interface FuzzTarget {
  readonly name: string;
  /** Good inputs to begin with. */
  readonly seeds: readonly (string | Buffer)[];
  /** Reads an input; rejects only where the program would be at fault. */
  run(input: Buffer): unknown;
}

type Constructor = abstract new (...args: never[]) => Error;

/** Lets those errors pass with which the code says that its input is bad. */
export async function expecting(errors: readonly Constructor[], work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!errors.some((kind) => error instanceof kind)) throw error;
  }
}

/** Words of an input, one version each. */
export const toVersions = (input: Buffer): string[] => input.toString().split(/\s+/).filter(Boolean);

/** Whatever is compared, the other way round is the opposite. */
export function assertAntisymmetric(
  versions: readonly string[],
  compare: (a: string, b: string) => number,
): void {
  for (const a of versions) {
    for (const b of versions) {
      // A zero of either sign is one.
      if (Math.sign(compare(a, b)) + Math.sign(compare(b, a)) !== 0)
        throw new Error(`${a} and ${b} disagree`);
    }
  }
}

/** An order has to be one: between two versions stands what is between them. */
export function assertOrder(versions: readonly string[], compare: (a: string, b: string) => number): void {
  const some = versions.slice(0, 12);
  assertAntisymmetric(some, compare);
  for (const a of some) {
    for (const b of some.filter((other) => compare(a, other) < 0)) {
      const wrong = some.find((c) => compare(b, c) < 0 && compare(a, c) >= 0);
      if (wrong !== undefined) throw new Error(`${a} < ${b} < ${wrong}, but not ${a} < ${wrong}`);
    }
  }
}
