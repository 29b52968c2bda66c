/** Codes whose English names servers of the Whisper kind return instead ("english"). */
const NAMED_CODES =
  'af ar hy az be bs bg ca zh hr cs da nl en et fi fr gl de el he hi hu is id it ja kn kk ko lv lt mk ms mr mi ne no fa pl pt ro ru sr sk sl es sw sv tl ta th tr uk ur vi cy'.split(
    ' ',
  );

let codeByName: ReadonlyMap<string, string> | null = null;

/** A language as ISO 639-1 code, from a code (`en`, `EN-us`) or an English name (`english`); null for anything else. */
export function languageCode(language: string | null): string | null {
  const text = language?.trim().toLowerCase() ?? '';
  const code = /^([a-z]{2,3})(-[a-z0-9-]+)?$/.exec(text)?.[1];
  if (code !== undefined && code.length === 2) return code;
  codeByName ??= readNames();
  return codeByName.get(text) ?? code ?? null;
}

function readNames(): ReadonlyMap<string, string> {
  const names = new Intl.DisplayNames(['en'], { type: 'language' });
  return new Map(NAMED_CODES.map((code) => [names.of(code)?.toLowerCase() ?? code, code]));
}
