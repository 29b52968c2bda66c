/** Days on which OpenAI ends models, announced by November 2026; servers' own lists go before this table. */
const announced: Readonly<Record<string, string>> = {
  'whisper-1': '2027-02-26',
  'gpt-4o-transcribe': '2027-02-26',
  'gpt-4o-mini-transcribe': '2027-02-26',
  'gpt-4o-mini-transcribe-2025-12-15': '2027-02-26',
  'gpt-4o-transcribe-diarize': '2027-02-26',
  'gpt-4o': '2027-01-14',
  'gpt-4o-mini': '2027-01-14',
  'gpt-4.1': '2027-01-14',
  'gpt-4.1-mini': '2027-01-14',
  'gpt-5': '2026-12-11',
  o3: '2026-12-11',
};

/** The host whose announcements these are; other servers keep models as long as they like. */
const OPENAI_HOST = 'api.openai.com';

/** The announced last day of a model at a host as `YYYY-MM-DD`; null when none is known. */
export function announcedShutdown(model: string, host: string): string | null {
  return host === OPENAI_HOST ? (announced[model] ?? null) : null;
}
