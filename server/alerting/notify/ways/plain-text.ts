/** A message as plain text: for mail programs without HTML, and for chats. */
import type { Message } from '../message.ts';

export function plainTextOf({ paragraphs, rows, links, footer }: Message): string {
  const blocks = [
    ...paragraphs,
    rows.map(({ label, value }) => `${label}: ${value}`).join('\n'),
    links.map(({ label, url }) => `${label}: ${url}`).join('\n'),
    footer.join('\n'),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}
