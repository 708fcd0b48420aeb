/**
 * Which chart shows what an alert was raised for: the device, and the metric its rule looked at. Pure.
 *
 * A signal of the whole centre is shown by the device that stands behind it: its first UPS for power,
 * its primary link for the internet.
 */
import type { AlertView } from '#domain/alerting/alert.ts';
import type { Centre, Device } from '#domain/centre.ts';
import type { DeviceKind } from '#domain/device.ts';
import { METRICS } from '#domain/metric.ts';
import { chartPlansOf, type ChartPlan } from '#lib/charts/chart-lines.ts';
import type { Format } from '#lib/format.ts';
import type { Messages } from '#lib/i18n/en.ts';

export interface DecidingChart {
  readonly device: Device;
  readonly plan: ChartPlan;
}

interface Language {
  readonly messages: Messages;
  readonly format: Format;
  /** The signal in words. */
  readonly signalName: (signal: string) => string;
}

/** Metric behind a signal, where it has another name. */
const METRIC_OF_SIGNAL: Readonly<Record<string, string>> = {
  reportedRuntimeMinutes: 'batteryRuntimeSeconds',
  estimatedRuntimeMinutes: 'batteryRuntimeSeconds',
  learnedHealthPercent: 'batteryChargePercent',
  latencyRatio: 'latencyMs',
  latencyExcessMs: 'latencyMs',
  internationalExcessMs: 'internationalLatencyMs',
  utilisationPercent: 'rxBitsPerSecond',
  throughputPercentOfUsual: 'rxBitsPerSecond',
};

/** Kind of device behind a signal of the whole centre. */
const KIND_OF_CENTRE_SIGNAL: Readonly<Record<string, DeviceKind>> = {
  mainsOut: 'ups',
  outageAnnounced: 'ups',
  outageOverrun: 'ups',
  powerLost: 'ups',
  powerPartial: 'ups',
  runtimeMinutes: 'ups',
  shortMinutes: 'ups',
  bankRatchets: 'ups',
  internetDown: 'link',
  onBackup: 'link',
  seated: 'zone',
  occupancyPercent: 'zone',
};

const CHARTS_MAX = 2;

/** None when nothing that is measured stands behind the alert. */
export function decidingChartsOf(
  alert: AlertView,
  centre: Centre,
  language: Language,
): readonly DecidingChart[] {
  const device = deviceBehind(alert, centre);
  if (device === undefined) return [];
  const own = ownPlan(alert.facts.signal, device.kind, language);
  const usual = chartPlansOf(device.kind, language);
  const covered = own === undefined ? undefined : usual.find((plan) => shows(plan, own));
  // A usual chart that shows the metric says more than the metric alone.
  const first = covered ?? own;
  const plans = first === undefined ? usual : [first, ...usual.filter((plan) => plan !== first)];
  return plans.slice(0, CHARTS_MAX).map((plan) => ({ device, plan }));
}

function deviceBehind({ device, facts }: AlertView, { devices }: Centre): Device | undefined {
  if (device !== null) {
    return devices.find(({ kind, code }) => kind === device.kind && code === device.code);
  }
  const kind = facts.rideThrough === null ? KIND_OF_CENTRE_SIGNAL[facts.signal ?? ''] : 'ups';
  const ofKind = devices.filter((one) => one.kind === kind);
  return ofKind.find(({ role }) => role === 'primary') ?? ofKind[0];
}

function shows(plan: ChartPlan, own: ChartPlan): boolean {
  return plan.lines.some(({ metric }) => metric === own.lines[0]?.metric);
}

/** The metric alone; undefined for flags and for what is not stored. */
function ownPlan(
  signal: string | null,
  kind: DeviceKind,
  { format, signalName }: Language,
): ChartPlan | undefined {
  const name = METRIC_OF_SIGNAL[signal ?? ''] ?? (kind === 'zone' ? 'occupied' : signal);
  const metric = METRICS[kind].find((one) => one.name === name && one.rollup === 'gauge');
  if (metric === undefined || signal === null) return undefined;
  const seconds = metric.unit === 's';
  const valueText = (value: number): string =>
    seconds
      ? format.age(value * 1_000)
      : `${format.decimal(value, metric.decimals)}${metric.unit === '%' ? '' : ' '}${metric.unit}`;
  const line = { metric: metric.name, label: signalName(signal), valueText };
  return {
    key: `signal ${metric.name}`,
    title: line.label,
    leftMaxLeast: 1,
    lines: [{ ...line, series: 1, axis: 'left', band: true }],
  };
}
