/**
 * What Chart.js is told for one of our plans: axes, colours, tooltip. Imports types only: the library
 * itself is loaded when a chart comes into view.
 */
import type { Chart, ChartConfiguration, ChartDataset, Plugin, TooltipItem } from 'chart.js';
import type { Format } from '#lib/format.ts';
import type { ChartLine, ChartPlan } from './chart-lines.ts';
import type { Line, Point } from './series.ts';

export interface ChartColours {
  readonly text: string;
  readonly grid: string;
  readonly series: readonly string[];
  readonly panel: string;
  readonly onset: string;
}

/** A moment that the chart is about. */
export interface Onset {
  readonly atMs: number;
  readonly name: string;
}

type LineDataset = ChartDataset<'line', Point[]>;
type LineConfiguration = ChartConfiguration<'line', Point[]>;

/** Told apart without colour. */
const DASHES: Readonly<Record<ChartLine['series'], number[]>> = { 1: [], 2: [6, 3], 3: [2, 3] };
const BAND_OPACITY = 0.2;
const TICKS_MAX = 7;
const VALUE_TICKS_MAX = 5;

/** Datasets of a plan: each line, and the two edges of its band behind it. */
export function datasetsOf(
  plan: ChartPlan,
  lines: ReadonlyMap<string, Line>,
  colours: ChartColours,
): LineDataset[] {
  return plan.lines.flatMap((line) => {
    const points = lines.get(line.metric);
    const colour = colours.series[line.series - 1] ?? colours.text;
    const edge = { yAxisID: line.axis, borderWidth: 0, pointHitRadius: 0 };
    const mean: LineDataset = {
      label: line.label,
      yAxisID: line.axis,
      data: [...(points?.mean ?? [])],
      borderColor: colour,
      borderDash: DASHES[line.series],
      borderWidth: 1.75,
      order: 1,
    };
    if (!line.band) return [mean];
    return [
      mean,
      {
        ...edge,
        data: [...(points?.max ?? [])],
        fill: '+1',
        backgroundColor: banded(colour),
        order: 2,
      },
      { ...edge, data: [...(points?.min ?? [])], order: 2 },
    ];
  });
}

/** The line that a dataset draws, undefined for the edges of a band. */
function lineOfDataset(plan: ChartPlan, index: number): ChartLine | undefined {
  const drawn = plan.lines.flatMap((line) => (line.band ? [line, undefined, undefined] : [line]));
  return drawn[index];
}

/** `colour` as browsers compute it: "rgb(r, g, b)". */
function banded(colour: string): string {
  return colour.replace(/^rgb\((.*)\)$/, `rgba($1, ${BAND_OPACITY})`);
}

export function configOf(chart: {
  readonly plan: ChartPlan;
  readonly lines: ReadonlyMap<string, Line>;
  readonly colours: ChartColours;
  readonly format: Format;
  readonly fontPixels: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly onset?: Onset;
}): LineConfiguration {
  const { plan, lines, colours, format, fontPixels, onset } = chart;
  const font = { size: fontPixels, family: "'Noto Sans', 'Noto Naskh Arabic', sans-serif" };
  return {
    type: 'line',
    data: { datasets: datasetsOf(plan, lines, colours) },
    plugins: onset === undefined ? [] : [onsetPlugin(onset, colours, font)],
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      spanGaps: false,
      responsive: true,
      maintainAspectRatio: false,
      locale: 'en-PK',
      elements: { point: { radius: 0, hoverRadius: 3 }, line: { tension: 0 } },
      interaction: { mode: 'index', intersect: false, axis: 'x' },
      scales: scalesOf({ ...chart, font }),
      plugins: {
        tooltip: {
          displayColors: true,
          boxWidth: fontPixels,
          boxHeight: 2,
          titleFont: font,
          bodyFont: font,
          filter: ({ datasetIndex }) => lineOfDataset(plan, datasetIndex) !== undefined,
          callbacks: {
            title: ([first]) => (first === undefined ? '' : format.dayClock(first.parsed.x ?? 0)),
            label: (item) => tooltipText(item, plan, lines),
          },
        },
      },
    },
  };
}

/** An upright line at the moment, with its name at the top. */
function onsetPlugin(
  { atMs, name }: Onset,
  colours: ChartColours,
  font: { readonly size: number; readonly family: string },
): Plugin<'line'> {
  return {
    id: 'onset',
    afterDatasetsDraw({ ctx: context, chartArea, scales }: Chart) {
      const x = scales['x']?.getPixelForValue(atMs) ?? NaN;
      if (!(x >= chartArea.left && x <= chartArea.right)) return;
      context.save();
      context.strokeStyle = colours.onset;
      context.fillStyle = colours.onset;
      context.lineWidth = 1.5;
      context.beginPath();
      context.moveTo(x, chartArea.top);
      context.lineTo(x, chartArea.bottom);
      context.stroke();
      context.font = `600 ${font.size}px ${font.family}`;
      context.textBaseline = 'top';
      context.textAlign = x > (chartArea.left + chartArea.right) / 2 ? 'right' : 'left';
      const gap = context.textAlign === 'right' ? -font.size / 3 : font.size / 3;
      context.fillText(name, x + gap, chartArea.top);
      context.restore();
    },
  };
}

type Scales = NonNullable<NonNullable<LineConfiguration['options']>['scales']>;

function scalesOf(chart: {
  readonly plan: ChartPlan;
  readonly colours: ChartColours;
  readonly font: { readonly size: number; readonly family: string };
  readonly fromMs: number;
  readonly toMs: number;
}): Scales {
  const { plan, colours, font, fromMs, toMs } = chart;
  const right = plan.lines.find(({ axis }) => axis === 'right');
  const common = { border: { display: false }, grid: { color: colours.grid } };
  const ticks = { color: colours.text, font };
  return {
    x: {
      ...common,
      type: 'time',
      min: fromMs,
      max: toMs,
      ticks: { ...ticks, maxRotation: 0, autoSkipPadding: font.size * 2, maxTicksLimit: TICKS_MAX },
    },
    left: {
      ...common,
      position: 'left',
      beginAtZero: true,
      suggestedMax: plan.leftMaxLeast,
      ticks: { ...ticks, ...valueTicks(plan.lines.find(({ axis }) => axis === 'left')) },
    },
    right: {
      ...common,
      display: right !== undefined,
      position: 'right',
      beginAtZero: true,
      ...(plan.rightMaxLeast === undefined ? {} : { suggestedMax: plan.rightMaxLeast }),
      grid: { drawOnChartArea: false },
      ticks: { ...ticks, ...valueTicks(right) },
    },
  };
}

/** Ticks in the words of the first line of their axis. */
function valueTicks(line: ChartLine | undefined): {
  readonly maxTicksLimit: number;
  readonly callback: (value: number | string) => string;
} {
  return {
    maxTicksLimit: VALUE_TICKS_MAX,
    callback: (value) => line?.valueText(Number(value)) ?? '',
  };
}

function tooltipText(
  item: TooltipItem<'line'>,
  plan: ChartPlan,
  lines: ReadonlyMap<string, Line>,
): string {
  const line = lineOfDataset(plan, item.datasetIndex);
  if (line === undefined || item.parsed.y === null) return '';
  const value = `${line.label}: ${line.valueText(item.parsed.y)}`;
  const points = lines.get(line.metric);
  const lowest = points?.min[item.dataIndex]?.y;
  const highest = points?.max[item.dataIndex]?.y;
  if (!line.band || lowest == null || highest == null || lowest === highest) return value;
  return `${value} (${line.valueText(lowest)} – ${line.valueText(highest)})`;
}
