import { OptionError } from '../util/option-error';

/** A seed that is none, or cannot be taken in: one line that names the place. Nothing of it is kept. */
export class SeedError extends OptionError {}

/** Does one step of a seed; what it throws on purpose names the place from then on. */
export async function at<T>(place: string, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof SeedError || !(error instanceof Error)) throw error;
    throw new SeedError(`seed: ${place}: ${error.message}`, { cause: error });
  }
}
