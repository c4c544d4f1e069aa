import { AbstractStartedContainer, GenericContainer, Wait, type StartedTestContainer } from 'testcontainers';

/** The port inside of the container, the same as on the command line. */
const PORT = 4680;
const STARTUP_TIMEOUT_MS = 60_000;

type Environment = Readonly<Record<string, string>>;

/**
 * The image of this project's Dockerfile for Testcontainers, an optional peer that is loaded with this module alone. What
 * GenericContainer can, it can; options of the command line are environment variables (docs/containers.md).
 */
export class CodeArtifactContainer extends GenericContainer {
  /** No registry holds the image: `docker build -t codeartifact-local .` makes that of this name. */
  constructor(image = 'codeartifact-local') {
    super(image);
    // Printed when the hooks of ready.d have ended, and with the admin API off as well.
    this.withWaitStrategy(Wait.forLogMessage(/^Ready\.\s*$/)).withStartupTimeout(STARTUP_TIMEOUT_MS);
  }

  protected override async beforeContainerCreated(): Promise<void> {
    await super.beforeContainerCreated?.();
    // Whoever exposes ports of their own, to bind one to a port of the host for instance, has named ours among them.
    if (this.exposedPorts.length === 0) this.withExposedPorts(PORT);
  }

  override async start(): Promise<StartedCodeArtifactContainer> {
    return new StartedCodeArtifactContainer(await super.start(), { ...this.environment });
  }
}

/** A container that is ready; the names of its getters are those of Testcontainers' module for LocalStack. */
export class StartedCodeArtifactContainer extends AbstractStartedContainer {
  readonly #environment: Environment;

  constructor(container: StartedTestContainer, environment: Environment) {
    super(container);
    this.#environment = environment;
  }

  /** The port of the host that leads to the emulator. */
  getPort(): number {
    return this.getMappedPort(PORT);
  }

  /** What `endpoint` of an SDK client and AWS_ENDPOINT_URL_CODEARTIFACT take. */
  getEndpoint(): string {
    const host = this.getHost();
    return `http://${host.includes(':') ? `[${host}]` : host}:${this.getPort()}`;
  }

  /** The same under the name that other modules give it. */
  getConnectionUri(): string {
    return this.getEndpoint();
  }

  getRegion(): string {
    return this.#environment['CODEARTIFACT_LOCAL_REGION'] ?? 'us-east-1';
  }

  /** Good for every mode of `--auth` that has no principals of its own. */
  getAccessKey(): string {
    return 'test';
  }

  getSecretKey(): string {
    return 'test';
  }
}
