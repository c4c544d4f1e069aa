/** How often a random or repeated trial is made: all of it in `npm run thorough`, part of it in a plain run. */
export function effort(thorough: number, plain: number): number {
  return process.env['THOROUGH'] === '1' ? thorough : plain;
}
