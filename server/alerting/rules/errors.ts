/** What the rule book refuses. */
import type { RuleFault } from '#domain/alerting/rule-check.ts';
import { OperationalError } from '../../platform/errors.ts';

/** A rule that makes no sense; `details` are all its faults. */
export class InvalidRuleError extends OperationalError {
  readonly code = 'invalid_rule';
  readonly details: readonly RuleFault[];

  constructor(id: string, details: readonly RuleFault[]) {
    const list = details.map(({ path, message }) => `${path}: ${message}`).join('; ');
    super(`Cannot keep rule "${id}": ${list}`);
    this.details = details;
  }
}

/** Somebody else changed the rule meanwhile, or it is not what the caller took it for. */
export class RuleConflictError extends OperationalError {
  readonly code = 'rule_conflict';
}

/** A backtest that would take too long, or could not say anything. */
export class BacktestRefusedError extends OperationalError {
  readonly code = 'backtest_refused';
}

/** Several backtests wait already; asking again later may succeed. */
export class BacktestBusyError extends OperationalError {
  readonly code = 'backtest_busy';
  constructor() {
    super('Cannot run a backtest: several wait already, ask again later');
  }
}
