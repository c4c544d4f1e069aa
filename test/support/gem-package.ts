import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** Dependency to its requirements, each `OPERATOR VERSION`. */
type Dependencies = Readonly<Record<string, readonly string[]>>;

export interface GemOptions {
  readonly platform?: string;
  readonly runtime?: Dependencies;
  readonly development?: Dependencies;
  readonly requiredRuby?: readonly string[];
  readonly requiredRubygems?: readonly string[];
  readonly licenses?: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
  /** More lines of the gemspec; those of members that are there already replace them. */
  readonly lines?: readonly string[];
  /** Makes the bytes different. */
  readonly marker?: string;
  /** Files of the gem beside its usual ones; undefined leaves one out. */
  readonly entries?: Readonly<Record<string, Buffer | undefined>>;
}

/** A gemspec as RubyGems writes it into metadata.gz. */
export function createGemspec(name: string, version: string, options: GemOptions = {}): string {
  const { platform = 'ruby', runtime = {}, development = {}, licenses = ['MIT'], metadata = {} } = options;
  const dependencies = [...list(runtime, 'runtime'), ...list(development, 'development')];
  const members = [
    `name: ${name}`,
    `version: !ruby/object:Gem::Version\n  version: ${version}`,
    `platform: ${platform}`,
    'authors:\n- Ann\n- Bob',
    'autorequire: ',
    'bindir: bin',
    'cert_chain: []',
    'date: 2026-01-02 00:00:00.000000000 Z',
    dependencies.length === 0 ? 'dependencies: []' : ['dependencies:', ...dependencies].join('\n'),
    `description: |-\n  What ${name} does,\n  at length.`,
    'email: ann@example.com',
    'executables: []',
    'extensions: []',
    'extra_rdoc_files: []',
    `files:\n- lib/${name}.rb\n- "lib/odd: name.rb"`,
    `homepage: https://example.com/${name}`,
    licenses.length === 0 ? 'licenses: []' : ['licenses:', ...licenses.map((one) => `- ${one}`)].join('\n'),
    Object.keys(metadata).length === 0
      ? 'metadata: {}'
      : ['metadata:', ...Object.entries(metadata).map(([key, value]) => `  ${key}: ${value}`)].join('\n'),
    'post_install_message: ',
    'rdoc_options: []',
    'require_paths:\n- lib',
    `required_ruby_version: !ruby/object:Gem::Requirement\n${renderRequirement(options.requiredRuby ?? ['>= 0'], '  ')}`,
    `required_rubygems_version: !ruby/object:Gem::Requirement\n${renderRequirement(options.requiredRubygems ?? ['>= 0'], '  ')}`,
    'requirements: []',
    'rubygems_version: 3.4.20',
    'signing_key: ',
    'specification_version: 4',
    `summary: ${name} in short`,
    'test_files: []',
  ];
  const keyOf = (lines: string): string => lines.slice(0, lines.indexOf(':'));
  const replaced = new Map(members.map((lines) => [keyOf(lines), lines]));
  for (const lines of options.lines ?? []) replaced.set(keyOf(lines), lines);
  return ['--- !ruby/object:Gem::Specification', ...replaced.values(), ''].join('\n');
}

function list(dependencies: Dependencies, type: string): string[] {
  return Object.entries(dependencies).map(([name, requirement]) =>
    [
      '- !ruby/object:Gem::Dependency',
      `  name: ${name}`,
      '  requirement: !ruby/object:Gem::Requirement',
      renderRequirement(requirement, '    '),
      `  type: :${type}`,
      '  prerelease: false',
      '  version_requirements: !ruby/object:Gem::Requirement',
      renderRequirement(requirement, '    '),
    ].join('\n'),
  );
}

function renderRequirement(requirement: readonly string[], indent: string): string {
  const pairs = requirement.map((part) => {
    const [operator, version] = part.split(' ');
    return `${indent}- - "${operator}"\n${indent}  - !ruby/object:Gem::Version\n${indent}    version: '${version}'`;
  });
  return [`${indent}requirements:`, ...pairs].join('\n');
}

/** A gem with all that RubyGems puts in; equal arguments give equal bytes. */
export function createGem(name: string, version: string, options: GemOptions = {}): Buffer {
  return createGemOf(createGemspec(name, version, options), {
    [`lib/${name}.rb`]: `# ${name} ${version} ${options.marker ?? ''}\n`,
    ...options.entries,
  });
}

/** A gem around a gemspec; of `entries`, texts go into its data and bytes beside them. */
export function createGemOf(
  gemspec: string,
  entries: Readonly<Record<string, string | Buffer | undefined>> = {},
): Buffer {
  const data = Object.entries(entries).flatMap(([path, content]) =>
    typeof content === 'string' ? [[path, Buffer.from(content)] as const] : [],
  );
  const files: Record<string, Buffer> = {
    'metadata.gz': gzipSync(gemspec),
    'data.tar.gz': gzipSync(createTar(data)),
  };
  files['checksums.yaml.gz'] = gzipSync(createChecksums(files));
  const all = { ...files, ...entries };
  return createTar(
    Object.entries(all).flatMap(([path, content]) =>
      Buffer.isBuffer(content) ? [[path, content] as const] : [],
    ),
  );
}

/** The checksums.yaml of these files. */
export function createChecksums(files: Readonly<Record<string, Buffer>>): string {
  const lines = ['sha256', 'sha512'].flatMap((algorithm) => [
    `${algorithm.toUpperCase()}:`,
    ...Object.entries(files).map(
      ([path, content]) => `  ${path}: ${createHash(algorithm).update(content).digest('hex')}`,
    ),
  ]);
  return ['---', ...lines, ''].join('\n');
}

/** A tar archive of files, block by block as the format's description has it. */
export function createTar(files: readonly (readonly [path: string, content: Buffer])[]): Buffer {
  const blocks = files.flatMap(([path, content]) => {
    const header = Buffer.alloc(512);
    const octal = (value: number, length: number): string => `${value.toString(8).padStart(length, '0')}\0`;
    header.write(path, 0, 100);
    header.write(octal(0o444, 7) + octal(0, 7) + octal(0, 7), 100);
    header.write(octal(content.length, 11) + octal(0, 11), 124);
    header.write(' '.repeat(8) + '0', 148);
    header.write('ustar\x0000wheel', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${octal(sum, 6)} `, 148);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
