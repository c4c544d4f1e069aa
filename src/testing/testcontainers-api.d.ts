/**
 * What is used of Testcontainers, so that this project builds without it. Not part of the published types: there the name
 * leads to the library's own.
 */
declare module 'testcontainers' {
  export interface WaitStrategy {
    withStartupTimeout(milliseconds: number): this;
  }

  export class Wait {
    static forLogMessage(message: string | RegExp, times?: number): WaitStrategy;
  }

  export interface StartedTestContainer {
    getHost(): string;
    getMappedPort(port: number): number;
    stop(): Promise<unknown>;
  }

  export class GenericContainer {
    constructor(image: string);
    protected environment: Record<string, string>;
    protected exposedPorts: unknown[];
    protected beforeContainerCreated?(): Promise<void>;
    withEnvironment(environment: Record<string, string>): this;
    withExposedPorts(...ports: (number | { container: number; host: number })[]): this;
    withStartupTimeout(milliseconds: number): this;
    withWaitStrategy(strategy: WaitStrategy): this;
    start(): Promise<StartedTestContainer>;
  }

  export class AbstractStartedContainer implements StartedTestContainer {
    constructor(container: StartedTestContainer);
    getHost(): string;
    getMappedPort(port: number): number;
    stop(): Promise<unknown>;
  }
}
