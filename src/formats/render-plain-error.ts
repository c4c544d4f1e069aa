import type { PackageFormat } from './format';

/** The body of an error for clients that print whatever text they get (REAL-137). */
export const renderPlainError: PackageFormat['renderError'] = (error) => ({
  contentType: 'text/plain; charset=utf-8',
  body: error.message,
});
