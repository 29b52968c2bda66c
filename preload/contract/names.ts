/**
 * The names of the contract, as plain text: all that the preload loads at run time. The schemas that belong to them stand
 * in `commands.ts`, `desktop-commands.ts` and `events.ts`, which do not compile when a name is missing or left over.
 */

/** Commands that read and change nothing; the command line may answer them beside a running app. */
export const readCommandNames = [
  'get-library',
  'get-lecture',
  'get-lecture-detail',
  'list-lectures',
  'list-jobs',
  'list-presets',
  'get-settings',
  'get-prices',
  'get-waveform',
  'get-sent-log',
  'check-integrity',
] as const;

/** Commands that change something; only the owner of the home carries them out. */
export const writeCommandNames = [
  'forecast-import',
  'import-lectures',
  'await-settled',
  'retry-jobs',
  'cancel-jobs',
  'replay-stage',
  'redo-gaps',
  'pause-stage',
  'resume-stage',
  'try-now',
  'confirm-cost',
  'export-lecture',
  'deliver-exports',
  'set-settings',
  'set-secret',
  'check-provider',
  'check-health',
  'set-prices',
  'create-course',
  'update-course',
  'remove-course',
  'update-lecture',
  'remove-lecture',
  'locate-media',
  'set-host-state',
] as const;

export const commandNames = [...readCommandNames, ...writeCommandNames] as const;
export type CommandName = (typeof commandNames)[number];

/** What only the window can ask for, because it needs the desktop: dialogs, the file manager, the browser. */
export const desktopCommandNames = [
  'choose-recordings',
  'choose-folder',
  'save-exports',
  'show-file',
  'show-log',
  'open-link',
  'get-desktop-state',
] as const;
export type DesktopCommandName = (typeof desktopCommandNames)[number];

export const eventNames = [
  'lecture-changed',
  'lecture-removed',
  'library-changed',
  'settings-changed',
  'health-changed',
  'core-state-changed',
] as const;
export type EventName = (typeof eventNames)[number];
