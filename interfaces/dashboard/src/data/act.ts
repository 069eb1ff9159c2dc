/** Acts: what one asks the server to do, with a word on what became of it. */
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { toast } from '../parts/toast.tsx';
import { ask, type Ask } from './ask.ts';

export type Act = Ask & { readonly path: string; readonly done: string };

/** Doubling an act by a second click, or by trying again after a cut, starts nothing twice. */
export const onceOnly = (): Readonly<Record<string, string>> => ({ 'idempotency-key': crypto.randomUUID() });

/** An act that is told of in a toast; the answer goes to who asked. */
export const useAct = <T = unknown>(): UseMutationResult<T, Error, Act> => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, done: _, ...options }: Act) => ask<T>(path, { method: 'POST', ...options }),
    onSuccess: (_, { done }) => {
      toast(done);
      void client.invalidateQueries();
    },
    onError: (error) => toast(error.message, true),
  });
};
