import { createEmulator, type Emulator } from '../../src';
import { CodeArtifactContainer } from '../../src/testing/testcontainers';

/** What the class asked the runtime for. */
interface Started {
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly exposedPorts: readonly unknown[];
  readonly strategy: { readonly message: RegExp };
  readonly timeout: number;
}

const mockStarted: Started[] = [];
const mockMapped = { host: '127.0.0.1', port: 0 };

/**
 * A runtime that starts nothing, with the names and the order of calls of Testcontainers' own classes: ports, environment
 * and wait strategy are read when the container is created, behind the subclass's beforeContainerCreated.
 */
jest.mock(
  'testcontainers',
  () => {
    class GenericContainer {
      protected environment: Record<string, string> = {};
      protected exposedPorts: unknown[] = [];
      protected waitStrategy: unknown;
      protected startupTimeoutMs: number | undefined;
      protected beforeContainerCreated?(): Promise<void>;
      constructor(readonly image: string) {}
      withEnvironment(environment: Record<string, string>) {
        this.environment = { ...this.environment, ...environment };
        return this;
      }
      withExposedPorts(...ports: unknown[]) {
        this.exposedPorts = [...this.exposedPorts, ...ports];
        return this;
      }
      withWaitStrategy(strategy: unknown) {
        this.waitStrategy = strategy;
        return this;
      }
      withStartupTimeout(milliseconds: number) {
        this.startupTimeoutMs = milliseconds;
        return this;
      }
      async start() {
        await this.beforeContainerCreated?.();
        const { image, environment, exposedPorts, waitStrategy, startupTimeoutMs } = this;
        mockStarted.push({
          image,
          environment,
          exposedPorts,
          strategy: waitStrategy as Started['strategy'],
          timeout: startupTimeoutMs ?? 0,
        });
        return {
          getHost: () => mockMapped.host,
          getMappedPort: (port: number) => {
            if (port !== 4680) throw new Error(`no port ${port}`);
            return mockMapped.port;
          },
          stop: async () => 'stopped',
        };
      }
    }
    class AbstractStartedContainer {
      constructor(readonly started: Awaited<ReturnType<GenericContainer['start']>>) {}
      getHost() {
        return this.started.getHost();
      }
      getMappedPort(port: number) {
        return this.started.getMappedPort(port);
      }
      stop() {
        return this.started.stop();
      }
    }
    const Wait = { forLogMessage: (message: RegExp) => ({ message }) };
    return { GenericContainer, AbstractStartedContainer, Wait };
  },
  { virtual: true },
);

let emulator: Emulator;

beforeEach(async () => {
  mockStarted.length = 0;
  emulator = await createEmulator();
  mockMapped.host = '127.0.0.1';
  mockMapped.port = emulator.port;
});

afterEach(() => emulator.close());

test('a started container tells where it is and by which keys to call', async () => {
  const container = await new CodeArtifactContainer().start();
  expect({
    endpoint: container.getEndpoint(),
    uri: container.getConnectionUri(),
    port: container.getPort(),
    region: container.getRegion(),
    keys: [container.getAccessKey(), container.getSecretKey()],
    stopped: await container.stop(),
  }).toEqual({
    endpoint: emulator.url,
    uri: emulator.url,
    port: emulator.port,
    region: 'us-east-1',
    keys: ['test', 'test'],
    stopped: 'stopped',
  });
});

test('the port of the command line is exposed, and the ready line waited for', async () => {
  await new CodeArtifactContainer('registry.example/emulator:1').start();
  const [started] = mockStarted;
  expect(started).toMatchObject({
    image: 'registry.example/emulator:1',
    exposedPorts: [4680],
    environment: {},
    timeout: 60_000,
  });
  const isReady = (line: string) => started?.strategy.message.test(line);
  expect(isReady('Ready.')).toBe(true);
  expect(isReady('Ready.\n')).toBe(true);
  expect(isReady('codeartifact-local ready at http://127.0.0.1:4680')).toBe(false);
});

test('options are environment variables, and the region is that of the option', async () => {
  const container = await new CodeArtifactContainer()
    .withEnvironment({ CODEARTIFACT_LOCAL_REGION: 'eu-west-1', CODEARTIFACT_LOCAL_AUTH: 'strict' })
    .start();
  expect(container.getRegion()).toBe('eu-west-1');
  expect(mockStarted[0]?.environment).toEqual({
    CODEARTIFACT_LOCAL_REGION: 'eu-west-1',
    CODEARTIFACT_LOCAL_AUTH: 'strict',
  });
});

test('a port that is bound by the user stays as it is', async () => {
  await new CodeArtifactContainer().withExposedPorts({ container: 4680, host: 14_680 }).start();
  expect(mockStarted[0]?.exposedPorts).toEqual([{ container: 4680, host: 14_680 }]);
});

test('an IPv6 host is bracketed', async () => {
  mockMapped.host = '::1';
  const container = await new CodeArtifactContainer().start();
  expect(container.getEndpoint()).toBe(`http://[::1]:${emulator.port}`);
});
