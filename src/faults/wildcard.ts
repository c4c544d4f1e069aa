/** Compiles a text in which `*` stands for any text, of any length; everything else stands for itself. */
export function compileWildcard(pattern: string): (text: string) => boolean {
  if (!pattern.includes('*')) return (text) => text === pattern;
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop() ?? '';
  // Each part as early as possible: in linear time, whatever the pattern.
  return (text) => {
    if (!text.startsWith(first) || text.length < first.length + last.length) return false;
    let at = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= text.length - last.length && text.endsWith(last);
  };
}
