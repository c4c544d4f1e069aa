import { createRequire } from 'node:module';
import type expressModule from 'express';
import type { ErrorRequestHandler } from 'express';
import { createAdminRouter, type AdminParts } from './admin';
import { addTrustRoutes, type Trust } from './connection-routes';
import type { FallbackHandler } from './listener';

/**
 * Everything that is neither API nor package endpoint. Express is loaded at the first such request, so that start-up
 * and the doors never pay for it.
 * @param parts absent: the admin API is not served
 * @param trust what clients trust the emulator by; served also where the admin API is not
 */
export function createFallback(
  parts: AdminParts | undefined,
  trust: Trust | undefined,
  onUnexpectedError: (error: unknown) => void,
): FallbackHandler {
  let app: FallbackHandler | undefined;
  return (message, response) => {
    app ??= createApp(parts, trust, onUnexpectedError);
    app(message, response);
  };
}

function createApp(
  parts: AdminParts | undefined,
  trust: Trust | undefined,
  onUnexpectedError: (error: unknown) => void,
): FallbackHandler {
  // Not `import()`: a test runner that loads this package into a context of its own may not have it.
  const express = createRequire(__filename)('express') as typeof expressModule; // the module's own types
  const app = express();
  app.disable('x-powered-by');
  if (parts !== undefined) app.use(createAdminRouter(express.Router(), parts));
  if (trust !== undefined) addTrustRoutes(app, trust);
  app.use((request, response) => {
    response.status(404).json({ message: `Nothing is served at ${request.method} ${request.path}` });
  });
  const onError: ErrorRequestHandler = (error: Error & { status?: number }, _request, response, _next) => {
    // Express gives its own errors a status: a path that cannot be decoded is the client's mistake.
    if (error.status === undefined) onUnexpectedError(error);
    // Half an answer cannot become another; the client notices that it is cut.
    if (response.headersSent) return void response.destroy();
    response.status(error.status ?? 500).json({ message: error.status ? error.message : 'Internal error' });
  };
  app.use(onError);
  return app;
}
