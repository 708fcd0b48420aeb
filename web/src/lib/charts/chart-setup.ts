/**
 * Chart.js with the few parts that our charts use, and Pakistan time on its axes. Loaded only by pages
 * that show a chart, when one comes into view.
 */
import {
  _adapters,
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  TimeScale,
  Tooltip,
} from 'chart.js';
import { createFormat } from '#lib/format.ts';
import { addTime, endOf, startOf, timeBetween, type TimeUnit } from './pkt-time.ts';

const format = createFormat('en');

/** What the axis writes for a tick of each unit; days by name come with the tooltip. */
const FORMATS: Readonly<Record<TimeUnit | 'datetime', string>> = {
  datetime: 'dayClock',
  millisecond: 'clockSeconds',
  second: 'clockSeconds',
  minute: 'clock',
  hour: 'clock',
  day: 'date',
  week: 'date',
  month: 'date',
  quarter: 'date',
  year: 'date',
};

_adapters._date.override({
  formats: () => FORMATS,
  parse: (value) => (typeof value === 'number' ? value : null),
  format: (atMs, name) => {
    if (name === 'clock') return format.clock(atMs);
    if (name === 'clockSeconds') return format.clockSeconds(atMs);
    return name === 'date' ? format.date(atMs) : format.dayClock(atMs);
  },
  add: addTime,
  diff: (toMs, fromMs, unit) => timeBetween({ fromMs, toMs }, unit),
  startOf: (atMs, unit) => startOf(atMs, unit === 'isoWeek' ? 'week' : unit),
  endOf,
});

Chart.register(Filler, LinearScale, LineController, LineElement, PointElement, TimeScale, Tooltip);

export { Chart };
