import type { Settings } from '../../preload/contract/settings.ts';
import type { QueueNumbers } from '../queue/queue-numbers.ts';

/** The queue's numbers from the settings; asked at every decision, so that a change holds at once. */
export function queueNumbers(settings: Settings): QueueNumbers {
  return {
    maxAttempts: settings['jobs.maxAttempts'],
    failFast: settings['jobs.failFast'],
    backoffBaseMs: settings['jobs.backoffBaseMs'],
    backoffCapMs: settings['jobs.backoffCapMs'],
    breakerWindowMs: settings['breaker.windowMs'],
    breakerMinFailures: settings['breaker.minFailures'],
    breakerOpenMs: settings['breaker.openMs'],
    breakerOpenCapMs: settings['breaker.openCapMs'],
    probeFirstMs: settings['probe.firstMs'],
    probeCapMs: settings['probe.capMs'],
  };
}
