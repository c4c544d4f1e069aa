/** An option whose value turned out to be of no use: a mistake of the caller, told in one line. */
export class OptionError extends RangeError {}
