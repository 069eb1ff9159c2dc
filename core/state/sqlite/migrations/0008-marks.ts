/** What the ledger says of runs beside that they were made and have ended is looked up by run. */
export const marks: string = `
CREATE INDEX ledger_marks ON ledger (run, number) WHERE kind NOT IN ('created', 'ended');
`;
