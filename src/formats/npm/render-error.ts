import type { PackageFormat } from '../format';

/** npm, Yarn 1 and pnpm print `error`; other tools look for `message` (NPM-015, REAL-136). */
export const renderError: PackageFormat['renderError'] = ({ message }) => ({
  contentType: 'application/json',
  body: JSON.stringify({ error: message, message }),
});
