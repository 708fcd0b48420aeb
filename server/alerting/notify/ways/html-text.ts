/** A message as simple HTML: no scripts, no pictures, nothing fetched; right to left where the language is. */
import type { Message } from '../message.ts';

const FONT =
  "font-family:'Noto Sans','Noto Naskh Arabic',system-ui,sans-serif;font-size:15px;line-height:1.6";
const LABEL = 'padding:2px 12px 2px 0;color:#555;vertical-align:top;white-space:nowrap';
const LABEL_RTL = 'padding:2px 0 2px 12px;color:#555;vertical-align:top;white-space:nowrap';

export function htmlOf(message: Message): string {
  const { language, direction, subject, paragraphs, rows, links, footer } = message;
  const label = direction === 'rtl' ? LABEL_RTL : LABEL;
  const table = rows.map(
    (row) =>
      `<tr><td style="${label}">${escaped(row.label)}</td><td>${escaped(row.value)}</td></tr>`,
  );
  return [
    `<!doctype html><html lang="${language}" dir="${direction}"><head><meta charset="utf-8">`,
    `<title>${escaped(subject)}</title></head><body style="${FONT}">`,
    ...paragraphs.map((text) => `<p>${escaped(text).replaceAll('\n', '<br>')}</p>`),
    table.length === 0 ? '' : `<table style="border-collapse:collapse">${table.join('')}</table>`,
    ...links.map(({ label: text, url }) => `<p><a href="${escaped(url)}">${escaped(text)}</a></p>`),
    footer.length === 0 ? '' : '<hr style="border:0;border-top:1px solid #ccc">',
    ...footer.map((text) => `<p style="color:#555;font-size:13px">${escaped(text)}</p>`),
    '</body></html>',
  ].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
