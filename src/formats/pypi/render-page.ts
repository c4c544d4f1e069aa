import type { ListedFile, ProjectPage } from './project-page';

/** The project page in JSON (PEP 691, PEP 700; PYPI-045 … PYPI-047); `prefix` stands before every link. */
export function renderJsonPage({ project, files }: ProjectPage, prefix: string): string {
  return JSON.stringify({
    meta: { 'api-version': '1.1' },
    name: project,
    versions: [...new Set(files.map(({ version }) => version))],
    files: files.map((file) => ({
      filename: file.name,
      url: prefix + toLink(file),
      hashes: file.hashes,
      ...(file.requiresPython !== undefined && { 'requires-python': file.requiresPython }),
      ...(file.size !== undefined && { size: file.size }),
      ...(file.uploadTime !== undefined && { 'upload-time': file.uploadTime }),
      yanked: file.yanked === '' ? true : (file.yanked ?? false),
    })),
  });
}

/** The project page in HTML (PEP 503, PEP 592; PYPI-035 … PYPI-042); `prefix` stands before every link. */
export function renderHtmlPage({ project, files }: ProjectPage, prefix: string): string {
  const title = `Links for ${escape(project)}`;
  const lines = [
    '<!DOCTYPE html>',
    '<html>',
    `<head><meta name="pypi:repository-version" content="1.1"><title>${title}</title></head>`,
    '<body>',
    `<h1>${title}</h1>`,
    ...files.map((file) => `${renderAnchor(file, prefix)}<br>`),
    '</body>',
    '</html>',
  ];
  return `${lines.join('\n')}\n`;
}

function renderAnchor(file: ListedFile, prefix: string): string {
  const { name, requiresPython, yanked } = file;
  const attributes = [
    ['href', prefix + toLink(file) + toFragment(file)],
    ...(requiresPython === undefined ? [] : [['data-requires-python', requiresPython]]),
    ...(yanked === undefined ? [] : [['data-yanked', yanked]]),
  ];
  const text = attributes.map(([attribute = '', value = '']) => ` ${attribute}="${escape(value)}"`);
  return `<a${text.join('')}>${escape(name)}</a>`;
}

/** Relative to the page (PYPI-036, PYPI-047). */
function toLink({ version, name }: ListedFile): string {
  return `${encodeURIComponent(version)}/${encodeURIComponent(name)}`;
}

/** One checksum: SHA-256, or what else a public index has. */
function toFragment({ hashes }: ListedFile): string {
  const algorithm = hashes.sha256 === undefined ? Object.keys(hashes)[0] : 'sha256';
  return algorithm === undefined ? '' : `#${algorithm}=${hashes[algorithm]}`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
