const BEARER_TOKEN = {
  Effect: 'Allow',
  Action: 'sts:GetServiceBearerToken',
  Resource: '*',
  Condition: { StringEquals: { 'sts:AWSServiceName': 'codeartifact.amazonaws.com' } },
};

function toDocument(...actions: readonly string[]): string {
  const statement = { Effect: 'Allow', Action: actions, Resource: '*' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement, BEARER_TOKEN] });
}

/** The documents of AWS's managed policies that concern this service, by name (IAM-100, IAM-101). */
export const managedPolicies: ReadonlyMap<string, string> = new Map([
  ['AWSCodeArtifactAdminAccess', toDocument('codeartifact:*')],
  [
    'AWSCodeArtifactReadOnlyAccess',
    toDocument(
      'codeartifact:Describe*',
      'codeartifact:Get*',
      'codeartifact:List*',
      'codeartifact:ReadFromRepository',
    ),
  ],
  [
    'AdministratorAccess',
    JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }),
  ],
]);

/** The document of a managed policy by its name or ARN. */
export function findManagedPolicy(name: string): string | undefined {
  return managedPolicies.get(name.replace(/^arn:[a-z-]+:iam::aws:policy\//, ''));
}
