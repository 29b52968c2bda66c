const SAMPLES_PER_SECOND = 3000;
const HEADER_BYTES = 44;

/** Lets the player play: every address of a recording becomes a silent one of this length. */
export function playSilence(seconds: number): void {
  const address = URL.createObjectURL(new Blob([silentWav(seconds)], { type: 'audio/wav' }));
  const descriptor = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'src');
  Object.defineProperty(HTMLMediaElement.prototype, 'src', {
    configurable: true,
    get(this: HTMLMediaElement) {
      return descriptor?.get?.call(this) as string;
    },
    set(this: HTMLMediaElement, value: string) {
      descriptor?.set?.call(this, value === '' ? value : address);
    },
  });
}

function silentWav(seconds: number): ArrayBuffer {
  const amount = Math.round(seconds * SAMPLES_PER_SECOND);
  const bytes = new Uint8Array(HEADER_BYTES + amount).fill(128, HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  const put = (at: number, text: string): void => bytes.set(new TextEncoder().encode(text), at);
  put(0, 'RIFF');
  view.setUint32(4, 36 + amount, true);
  put(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, SAMPLES_PER_SECOND, true);
  view.setUint32(28, SAMPLES_PER_SECOND, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  put(36, 'data');
  view.setUint32(40, amount, true);
  return bytes.buffer;
}
