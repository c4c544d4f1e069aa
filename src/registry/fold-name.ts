/**
 * Letters of other scripts that are drawn like a Latin one, after NFKC and lower-casing (PG-033). ASCII is never
 * folded onto ASCII: everyday names such as `l10n` and `i10n` must stay apart.
 */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  // Cyrillic
  а: 'a',
  ԁ: 'd',
  е: 'e',
  һ: 'h',
  і: 'i',
  ј: 'j',
  ӏ: 'l',
  о: 'o',
  р: 'p',
  ԛ: 'q',
  с: 'c',
  ѕ: 's',
  у: 'y',
  х: 'x',
  ԝ: 'w',
  ү: 'y',
  к: 'k',
  ѵ: 'v',
  т: 't',
  м: 'm',
  н: 'h',
  в: 'b',
  // Greek
  α: 'a',
  β: 'b',
  ε: 'e',
  ζ: 'z',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  χ: 'x',
  γ: 'y',
  ω: 'w',
  η: 'n',
  ϳ: 'j',
  // Armenian
  ո: 'n',
  ս: 'u',
  օ: 'o',
  հ: 'h',
  յ: 'j',
  զ: 'q',
  ց: 'g',
  լ: 'l',
  // Latin letters outside ASCII
  ɑ: 'a',
  ɡ: 'g',
  ɩ: 'i',
  ʋ: 'u',
  ʏ: 'y',
};

/** Stands for the characters that NFKC turns into a slash, which would begin another component. */
const NO_SLASH = '\u2044';

/**
 * Folds a path so that spellings a person could take for each other become equal: case, runs of `-` `.` `_`,
 * compatibility forms and look-alike letters (PG-031 … PG-034). `/` stays, so that components never merge.
 */
export function foldName(path: string): string {
  if (isAscii(path)) return path.toLowerCase().replace(/[-._]+/g, '.');
  return path.split('/').map(foldComponent).join('/');
}

/** Whether folding can only change characters one by one and shorten runs, so that beginnings stay beginnings. */
export function isAscii(text: string): boolean {
  return !/[^\x00-\x7f]/.test(text);
}

function foldComponent(text: string): string {
  const compatible = text.normalize('NFKC').replaceAll('/', NO_SLASH);
  // Up and down again is as close as JavaScript comes to full case folding (PG-034).
  const cased = compatible.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFKC');
  return Array.from(cased, (character) => LOOK_ALIKES[character] ?? character)
    .join('')
    .replace(/[-._]+/g, '.');
}
