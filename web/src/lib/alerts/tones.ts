/**
 * What the console's tones sound like: beeps made by the browser, no recordings. The worse, the more
 * beeps and the higher; each swells and fades, so that none clicks.
 */
import type { Tone } from './sound-decision.ts';

interface Beep {
  readonly hertz: number;
  /** From the beginning of the tone. */
  readonly atSeconds: number;
  readonly seconds: number;
  /** 0 to 1. */
  readonly loudness: number;
}

const TONES: Readonly<Record<Tone, readonly Beep[]>> = {
  critical: [0, 0.22, 0.44].flatMap((atSeconds) => [
    { hertz: 988, atSeconds, seconds: 0.1, loudness: 0.5 },
    { hertz: 740, atSeconds: atSeconds + 0.1, seconds: 0.1, loudness: 0.5 },
  ]),
  major: [0, 0.26].map((atSeconds) => ({ hertz: 698, atSeconds, seconds: 0.16, loudness: 0.4 })),
  minor: [{ hertz: 523, atSeconds: 0, seconds: 0.2, loudness: 0.25 }],
};

const FADE_SECONDS = 0.02;

export function playTone(context: AudioContext, tone: Tone): void {
  for (const { hertz, atSeconds, seconds, loudness } of TONES[tone]) {
    const startsAt = context.currentTime + atSeconds;
    const endsAt = startsAt + seconds;
    const source = context.createOscillator();
    const gain = context.createGain();
    source.type = 'triangle';
    source.frequency.value = hertz;
    gain.gain.setValueAtTime(0, startsAt);
    gain.gain.linearRampToValueAtTime(loudness, startsAt + FADE_SECONDS);
    gain.gain.setValueAtTime(loudness, endsAt - FADE_SECONDS);
    gain.gain.linearRampToValueAtTime(0, endsAt);
    source.connect(gain).connect(context.destination);
    source.start(startsAt);
    source.stop(endsAt);
  }
}
