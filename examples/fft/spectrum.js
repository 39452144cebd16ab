import { fft } from './fft.js';

const POINTS = 1024;

/** Transforms a sine wave of `event.frequency` periods, `event.rounds` times, and finds its peak. */
export function handler(event) {
  const { frequency = 50, rounds = 1 } = event;
  const re = new Float64Array(POINTS);
  const im = new Float64Array(POINTS);
  const start = Date.now();
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < POINTS; i++) {
      re[i] = Math.sin((2 * Math.PI * frequency * i) / POINTS);
      im[i] = 0;
    }
    fft(re, im);
  }
  return { peak: peak(re, im), micros: ((Date.now() - start) * 1000) / rounds };
}

function peak(re, im) {
  let best = 0;
  for (let i = 1; i < POINTS / 2; i++) {
    if (Math.hypot(re[i], im[i]) > Math.hypot(re[best], im[best])) {
      best = i;
    }
  }
  return best;
}
