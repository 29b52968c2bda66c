import { secretNameSchema, settingKeys } from '../../preload/contract/settings.ts';
import { parseSettingText } from '../settings/settings.ts';
import { usageError, type CommandContext } from './context.ts';
import { exitCodes, table, type CommandResult } from './output.ts';

/** `lectern health` */
export async function checkHealth(context: CommandContext): Promise<CommandResult> {
  const client = await context.connect('none');
  const report = await client.call('check-health', {}, context.signal);
  const rows = report.checks.map((check) => [
    check.status,
    check.name,
    `${check.message}${check.remedy === null || check.remedy.action === 'none' ? '' : ` (${check.remedy.label})`}`,
  ]);
  const exitCode = report.status === 'failed' ? exitCodes.notReady : exitCodes.done;
  return { document: report, text: table(rows), exitCode };
}

/** `lectern integrity [LECTURE] [--deep]` */
export async function checkIntegrity(
  context: CommandContext,
  lectureId: string | undefined,
  options: { readonly deep?: boolean },
): Promise<CommandResult> {
  const client = await context.connect('none');
  const report = await client.call(
    'check-integrity',
    { ...(lectureId === undefined ? {} : { lectureId }), deep: options.deep ?? false },
    context.signal,
  );
  const rows = report.problems.map((problem) => [problem.state, problem.key, problem.remedy.label]);
  const closing = `${report.checked} objects checked, ${report.problems.length} with a problem.`;
  const text = rows.length === 0 ? closing : `${table(rows)}\n${closing}`;
  return { document: report, text, exitCode: report.status === 'ok' ? exitCodes.done : exitCodes.failed };
}

/** `lectern settings get KEY | set KEY VALUE | list` */
export async function changeSettings(
  context: CommandContext,
  action: string,
  key: string | undefined,
  value: string | undefined,
): Promise<CommandResult> {
  const client = await context.connect('none');
  if (action === 'set') {
    if (key === undefined || value === undefined)
      throw usageError('Say which setting and which value: settings set KEY VALUE.');
    await client.call('set-settings', { settings: { [key]: parseSettingText(key, value) } });
  } else if (action === 'get') {
    if (key === undefined) throw usageError('Say which setting: settings get KEY.');
    if (!secretNameSchema.safeParse(key).success) parseSettingText(key, '');
  } else if (action !== 'list') throw usageError(`"settings ${action}" is unknown. Use get, set or list.`);
  const view = await client.call('get-settings', {});
  const secrets = Object.entries(view.secrets).map(
    ([name, state]) => [name, state.isSet ? 'set' : 'not set'] as const,
  );
  const all = [...settingKeys.map((one) => [one, view.settings[one]] as const), ...secrets];
  const shown = key === undefined ? all : all.filter(([one]) => one === key);
  const text = table(shown.map(([one, setting]) => [one, settingText(setting)]));
  return { document: { settings: Object.fromEntries(shown) }, text, exitCode: exitCodes.done };
}

function settingText(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
