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
  ϲ: 'c',
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
  ı: 'i',
  ɑ: 'a',
  ɡ: 'g',
  ɩ: 'i',
  ʋ: 'u',
  ʏ: 'y',
};

/**
 * Folds a path so that spellings a person could take for each other become equal: case, runs of `-` `.` `_`,
 * compatibility forms and look-alike letters (PG-031 … PG-034). `/` stays, so that components never merge.
 */
export function foldName(path: string): string {
  if (/^[a-z0-9/]*$/.test(path)) return path;
  const cased = path
    .normalize('NFKC')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .normalize('NFKC');
  let folded = '';
  for (const character of cased) folded += LOOK_ALIKES[character] ?? character;
  return folded.replace(/[-._]+/g, '.');
}
