/** All that is said of lanes, key by key, for the text that tells definitions apart. */
import type { LanePolicy, LaneSettings } from '../lane-settings.ts';
import { nothingLeft } from './nothing-left.ts';

export const wholeLane = ({ wraps, files, ...unhashed }: LaneSettings): LaneSettings => {
  nothingLeft(unhashed);
  return { wraps, files };
};

export const wholeLanes = ({ max, recheck, ...unhashed }: LanePolicy): LanePolicy => {
  nothingLeft(unhashed);
  return { max, recheck };
};
