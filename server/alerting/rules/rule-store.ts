/**
 * The rules in force, and every version of them.
 *
 * A default is in force as this program ships it, unless somebody changed it; taking the change back
 * brings the default back. Versions grow by one with each change and are never given again, so two
 * people who edit the same rule cannot overwrite each other unseen.
 */
import { DEFAULT_RULES, defaultRule } from '#domain/alerting/default-rules.ts';
import type { AlertRule } from '#domain/alerting/rule.ts';
import { faultsOfRule } from '#domain/alerting/rule-check.ts';
import type { Viewer } from '#domain/viewer.ts';
import type { Database } from '../../platform/database.ts';
import type { BacktestAnswer, BacktestRequest, RuleBook } from '../../ports/alerting.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { InvalidRuleError, RuleConflictError } from './errors.ts';

export interface RuleStoreOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly backtest: (request: BacktestRequest) => Promise<BacktestAnswer>;
}

interface RuleVersion {
  readonly rule: AlertRule;
  readonly by: string;
  readonly atMs: number;
}

/** Who wrote the rules that this program ships. */
const SHIPPED_BY = 'default';
const RULES_MAX = 500;
const VERSIONS_LISTED_MAX = 100;

export class RuleStore implements RuleBook {
  readonly #options: RuleStoreOptions;
  readonly #listeners = new Set<() => void>();
  /** In force, by id. */
  #rules = new Map<string, AlertRule>();
  /** Latest version number by id, taken back or not. */
  readonly #versions = new Map<string, number>();

  constructor(options: RuleStoreOptions) {
    this.#options = options;
    this.#load();
  }

