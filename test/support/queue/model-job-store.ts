import type { Clock } from '../../../main/lib/clock.ts';
import type { StoredFailure } from '../../../main/lib/failure.ts';
import {
  assertJobMove,
  assertTaskMove,
  isOpen,
  type JobHold,
  type JobStatus,
  type QueueJob,
  type QueueTask,
  type TaskStatus,
} from '../../../main/queue/job.ts';
import {
  type AttemptRecord,
  type Claim,
  type Gate,
  type JobStore,
  LostClaimError,
  type QueueAttempt,
  type QueueEvent,
  type QueueEventKind,
} from '../../../main/queue/ports.ts';
import {
  jobAlreadyOpen,
  jobNotFailed,
  jobNotFound,
  jobNotOpen,
  jobRunning,
} from '../../../main/queue/queue-failures.ts';

interface Task extends QueueTask {
  readonly priority: number;
}

interface Attempt extends QueueAttempt {
  readonly jobId: string;
}

interface State {
  readonly jobs: Map<string, QueueJob>;
  readonly priorities: Map<string, number>;
  readonly tasks: Map<string, Task>;
  readonly attempts: Attempt[];
  readonly events: QueueEvent[];
  readonly gates: Map<string, Gate>;
}

const unsettled: readonly TaskStatus[] = ['ready', 'waiting', 'running'];

