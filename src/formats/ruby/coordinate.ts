import { defineFormatRules } from '../format-rules';

/** Ruby: gem names, verbatim (PKG-014). */
export const rubyRules = defineFormatRules({
  name: 'ruby',
  namespace: 'forbidden',
  displayName: (coordinate) => coordinate.package,
});
