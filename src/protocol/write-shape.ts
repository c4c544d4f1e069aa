import type { Member, Model, Shape } from './service-model';

/** Turns a handler's value into what JSON.stringify is to write. */
type Writer = (value: unknown) => unknown;

/**
 * Compiles a structure's writer: only modelled members, in the model's order, `undefined` and `null` left out
 * (PKG-022). `include` narrows it to the members that belong in the body.
 */
export function compileStructureWriter(
  model: Model,
  shape: Shape,
  include: (member: Member) => boolean = () => true,
): (value: Readonly<Record<string, unknown>>) => Record<string, unknown> {
  const members = Object.entries(shape.members ?? {})
    .filter(([, member]) => include(member))
    .map(([name, member]) => ({ name, write: compileWriter(model, member) }));
  return (value) => {
    const written: Record<string, unknown> = {};
    for (const { name, write } of members) {
      const member = value[name];
      if (member !== undefined && member !== null) written[name] = write(member);
    }
    return written;
  };
}

const asIs: Writer = (value) => value;

function compileWriter(model: Model, member: Member | undefined): Writer {
  if (member === undefined) throw new Error('A list or map without its member');
  const shape = model.shape(member.target);
  switch (shape.type) {
    case 'structure':
      return eachOwn(compileStructureWriter(model, shape));
    case 'list':
      return listWriter(compileWriter(model, shape.member));
    case 'map':
      return eachOwn(mapWriter(compileWriter(model, shape.value)));
    case 'timestamp':
      // PKG-024, DOM-024: epoch seconds, at most milliseconds.
      return (value) => (value instanceof Date ? value.getTime() / 1000 : value);
    case 'enum':
      return enumWriter(shape);
    case 'string':
    case 'boolean':
    case 'integer':
    case 'long':
      return asIs;
    default:
      throw new Error(`Outputs with a ${shape.type} in the body are not supported`);
  }
}

function eachOwn(write: (value: Readonly<Record<string, unknown>>) => unknown): Writer {
  // The handler's output type is the SDK's for this very shape.
  return (value) => write(value as Readonly<Record<string, unknown>>);
}

function listWriter(write: Writer): Writer {
  if (write === asIs) return asIs;
  return (value) => (Array.isArray(value) ? value.map(write) : value);
}

function mapWriter(write: Writer): (value: Readonly<Record<string, unknown>>) => unknown {
  return (value) => {
    // Without a prototype, so that the key `__proto__` is written like any other.
    const written = Object.create(null) as Record<string, unknown>;
    for (const [key, member] of Object.entries(value)) {
      if (member !== undefined && member !== null) written[key] = write(member);
    }
    return written;
  };
}

function enumWriter(shape: Shape): Writer {
  const onTheWire = new Map<unknown, string>();
  for (const { traits } of Object.values(shape.members ?? {})) {
    const wireValue = traits?.['codeartifactLocal#wireValue'];
    if (wireValue !== undefined) onTheWire.set(traits?.['smithy.api#enumValue'], wireValue);
  }
  return onTheWire.size === 0 ? asIs : (value) => onTheWire.get(value) ?? value;
}
