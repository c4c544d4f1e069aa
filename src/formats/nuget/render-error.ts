import type { PackageFormat } from '../format';

/** Clients print the reason phrase, people and tools read the message (NUG-090). */
export const renderError: PackageFormat['renderError'] = ({ message }) => ({
  contentType: 'application/json',
  body: JSON.stringify({ message }),
});
