import type { PackageFormat } from '../format';

/** One line, because clients print the body as it is (RUBY-007). */
export const renderError: PackageFormat['renderError'] = ({ message }) => ({
  contentType: 'text/plain; charset=utf-8',
  body: message
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' '),
});
