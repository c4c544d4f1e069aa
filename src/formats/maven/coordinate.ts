import { defineFormatRules } from '../format-rules';

/** Maven: groupId and artifactId, verbatim (MVN-002, MVN-003). */
export const mavenRules = defineFormatRules({
  name: 'maven',
  namespace: 'required',
  displayName: ({ namespace, package: name }) => `${namespace}:${name}`,
});
