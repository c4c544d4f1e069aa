/** The parts of an Amazon Resource Name. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** Everything behind the fifth colon. */
  readonly resource: string;
}

/** The partition that a region belongs to (DOM-006). */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}

/** Splits an ARN; undefined for text that is none. */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:([^:]+):([^:]+):([^:]*):([^:]*):(.+)$/.exec(text);
  if (!match) return undefined;
  const [, partition = '', service = '', region = '', account = '', resource = ''] = match;
  return { partition, service, region, account, resource };
}

interface DomainParts {
  readonly region: string;
  readonly domainOwner: string;
  readonly domain: string;
}
interface RepositoryParts extends DomainParts {
  readonly repository: string;
}

interface PackageParts extends RepositoryParts {
  readonly format: string;
  readonly namespace: string;
  readonly package: string;
}

/** DOM-006. */
export function domainArn(id: DomainParts): string {
  return codeartifactArn(id, `domain/${id.domain}`);
}

/** The account in it owns the domain, whoever administers the repository (REPO-006). */
export function repositoryArn(id: RepositoryParts): string {
  return codeartifactArn(id, `repository/${id.domain}/${id.repository}`);
}

/** Without a namespace two slashes meet (EVT-005). */
export function packageArn(id: PackageParts): string {
  const name = [id.domain, id.repository, id.format, id.namespace, id.package].join('/');
  return codeartifactArn(id, `package/${name}`);
}

/** `*`, `$` and `%` of the pattern are escaped, in lower case, and nothing else (PG-400). */
export function packageGroupArn(id: DomainParts, pattern: string): string {
  const escaped = pattern.replace(/[*$%]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  return codeartifactArn(id, `package-group/${id.domain}${escaped}`);
}

function codeartifactArn(id: DomainParts, resource: string): string {
  return `arn:${partitionOf(id.region)}:codeartifact:${id.region}:${id.domainOwner}:${resource}`;
}
