/** Migration 1: the queue, the library, the store's records and the paid calls. Text, so that it runs in Node and in a bundle alike. */
export const foundation = /* sql */ `
-- Instants are epoch milliseconds, times inside a recording milliseconds, money micro US dollars. JSON is text checked on reading.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- The queue. It has never heard of lectures: 'subject' is opaque. A durable commit costs by the pages it touches, so rows
-- lie beside the rows they change with, and an index is only here where a query of every day needs it.
CREATE TABLE jobs (
  -- Shown as 'j<sequence>'. Never given twice: meta keeps the highest number that was taken away.
  sequence INTEGER PRIMARY KEY,
  stage TEXT NOT NULL,
  subject TEXT NOT NULL,
  payload TEXT NOT NULL,
  priority INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed', 'cancelled')),
  -- 1 while queued or running, else null: nulls are never equal, so any number of jobs may have ended.
  open INTEGER CHECK (iif(status IN ('queued', 'running'), open IS 1, open IS NULL)),
  hold TEXT CHECK (hold IN ('needs-user', 'budget')),
  error TEXT,
  crashes INTEGER NOT NULL DEFAULT 0,
  generation INTEGER NOT NULL,
  -- Its story in events begins here.
  first_event INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER
) STRICT;
-- One open job per lecture and stage; lists the open jobs, and those of a lecture.
CREATE UNIQUE INDEX jobs_by_subject ON jobs (open, subject, stage);
CREATE INDEX jobs_failed ON jobs (sequence) WHERE status = 'failed';

-- Clustered by job: a job's tasks are read and settled together. Shown as '<job>/<key>'.
CREATE TABLE tasks (
  job_sequence INTEGER NOT NULL REFERENCES jobs (sequence) ON DELETE CASCADE,
  key TEXT NOT NULL,
  stage TEXT NOT NULL,
  priority INTEGER NOT NULL,
  position REAL NOT NULL,
  input TEXT NOT NULL,
  status TEXT NOT NULL
    CHECK (status IN ('ready', 'waiting', 'running', 'done', 'failed', 'cancelled', 'replaced')),
  -- Copy of "the job is held by itself", so that the claim reads one index and no join.
  held INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  run_at INTEGER CHECK ((run_at IS NOT NULL) = (status = 'waiting')),
  error TEXT,
  -- Newest attempt; the ones before hang on it.
  last_attempt INTEGER,
  PRIMARY KEY (job_sequence, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX tasks_ready ON tasks (stage, priority, job_sequence, position) WHERE status = 'ready' AND held = 0;
CREATE INDEX tasks_waiting ON tasks (run_at) WHERE status = 'waiting';

-- In order of time, so that a window of hours is one range of ids. Those of a task are a chain.
CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  previous INTEGER,
  job_sequence INTEGER NOT NULL,
  task_key TEXT NOT NULL,
  stage TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  outcome TEXT CHECK (outcome IN ('done', 'failed', 'interrupted', 'cancelled', 'replaced')),
  counted INTEGER NOT NULL DEFAULT 0,
  failure_code TEXT,
  failure_class TEXT,
  status_code INTEGER,
  request_id TEXT,
  sent TEXT
) STRICT;

-- Append-only story of every change of the queue; job 0 is the queue itself.
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  job_sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT
) STRICT;

CREATE TABLE gates (
  key TEXT PRIMARY KEY,
  hold TEXT NOT NULL,
  until INTEGER,
  failure TEXT,
  since INTEGER NOT NULL,
  round INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The library.
CREATE TABLE courses (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  glossary TEXT NOT NULL DEFAULT '[]',
  transcription_language TEXT,
  generation_language TEXT,
  preset_id TEXT NOT NULL,
  position INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX courses_by_title ON courses (title COLLATE NOCASE);

CREATE TABLE lectures (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  course_id TEXT REFERENCES courses (id) ON DELETE SET NULL,
  -- Fixed when the lecture is queued: preset, languages, models a person named, formats.
  choice TEXT NOT NULL,
  source_kind TEXT CHECK (source_kind IN ('audio', 'video', 'transcript')),
  source_path TEXT,
  source_name TEXT NOT NULL,
  source_bytes INTEGER,
  source_sha256 TEXT,
  duration_ms INTEGER,
  speech_ms INTEGER,
  is_example INTEGER NOT NULL DEFAULT 0,
  -- Highest generation number in use; a confirmed replay raises it.
  generation INTEGER NOT NULL DEFAULT 1,
  forecast_micro_usd INTEGER,
  cost_confirmed INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX lectures_by_age ON lectures (created_at);
CREATE INDEX lectures_by_course ON lectures (course_id, created_at);
CREATE INDEX lectures_by_hash ON lectures (source_sha256);

-- Bytes in the store. A row is written only after its object is durable; keys are immutable.
CREATE TABLE objects (
  key TEXT PRIMARY KEY,
  lecture_id TEXT NOT NULL REFERENCES lectures (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX objects_by_lecture ON objects (lecture_id, kind, version);

-- The plan: what is sent, cut once. A piece is never cut again, only replaced by children that tile it.
CREATE TABLE pieces (
  id TEXT PRIMARY KEY,
  lecture_id TEXT NOT NULL REFERENCES lectures (id) ON DELETE CASCADE,
  position REAL NOT NULL,
  start_sample INTEGER NOT NULL,
  end_sample INTEGER NOT NULL,
  speech_ms INTEGER NOT NULL,
  replaced INTEGER NOT NULL DEFAULT 0,
  -- Result of the newest transcription of this piece: the call whose raw answer it comes from.
  call_key TEXT,
  flags TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX pieces_by_lecture ON pieces (lecture_id, position);

CREATE TABLE transcripts (
  lecture_id TEXT NOT NULL REFERENCES lectures (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  object_key TEXT NOT NULL REFERENCES objects (key),
  language TEXT,
  coverage REAL NOT NULL,
  gaps TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (lecture_id, version)
) STRICT;

CREATE TABLE artifacts (
  lecture_id TEXT NOT NULL REFERENCES lectures (id) ON DELETE CASCADE,
  type TEXT NOT NULL,
  version INTEGER NOT NULL,
  object_key TEXT NOT NULL REFERENCES objects (key),
  content TEXT NOT NULL,
  -- Model, prompt version, preset, language, transcript version, coverage by section, whether the fallback was used.
  provenance TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (lecture_id, type, version)
) STRICT;

CREATE TABLE exports (
  lecture_id TEXT NOT NULL REFERENCES lectures (id) ON DELETE CASCADE,
  format TEXT NOT NULL,
  version INTEGER NOT NULL,
  object_key TEXT NOT NULL REFERENCES objects (key),
  path TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (lecture_id, format, version)
) STRICT;

-- Paid calls. 'intent' is committed before a call is sent; the raw answer is committed before it is parsed. An answered
-- key is never paid again, whatever becomes of jobs and lectures, so there is no foreign key.
CREATE TABLE calls (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  lecture_id TEXT,
  task_id TEXT,
  stage TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  host TEXT NOT NULL,
  model TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('intent', 'answered', 'refused', 'unknown')),
  estimate_micro_usd INTEGER,
  cost_micro_usd INTEGER,
  audio_ms INTEGER,
  input_tokens INTEGER,
  output_tokens INTEGER,
  status_code INTEGER,
  request_id TEXT,
  raw BLOB,
  started_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE UNIQUE INDEX calls_answered ON calls (key) WHERE state = 'answered';
CREATE INDEX calls_by_lecture ON calls (lecture_id, id);
CREATE INDEX calls_by_time ON calls (started_at);
CREATE INDEX calls_open ON calls (id) WHERE state = 'intent';
`;
