/**
 * The registry of metrics: one per process, filled by whoever has figures, printed for Prometheus.
 *
 * Figures that a part keeps itself are read when the registry is printed, so that they cannot
 * disagree with what that part says elsewhere. Names and help are given by the callers.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface MetricName {
  readonly name: string;
  readonly help: string;
}

export interface LabelledName<Label extends string> extends MetricName {
  readonly label: Label;
}

export class Metrics {
  readonly #registry = new Registry();

  /** Adds the process figures of Node: memory, CPU, event loop, garbage collection. */
  collectProcess(): void {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** A counter that its owner keeps; `read` answers with the total since start. */
  readCounter({ name, help }: MetricName, read: () => number): void {
    new Counter({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }

  /** As `readCounter`, with one total per value of a label. */
  readLabelledCounter<Label extends string>(
    { name, help, label }: LabelledName<Label>,
    read: () => Readonly<Record<string, number>>,
  ): void {
    new Counter<Label>({
      name,
      help,
      labelNames: [label],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [value, total] of Object.entries(read())) {
          this.inc(labelsOf(label, value), total);
        }
      },
    });
  }

  /** A gauge; while `read` answers null there is no sample, because there is nothing to know. */
  readGauge({ name, help }: MetricName, read: () => number | null): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.reset();
        const value = read();
        if (value === null) this.remove();
        else this.set(value);
      },
    });
  }

  readLabelledGauge<Label extends string>(
    { name, help, label }: LabelledName<Label>,
    read: () => Readonly<Record<string, number>>,
  ): void {
    new Gauge<Label>({
      name,
      help,
      labelNames: [label],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [value, figure] of Object.entries(read())) {
          this.set(labelsOf(label, value), figure);
        }
      },
    });
  }

  /** A gauge over several labels; each row has a value for every one of them. */
  readGaugeRows<Label extends string>(
    { name, help, labels }: MetricName & { readonly labels: readonly Label[] },
    read: () => Iterable<{ readonly of: Readonly<Record<Label, string>>; readonly value: number }>,
  ): void {
    new Gauge<Label>({
      name,
      help,
      labelNames: [...labels],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { of, value } of read()) this.set(of, value);
      },
    });
  }

  /** A counter kept here; the caller bounds the values of its label. */
  labelledCounter<Label extends string>({
    name,
    help,
    label,
  }: LabelledName<Label>): (value: string) => void {
    const counter = new Counter<Label>({
      name,
      help,
      labelNames: [label],
      registers: [this.#registry],
    });
    return (value) => {
      counter.inc(labelsOf(label, value));
    };
  }

  counter({ name, help }: MetricName): () => void {
    const counter = new Counter({ name, help, registers: [this.#registry] });
    return () => {
      counter.inc();
    };
  }

  /** Gives the function to observe with. `buckets` are upper bounds, ascending. */
  histogram({ name, help }: MetricName, buckets: readonly number[]): (value: number) => void {
    const histogram = new Histogram({
      name,
      help,
      buckets: [...buckets],
      registers: [this.#registry],
    });
    return (value) => {
      histogram.observe(value);
    };
  }

  /** Everything in the text format of Prometheus, with the media type it must be served as. */
  async print(): Promise<{ readonly mediaType: string; readonly text: string }> {
    return { mediaType: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}

function labelsOf<Label extends string>(label: Label, value: string): Record<Label, string> {
  return { [label]: value } as Record<Label, string>;
}
