/** A file that is there already cannot take our keys; the message goes on from its name. */
export class MergeError extends Error {}
