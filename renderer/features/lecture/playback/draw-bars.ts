/** Width of a bar and the space after it, in CSS pixels. */
const BAR = 2;
const STEP = 3;
const LEAST_HEIGHT = 2;

/** Draws the loudness as bars, mirrored about the middle, in the text colour of the canvas. */
export function drawBars(canvas: HTMLCanvasElement, peaks: Uint8Array): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = canvas.getContext('2d');
  if (context === null || width === 0) return;
  const scale = window.devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.scale(scale, scale);
  context.fillStyle = getComputedStyle(canvas).color;
  const heights = barHeights(peaks, Math.floor(width / STEP));
  context.beginPath();
  heights.forEach((share, index) => {
    const bar = Math.max(LEAST_HEIGHT, share * height);
    context.roundRect(index * STEP, (height - bar) / 2, BAR, bar, 1);
  });
  context.fill();
}

/** `amount` heights of 0 to 1: the loudest value of each stretch, against the loudest of all. */
export function barHeights(peaks: Uint8Array, amount: number): number[] {
  const loudest = peaks.reduce((most, peak) => Math.max(most, peak), 1);
  return Array.from({ length: amount }, (_, index) => {
    const from = Math.floor((index / amount) * peaks.length);
    const to = Math.max(from + 1, Math.floor(((index + 1) / amount) * peaks.length));
    let most = 0;
    for (let at = from; at < to; at += 1) most = Math.max(most, peaks[at] ?? 0);
    return most / loudest;
  });
}

/** The peaks as they travel: base64 of one byte each. */
export function peaksFrom(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
