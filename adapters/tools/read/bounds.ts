/** What a file may hold that a step reads: before it is unpacked, after, and as outputs. */
export const BOUNDS: {
  readonly fileBytes: number;
  readonly unpackedBytes: number;
  readonly parts: number;
  readonly rows: number;
  readonly columns: number;
  readonly cells: number;
  readonly aliases: number;
  readonly outputBytes: number;
} = {
  /** Bytes on the disk. */
  fileBytes: 16 * 1024 * 1024,
  /** Bytes of all parts of a workbook together, unpacked. */
  unpackedBytes: 64 * 1024 * 1024,
  parts: 1_000,
  rows: 10_000,
  columns: 1_000,
  /** Of a sheet, empty ones between others, too. */
  cells: 1_000_000,
  /** What the aliases of a YAML file may stand for, altogether. */
  aliases: 100,
  /** Bytes of the outputs as JSON. */
  outputBytes: 4 * 1024 * 1024,
};

/** A size as people say it. */
export const mebibytes = (bytes: number): string => `${bytes / 1024 / 1024} MiB`;
