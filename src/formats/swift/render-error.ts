import { STATUS_CODES } from 'node:http';
import type { PackageFormat } from '../format';

/** Problem details, without which SwiftPM prints no more than the status (SWIFT-004, SWIFT-006; RFC 9457). */
export const renderError: PackageFormat['renderError'] = ({ statusCode: status, message: detail }) => ({
  contentType: 'application/problem+json',
  headers: { 'content-version': '1', 'content-language': 'en' },
  body: JSON.stringify({ status, title: STATUS_CODES[status] ?? 'Error', detail }),
});
