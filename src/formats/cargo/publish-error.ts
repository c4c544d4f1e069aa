/** A publish that cargo could not use afterwards, or that is not one at all (CRG-057). */
export class PublishError extends Error {}
