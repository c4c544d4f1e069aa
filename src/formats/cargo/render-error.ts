import type { PackageFormat } from '../format';

/** What cargo prints of a refusal; of the index it prints the body as it is (CRG-006, CRG-010). */
export const renderError: PackageFormat['renderError'] = ({ message }) => ({
  contentType: 'application/json',
  body: JSON.stringify({ errors: [{ detail: message }] }),
});
