export { createEmulator, type Emulator } from './emulator';
export type { AuthMode } from './auth/types';
export type { ConfiguredCredential, EmulatorOptions, EndpointStyle, LogLevel } from './options';
export type { EventDetail, EventEnvelope } from './events/envelope';
export type { EventPattern } from './events/event-pattern';
export type { EventFilter, EventPage } from './events/event-log';
export type { Limits } from './registry/ports';
export type { RequestLogEntry } from './server/request-log';
export type { Clock } from './util/clock';
