/** Where a piece of input is wrong, in the terms its author knows. */
export type InputFault = {
  /** File (or other source) the input came from. */
  source?: string;
  /** 1-based line, where the source has lines. */
  line?: number;
  /** Dotted path of the field, e.g. `gate.margin`. */
  field?: string;
  /** What stands there, shortened; never a secret and never a whole text. */
  found?: string;
  /** What should stand there. */
  expected: string;
};

/** Input that its author can mend: configuration, files, arguments. Exit code 2. */
export class InputError extends Error {
  readonly faults: readonly InputFault[];

  constructor(faults: InputFault | readonly InputFault[]) {
    const list = Array.isArray(faults) ? (faults as readonly InputFault[]) : [faults as InputFault];
    super(list.map(describeFault).join('\n'));
    this.name = 'InputError';
    this.faults = list;
  }
}

/** One line for a person: `flywheel.yaml:12: gate.margin: found 2, expected a number from 0 to 1`. */
export function describeFault(fault: InputFault): string {
  const place = [fault.source, fault.line].filter((part) => part !== undefined).join(':');
  const found = fault.found === undefined ? '' : `found ${fault.found}, `;
  return [place, fault.field, `${found}expected ${fault.expected}`].filter(Boolean).join(': ');
}
