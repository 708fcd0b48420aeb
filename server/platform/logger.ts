/** Log lines as JSON on standard output, through pino; secrets are redacted by name. */
import { pino, type Logger } from 'pino';
import type { Log } from '../ports/log.ts';

const SECRET_FIELDS = ['password', 'token', 'secret', 'authorization', 'cookie', '*.password'];

export function createLog(options: {
  readonly level: string;
  /** Where lines go: 1 standard output, 2 standard error. */
  readonly descriptor?: 1 | 2;
}): Log {
  const destination = pino.destination({ dest: options.descriptor ?? 1, sync: true });
  return logOf(
    pino({ level: options.level, base: null, redact: { paths: SECRET_FIELDS } }, destination),
  );
}

function logOf(logger: Logger): Log {
  return {
    debug: (message, fields) => {
      logger.debug(fields ?? {}, message);
    },
    info: (message, fields) => {
      logger.info(fields ?? {}, message);
    },
    warn: (message, fields) => {
      logger.warn(fields ?? {}, message);
    },
    error: (message, fields) => {
      logger.error(fields ?? {}, message);
    },
    child: (fields) => logOf(logger.child(fields)),
  };
}
