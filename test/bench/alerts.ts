/**
 * A normal week under judgement: how much is put in front of people, whether it needed them, and what
 * was missed, against the perfect observer of `simulators/truth-log.ts`.
 *
 * 250 centres with real-world dirty data, published sheds, cuts, sags and line faults, through the
 * real pipeline on simulated time. A day of running in is not counted: banks, lines and feeders are
 * learned by then, and what has been wrong for long has been told. Nobody works the queue.
 */
import { SEVERITIES } from '#domain/alerting/severity.ts';
import { NEED_KINDS, type Need } from '../../simulators/truth-log.ts';
import { sampleCentres } from '#domain/sample/estate.ts';
import { type PresentedItem, type Score, scoreOf } from '../support/alert-score.ts';
import { NationInABox } from '../support/nation-in-a-box.ts';
import { presentedItems } from '../support/presented-items.ts';
import { type Figure, figureAgainst, percentile, rounded } from './figure.ts';
import type { BenchOptions } from './options.ts';

const CENTRES = 250;
const RUN_IN_DAYS = 1;
const DAY_MS = 86_400_000;
/** Sunday 22 November 2026, 00:00 PKT: the counted week begins on a Monday. */
const START_MS = Date.UTC(2026, 10, 21, 19);
/** What has hurt people for less at the end could not be told yet. */
const END_MARGIN_MS = 600_000;
const PER_CENTRE_DAY_MAX = 0.29;
const LEAST = 0.95;
const FLOOD_SHARE_MAX = 0.01;
const COST_HOURS = 2;

const DEFINITIONS = `presented: alerts and incidents as they come before people: not inhibited, shelved or only observed
precision: part of those about which something needed a person, of that kind, at that centre, while it stood;
  with hindsight: work was really lost, or a part is really broken; else also when it came within five minutes of it
recall: part of what must be told of that something presented told of before it was over
what needed a person is defined in simulators/truth-log.ts, from people and things, not from rules
`;

export async function* benchAlerts(options: BenchOptions): AsyncGenerator<Figure> {
  process.stderr.write(DEFINITIONS);
  const { days, seed, intervalSeconds } = options;
  const centres = options.centres ?? CENTRES;
  const box = NationInABox.open({
    centres: sampleCentres({ centres, seed }),
    seed,
    startMs: START_MS,
    intervalSeconds,
    clean: false,
    calm: false,
    published: true,
  });
  try {
    box.server.desk.noteConsoles(1);
    for (let day = 0; day < RUN_IN_DAYS + days; day += 1) {
      box.run({ days: 1 });
      process.stderr.write(`day ${day + 1} of ${RUN_IN_DAYS + days}\n`);
    }
    const window = { fromMs: START_MS + RUN_IN_DAYS * DAY_MS, toMs: box.clock.nowMs() };
    const items = presentedItems(box.server);
    yield* loadFigures(box, items, window);
    yield* scoreFigures(countedScore(items, box.truth.needs(), window));
  } finally {
    await box.dispose();
  }
  yield* costFigures({ centres, seed, intervalSeconds });
}

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

function* loadFigures(
  box: NationInABox,
  items: readonly PresentedItem[],
  window: Window,
): Generator<Figure> {
  const figures = box.server.desk.figures(window);
  const counted = items.filter(({ fromMs }) => fromMs >= window.fromMs);
  yield figureAgainst(
    {
      name: `presented per centre and day, of ${figures.presented} in ${(window.toMs - window.fromMs) / DAY_MS} days`,
      value: rounded(figures.perCentreDay ?? NaN, 3),
      unit: 'items',
    },
    { name: 'what ten consoles of 10,000 centres can work off', value: PER_CENTRE_DAY_MAX },
  );
  const incidents = counted.filter(({ rule }) => rule === null).length;
  yield { name: 'incidents among them', value: incidents, unit: 'items' };
  yield figureAgainst(
    {
      name: 'part of the time in flood, one console',
      value: rounded(figures.floodShare, 4),
      unit: '',
    },
    { name: 'ISA-18.2', value: FLOOD_SHARE_MAX },
  );
  for (const severity of SEVERITIES) {
    const share = figures.bySeverity[severity] / figures.presented;
    yield { name: `part that is ${severity}`, value: rounded(share, 3), unit: '' };
  }
  yield* counts(
    'presented',
    counted.map(({ rule, symptom }) => rule ?? `incident ${symptom ?? ''}`),
  );
}

