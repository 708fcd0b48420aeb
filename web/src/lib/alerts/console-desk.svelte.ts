/**
 * The console as one person works it: where the keyboard is, what is picked, which dialog is open, and
 * what becomes of what they ask for. Passed down to the parts of the page by context.
 *
 * The queue itself is `queue.svelte.ts`; what a key means is `console-keys.ts`.
 */
import type { QueueItem } from '#domain/alerting/alert.ts';
import type { Contact } from '#domain/alerting/notification.ts';
import type { QueueSnapshot } from '#domain/alerting/queue.ts';
import type { WorkAction, WorkResult } from '#domain/alerting/work-action.ts';
import type { Viewer } from '#domain/viewer.ts';
import { askServer, type ApiAnswer } from '#lib/api.ts';
import { Asked } from '#lib/asked.svelte.ts';
import type { LiveConnection } from '#lib/live/connection.svelte.ts';
import { createContext } from 'svelte';
import { ConsoleSound } from './console-sound.svelte.ts';
import type { ConsoleKey } from './console-keys.ts';
import { consoleRightsOf, type ConsoleRights } from './console-rights.ts';
import type { Self } from './item-standing.ts';
import type { QueueQuery } from './queue-query.ts';
import { AlertQueue } from './queue.svelte.ts';
import { NONE_SELECTED, onlyThose, rangeTo, toggledItem, type Selection } from './selection.ts';
import { Toasts } from './toasts.svelte.ts';

/** Somebody who has not touched the list for this long is not working on it. */
const WORKED_ON_MS = 4_000;

export type DialogKind = 'shelve' | 'comment' | 'assign' | 'close' | 'merge' | 'split' | 'reparent';

export interface OpenDialog {
  readonly kind: DialogKind;
  readonly keys: readonly string[];
}

/** Says in the page's language what came of something; made by the page. */
export interface OutcomeWords {
  done(action: WorkAction['do'], keys: readonly string[]): string;
  refused(result: WorkResult): string;
  fault(answer: ApiAnswer<unknown>): string;
}

/** The list on the page, for keys that are pressed elsewhere. */
export interface ListHandle {
  /** Does what a key of the list means. */
  press(key: ConsoleKey): void;
  focus(): void;
}

export interface DeskOptions {
  readonly connection: LiveConnection;
  readonly viewer: Viewer;
  readonly snapshot: QueueSnapshot;
  readonly query: QueueQuery;
}

export class ConsoleDesk {
  readonly queue: AlertQueue;
  readonly sound: ConsoleSound;
  readonly toasts: Toasts;
  readonly rights: ConsoleRights;
  readonly contacts = new Asked<{ readonly items: readonly Contact[] }>('/contacts');

  #cursor = $state<string | null>(null);
  #selection = $state.raw<Selection>(NONE_SELECTED);
  #dialog = $state.raw<OpenDialog | null>(null);
  /** Whether the list of keys is shown. */
  helpOpen = $state(false);

  readonly #connection: LiveConnection;
  readonly #viewer: Viewer;
  #touchedAtMs = 0;
  #list: ListHandle | undefined;

  constructor({ connection, viewer, snapshot, query }: DeskOptions) {
    this.#connection = connection;
    this.#viewer = viewer;
    this.rights = consoleRightsOf(viewer);
    this.sound = new ConsoleSound(connection.clock);
    this.toasts = new Toasts(connection.clock);
    this.queue = new AlertQueue(connection, {
      snapshot,
      query,
      self: this.#self([]),
      isWorkedOn: () => this.#isWorkedOn(),
    });
  }

  /** Key of the row the keyboard is at; it keeps it when the order changes. */
  get cursor(): string | null {
    return this.#cursor;
  }

  get selection(): Selection {
    return this.#selection;
  }

  get dialog(): OpenDialog | null {
    return this.#dialog;
  }

  /** Contacts are what tells which items are mine, and who can be assigned. */
  async loadContacts(): Promise<void> {
    if (!this.rights.seeNotifications) return;
    await this.contacts.ask();
    if (this.contacts.value !== null) this.queue.know(this.#self(this.contacts.value.items));
  }

  /** Contacts of the account that is signed in. */
  get ownContactIds(): ReadonlySet<number> {
    return this.#self(this.contacts.value?.items ?? []).contactIds;
  }

  get list(): ListHandle | undefined {
    return this.#list;
  }

  /** Made for effects: returns what takes it away again. */
  lendList(list: ListHandle): () => void {
    this.#list = list;
    return () => {
      if (this.#list === list) this.#list = undefined;
    };
  }

  /** The list is being worked on: pointer or keys moved over it. */
  touch(): void {
    this.#touchedAtMs = this.#connection.clock.nowMs();
  }

  moveTo(key: string | null): void {
    this.#cursor = key;
  }

  pick(key: string): void {
    this.#selection = toggledItem(this.#selection, key);
  }

  pickTo(key: string): void {
    this.#selection = rangeTo(this.#selection, key, this.queue.order.keys);
  }

  pickAll(): void {
    this.#selection = { keys: new Set(this.queue.order.keys), anchor: null };
  }

  unpick(): void {
    this.#selection = NONE_SELECTED;
  }

  /** Lets go of picked items that have left the screen. */
  prune(): void {
    this.#selection = onlyThose(this.#selection, (key) => this.queue.item(key) !== undefined);
  }

  /** What a key or a button of the list works on: what is picked, else the row the keyboard is at. */
  targets(): readonly string[] {
    if (this.#selection.keys.size > 0) return [...this.#selection.keys];
    return this.#cursor === null ? [] : [this.#cursor];
  }

  items(keys: readonly string[]): readonly QueueItem[] {
    return keys.flatMap((key) => this.queue.item(key) ?? []);
  }

  openDialog(kind: DialogKind, keys: readonly string[]): void {
    if (keys.length > 0) this.#dialog = { kind, keys };
  }

  closeDialog(): void {
    this.#dialog = null;
  }

  /** Does it, and says what came of it. */
  async perform(keys: readonly string[], action: WorkAction, words: OutcomeWords): Promise<void> {
    if (keys.length === 0) return;
    const answer = await this.queue.work(keys, action);
    if (!answer.ok) {
      if (answer.fault.status === 401) this.#connection.refuse();
      this.toasts.show('error', words.fault(answer));
      return;
    }
    const { done, refused } = answer.value;
    if (done.length > 0) this.toasts.show('done', words.done(action.do, done));
    if (refused.length > 0) this.toasts.show('error', words.refused(answer.value));
    this.unpick();
  }

  /** Changes which incident holds what. Null when it was refused, which has been said then. */
  async reorganise<Answer>(
    path: string,
    json: unknown,
    words: OutcomeWords,
  ): Promise<Answer | null> {
    const answer = await askServer<Answer>(path, { method: 'POST', json });
    if (answer.ok) {
      this.unpick();
      return answer.value;
    }
    this.toasts.show('error', words.fault(answer));
    return null;
  }

  #isWorkedOn(): boolean {
    if (this.#dialog !== null) return true;
    return this.#connection.clock.nowMs() - this.#touchedAtMs < WORKED_ON_MS;
  }

  #self(contacts: readonly Contact[]): Self {
    const { id, name, email } = this.#viewer;
    return {
      names: new Set([name, email]),
      contactIds: new Set(contacts.filter(({ userId }) => userId === id).map((one) => one.id)),
    };
  }
}

export const [useDesk, provideDesk] = createContext<ConsoleDesk>();
