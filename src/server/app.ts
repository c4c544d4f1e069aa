import type { IncomingMessage, ServerResponse } from 'node:http';
import { createAdminRouter, type AdminParts } from './admin';
import type { FallbackHandler } from './listener';

/**
 * Everything that is neither API nor package endpoint. Express is loaded at the first such request, so that start-up
 * and the doors never pay for it.
 */
export function createFallback(parts: AdminParts | undefined): FallbackHandler {
  let app: Promise<FallbackHandler> | undefined;
  return (message, response) => {
    app ??= createApp(parts);
    app.then(
      (handle) => handle(message, response),
      () => response.destroy(),
    );
  };
}

async function createApp(parts: AdminParts | undefined): Promise<FallbackHandler> {
  const { default: express } = await import('express');
  const app = express();
  app.disable('x-powered-by');
  if (parts !== undefined) app.use(createAdminRouter(express.Router(), parts));
  app.use((request, response) => {
    response.status(404).json({ message: `Nothing is served at ${request.method} ${request.path}` });
  });
  app.use(((error: Error & { status?: number }, _request, response, _next) => {
    response.status(error.status ?? 500).json({ message: error.status ? error.message : 'Internal error' });
  }) as import('express').ErrorRequestHandler);
  return app as (message: IncomingMessage, response: ServerResponse) => void;
}