/** Items that came in the window; needs that were there in it. */
function countedScore(
  items: readonly PresentedItem[],
  needs: readonly Need[],
  window: Window,
): Score {
  const inWindow = needs.filter(
    ({ untilMs, hurtFromMs }) =>
      untilMs > window.fromMs && (hurtFromMs ?? 0) < window.toMs - END_MARGIN_MS,
  );
  const recall = scoreOf(items, inWindow);
  const precision = scoreOf(
    items.filter(({ fromMs }) => fromMs >= window.fromMs),
    needs,
  );
  const { presented, right, rightStrictly, wrong } = precision;
  return { ...recall, presented, right, rightStrictly, wrong };
}

function* scoreFigures(score: Score): Generator<Figure> {
  yield figureAgainst(
    { name: 'precision', value: rounded(score.right / score.presented, 3), unit: '' },
    { name: 'promise', value: LEAST },
  );
  const strict = score.rightStrictly / score.presented;
  yield { name: 'precision with hindsight', value: rounded(strict, 3), unit: '' };
  yield* counts(
    'wrong',
    score.wrong.map(({ rule, symptom }) => rule ?? `incident ${symptom ?? ''}`),
  );
  yield figureAgainst(
    {
      name: `recall, of ${score.needed} that must be told of`,
      value: rounded(score.told / score.needed, 3),
      unit: '',
    },
    { name: 'promise', value: LEAST },
  );
  for (const kind of NEED_KINDS) {
    const { needed, told } = score.byKind[kind];
    if (needed === 0) continue;
    yield { name: `recall of ${needed} ${kind}`, value: rounded(told / needed, 3), unit: '' };
  }
  const ahead = score.toldAfterHurtSeconds.map((seconds) => -seconds / 60);
  yield {
    name: 'told ahead of people being hurt, median',
    value: rounded(percentile(ahead, 50), 1),
    unit: 'min',
  };
}

function* counts(what: string, names: readonly string[]): Generator<Figure> {
  const byName = Map.groupBy(names, (name) => name.trim());
  for (const [name, { length }] of [...byName].sort(([, a], [, b]) => b.length - a.length)) {
    yield { name: `${what}: ${name}`, value: length, unit: 'items' };
  }
}

/** CPU of the same hours with the judgement and without, per reading. */
async function* costFigures(options: {
  readonly centres: number;
  readonly seed: number;
  readonly intervalSeconds: number;
}): AsyncGenerator<Figure> {
  const [judged, plain] = [await cost(options, true), await cost(options, false)];
  yield figureAgainst(
    {
      name: 'CPU of the judgement per reading',
      value: rounded(judged - plain, 2),
      unit: 'µs',
    },
    { name: 'the same run without it, gateways included', value: rounded(plain, 2) },
  );
}

async function cost(
  { centres, seed, intervalSeconds }: Parameters<typeof costFigures>[0],
  judged: boolean,
): Promise<number> {
  const box = NationInABox.open({
    centres: sampleCentres({ centres, seed }),
    seed,
    intervalSeconds,
    clean: false,
    calm: false,
    published: true,
    judged,
  });
  box.run({ minutes: 30 });
  const readingsBefore = box.server.counters.readings;
  const before = process.cpuUsage();
  box.run({ hours: COST_HOURS });
  const { user, system } = process.cpuUsage(before);
  const readings = box.server.counters.readings - readingsBefore;
  await box.dispose();
  return (user + system) / readings;
}
