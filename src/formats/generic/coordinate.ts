import { invalidRequest } from '../../registry/errors';
import { defineFormatRules } from '../format-rules';

// Letters and digits of some Unicode categories, the specials of the API text, and single spaces in between (GEN-080 …
// GEN-084); no normalization, so what a combining mark follows is no valid name (GEN-085).
const WORD = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{Lt}\p{Lu}\p{Nl}\p{Nd}~!@^&()\-_+[\]{};,.` + '`]+';
const ASSET_NAME = new RegExp(`^(?!\\.\\.?$)${WORD}(?: ${WORD})*$`, 'u');

/** Generic: everything verbatim, nothing from upstreams, published through the API alone (GEN-002, GEN-005, GEN-130). */
export const genericRules = defineFormatRules({
  name: 'generic',
  namespace: 'required',
  displayName: ({ namespace, package: name }) => `${namespace}/${name}`,
  searchesUpstreams: false,
  assertAssetName(name) {
    if (!ASSET_NAME.test(name)) throw invalidRequest(`Invalid asset. '${name}' is not a valid asset name.`);
  },
});
