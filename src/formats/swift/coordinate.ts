import { defineFormatRules } from '../format-rules';

/** Swift: scope and name in lower case (PKG-010). */
export const swiftRules = defineFormatRules({
  name: 'swift',
  namespace: 'required',
  displayName: ({ namespace, package: name }) => `${namespace}.${name}`,
  normalizeName: (name) => name.toLowerCase(),
});
