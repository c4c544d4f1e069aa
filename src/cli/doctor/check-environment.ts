import { isSamePlace, type Finding, type Patient } from './finding';

const SERVICE = 'AWS_ENDPOINT_URL_CODEARTIFACT';

/** Whether the variables by which AWS CLI and SDKs find the service lead to the emulator. */
export function checkVariables({ address, isGiven, environment }: Patient): readonly Finding[] {
  const problem = (text: string, advice: string): Finding => ({
    ...{ check: 'variables', level: 'problem', text, advice },
  });
  const exports = `eval "$(codeartifact-local env --url ${address.origin})"`;
  const name = environment[SERVICE] ? SERVICE : 'AWS_ENDPOINT_URL';
  const value = environment[name];
  const findings: Finding[] = [];
  if (!value)
    findings.push(problem(`${SERVICE} is not set: the AWS CLI and SDKs would call AWS itself`, exports));
  else if (!URL.canParse(value)) findings.push(problem(`${name} is no URL: ${value}`, exports));
  else if (isGiven && !isSamePlace(new URL(value), address))
    findings.push(problem(`${name} leads to ${value}, not to ${address.origin}`, exports));
  else findings.push({ check: 'variables', level: 'ok', text: `${name} is ${value}` });
  if (environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true')
    findings.push(
      problem(
        `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is set: ${name} is passed over`,
        'unset AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
      ),
    );
  if (environment['AWS_PROFILE'])
    findings.push({
      check: 'variables',
      level: 'warning',
      text: `AWS_PROFILE=${environment['AWS_PROFILE']}: its credentials may win over those of the environment`,
      advice: 'unset AWS_PROFILE',
    });
  return findings;
}

/** Whether proxy variables would send requests for the emulator elsewhere. */
export function checkProxies({ address, environment }: Patient): readonly Finding[] {
  const scheme = address.protocol.slice(0, -1);
  const names = [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`, 'all_proxy', 'ALL_PROXY'];
  const name = names.find((each) => environment[each]);
  if (name === undefined) return [{ check: 'proxy', level: 'ok', text: 'no proxy variable is in the way' }];
  const exceptions = environment['no_proxy'] ?? environment['NO_PROXY'] ?? '';
  if (isExcepted(address, exceptions))
    return [{ check: 'proxy', level: 'ok', text: `${name} is set, NO_PROXY covers ${address.hostname}` }];
  return [
    {
      check: 'proxy',
      level: 'problem',
      text: `${name} is set and NO_PROXY does not cover ${address.hostname}: clients send their requests to the proxy`,
      advice: `export NO_PROXY=${[exceptions, address.hostname].filter(Boolean).join(',')} no_proxy=${[exceptions, address.hostname].filter(Boolean).join(',')}`,
    },
  ];
}

/** As curl and Python read the list: names with their subdomains, ports where they are said, `*` for all. */
function isExcepted({ hostname, port }: URL, list: string): boolean {
  return list
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', wanted] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (wanted !== undefined && wanted !== port) return false;
      return hostname === name || hostname.endsWith(`.${name}`);
    });
}
