/**
 * `npm run dev`: the server from its sources, restarted when one of its files changes, with pages that
 * change in the browser as they are edited. No fleet: `npm run simulate` beside it.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const server = spawn(
  process.execPath,
  [
    '--watch-path',
    fileURLToPath(new URL('.', import.meta.url)),
    fileURLToPath(new URL('./main.ts', import.meta.url)),
    '--dev',
    '--sample',
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', env: { NODE_ENV: 'development', ...process.env } },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => server.kill(signal));
}
server.on('exit', (code) => {
  process.exit(code ?? 1);
});
