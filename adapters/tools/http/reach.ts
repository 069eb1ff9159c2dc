/**
 * Whom a request may reach: the public internet, and what the user's own configuration allows.
 *
 *   R1. What counts is the address that is connected to: names are looked up here, and the answer that was judged is the one that is used.
 *   R2. An address that stands for another (mapped, translated, tunnelled) is judged as that one, or not reached.
 */
import { BlockList, isIP, isIPv6 } from 'node:net';

/** `names`: hosts, with a port or without, which may lie anywhere. */
export type Reach = {
  /** Why the address may not be connected to, as the end of a sentence; null where it may. */
  readonly objectionTo: (address: string, host: string, port: number) => string | null;
};

const V4: readonly (readonly [string, number])[] = [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
  ] as const),
  ...([
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
];

/** Of what is global: tunnels, documentation, and addresses that lead to IPv4. */
const V6_SPECIAL: readonly (readonly [string, number])[] = [
  ...([
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
  ] as const),
];

const closed = ((): BlockList => {
  const list = new BlockList();
  for (const [net, prefix] of V4) list.addSubnet(net, prefix, 'ipv4');
  for (const [net, prefix] of V6_SPECIAL) list.addSubnet(net, prefix, 'ipv6');
  return list;
})();

const global6 = ((): BlockList => {
  const list = new BlockList();
  list.addSubnet('2000::', 3, 'ipv6');
  return list;
})();

/** R2: the IPv4 address in `::ffff:a.b.c.d` and `64:ff9b::a.b.c.d`, in whatever form; null where there is none. */
export const embeddedV4 = (address: string): string | null => {
  if (!isIPv6(address)) return null;
  // The URL parser writes every form of one address alike.
  const plain = new URL(`http://[${address.split('%')[0] ?? ''}]`).hostname.slice(1, -1);
  const [, high = '', low = ''] = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(plain) ?? [];
  if (high === '') return null;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`;
};

/** Whether it is an address of the public internet. */
export const isPublic = (address: string): boolean => {
  const inner = embeddedV4(address);
  if (inner !== null) return isPublic(inner);
  if (isIPv6(address))
    return global6.check(address.split('%')[0] ?? '', 'ipv6') && !closed.check(address.split('%')[0] ?? '', 'ipv6');
  return isIP(address) === 4 && !closed.check(address, 'ipv4');
};

type Allowed = { readonly nets: BlockList; readonly names: readonly string[] };

const allowedBy = (entries: readonly string[]): Allowed => {
  const nets = new BlockList();
  const names: string[] = [];
  for (const entry of entries) {
    const [net = '', prefix] = entry.split('/');
    const version = isIP(net);
    if (version === 0) names.push(entry.toLowerCase());
    else
      nets.addSubnet(
        net,
        prefix === undefined ? (version === 4 ? 32 : 128) : Number(prefix),
        version === 4 ? 'ipv4' : 'ipv6',
      );
  }
  return { nets, names };
};

/** `allow`: addresses and nets (`10.0.0.0/8`), and hosts, with a port or without (`intranet.example:8080`). */
export const reachOf = (allow: readonly string[]): Reach => {
  const { nets, names } = allowedBy(allow);
  return {
    objectionTo: (address, host, port) => {
      if (isPublic(address)) return null;
      const name = host.toLowerCase();
      if (names.includes(name) || names.includes(`${name}:${port}`)) return null;
      const judged = embeddedV4(address) ?? address;
      if (nets.check(judged, isIPv6(judged) ? 'ipv6' : 'ipv4')) return null;
      return `is ${address}, which is not of the public internet; allow it in your configuration: http: { allow: [${host}] }`;
    },
  };
};
