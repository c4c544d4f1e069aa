import type { AnsweredRequest } from './request-log';

const NAME = 'codeartifact_requests_total';

/** Counts requests by what CloudWatch's usage metrics tell them apart by (TRAIL-032). */
export class Metrics {
  private readonly counts = new Map<string, number>();

  count({ door, outcome, status }: AnsweredRequest): void {
    const { action = '', account = '', format = '' } = outcome;
    const key = [door, action, format, account, status].join(' ');
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  /** As Prometheus reads it. */
  render(): string {
    const lines = [...this.counts].map(([key, count]) => {
      const [door, action, format, account, status] = key.split(' ');
      const labels = { door, action, format, account, status };
      const text = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      return `${NAME}{${text.join(',')}} ${count}\n`;
    });
    return `# HELP ${NAME} Requests answered.\n# TYPE ${NAME} counter\n${lines.join('')}`;
  }

  clear(): void {
    this.counts.clear();
  }
}
