/** Promises of the console's keys: one each, and none while somebody types. */
import { expect, test } from 'vitest';
import { CONSOLE_SEARCH_ID, consoleKeyOf } from '../../../web/src/lib/alerts/console-keys.ts';

/** As much of an event as the keys look at; there is no page here. */
function pressed(key: string, more: Partial<KeyboardEvent> = {}): KeyboardEvent {
  return {
    key,
    defaultPrevented: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    target: null,
    ...more,
  } as KeyboardEvent;
}

class FakeElement {
  readonly id: string;
  readonly #within: readonly string[];
  constructor(id: string, within: readonly string[]) {
    this.id = id;
    this.#within = within;
  }
  closest(selector: string): object | null {
    return this.#within.some((part) => selector.split(', ').includes(part)) ? this : null;
  }
}

function within(...parts: readonly string[]): Partial<KeyboardEvent> {
  return { target: new FakeElement('', parts) as unknown as EventTarget };
}

Object.assign(globalThis, { Element: FakeElement });

test.each([
  ['j', 'next'],
  ['ArrowUp', 'previous'],
  ['Enter', 'open'],
  ['x', 'select'],
  ['X', 'selectRange'],
  ['a', 'acknowledge'],
  ['A', 'acknowledge'],
  ['g', 'assign'],
  ['?', 'help'],
  ['Escape', 'back'],
  ['q', undefined],
] as const)('%s means %s', (key, meaning) => {
  expect(consoleKeyOf(pressed(key))).toBe(meaning);
});

test('keys of the browser stay the browser’s', () => {
  expect(consoleKeyOf(pressed('a', { ctrlKey: true }))).toBe(undefined);
  expect(consoleKeyOf(pressed('a', { defaultPrevented: true }))).toBe(undefined);
});

test('nothing is worked while somebody types or chooses', () => {
  for (const part of ['textarea', 'select', 'dialog', 'details[open]']) {
    expect(consoleKeyOf(pressed('a', within(part))), part).toBe(undefined);
  }
  const search = { target: new FakeElement(CONSOLE_SEARCH_ID, []) as unknown as EventTarget };
  expect(consoleKeyOf(pressed('a', search))).toBe(undefined);
  expect(consoleKeyOf(pressed('ArrowDown', search)), 'out of the field, into the list').toBe(
    'next',
  );
  expect(consoleKeyOf(pressed('Escape', search))).toBe('back');
});

test('Enter on a button presses it, a letter on it still works the list', () => {
  expect(consoleKeyOf(pressed('Enter', within('button')))).toBe(undefined);
  expect(consoleKeyOf(pressed('j', within('button')))).toBe('next');
});

test('arrows scroll what has the focus, letters move the list', () => {
  expect(consoleKeyOf(pressed('ArrowDown', within('[data-scrolls]')))).toBe(undefined);
  expect(consoleKeyOf(pressed('j', within('[data-scrolls]')))).toBe('next');
});
