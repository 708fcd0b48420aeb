/** Every message of the pages in Urdu. */
import type { Messages } from './en.ts';

export const ur: Messages = {
  brand: { name: 'نگہبان', sample: 'نمونہ', sampleHelp: 'رجسٹر میں نمونے کے مراکز ہیں' },
};
