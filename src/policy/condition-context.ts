/**
 * What is known of a request under a condition key, lower-cased (IAM-090, IAM-091): one value, or several for keys that
 * have several; none, or undefined, where the key is absent.
 */
export type ConditionContext = (key: string) => readonly string[] | undefined;
