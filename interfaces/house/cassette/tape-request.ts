import type { Cassette } from '../../../adapters/tools/cassette/read.ts';

/** What a face asks to become of the calls of a run. */
export type TapeRequest = { readonly kind: 'record' } | { readonly kind: 'replay'; readonly cassette: Cassette };
