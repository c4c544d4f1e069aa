import { createRandom } from '../storage/seeded-random';

/** Random choices, the same for the same seed. */
export function createChooser(seed: number) {
  const random = createRandom(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T; // the index is within the list
  return {
    below,
    pick,
    chance: (probability: number): boolean => random() < probability,
    some: <T>(list: readonly T[]): T[] => Array.from({ length: 1 + below(3) }, () => pick(list)),
  };
}

export type Chooser = ReturnType<typeof createChooser>;
