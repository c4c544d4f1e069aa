// Lists of a gemspec that can be long, and of which nothing is shown.
const LISTS = 'files|test_files|extra_rdoc_files|executables|extensions|rdoc_options|cert_chain';
const BLOCK = new RegExp(`^(?:${LISTS}):[ \\t]*\\r?\\n(?:(?:- | ).*\\r?\\n)+`, 'gm');

/**
 * A gemspec without the names of all the files in the gem, which reading YAML would spend most of its time on. A list
 * that something else may refer to stays.
 */
export function withoutFileLists(yaml: string): string {
  return yaml.replace(BLOCK, (block) => (/^\s*- ["']?[&|>]/m.test(block) ? block : ''));
}
