import type { HttpResponse } from '../../util/http';

/** POST login: whoever gets here has a valid token, and SwiftPM wants to know no more (SWIFT-080 … SWIFT-082). */
export function postLogin(): Promise<HttpResponse> {
  return Promise.resolve({ status: 200, headers: {} });
}

/** GET availability (SWIFT-012). */
export function getAvailability(): Promise<HttpResponse> {
  return Promise.resolve({ status: 200, headers: {} });
}
