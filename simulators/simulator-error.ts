/** What a person who starts a simulation got wrong; anything else is a bug. */
export class SimulatorError extends Error {
  readonly code = 'bad_simulation';

  override get name(): string {
    return 'SimulatorError';
  }
}
