export { createEmulator, type Emulator, type EmulatorFaults } from './emulator';
export type { AuthMode } from './auth/types';
export type { ConfiguredCredential, EmulatorOptions, EndpointStyle, LogLevel, TlsOptions } from './options';
export type { TrailFilter, TrailPage } from './audit/audit-trail';
export type { TrailRecord } from './audit/trail-record';
export type { TrailUse } from './audit/trail-summary';
export type { EventDetail, EventEnvelope } from './events/envelope';
export type { EventPattern } from './events/event-pattern';
export type { EventFilter, EventPage } from './events/event-log';
export type { Limits } from './registry/ports';
export type { AccessNote } from './access/authorizer';
export type { ExplainedStep } from './registry/explain-version';
export type { Explained, ExplainQuestion } from './server/explain';
export type { RequestLogEntry } from './server/request-log';
export type { EmulatorRequests, RequestFilter, RequestSelection } from './library/emulator-requests';
export type { EndpointRequest, TokenRequest } from './library/emulator-access';
export type { ClientIdentity } from './library/emulator-client';
export type { EmulatorClock, Moment } from './library/emulator-clock';
export type { FaultError, FaultFilter, FaultKinds, FaultRule } from './faults/fault-rule';
export type { FaultStatus } from './faults/faults';
export type { Clock } from './util/clock';
export type { ClockState } from './util/movable-clock';
export type {
  AccessOptions,
  OrganizationOption,
  PolicyOption,
  PrincipalOption,
  StaticTokenOption,
} from './access/access-options';
export type { AuthOption } from './options';
export type {
  Seed,
  SeedDomain,
  SeedPackage,
  SeedPackageGroup,
  SeedRepository,
  SeedSource,
} from './seed/seed';
export { pkg } from './fixtures/pkg';
export type { BuiltFile, BuiltPackage, PublishInput, PublishRequest } from './fixtures/built-package';
export type { CargoOptions } from './fixtures/cargo';
export type { GemOptions } from './fixtures/gem';
export type { GenericOptions } from './fixtures/generic';
export type { MavenOptions } from './fixtures/maven';
export type { NpmOptions } from './fixtures/npm';
export type { NugetOptions } from './fixtures/nuget';
export type { PypiOptions } from './fixtures/pypi';
export type { SwiftOptions } from './fixtures/swift';