  rules(): readonly AlertRule[] {
    return [...this.#rules.values()];
  }

  rule(id: string): AlertRule | undefined {
    return this.#rules.get(id);
  }

  versions(id: string): readonly RuleVersion[] {
    const current = this.#rules.get(id)?.version ?? Infinity;
    const rows = this.#options.database.sqlite
      .prepare(
        `SELECT version, rule, changed_by, changed_at_ms FROM alerting_rule_version
         WHERE rule_id = ? AND version < ? AND rule IS NOT NULL ORDER BY version DESC LIMIT ?`,
      )
      .all(id, Number.isFinite(current) ? current : Number.MAX_SAFE_INTEGER, VERSIONS_LISTED_MAX);
    const earlier = rows.map((row): RuleVersion => ({
      rule: parsedRule(String(row['rule']), Number(row['version'])),
      by: String(row['changed_by']),
      atMs: Number(row['changed_at_ms']),
    }));
    const shipped = defaultRule(id);
    const isShipped = shipped === undefined || current === shipped.version;
    return isShipped ? earlier : [...earlier, { rule: shipped, by: SHIPPED_BY, atMs: 0 }];
  }

  put(viewer: Viewer, rule: Omit<AlertRule, 'version'>, expectedVersion: number | null): AlertRule {
    const current = this.#rules.get(rule.id);
    demandVersion(rule.id, current?.version ?? null, expectedVersion);
    if (current !== undefined && current.subject !== rule.subject) {
      throw new RuleConflictError(
        `Cannot change what rule "${rule.id}" looks at: it is about a ${current.subject}, wanted another id`,
      );
    }
    if (current === undefined && this.#rules.size >= RULES_MAX) {
      throw new RuleConflictError(
        `Cannot add a rule: there are ${RULES_MAX}, the most there can be`,
      );
    }
    const faults = faultsOfRule(rule, this.rules());
    if (faults.length > 0) throw new InvalidRuleError(rule.id, faults);
    const kept = { ...rule, version: this.#nextVersion(rule.id) };
    this.#write(kept.id, kept.version, JSON.stringify(kept), viewer);
    this.#rules.set(kept.id, kept);
    this.#tell();
    return kept;
  }

  remove(viewer: Viewer, id: string): boolean {
    const current = this.#rules.get(id);
    const shipped = defaultRule(id);
    // A default that is as it was shipped cannot be taken back any further.
    if (current === undefined || this.#isAsShipped(id)) return false;
    const users = shipped === undefined ? this.#inhibitedBy(id) : [];
    if (users.length > 0) {
      throw new RuleConflictError(
        `Cannot remove rule "${id}": ${users.join(', ')} name it as parent, wanted none`,
      );
    }
    const version = this.#nextVersion(id);
    this.#write(id, version, null, viewer);
    if (shipped === undefined) this.#rules.delete(id);
    else this.#rules.set(id, { ...shipped, version });
    this.#tell();
    return true;
  }

  backtest(request: BacktestRequest): Promise<BacktestAnswer> {
    const faults = faultsOfRule(request.rule, this.rules());
    if (faults.length > 0) throw new InvalidRuleError(request.rule.id, faults);
    return this.#options.backtest(request);
  }

  /** Called after each change. Returns what ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #load(): void {
    this.#rules = new Map(DEFAULT_RULES.map((rule) => [rule.id, rule]));
    const stored: AlertRule[] = [];
    for (const { id, version, text } of this.#latestRows()) {
      this.#versions.set(id, version);
      const shipped = this.#rules.get(id);
      if (text !== null) stored.push(parsedRule(text, version));
      else if (shipped !== undefined) this.#rules.set(id, { ...shipped, version });
    }
    const known = [...this.#rules.values(), ...stored];
    for (const rule of stored) {
      // Written by a version of this program that knew other signals: the default is the safer rule.
      const faults = faultsOfRule(rule, known);
      if (faults.length === 0) this.#rules.set(rule.id, rule);
      else this.#options.log.warn('A stored rule is not in force', { rule: rule.id, faults });
    }
  }

  #latestRows(): { readonly id: string; readonly version: number; readonly text: string | null }[] {
    return this.#options.database.sqlite
      .prepare(
        `SELECT rule_id, version, rule FROM alerting_rule_version AS latest
         WHERE version = (SELECT max(version) FROM alerting_rule_version
                          WHERE rule_id = latest.rule_id)
         ORDER BY rule_id`,
      )
      .all()
      .map((row) => ({
        id: String(row['rule_id']),
        version: Number(row['version']),
        text: row['rule'] === null ? null : String(row['rule']),
      }));
  }

  #write(id: string, version: number, rule: string | null, viewer: Viewer): void {
    const { database, clock } = this.#options;
    database.sqlite
      .prepare('INSERT INTO alerting_rule_version VALUES (?, ?, ?, ?, ?)')
      .run(id, version, rule, viewer.name, clock.nowMs());
    this.#versions.set(id, version);
  }

  #nextVersion(id: string): number {
    return (this.#versions.get(id) ?? defaultRule(id)?.version ?? 0) + 1;
  }

  #isAsShipped(id: string): boolean {
    const shipped = defaultRule(id);
    const current = this.#rules.get(id);
    return (
      shipped !== undefined &&
      current !== undefined &&
      JSON.stringify({ ...shipped, version: 0 }) === JSON.stringify({ ...current, version: 0 })
    );
  }

  #inhibitedBy(id: string): string[] {
    return this.rules()
      .filter(({ inhibitedBy }) => inhibitedBy.includes(id))
      .map((rule) => rule.id);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function parsedRule(text: string, version: number): AlertRule {
  return { ...(JSON.parse(text) as AlertRule), version };
}

function demandVersion(id: string, current: number | null, expected: number | null): void {
  if (current === expected) return;
  if (expected === null) {
    throw new RuleConflictError(`Cannot add rule "${id}": there is one, wanted an id that is free`);
  }
  throw new RuleConflictError(
    current === null
      ? `Cannot change rule "${id}": it is gone`
      : `Cannot change rule "${id}": it is at version ${current}, wanted ${expected}`,
  );
}
