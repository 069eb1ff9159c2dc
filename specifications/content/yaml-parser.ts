/** The YAML parser, as a module of our own: a bundler keeps the names of these, not those of a package it splits off. */
export { isNode, LineCounter, parseDocument } from 'yaml';
