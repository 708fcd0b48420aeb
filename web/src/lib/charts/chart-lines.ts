/** Which metrics each chart of a device shows, and how. */
import type { DeviceKind } from '#domain/device.ts';
import type { Format } from '#lib/format.ts';
import type { Messages } from '#lib/i18n/en.ts';

export type ValueFormat = (value: number) => string;

export interface ChartLine {
  readonly metric: string;
  readonly label: string;
  readonly valueText: ValueFormat;
  /** Colour and dash: `--color-series-N`. */
  readonly series: 1 | 2 | 3;
  readonly axis: 'left' | 'right';
  /** Whether lowest and highest are shown as a band about the line. */
  readonly band: boolean;
}

export interface ChartPlan {
  /** Names it among the charts of one device. */
  readonly key: string;
  readonly title: string;
  readonly lines: readonly ChartLine[];
  /** Lowest upper ends of the axes: a calm link must not look wild. */
  readonly leftMaxLeast: number;
  readonly rightMaxLeast?: number;
}

interface Language {
  readonly messages: Messages;
  readonly format: Format;
}

export function chartPlansOf(kind: DeviceKind, language: Language): readonly ChartPlan[] {
  if (kind === 'link') return linkPlans(language);
  return kind === 'ups' ? upsPlans(language) : [];
}

function linkPlans({ messages, format }: Language): readonly ChartPlan[] {
  const milliseconds: ValueFormat = (value) => `${format.decimal(value, 0)} ms`;
  const rate: ValueFormat = (value) => format.bitRate(value);
  return [
    {
      key: 'traffic',
      title: messages.chart.traffic,
      leftMaxLeast: 1_000_000,
      lines: [
        line('rxBitsPerSecond', messages.centre.received, rate, { series: 1, band: true }),
        line('txBitsPerSecond', messages.centre.sent, rate, { series: 2 }),
      ],
    },
    {
      key: 'quality',
      title: messages.chart.quality,
      leftMaxLeast: 20,
      rightMaxLeast: 5,
      lines: [
        line('latencyMs', messages.centre.latency, milliseconds, { series: 1, band: true }),
        line('lossPercent', messages.centre.loss, (value) => `${format.decimal(value, 1)}%`, {
          series: 2,
          axis: 'right',
        }),
      ],
    },
  ];
}

function upsPlans({ messages, format }: Language): readonly ChartPlan[] {
  const percent: ValueFormat = (value) => `${format.decimal(value, 0)}%`;
  return [
    {
      key: 'battery',
      title: messages.chart.battery,
      leftMaxLeast: 100,
      lines: [
        line('batteryChargePercent', messages.centre.charge, percent, { series: 1 }),
        line('loadPercent', messages.centre.load, percent, { series: 2 }),
      ],
    },
    {
      key: 'volts',
      title: messages.chart.volts,
      leftMaxLeast: 250,
      lines: [
        line('inputVolts', messages.centre.inputVolts, (value) => `${format.decimal(value, 0)} V`, {
          series: 1,
          band: true,
        }),
      ],
    },
  ];
}

function line(
  metric: string,
  label: string,
  valueText: ValueFormat,
  rest: Pick<ChartLine, 'series'> & Partial<Pick<ChartLine, 'axis' | 'band'>>,
): ChartLine {
  return { metric, label, valueText, axis: 'left', band: false, ...rest };
}
