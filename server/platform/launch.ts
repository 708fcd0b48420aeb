/** What the server tells the launcher that started it, over the channel between parent and child. */

export interface SampleEstate {
  readonly centres: number;
  readonly seed: number;
}

export type ServerMessage =
  | {
      readonly type: 'ready';
      readonly url: string;
      readonly setupNeeded: boolean;
      readonly broker: { readonly url: string; readonly root: string };
      readonly sample: SampleEstate | null;
    }
  /** The sample estate was made anew, in another size. */
  | { readonly type: 'sample'; readonly sample: SampleEstate | null };

/** Tells the launcher, if there is one. */
export function tellLauncher(message: ServerMessage): void {
  process.send?.(message);
}
