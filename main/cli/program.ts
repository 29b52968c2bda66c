import { Command, CommanderError, Option } from 'commander';
import { usageError, type CommandContext } from './context.ts';
import type { ImportOptions } from './import-request.ts';
import {
  cancelJob,
  confirmCost,
  listJobs,
  redoGaps,
  replayStage,
  retryJobs,
  switchStage,
} from './job-commands.ts';
import { exportLecture, listLectures, showLecture } from './library-commands.ts';
import type { CommandResult, Terminal } from './output.ts';
import { importOnly, processFiles, runQueue } from './process-command.ts';
import { checkHealth, checkIntegrity, changeSettings } from './system-commands.ts';

/** Options every command takes. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly home?: string;
  readonly apiKeyStdin?: boolean;
}

/** What the words on the command line come to: nothing more to do (help was shown), or a command to carry out. */
export interface ParsedCommand {
  readonly options: GlobalOptions;
  run(context: CommandContext): Promise<CommandResult>;
}

/**
 * Understands a command line. Null when help or the version was asked for and shown.
 * Throws a failure with code `USAGE` for anything that cannot be understood.
 */
export function parseCommandLine(
  words: readonly string[],
  version: string,
  terminal: Terminal,
): ParsedCommand | null {
  let chosen: ParsedCommand['run'] | null = null;
  const program = describeProgram(version, (run) => (chosen = run));
  for (const command of [program, ...program.commands]) {
    command.exitOverride();
    command.configureOutput({ writeOut: (text) => terminal.out(text), writeErr: () => undefined });
  }
  try {
    program.parse([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return null;
    throw usageError(
      error.code === 'commander.help' ? 'Say what to do.' : error.message.replace(/^error: /, ''),
    );
  }
  const run: ParsedCommand['run'] | null = chosen;
  return run === null ? null : { options: program.opts<GlobalOptions>(), run };
}

type Choose = (run: ParsedCommand['run']) => void;

function describeProgram(version: string, choose: Choose): Command {
  const program = new Command('lectern')
    .description('Turns lecture recordings into study material on your own machine.')
    .version(version)
    .option('--home <folder>', 'where Lectern keeps its database (else LECTERN_HOME, else the app folder)')
    .option('--json', 'print exactly one JSON document on standard output')
    .option('--api-key-stdin', 'read the key for the server from standard input, for this call only');
  describeWork(program, choose);
  describeJobs(program, choose);
  describeLibrary(program, choose);
  describeSystem(program, choose);
  for (const command of program.commands) {
    command
      .option('--json', 'print exactly one JSON document')
      .option('--home <folder>', 'where Lectern keeps its database');
    command.hook('preAction', (_, action) => {
      for (const name of ['json', 'home', 'apiKeyStdin']) {
        const value: unknown = action.getOptionValue(name);
        if (value !== undefined) program.setOptionValue(name, value);
      }
    });
  }
  return program;
}

function withImportOptions(command: Command): Command {
  return command
    .argument('<file...>', 'recordings or transcripts')
    .option('--course <title>', 'course by title or id; a new title makes the course')
    .option('--preset <id>', 'how material is written')
    .option('--language <code>', 'language spoken in the recording')
    .option('--material-language <code>', 'language of the material')
    .option('--model <name>', 'model for transcription')
    .option('--formats <list>', 'files to make, such as md,json')
    .addOption(
      new Option('--duplicate <choice>', 'when the recording is in the library already').choices([
        'open',
        'again',
      ]),
    )
    .option('--api-key-stdin', 'read the key for the server from standard input');
}

function describeWork(program: Command, choose: Choose): void {
  withImportOptions(program.command('process').description('Add files and work until they are done.'))
    .option('--out <folder>', 'save the files made there')
    .option('--wait', 'keep waiting through holds that need the network or a person')
    .action((files: string[], options: ImportOptions) =>
      choose((context) => processFiles(context, files, options)),
    );
  withImportOptions(program.command('import').description('Add files to the queue only.')).action(
    (files: string[], options: ImportOptions) => choose((context) => importOnly(context, files, options)),
  );
  program
    .command('run')
    .description('Work the queue until nothing is left to do.')
    .option('--wait', 'keep waiting through holds')
    .option('--api-key-stdin', 'read the key for the server from standard input')
    .action((options: { wait?: boolean }) => choose((context) => runQueue(context, options)));
}

function describeJobs(program: Command, choose: Choose): void {
  program
    .command('jobs')
    .description('List jobs.')
    .option('--status <status>')
    .option('--stage <stage>')
    .option('--lecture <id>')
    .action((options: { status?: string; stage?: string; lecture?: string }) =>
      choose((context) => listJobs(context, options)),
    );
  program
    .command('retry')
    .description('Run a failed job again; what is done stays done.')
    .argument('[job]')
    .option('--failed', 'all that failed')
    .action((job: string | undefined, options: { failed?: boolean }) =>
      choose((context) => retryJobs(context, job, options)),
    );
  program
    .command('replay')
    .description('Make a finished stage anew. Says the price first.')
    .argument('<lecture>')
    .argument('<stage>')
    .option('--yes', 'start it')
    .action((lecture: string, stage: string, options: { yes?: boolean }) =>
      choose((context) => replayStage(context, lecture, stage, options)),
    );
  program
    .command('redo-gaps')
    .description('Transcribe what is missing.')
    .argument('<lecture>')
    .action((lecture: string) => choose((context) => redoGaps(context, lecture)));
  program
    .command('confirm-cost')
    .description('Let a lecture go on although a price is not known.')
    .argument('<lecture>')
    .action((lecture: string) => choose((context) => confirmCost(context, lecture)));
  program
    .command('cancel')
    .description('Stop a job; what is done stays.')
    .argument('<job>')
    .action((job: string) => choose((context) => cancelJob(context, job)));
  for (const [name, command] of [
    ['pause', 'pause-stage'],
    ['resume', 'resume-stage'],
  ] as const) {
    program
      .command(name)
      .description(`${name === 'pause' ? 'Hold' : 'Let go'} a stage.`)
      .argument('<stage>')
      .action((stage: string) => choose((context) => switchStage(context, command, stage)));
  }
}

function describeLibrary(program: Command, choose: Choose): void {
  program
    .command('lectures')
    .description('List lectures.')
    .action(() => choose(listLectures));
  program
    .command('show')
    .description('Show a lecture with everything made from it.')
    .argument('<lecture>')
    .action((lecture: string) => choose((context) => showLecture(context, lecture)));
  program
    .command('export')
    .description('Make files and save them in a folder.')
    .argument('<lecture>')
    .requiredOption('--formats <list>', 'such as md,srt')
    .requiredOption('--out <folder>')
    .action((lecture: string, options: { formats: string; out: string }) =>
      choose((context) => exportLecture(context, lecture, options)),
    );
}

function describeSystem(program: Command, choose: Choose): void {
  program
    .command('health')
    .description('Check everything Lectern depends on.')
    .action(() => choose(checkHealth));
  program
    .command('integrity')
    .description('Compare the stored files with what should be there.')
    .argument('[lecture]')
    .option('--deep', 'read every byte')
    .action((lecture: string | undefined, options: { deep?: boolean }) =>
      choose((context) => checkIntegrity(context, lecture, options)),
    );
  program
    .command('settings')
    .description('get KEY, set KEY VALUE, or list.')
    .argument('<action>')
    .argument('[key]')
    .argument('[value]')
    .action((action: string, key: string | undefined, value: string | undefined) =>
      choose((context) => changeSettings(context, action, key, value)),
    );
}
