/**
 * Keeps what the board has learned over a restart, written bit by bit.
 *
 * Medians of a week may be some minutes old after a crash: so each flush writes a bounded part, and
 * only the last one, at the end of the process, writes everything.
 */
import type { Database } from '../../platform/database.ts';
import { type SubjectKey, subjectKeyOf } from '../subject.ts';
import type { CentreSheet, DeviceSheet } from './centre-sheet.ts';
import { LINK_LEARNED } from './link-signals.ts';

const FLUSH_PERIOD_MS = 10_000;
/** About 4 ms of writing. */
const ROWS_PER_FLUSH_MAX = 500;

export class SignalMemory {
  readonly #database: Database;
  readonly #write: ReturnType<Database['sqlite']['prepare']>;
  #flushedAtMs = -Infinity;
  /** Position among the devices from which the next flush goes on. */
  #cursor = 0;

  constructor(database: Database) {
    this.#database = database;
    this.#write = database.sqlite.prepare(
      'INSERT OR REPLACE INTO alerting_signal_memory (subject, memory) VALUES (?, ?)',
    );
  }

  /** Puts what was kept into sheets that have just been made. */
  restore(sheets: Iterable<CentreSheet>): void {
    const kept = this.#kept();
    for (const sheet of sheets) {
      const [seated, seatedAtMs] = kept.get(subjectKeyOf(sheet.subject)) ?? [];
      if (seated !== undefined && seatedAtMs !== undefined) {
        sheet.seated = seated;
        sheet.seatedAtMs = seatedAtMs;
      }
      for (const device of sheet.devices) {
        const part = learnedOf(device);
        const before = kept.get(subjectKeyOf(device.subject));
        // Of another length: learned by a version that remembered other things.
        if (part !== undefined && before?.length === part.length) part.set(before);
      }
    }
  }

  #kept(): ReadonlyMap<string, Float64Array> {
    const kept = new Map<string, Float64Array>();
    const rows = this.#database.sqlite
      .prepare('SELECT subject, memory FROM alerting_signal_memory')
      .iterate();
    for (const { subject, memory } of rows) {
      if (memory instanceof Uint8Array) kept.set(String(subject), numbersOf(memory));
    }
    return kept;
  }

  flush(
    sheets: Iterable<CentreSheet>,
    devices: readonly DeviceSheet[],
    at: { readonly nowMs: number; readonly all: boolean },
  ): void {
    // Either way: a clock that was set back must not keep anything from being written.
    const since = Math.abs(at.nowMs - this.#flushedAtMs);
    if (!at.all && since < FLUSH_PERIOD_MS) return;
    this.#flushedAtMs = at.nowMs;
    this.#database.transaction(() => {
      this.#flushDevices(devices, at.all ? devices.length : ROWS_PER_FLUSH_MAX);
      if (at.all) this.#flushPeople(sheets);
    });
  }

  #flushDevices(devices: readonly DeviceSheet[], rowsMax: number): void {
    let rows = 0;
    for (let looked = 0; looked < devices.length && rows < rowsMax; looked += 1) {
      this.#cursor = (this.#cursor + 1) % devices.length;
      const device = devices[this.#cursor];
      const part = device === undefined ? undefined : learnedOf(device);
      if (device?.unsaved !== true || part === undefined) continue;
      device.unsaved = false;
      this.#put(subjectKeyOf(device.subject), part);
      rows += 1;
    }
  }

  #flushPeople(sheets: Iterable<CentreSheet>): void {
    for (const { subject, seated, seatedAtMs } of sheets) {
      if (Number.isNaN(seated)) continue;
      this.#put(subjectKeyOf(subject), Float64Array.of(seated, seatedAtMs));
    }
  }

  #put(subject: SubjectKey, numbers: Float64Array): void {
    this.#write.run(
      subject,
      new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
    );
  }
}

/** The part of a device's memory that is worth keeping; averages of a minute are not. */
function learnedOf(device: DeviceSheet): Float64Array | undefined {
  switch (device.kind) {
    case 'link':
      return device.link.memory.subarray(LINK_LEARNED.first, LINK_LEARNED.end);
    case 'zone':
      return device.zone.memory;
    case 'ups':
      return undefined;
  }
}

function numbersOf(bytes: Uint8Array): Float64Array {
  const whole = bytes.byteLength - (bytes.byteLength % Float64Array.BYTES_PER_ELEMENT);
  // A copy, because the row's bytes need not begin at a multiple of eight.
  return new Float64Array(bytes.slice(0, whole).buffer);
}
