export { createEmulator, type Emulator } from './emulator';
export type { AuthMode, ConfiguredCredential, EmulatorOptions, EndpointStyle, LogLevel } from './options';
export type { Limits } from './registry/ports';
export type { RequestLogEntry } from './server/request-log';
export type { Clock } from './util/clock';
