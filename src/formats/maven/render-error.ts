import type { PackageFormat } from '../format';

/** Maven and Gradle print the status line alone; the reason is there for those who look (MVN-220 … MVN-231). */
export const renderError: PackageFormat['renderError'] = ({ message }) => ({
  contentType: 'application/json',
  body: JSON.stringify({ message }),
});
