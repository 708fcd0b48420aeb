/** The one live line of a desk page, passed down by context from its layout, which starts and ends it. */
import type { LiveConnection } from '#lib/live/connection.svelte.ts';
import { createContext } from 'svelte';

export const [useConnection, provideConnection] = createContext<LiveConnection>();
