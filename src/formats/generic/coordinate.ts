import { defineFormatRules } from '../format-rules';

/** Generic: everything verbatim (GEN-002). */
export const genericRules = defineFormatRules({
  name: 'generic',
  namespace: 'required',
  displayName: ({ namespace, package: name }) => `${namespace}/${name}`,
});
