import type { Remedy } from '../../preload/contract/failure.ts';
import type {
  HealthCheck,
  HealthCheckName,
  HealthReport,
  HealthStatus,
} from '../../preload/contract/health.ts';
import { isAbort, toFailure } from '../lib/failure.ts';

/** What a check finds; its name and latency are added by the runner. */
export interface Finding {
  readonly status: HealthStatus;
  /** One plain sentence. */
  readonly message: string;
  readonly remedy: Remedy | null;
}

/** Asks one question about one thing Lectern depends on. A thrown failure counts as `failed` with its sentence and remedy. */
export type Check = (signal: AbortSignal) => Promise<Finding>;

/** A check that has not answered by then has failed: a health page that hangs helps nobody. */
const CHECK_TIMEOUT_MS = 10_000;

/** Runs all checks side by side. Never throws; the report's status is the worst of its checks. */
export async function checkHealth(
  checks: Readonly<Record<HealthCheckName, Check>>,
  signal: AbortSignal,
  timeoutMs: number = CHECK_TIMEOUT_MS,
): Promise<HealthReport> {
  const names = Object.keys(checks) as readonly HealthCheckName[];
  const findings = await Promise.all(names.map((name) => runCheck(name, checks[name], signal, timeoutMs)));
  return { status: worst(findings.map((finding) => finding.status)), checks: findings };
}

/** The worst status; `skipped` does not count. */
export function worst(statuses: readonly HealthStatus[]): HealthStatus {
  if (statuses.includes('failed')) return 'failed';
  if (statuses.includes('degraded')) return 'degraded';
  return statuses.includes('ok') ? 'ok' : 'skipped';
}

async function runCheck(
  name: HealthCheckName,
  check: Check,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<HealthCheck> {
  const started = performance.now();
  const finding = await answerInTime(check, signal, timeoutMs);
  return { name, latencyMs: Math.round((performance.now() - started) * 10) / 10, ...finding };
}

async function answerInTime(check: Check, signal: AbortSignal, timeoutMs: number): Promise<Finding> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  if (limit.aborted) return interrupted();
  const late = new Promise<Finding>((resolve) => {
    const end = () => resolve(signal.aborted ? interrupted() : noAnswer(timeoutMs));
    limit.addEventListener('abort', end, { once: true });
  });
  return Promise.race([answerOf(check, limit), late]);
}

async function answerOf(check: Check, limit: AbortSignal): Promise<Finding> {
  try {
    return await check(limit);
  } catch (error) {
    // What is thrown because the time is over is not what is wrong; the one who waits for it says so.
    if (isAbort(error, limit)) return new Promise(() => undefined);
    const { message, remedy } = toFailure(error);
    return { status: 'failed', message, remedy };
  }
}

function interrupted(): Finding {
  return { status: 'skipped', message: 'Stopped before it was asked to the end.', remedy: null };
}

function noAnswer(timeoutMs: number): Finding {
  return {
    status: 'failed',
    message: `No answer within ${timeoutMs / 1000} s.`,
    remedy: { action: 'try-now', label: 'Check again' },
  };
}
