import type { PackageFormat } from '../format';
import { swiftRules } from './coordinate';
import { renderError } from './render-error';
import { swiftRoutes } from './routes';

/** The Swift format: its rules for the core and its endpoint; there is no external connection for it (SWIFT-023). */
export const swiftFormat: PackageFormat = { ...swiftRules, routes: swiftRoutes, renderError };
