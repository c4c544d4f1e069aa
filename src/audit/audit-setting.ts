/** Where records of the audit trail go besides the log. */
export interface AuditSetting {
  readonly kind: 'file' | 'directory';
  readonly to: string;
}

/**
 * Reads the option `audit`: `off`, `memory`, `file:PATH` (lines of JSON) or `directory:PATH` (as CloudTrail lays out its
 * files), several separated by commas or in a list (TRAIL-030).
 * @returns undefined when nothing is recorded
 * @throws RangeError for anything else
 */
export function parseAudit(option: string | readonly string[]): readonly AuditSetting[] | undefined {
  const words = typeof option === 'string' ? option.split(',') : option;
  const wanted = words.filter((word) => word !== 'off');
  if (wanted.length === 0) return undefined;
  return wanted.flatMap((word): AuditSetting[] => {
    if (word === 'memory') return [];
    const [, kind, to = ''] = /^(file|directory):(.+)$/s.exec(word) ?? [];
    if (kind !== 'file' && kind !== 'directory') {
      throw new RangeError(`'${word}' is not off, memory, file:PATH or directory:PATH`);
    }
    return [{ kind, to }];
  });
}
