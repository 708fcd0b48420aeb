/** Every message of the pages in English. The Urdu file has the same shape or does not compile. */

export const en = {
  brand: { name: 'Nigehban', sample: 'SAMPLE', sampleHelp: 'The register holds sample centres' },
};

export type Messages = typeof en;
