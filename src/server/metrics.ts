import type { AnsweredRequest } from './request-log';

const NAME = 'codeartifact_requests_total';
const FAULTS = 'codeartifact_faults_total';

/** Counts requests by what CloudWatch's usage metrics tell them apart by (TRAIL-032). */
export class Metrics {
  private readonly counts = new Map<string, number>();
  private readonly faults = new Map<string, number>();

  count({ door, outcome, status }: AnsweredRequest): void {
    const { action = '', account = '', format = '' } = outcome;
    const key = [door, action, format, account, status].join(' ');
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    for (const kind of outcome.fault?.kinds ?? []) {
      const struck = [door, action, kind].join(' ');
      this.faults.set(struck, (this.faults.get(struck) ?? 0) + 1);
    }
  }

  /** As Prometheus reads it. */
  render(): string {
    const lines = [...this.counts].map(([key, count]) => {
      const [door, action, format, account, status] = key.split(' ');
      const labels = { door, action, format, account, status };
      const text = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      return `${NAME}{${text.join(',')}} ${count}\n`;
    });
    return `# HELP ${NAME} Requests answered.\n# TYPE ${NAME} counter\n${lines.join('')}${this.renderFaults()}`;
  }

  /** Nothing where there was none: most people never ask for a fault. */
  private renderFaults(): string {
    if (this.faults.size === 0) return '';
    const lines = [...this.faults].map(([key, count]) => {
      const [door, action, kind] = key.split(' ');
      return `${FAULTS}{door="${door}",action="${action}",kind="${kind}"} ${count}\n`;
    });
    return `# HELP ${FAULTS} Faults that struck.\n# TYPE ${FAULTS} counter\n${lines.join('')}`;
  }

  clear(): void {
    this.counts.clear();
    this.faults.clear();
  }
}
