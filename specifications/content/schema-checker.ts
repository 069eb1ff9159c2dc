/** The schema checker, as a module of our own: a bundler keeps the name of this, not that of a package it splits off. */
export { Ajv } from 'ajv';
