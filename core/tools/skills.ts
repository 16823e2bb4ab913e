import type { Call } from '../interaction/exchange/exchange.ts';

const inPath = /(?:^|[/\\"'\s])skills[/\\]+([A-Za-z0-9][A-Za-z0-9_.-]{0,63})(?=[/\\])/g;
const skillTools = /^(?:use_|run_|load_|read_|invoke_)?skills?$/i;

/** The skills that a call uses: named by a skill tool's argument, or by a path `skills/NAME/` in its arguments. */
export function skillsOf(call: Call): string[] {
  const found = call.arguments.includes('skills') ? [...call.arguments.slice(0, 20_000).matchAll(inPath)].flatMap((match) => match[1] ?? []) : [];
  if (!skillTools.test(call.name)) return found;
  try {
    const given = JSON.parse(call.arguments) as Record<string, unknown> | null;
    const name = given?.['skill'] ?? given?.['name'] ?? given?.['skill_name'] ?? given?.['command'];
    return typeof name === 'string' && name !== '' ? [name.slice(0, 64), ...found] : found;
  } catch {
    return found;
  }
}
