import { defineFormatRules } from '../format-rules';

/** Cargo: crate names, verbatim (PKG-014). */
export const cargoRules = defineFormatRules({
  name: 'cargo',
  namespace: 'forbidden',
  displayName: (coordinate) => coordinate.package,
});
