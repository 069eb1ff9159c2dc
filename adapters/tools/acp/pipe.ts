/** A named pipe by which ws speaks to a process whose standard input it is. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';

export type SpeakingPipe = {
  /** What the process reads from. */
  readonly path: string;
  readonly writable: WritableStream<Uint8Array>;
  /** The process reads its end. */
  readonly close: () => void;
};

/** Makes it; throws what the system says. It is held open for reading, too, so that nobody waits for the other end. */
export const openPipe = (path: string): SpeakingPipe => {
  rmSync(path, { force: true });
  execFileSync('mkfifo', ['-m', '600', path], { stdio: 'ignore' });
  const file = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  let socket: Socket;
  try {
    socket = new Socket({ fd: file, readable: false, writable: true });
  } catch (error) {
    closeSync(file);
    throw error;
  }
  // Who is gone reads nothing: that it ended is told by its end.
  socket.on('error', () => undefined);
  return {
    path,
    writable: new WritableStream({
      write: (chunk) => new Promise((resolve) => void socket.write(chunk, () => resolve())),
    }),
    close: () => {
      socket.destroy();
      rmSync(path, { force: true });
    },
  };
};
