export { createEmulator, type Emulator } from './emulator';
export type { AuthMode } from './auth/types';
export type { ConfiguredCredential, EmulatorOptions, EndpointStyle, LogLevel } from './options';
export type { Limits } from './registry/ports';
export type { RequestLogEntry } from './server/request-log';
export type { Clock } from './util/clock';
