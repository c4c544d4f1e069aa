/** A gem that is none, or that nobody could use; the message says why (RUBY-056). */
export class GemError extends Error {}
