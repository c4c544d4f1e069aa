// Lists of a gemspec that can be long, and of which nothing is shown.
const LIST =
  /^(?:files|test_files|extra_rdoc_files|executables|extensions|rdoc_options|cert_chain):[ \t\r]*$/;
/** What other values may refer to, or reaches over lines that look like others. */
const SPECIAL = /^\s*- ["']?[&|>]/;

/**
 * A gemspec without the names of all the files in the gem, which reading YAML would spend most of its time on. A list
 * that something else may refer to stays.
 */
export function withoutFileLists(yaml: string): string {
  const lines = yaml.split('\n');
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    kept.push(line);
    if (!LIST.test(line)) continue;
    const end = findEnd(lines, at + 1);
    if (lines.slice(at + 1, end).some((item) => SPECIAL.test(item))) continue;
    kept.pop();
    at = end - 1;
  }
  return kept.join('\n');
}

/** The first line behind a list's own. */
function findEnd(lines: readonly string[], start: number): number {
  let end = start;
  while (/^(?:- | )/.test(lines[end] ?? '')) end++;
  return end;
}