/** The port's text as plain lists: slow, obvious, kept in memory. The database must behave like this. */
export function createModelJobStore(clock: Pick<Clock, 'now'>): JobStore {
  let state: State = emptyState();
  let depth = 0;
  let lastSequence = 0;

  function transaction<Result>(work: () => Result): Result {
    const before = structuredClone(state);
    const sequence = lastSequence;
    depth += 1;
    try {
      return work();
    } catch (error) {
      if (depth === 1) [state, lastSequence] = [before, sequence];
      throw error;
    } finally {
      depth -= 1;
    }
  }

  function record(kind: QueueEventKind, jobId: string | null, detail: unknown = null): void {
    state.events.push({ id: state.events.length + 1, at: clock.now(), jobId, kind, detail });
  }

  function requireJob(jobId: string): QueueJob {
    const job = state.jobs.get(jobId);
    if (!job) throw jobNotFound();
    return job;
  }

  function requireOpen(jobId: string): QueueJob {
    const job = requireJob(jobId);
    if (!isOpen(job.status)) throw jobNotOpen(job.status);
    return job;
  }

  const tasksOf = (jobId: string) => [...state.tasks.values()].filter((task) => task.jobId === jobId);
  const isAnyUnsettled = (jobId: string) => tasksOf(jobId).some((task) => unsettled.includes(task.status));
  const isFree = (task: Task) => task.status === 'ready' && requireJob(task.jobId).hold === null;

  function putJob(jobId: string, change: Partial<QueueJob>): void {
    state.jobs.set(jobId, { ...requireJob(jobId), ...change });
  }

  function putTask(task: Task, status: TaskStatus, change: Partial<Task> = {}): void {
    assertTaskMove(task.status, status);
    state.tasks.set(task.id, { ...task, runAt: null, ...change, status });
  }

  function assertNoOther(job: Pick<QueueJob, 'subject' | 'stage'>): void {
    for (const other of state.jobs.values()) {
      if (isOpen(other.status) && other.subject === job.subject && other.stage === job.stage)
        throw jobAlreadyOpen();
    }
  }

  function endAttempt(claim: Claim, ended: AttemptRecord, counted: boolean): Task {
    const index = state.attempts.findIndex((attempt) => attempt.id === claim.attemptId);
    const attempt = state.attempts[index];
    const task = state.tasks.get(claim.task.id);
    if (!attempt || !task || attempt.finishedAt !== null) throw new LostClaimError(claim.task.id);
    const { outcome, sent, failure } = ended;
    const known = failure ? { code: failure.code, class: failure.class } : null;
    const done = { finishedAt: clock.now(), outcome, counted, sent: sent ?? null, failure: known };
    state.attempts[index] = { ...attempt, ...done };
    return counted ? task : { ...task, attempts: task.attempts - 1 };
  }

  function closeAttempts(jobId: string, outcome: 'interrupted' | 'cancelled', counted: boolean): void {
    for (const [index, attempt] of state.attempts.entries()) {
      if (attempt.jobId !== jobId || attempt.finishedAt !== null) continue;
      state.attempts[index] = { ...attempt, finishedAt: clock.now(), outcome, counted };
    }
  }

  function endJob(jobId: string, status: JobStatus, error: StoredFailure | null): void {
    putJob(jobId, { status, error, hold: null, finishedAt: clock.now() });
  }

  function failJob(jobId: string, failure: StoredFailure): void {
    assertJobMove(requireJob(jobId).status, 'failed');
    closeAttempts(jobId, 'interrupted', false);
    for (const task of tasksOf(jobId))
      if (unsettled.includes(task.status)) putTask(task, 'failed', { error: failure });
    endJob(jobId, 'failed', failure);
    record('job-failed', jobId, { code: failure.code });
  }

  function promote(isDue: (task: Task) => boolean): void {
    const due = [...state.tasks.values()].filter((task) => task.status === 'waiting' && isDue(task));
    for (const task of due) putTask(task, 'ready');
    if (due.length > 0) record('tasks-due', null, { count: due.length });
  }

  const nextDue = (tasks: readonly Task[]) => {
    const times = tasks.flatMap((task) => (task.runAt === null ? [] : [task.runAt]));
    return times.length === 0 ? null : Math.min(...times);
  };

  return {
    transaction,
    enqueue: (job) =>
      transaction(() => {
        if (job.tasks.length === 0) throw new Error('A job without tasks');
        assertNoOther(job);
        lastSequence += 1;
        const { stage, subject, payload, generation } = job;
        const id = `j${lastSequence}`;
        const fresh = {
          hold: null,
          error: null,
          crashes: 0,
          createdAt: clock.now(),
          startedAt: null,
          finishedAt: null,
        };
        const made: QueueJob = {
          id,
          sequence: lastSequence,
          stage,
          subject,
          payload,
          generation,
          status: 'queued',
          ...fresh,
        };
        state.jobs.set(id, made);
        state.priorities.set(id, job.priority ?? 0);
        for (const [position, task] of job.tasks.entries()) addTask(made, task, position);
        record('job-queued', id, { stage, tasks: job.tasks.length });
        return made;
      }),
    claim: (stage) =>
      transaction(() => {
        const [task] = [...state.tasks.values()]
          .filter((candidate) => candidate.stage === stage && isFree(candidate))
          .toSorted(
            (one, other) =>
              one.priority - other.priority ||
              requireJob(one.jobId).sequence - requireJob(other.jobId).sequence ||
              one.position - other.position,
          );
        if (!task) return null;
        const job = requireJob(task.jobId);
        if (job.status === 'queued') {
          putJob(job.id, { status: 'running', startedAt: job.startedAt ?? clock.now() });
          record('job-running', job.id);
        }
        const attempts = task.attempts + 1;
        putTask(task, 'running', { attempts });
        const id = state.attempts.length + 1;
        const open = { finishedAt: null, outcome: null, counted: false, failure: null, sent: null };
        state.attempts.push({ id, jobId: job.id, taskKey: task.key, startedAt: clock.now(), ...open });
        record('task-running', job.id, { task: task.key, attempt: attempts });
        return {
          job: requireJob(job.id),
          task: bare({ ...task, status: 'running', attempts }),
          attemptId: id,
        };
      }),
    complete: (claim, ended, commit) =>
      transaction(() => {
        putTask(endAttempt(claim, ended, true), 'done', { error: ended.failure });
        putJob(claim.job.id, { crashes: 0 });
        record('task-done', claim.job.id, { task: claim.task.key });
        commit?.();
      }),
    completeJob: (jobId, commit) =>
      transaction(() => {
        assertJobMove(requireJob(jobId).status, 'completed');
        if (tasksOf(jobId).some((task) => unsettled.includes(task.status)))
          throw new Error('Unsettled tasks');
        endJob(jobId, 'completed', null);
        record('job-completed', jobId);
        commit?.();
      }),
    release: (claim, ended, { runAt, countAttempt }) =>
      transaction(() => {
        const to = runAt === null ? 'ready' : 'waiting';
        putTask(endAttempt(claim, ended, countAttempt), to, { runAt, error: ended.failure });
        record(`task-${to}`, claim.job.id, { task: claim.task.key, runAt, counted: countAttempt });
      }),
    failTask: (claim, ended) =>
      transaction(() => {
        putTask(endAttempt(claim, ended, true), 'failed', { error: ended.failure });
        record('task-failed', claim.job.id, { task: claim.task.key });
      }),
    replaceTask: (claim, ended, children, commit) =>
      transaction(() => {
        const parent = endAttempt(claim, ended, false);
        putTask(parent, 'replaced', { error: ended.failure });
        const later = tasksOf(parent.jobId).map((task) => task.position);
        const next = Math.min(
          ...later.filter((position) => position > parent.position),
          parent.position + 1e9,
        );
        const end = next > parent.position + 1e8 ? parent.position + 1 : next;
        const step = (end - parent.position) / (children.length + 1);
        for (const [index, child] of children.entries()) {
          addTask(requireJob(parent.jobId), child, parent.position + step * (index + 1));
        }
        record('task-replaced', parent.jobId, { task: parent.key });
        commit?.();
      }),
    failJob: (jobId, failure, commit) =>
      transaction(() => {
        failJob(jobId, failure);
        commit?.();
      }),
    parkJob: (jobId) =>
      transaction(() => {
        if (requireJob(jobId).status !== 'running') throw new Error('Only a running job can be parked');
        if (tasksOf(jobId).some((task) => task.status === 'running')) throw new Error('Running tasks');
        putJob(jobId, { status: 'queued' });
        record('job-parked', jobId);
      }),
    resumeJob: (jobId) =>
      transaction(() => {
        if (requireJob(jobId).status !== 'queued') throw new Error('Only a queued job can be resumed');
        if (isAnyUnsettled(jobId)) throw new Error('Unsettled tasks');
        putJob(jobId, { status: 'running', startedAt: requireJob(jobId).startedAt ?? clock.now() });
        record('job-running', jobId);
      }),
    settleable: () => [...state.jobs.values()].filter((job) => isOpen(job.status) && !isAnyUnsettled(job.id)),
    setJobHold: (jobId: string, hold: JobHold | null, failure: StoredFailure | null) =>
      transaction(() => {
        requireOpen(jobId);
        putJob(jobId, { hold, error: failure });
        record(hold === null ? 'job-freed' : 'job-held', jobId, { hold });
      }),
    retry: (jobId) =>
      transaction(() => {
        const job = requireJob(jobId);
        if (job.status !== 'failed') throw jobNotFailed(job.status);
        assertNoOther(job);
        const fresh = { hold: null, error: null, crashes: 0, startedAt: null, finishedAt: null };
        putJob(jobId, { status: 'queued', ...fresh });
        for (const task of tasksOf(jobId)) {
          if (task.status === 'failed') putTask(task, 'ready', { attempts: 0, error: null });
        }
        record('job-retried', jobId);
        return requireJob(jobId);
      }),
    cancel: (jobId) =>
      transaction(() => {
        requireOpen(jobId);
        closeAttempts(jobId, 'cancelled', false);
        for (const task of tasksOf(jobId)) if (unsettled.includes(task.status)) putTask(task, 'cancelled');
        endJob(jobId, 'cancelled', null);
        record('job-cancelled', jobId);
        return requireJob(jobId);
      }),
    remove: (jobId) =>
      transaction(() => {
        if (requireJob(jobId).status === 'running') throw jobRunning();
        for (const task of tasksOf(jobId)) state.tasks.delete(task.id);
        const left = state.attempts.map((attempt) =>
          attempt.jobId === jobId ? { ...attempt, jobId: '' } : attempt,
        );
        state.attempts.splice(0, left.length, ...left);
        state.jobs.delete(jobId);
        record('job-removed', jobId);
      }),
    promoteDue: (now) =>
      transaction(() => {
        promote((task) => task.runAt !== null && task.runAt <= now);
        return nextDue([...state.tasks.values()]);
      }),
    promoteAll: (subject) =>
      transaction(() =>
        promote((task) => subject === undefined || requireJob(task.jobId).subject === subject),
      ),
    clampWaiting: (latest) =>
      transaction(() => {
        for (const task of state.tasks.values()) {
          if (task.runAt === null || task.runAt <= latest || (task.error?.retryAt ?? 0) >= task.runAt)
            continue;
          state.tasks.set(task.id, { ...task, runAt: latest });
        }
      }),
    recover: (crashLimit, failure) =>
      transaction(() => {
        const running = [...state.jobs.values()].filter((job) => job.status === 'running');
        return running.map((job) => {
          closeAttempts(job.id, 'interrupted', true);
          for (const task of tasksOf(job.id)) if (task.status === 'running') putTask(task, 'ready');
          putJob(job.id, { status: 'queued', crashes: job.crashes + 1 });
          record('job-recovered', job.id, { crashes: job.crashes + 1 });
          if (job.crashes + 1 >= crashLimit) failJob(job.id, failure);
          return requireJob(job.id);
        });
      }),
    job: (jobId) => state.jobs.get(jobId) ?? null,
    jobs: (filter) =>
      [...state.jobs.values()].filter(
        (job) =>
          (filter.status === undefined || job.status === filter.status) &&
          (filter.stage === undefined || job.stage === filter.stage) &&
          (filter.subject === undefined || job.subject === filter.subject),
      ),
    tasks: (jobId) =>
      tasksOf(jobId)
        .toSorted((one, other) => one.position - other.position)
        .map(bare),
    attempts: (jobId) =>
      state.attempts
        .filter((attempt) => attempt.jobId === jobId)
        .map(({ jobId: _job, ...attempt }) => attempt),
    events: (jobId) => state.events.filter((event) => event.jobId === jobId),
    taskCounts(jobId) {
      const counts = { ready: 0, waiting: 0, running: 0, done: 0, failed: 0, cancelled: 0, replaced: 0 };
      for (const task of tasksOf(jobId)) counts[task.status] += 1;
      return counts;
    },
    nextRunAt: (jobId) => nextDue(tasksOf(jobId)),
    gates: () => [...state.gates.values()].toSorted((one, other) => (one.key < other.key ? -1 : 1)),
    putGate: (gate) => void state.gates.set(gate.key, gate),
    removeGate: (key) => void state.gates.delete(key),
    backlog() {
      const free = [...state.tasks.values()].filter(isFree);
      return [...new Set(free.map((task) => task.stage))].toSorted().map((stage) => {
        const tasks = free.filter((task) => task.stage === stage);
        const oldest = Math.min(...tasks.map((task) => requireJob(task.jobId).createdAt));
        return { stage, ready: tasks.length, oldest };
      });
    },
  };

  function addTask(job: QueueJob, task: { key: string; input: unknown }, position: number): void {
    const id = `${job.id}/${task.key}`;
    if (state.tasks.has(id)) throw new Error(`Two tasks named ${task.key}`);
    const fresh = { status: 'ready', attempts: 0, runAt: null, error: null } as const;
    const priority = state.priorities.get(job.id) ?? 0;
    state.tasks.set(id, { id, jobId: job.id, stage: job.stage, position, priority, ...task, ...fresh });
  }
}

function bare({ priority: _priority, ...task }: Task): QueueTask {
  return task;
}

function emptyState(): State {
  return {
    jobs: new Map(),
    priorities: new Map(),
    tasks: new Map(),
    attempts: [],
    events: [],
    gates: new Map(),
  };
}
