/** Saves what the server gives as a file. It goes by fetch, because a link sends no token. */
import { toast } from '../parts/toast.tsx';
import { askRaw } from './ask.ts';
import { messageOf } from './message-of.ts';

/** Hands bytes to the browser under a name. */
export const saveAs = (bytes: Blob, name: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

/** Asks for it and saves it; what was refused is told. */
export const downloadPath = async (path: string, name: string): Promise<void> => {
  try {
    saveAs(await (await askRaw(path, { headers: { accept: '*/*' } })).blob(), name);
  } catch (error) {
    toast(messageOf(error), true);
  }
};
